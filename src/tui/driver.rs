//! The program without a terminal: keys and replies in, text and meanings out. One line a test:
//!
//! ```text
//! let mut t = Driver::new(120, 40).screen(Nav::Team).answers(|request| …).keys("down enter");
//! assert_eq!(t.text(), …);
//! ```

use chrono::{DateTime, Utc};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Style};

use super::app::{App, World};
use super::canvas::Canvas;
use super::event::{Event, Wheel};
use super::running::Running;
use super::screen::{Ctx, Effect, Nav};
use super::style::{Meaning, Theme};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::keymap::{Keymap, parse_key};
use crate::config::theme::{Depth, Shade};
use crate::domain::progress::Progress;
use crate::store::request::{Answer, Reply, Request, Ticket};

/// Answers requests as the store would; `None` leaves one waiting.
pub(crate) type Store = Box<dyn Fn(&Request) -> Option<Result<Answer, String>>>;

pub(crate) struct Driver {
    app: App,
    size: (u16, u16),
    store: Store,
    /// All effects so far but those that the store answered.
    pub(crate) effects: Vec<Effect>,
    /// Requests so far, in order.
    pub(crate) requests: Vec<Request>,
    /// The tickets of requests that were left waiting.
    waiting: Vec<(Ticket, Request)>,
}

/// Wednesday 25 November 2026, 14:31 in London, when every test happens.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-25T14:31:07Z".parse().expect("a moment")
}

/// What differs from run to run in tests.
pub(crate) struct Setting {
    pub(crate) config: Config,
    pub(crate) theme: Theme,
    pub(crate) read_only: Option<String>,
}

impl Default for Setting {
    fn default() -> Self {
        let config = Config { as_name: "Dana Reyes".to_owned(), ..Config::default() };
        Self { config, theme: Theme { shade: Shade::Dark, depth: Depth::True }, read_only: None }
    }
}

/// Gives a context of such a body, to update a screen, a form or an overlay by hand and compare its steps.
pub(crate) fn with_cx<T>(columns: u16, rows: u16, act: impl FnOnce(&Ctx) -> T) -> T {
    let setting = Setting::default();
    let zone = chrono_tz::Europe::London;
    let world = World::new(setting.config, Keymap::default(), setting.theme, Clock::Fixed(now()), zone);
    act(&world.cx(Rect::new(0, 0, columns, rows)))
}

impl Driver {
    /// A program at a screen, with a store that answers as `store` says.
    pub(crate) fn new(size: (u16, u16), first: Nav, store: Store) -> Self {
        Self::with(size, first, store, Setting::default())
    }

    pub(crate) fn with(size: (u16, u16), first: Nav, store: Store, setting: Setting) -> Self {
        let zone = chrono_tz::Europe::London;
        let mut world = World::new(setting.config, Keymap::default(), setting.theme, Clock::Fixed(now()), zone);
        world.read_only = setting.read_only;
        let app = App::new(world, size);
        let mut driver = Self { app, size, store, effects: Vec::new(), requests: Vec::new(), waiting: Vec::new() };
        let effects = driver.app.start(first);
        driver.settle(effects);
        driver
    }

    /// Lets the store answer until nothing is asked any more.
    fn settle(&mut self, effects: Vec<Effect>) {
        let mut todo = std::collections::VecDeque::from(effects);
        while let Some(effect) = todo.pop_front() {
            match effect {
                Effect::Store(ticket, request) => {
                    let answer = match (self.store)(&request) {
                        // Whoever tests something else knows nothing of the beginning of a list.
                        None if request == Request::TodayBegins => {
                            let none = Reply::Answer(ticket, Ok(Answer::TodayBegins(None)));
                            todo.extend(self.app.handle(Event::Reply(none)));
                            continue;
                        }
                        answer => answer,
                    };
                    self.requests.push(request.clone());
                    match answer {
                        Some(answer) => todo.extend(self.app.handle(Event::Reply(Reply::Answer(ticket, answer)))),
                        None => self.waiting.push((ticket, request)),
                    }
                }
                other => self.effects.push(other),
            }
        }
    }

    pub(crate) fn event(&mut self, event: Event) -> &mut Self {
        if let Event::Resize(columns, rows) = event {
            self.size = (columns, rows);
        }
        let effects = self.app.handle(event);
        self.settle(effects);
        self
    }

    /// Presses keys, written as in `keymap.toml` with spaces between; `'text'` types text.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for (i, part) in keys.split('\'').enumerate() {
            if i % 2 == 1 {
                for c in part.chars() {
                    let key = ratatui::crossterm::event::KeyCode::Char(c);
                    self.event(Event::Key(key.into()));
                }
                continue;
            }
            for name in part.split_whitespace() {
                let key = parse_key(name).unwrap_or_else(|e| panic!("{e}"));
                self.event(Event::Key(key.into()));
            }
        }
        self
    }

    /// Opens an overlay as the screen in front would.
    pub(crate) fn overlay(&mut self, overlay: super::overlay::Overlay) -> &mut Self {
        let effects = self.app.go(Nav::Overlay(Box::new(overlay)));
        self.settle(effects);
        self
    }

    /// What the footer may offer here.
    pub(crate) fn offered(&self) -> Vec<crate::config::keymap::Action> {
        self.app.offered()
    }

    /// Minutes pass in which nothing happens.
    pub(crate) fn later(&mut self, minutes: i64) -> &mut Self {
        self.app.pass(chrono::TimeDelta::minutes(minutes));
        if self.app.waits_to_lock() { self.event(Event::Lock) } else { self }
    }

    /// Seconds pass.
    pub(crate) fn pass(&mut self, seconds: i64) {
        self.app.pass(chrono::TimeDelta::seconds(seconds));
    }

    /// Seconds later the store says how far the long request is that it was left with last.
    pub(crate) fn told(&mut self, seconds: i64, progress: Progress) -> &mut Self {
        self.pass(seconds);
        let ticket = self.waiting[self.long()].0;
        self.event(Event::Reply(Reply::Progress(ticket, progress)))
    }

    /// Answers that long request.
    pub(crate) fn ends(&mut self, answer: Result<Answer, String>) -> &mut Self {
        let (ticket, _) = self.waiting.remove(self.long());
        self.event(Event::Reply(Reply::Answer(ticket, answer)))
    }

    fn long(&self) -> usize {
        let long = self.waiting.iter().rposition(|(ticket, request)| Running::of(*ticket, request).is_some());
        long.expect("a long request waits")
    }

    pub(crate) fn click(&mut self, x: u16, y: u16) -> &mut Self {
        self.event(Event::Click(Position::new(x, y)))
    }

    pub(crate) fn wheel(&mut self, wheel: Wheel) -> &mut Self {
        self.event(Event::Scroll(Position::new(self.size.0 / 2, self.size.1 / 2), wheel))
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.event(Event::Resize(columns, rows))
    }

    /// Answers the oldest request that was left waiting.
    pub(crate) fn answer(&mut self, answer: Result<Answer, String>) -> &mut Self {
        let (ticket, _) = self.waiting.remove(0);
        self.event(Event::Reply(Reply::Answer(ticket, answer)))
    }

    /// The buffer that the terminal would show, and where its cursor stands if it is shown.
    pub(crate) fn buffer(&self) -> (Buffer, Option<Position>) {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).expect("a test terminal");
        terminal.draw(|frame| self.app.draw(frame)).expect("a test terminal draws");
        let backend = terminal.backend();
        (backend.buffer().clone(), backend.cursor_visible().then(|| backend.cursor_position()))
    }

    /// How many bytes each key writes to a terminal that shows the screen as it is.
    pub(crate) fn bytes(&mut self, keys: &str) -> Vec<usize> {
        let (width, height) = self.size;
        let mut canvas = Canvas::new(Vec::new(), Size { width, height });
        canvas.draw(|frame| self.app.draw(frame)).expect("a buffer takes it");
        let mut bytes = Vec::new();
        for key in keys.split_whitespace() {
            let before = canvas.written().len();
            self.keys(key);
            canvas.draw(|frame| self.app.draw(frame)).expect("a buffer takes it");
            bytes.push(canvas.written().len() - before);
        }
        bytes
    }

    /// The screen as text, without spaces at the ends of lines.
    pub(crate) fn text(&self) -> String {
        let (buffer, cursor) = self.buffer();
        let lines: Vec<String> = rows(&buffer).map(|row| row.trim_end().to_owned()).collect();
        let cursor = cursor.map_or_else(String::new, |at| format!("cursor at {},{}\n", at.x, at.y));
        lines.join("\n") + "\n" + &cursor
    }

    /// The screen as text, and under it the same lines with a letter for the meaning of each character:
    /// `H` heading, `g` good, `w` watch, `b` below, `F` focus, `m` muted, `-` faint, `a` accent, `!` alert,
    /// `.` plain text; capital `S` is text on the selected row's ground.
    pub(crate) fn styled(&self) -> String {
        let (buffer, _) = self.buffer();
        let theme = Theme { shade: Shade::Dark, depth: Depth::True };
        let mut out = self.text();
        out.push_str("── meanings ──\n");
        let area = *buffer.area();
        for y in area.top()..area.bottom() {
            let line: String = (area.left()..area.right())
                .map(|x| &buffer[(x, y)])
                .map(|cell| if cell.symbol() == " " { ' ' } else { letter(theme, cell.style()) })
                .collect();
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = String> + '_ {
    let area = *buffer.area();
    (area.top()..area.bottom()).map(move |y| {
        let mut row = String::new();
        let mut x = area.left();
        while x < area.right() {
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            x += u16::try_from(super::words::width(symbol).max(1)).unwrap_or(1);
        }
        row
    })
}

fn letter(theme: Theme, style: Style) -> char {
    let selected = theme.style(Meaning::Selected);
    let found = Meaning::ALL.into_iter().find(|m| {
        let of = theme.style(*m);
        let bg_fits = of.bg.unwrap_or(Color::Reset) == style.bg.unwrap_or(Color::Reset)
            || (of.bg.is_none() && style.bg == selected.bg);
        of.fg.unwrap_or(Color::Reset) == style.fg.unwrap_or(Color::Reset) && bg_fits
    });
    match found {
        Some(Meaning::Text) => '.',
        Some(Meaning::Heading) => 'H',
        Some(Meaning::Good) => 'g',
        Some(Meaning::Watch) => 'w',
        Some(Meaning::Below) => 'b',
        Some(Meaning::Focus) => 'F',
        Some(Meaning::Muted) => 'm',
        Some(Meaning::Faint) => '-',
        Some(Meaning::Accent) => 'a',
        Some(Meaning::Alert) => '!',
        Some(Meaning::Selected) => 'S',
        None => '?',
    }
}

/// For looking at: `COACHLOG_PICTURES=folder cargo test --lib pictures` writes screens as SVG.
pub(crate) fn picture(name: &str, driver: &Driver, shade: Shade) {
    let Some(folder) = std::env::var_os("COACHLOG_PICTURES") else { return };
    let (buffer, _) = driver.buffer();
    let path = std::path::Path::new(&folder).join(format!("{name}.svg"));
    std::fs::write(path, super::picture::svg(&buffer, shade)).expect("the picture is written");
}
