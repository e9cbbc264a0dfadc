//! `call` and `search`.

use std::fmt::Write as _;

use serde_json::json;

use super::{Outcome, json, print_text, say};
use crate::domain::evidence::offset_words;
use crate::domain::figure::words;
use crate::domain::raw::{Raw, visible};
use crate::domain::speakers::Speakers;
use crate::domain::standing::{CallView, Hit};
use crate::store::{Store, StoreError};

pub(super) fn run(store: &Store, call_id: &str, as_json: bool) -> Outcome {
    let view = store.call_view(store.call_named(call_id)?)?;
    if as_json {
        return print_text(&json::text(&json::call(&view)));
    }
    print_text(&shown(&view))
}

/// Agent and customer change places, or back; then the call as it is now.
pub(super) fn swap_speakers(store: &mut Store, call_id: &str, as_json: bool) -> Outcome {
    let call = store.call_named(call_id)?;
    say(&store.swap_speakers(call)?)?;
    run(store, call_id, as_json)
}

pub(super) fn shown(view: &CallView) -> String {
    // Writing to a String cannot fail.
    let mut out = String::new();
    let id = view.call_id.as_ref().map_or_else(|| "(no ID)".to_owned(), Raw::visible);
    let agent = view.agent.as_ref().map_or_else(|| "agent unknown".to_owned(), |a| a.name.visible());
    let when = match (view.started_at, view.day) {
        (Some(at), _) => at.with_timezone(&view.zone).format("%Y-%m-%d %H:%M %Z").to_string(),
        (None, Some(day)) => day.to_string(),
        (None, None) => "date unknown".to_owned(),
    };
    let _ = writeln!(out, "Call {id} · {agent} · {when}");
    for e in &view.evaluations {
        let by = e.evaluator.as_ref().map_or_else(|| "unknown".to_owned(), Raw::visible);
        let counts = if e.current { "" } else { " (does not count)" };
        let overall = e.overall.map_or_else(|| "–".to_owned(), words);
        let _ = writeln!(
            out,
            "\nEvaluation {} by {by} ({}) on {}{counts}: overall {overall}",
            e.key.visible(),
            e.scored_by.word(),
            visible(&e.scorecard)
        );
        for s in &e.scores {
            let percent = s.percent.map_or_else(|| s.state.word().replace('_', " "), words);
            let comment = s.comment.as_ref().map_or_else(String::new, |c| format!("  {}", c.visible()));
            let _ = writeln!(out, "  {:<24} {percent:>6}{comment}", visible(&s.name));
        }
        for fail in &e.auto_fails {
            let _ = writeln!(out, "  ✗ auto-fail: {}", fail.visible());
        }
    }
    for f in &view.flags {
        let at = f.at_ms.map_or_else(String::new, |ms| format!(" at {}", offset_words(ms)));
        let note = f.note.as_ref().map_or_else(String::new, |n| format!(": {}", n.visible()));
        let _ = writeln!(out, "  ⚑ {}{at}{note}", f.code.visible());
    }
    match &view.transcript {
        None => out.push_str("\nNo transcript.\n"),
        Some(transcript) => {
            out.push('\n');
            for t in &transcript.turns {
                let at = t.from_ms.map_or_else(String::new, offset_words);
                let speaker = t.speaker.as_ref().map_or_else(|| t.role.word().to_owned(), Raw::visible);
                let mark = t.mark.as_ref().map_or_else(String::new, |mark| format!("  ({})", visible(mark)));
                let _ = writeln!(out, "{at:>8}  {speaker}: {}{mark}", t.text.visible());
            }
            if transcript.speakers != Speakers::AsRead {
                let _ = writeln!(out, "By hand: {}.", transcript.speakers.words());
            }
            for m in &transcript.moments {
                let words = m.words.visible();
                let _ = writeln!(out, "  ▸ {} {}: {words}", offset_words(m.from_ms), m.label.visible());
            }
        }
    }
    out
}

/// Calls whose lines are listed: the newest that hold the words.
const CALLS: usize = 50;

/// A search looks into so many calls at a time: it is asked on until it has found enough.
fn found(store: &Store, wanted: &str) -> Result<Vec<Hit>, StoreError> {
    let (mut hits, mut below): (Vec<Hit>, _) = (Vec::new(), None);
    loop {
        let page = store.search(wanted, below)?;
        hits.extend(page.lines);
        below = page.below;
        let ends = (1..hits.len()).filter(|at| hits[*at].call != hits[at - 1].call).nth(CALLS - 1);
        if let Some(end) = ends {
            hits.truncate(end);
            return Ok(hits);
        }
        if below.is_none() {
            return Ok(hits);
        }
    }
}

pub(super) fn search(store: &Store, wanted: &str, as_json: bool) -> Outcome {
    let hits = found(store, wanted)?;
    if as_json {
        let list: Vec<_> = hits
            .iter()
            .map(|h| json!({ "call_id": h.call_id.as_ref().map(Raw::verbatim), "agent": h.agent.as_ref().map(Raw::verbatim), "day": h.day, "turn": h.turn, "speaker": h.speaker.verbatim(), "from_ms": h.from_ms, "text": h.text.verbatim() }))
            .collect();
        return print_text(&json::text(&list.into()));
    }
    if hits.is_empty() {
        return say("nothing was found");
    }
    let mut out = String::new();
    for h in hits {
        let id = h.call_id.as_ref().map_or_else(|| "(no ID)".to_owned(), Raw::visible);
        let at = h.from_ms.map_or_else(String::new, offset_words);
        let _ = writeln!(out, "{id}  {at:>8}  {}: {}", h.speaker.visible(), h.text.visible());
    }
    print_text(&out)
}
