//! Where the Log screen puts things. From 120 columns on the detail stands beside the list:
//!
//! ```text
//!  head     log: 412 records, check code 7F3K-22QD                          filter: empathy▏
//!  last     the last checkpoint left 9 days ago, 12 records since
//!  check    ✓ log intact, check code 7F3K-22QD: …                     as high as its words
//!  titles     SEQ  UTC              LOCAL  WHO          SUMMARY          │
//!  list     ▌ 412  25 Nov 14:02:07  +01:00 Dana Reyes   session with Ama │  detail
//! ```
//! Below that the detail stands under the list. A column with the kind of record comes where there is room for it:
//! the summary says it in most cases.

use chrono::Timelike as _;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{LogScreen, Mode, check};
use crate::domain::log_view::{LogLine, LogView};
use crate::domain::raw::visible;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::doc::Doc;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{count, fit, pad, pad_left, width};

/// From so many columns on the detail stands beside the list.
const WIDE: u16 = 120;
/// Columns of the record's time: `25 Nov 2025 14:02:07`.
const TIME: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) head: Rect,
    left: Rect,
    pub(super) check: Rect,
    titles: Rect,
    pub(super) list: Rect,
    /// Between list and detail, where they stand side by side.
    pillar: Rect,
    detail: Rect,
}

pub(super) fn areas(area: Rect, check_rows: u16) -> Areas {
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    let part = |above: u16, rows: u16, of: Rect| {
        let above = above.min(of.height);
        Rect { y: of.y.saturating_add(above), height: rows.min(of.height - above), ..of }
    };
    let head = part(0, 1, inner);
    let left_at = part(1, 1, inner);
    let check = part(3, check_rows, inner);
    let rest = part(3 + check_rows, u16::MAX, inner);
    if area.width >= WIDE {
        let right = (area.width / 10 * 3).clamp(38, 48);
        let left = Rect { width: rest.width.saturating_sub(right + 3), ..rest };
        let at = left.right();
        let pillar = Rect { x: at + 1, width: 1, ..rest };
        let detail = Rect { x: at + 3, width: rest.right().saturating_sub(at + 3), ..rest };
        return Areas {
            head,
            left: left_at,
            check,
            titles: part(0, 1, left),
            list: part(1, u16::MAX, left),
            pillar,
            detail,
        };
    }
    let below = (rest.height / 2).min(9);
    let above = rest.height - below;
    let list = part(1, above.saturating_sub(2), rest);
    let pillar = Rect { width: 0, ..rest };
    Areas { head, left: left_at, check, titles: part(0, 1, rest), list, pillar, detail: part(above, below, rest) }
}

pub(super) fn draw(screen: &LogScreen, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let areas = areas(area, screen.check_rows(cx));
    head(screen, frame, areas.head, cx);
    if let Some(last) = screen.view.get().and_then(|view| view.last) {
        let meaning = if last.overdue().is_some() { Meaning::Watch } else { Meaning::Muted };
        put(frame, areas.left.x, areas.left.y, &Line::from(cx.look.span(last.words(), meaning)), areas.left);
    }
    let found = Rect { height: areas.check.height.saturating_sub(1), ..areas.check };
    check::doc(&screen.check, areas.check.width, cx).draw(frame, found, 0);
    let whole = Rect { height: area.bottom().saturating_sub(areas.titles.y), y: areas.titles.y, ..area };
    let Some(view) = load::ready(&screen.view, frame, whole, "the log", cx) else { return };
    if view.lines.is_empty() {
        empty(screen, view, frame, whole, cx);
        return;
    }
    put(frame, areas.titles.x, areas.titles.y, &titles(screen, areas.titles.width, cx), areas.titles);
    list(screen, view, frame, areas.list, cx);
    for y in areas.pillar.top()..areas.pillar.bottom() {
        put(frame, areas.pillar.x, y, &Line::from(cx.look.span(cx.look.marks.pillar, Meaning::Faint)), areas.pillar);
    }
    if let Some(line) = screen.line() {
        detail(line, areas.detail.width, cx).draw(frame, areas.detail, 0);
    }
}

/// How much there is, the check code, and the filter at the right.
fn head(screen: &LogScreen, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let mut used = area.x;
    if let Some(view) = screen.view.get() {
        let mut spans = vec![
            look.span(
                format!("log: {}, check code ", count(u64::try_from(view.total).unwrap_or(0), "record")),
                Meaning::Text,
            ),
            look.span(visible(&view.check_code).into_owned(), Meaning::Heading),
        ];
        if !screen.filter.text().is_empty() {
            let more = if view.lines.len() >= screen.limit { " or more" } else { "" };
            let so_far = if screen.searches().is_some() { "so far …" } else { "shown" };
            spans.push(look.span(format!("   {}{more} {so_far}", view.lines.len()), Meaning::Muted));
        }
        let line = Line::from(spans);
        used = area.x.saturating_add(u16::try_from(line.width()).unwrap_or(u16::MAX));
        put(frame, area.x, area.y, &line, area);
    }
    let label = "filter: ";
    let columns = u16::try_from(width(label)).unwrap_or(0);
    let field = 26.min(area.right().saturating_sub(used).saturating_sub(columns + 3));
    if field < 4 || (screen.mode == Mode::Reading && screen.filter.text().is_empty()) || area.height == 0 {
        return;
    }
    let at = area.right() - field;
    put(frame, at - columns, area.y, &Line::from(look.span(label, Meaning::Accent)), area);
    let place = Rect { x: at, width: field, ..area };
    screen.filter.draw(frame, place, screen.mode == Mode::Filtering, "who, what, a name, a day", cx);
}

fn empty(screen: &LogScreen, view: &LogView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    if let Some(to) = screen.searches() {
        let sentence = format!("Down to record {to} none was found; what is found stands here at once.");
        load::message(frame, area, "Searching …", &[sentence], Meaning::Muted, cx);
        return;
    }
    let (heading, sentence) = if screen.filter.text().is_empty() && view.total == 0 {
        ("The log is empty", "A record is made whenever someone decides something: an import, a target, a session.")
    } else {
        (
            "No record holds these words",
            "The filter looks for its words in who, what and the day (2026-11-25), whatever their order.",
        )
    };
    load::message(frame, area, heading, &[sentence.to_owned()], Meaning::Heading, cx);
}

/// Columns of the list, from the room that there is: who and what it was, and the summary that takes the rest.
struct Columns {
    seq: usize,
    time: usize,
    /// 0 where there is no room for it.
    offset: usize,
    who: usize,
    what: usize,
    summary: usize,
}

fn columns(width: u16, screen: &LogScreen, cx: &Ctx) -> Columns {
    let room = usize::from(width).saturating_sub(3);
    let (seq, offset) = (6, if room >= 70 { 7 } else { 0 });
    let time = if room >= 130 { TIME } else { "25 Nov 14:02:07".len() };
    let time = if cx.config.dates == crate::config::DateStyle::Iso { TIME } else { time };
    let shown = screen.cursor.window(screen.lines().len(), usize::from(cx.area.height));
    let widest = screen.lines()[shown].iter().map(|l| self::width(&visible(l.actor.verbatim()))).max().unwrap_or(0);
    let who = widest.clamp(6, (room / 5).max(6)).min(24);
    let what = if room >= 96 { 18 } else { 0 };
    let gaps = 2 + 2 + 2 + if what > 0 { 2 } else { 0 };
    let summary = room.saturating_sub(seq + time + offset + who + what + gaps);
    Columns { seq, time, offset, who, what, summary }
}

fn titles(screen: &LogScreen, width: u16, cx: &Ctx) -> Line<'static> {
    let c = columns(width, screen, cx);
    let more = cx.look.marks.more;
    let local = if c.offset > 0 { pad(" LOCAL", c.offset, "") } else { String::new() };
    let mut text = format!(
        "  {}  {}{local}  {}  ",
        pad_left("SEQ", c.seq, more),
        pad("UTC", c.time, more),
        pad("WHO", c.who, more)
    );
    if c.what > 0 {
        text.push_str(&pad("WHAT", c.what + 2, more));
    }
    text.push_str(&fit("SUMMARY", c.summary, more));
    Line::from(cx.look.span(text, Meaning::Heading))
}

fn list(screen: &LogScreen, view: &LogView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let len = view.lines.len();
    let columns = columns(area.width, screen, cx);
    for (i, at) in screen.cursor.window(len, usize::from(area.height)).enumerate() {
        let row = Rect { y: area.y + u16::try_from(i).unwrap_or(0), height: 1, ..area };
        let selected = at == screen.cursor.selected;
        put(frame, row.x, row.y, &row_line(&view.lines[at], selected, &columns, cx), row);
        if selected {
            cx.look.select_row(frame.buffer_mut(), Rect { width: row.width.saturating_sub(1), ..row });
        }
    }
    scroll::draw(frame, area, screen.cursor, len, cx.look);
}

fn row_line(line: &LogLine, selected: bool, c: &Columns, cx: &Ctx) -> Line<'static> {
    let (look, more) = (cx.look, cx.look.marks.more);
    let at = line.at.time();
    let time = format!("{} {:02}:{:02}:{:02}", cx.words.day(line.at.date_naive()), at.hour(), at.minute(), at.second());
    let (mark, meaning) = if line.backwards { (look.marks.under, Meaning::Watch) } else { (" ", Meaning::Muted) };
    let mut spans = vec![
        look.span(if selected { look.marks.bar } else { " " }, Meaning::Accent),
        look.span(format!(" {} ", pad_left(&line.seq.to_string(), c.seq, more)), Meaning::Muted),
        look.span(mark, meaning),
        look.span(pad(&time, c.time, more), meaning),
    ];
    if c.offset > 0 {
        spans.push(look.span(pad(&format!(" {}", offset(line.utc_offset)), c.offset, more), Meaning::Muted));
    }
    spans.push(look.span(format!("  {}  ", pad(&visible(line.actor.verbatim()), c.who, more)), Meaning::Text));
    if c.what > 0 {
        spans.push(look.span(pad(&visible(&line.action), c.what, more) + "  ", Meaning::Muted));
    }
    spans.extend(summary(line, c.summary, cx));
    Line::from(spans)
}

/// The summary, and the reason after it as far as there is room.
fn summary(line: &LogLine, room: usize, cx: &Ctx) -> Vec<Span<'static>> {
    let text = fit(&visible(line.summary.verbatim()), room, cx.look.marks.more);
    let left = room.saturating_sub(width(&text) + 2);
    let mut spans = vec![cx.look.span(text, Meaning::Text)];
    if let Some(why) = line.why.as_ref().filter(|_| left >= 12) {
        spans.push(cx.look.span(fit(&format!("  why: {}", why.visible()), left, cx.look.marks.more), Meaning::Muted));
    }
    spans
}

/// "+01:00": how far the recording machine's clock was from UTC.
fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Columns of the labels in the detail.
const LABELS: usize = 9;

fn detail<'a>(line: &LogLine, columns: u16, cx: &'a Ctx) -> Doc<'a> {
    let mut doc = Doc::new(columns, cx.look);
    doc.text(&format!("RECORD {}: {}", line.seq, visible(&line.action)), Meaning::Heading);
    doc.text(&line.summary.visible(), Meaning::Text);
    if let Some(why) = &line.why {
        doc.pair("why", LABELS, &why.visible(), Meaning::Text);
    }
    doc.pair("who", LABELS, &line.actor.visible(), Meaning::Text);
    let there = line.at.checked_add_signed(chrono::Duration::minutes(i64::from(line.utc_offset))).unwrap_or(line.at);
    let day = cx.words.full_day(line.at.date_naive());
    doc.pair("when", LABELS, &format!("{day}, {} UTC", line.at.format("%H:%M:%S")), Meaning::Text);
    if line.utc_offset != 0 {
        let there_day = if there.date_naive() == line.at.date_naive() {
            String::new()
        } else {
            format!(" on {}", cx.words.full_day(there.date_naive()))
        };
        let words =
            format!("{}{there_day} where it was recorded ({})", there.format("%H:%M:%S"), offset(line.utc_offset));
        doc.pair("", LABELS, &words, Meaning::Muted);
    }
    if line.backwards {
        doc.pair(
            "clock",
            LABELS,
            "earlier than the record before it: that machine's clock went backwards",
            Meaning::Watch,
        );
    }
    doc.pair("hash", LABELS, &visible(&line.hash), Meaning::Muted);
    doc
}
