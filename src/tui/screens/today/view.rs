//! Drawing of Today.
//!
//! ```text
//!  strip                 Mon 23   Tue 24   WED 25 …
//!             Sessions        ·        ·        2
//!  list       NOW
//!             ⚑ Lars Nyström    disclosure skipped on 004519 …          5 days, 3 over   ↵ session
//! ```

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line as Text, Span};

use super::TodayScreen;
use super::list::{Group, Line, line_of, way};
use crate::config::keymap::{Action, Context};
use crate::domain::raw::visible;
use crate::domain::today::{DueItem, DueKind, Extent, StripDay, TodayView};
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{count, pad, pad_left, width};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    /// Four lines of days; empty where there is no room for them.
    pub(super) strip: Rect,
    pub(super) find: Rect,
    pub(super) list: Rect,
}

pub(super) fn areas(area: Rect) -> Areas {
    let line = |y: u16, rows: u16| Rect { y: area.y.saturating_add(y), height: rows, ..area }.intersection(area);
    let strip = if area.height >= 14 { 4 } else { 0 };
    let top = if strip > 0 { strip + 1 } else { 0 };
    Areas { strip: line(0, strip), find: line(top, 1), list: line(top + 1, area.height.saturating_sub(top + 1)) }
}

/// Columns of one day, and of the words before them.
const DAY: usize = 8;
const LABEL: usize = 16;

pub(super) fn draw(screen: &TodayScreen, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let Some(view) = load::ready(&screen.view, frame, area, "what is due", cx) else { return };
    let areas = areas(area);
    if view.evaluations == 0 && view.items.is_empty() {
        first_start(frame, area, cx);
        return;
    }
    strip(view, frame, areas.strip, cx);
    let inner = Rect { x: areas.find.x.saturating_add(2), width: areas.find.width.saturating_sub(4), ..areas.find };
    screen.find.draw(frame, inner, cx);
    if let Some(words) = view.checkpoint.as_ref().filter(|_| !screen.find.narrows() && !screen.find.typing()) {
        let key = cx.keymap.key_words(&[Context::Log], Action::Checkpoint, cx.look.borders);
        let log = keys(Action::GoLog, cx);
        let line = Text::from(vec![
            cx.look.span(format!("{} {words}", cx.look.marks.too_few), Meaning::Watch),
            cx.look.span(format!(": {log} then {key} writes one"), Meaning::Muted),
        ]);
        put(frame, inner.x, inner.y, &line, inner);
    }
    let lines = &screen.listed.lines;
    if lines.is_empty() {
        nothing(screen, frame, areas.list, cx);
        return;
    }
    let page = usize::from(areas.list.height);
    let selected = line_of(lines, screen.cursor.selected);
    let mut cursor = Cursor { selected, offset: screen.cursor.offset };
    cursor.fit(lines.len(), page);
    let widths = if screen.widths.on == Some(cx.today) { screen.widths } else { Widths::of(view, cx) };
    let columns = Columns::new(areas.list.width, widths);
    for (i, at) in cursor.window(lines.len(), page).enumerate() {
        let place = Rect { y: areas.list.y + u16::try_from(i).unwrap_or(0), height: 1, ..areas.list };
        match lines[at] {
            Line::Heading(group) => heading(group, view, frame, place, cx),
            Line::Item(item) => row(&view.items[item], at == selected, frame, place, &columns, cx),
            Line::More(n) => more_news(n, frame, place, cx),
            Line::Rest => rest(frame, place, cx),
            Line::Space => {}
        }
    }
    scroll::draw(frame, areas.list, cursor, lines.len(), cx.look);
}

fn keys<'a>(action: Action, cx: &Ctx<'a>) -> &'a str {
    cx.keymap.key_words(&[Context::Today, Context::List, Context::Global], action, cx.look.borders)
}

fn first_start(frame: &mut Frame, area: Rect, cx: &Ctx) {
    load::message(
        frame,
        area,
        "Coaching starts from scores, and there are none yet",
        &[
            format!(
                "Press {} to import QA evaluations: a CSV or Excel file with a row a score, or a row a call. A folder can bring its \
                 transcripts along.",
                keys(Action::GoImport, cx)
            ),
            "To look around first, quit and run `coachlog demo`: it opens an invented team.".to_owned(),
        ],
        Meaning::Heading,
        cx,
    );
}

fn nothing(screen: &TodayScreen, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let (heading, sentence) = if screen.find.narrows() {
        (
            format!("Nothing holds “{}”", visible(screen.find.text())),
            format!("{} shows everything.", keys(Action::Back, cx)),
        )
    } else {
        ("Nothing is due".to_owned(), format!("{} shows the team against its targets.", keys(Action::GoTeam, cx)))
    };
    load::message(frame, area, &heading, &[sentence], Meaning::Good, cx);
}

/// The days that are on screen: from today's on where not all fit.
fn days(view: &TodayView, columns: u16) -> &[StripDay] {
    let room = usize::from(columns).saturating_sub(LABEL + 2) / DAY;
    if view.strip.len() <= room {
        return &view.strip;
    }
    let today = view.strip.iter().position(|d| d.day >= view.today).unwrap_or(0);
    let from = today.min(view.strip.len() - room);
    &view.strip[from..from + room]
}

fn strip(view: &TodayView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let days = days(view, area.width);
    let more = cx.look.marks.more;
    let mut top = vec![Span::raw(pad("", LABEL, more))];
    for day in days {
        let name = day.day.format("%a %-d").to_string();
        let span = if day.day == view.today {
            let mut span = cx.look.span(pad_left(&name.to_uppercase(), DAY, more), Meaning::Accent);
            span.style = span.style.add_modifier(Modifier::BOLD);
            span
        } else {
            cx.look.span(pad_left(&name, DAY, more), Meaning::Muted)
        };
        top.push(span);
    }
    put(frame, area.x, area.y, &Text::from(top), area);
    for (i, name) in ["Sessions", "Checks", "Actions end"].into_iter().enumerate() {
        let number = |day: &StripDay| [day.sessions, day.checks, day.actions][i];
        let mut spans = vec![cx.look.span(format!("  {}", pad(name, LABEL - 2, more)), Meaning::Text)];
        for day in days {
            let (text, meaning) = match number(day) {
                0 => (cx.look.marks.too_few.to_owned(), Meaning::Faint),
                n if day.day == view.today => (n.to_string(), Meaning::Accent),
                n => (n.to_string(), Meaning::Text),
            };
            spans.push(cx.look.span(pad_left(&text, DAY, more), meaning));
        }
        let y = area.y.saturating_add(u16::try_from(i + 1).unwrap_or(1));
        put(frame, area.x, y, &Text::from(spans), area);
    }
}

fn heading(group: Group, view: &TodayView, frame: &mut Frame, place: Rect, cx: &Ctx) {
    let n = match view.extent {
        Extent::Whole => view.items.iter().filter(|i| Group::of(i) == group).count().to_string(),
        Extent::Beginning => cx.look.marks.more.to_owned(),
    };
    let meaning = if group.quiet() { Meaning::Muted } else { Meaning::Heading };
    let line = Text::from(vec![
        cx.look.span(format!("  {}", group.heading()), meaning),
        cx.look.span(format!("  {n}"), Meaning::Muted),
    ]);
    put(frame, place.x, place.y, &line, place);
}

fn more_news(n: usize, frame: &mut Frame, place: Rect, cx: &Ctx) {
    let key = keys(Action::ShowAll, cx);
    let words = format!("    and {} more: {key} shows all", count(u32::try_from(n).unwrap_or(u32::MAX), "agent"));
    put(frame, place.x, place.y, &Text::from(cx.look.span(words, Meaning::Muted)), place);
}

fn rest(frame: &mut Frame, place: Rect, cx: &Ctx) {
    let words = format!("    reading the rest {}", cx.look.marks.more);
    put(frame, place.x, place.y, &Text::from(cx.look.span(words, Meaning::Muted)), place);
}

/// Columns of name, sentence, clock and way; the sentence takes what is left.
struct Columns {
    name: usize,
    why: usize,
    clock: usize,
    way: usize,
}

impl Columns {
    fn new(list: u16, widths: Widths) -> Self {
        let (clock, way) = if list >= 100 { (widths.clock + 2, 11) } else { (widths.clock, 0) };
        let name = widths.name.clamp(10, if list >= 100 { 24 } else { 14 }) + 2;
        Self { name, why: usize::from(list).saturating_sub(6 + name + clock + way), clock, way }
    }
}

/// What an answer takes on a day: worked out once, since a center has thousands of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Widths {
    /// Clocks run from day to day.
    on: Option<NaiveDate>,
    name: usize,
    clock: usize,
}

impl Widths {
    pub(super) fn of(view: &TodayView, cx: &Ctx) -> Self {
        let name = view.items.iter().map(|i| width(&i.agent_name.visible())).max().unwrap_or(12);
        let clock = view.items.iter().map(|i| width(&clock(i, cx.today, cx).0)).max().unwrap_or(0).clamp(7, 24);
        Self { on: Some(cx.today), name, clock }
    }
}

fn row(item: &DueItem, selected: bool, frame: &mut Frame, place: Rect, columns: &Columns, cx: &Ctx) {
    let look = cx.look;
    let more = look.marks.more;
    let bar = if selected { look.marks.bar } else { " " };
    let (mark, mark_meaning) = match item.kind {
        DueKind::Flag => (look.marks.flag, Meaning::Alert),
        DueKind::AutoFail => (look.marks.auto_fail, Meaning::Alert),
        DueKind::Check => (look.marks.done, Meaning::Good),
        DueKind::Session
        | DueKind::Action
        | DueKind::Stuck
        | DueKind::Draft
        | DueKind::Dispute
        | DueKind::ChangedScores
        | DueKind::NewScores => (" ", Meaning::Text),
    };
    let (clock, clock_meaning) = clock(item, cx.today, cx);
    let quiet = Group::of(item).quiet();
    let (name, words) = if quiet { (Meaning::Text, Meaning::Muted) } else { (Meaning::Heading, Meaning::Text) };
    // Of what is put off the reason is what one looks for.
    let why = match &item.snoozed {
        Some(snoozed) => format!("{} ({})", snoozed.reason, item.why),
        None => item.why.clone(),
    };
    // Where no clock runs the sentence takes its place too.
    let (why_room, clock_room) =
        if clock.is_empty() { (columns.why + columns.clock, 0) } else { (columns.why, columns.clock) };
    let mut spans = vec![
        look.span(format!("{bar} "), Meaning::Accent),
        look.span(format!("{mark} "), mark_meaning),
        look.span(pad(&item.agent_name.visible(), columns.name.saturating_sub(1), more), name),
        Span::raw(" "),
        look.span(pad(&visible(&why), why_room.saturating_sub(2), more), words),
        Span::raw("  "),
        look.span(pad(&clock, clock_room, more), clock_meaning),
    ];
    if columns.way > 0 {
        let meaning = if selected { Meaning::Accent } else { Meaning::Faint };
        spans.push(look.span(pad(&format!("{} {}", keys(Action::Open, cx), way(item)), columns.way, more), meaning));
    }
    put(frame, place.x, place.y, &Text::from(spans), place);
    if selected {
        look.select_row(frame.buffer_mut(), Rect { width: place.width.saturating_sub(1), ..place });
    }
}

/// "5 days old, 3 over", "due today", "3 days over", "2 Dec".
fn clock(item: &DueItem, today: NaiveDate, cx: &Ctx) -> (String, Meaning) {
    let over = item.overdue_days;
    let days = |n: i64| count(n.unsigned_abs(), "day");
    if let Some(snoozed) = &item.snoozed {
        return (format!("until {}", cx.words.near_day(snoozed.until)), Meaning::Muted);
    }
    match item.kind {
        DueKind::Flag | DueKind::AutoFail => {
            let age = days(today.signed_duration_since(item.since).num_days());
            match over {
                o if o > 0 => (format!("{age} old, {o} over"), Meaning::Alert),
                0 => (format!("{age} old, due today"), Meaning::Accent),
                o => (format!("{age} old, {} left", -o), Meaning::Watch),
            }
        }
        DueKind::Session | DueKind::Check | DueKind::Action => match over {
            o if o > 0 => (format!("{} over", days(o)), Meaning::Below),
            0 => ("due today".to_owned(), Meaning::Accent),
            _ => (cx.words.near_day(item.due), Meaning::Muted),
        },
        DueKind::Stuck | DueKind::Draft | DueKind::Dispute | DueKind::ChangedScores | DueKind::NewScores => {
            (String::new(), Meaning::Muted)
        }
    }
}
