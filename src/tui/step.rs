//! What a screen wants after an update: effects, a way to go, a notice. All of it plain data.

use std::path::PathBuf;

use super::overlay::Overlay;
use crate::config::keymap::Action;
use crate::domain::coverage::CoverageView;
use crate::domain::id::{CallRow, PersonId, SessionId};
use crate::domain::invite::Invite;
use crate::domain::reported::{AgentReported, TeamReported};
use crate::domain::session::{Finished, SessionView};
use crate::domain::standing::{CallView, Query};
use crate::domain::today::Sheets;
use crate::report::trends::TrendsPage;
use crate::store::request::{OpenSession, Request, Ticket};

/// What a screen wants done. Compared by value in tests; only the loop acts on them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    /// Ask the store. The answer comes back to this screen as [`Input::Reply`] with the same ticket.
    Store(Ticket, Request),
    /// Cut the long read or the import that this ticket is of.
    Cancel(Ticket),
    /// To the clipboard.
    Copy(String),
    /// As a page; its path is said.
    Print(Page),
    /// Keeps the user's name in the config.
    Name(String),
    /// Clears the terminal and draws everything.
    Redraw,
    /// Stop the process, as a shell stops its jobs.
    Stop(Stopping),
    Quit,
    /// Read a folder; the one where picking a file begins where it is `None`. It comes back as
    /// [`Input::Folder`](super::screen::Input::Folder) with the same ticket.
    ListFolder(Ticket, Option<PathBuf>),
}

/// What is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stopping {
    /// All that the shell started with it, as the key does it in a terminal.
    Job,
    /// This process, which was told to.
    Process,
}

/// What `p` prints: what is shown, as data.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Page {
    Team(Box<TeamReported>),
    Agent(Box<AgentReported>),
    Call(Box<CallView>),
    Session(Box<SessionView>),
    Coverage(Box<CoverageView>),
    /// A page of the trends, or what stands behind one of its figures.
    Trends(Box<TrendsPage>),
    /// A session form, as the agent's page would be.
    Draft(Box<Finished>),
    /// A date for a calendar.
    Invite(Box<Invite>),
    /// The due list and a prep sheet for each session of today.
    Sheets(Box<Sheets>),
}

/// Where to go. Opening a screen is a value: no screen knows another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Nav {
    /// Out of this screen.
    Back,
    Today,
    Team,
    Trends,
    Log,
    Import,
    Setup,
    /// The prep sheet, with the same figures that the list was showing.
    Agent {
        agent: PersonId,
        query: Query,
    },
    Call(CallRow),
    /// The session form.
    Session(OpenSession),
    /// A locked session.
    SessionView(SessionId),
    /// In place of this screen.
    Instead(Box<Nav>),
    /// Over this screen. Its answer comes back as [`Input::Answered`].
    Overlay(Box<Overlay>),
    /// A call, at one turn of its transcript.
    CallAt {
        call: CallRow,
        /// The turn's number, from 1.
        turn: u32,
    },
    /// Words in all transcripts.
    Search,
    /// The prep sheet of one of those whose session is due; these were looked at before.
    Prepare {
        agent: PersonId,
        seen: Vec<PersonId>,
    },
}

/// A tab of the line of navigation, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tab {
    Today,
    Team,
    Trends,
    Log,
    Import,
    Setup,
}

impl Tab {
    pub(crate) const ALL: [Self; 6] = [Self::Today, Self::Team, Self::Trends, Self::Log, Self::Import, Self::Setup];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Team => "Team",
            Self::Trends => "Trends",
            Self::Log => "Log",
            Self::Import => "Import",
            Self::Setup => "Setup",
        }
    }

    pub(crate) fn nav(self) -> Nav {
        match self {
            Self::Today => Nav::Today,
            Self::Team => Nav::Team,
            Self::Trends => Nav::Trends,
            Self::Log => Nav::Log,
            Self::Import => Nav::Import,
            Self::Setup => Nav::Setup,
        }
    }

    /// The tab that an action goes to.
    pub(crate) fn of(action: Action) -> Option<Self> {
        match action {
            Action::GoToday => Some(Self::Today),
            Action::GoTeam => Some(Self::Team),
            Action::GoTrends => Some(Self::Trends),
            Action::GoLog => Some(Self::Log),
            Action::GoImport => Some(Self::Import),
            Action::GoSetup => Some(Self::Setup),
            _ => None,
        }
    }
}

/// What comes of an update.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Step {
    pub(crate) effects: Vec<Effect>,
    pub(crate) nav: Option<Nav>,
    /// A sentence for the notice line.
    pub(crate) notice: Option<Notice>,
    /// The input meant nothing here: back, leave, copy and print then do what they do anywhere.
    pub(crate) passed: bool,
}

/// One line above the keys, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Something is done.
    Done(String),
    /// Something cannot be done, or went wrong.
    Problem(String),
}

impl Step {
    pub(crate) fn none() -> Self {
        Self::default()
    }

    pub(crate) fn pass() -> Self {
        Self { passed: true, ..Self::default() }
    }

    pub(crate) fn effect(effect: Effect) -> Self {
        Self { effects: vec![effect], ..Self::default() }
    }

    pub(crate) fn nav(nav: Nav) -> Self {
        Self { nav: Some(nav), ..Self::default() }
    }

    pub(crate) fn overlay(overlay: Overlay) -> Self {
        Self::nav(Nav::Overlay(Box::new(overlay)))
    }

    pub(crate) fn done(words: impl Into<String>) -> Self {
        Self { notice: Some(Notice::Done(words.into())), ..Self::default() }
    }

    pub(crate) fn problem(words: impl Into<String>) -> Self {
        Self { notice: Some(Notice::Problem(words.into())), ..Self::default() }
    }
}

impl From<Effect> for Step {
    fn from(effect: Effect) -> Self {
        Self::effect(effect)
    }
}

impl From<Nav> for Step {
    fn from(nav: Nav) -> Self {
        Self::nav(nav)
    }
}
