//! Turns in time, and the `WebVTT` text of them.

use std::fmt::Write as _;

use super::rng::Rng;
use super::talk::Turn;

const CUSTOMER: &str = "Customer";

/// A turn with its offsets into the call.
#[derive(Debug, Clone)]
pub(super) struct Cue {
    pub(super) turn: Turn,
    pub(super) from_ms: u64,
    pub(super) to_ms: u64,
}

/// One call's words.
#[derive(Debug)]
pub(super) struct Transcript {
    /// An index into the calls.
    pub(super) call: usize,
    pub(super) agent: String,
    pub(super) cues: Vec<Cue>,
}

/// Gives every turn its time: about 160 words a minute, a breath between turns, and the silences asked for.
pub(super) fn timed(rng: &mut Rng, turns: Vec<Turn>) -> Vec<Cue> {
    let mut now = 400;
    turns
        .into_iter()
        .map(|turn| {
            let words = i64::try_from(turn.text.split_whitespace().count()).unwrap_or(1);
            let from_ms = now + turn.pause_ms + whole(rng.between(180, 1_150));
            let to_ms = from_ms + whole(rng.between(310, 420) * words + rng.between(200, 500));
            now = to_ms;
            Cue { turn, from_ms, to_ms }
        })
        .collect()
}

fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

impl Transcript {
    pub(super) fn speaker(&self, cue: &Cue) -> &str {
        if cue.turn.agent { &self.agent } else { CUSTOMER }
    }

    /// The file's text. A voice tag names the agent; whoever rang is `Customer`, as recorders that cannot know better write it.
    pub(super) fn vtt(&self) -> String {
        let mut text = String::from("WEBVTT\n");
        for (number, cue) in self.cues.iter().enumerate() {
            let (from, to) = (offset(cue.from_ms), offset(cue.to_ms));
            // Writing to a string cannot fail.
            let _ = write!(text, "\n{}\n{from} --> {to}\n<v {}>{}</v>\n", number + 1, self.speaker(cue), cue.turn.text);
        }
        text
    }
}

fn offset(ms: u64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000)
}
