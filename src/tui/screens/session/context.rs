//! The left column: what to open with, what the data says, and the calls that show it.
//!
//! ```text
//!  OPEN WITH
//!  Praise      Discovery met for the first time: 81
//!  Agreed      the customer's name in the first 30 s
//!
//!  9–22 NOV, 34 calls, overall 83.2
//!  Empathy            ◆ 62.4   ≥ 75   −12.6   34
//!
//!  To review   3 calls: 004471 004502 004533
//!
//!  CALLS THAT SHOW IT
//!  ✓ 004471  18 Nov  0:12 no acknowledgment
//! ```

use std::fmt::Write as _;

use ratatui::text::{Line, Span};

use super::Open;
use super::fields::K;
use crate::config::keymap::{Action, Context};
use crate::domain::evidence::offset_words;
use crate::domain::figure;
use crate::domain::focus::DimensionFigure;
use crate::domain::raw::{Raw, visible};
use crate::domain::session::{ActionState, EvidenceDraft, SessionLine, flag_elsewhere};
use crate::tui::screen::Ctx;
use crate::tui::style::{Meaning, band};
use crate::tui::words::{count, fit, pad, pad_left, width, wrap};

/// The column's lines, and which of them hold the suggestions.
pub(super) struct Column {
    pub(super) lines: Vec<Line<'static>>,
    /// The line of the first suggestion.
    pub(super) suggestions: usize,
}

/// At most so many lines of praise.
const PRAISE: usize = 3;
/// Columns of the words at the left.
const LABEL: usize = 12;

pub(super) fn context(open: &Open, columns: usize, cx: &Ctx) -> Column {
    let mut out = Vec::new();
    let heading = |text: &str| Line::from(cx.look.span(text.to_owned(), Meaning::Heading));
    out.push(heading("OPEN WITH"));
    open_with(open, columns, cx, &mut out);
    out.push(Line::default());
    figures(open, columns, cx, &mut out);
    out.push(Line::default());
    marks(open, columns, cx, &mut out);
    let suggestions = &open.prefill.suggestions;
    if suggestions.is_empty() {
        return Column { suggestions: out.len(), lines: out };
    }
    out.push(Line::default());
    out.push(heading("CALLS THAT SHOW IT"));
    let first = out.len();
    for i in 0..suggestions.len() {
        out.push(suggestion(open, i, columns, cx));
    }
    Column { lines: out, suggestions: first }
}

/// A label and a text beside it, in as many lines as it needs up to `most`.
fn labelled(label: &str, text: &str, meaning: Meaning, columns: usize, most: usize, cx: &Ctx) -> Vec<Line<'static>> {
    let room = columns.saturating_sub(LABEL).max(1);
    let mut wrapped = wrap(&visible(text), room);
    if wrapped.len() > most {
        wrapped.truncate(most);
        if let Some(last) = wrapped.last_mut() {
            *last = fit(&format!("{last} {}", cx.look.marks.more), room, cx.look.marks.more);
        }
    }
    let line = |(i, text): (usize, String)| {
        let label = if i == 0 { label } else { "" };
        Line::from(vec![cx.look.span(pad(label, LABEL, ""), Meaning::Muted), cx.look.span(text, meaning)])
    };
    wrapped.into_iter().enumerate().map(line).collect()
}

fn open_with(open: &Open, columns: usize, cx: &Ctx, out: &mut Vec<Line<'static>>) {
    for (i, praise) in open.prefill.practice.praise.iter().take(PRAISE).enumerate() {
        let day = praise.day.map_or_else(String::new, |d| format!(", {}", cx.words.day(d)));
        let label = if i == 0 { "Praise" } else { "" };
        out.extend(labelled(label, &format!("{}{day}", praise.words()), Meaning::Good, columns, 3, cx));
    }
    let typed = open.form.text(K::Strength);
    let strength = Some(typed.trim()).filter(|s| !s.is_empty()).or(open.prefill.strength.as_deref());
    let label = if open.prefill.practice.praise.is_empty() { "Praise" } else { "Strength" };
    match strength {
        Some(strength) => out.extend(labelled(label, strength, Meaning::Good, columns, 2, cx)),
        None => out.extend(labelled(label, "name one strength, at the right", Meaning::Muted, columns, 2, cx)),
    }
    let Some(last) = &open.prefill.last else {
        out.extend(labelled("Agreed", "nothing yet: this is the first session", Meaning::Muted, columns, 2, cx));
        return;
    };
    let agreed = last.action.as_deref().or(last.behavior.as_deref()).unwrap_or("no practice action");
    out.extend(labelled("Agreed", agreed, Meaning::Text, columns, 3, cx));
    let mut when = format!("on {}", cx.words.day(last.held_on));
    if let Some(name) = &last.focus_name {
        let _ = write!(when, ", {}", visible(name));
    }
    if let Some(due) = last.due {
        let _ = write!(when, ", until {}", cx.words.day(due));
    }
    out.extend(labelled("", &when, Meaning::Muted, columns, 2, cx));
    if last.action.is_some() {
        practised(open, last, columns, cx, out);
    }
    if let Some(said) = &last.agent_comment {
        let said = format!("{}{}{}", cx.look.marks.open_quote, visible(said), cx.look.marks.close_quote);
        out.extend(labelled("Said", &said, Meaning::Text, columns, 2, cx));
    }
}

/// Whether last time's action was done: as noted, and as the calls tell it.
fn practised(open: &Open, last: &SessionLine, columns: usize, cx: &Ctx, out: &mut Vec<Line<'static>>) {
    let key = cx.keymap.key_words(&[Context::Session], Action::ReadBack, cx.look.borders);
    let count = last.action_count.map_or_else(String::new, |c| format!(", {} of {} calls", c.done, c.of));
    let (words, meaning) = match last.action_state {
        ActionState::Agreed => (format!("was it done? {key} notes it"), Meaning::Watch),
        state => (format!("{}{count}", state.words()), Meaning::Text),
    };
    out.extend(labelled("Practised", &words, meaning, columns, 2, cx));
    if let Some(back) = &open.prefill.practice.read_back {
        out.extend(labelled("", &back.words(), Meaning::Muted, columns, 2, cx));
    }
}

fn figures(open: &Open, columns: usize, cx: &Ctx, out: &mut Vec<Line<'static>>) {
    let standing = &open.prefill.standing;
    let overall = cx.words.figure_or(standing.overall, cx.look.marks.none);
    let calls = count(standing.calls, "call");
    let span = cx.words.span(open.prefill.cycle).to_uppercase();
    let rest = format!(", {calls}, overall {overall}");
    let one = width(&span) + width(&rest) <= columns;
    let rest = if one { rest } else { format!(", {calls}") };
    out.push(Line::from(vec![cx.look.span(span, Meaning::Heading), cx.look.span(rest, Meaning::Muted)]));
    if !one {
        out.extend(labelled("Overall", &overall, Meaning::Text, columns, 1, cx));
    }
    let longest = standing.dimensions.iter().map(|d| width(&d.name)).max().unwrap_or(0);
    // mark and figure 8, target 6, difference 8, calls 5
    let name = longest.min(columns.saturating_sub(22)).max(4);
    let with_calls = columns >= name + 28;
    for (i, figure) in standing.dimensions.iter().enumerate() {
        out.push(dimension(figure, open.focus() == Some(i), name, with_calls, open.prefill.minimum_sample, cx));
    }
}

fn dimension(d: &DimensionFigure, focus: bool, name: usize, calls: bool, minimum: u32, cx: &Ctx) -> Line<'static> {
    let look = cx.look;
    let (mut mark, mut meaning) = band(d.band(minimum), &look.marks);
    if focus {
        (mark, meaning) = (look.marks.focus, Meaning::Focus);
    }
    let label = if focus { Meaning::Text } else { Meaning::Muted };
    let target = d.target.map_or_else(String::new, |t| format!("{} {}", look.marks.at_least, cx.words.short(t)));
    let against = d.printed_gap().map_or_else(String::new, |gap| cx.words.signed(-gap));
    let figure = format!("{mark} {}", pad_left(&cx.words.figure_or(d.current, look.marks.none), 5, ""));
    let mut spans = vec![
        look.span(format!("{} ", pad(&visible(&d.name), name, look.marks.more)), label),
        look.span(figure, meaning),
        look.span(pad_left(&target, 6, ""), Meaning::Muted),
        look.span(pad_left(&against, 7, ""), if focus { Meaning::Text } else { Meaning::Muted }),
    ];
    if calls {
        spans.push(look.span(pad_left(&d.n.to_string(), 5, ""), Meaning::Muted));
    }
    Line::from(spans)
}

/// Flags, calls under the threshold and auto-fails: which, or none.
fn marks(open: &Open, columns: usize, cx: &Ctx, out: &mut Vec<Line<'static>>) {
    let prefill = &open.prefill;
    let name = |id: &Option<Raw>| id.as_ref().map_or_else(|| "a call without ID".to_owned(), Raw::visible);
    // An open flag of after these days is no less open.
    let newer = prefill.open_flags.iter().filter(|f| !prefill.flags.iter().any(|g| g.reference() == f.reference()));
    let flags: Vec<String> = prefill
        .flags
        .iter()
        .chain(newer)
        .map(|f| format!("{} {} on {}", cx.look.marks.flag, f.code.visible(), name(&f.call_id)))
        .collect();
    let below: Vec<String> = prefill.calls.iter().filter(|c| !c.below.is_empty()).map(|c| name(&c.call_id)).collect();
    let fails: Vec<String> = prefill
        .auto_fails
        .iter()
        .map(|f| format!("{} {} on {}", cx.look.marks.auto_fail, f.name.visible(), name(&f.call_id)))
        .collect();
    let mut mark = |label: &str, all: &[String], text: String, meaning: Meaning| {
        let (text, meaning) = if all.is_empty() { ("none".to_owned(), Meaning::Muted) } else { (text, meaning) };
        out.extend(labelled(label, &text, meaning, columns, 3, cx));
    };
    mark("Flags", &flags, flags.join("; "), Meaning::Alert);
    if let Some(words) = flag_elsewhere(&open.base, prefill) {
        mark("", &flags, words, Meaning::Watch);
    }
    let calls = count(u64::try_from(below.len()).unwrap_or(0), "call");
    // Under the review threshold, or a critical dimension under its target, a flag or an auto-fail.
    let label = "To review".to_owned();
    mark(&label, &below, format!("{calls}: {}", below.join(" ")), Meaning::Text);
    mark("Auto-fails", &fails, fails.join("; "), Meaning::Alert);
}

/// A suggested call: its name and day, and what it shows.
pub(super) fn suggestion_words(row: &EvidenceDraft, open: &Open) -> (String, String) {
    let id = visible(&row.call_id).into_owned();
    let call = open.prefill.calls.iter().find(|c| c.call_id.as_ref().is_some_and(|id| id.verbatim() == row.call_id));
    let day = call.map(|c| format!("  {}", c.day.format("%-d %b"))).unwrap_or_default();
    let mut shows = Vec::new();
    if let Some(from) = row.from_ms {
        shows.push(offset_words(from));
    }
    if !row.what_happened.trim().is_empty() {
        shows.push(visible(row.what_happened.trim()).into_owned());
    } else if !row.quote.trim().is_empty() {
        shows.push(format!("“{}”", visible(row.quote.trim())));
    } else if let Some(overall) = call.and_then(|c| c.overall) {
        shows.push(format!("overall {}", figure::words(overall)));
    }
    (format!("{id}{day}"), shows.join(" "))
}

pub(super) fn suggestion(open: &Open, at: usize, columns: usize, cx: &Ctx) -> Line<'static> {
    let look = cx.look;
    let row = &open.prefill.suggestions[at];
    let selected = open.form.current() == K::Suggestions && open.suggestion == at;
    let (name, shows) = suggestion_words(row, open);
    let mark = if open.taken(row) { look.marks.done } else { look.marks.too_few };
    let lead = format!("{mark} {name}  ");
    let room = columns.saturating_sub(width(&lead));
    let meaning = if selected { Meaning::Selected } else { Meaning::Text };
    let quiet = if selected { Meaning::Selected } else { Meaning::Muted };
    let good = if open.taken(row) && !selected { Meaning::Good } else { meaning };
    let shows: Span = look.span(pad(&shows, room, look.marks.more), quiet);
    Line::from(vec![look.span(lead, good), shows])
}
