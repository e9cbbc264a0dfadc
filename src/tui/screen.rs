//! The contract between the chassis and the screens, all of it plain data.
//!
//! ```text
//!  key ─► App ─► overlay, if one is open
//!           └──► screen.update(Input, &Ctx) ─► Step { effects, nav, notice }
//!                                                 │        │       └─ shown above the keys
//!                                                 │        └───────── App opens, closes, switches
//!                                                 └────────────────── only the loop does them
//! ```
//!
//! **To add a screen** (three places): a module under `screens/`, a variant of [`Screen`] with its arm in each
//! forwarding match (the compiler names them), and the arm of its [`Nav`] in [`Screen::of`]. A screen is made
//! empty by its `new`, and asks for its data when it gets [`Input::Shown`].

use std::cell::Cell;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};

use super::event::Wheel;
use super::folder::Folder;
use super::running::Running;
use super::screens::agent::AgentScreen;
use super::screens::call::CallScreen;
use super::screens::call::search::SearchScreen;
use super::screens::import::ImportScreen;
use super::screens::log::LogScreen;
use super::screens::session::SessionScreen;
use super::screens::session::record::RecordScreen;
use super::screens::setup::SetupScreen;
use super::screens::team::TeamScreen;
use super::screens::today::TodayScreen;
use super::screens::trends::TrendsScreen;
pub(crate) use super::step::{Effect, Nav, Notice, Page, Step, Tab};
use super::style::Look;
use super::words::Words;
use crate::config::Config;
use crate::config::keymap::{Action, Context, Keymap};
use crate::config::paths::Paths;
use crate::store::request::{Answer, Request, Ticket};

/// What a screen may know beside its own state. Made anew for every call.
pub(crate) struct Ctx<'a> {
    /// The screen's own part of the terminal: all but the line of navigation and the line of keys.
    pub(crate) area: Rect,
    pub(crate) now: DateTime<Utc>,
    /// The day in the data file's zone.
    pub(crate) today: NaiveDate,
    pub(crate) zone: Tz,
    /// Who uses the program; empty while it is not known.
    pub(crate) name: &'a str,
    pub(crate) config: &'a Config,
    pub(crate) keymap: &'a Keymap,
    pub(crate) look: &'a Look,
    pub(crate) words: Words,
    /// Why nothing can be written, where that is so. Screens leave out actions that write.
    pub(crate) read_only: Option<&'a str>,
    /// The copy of the demo team that is open, where it is one.
    pub(crate) demo: Option<&'a str>,
    /// Where the user's own files are, where that is known.
    pub(crate) paths: Option<&'a Paths>,
    /// The long work that is under way: all that the data file is asked for waits for it.
    pub(crate) running: Option<&'a Running>,
    pub(super) tickets: &'a Cell<u64>,
}

impl Ctx<'_> {
    /// The same for a part of the screen.
    pub(crate) fn within(&self, area: Rect) -> Ctx<'_> {
        Ctx { area, ..*self }
    }

    /// What is waited for by whatever is asked of the data file now: "the import (43 %, about 20 s left)".
    pub(crate) fn waits_for(&self) -> Option<String> {
        self.running.map(|running| running.waited_for(self.now))
    }

    /// The next ticket; each is greater than the one before.
    pub(crate) fn ticket(&self) -> Ticket {
        self.tickets.set(self.tickets.get() + 1);
        Ticket(self.tickets.get())
    }

    /// A request whose answer no pane waits for: a write, answered in the notice line.
    pub(crate) fn send(&self, request: Request) -> Effect {
        Effect::Store(self.ticket(), request)
    }
}

/// What happens to a screen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Input {
    /// It comes to the front: for the first time, from under another screen, or because its tab was chosen.
    /// The place to ask for data.
    Shown,
    /// A key that the keymap knows in the screen's contexts.
    Act(Action),
    /// A key that goes to the text field in use, only while [`Screen::typing`].
    Key(KeyEvent),
    Paste(String),
    Click(Position),
    Scroll(Position, Wheel),
    /// The answer to one of this screen's own requests.
    Reply(Ticket, Box<Result<Answer, String>>),
    /// What is shown may be old: another process wrote to the file, or a write of ours is done.
    Changed,
    /// An overlay that this screen opened was answered.
    Answered(Given),
    /// The size changed: cursors are fitted anew.
    Resized,
    /// Another screen covers it, its tab is left, or the program ends: what is typed is saved now. Only the
    /// effects of the step count.
    Hidden,
    /// The folder that this screen asked for, or why it cannot be read.
    Folder(Ticket, Box<Result<Folder, String>>),
}

/// What an overlay was opened for. A screen that opens one names its purpose and finds it in the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Purpose {
    /// Who uses the program; the chassis asks it.
    Name,
    Team,
    Scorecard,
    Sort,
    Find,
    /// A field of a form, by its position.
    Field(usize),
    /// Which flag a session answers.
    Flag,
    Evidence,
    Reason,
    /// A setting or target that is being typed.
    Value,
    /// An entry of the practice library.
    Practice,
    /// What a column of an import is, or how it is read.
    Column,
    /// The name under which a way of reading is saved.
    Profile,
    /// What a dimension that an import brings is held to.
    NewTarget,
    /// What becomes of a draft that another window has, too.
    Elsewhere,
    /// Which call a transcript is of.
    TranscriptOf,
    /// Something that is missing, to go to.
    Missing,
    /// Where a file is to be written.
    Path,
    /// Under whom a person is to stand.
    Merge,
    /// Which part of a person is to stand alone.
    Split,
    /// The code of a flag that is added by hand, then what else is asked of it.
    FlagCode,
    FlagDimension,
    FlagSeverity,
    FlagNote,
    /// In which team a person is to be, and from when.
    MoveTeam,
    MoveDay,
    /// From when, until when and why somebody is away.
    AwayFrom,
    AwayTo,
    AwayWhy,
    /// Since when somebody is gone.
    LeftOn,
    /// Why a person is erased, then the name typed back.
    EraseWhy,
    EraseName,
    /// To which dimension a flag code belongs.
    CodeDimension,
    /// What of a locked session is amended.
    Amend,
    /// What it is from now on.
    Amended,
    /// The call of a row of evidence that is added.
    AddedCall,
    /// What is said of that call.
    AddedWords,
    /// Why it is amended.
    AmendWhy,
    /// What follows a session.
    NextStep,
    /// What stands in the way.
    Cause,
    /// Which score is disputed.
    Dispute,
    /// Why.
    DisputeNote,
    /// What became of a dispute.
    DisputeEnd,
    /// On which day a session is to be held.
    InviteOn,
    /// When the next session begins.
    InviteAt,
    /// How its date goes out.
    Invite,
    /// Until when something is put off.
    Until,
    /// Whether a practice action was done.
    ActionState,
    /// On how many of the calls that were checked.
    ActionCount,
    /// Whose trends, of which scores and days.
    Narrow,
    /// The first day of those trends, then the last.
    NarrowFrom,
    NarrowTo,
}

/// What came back from an overlay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Given {
    /// The position of the picked line among those that the picker was given.
    Picked(Purpose, usize),
    Typed(Purpose, String),
    Day(Purpose, NaiveDate),
    /// The position of the value that each line stands on.
    Chosen(Purpose, Vec<usize>),
}

/// What a pane has of what it asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Load<T> {
    #[default]
    Idle,
    /// Asked; the value of before stays on screen meanwhile.
    Pending(Ticket, Option<T>),
    Ready(T),
    /// A sentence.
    Failed(String),
}

impl<T> Load<T> {
    /// Asks for it: only the answer to this request will be taken.
    pub(crate) fn ask(&mut self, cx: &Ctx, request: Request) -> Effect {
        let ticket = cx.ticket();
        let before = match std::mem::take(self) {
            Self::Ready(value) | Self::Pending(_, Some(value)) => Some(value),
            Self::Idle | Self::Pending(_, None) | Self::Failed(_) => None,
        };
        *self = Self::Pending(ticket, before);
        Effect::Store(ticket, request)
    }

    /// Whether a reply with this ticket is waited for.
    pub(crate) fn awaits(&self, ticket: Ticket) -> bool {
        matches!(self, Self::Pending(pending, _) if *pending == ticket)
    }

    /// Takes the answer. `pick` finds the value in it; any other answer is a failure of ours.
    pub(crate) fn take(&mut self, answer: Result<Answer, String>, pick: impl FnOnce(Answer) -> Option<T>) {
        *self = match answer.map(pick) {
            Ok(Some(value)) => Self::Ready(value),
            Ok(None) => Self::Failed("the data file gave another answer than was asked for".to_owned()),
            Err(words) => Self::Failed(words),
        };
    }

    /// Shows a value while the one that was asked for is on its way, where there is none of before.
    pub(crate) fn meanwhile(&mut self, value: T) {
        if let Self::Pending(_, before @ None) = self {
            *before = Some(value);
        }
    }

    /// The value of before, for an answer that goes on where it ended.
    pub(crate) fn take_before(&mut self) -> Option<T> {
        match self {
            Self::Pending(_, before) => before.take(),
            Self::Idle | Self::Ready(_) | Self::Failed(_) => None,
        }
    }

    /// What can be shown: the value, or the one of before while a newer is on its way.
    pub(crate) fn get(&self) -> Option<&T> {
        match self {
            Self::Ready(value) | Self::Pending(_, Some(value)) => Some(value),
            Self::Idle | Self::Pending(_, None) | Self::Failed(_) => None,
        }
    }

    /// The request that it waits for.
    pub(crate) fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::Pending(ticket, _) => Some(*ticket),
            Self::Idle | Self::Ready(_) | Self::Failed(_) => None,
        }
    }

    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Ready(value) | Self::Pending(_, Some(value)) => Some(value),
            Self::Idle | Self::Pending(_, None) | Self::Failed(_) => None,
        }
    }

    pub(crate) fn is_pending(&self) -> bool {
        matches!(self, Self::Pending(..))
    }
}

/// What can be done now, for footer, help and palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActionInfo {
    /// One action, or those whose keys stand together ("↑↓").
    pub(crate) actions: Vec<Action>,
    /// The footer's word where the table's is not the right one here.
    pub(crate) label: Option<&'static str>,
}

impl ActionInfo {
    pub(crate) fn new(action: Action) -> Self {
        Self { actions: vec![action], label: None }
    }

    pub(crate) fn named(action: Action, label: &'static str) -> Self {
        Self { actions: vec![action], label: Some(label) }
    }

    /// Several keys with one word: `↑↓ agent`.
    pub(crate) fn together(actions: &[Action], label: &'static str) -> Self {
        Self { actions: actions.to_vec(), label: Some(label) }
    }
}

/// The arithmetic behind the figure under the cursor, in words, for `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Explanation {
    pub(crate) title: String,
    pub(crate) lines: Vec<String>,
}

/// Every screen. Boxed where it is large, so that the stack moves little.
pub(crate) enum Screen {
    Today(Box<TodayScreen>),
    Team(Box<TeamScreen>),
    Agent(Box<AgentScreen>),
    Trends(Box<TrendsScreen>),
    Log(Box<LogScreen>),
    Import(Box<ImportScreen>),
    Setup(Box<SetupScreen>),
    Call(Box<CallScreen>),
    Session(Box<SessionScreen>),
    Record(Box<RecordScreen>),
    Search(Box<SearchScreen>),
}

/// Forwards a method to the screen, whichever it is.
macro_rules! forward {
    ($self:ident, $screen:ident => $call:expr) => {
        match $self {
            Screen::Today($screen) => $call,
            Screen::Team($screen) => $call,
            Screen::Agent($screen) => $call,
            Screen::Trends($screen) => $call,
            Screen::Log($screen) => $call,
            Screen::Import($screen) => $call,
            Screen::Setup($screen) => $call,
            Screen::Call($screen) => $call,
            Screen::Session($screen) => $call,
            Screen::Record($screen) => $call,
            Screen::Search($screen) => $call,
        }
    };
}

impl Screen {
    /// The screen that a destination opens; `None` for what is no screen.
    pub(crate) fn of(nav: &Nav) -> Option<Self> {
        match nav {
            Nav::Today => Some(Self::Today(Box::default())),
            Nav::Team => Some(Self::Team(Box::default())),
            Nav::Agent { agent, query } => Some(Self::Agent(Box::new(AgentScreen::new(*agent, query.clone())))),
            Nav::Trends => Some(Self::Trends(Box::default())),
            Nav::Prepare { agent, seen } => Some(Self::Agent(Box::new(AgentScreen::preparing(*agent, seen.clone())))),
            Nav::Log => Some(Self::Log(Box::default())),
            Nav::Import => Some(Self::Import(Box::default())),
            Nav::Setup => Some(Self::Setup(Box::default())),
            Nav::Call(call) => Some(Self::Call(Box::new(CallScreen::new(*call, None)))),
            Nav::CallAt { call, turn } => Some(Self::Call(Box::new(CallScreen::new(*call, Some(*turn))))),
            Nav::Session(open) => Some(Self::Session(Box::new(SessionScreen::new(open.clone())))),
            Nav::SessionView(id) => Some(Self::Record(Box::new(RecordScreen::new(*id)))),
            Nav::Search => Some(Self::Search(Box::default())),
            Nav::Back | Nav::Instead(_) | Nav::Overlay(_) => None,
        }
    }

    /// Takes what happened and says what is to be done about it. The only place where a screen's state changes.
    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        forward!(self, s => s.update(input, cx))
    }

    /// What applies now, in the footer's order; the first ones stay when the line is short.
    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        forward!(self, s => s.actions(cx))
    }

    /// Where the keymap looks, first to last, before [`Context::Global`].
    pub(crate) fn contexts(&self) -> &'static [Context] {
        match self {
            Self::Today(_) => &[Context::Today, Context::List],
            Self::Team(_) => &[Context::Team, Context::List],
            Self::Agent(_) => &[Context::Agent, Context::List],
            Self::Trends(_) => &[Context::Trends, Context::List],
            Self::Log(_) => &[Context::Log, Context::List],
            Self::Import(_) => &[Context::Import, Context::List],
            Self::Setup(_) => &[Context::Setup, Context::List],
            Self::Call(s) => s.contexts(),
            Self::Session(s) => s.contexts(),
            Self::Record(s) => s.contexts(),
            Self::Search(s) => s.contexts(),
        }
    }

    /// Whether letters go into a text field.
    pub(crate) fn typing(&self) -> bool {
        forward!(self, s => s.typing())
    }

    /// Draws it. The same state gives the same picture.
    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        forward!(self, s => s.draw(frame, area, cx));
    }

    /// The way to it in the line of navigation, after the tab's name: "Ama Boateng", "session".
    pub(crate) fn crumb(&self) -> Option<String> {
        match self {
            Self::Today(_) | Self::Team(_) | Self::Trends(_) | Self::Log(_) | Self::Setup(_) => None,
            Self::Agent(s) => Some(s.crumb()),
            Self::Import(s) => s.crumb(),
            Self::Call(s) => s.crumb(),
            Self::Session(s) => s.crumb(),
            Self::Record(s) => s.crumb(),
            Self::Search(s) => s.crumb(),
        }
    }

    /// What stands at the right end of the line of navigation; the team, the user and the day where it is `None`.
    pub(crate) fn corner(&self, cx: &Ctx) -> Option<String> {
        match self {
            Self::Today(s) => s.corner(cx),
            Self::Log(_) | Self::Setup(_) => None,
            Self::Team(s) => s.corner(cx),
            Self::Trends(s) => s.corner(cx),
            Self::Agent(s) => s.corner(cx),
            Self::Import(s) => s.corner(),
            Self::Call(s) => s.corner(cx),
            Self::Session(s) => s.corner(cx),
            Self::Record(s) => s.corner(cx),
            Self::Search(s) => s.corner(cx),
        }
    }

    /// What stands in the line of keys where a form is open: its word for leaving, and how far it is.
    pub(crate) fn foot(&self, columns: u16) -> Option<(&'static str, String)> {
        match self {
            Self::Session(s) => Some(s.foot(columns)),
            Self::Today(_)
            | Self::Team(_)
            | Self::Trends(_)
            | Self::Agent(_)
            | Self::Call(_)
            | Self::Record(_)
            | Self::Search(_)
            | Self::Log(_)
            | Self::Import(_)
            | Self::Setup(_) => None,
        }
    }

    /// What stands in place of the line of navigation while the screen is turned to the agent: nothing of anybody else's
    /// is on it then.
    pub(crate) fn alone(&self) -> Option<String> {
        match self {
            Self::Record(s) => s.alone(),
            Self::Today(_)
            | Self::Team(_)
            | Self::Trends(_)
            | Self::Agent(_)
            | Self::Log(_)
            | Self::Import(_)
            | Self::Setup(_)
            | Self::Call(_)
            | Self::Session(_)
            | Self::Search(_) => None,
        }
    }

    /// What was typed, is in no draft and on no record, and would go with the program: in a sentence.
    pub(crate) fn unrecorded(&self) -> Option<String> {
        match self {
            Self::Record(s) => s.unrecorded(),
            Self::Today(_)
            | Self::Team(_)
            | Self::Trends(_)
            | Self::Agent(_)
            | Self::Log(_)
            | Self::Import(_)
            | Self::Setup(_)
            | Self::Call(_)
            | Self::Session(_)
            | Self::Search(_) => None,
        }
    }

    /// Whether it shows itself how far this long work is.
    pub(crate) fn shows_running(&self, running: &Running) -> bool {
        match self {
            Self::Import(s) => s.shows_running(running),
            Self::Today(_)
            | Self::Team(_)
            | Self::Trends(_)
            | Self::Agent(_)
            | Self::Log(_)
            | Self::Setup(_)
            | Self::Call(_)
            | Self::Session(_)
            | Self::Record(_)
            | Self::Search(_) => false,
        }
    }

    /// The arithmetic behind what is under the cursor.
    pub(crate) fn explain(&self, cx: &Ctx) -> Option<Explanation> {
        forward!(self, s => s.explain(cx))
    }

    /// Agents that the palette can go to.
    pub(crate) fn agents(&self) -> Vec<(String, Nav)> {
        match self {
            Self::Today(s) => s.agents(),
            Self::Team(s) => s.agents(),
            Self::Trends(s) => s.agents(),
            Self::Agent(_) | Self::Log(_) | Self::Import(_) | Self::Setup(_) => Vec::new(),
            Self::Call(s) => s.agents(),
            Self::Session(s) => s.agents(),
            Self::Record(s) => s.agents(),
            Self::Search(s) => s.agents(),
        }
    }
}

impl fmt::Debug for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Today(_) => "Today",
            Self::Team(_) => "Team",
            Self::Agent(_) => "Agent",
            Self::Trends(_) => "Trends",
            Self::Log(_) => "Log",
            Self::Import(_) => "Import",
            Self::Setup(_) => "Setup",
            Self::Call(_) => "Call",
            Self::Session(_) => "Session",
            Self::Record(_) => "Record",
            Self::Search(_) => "Search",
        })
    }
}
