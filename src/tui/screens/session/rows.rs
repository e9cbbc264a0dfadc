//! Rows of the right column that are made of several things: a row of evidence, a line of the checklist.

use std::fmt::Write as _;

use ratatui::text::{Line, Span};

use super::Open;
use crate::domain::dates;
use crate::domain::evidence::offset_words;
use crate::domain::raw::visible;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::words::{fit, pad, width, wrap};

/// A row of evidence: call, day and place in it, and what was said or happened.
pub(super) fn row_lines(open: &Open, at: usize, columns: usize, cx: &Ctx) -> Vec<Line<'static>> {
    let look = cx.look;
    let Some(row) = open.base.evidence.get(at) else { return vec![Line::default()] };
    let fact = open.prefill.known_calls.get(&row.call_id);
    let id = if row.call_id.trim().is_empty() { "no call ID".to_owned() } else { visible(&row.call_id).into_owned() };
    let mut parts = vec![id];
    match fact {
        Some(fact) => {
            if let Some(day) = fact.day {
                let time =
                    fact.started_at.map(|t| format!(" {}", cx.words.time(t, open.prefill.zone))).unwrap_or_default();
                parts.push(format!("{}{time}", cx.words.day(day)));
            }
        }
        None if row.call_started_at.trim().is_empty() => {}
        None => parts.push(visible(row.call_started_at.trim()).into_owned()),
    }
    match (row.from_ms, row.to_ms) {
        (Some(from), Some(to)) => parts.push(format!("{}–{}", offset_words(from), offset_words(to))),
        (Some(from), None) => parts.push(offset_words(from)),
        (None, _) => {}
    }
    let other = fact.and_then(|f| f.agent).is_some_and(|agent| agent != open.prefill.agent);
    if other {
        parts.push("another agent's".to_owned());
    }
    let meaning = if other { Meaning::Alert } else { Meaning::Text };
    let mut out = head_lines(at + 1, &parts, columns);
    out = out.into_iter().map(|line| line.style(look.style(meaning))).collect();
    let quote = row.quote.trim();
    let said = if quote.is_empty() {
        row.what_happened.trim().to_owned()
    } else {
        format!("{}{quote}{}", look.marks.open_quote, look.marks.close_quote)
    };
    let (said, meaning) = if said.is_empty() {
        ("a quote, or what happened, is missing".to_owned(), Meaning::Watch)
    } else {
        (said, Meaning::Muted)
    };
    let mut lines = wrap(&visible(&said), columns.saturating_sub(3));
    if lines.len() > 2 {
        lines.truncate(2);
        lines[1] = fit(&format!("{} {}", lines[1], look.marks.more), columns.saturating_sub(3), look.marks.more);
    }
    out.extend(lines.into_iter().map(|line| Line::from(look.span(format!("   {line}"), meaning))));
    out
}

/// Number and parts of a row's head, two spaces between, in as many lines as they need.
fn head_lines(number: usize, parts: &[String], columns: usize) -> Vec<Line<'static>> {
    let mut lines = vec![number.to_string()];
    for part in parts {
        let last = lines.len() - 1;
        let begins = lines[last].trim().is_empty();
        if !begins && width(&lines[last]) + 2 + width(part) > columns {
            lines.push(format!("   {part}"));
        } else {
            let _ = write!(lines[last], "  {part}");
        }
    }
    lines.into_iter().map(Line::from).collect()
}

/// One item of the action's checklist, with the words that satisfied it or what is missing.
pub(super) fn check_lines(open: &Open, at: usize, columns: usize, cx: &Ctx) -> Vec<Line<'static>> {
    let look = cx.look;
    let Some(item) = open.check.items.get(at) else { return vec![Line::default()] };
    let word = item_word(&item.item);
    if let Some(missing) = item.missing.as_ref().filter(|_| !item.ok) {
        let head = format!("{} {}", look.marks.auto_fail, in_words(&word));
        let lines = wrap(&visible(missing), columns.saturating_sub(2));
        let first = Line::from(look.span(head, Meaning::Below));
        let rest = lines.into_iter().map(|line| Line::from(look.span(format!("  {line}"), Meaning::Muted)));
        return std::iter::once(first).chain(rest).collect();
    }
    let focus = open.focus().map(|i| open.prefill.standing.dimensions[i].name.as_str());
    let head = match (word.as_str(), open.check.due, focus) {
        ("time_bound", Some(due), _) => format!("by {}", dates::words(due, open.held_on)),
        ("tied_to_focus", _, Some(focus)) => format!("read back in {} next cycle", visible(focus)),
        _ => in_words(&word),
    };
    let head = fit(&head, columns.saturating_sub(2), look.marks.more);
    let quoted: Vec<String> = item
        .words
        .iter()
        .map(|w| format!("{}{}{}", look.marks.open_quote, visible(w), look.marks.close_quote))
        .collect();
    let mark = look.span(format!("{} ", look.marks.done), Meaning::Good);
    let head = if quoted.is_empty() { head } else { pad(&head, 12.max(width(&head) + 2), "") };
    let room = columns.saturating_sub(width(&head) + 2);
    let words = fit(&quoted.join(", "), room, look.marks.more);
    vec![Line::from(vec![mark, look.span(head, Meaning::Text), Span::styled(words, look.style(Meaning::Muted))])]
}

/// A checklist's item on screen.
pub(super) fn in_words(word: &str) -> String {
    if word == "time_bound" { "time-bound".to_owned() } else { word.replace('_', " ") }
}

/// The word of a checklist's item, as JSON has it.
pub(super) fn item_word(item: &impl serde::Serialize) -> String {
    serde_json::to_value(item).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
