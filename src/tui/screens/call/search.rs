//! Words in all transcripts, newest calls first.
//!
//! ```text
//!  field  / husband passed away
//!  hits   004502  Ama Boateng   21 Nov   2:31    I already said my husband passed away
//! ```

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::config::keymap::Context;
use crate::domain::evidence::offset_words;
use crate::domain::raw::Raw;
use crate::domain::standing::{Hit, Hits};
use crate::store::request::{Answer, Request};
use crate::tui::event::Wheel;
use crate::tui::form::text::{TextField, Typed};
use crate::tui::screen::{ActionInfo, Ctx, Explanation, Input, Load, Nav, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{count, fit, pad, pad_left};

/// What is searched for, and where it was said.
#[derive(Debug, Default)]
pub(crate) struct SearchScreen {
    words: TextField,
    /// As far as they were asked for: older ones when the selection comes near the end.
    hits: Load<Hits>,
    /// Whether the page that is awaited goes on below those that are there.
    page: Asked,
    /// Lines that are wanted at least: those of before, where all is asked for anew.
    wanted: usize,
    cursor: Cursor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Asked {
    #[default]
    Newest,
    Below,
}

/// So many lines before the end the next ones are asked for.
const AHEAD: usize = 50;

fn page(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(4))
}

#[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "every screen has the same methods")]
impl SearchScreen {
    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Shown | Input::Changed => {
                self.wanted = self.len();
                self.ask(cx)
            }
            Input::Reply(ticket, answer) if self.hits.awaits(ticket) => self.reply(*answer, cx),
            Input::Key(key) => self.key(key, cx),
            Input::Paste(text) => {
                self.words.paste(&text);
                self.typed(cx)
            }
            Input::Scroll(_, Wheel::Up) => self.step(-3, cx),
            Input::Scroll(_, Wheel::Down) => self.step(3, cx),
            Input::Resized => self.step(0, cx),
            Input::Reply(..)
            | Input::Act(_)
            | Input::Click(_)
            | Input::Folder(..)
            | Input::Answered(_)
            | Input::Hidden => Step::pass(),
        }
    }

    fn lines(&self) -> &[Hit] {
        self.hits.get().map_or(&[], |hits| &hits.lines)
    }

    fn len(&self) -> usize {
        self.lines().len()
    }

    fn reply(&mut self, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        let mut lines = match (self.page, self.hits.take_before()) {
            (Asked::Below, Some(before)) => before.lines,
            (Asked::Below, None) | (Asked::Newest, _) => Vec::new(),
        };
        self.hits.take(answer, |answer| match answer {
            Answer::Hits(mut page) => {
                lines.append(&mut page.lines);
                Some(Hits { lines, ..page })
            }
            _ => None,
        });
        self.cursor.fit(self.len(), page(cx.area));
        self.go_on(cx)
    }

    /// Asks for older lines where those that are there do not reach.
    fn go_on(&mut self, cx: &Ctx) -> Step {
        let Load::Ready(Hits { lines, below: Some(below) }) = &self.hits else { return Step::none() };
        let reach = self.wanted.max(self.cursor.selected + AHEAD);
        if lines.len() >= reach {
            return Step::none();
        }
        let (words, below) = (self.words.text().trim().to_owned(), Some(*below));
        self.page = Asked::Below;
        self.hits.ask(cx, Request::Search { words, below }).into()
    }

    fn step(&mut self, by: isize, cx: &Ctx) -> Step {
        self.cursor.step(by, self.len(), page(cx.area));
        self.go_on(cx)
    }

    /// Other words: from the newest call on.
    fn typed(&mut self, cx: &Ctx) -> Step {
        self.cursor = Cursor::default();
        self.wanted = 0;
        self.ask(cx)
    }

    fn ask(&mut self, cx: &Ctx) -> Step {
        let words = self.words.text().trim().to_owned();
        self.page = Asked::Newest;
        if words.is_empty() {
            self.hits = Load::Idle;
            return Step::none();
        }
        self.hits.ask(cx, Request::Search { words, below: None }).into()
    }

    fn key(&mut self, key: KeyEvent, cx: &Ctx) -> Step {
        match key.code {
            KeyCode::Up => self.step(-1, cx),
            KeyCode::Down => self.step(1, cx),
            KeyCode::PageUp => self.step(-isize::try_from(page(cx.area)).unwrap_or(1), cx),
            KeyCode::PageDown => self.step(isize::try_from(page(cx.area)).unwrap_or(1), cx),
            KeyCode::Enter => match self.lines().get(self.cursor.selected) {
                Some(hit) => Nav::CallAt { call: hit.call, turn: hit.turn }.into(),
                None => Step::none(),
            },
            _ => {
                if self.words.key(key) == Typed::Changed {
                    return self.typed(cx);
                }
                Step::none()
            }
        }
    }

    pub(crate) fn actions(&self, _cx: &Ctx) -> Vec<ActionInfo> {
        Vec::new()
    }

    pub(crate) fn contexts(&self) -> &'static [Context] {
        &[]
    }

    pub(crate) fn typing(&self) -> bool {
        true
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let look = cx.look;
        put(frame, area.x + 2, area.y + 1, &Line::from(look.span("/", Meaning::Accent)), area);
        let room = Rect { x: area.x + 4, y: area.y + 1, width: area.width.saturating_sub(26), height: 1 };
        self.words.draw(frame, room.intersection(area), true, "words that were said in any call", cx);
        if self.words.text().trim().is_empty() {
            return;
        }
        let list = Rect { x: area.x, y: area.y + 3, width: area.width, height: area.height.saturating_sub(4) }
            .intersection(area);
        let Some(Hits { lines, below }) = load::ready(&self.hits, frame, list, "transcripts", cx) else { return };
        if lines.is_empty() && below.is_some() {
            load::message(frame, list, "older calls are being looked through", &[], Meaning::Muted, cx);
            return;
        }
        if lines.is_empty() {
            let sentence = "Only imported transcripts are searched. A word is found by its beginning.".to_owned();
            load::message(frame, list, "no line has these words", &[sentence], Meaning::Muted, cx);
            return;
        }
        let found = match below {
            Some(_) => format!("{}+ lines", lines.len()),
            None => count(u64::try_from(lines.len()).unwrap_or(0), "line"),
        };
        let words = format!("{found}   ↵ opens");
        let x = area.right().saturating_sub(u16::try_from(crate::tui::words::width(&words)).unwrap_or(0) + 2);
        put(frame, x, area.y + 1, &Line::from(look.span(words, Meaning::Muted)), area);
        for (i, at) in self.cursor.window(lines.len(), usize::from(list.height)).enumerate() {
            let row = Rect { y: list.y + u16::try_from(i).unwrap_or(0), height: 1, ..list };
            draw_hit(&lines[at], at == self.cursor.selected, frame, row, cx);
        }
        scroll::draw(frame, list, self.cursor, lines.len(), look);
    }

    pub(crate) fn crumb(&self) -> Option<String> {
        Some("search".to_owned())
    }

    pub(crate) fn corner(&self, _cx: &Ctx) -> Option<String> {
        None
    }

    pub(crate) fn explain(&self, _cx: &Ctx) -> Option<Explanation> {
        None
    }

    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        Vec::new()
    }
}

fn draw_hit(hit: &Hit, selected: bool, frame: &mut Frame, row: Rect, cx: &Ctx) {
    let look = cx.look;
    let more = look.marks.more;
    let bar = if selected { look.marks.bar } else { " " };
    let wide = row.width >= 90;
    let id = hit.call_id.as_ref().map_or_else(|| "no ID".to_owned(), Raw::visible);
    let agent = hit.agent.as_ref().map_or_else(|| "unknown".to_owned(), Raw::visible);
    let day = hit.day.map(|d| cx.words.day(d)).unwrap_or_default();
    let offset = hit.from_ms.map(offset_words).unwrap_or_default();
    let (id_columns, name) = if wide { (14, 18) } else { (10, 12) };
    let lead: Vec<Span> = vec![
        look.span(format!("{bar} "), Meaning::Accent),
        look.span(pad(&id, id_columns, more), Meaning::Text),
        Span::raw("  "),
        look.span(pad(&agent, name, more), Meaning::Text),
        Span::raw("  "),
        look.span(pad(&day, if wide { 11 } else { 6 }, more), Meaning::Muted),
        look.span(pad_left(&offset, 8, ""), Meaning::Muted),
        Span::raw("  "),
    ];
    let used: usize = lead.iter().map(|s| crate::tui::words::width(&s.content)).sum();
    let said = format!("{}: {}", hit.speaker.visible(), hit.text.visible());
    let text = fit(&said, usize::from(row.width).saturating_sub(used + 2), more);
    let mut line = Line::from(lead);
    line.push_span(look.span(text, Meaning::Text));
    put(frame, row.x, row.y, &line, row);
    if selected {
        look.select_row(frame.buffer_mut(), row);
    }
}
