//! whisper.cpp: offsets in milliseconds, and the same as clock times for where those are missing. Its tokens are not
//! read: some have no offsets.

use super::json::Json;
use super::talk::{Place, Said, Talk};
use super::times::Time;
use super::words::labelled;

const LIST: &str = "transcription";

pub(super) fn read(top: &Json<'_>) -> Talk {
    let said = top.at(LIST).items().iter().enumerate().map(|(at, segment)| said(at, segment)).collect();
    Talk::new("whisper.cpp", said)
}

fn said(at: usize, segment: &Json<'_>) -> Said {
    let place = Place::Item(LIST, at);
    if segment.entries().is_empty() {
        return Said::nothing(place);
    }
    let time = |key: &str| match Time::millis(segment.at("offsets").at(key)) {
        Time::Missing => Time::clock(segment.at("timestamps").at(key)),
        time => time,
    };
    let text = segment.at("text").text().unwrap_or_default().trim();
    Said::new(place, labelled("speaker", segment.at("speaker")), time("from"), time("to"), text.to_owned())
}
