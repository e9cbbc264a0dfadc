//! What loading would do, is doing, or did. From 120 columns on in two panes, below that one after the other:
//!
//! ```text
//!  head       Nothing is stored yet: this is what loading would do.
//!  run        ✓ reading   storing   sorting   adding up   saving           while something runs
//!             storing the rows  ━━━━━━━━━━━──────────  42 %
//!             842,113 rows, 97,300 a second, about 20 s left
//!             esc stops it: nothing of it stays in the file.
//!  rows       ROWS                              │  files     FILES
//!               read      1204                  │              evals.csv   csv long   1204 rows
//!               loaded    1190                  │            COLUMNS
//!             REJECTED …                        │              Agent       agent_name
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::job::{self, Job, Pane, State};
use super::report_view::{Tense, report};
use super::{columns, columns_view, running_view};
use crate::config::keymap::{Action, Context};
use crate::domain::raw::visible;
use crate::import::Used;
use crate::store::request::{PreviewView, TableView};
use crate::tui::screen::{Ctx, Explanation, Load};
use crate::tui::style::Meaning;
use crate::tui::widgets::doc::{Doc, scroll_by};
use crate::tui::widgets::frame::put;
use crate::tui::words::{count, fit, pad, pad_left, width};

#[derive(Debug, Clone, Copy)]
struct Areas {
    head: Rect,
    /// Empty where nothing runs.
    run: Rect,
    rows: Rect,
    pillar: Rect,
    /// Empty where both parts stand in `rows`.
    files: Rect,
}

pub(super) fn side_by_side(area: Rect) -> bool {
    area.width >= 120
}

fn areas(area: Rect, running: bool) -> Areas {
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    let line = |n: u16| Rect {
        y: inner.y.saturating_add(n).min(inner.bottom()),
        height: u16::from(n < inner.height),
        ..inner
    };
    let y = inner.y.saturating_add(if running { 2 + RUN } else { 2 }).min(inner.bottom());
    let body = Rect { y, height: inner.bottom() - y, ..inner };
    let run = Rect { height: if running { RUN } else { 0 }, ..line(1) }.intersection(inner);
    if !side_by_side(area) {
        return Areas {
            head: line(0),
            run,
            rows: body,
            pillar: Rect { width: 0, ..body },
            files: Rect { width: 0, ..body },
        };
    }
    let left = body.width / 2;
    let rows = Rect { width: left, ..body };
    let pillar = Rect { x: rows.right() + 1, width: 1, ..body };
    let files = Rect { x: pillar.x + 2, width: body.right().saturating_sub(pillar.x + 2), ..body };
    Areas { head: line(0), run, rows, pillar, files }
}

/// Lines that tell how far it is.
const RUN: u16 = running_view::LINES;

/// Scrolls the pane in use; `false` where the action is no movement.
pub(super) fn scrolled(job: &mut Job, action: Action, cx: &Ctx) -> bool {
    let areas = areas(cx.area, job.running());
    let (docs, at) = (docs(job, areas, cx), usize::from(job.pane == Pane::Files && areas.files.width > 0));
    let page = usize::from(areas.rows.height);
    let len = docs[at].lines.len();
    scroll_by(&mut job.offsets[at], action, len, page)
}

pub(super) fn draw(job: &Job, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let areas = areas(area, job.running());
    let (words, meaning) = headline(job, cx);
    let words = fit(&words, usize::from(areas.head.width), cx.look.marks.more);
    put(frame, areas.head.x, areas.head.y, &Line::from(cx.look.span(words, meaning)), areas.head);
    if let Some(running) = cx.running.filter(|running| job.awaits(running.ticket)) {
        running_view::draw(running, frame, areas.run, cx);
    }
    let docs = docs(job, areas, cx);
    docs[0].draw(frame, areas.rows, job.offsets[0]);
    if areas.files.width > 0 && !docs[1].lines.is_empty() {
        let meaning = if job.pane == Pane::Files { Meaning::Accent } else { Meaning::Faint };
        for y in areas.pillar.top()..areas.pillar.bottom() {
            put(frame, areas.pillar.x, y, &Line::from(cx.look.span(cx.look.marks.pillar, meaning)), areas.pillar);
        }
        docs[1].draw(frame, areas.files, job.offsets[1]);
    }
}

/// Where things stand, in one sentence.
fn headline(job: &Job, cx: &Ctx) -> (String, Meaning) {
    let marks = &cx.look.marks;
    match (&job.loaded, &job.preview) {
        (Load::Pending(..), _) => (format!("Loading {} {}", job.name(), marks.more), Meaning::Accent),
        (Load::Ready(report), _) => match report.batch {
            Some(number) if job.state == State::TakenBack => {
                (format!("Import {number} was taken back: this is what it had loaded."), Meaning::Watch)
            }
            Some(number) => {
                let evaluations = count(report.evaluations, "evaluation");
                (
                    format!(
                        "{} Loaded as import {number}: {evaluations}, {}",
                        marks.done,
                        count(report.transcripts, "transcript")
                    ),
                    Meaning::Good,
                )
            }
            None => ("Nothing was loaded: nothing in these files is new.".to_owned(), Meaning::Watch),
        },
        (Load::Failed(why), _) if job::is_stopped(why) => {
            ("Stopped: nothing was loaded, the file is as it was.".to_owned(), Meaning::Watch)
        }
        (Load::Failed(why), _) => (format!("{} Nothing was loaded", marks.auto_fail) + &ending(why), Meaning::Alert),
        (Load::Idle, Load::Idle | Load::Pending(..)) => {
            (format!("Reading {} {}", job.name(), marks.more), Meaning::Accent)
        }
        (Load::Idle, Load::Failed(why)) if job::is_stopped(why) => {
            (format!("Stopped: {} was not looked at to the end.", job.name()), Meaning::Watch)
        }
        (Load::Idle, Load::Failed(why)) => {
            (format!("{} {} cannot be loaded", marks.auto_fail, job.name()) + &ending(why), Meaning::Alert)
        }
        (Load::Idle, Load::Ready(view)) if !view.questions.is_empty() => {
            let open = count(u64::try_from(view.questions.len()).unwrap_or(0), "question");
            (format!("{open} to answer before this can be loaded. Nothing is stored yet."), Meaning::Watch)
        }
        (Load::Idle, Load::Ready(_)) => {
            ("Nothing is stored yet: this is what loading would do.".to_owned(), Meaning::Heading)
        }
    }
}

/// A reason of one word or two stands in the headline; a longer one has its own lines below.
fn ending(why: &str) -> String {
    if width(why) < 30 { format!(": {}", visible(why)) } else { String::new() }
}

/// Left and right; where there is one pane, all is in the first.
fn docs<'a>(job: &Job, areas: Areas, cx: &'a Ctx) -> [Doc<'a>; 2] {
    let mut rows = Doc::new(areas.rows.width, cx.look);
    let mut files = Doc::new(areas.files.width.max(1), cx.look);
    for (load, what) in [(&failed(&job.loaded), "it was not loaded"), (&failed(&job.preview), "it cannot be read")] {
        if let Some(why) = load.as_deref().filter(|why| width(why) >= 30) {
            rows.item(cx.look.marks.auto_fail, &format!("{what}: {}", visible(why)), Meaning::Alert);
        }
    }
    if let Some(view) = job.preview.get() {
        questions(&mut rows, view, cx);
        match job.loaded.get() {
            Some(loaded) => report(&mut rows, loaded, Tense::Done, cx),
            None if view.questions.is_empty() => report(&mut rows, &view.report, Tense::Would, cx),
            None => {}
        }
        about_files(if areas.files.width > 0 { &mut files } else { &mut rows }, view, cx);
    }
    [rows, files]
}

fn failed<T>(load: &Load<T>) -> Option<String> {
    match load {
        Load::Failed(why) => Some(why.clone()),
        Load::Idle | Load::Pending(..) | Load::Ready(_) => None,
    }
}

fn questions(doc: &mut Doc, view: &PreviewView, cx: &Ctx) {
    let key = |action| cx.keymap.key_words(&[Context::Import, Context::List], action, cx.look.borders);
    if view.questions.is_empty() {
        return;
    }
    doc.heading("TO BE ANSWERED");
    for question in &view.questions {
        doc.item("?", &columns_view::asked(question), Meaning::Watch);
    }
    doc.gap();
    let columns = (Action::Columns, "shows every column beside its first rows, to be set");
    let answers = (Action::Open, "lists the answers to the first");
    for (action, words) in [answers].into_iter().chain(view.table.is_some().then_some(columns)) {
        doc.line(Line::from(vec![
            cx.look.span(format!("  {}  ", key(action)), Meaning::Accent),
            cx.look.span(words, Meaning::Text),
        ]));
    }
}

fn about_files(doc: &mut Doc, view: &PreviewView, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    doc.heading("FILES");
    let kinds = view.files.iter().map(|(_, kind, _)| width(kind)).max().unwrap_or(0) + 2;
    let rows = 12;
    let names = doc.columns().saturating_sub(2 + kinds + rows).clamp(8, 48);
    for (name, kind, n) in &view.files {
        doc.line(Line::from(vec![
            look.span(format!("  {}", pad(&name.visible(), names, more)), Meaning::Text),
            look.span(pad(&format!("  {kind}"), kinds + 1, more), Meaning::Muted),
            look.span(pad_left(&count(*n, "row"), rows - 1, more), Meaning::Text),
        ]));
    }
    if !view.claimed.is_empty() {
        doc.heading("TRANSCRIPTS OF");
    }
    for (name, call) in &view.claimed {
        let room = doc.columns().saturating_sub(names + 4);
        doc.line(Line::from(vec![
            look.span(format!("  {}  ", pad(&name.visible(), names, more)), Meaning::Text),
            look.span(fit(&format!("call {}", call.visible()), room, more), Meaning::Accent),
        ]));
    }
    let Some(table) = &view.table else { return };
    if table.columns.is_empty() {
        dimensions(doc, table);
        return;
    }
    doc.heading("COLUMNS");
    let widest = table.columns.iter().map(|c| width(&columns::named(c))).max().unwrap_or(0);
    let wide = widest.min(doc.columns() / 2).max(8);
    for column in &table.columns {
        let out = column.used == Used::LeftOut;
        let arrow: Span = look.span(format!(" {} ", look.marks.becomes), Meaning::Faint);
        let room = doc.columns().saturating_sub(wide + 5);
        doc.line(Line::from(vec![
            look.span(
                format!("  {}", pad(&columns::named(column), wide, more)),
                if out { Meaning::Muted } else { Meaning::Text },
            ),
            arrow,
            look.span(fit(&column.used.words(), room, more), if out { Meaning::Muted } else { Meaning::Accent }),
        ]));
    }
}

/// What evaluations in JSON are scored on, and which of it is new here.
fn dimensions(doc: &mut Doc, table: &TableView) {
    doc.heading("DIMENSIONS");
    for name in &table.dimensions {
        let new = table.unknown.contains(name);
        let words =
            if new { format!("{}, which is not known here", visible(name)) } else { visible(name).into_owned() };
        doc.item(" ", &words, if new { Meaning::Watch } else { Meaning::Text });
    }
}

pub(super) fn explanation() -> Explanation {
    Explanation {
        title: "HOW FILES ARE LOADED".to_owned(),
        lines: vec![
            "Every row that is read is in exactly one line of the count: loaded, updated, unchanged, rejected or left \
             out. A bad value rejects its whole evaluation, or the overall would silently be wrong; the other rows of \
             that evaluation are listed as left out because of it."
                .to_owned(),
            "The preview is a load into a copy that is thrown away. The load is whole or not at all: stopped half \
             way, nothing of it stays."
                .to_owned(),
            "An evaluation that is there already, the same, is unchanged. The same one with a later date, or with \
             other content, replaces the earlier version, which stays stored."
                .to_owned(),
        ],
    }
}
