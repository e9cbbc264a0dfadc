//! Twilio Voice Intelligence: sentences with a channel; times are text. Which channel is the agent's hangs on the
//! account, so nobody's role is known.

use super::json::Json;
use super::talk::{Id, Place, Said, Talk};
use super::times::Time;
use super::words::labelled;

const LIST: &str = "sentences";

pub(super) fn read(top: &Json<'_>) -> Talk {
    let said = top.at(LIST).items().iter().enumerate().map(|(at, sentence)| said(at, sentence)).collect();
    let mut talk = Talk::new("twilio", said);
    for key in ["call_sid", "transcript_sid", "sid"] {
        talk.ids.extend(top.at(key).name().map(Id::Call));
    }
    talk.ids.extend(address(top).map(Id::Call));
    talk.audio_ms = Time::seconds(top.at("duration")).ms();
    if top.at("meta").at("next_page_url").name().is_some() {
        talk.notes.push("it is one page of several: the transcript goes on in the next".to_owned());
    }
    talk
}

/// The transcript's id as the page's own address has it: ".../Transcripts/GT…/Sentences?…".
fn address(top: &Json<'_>) -> Option<String> {
    let url = top.at("meta").any(&["url", "first_page_url"]).text()?;
    let (_, rest) = url.split_once("/Transcripts/")?;
    let id = rest.split(['/', '?']).next()?;
    (id.len() == 34 && id.starts_with("GT") && id.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| id.to_owned())
}

fn said(at: usize, sentence: &Json<'_>) -> Said {
    let place = Place::Item(LIST, at);
    if sentence.entries().is_empty() {
        return Said::nothing(place);
    }
    let speaker = labelled("channel", sentence.at("media_channel"));
    let (from, to) = (Time::seconds(sentence.at("start_time")), Time::seconds(sentence.at("end_time")));
    Said::new(place, speaker, from, to, sentence.at("transcript").text().unwrap_or_default().to_owned())
}
