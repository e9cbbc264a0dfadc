//! Lines of a transcript become evidence, or text to copy.

use super::transcript::{flags_at, moments_at};
use crate::domain::call::Turn;
use crate::domain::evidence::offset_words;
use crate::domain::id::PersonId;
use crate::domain::praise::Praise;
use crate::domain::raw::Raw;
use crate::domain::session::EvidenceDraft;
use crate::domain::standing::CallView;
use crate::store::request::NewPraise;

/// From the first line's beginning to the last one's end, with the words of all of them.
pub(super) fn of_lines(view: &CallView, lines: &[usize]) -> EvidenceDraft {
    let all = view.transcript.as_ref().map(|t| t.turns.as_slice()).unwrap_or_default();
    let taken: Vec<&Turn> = lines.iter().filter_map(|i| all.get(*i)).collect();
    let words = taken.iter().flat_map(|t| t.text.verbatim().split_whitespace());
    let flagged = lines.iter().flat_map(|i| flags_at(view, all, (*i).min(all.len().saturating_sub(1))));
    let flagged = if all.is_empty() { None } else { flagged.into_iter().next() };
    // A call without an ID is found again by its day.
    let started = match (&view.call_id, view.started_at, view.day) {
        (Some(_), _, _) | (None, None, None) => String::new(),
        (None, Some(at), _) => at.to_rfc3339(),
        (None, None, Some(day)) => day.to_string(),
    };
    EvidenceDraft {
        call_id: view.call_id.as_ref().map(|id| id.verbatim().to_owned()).unwrap_or_default(),
        call_started_at: started,
        from_ms: taken.iter().find_map(|t| t.from_ms),
        to_ms: taken.iter().rev().find_map(|t| t.to_ms),
        speaker: speakers(&taken),
        quote: words.collect::<Vec<_>>().join(" "),
        what_happened: flagged
            .map(crate::domain::standing::FlagLine::words)
            .or_else(|| pointed(view, lines))
            .unwrap_or_default(),
        dimension: flagged.and_then(|f| f.dimension.clone()).unwrap_or_default(),
    }
}

/// What the transcript's own analysis found in the lines.
fn pointed(view: &CallView, lines: &[usize]) -> Option<String> {
    lines.iter().flat_map(|at| moments_at(view, *at)).map(|moment| moment.label.visible()).next()
}

/// The lines as praise.
pub(super) fn praise(view: &CallView, agent: PersonId, lines: &[usize]) -> NewPraise {
    let row = of_lines(view, lines);
    let said = |text: String| Some(Raw::from(text)).filter(|t| !t.verbatim().is_empty());
    NewPraise {
        agent,
        call_id: view.call_id.clone(),
        from_ms: row.from_ms,
        to_ms: row.to_ms,
        speaker: said(row.speaker),
        quote: Raw::from(row.quote),
    }
}

/// The praise that was kept of these very lines.
pub(super) fn praised<'v>(view: &'v CallView, lines: &[usize]) -> Option<&'v Praise> {
    let row = of_lines(view, lines);
    view.praise.iter().find(|p| p.from_ms == row.from_ms && p.to_ms == row.to_ms && p.quote.verbatim() == row.quote)
}

/// Whether a line is part of what was kept as praise.
pub(super) fn is_praised(view: &CallView, turn: &Turn) -> bool {
    if view.praise.is_empty() {
        return false;
    }
    let text = turn.text.verbatim().split_whitespace().collect::<Vec<_>>().join(" ");
    view.praise.iter().any(|p| {
        let within = match (turn.from_ms, p.from_ms) {
            (Some(at), Some(from)) => from <= at && p.to_ms.is_none_or(|to| at <= to),
            _ => true,
        };
        within && !text.is_empty() && p.quote.verbatim().contains(&text)
    })
}

/// Who speaks in the lines, each once.
fn speakers(taken: &[&Turn]) -> String {
    let mut out: Vec<String> = Vec::new();
    for turn in taken {
        let name = turn.speaker.as_ref().map_or_else(|| turn.role.word().to_owned(), |s| s.verbatim().to_owned());
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out.join(", ")
}

/// The lines as text: "004471 0:12.4 agent: okay what's the policy number".
pub(super) fn copied(view: &CallView, lines: &[usize]) -> String {
    let all = view.transcript.as_ref().map(|t| t.turns.as_slice()).unwrap_or_default();
    let id = view.call_id.as_ref().map(|id| format!("{} ", id.visible())).unwrap_or_default();
    let line = |turn: &Turn| {
        let at = turn.from_ms.map(|ms| format!("{} ", offset_words(ms))).unwrap_or_default();
        let who = turn.speaker.as_ref().map_or_else(|| turn.role.word().to_owned(), Raw::visible);
        format!("{id}{at}{who}: {}", turn.text.visible())
    };
    lines.iter().filter_map(|i| all.get(*i)).map(line).collect::<Vec<_>>().join("\n")
}
