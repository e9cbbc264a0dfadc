//! The imports of before, newest first, and taking one back.
//!
//! ```text
//!  titles     NO  WHEN           BY            FILES       EVALUATIONS  TRANSCRIPTS  LOADED  REJECTED
//!  list     ▌  4  24 Nov 16:05   Dana Reyes    evals.csv +2        412           12    1190         3
//!              3  17 Nov 09:12   Dana Reyes    october.csv          98            –     490         –  taken back
//!  detail     who and when, and the files with their hashes
//! ```
//! Below 100 columns who and the transcripts go first.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use crate::config::keymap::Action;
use crate::domain::id::BatchId;
use crate::domain::log_view::BatchLine;
use crate::domain::mapping::Candidate;
use crate::domain::raw::visible;
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Load};
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::doc::Doc;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{fit, pad, pad_left, width};

#[derive(Debug, Default)]
pub(super) struct Past {
    view: Load<Vec<BatchLine>>,
    cursor: Cursor,
    /// The selected one, once the user moved; the newest until then.
    selected: Option<BatchId>,
    newest: Load<Vec<Candidate>>,
    /// An undo that is on its way or was refused.
    undo: Load<()>,
}

impl Past {
    pub(super) fn ask(&mut self, cx: &Ctx) -> Effect {
        self.view.ask(cx, Request::Imports)
    }

    pub(super) fn ask_newest(&mut self, cx: &Ctx) -> Effect {
        self.newest.ask(cx, Request::Newest)
    }

    /// The newest file that is not loaded yet, of the folders that a remembered table came from.
    pub(super) fn newest(&self) -> Option<&Candidate> {
        self.newest.get().and_then(|all| all.iter().max_by_key(|file| file.modified))
    }

    pub(super) fn lines(&self) -> &[BatchLine] {
        self.view.get().map_or(&[], Vec::as_slice)
    }

    pub(super) fn line(&self) -> Option<&BatchLine> {
        self.lines().get(self.cursor.selected)
    }

    pub(super) fn undo(&mut self, batch: BatchId, reason: String, cx: &Ctx) -> Effect {
        self.undo.ask(cx, Request::Undo { batch, reason })
    }

    /// Takes an answer; what is to be asked next comes back.
    pub(super) fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Option<Effect> {
        if self.view.awaits(ticket) {
            self.view.take(answer, |answer| match answer {
                Answer::Imports(lines) => Some(lines),
                _ => None,
            });
            let at = self.selected.and_then(|id| self.lines().iter().position(|l| l.id == id));
            self.cursor.select(at.unwrap_or(0), self.lines().len(), self.page(cx));
        } else if self.newest.awaits(ticket) {
            self.newest.take(answer, |answer| match answer {
                Answer::Newest(files) => Some(files),
                _ => None,
            });
            self.fit(cx);
        } else if self.undo.awaits(ticket) {
            self.undo = match answer {
                Ok(_) => Load::Idle,
                Err(words) => Load::Failed(words),
            };
            return Some(self.ask(cx));
        }
        None
    }

    fn page(&self, cx: &Ctx) -> usize {
        usize::from(areas(self.below_newest(cx.area), self.line()).list.height)
    }

    pub(super) fn fit(&mut self, cx: &Ctx) {
        self.cursor.fit(self.lines().len(), self.page(cx));
    }

    pub(super) fn moved(&mut self, action: Action, cx: &Ctx) -> bool {
        let (len, page) = (self.lines().len(), self.page(cx));
        let moved = self.cursor.act(action, len, page);
        if moved {
            self.selected = self.line().map(|l| l.id);
        }
        moved
    }

    pub(super) fn click(&mut self, at: Position, cx: &Ctx) {
        let list = areas(self.below_newest(cx.area), self.line()).list;
        let row = self.cursor.offset + usize::from(at.y.saturating_sub(list.y));
        if list.contains(at) && row < self.lines().len() {
            self.cursor.select(row, self.lines().len(), usize::from(list.height));
            self.selected = self.line().map(|l| l.id);
        }
    }

    /// The files of the selected import with their hashes.
    pub(super) fn copied(&self) -> Option<Effect> {
        let line = self.line()?;
        let files: Vec<String> = line.files.iter().map(|(name, hash)| format!("{hash}  {}", name.visible())).collect();
        Some(Effect::Copy(files.join("\n")))
    }

    pub(super) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        let mut out = vec![ActionInfo::new(Action::PickFiles)];
        if self.newest().is_some() {
            out.insert(0, ActionInfo::named(Action::Newest, "load it"));
        }
        if let Some(line) = self.line() {
            out.push(ActionInfo::together(&[Action::Up, Action::Down], "choose"));
            if !line.undone && cx.read_only.is_none() {
                out.push(ActionInfo::named(Action::Undo, "take back"));
            }
            out.push(ActionInfo::named(Action::Copy, "copy hashes"));
        }
        out
    }

    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let areas = areas(self.below_newest(area), self.line());
        let Some(lines) = load::ready(&self.view, frame, area, "the imports", cx) else { return };
        if lines.is_empty() {
            let key =
                cx.keymap.key_words(&[crate::config::keymap::Context::Import], Action::PickFiles, cx.look.borders);
            let sentences = [
                format!(
                    "Press {key} to pick files: evaluations (CSV, Excel, a QA suite's JSON), transcripts (WebVTT, SRT, JSON), or several of them."
                ),
                "What loading them would do is shown before anything is stored, and every import can be taken back."
                    .to_owned(),
            ];
            load::message(frame, area, "Nothing was imported yet", &sentences, Meaning::Heading, cx);
            return;
        }
        if let Some(file) = self.newest() {
            let line = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1.min(area.height), ..area };
            put(frame, line.x, line.y, &newest_line(file, usize::from(line.width), cx), line);
        }
        put(frame, areas.titles.x, areas.titles.y, &titles(areas.titles.width, cx), areas.titles);
        for (i, at) in self.cursor.window(lines.len(), usize::from(areas.list.height)).enumerate() {
            let row = Rect { y: areas.list.y + u16::try_from(i).unwrap_or(0), height: 1, ..areas.list };
            let selected = at == self.cursor.selected;
            put(frame, row.x, row.y, &row_line(&lines[at], selected, row.width, cx), row);
            if selected {
                cx.look.select_row(frame.buffer_mut(), Rect { width: row.width.saturating_sub(1), ..row });
            }
        }
        scroll::draw(frame, areas.list, self.cursor, lines.len(), cx.look);
        self.detail(areas.detail.width, cx).draw(frame, areas.detail, 0);
    }

    /// What is left under the line of the newest file, where there is one.
    fn below_newest(&self, area: Rect) -> Rect {
        let taken = if self.newest().is_some() { 2.min(area.height) } else { 0 };
        Rect { y: area.y + taken, height: area.height - taken, ..area }
    }

    fn detail<'a>(&self, columns: u16, cx: &'a Ctx) -> Doc<'a> {
        let mut doc = Doc::new(columns, cx.look);
        match &self.undo {
            Load::Pending(..) => doc.text(&format!("Taking the import back {}", cx.look.marks.more), Meaning::Accent),
            Load::Failed(why) => {
                doc.item(cx.look.marks.auto_fail, &format!("it was not taken back: {}", visible(why)), Meaning::Alert);
            }
            Load::Idle | Load::Ready(()) => {}
        }
        let Some(line) = self.line() else { return doc };
        doc.gap();
        let taken = if line.undone { ", taken back since" } else { "" };
        doc.text(&format!("IMPORT {}{taken}", line.number), Meaning::Heading);
        let when = format!(
            "{}, {}",
            cx.words.full_day(line.at.with_timezone(&cx.zone).date_naive()),
            cx.words.time(line.at, cx.zone)
        );
        doc.pair("loaded", LABELS, &format!("{when} by {}", line.by.visible()), Meaning::Text);
        for (i, (name, hash)) in line.files.iter().enumerate() {
            doc.pair(if i == 0 { "files" } else { "" }, LABELS, &name.visible(), Meaning::Text);
            doc.pair("SHA-256", LABELS, &visible(hash), Meaning::Muted);
        }
        doc
    }
}

/// "evals-dec.csv, today 09:12, in /home/dana/exports: load it as “QA export”?"
fn newest_line(file: &Candidate, columns: usize, cx: &Ctx) -> Line<'static> {
    let look = cx.look;
    let day = file.modified.with_timezone(&cx.zone).date_naive();
    let day = if day == cx.today { "today".to_owned() } else { cx.words.day(day) };
    let folder = file.path.parent().map(|p| visible(&p.to_string_lossy()).into_owned()).unwrap_or_default();
    let name = file.name.visible();
    let rest = format!(
        ", {day} {}, in {folder}: load it as {}{}{}?",
        cx.words.time(file.modified, cx.zone),
        look.marks.open_quote,
        visible(&file.profile),
        look.marks.close_quote
    );
    let room = columns.saturating_sub(7);
    Line::from(vec![
        look.span("  NEW  ", Meaning::Accent),
        look.span(fit(&name, room, look.marks.more), Meaning::Text),
        look.span(fit(&rest, room.saturating_sub(width(&name)), look.marks.more), Meaning::Muted),
    ])
}

const LABELS: usize = 9;

#[derive(Debug, Clone, Copy)]
struct Areas {
    titles: Rect,
    list: Rect,
    detail: Rect,
}

fn areas(area: Rect, selected: Option<&BatchLine>) -> Areas {
    let inner = Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(2), ..area };
    let files = selected.map_or(0, |l| u16::try_from(l.files.len()).unwrap_or(u16::MAX).saturating_mul(2));
    let below = files.saturating_add(4).min(inner.height / 2);
    let list = Rect {
        y: inner.y.saturating_add(1).min(inner.bottom()),
        height: inner.height.saturating_sub(below + 2),
        ..inner
    };
    let y = list.bottom().saturating_add(1).min(inner.bottom());
    let detail =
        Rect { x: inner.x.saturating_add(2), y, width: inner.width.saturating_sub(2), height: inner.bottom() - y };
    Areas { titles: Rect { height: 1.min(inner.height), ..inner }, list, detail }
}

/// Columns of number and time, and of the words "taken back".
const NUMBER: usize = 4;
const WHEN: usize = 15;
const TAKEN: usize = 12;

/// Columns of what has no fixed ones, with the figures' titles.
struct Columns {
    /// 0 where there is no room.
    by: usize,
    files: usize,
    figures: &'static [(Figure, &'static str, usize)],
}

#[derive(Debug, Clone, Copy)]
enum Figure {
    Evaluations,
    Transcripts,
    Loaded,
    Rejected,
}

const WIDE: [(Figure, &str, usize); 4] = [
    (Figure::Evaluations, "EVALUATIONS", 13),
    (Figure::Transcripts, "TRANSCRIPTS", 13),
    (Figure::Loaded, "LOADED", 9),
    (Figure::Rejected, "REJECTED", 10),
];
const NARROW: [(Figure, &str, usize); 3] =
    [(Figure::Evaluations, "EVALS", 7), (Figure::Loaded, "LOADED", 8), (Figure::Rejected, "REJECTED", 10)];

fn columns(width: u16) -> Columns {
    let figures: &[_] = if width >= 98 { &WIDE } else { &NARROW };
    let taken: usize = figures.iter().map(|(.., columns)| columns).sum();
    let room = usize::from(width).saturating_sub(2 + NUMBER + 2 + WHEN + taken + TAKEN + 1);
    let by = if width >= 98 { (room / 3).clamp(10, 20) } else { 0 };
    Columns { by, files: room.saturating_sub(by).min(44), figures }
}

fn titles(width: u16, cx: &Ctx) -> Line<'static> {
    let c = columns(width);
    let more = cx.look.marks.more;
    let mut text = format!("  {}  {}", pad_left("NO", NUMBER, more), pad("WHEN", WHEN, more));
    text.push_str(&pad("BY", c.by, ""));
    text.push_str(&pad("FILES", c.files, more));
    for (_, title, columns) in c.figures {
        text.push_str(&pad_left(title, *columns, more));
    }
    Line::from(cx.look.span(text, Meaning::Heading))
}

fn row_line(line: &BatchLine, selected: bool, width: u16, cx: &Ctx) -> Line<'static> {
    let c = columns(width);
    let (look, more) = (cx.look, cx.look.marks.more);
    let quiet = if line.undone { Meaning::Muted } else { Meaning::Text };
    let at = line.at.with_timezone(&cx.zone);
    let time = format!("{} {}", cx.words.day(at.date_naive()), cx.words.time(line.at, cx.zone));
    let mut spans = vec![
        look.span(if selected { look.marks.bar } else { " " }, Meaning::Accent),
        look.span(format!(" {}  ", pad_left(&line.number.to_string(), NUMBER, more)), Meaning::Muted),
        look.span(pad(&time, WHEN - 1, more) + " ", quiet),
    ];
    if c.by > 0 {
        spans.push(look.span(pad(&line.by.visible(), c.by - 2, more) + "  ", quiet));
    }
    spans.push(look.span(pad(&names(line, c.files, cx), c.files, more), quiet));
    for (figure, _, columns) in c.figures {
        let (n, meaning) = match figure {
            Figure::Evaluations => (line.evaluations, quiet),
            Figure::Transcripts => (line.transcripts, quiet),
            Figure::Loaded => (line.loaded, quiet),
            Figure::Rejected if line.rejected > 0 && !line.undone => (line.rejected, Meaning::Watch),
            Figure::Rejected => (line.rejected, quiet),
        };
        let text = if n == 0 { look.marks.none.to_owned() } else { n.to_string() };
        spans.push(look.span(pad_left(&text, *columns, more), meaning));
    }
    if line.undone {
        spans.push(look.span("  taken back", Meaning::Watch));
    }
    Line::from(spans)
}

/// The first file and how many more: the number stays where the name is cut.
fn names(line: &BatchLine, columns: usize, cx: &Ctx) -> String {
    let more = cx.look.marks.more;
    match line.files.as_slice() {
        [] => cx.look.marks.none.to_owned(),
        [(one, _)] => one.visible(),
        [(first, _), rest @ ..] => {
            let others = format!(" +{}", rest.len());
            fit(&first.visible(), columns.saturating_sub(others.len()), more) + &others
        }
    }
}
