//! The terminal: taking it, giving it back whatever happens, and the clipboard behind it.

use std::cell::Cell;
use std::io::{self, Stdout, Write as _, stdout};
use std::mem::ManuallyDrop;
use std::panic::{self, PanicHookInfo};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ratatui::Frame;
use ratatui::crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode, size, window_size,
};
use ratatui::crossterm::{cursor, execute, queue};

use super::screen::Notice;
use super::step::Stopping;
use crate::domain::raw::visible;
use crate::written;

type Hook = dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static;

/// What is drawn on. An old console of Windows takes no sequences: ratatui's own backend asks for each change.
#[cfg(unix)]
type Screenful = super::canvas::Canvas<Stdout>;
#[cfg(not(unix))]
type Screenful = ratatui::Terminal<ratatui::backend::CrosstermBackend<Stdout>>;

#[cfg(unix)]
fn screenful() -> io::Result<Screenful> {
    let (width, height) = size()?;
    Ok(Screenful::new(stdout(), ratatui::layout::Size { width, height }))
}

#[cfg(not(unix))]
fn screenful() -> io::Result<Screenful> {
    ratatui::Terminal::new(ratatui::backend::CrosstermBackend::new(stdout()))
}

/// Raw mode, the other screen, mouse and bracketed paste, from `enter` until it is dropped.
pub(super) struct Terminal {
    /// Never dropped: its own drop writes to stderr when the terminal is gone, and that panics.
    inner: ManuallyDrop<Screenful>,
    /// What panics did before.
    hook: Arc<Hook>,
    mouse: bool,
}

/// What became of stopping.
pub(super) enum Stopped {
    /// It was, and was continued.
    AndOn,
    /// It cannot be, and why.
    Never(&'static str),
}

impl Terminal {
    pub(super) fn enter(mouse: bool) -> io::Result<Self> {
        let hook: Arc<Hook> = Arc::from(panic::take_hook());
        hang_hook();
        let entered = take(mouse).and_then(|()| screenful());
        match entered {
            Ok(inner) => Ok(Self { inner: ManuallyDrop::new(inner), hook, mouse }),
            Err(e) => {
                restore();
                unhang_hook(hook);
                Err(e)
            }
        }
    }

    /// Asks the terminal.
    pub(super) fn size(&mut self) -> io::Result<(u16, u16)> {
        let (columns, rows) = size()?;
        self.resized(columns, rows);
        Ok((columns, rows))
    }

    /// The next frame is drawn for this size.
    #[cfg_attr(not(unix), expect(clippy::unused_self, reason = "ratatui's own backend asks at every frame"))]
    pub(super) fn resized(&mut self, columns: u16, rows: u16) {
        #[cfg(unix)]
        self.inner.resized(ratatui::layout::Size { width: columns, height: rows });
        #[cfg(not(unix))]
        let _ = (columns, rows);
    }

    #[cfg(unix)]
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.inner.draw(draw)
    }

    #[cfg(not(unix))]
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.inner.draw(draw).map(|_| ())
    }

    /// Everything is drawn anew.
    #[cfg(unix)]
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.size()?;
        self.inner.clear();
        Ok(())
    }

    /// Everything is drawn anew. Ratatui's own `clear` asks the terminal where its cursor is, and the answer goes to the
    /// thread that reads keys.
    #[cfg(not(unix))]
    pub(super) fn clear(&mut self) -> io::Result<()> {
        let (columns, rows) = self.size()?;
        self.inner.resize(ratatui::layout::Rect::new(0, 0, columns, rows))
    }

    /// Gives the terminal back, stops the process, and takes the terminal again once it is continued.
    pub(super) fn stop(&mut self, what: Stopping) -> io::Result<Stopped> {
        if let Some(why) = job::never() {
            return Ok(Stopped::Never(why));
        }
        restore();
        // Nobody may be reading, and nothing is lost by it.
        let _ = writeln!(stdout(), "coachlog is stopped; fg goes on with it.");
        let stopped = job::stop(what);
        take(self.mouse)?;
        self.clear()?;
        stopped.map(|()| Stopped::AndOn)
    }

    /// Hands text to the terminal's clipboard (OSC 52), or to a file where the terminal is known not to take it.
    pub(super) fn copy(text: &str, file: &Path) -> Notice {
        let term = std::env::var("TERM").unwrap_or_default();
        let inside = ["TMUX", "STY"].iter().any(|v| std::env::var_os(v).is_some());
        let takes = term != "linux" && text.len() <= OSC_52_MOST;
        if takes {
            let mut out = stdout();
            let sent = write!(out, "\x1b]52;c;{}\x07", STANDARD.encode(text)).and_then(|()| out.flush());
            if sent.is_ok() && !inside {
                return Notice::Done("copied to the clipboard".to_owned());
            }
        }
        let kept =
            file.parent().map_or(Ok(()), crate::private::folder).and_then(|()| written::whole(file, text.as_bytes()));
        match kept {
            Ok(()) if takes => Notice::Done(format!(
                "handed to the terminal's clipboard; where that did not arrive, it is in {}",
                file.display()
            )),
            Ok(()) => Notice::Done(format!("this terminal has no clipboard for it: it is in {}", file.display())),
            Err(e) => Notice::Problem(written::refusal(file, &e)),
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
        unhang_hook(self.hook.clone());
    }
}

/// Bytes beyond which terminals cut what they are handed.
const OSC_52_MOST: usize = 70_000;

thread_local! {
    /// Whether what this thread does is the screen's.
    static DRAWS: Cell<bool> = const { Cell::new(false) };
}

/// Does a piece of the screen's work: a panic in it is the end of the screen.
pub(super) fn drawing<T>(work: impl FnOnce() -> T) -> T {
    DRAWS.set(true);
    let done = work();
    DRAWS.set(false);
    done
}

/// Ratatui's own hook restores on any thread's panic and so wrecks a live screen: this one does where the screen's own
/// work is done. Another thread's panic is kept for the program's log; whoever waits for that thread reports it.
fn hang_hook() {
    DRAWS.set(true);
    panic::set_hook(Box::new(move |info| {
        // What it was about may hold text of a file, which a terminal must not act on.
        let words = info.to_string();
        let words = words.lines().map(visible).collect::<Vec<_>>().join(" ");
        tracing::error!("{words}");
        if DRAWS.get() {
            restore();
            let mut out = io::stderr();
            let _ = writeln!(
                out,
                "coachlog: a fault of its own ended it; what was typed into a form is kept as its draft."
            );
            let _ = writeln!(out, "          {words}");
        }
    }));
}

fn unhang_hook(before: Arc<Hook>) {
    // Setting a hook from a panicking thread would abort.
    if !thread::panicking() {
        panic::set_hook(Box::new(move |info| before(info)));
    }
}

/// Whether the terminal is ours: leaving the other screen twice would put the cursor back over what was written
/// since the first time.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Raw mode, the other screen, paste and mouse.
fn take(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, SetTitle("coachlog"))?;
    if mouse {
        execute!(stdout(), EnableMouseCapture)?;
    }
    Ok(())
}

/// Jobs of a shell.
#[cfg(unix)]
mod job {
    use std::io;

    use rustix::process::{Signal, getpgrp, getpid, getsid, kill_current_process_group, kill_process};

    use super::super::step::Stopping;

    /// Why nobody could continue this process: the program is all that its terminal was opened for.
    pub(super) fn never() -> Option<&'static str> {
        let alone = getsid(None).is_ok_and(|session| session == getpgrp());
        alone.then_some("no shell is behind coachlog that could go on with it")
    }

    /// Comes back when the process is continued. The signal that cannot be caught, since ours is.
    pub(super) fn stop(what: Stopping) -> io::Result<()> {
        match what {
            Stopping::Job => kill_current_process_group(Signal::STOP)?,
            Stopping::Process => kill_process(getpid(), Signal::STOP)?,
        }
        Ok(())
    }
}

/// There are none.
#[cfg(not(unix))]
mod job {
    pub(super) fn never() -> Option<&'static str> {
        Some("no shell of this system stops its programs")
    }

    pub(super) fn stop(_: super::super::step::Stopping) -> std::io::Result<()> {
        Ok(())
    }
}

/// As it was before, as far as the terminal still answers.
fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = queue!(out, DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// What is behind the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// A terminal of so many columns and rows.
    Terminal(u16, u16),
    /// Nobody any more. Only Unix has terminals that go without a word.
    Nobody,
    NotAsked,
}

pub(super) fn behind() -> Behind {
    if !cfg!(unix) {
        return Behind::NotAsked;
    }
    window_size().map_or(Behind::Nobody, |size| Behind::Terminal(size.columns, size.rows))
}
