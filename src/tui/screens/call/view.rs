//! Where a call stands.
//!
//! ```text
//!  head        004471   Ama Boateng   Wed 18 Nov 2026, 14:02   overall 61.0   scored by K. Osei
//!              ⚑ disclosure_skipped  0:40.2  the statement was left out
//!  scores      CLAIMS QA               │  transcript   0:12    agent      okay what's the policy number
//!              Compliance  84.0  ≥ 95  │             ⚑ 0:40.2  agent      so, where did it happen
//!  find                                │  / policy                                            2 of 5
//! ```
//! Under [`TWO`] columns one side at a time; tab goes to the other.

use std::fmt::Write as _;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::transcript::{LEAD, NARROW, Reading, flags_at, moments_at, text_columns};
use super::{CallScreen, Pane, evidence, scores};
use crate::config::keymap::{Action, Context};
use crate::domain::call::{Moment, Role, Turn};
use crate::domain::evidence::offset_words;
use crate::domain::raw::{Raw, visible};
use crate::domain::speakers::Speakers;
use crate::domain::standing::{CallView, FlagLine};
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{fit, pad, pad_left, width, wrap};

const TWO: u16 = 100;
/// Flags and auto-fails that the head lists at most.
const LISTED: usize = 4;

pub(super) fn two(area: Rect) -> bool {
    area.width >= TWO
}

pub(super) struct Areas {
    pub(super) head: Rect,
    /// `None` where the other side is in front.
    pub(super) scores: Option<Rect>,
    pub(super) transcript: Option<Rect>,
    /// Under the transcript, while there is something to find.
    pub(super) find: Rect,
}

pub(super) fn areas(view: &CallView, pane: Pane, area: Rect) -> Areas {
    let marks = (view.flags.len() + fails(view).len()).min(LISTED);
    let wanted = u16::try_from(1 + marks).unwrap_or(1);
    let head = Rect { height: wanted.min(area.height / 3).max(1.min(area.height)), ..area };
    let gap = u16::from(area.height > 12);
    let top = head.bottom() + gap;
    let body = Rect { y: top, height: area.bottom().saturating_sub(top), ..area };
    let side = |x: u16, width: u16| Rect { x: body.x.saturating_add(x), width, ..body }.intersection(area);
    let (scores, transcript) = if two(area) {
        let left = (area.width.min(200) * 2 / 5).min(64);
        let right = left + 3;
        (Some(side(2, left - 2)), Some(side(right, body.width.saturating_sub(right + 2))))
    } else {
        let whole = side(2.min(body.width), body.width.saturating_sub(4));
        match pane {
            Pane::Scores => (Some(whole), None),
            Pane::Transcript => (None, Some(whole)),
        }
    };
    let find =
        transcript.map_or(Rect::ZERO, |t| Rect { y: t.bottom().saturating_sub(1), height: 1.min(t.height), ..t });
    let transcript = transcript.map(|t| Rect { height: t.height.saturating_sub(1), ..t });
    Areas { head, scores, transcript, find }
}

/// Auto-fails of the evaluations that count.
fn fails(view: &CallView) -> Vec<&Raw> {
    view.evaluations.iter().filter(|e| scores::left_out(e).is_none()).flat_map(|e| &e.auto_fails).collect()
}

pub(super) fn draw(screen: &CallScreen, view: &CallView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let areas = areas(view, screen.pane, area);
    draw_head(view, frame, areas.head, cx);
    if let Some(side) = areas.scores {
        let lines = screen.scored.lines(view, usize::from(side.width), cx);
        for (y, line) in (side.y..side.bottom()).zip(lines.iter().skip(screen.scores)) {
            put(frame, side.x, y, line, side);
        }
        let bar = Rect { width: side.width + 1, ..side }.intersection(area);
        let cursor = Cursor { selected: screen.scores, offset: screen.scores };
        scroll::draw(frame, bar, cursor, lines.len(), cx.look);
    }
    let Some(side) = areas.transcript else { return };
    if areas.scores.is_some() {
        for y in side.top()..areas.find.bottom() {
            put(
                frame,
                side.x.saturating_sub(2),
                y,
                &Line::from(cx.look.span(cx.look.marks.pillar, Meaning::Faint)),
                area,
            );
        }
    }
    let turns = view.transcript.as_ref().map(|t| t.turns.as_slice()).unwrap_or_default();
    if turns.is_empty() {
        let words = if view.transcript.is_some() { "The transcript has no lines" } else { "No transcript" };
        let sentence =
            "Import this call's transcript under Import (subtitles, or a transcriber's JSON); it joins by its call ID.";
        load::message(frame, side, words, &[sentence.to_owned()], Meaning::Muted, cx);
        return;
    }
    let in_front = screen.front(cx) == Pane::Transcript;
    draw_turns(&screen.reading, view, turns, in_front, frame, side, cx);
    draw_find(&screen.reading, turns.len(), frame, areas.find, cx);
    let speakers = view.transcript.as_ref().map(|t| t.speakers).unwrap_or_default();
    if speakers != Speakers::AsRead && !screen.reading.typing && !screen.reading.searched() {
        draw_speakers(speakers, turns.len(), screen, frame, areas.find, cx);
    }
}

fn draw_head(view: &CallView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let id = view.call_id.as_ref().map_or_else(|| "no call ID".to_owned(), Raw::visible);
    let agent = view.agent.as_ref().map_or_else(|| "agent unknown".to_owned(), |a| a.name.visible());
    let when = match (view.started_at, view.day) {
        (Some(at), _) => {
            let day = at.with_timezone(&view.zone).date_naive();
            format!("{}, {}", cx.words.weekday(day), cx.words.time(at, view.zone))
        }
        (None, Some(day)) => cx.words.weekday(day),
        (None, None) => "no date".to_owned(),
    };
    let gap = || Span::raw("   ");
    let mut spans = vec![
        look.span(id, Meaning::Heading),
        gap(),
        look.span(agent, Meaning::Text),
        gap(),
        look.span(when, Meaning::Muted),
    ];
    if let Some(overall) = scores::overall(view) {
        spans.extend([
            gap(),
            look.span("overall ", Meaning::Muted),
            look.span(cx.words.figure(overall), Meaning::Heading),
        ]);
    }
    let by: Vec<String> = view.evaluations.iter().filter(|e| scores::left_out(e).is_none()).map(scores::by).collect();
    if !by.is_empty() {
        let used: usize = spans.iter().map(|s| width(&s.content)).sum();
        let by = fit(&by.join("; "), usize::from(area.width).saturating_sub(used + 7), look.marks.more);
        spans.extend([gap(), look.span(by, Meaning::Muted)]);
    }
    put(frame, area.x + 2, area.y, &Line::from(spans), area);
    let fails = fails(view).into_iter().map(|f| format!("{} auto-fail: {}", look.marks.auto_fail, f.visible()));
    let marks: Vec<String> = fails.chain(view.flags.iter().map(|f| flag_words(f, cx))).collect();
    let rows = usize::from(area.height.saturating_sub(1));
    for (i, mark) in marks.iter().take(rows).enumerate() {
        let hidden = marks.len().saturating_sub(rows);
        let more = if i + 1 == rows && hidden > 0 { format!("   and {hidden} more") } else { String::new() };
        let words = fit(&format!("{mark}{more}"), usize::from(area.width.saturating_sub(4)), look.marks.more);
        let y = area.y.saturating_add(u16::try_from(i + 1).unwrap_or(u16::MAX));
        put(frame, area.x + 2, y, &Line::from(look.span(words, Meaning::Alert)), area);
    }
}

/// `⚑ disclosure_skipped (high)  0:40.2  the statement was left out`.
fn flag_words(flag: &FlagLine, cx: &Ctx) -> String {
    let mut out = format!("{} {}", cx.look.marks.flag, flag.code.visible());
    if let Some(severity) = &flag.severity {
        let _ = write!(out, " ({})", severity.visible());
    }
    if let Some(at) = flag.at_ms {
        let _ = write!(out, "  {}", offset_words(at));
    }
    if let Some(note) = &flag.note {
        let _ = write!(out, "  {}", note.visible());
    }
    if flag.answered_by.is_some() {
        out.push_str("  answered by a session");
    }
    out
}

fn draw_turns(
    reading: &Reading,
    view: &CallView,
    turns: &[Turn],
    in_front: bool,
    frame: &mut Frame,
    area: Rect,
    cx: &Ctx,
) {
    let mut y = area.y;
    for at in reading.top..turns.len() {
        if y >= area.bottom() {
            break;
        }
        let below = Rect { y, height: area.bottom() - y, ..area };
        let rows = draw_turn(reading, view, turns, at, frame, below, cx);
        let row = Rect { height: rows.min(below.height), ..below };
        if in_front && at == reading.selected {
            put(frame, row.x, row.y, &Line::from(cx.look.span(cx.look.marks.bar, Meaning::Accent)), row);
            cx.look.select_row(frame.buffer_mut(), row);
        }
        y = y.saturating_add(rows);
    }
    let bar = Rect { width: area.width + 1, ..area }.intersection(frame.area());
    scroll::draw(frame, bar, Cursor { selected: reading.top, offset: reading.top }, turns.len(), cx.look);
}

/// Says how many lines it takes; what has no room is not drawn.
fn draw_turn(
    reading: &Reading,
    view: &CallView,
    turns: &[Turn],
    at: usize,
    frame: &mut Frame,
    row: Rect,
    cx: &Ctx,
) -> u16 {
    let look = cx.look;
    let turn = &turns[at];
    let narrow = row.width < NARROW;
    let marked = if reading.marked.contains(&at) { look.marks.done } else { " " };
    let flagged = flags_at(view, turns, at).next().is_some();
    let flag = if flagged { look.marks.flag } else { " " };
    let offset = turn.from_ms.map(offset_words).unwrap_or_default();
    let speaker = turn.speaker.as_ref().map_or_else(|| turn.role.word().to_owned(), Raw::visible);
    let speaks = match turn.role {
        Role::Agent => Meaning::Heading,
        Role::Customer | Role::Other => Meaning::Muted,
    };
    let lead = Line::from(vec![
        look.span(if evidence::is_praised(view, turn) { "+" } else { " " }, Meaning::Good),
        look.span(marked, Meaning::Accent),
        look.span(format!("{flag} "), Meaning::Alert),
        look.span(pad_left(&offset, 8, ""), Meaning::Muted),
        Span::raw("  "),
        look.span(pad(&speaker, 10, look.marks.more), speaks),
    ]);
    put(frame, row.x, row.y, &lead, Rect { width: row.width.min(if narrow { row.width } else { LEAD }), ..row });
    let (x, mut y) = if narrow { (row.x + 4, row.y + 1) } else { (row.x + LEAD, row.y) };
    let columns = text_columns(row.width);
    let found = if reading.found.binary_search(&at).is_ok() { reading.words.text().trim() } else { "" };
    for line in wrap(&visible(turn.text.verbatim()), columns) {
        put(frame, x, y, &highlighted(&line, found, cx), row);
        y = y.saturating_add(1);
    }
    let rest = flags_at(view, turns, at).map(|f| (flag_words(f, cx), Meaning::Alert));
    let points = moments_at(view, at).map(|m| (moment_words(m, cx), Meaning::Accent));
    let wrong = turn.mark.iter().map(|mark| (format!("the cue: {}", visible(mark)), Meaning::Watch));
    for (words, meaning) in rest.chain(points).chain(wrong) {
        put(frame, x, y, &Line::from(look.span(fit(&words, columns, look.marks.more), meaning)), row);
        y = y.saturating_add(1);
    }
    y - row.y
}

/// `▸ 0:40.2 Late_Greeting, found by the transcript's own analysis`.
fn moment_words(moment: &Moment, cx: &Ctx) -> String {
    let at = offset_words(moment.from_ms);
    format!("{} {at} {}, found by the transcriber: suggested evidence", cx.look.marks.becomes, moment.label.visible())
}

/// A line with the words that were searched for underlined.
fn highlighted(line: &str, found: &str, cx: &Ctx) -> Line<'static> {
    let (folded, wanted) = (line.to_lowercase(), found.to_lowercase());
    // Where lower case has another length, positions would not fit.
    if wanted.is_empty() || folded.len() != line.len() {
        return Line::from(line.to_owned());
    }
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(at) = folded[from..].find(&wanted).map(|i| from + i) {
        let end = at + wanted.len();
        if !line.is_char_boundary(at) || !line.is_char_boundary(end) {
            break;
        }
        spans.push(Span::raw(line[from..at].to_owned()));
        let style = cx.look.style(Meaning::Accent).add_modifier(Modifier::UNDERLINED);
        spans.push(Span::styled(line[at..end].to_owned(), style));
        from = end;
    }
    spans.push(Span::raw(line[from..].to_owned()));
    Line::from(spans)
}

/// Under the transcript, where a person said who is the agent.
fn draw_speakers(speakers: Speakers, turns: usize, screen: &CallScreen, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let right = width(&format!("{} marked   line {turns} of {turns}", screen.reading.marked.len())) + 2;
    let room = usize::from(area.width).saturating_sub(right + 2);
    let key = cx.keymap.key_words(&[Context::Call, Context::List], Action::SwapSpeakers, cx.look.borders);
    let words = fit(&format!("by hand: {} ({key} changes it)", speakers.words()), room, cx.look.marks.more);
    put(frame, area.x + 2, area.y, &Line::from(cx.look.span(words, Meaning::Watch)), area);
}

/// Under the transcript: what is searched for, or how far one is.
fn draw_find(reading: &Reading, turns: usize, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let marked = reading.marked.len();
    let mut right = format!("line {} of {turns}", reading.selected + 1);
    if marked > 0 {
        right = format!("{marked} marked   {right}");
    }
    if reading.searched() {
        let at = reading.found.iter().position(|i| *i == reading.selected).map_or(0, |i| i + 1);
        let of = reading.found.len();
        right = if of == 0 { "no line has these words".to_owned() } else { format!("{at} of {of}   {right}") };
    }
    let x = area.right().saturating_sub(u16::try_from(width(&right)).unwrap_or(0));
    put(frame, x.max(area.x), area.y, &Line::from(look.span(right, Meaning::Muted)), area);
    if reading.typing || reading.searched() {
        put(frame, area.x + 2, area.y, &Line::from(look.span("/", Meaning::Accent)), area);
        let room = Rect { x: area.x + 4, width: x.saturating_sub(area.x + 6), ..area };
        reading.words.draw(frame, room, reading.typing, "words in this call", cx);
    }
}
