//! How far an import is, at the head of its page:
//!
//! ```text
//!  ✓ reading   storing   sorting   adding up   saving
//!  storing the rows  ━━━━━━━━━━━──────────────────────  42 %
//!  842,113 rows, 97,300 a second, about 20 s left
//!  esc stops it: nothing of it stays in the file. Meanwhile all that is open can be looked at; saving waits.
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::config::keymap::{Action, Context};
use crate::domain::progress::{Phase, Work};
use crate::tui::running::{Run, Running};
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::words::{fit, pad, width};

pub(super) const LINES: u16 = 4;

pub(super) fn draw(running: &Running, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let lines = [steps(running, cx), bar(running, area, cx), figures(running, cx), way_out(running, area, cx)];
    for (y, line) in (area.top()..area.bottom()).zip(lines) {
        put(frame, area.x, y, &line, area);
    }
}

/// What is done, what goes on, and what is still to come.
fn steps<'a>(running: &Running, cx: &Ctx) -> Line<'a> {
    let phases = running.work.phases();
    let at = running.phase().and_then(|phase| phases.iter().position(|(p, _)| *p == phase));
    let mut spans = Vec::new();
    for (n, (phase, _)) in phases.iter().enumerate() {
        let (mark, meaning) = match at.map(|at| n.cmp(&at)) {
            Some(std::cmp::Ordering::Less) => (format!("{} ", cx.look.marks.done), Meaning::Good),
            Some(std::cmp::Ordering::Equal) => (String::new(), Meaning::Accent),
            Some(std::cmp::Ordering::Greater) | None => (String::new(), Meaning::Faint),
        };
        spans.push(cx.look.span(format!("{mark}{}", step(*phase)), meaning));
        spans.push(Span::raw("   "));
    }
    Line::from(spans)
}

fn step(phase: Phase) -> &'static str {
    match phase {
        Phase::Reading => "reading",
        Phase::Copying => "copying",
        Phase::Storing => "storing",
        Phase::Sorting => "sorting",
        Phase::Removing => "removing",
        Phase::AddingUp => "adding up",
        Phase::Saving => "saving",
    }
}

fn bar<'a>(running: &Running, area: Rect, cx: &Ctx) -> Line<'a> {
    let look = cx.look;
    let words = match (running.run, running.phase()) {
        (Run::Stopping, _) => "stopping",
        (Run::Going, Some(phase)) => phase.words(),
        (Run::Going, None) => "waiting for the data file",
    };
    // The bar stands still while the words change.
    let widest = running.work.phases().iter().map(|(phase, _)| width(phase.words())).max().unwrap_or(0);
    let words = pad(words, widest, look.marks.more);
    let columns = usize::from(area.width).saturating_sub(widest + 10).clamp(10, 60);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the bar's width")]
    let filled = ((running.share() * columns as f64).floor() as usize).min(columns);
    Line::from(vec![
        look.span(format!("{words}  "), Meaning::Text),
        look.span(look.marks.filled.repeat(filled), Meaning::Accent),
        look.span(look.marks.empty.repeat(columns - filled), Meaning::Faint),
        look.span(format!("  {}", running.percent()), Meaning::Text),
    ])
}

/// "842,113 rows, 97,300 a second, about 20 s left".
fn figures<'a>(running: &Running, cx: &Ctx) -> Line<'a> {
    let mut parts = Vec::new();
    if running.rows() > 0 {
        parts.push(format!("{} rows", cx.words.grouped(running.rows())));
    }
    if running.run == Run::Going {
        parts.extend(running.rate().map(|rate| format!("{} a second", cx.words.grouped(rate))));
        parts.extend(running.left(cx.now).map(|left| format!("{left} left")));
    }
    Line::from(cx.look.span(parts.join(", "), Meaning::Muted))
}

fn way_out<'a>(running: &Running, area: Rect, cx: &Ctx) -> Line<'a> {
    let look = cx.look;
    let room = usize::from(area.width);
    if running.run == Run::Stopping {
        let words = "What went in is taken out again; the file stays as it was.";
        return Line::from(look.span(fit(words, room, look.marks.more), Meaning::Muted));
    }
    if running.hindrance().is_some() {
        let words = "This part is not stopped any more; the import can be taken back afterwards.";
        return Line::from(look.span(fit(words, room, look.marks.more), Meaning::Muted));
    }
    let esc = cx.keymap.key_words(&[Context::Import, Context::List, Context::Global], Action::Back, look.borders);
    let stays = match running.work {
        Work::Preview => "stops it.",
        Work::Load | Work::Undo | Work::WriteRejected => "stops it: nothing of it stays in the file.",
    };
    let more = " What is open can be looked at meanwhile; saving waits.";
    let words =
        if esc.chars().count() + stays.len() + more.len() < room { format!("{stays}{more}") } else { stays.to_owned() };
    Line::from(vec![look.span(esc, Meaning::Accent), look.span(format!(" {words}"), Meaning::Muted)])
}
