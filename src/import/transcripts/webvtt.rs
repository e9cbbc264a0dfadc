//! `WebVTT`: cues with voice tags, with and without an end, or with "Name: " before the words. Notes, styles and
//! regions are no cues.

use super::cues::{self, Subtitles};
use super::talk::Talk;
use crate::import::sniff::Refusal;

/// `text` is UTF-8.
pub(super) fn read(text: &[u8]) -> Result<Talk, Refusal> {
    let said = cues::read(text, Subtitles::WebVtt)?;
    if said.is_empty() {
        return Err(Refusal::Unknown("it is WebVTT without a single cue".to_owned()));
    }
    Ok(Talk { source: "grid", ..Talk::new("webvtt", said) })
}

#[cfg(test)]
mod tests;
