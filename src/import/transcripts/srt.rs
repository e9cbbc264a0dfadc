//! SRT: numbered cues with commas in their times. The numbers may be missing, and the commas be points.

use super::cues::{self, Subtitles};
use super::talk::Talk;
use super::times::clock;
use crate::import::sniff::{BOM, Refusal};

/// So many lines with something in them may stand before the first cue's times.
const LOOKED_AT: usize = 6;

/// Whether a text, of which the start is there, is SRT: an early line is a time, an arrow, a time.
pub(in crate::import) fn begins(text: &[u8]) -> bool {
    let text = text.strip_prefix(BOM).unwrap_or(text);
    let lines = text.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.trim_ascii().is_empty());
    lines.take(LOOKED_AT).any(|line| {
        let line = String::from_utf8_lossy(&line[..line.len().min(200)]);
        let Some((from, to)) = line.split_once("-->") else { return false };
        // One of the two may be broken.
        let time = |text: &str| text.contains(':') && clock(text.trim()).is_some();
        time(from) || to.split_whitespace().next().is_some_and(time)
    })
}

/// `text` is UTF-8.
pub(super) fn read(text: &[u8]) -> Result<Talk, Refusal> {
    let said = cues::read(text, Subtitles::Srt)?;
    Ok(Talk { source: "grid", ..Talk::new("srt", said) })
}
