//! Where the form stands.
//!
//! ```text
//!  failed  ✗ not saved: the disk is full                                    only while a save fails
//!  left    OPEN WITH            │  right   WHAT WE AGREE
//!          Praise …             │          Kind        scheduled
//!          9–22 NOV, 34 calls   │          Focus       Empathy −12.6   suggested
//!          CALLS THAT SHOW IT   │          Action      …
//! ```
//! Under 72 columns the left column gives way; its calls then stand in the right one.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::Open;
use super::context::{self, context};
use super::fields::{K, is_date};
use super::layout::{LABEL, Piece, height, pieces};
use super::rows::{check_lines, row_lines};
use crate::domain::dates;
use crate::domain::raw::visible;
use crate::domain::standing::FlagLine;
use crate::tui::form::Field;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::scroll;
use crate::tui::words::{count, fit, width, wrap};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    /// What the data says; `None` where there is no room beside the form.
    pub(super) left: Option<Rect>,
    pub(super) right: Rect,
    /// The line between them.
    pub(super) pillar: u16,
}

/// Columns from which on the left column stands beside the form.
const TWO: u16 = 72;

pub(super) fn areas(area: Rect) -> Areas {
    // A line at the top is kept for what went wrong with saving, and for air.
    let top = u16::from(area.height > 12);
    let body = Rect { y: area.y + top.min(area.height), height: area.height.saturating_sub(top), ..area };
    let inset = |x: u16, width: u16| Rect { x, width, ..body }.intersection(area);
    if area.width < TWO {
        return Areas { left: None, right: inset(body.x + 2.min(body.width), body.width.saturating_sub(4)), pillar: 0 };
    }
    let columns = (area.width.min(200) * 2 / 5).clamp(33, 58);
    let pillar = body.x + 2 + columns;
    let right = pillar + 3;
    Areas {
        left: Some(inset(body.x + 2, columns - 1)),
        right: inset(right, area.right().saturating_sub(right + 2).min(100)),
        pillar,
    }
}

pub(super) fn draw(open: &Open, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let areas = areas(area);
    if let Some(why) = open.saver.failure() {
        let words = format!("{} {why}", cx.look.marks.auto_fail);
        let words = fit(&visible(&words), usize::from(area.width.saturating_sub(4)), cx.look.marks.more);
        put(frame, area.x + 2, area.y, &Line::from(cx.look.span(words, Meaning::Alert)), area);
    }
    if let Some(left) = areas.left {
        draw_left(open, frame, left, cx);
        for y in left.top()..left.bottom() {
            put(frame, areas.pillar, y, &Line::from(cx.look.span(cx.look.marks.pillar, Meaning::Faint)), area);
        }
        // How far the column is scrolled shows on the line between the two.
        let lines = context(open, usize::from(left.width), cx).lines.len();
        let bar = Rect { x: areas.pillar, width: 1, ..left };
        scroll::draw(frame, bar, Cursor { selected: open.left, offset: open.left }, lines, cx.look);
    }
    let pieces = pieces(open, areas.left.is_none());
    let mut y = areas.right.y;
    for piece in pieces.iter().skip(open.top) {
        let rows = height(piece, open, areas.right.width, cx);
        let room = areas.right.bottom().saturating_sub(y);
        if room == 0 {
            break;
        }
        draw_piece(open, piece, frame, Rect { y, height: rows.min(room), ..areas.right }, cx);
        y = y.saturating_add(rows);
    }
    let all: usize = pieces.iter().map(|p| usize::from(height(p, open, areas.right.width, cx))).sum();
    let above: usize = pieces.iter().take(open.top).map(|p| usize::from(height(p, open, areas.right.width, cx))).sum();
    let bar = Rect { width: areas.right.width + 1, ..areas.right }.intersection(area);
    scroll::draw(frame, bar, Cursor { selected: above, offset: above }, all, cx.look);
    if let Some(edit) = &open.edit {
        edit.draw(frame, area, &open.prefill, open.focus(), cx);
    }
}

fn draw_left(open: &Open, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let context = context(open, usize::from(area.width), cx);
    let page = usize::from(area.height);
    let offset = open.left.min(context.lines.len().saturating_sub(page));
    for (y, line) in (area.y..area.bottom()).zip(context.lines.iter().skip(offset)) {
        put(frame, area.x, y, line, area);
    }
    if open.form.current() == K::Suggestions {
        let line = context.suggestions + open.suggestion;
        let y = area.y.saturating_add(u16::try_from(line.saturating_sub(offset)).unwrap_or(u16::MAX));
        if y < area.bottom() {
            frame.set_cursor_position((area.x, y));
        }
    }
}

/// The field at a place, for a click.
pub(super) fn field_at(open: &Open, area: Rect, at: Position) -> Option<K> {
    let areas = areas(area);
    if areas.left.is_some_and(|left| left.contains(at)) {
        return open.visible(K::Suggestions).then_some(K::Suggestions);
    }
    None
}

fn draw_piece(open: &Open, piece: &Piece, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let text = Rect { x: area.x.saturating_add(LABEL), width: area.width.saturating_sub(LABEL), ..area };
    let columns = usize::from(text.width);
    match piece {
        Piece::Heading(words) => put(frame, area.x, area.y, &Line::from(look.span(*words, Meaning::Heading)), area),
        Piece::Gap => {}
        Piece::Field(key) => draw_field(open, *key, frame, area, text, cx),
        Piece::Flag(i) => draw_flag(open, *i, frame, area, cx),
        Piece::Suggestion(i) => {
            put(frame, area.x, area.y, &context::suggestion(open, *i, usize::from(area.width), cx), area);
        }
        Piece::Row(i) => {
            let in_use = open.form.current() == K::Evidence && open.row == *i && open.edit.is_none();
            if *i == 0 {
                label(frame, area, "Evidence", open.form.current() == K::Evidence, cx);
            }
            draw_lines(row_lines(open, *i, columns, cx), frame, text);
            list_cursor(frame, text, in_use, cx);
        }
        Piece::AnotherCall => draw_another(open, frame, area, text, cx),
        Piece::Check(i) => draw_lines(check_lines(open, *i, columns, cx), frame, text),
        Piece::Remark(words) => put(frame, text.x, text.y, &Line::from(look.span(*words, Meaning::Muted)), text),
        Piece::Missing(words) => {
            let lines = wrap(words, columns.saturating_sub(2)).into_iter().enumerate().map(|(i, line)| {
                let mark = if i == 0 { look.marks.auto_fail } else { " " };
                Line::from(look.span(format!("{mark} {line}"), Meaning::Below))
            });
            draw_lines(lines.collect(), frame, text);
        }
    }
}

fn draw_lines(lines: Vec<Line<'static>>, frame: &mut Frame, area: Rect) {
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        put(frame, area.x, y, &line, area);
    }
}

/// A field's name; bright while it is in use, with a bar in the margin.
fn label(frame: &mut Frame, area: Rect, words: &str, in_use: bool, cx: &Ctx) {
    let meaning = if in_use { Meaning::Accent } else { Meaning::Muted };
    let words = fit(words, usize::from(LABEL) - 1, cx.look.marks.more);
    put(frame, area.x, area.y, &Line::from(cx.look.span(words, meaning)), area);
    if in_use && area.x > 1 {
        let whole = frame.area();
        put(frame, area.x - 2, area.y, &Line::from(cx.look.span(cx.look.marks.bar, Meaning::Accent)), whole);
    }
}

/// The selected row of a list: its ground, and the terminal's cursor.
fn list_cursor(frame: &mut Frame, row: Rect, in_use: bool, cx: &Ctx) {
    if in_use && !row.is_empty() {
        cx.look.select_row(frame.buffer_mut(), row);
        frame.set_cursor_position((row.x, row.y));
    }
}

fn draw_flag(open: &Open, at: usize, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let flags = open.flags();
    let Some((flag, words)) = flags.get(at) else { return };
    let here = open.form.current() == K::Flags;
    if at == 0 {
        label(frame, area, "Answers", here, cx);
    }
    let text = Rect { x: area.x.saturating_add(LABEL), width: area.width.saturating_sub(LABEL), ..area };
    let taken = open.base.answers_flags.contains(flag);
    let mark = if taken { cx.look.marks.done } else { cx.look.marks.too_few };
    let words = fit(&format!("{mark} {} {words}", cx.look.marks.flag), usize::from(text.width), cx.look.marks.more);
    let meaning = if taken { Meaning::Text } else { Meaning::Muted };
    put(frame, text.x, text.y, &Line::from(cx.look.span(words, meaning)), text);
    list_cursor(frame, text, here && open.flag == at, cx);
}

fn draw_another(open: &Open, frame: &mut Frame, area: Rect, text: Rect, cx: &Ctx) {
    let here = open.form.current() == K::Evidence;
    let in_use = here && open.row >= open.base.evidence.len();
    if open.base.evidence.is_empty() {
        label(frame, area, "Evidence", here, cx);
    }
    let words = match (open.base.evidence.is_empty(), in_use) {
        (true, _) => "none yet: F2 takes a call, ↵ types one",
        (false, true) => "another: F2 takes a call, ↵ types one",
        (false, false) => "another call",
    };
    put(frame, text.x, text.y, &Line::from(cx.look.span(words, Meaning::Muted)), text);
    list_cursor(frame, text, in_use, cx);
}

/// "Kind", "Focus" …
fn name(open: &Open, key: K) -> String {
    match key {
        K::Kind => "Kind",
        K::Flags => "Answers",
        K::Focus => "Focus",
        K::Reason => "Because",
        K::Behavior => "Behavior",
        K::Action => "Practice",
        K::Override => "Why keep",
        K::Due => "Until",
        K::Criterion => "Counted by",
        K::Suggestions => "Calls",
        K::Evidence => "Evidence",
        K::NoEvidence => "Without",
        K::Threshold => "Check",
        K::CheckOn => "Check on",
        K::Strength => "Strength",
        K::Other(i) => {
            return open.prefill.standing.dimensions.get(i).map_or_else(String::new, |d| visible(&d.name).into_owned());
        }
        K::Note => "Note",
        K::Comment => "Agent says",
        K::SignOff => "Signs",
        K::Next => "Next",
        K::HeldAt => "Held",
    }
    .to_owned()
}

/// What an empty field says.
fn hint(open: &Open, key: K, cx: &Ctx) -> String {
    let focus = open.focus().map(|i| &open.prefill.standing.dimensions[i]);
    let day = |key| open.day_of(key).map(|d| cx.words.weekday(d));
    match key {
        K::Reason => "why this one is coached, and not the suggested one".to_owned(),
        K::Behavior => format!("what inside {} is to change", focus.map_or("it", |d| d.name.as_str())),
        K::Action => "what, how often and until when; F3 suggests".to_owned(),
        K::Override => "why an action that is not specific is kept".to_owned(),
        K::Due => day(key)
            .map_or_else(|| "an end in the action, or a date: fri, +7d".to_owned(), |d| format!("{d}, as written")),
        K::NoEvidence => "why there is no evidence".to_owned(),
        K::Threshold => match focus.and_then(|d| d.target) {
            Some(target) => format!("{} {}, the target", cx.look.marks.at_least, cx.words.short(target)),
            None => "a percent such as 75".to_owned(),
        },
        K::CheckOn => day(key).map_or_else(String::new, |d| format!("{d}, {} days on", open.prefill.check_days)),
        K::Strength => "one thing that goes well".to_owned(),
        K::Other(_) => crate::domain::session::NOTED.to_owned(),
        K::Note => "the agent and an auditor can read this".to_owned(),
        K::Comment => "the agent's own words".to_owned(),
        K::Next => day(key).map_or_else(String::new, |d| format!("{d}, by cadence")),
        K::HeldAt => "now; an earlier date makes it a late entry".to_owned(),
        K::Kind | K::Flags | K::Focus | K::Criterion | K::Suggestions | K::Evidence | K::SignOff => String::new(),
    }
}

/// Whether an empty field has a value of its own: by the rule, the cadence or the target.
fn stands(open: &Open, key: K) -> bool {
    match key {
        K::Due | K::CheckOn | K::Next => open.day_of(key).is_some(),
        K::Threshold => open.focus().is_some_and(|i| open.prefill.standing.dimensions[i].target.is_some()),
        K::Other(_) | K::HeldAt => true,
        K::Reason
        | K::Behavior
        | K::Action
        | K::Override
        | K::NoEvidence
        | K::Strength
        | K::Note
        | K::Comment
        | K::Kind
        | K::Flags
        | K::Focus
        | K::Criterion
        | K::Suggestions
        | K::Evidence
        | K::SignOff => false,
    }
}

fn draw_field(open: &Open, key: K, frame: &mut Frame, area: Rect, text: Rect, cx: &Ctx) {
    let in_use = open.form.current() == key;
    label(frame, area, &name(open, key), in_use, cx);
    let typed = open.form.text(key);
    match open.form.field(key) {
        // Wrapped as the rest of the screen is, while nobody types in it.
        Some(Field::Area(_)) if !in_use => {
            let lines = typed.split('\n').flat_map(|line| wrap(&visible(line), usize::from(text.width)));
            draw_lines(lines.map(|line| Line::from(cx.look.span(line, Meaning::Text))).collect(), frame, text);
        }
        Some(Field::Area(_) | Field::Text(_) | Field::Choice(_) | Field::Date(_)) | None => {
            open.form.draw(key, frame, text, "", cx);
        }
    }
    if typed.is_empty() {
        let hint = fit(&hint(open, key, cx), usize::from(text.width), cx.look.marks.more);
        // What stands unless it is changed looks other than what is asked for.
        let style = if stands(open, key) {
            cx.look.style(Meaning::Text)
        } else {
            cx.look.style(Meaning::Muted).add_modifier(Modifier::ITALIC)
        };
        put(frame, text.x, text.y, &Line::from(Span::styled(hint, style)), text);
    }
    let used = u16::try_from(width(&visible(&typed))).unwrap_or(u16::MAX);
    let after = |frame: &mut Frame, gap: u16, words: String, meaning: Meaning| {
        let x = text.x.saturating_add(used).saturating_add(gap);
        put(frame, x, text.y, &Line::from(cx.look.span(words, meaning)), text);
    };
    if key == K::Focus && !all_options(open, text) {
        let room = usize::from(text.width.saturating_sub(used).saturating_sub(2));
        after(frame, 2, why_focus(open, room), Meaning::Muted);
    }
    if key == K::Threshold && !typed.trim().is_empty() {
        after(frame, 2, "percent".to_owned(), Meaning::Muted);
    }
    if !is_date(key) || text.is_empty() {
        return;
    }
    let calendar = if in_use { "   ↵ calendar" } else { "" };
    if typed.trim().is_empty() {
        let used = u16::try_from(width(&hint(open, key, cx))).unwrap_or(u16::MAX);
        let x = text.x.saturating_add(used);
        put(frame, x, text.y, &Line::from(cx.look.span(calendar, Meaning::Accent)), text);
        return;
    }
    let (words, meaning) = resolved(open, key, &typed, cx);
    after(frame, 2, words.clone(), meaning);
    let gap = u16::try_from(width(&words)).unwrap_or(u16::MAX).saturating_add(2);
    after(frame, gap, calendar.to_owned(), Meaning::Accent);
}

/// Where the chosen focus comes from, as far as there is room to say it.
fn why_focus(open: &Open, room: usize) -> String {
    let Some(i) = open.focus() else { return String::new() };
    let dimension = &open.prefill.standing.dimensions[i];
    let answered = |flag: &FlagLine| flag.reference().is_some_and(|r| open.base.answers_flags.contains(&r));
    let mut answered = open.prefill.open_flags.iter().filter(|f| answered(f));
    if answered.any(|f| f.dimension.as_ref() == Some(&dimension.key)) {
        return "the flag's dimension".to_owned();
    }
    if open.prefill.standing.finding.focus() != Some(i) {
        return String::new();
    }
    let words = format!("on {}, suggested", count(dimension.n, "call"));
    if width(&words) <= room { words } else { "suggested".to_owned() }
}

/// Whether the choice shows all its words, so that nothing stands behind the chosen one.
fn all_options(open: &Open, text: Rect) -> bool {
    let dimensions = &open.prefill.standing.dimensions;
    let all: usize = dimensions.iter().map(|d| width(&d.name) + 9).sum::<usize>() + 11;
    open.form.current() == K::Focus && all <= usize::from(text.width)
}

/// The day that a typed date means, or why none.
fn resolved(open: &Open, key: K, typed: &str, cx: &Ctx) -> (String, Meaning) {
    if key == K::HeldAt {
        let wrong = open.problems.iter().find(|p| p.field == crate::domain::session::Field::HeldAt);
        if let Some(problem) = wrong {
            return (problem.words.clone(), Meaning::Below);
        }
        let late = if open.held_on < cx.today { ", a late entry" } else { "" };
        return (format!("{}{late}", cx.words.weekday(open.held_on)), Meaning::Muted);
    }
    match dates::parse_typed(typed, open.held_on, open.prefill.day_first) {
        Ok(day) => (cx.words.weekday(day), Meaning::Muted),
        Err(why) => (why.to_string(), Meaning::Below),
    }
}
