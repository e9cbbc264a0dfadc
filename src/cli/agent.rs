//! `agent`.

use std::fmt::Write as _;

use super::args::PeriodArgs;
use super::table::{Align, Table};
use super::team::{basis_words, cell, focus_words, query, target_words};
use super::{Outcome, json, print_text};
use crate::domain::coverage::Coverage;
use crate::domain::figure::{signed, words};
use crate::domain::raw::{Raw, visible};
use crate::domain::standing::AgentView;
use crate::store::Store;

pub(super) fn run(store: &Store, agent: &str, period: &PeriodArgs, as_json: bool) -> Outcome {
    let id = store.agent_named(agent)?.id;
    let view = store.agent_view(id, &query(store, None, period)?)?;
    if as_json {
        return print_text(&json::text(&json::agent(&view)));
    }
    print_text(&shown(&view))
}

/// The prep sheet as text, for stdout and for print.
pub(super) fn shown(view: &AgentView) -> String {
    let s = &view.standing;
    // Writing to a String cannot fail.
    let mut out = String::new();
    let team = s.team.as_ref().map_or_else(String::new, |t| format!(", {}", t.visible()));
    let _ = writeln!(out, "{} ({}{team})", s.agent.name.visible(), Raw::from(s.agent.json_id()).visible());
    let _ = writeln!(out, "{}\n", basis_words(&view.basis, s.calls));
    if let Some(last) = view.sessions.first() {
        let action = last.action.as_deref().unwrap_or("no action");
        let due = last.due.map_or_else(String::new, |d| format!(", until {d}"));
        let _ = writeln!(out, "Agreed {}: {}{due}", last.held_on, visible(action));
        if last.action.is_some() {
            let count = last.action_count.map_or_else(String::new, |c| format!(", {} of {} calls", c.done, c.of));
            let _ = writeln!(out, "Practised: {}{count}", last.action_state.words());
        }
        if let Some(back) = &view.read_back {
            let _ = writeln!(out, "“{}”: {}", visible(&back.criterion), back.words());
        }
        if let Some(outcome) = &view.outcome {
            let so_far = if outcome.is_final { "" } else { "so far: " };
            let _ = writeln!(out, "Outcome: {so_far}{}", outcome.sentence());
        }
        if let Some(said) = last.agent_comment.as_deref().filter(|c| !c.trim().is_empty()) {
            let _ = writeln!(out, "The agent said: {}", visible(said));
        }
        out.push('\n');
    }
    let _ = writeln!(out, "Focus: {}", visible(&focus_words(s)));
    let focus = s.focus().map(|f| f.key.as_str());
    if let Some(miss) = view.misses.iter().find(|m| Some(m.dimension.as_str()) == focus) {
        let _ = writeln!(out, "Inside it, missed most: {} ({} of {})", miss.criterion.visible(), miss.missed, miss.of);
    }
    for f in view.flags.iter().filter(|f| f.answered_by.is_none()) {
        let call = f.call_id.as_ref().map_or_else(|| "a call without an ID".to_owned(), Raw::visible);
        let today = view.basis.today;
        let clock = Coverage::of(f.day, None, today, view.flag_days).age_words((today - f.day).num_days());
        let _ = writeln!(out, "Flag: {} on {call}, {}; no session answers it ({clock})", f.code.visible(), f.day);
    }
    for w in &view.watched {
        let words = w.words(|d| d.to_string());
        let _ = writeln!(out, "Watched: {}, coached {}: {words}", w.code.visible(), w.since);
    }
    for praise in &view.praise {
        let _ = writeln!(out, "Praise: {}", praise.words());
    }
    for strength in &view.strengths {
        let _ = writeln!(out, "Strength: {}", visible(strength));
    }
    for warning in &view.warnings {
        let _ = writeln!(out, "Note: {}", visible(warning));
    }
    let mut table = Table::new(&[
        ("Dimension", Align::Left),
        ("Now", Align::Right),
        ("Target", Align::Right),
        ("", Align::Right),
        ("Change", Align::Right),
        ("Calls", Align::Right),
    ]);
    for (i, f) in s.dimensions.iter().enumerate() {
        table.row(vec![
            f.name.clone(),
            cell(f, s.finding.focus() == Some(i), view.basis.minimum_sample),
            target_words(f),
            match view.basis.minimum_sample.saturating_sub(f.n) {
                more if more > 0 && f.target.is_some() => format!("{more} more"),
                _ => f.printed_gap().map_or_else(String::new, |g| signed(-g)),
            },
            f.printed_change().map_or_else(|| "–".to_owned(), signed),
            f.n.to_string(),
        ]);
    }
    let _ = write!(out, "\n{}", table.text());
    if !view.calls.is_empty() {
        let _ = write!(out, "\n{}", calls_table(view).text());
    }
    out
}

fn calls_table(view: &AgentView) -> Table {
    let mut table = Table::new(&[
        ("Day", Align::Left),
        ("Call", Align::Left),
        ("Overall", Align::Right),
        ("To review because", Align::Left),
    ]);
    for c in view.calls.iter().filter(|c| !c.below.is_empty()).take(10) {
        let why: Vec<String> = c.below.iter().map(|b| b.words(view.basis.review_threshold)).collect();
        table.row(vec![
            c.day.to_string(),
            c.call_id.as_ref().map_or_else(|| "(no ID)".to_owned(), Raw::visible),
            c.overall.map_or_else(|| "–".to_owned(), words),
            why.join("; "),
        ]);
    }
    table
}
