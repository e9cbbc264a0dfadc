//! What is on screen while the data file is brought to a new version, before anything can be read from it.
//!
//! ```text
//!   The data file is brought to a new version (schema 8 to 9)
//!
//!   ✓ a copy of the file is made first
//!   → the copy is read back
//!     the tables are changed
//!
//!   12 s   esc stops it, and leaves the file as it is
//! ```

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyModifiers};
use ratatui::text::Line;

use super::style::{Look, Meaning, Theme};
use super::terminal::Terminal;
use super::widgets::frame::put;
use super::words::fit;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::theme::Depth;
use crate::domain::upgrade::{Part, Tell, Upgrade, Wish};

/// Takes the terminal where there is something to tell, and gives it back when it is dropped.
pub(crate) struct Upgrading(Arc<Mutex<State>>);

struct State {
    clock: Clock,
    look: Look,
    shown: Option<Shown>,
}

struct Shown {
    terminal: Terminal,
    began: DateTime<Utc>,
    /// When it was drawn last, and at which part.
    drawn: Option<(DateTime<Utc>, usize)>,
    signals: Signals,
    wish: Wish,
}

/// Between two pictures, in milliseconds.
const BETWEEN: i64 = 100;

impl Upgrading {
    pub(crate) fn new(clock: Clock, config: &Config) -> Self {
        let theme = Theme::choose(config.theme, Depth::detect(), std::env::var("COLORFGBG").ok().as_deref());
        let borders = config.borders.under(crate::config::locale().as_deref());
        Self(Arc::new(Mutex::new(State { clock, look: Look::new(theme, borders.drawn()), shown: None })))
    }

    pub(crate) fn tell(&self) -> Tell {
        let state = self.0.clone();
        Arc::new(move |upgrade| state.lock().map_or(Wish::GoOn, |mut state| state.told(upgrade)))
    }
}

impl Drop for Upgrading {
    fn drop(&mut self) {
        if let Ok(mut state) = self.0.lock() {
            state.shown = None;
        }
    }
}

impl State {
    fn told(&mut self, upgrade: Upgrade) -> Wish {
        let now = self.clock.now();
        if self.shown.is_none()
            && let Ok(terminal) = Terminal::enter(false)
        {
            let signals = Signals::caught();
            self.shown = Some(Shown { terminal, began: now, drawn: None, signals, wish: Wish::GoOn });
        }
        // Where the terminal cannot be had, the file is brought up all the same.
        let Some(shown) = &mut self.shown else { return Wish::GoOn };
        let part = upgrade.part.position();
        let late = |at: DateTime<Utc>| now.signed_duration_since(at).num_milliseconds() >= BETWEEN;
        if shown.drawn.is_none_or(|(at, before)| before != part || late(at)) {
            let seconds = now.signed_duration_since(shown.began).num_seconds();
            // Nobody may be looking any more, and nothing is lost by it.
            // Nobody waits for its changes here.
            let _ = shown.terminal.size();
            let _ = shown.terminal.draw(|frame| draw(frame, upgrade, seconds, &self.look));
            shown.drawn = Some((now, part));
            if shown.signals.came() || stopped_by_key() {
                shown.wish = Wish::Stop;
            }
        }
        shown.wish
    }
}

/// Whether Esc was pressed, or what ends a program.
fn stopped_by_key() -> bool {
    let mut stopped = false;
    while event::poll(Duration::ZERO).unwrap_or(false) {
        let Ok(Event::Key(key)) = event::read() else { continue };
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        stopped |= key.code == KeyCode::Esc || (ctrl && matches!(key.code, KeyCode::Char('c' | 'q')));
    }
    stopped
}

fn draw(frame: &mut Frame, upgrade: Upgrade, seconds: i64, look: &Look) {
    let area = frame.area();
    let Upgrade { from, to, part } = upgrade;
    let marks = &look.marks;
    let mut lines = vec![
        Line::default(),
        Line::from(
            look.span(format!("  The data file is brought to a new version (schema {from} to {to})"), Meaning::Heading),
        ),
        Line::default(),
    ];
    for (at, words) in Part::WORDS.into_iter().enumerate() {
        let (mark, meaning, so_far) = match at.cmp(&part.position()) {
            std::cmp::Ordering::Less => (marks.done, Meaning::Muted, String::new()),
            std::cmp::Ordering::Equal => (marks.becomes, Meaning::Text, part.so_far()),
            std::cmp::Ordering::Greater => (" ", Meaning::Muted, String::new()),
        };
        lines.push(Line::from(vec![
            look.span(format!("  {mark} "), Meaning::Accent),
            look.span(words, meaning),
            look.span(format!("   {so_far}"), Meaning::Accent),
        ]));
    }
    lines.push(Line::default());
    let foot = format!("  {seconds} s   esc stops it, and leaves the file as it is");
    lines.push(Line::from(look.span(fit(&foot, usize::from(area.width), marks.more), Meaning::Muted)));
    for (y, line) in (0..area.height).zip(&lines) {
        put(frame, area.x, area.y + y, line, area);
    }
}

/// What would end the program has it stop in order.
#[cfg(unix)]
struct Signals {
    came: Arc<std::sync::atomic::AtomicBool>,
    ids: Vec<signal_hook::SigId>,
}

#[cfg(unix)]
impl Signals {
    fn caught() -> Self {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        let came = Arc::default();
        // One that cannot be caught acts as it always does.
        let ids = [SIGTERM, SIGINT, SIGHUP, SIGQUIT]
            .into_iter()
            .filter_map(|signal| signal_hook::flag::register(signal, Arc::clone(&came)).ok())
            .collect();
        Self { came, ids }
    }

    fn came(&self) -> bool {
        self.came.load(std::sync::atomic::Ordering::Relaxed)
    }
}

#[cfg(unix)]
impl Drop for Signals {
    fn drop(&mut self) {
        for id in &self.ids {
            signal_hook::low_level::unregister(*id);
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn caught() -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "as where there are some")]
    fn came(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::config::Borders;
    use crate::config::theme::Shade;

    fn text(upgrade: Upgrade, size: (u16, u16)) -> String {
        let look = Look::new(Theme { shade: Shade::Dark, depth: Depth::True }, Borders::Unicode);
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a test terminal");
        terminal.draw(|frame| draw(frame, upgrade, 12, &look)).expect("it draws");
        let buffer = terminal.backend().buffer();
        let row = |y: u16| (0..size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..size.1).map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn it_says_what_is_being_done_and_how_far_it_is() {
        let at = |part| Upgrade { from: 8, to: 9, part };
        insta::assert_snapshot!(text(at(Part::Copying { done: 41, all: 100 }), (70, 9)), @r"

          The data file is brought to a new version (schema 8 to 9)

          → a copy of the file is made first   41%
            the copy is read back
            the tables are changed

          12 s   esc stops it, and leaves the file as it is
        ");
        let changing = text(at(Part::Changing { step: 2, of: 3 }), (70, 9));
        assert!(
            changing.contains("✓ the copy is read back") && changing.contains("changed   step 2 of 3"),
            "{changing}"
        );
        for size in [(1, 1), (20, 4), (200, 3)] {
            text(at(Part::ReadingBack), size);
        }
    }
}
