//! What stands over a screen until it is answered: a question, a list to pick from, a line to type, a month,
//! several choices at once, two texts to compare, the help, a problem, the palette. An overlay gets every key; the screen under it gets the answer.

use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

pub(crate) mod compare;
pub(crate) mod confirm;
pub(crate) mod day;
pub(crate) mod facets;
pub(crate) mod help;
pub(crate) mod month;
pub(crate) mod palette;
pub(crate) mod picker;
pub(crate) mod problem;
pub(crate) mod prompt;

pub(crate) use compare::Compare;
pub(crate) use confirm::Confirm;
pub(crate) use day::DayPrompt;
pub(crate) use facets::Facets;
pub(crate) use help::Help;
pub(crate) use month::Month;
pub(crate) use palette::Palette;
pub(crate) use picker::Picker;
pub(crate) use problem::Problem;
pub(crate) use prompt::Prompt;

use super::event::Wheel;
use super::screen::{ActionInfo, Ctx, Effect, Given, Nav};
use crate::config::keymap::{Action, Context};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Overlay {
    Confirm(Confirm),
    Help(Help),
    Problem(Problem),
    Picker(Picker),
    Palette(Palette),
    Prompt(Prompt),
    Month(Month),
    Day(DayPrompt),
    Facets(Facets),
    Compare(Compare),
}

/// What reaches an overlay.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Touch {
    Key(KeyEvent),
    Paste(String),
    Scroll(Wheel),
}

/// What an overlay wants after it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// It stays.
    Open,
    Closed,
    /// Closed, and the screen gets this.
    Given(Given),
    /// Closed with yes: these are done.
    Agreed(Vec<Effect>, Option<Nav>),
    /// Closed by picking a command.
    Act(Action),
    /// Closed by picking a place.
    Go(Nav),
}

/// What a key means in an overlay.
pub(crate) fn action(key: KeyEvent, cx: &Ctx) -> Option<Action> {
    cx.keymap.action(&[Context::Overlay], key)
}

impl Overlay {
    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        match self {
            Self::Confirm(o) => o.touch(touch, cx),
            Self::Help(o) => o.touch(touch, cx),
            Self::Problem(o) => o.touch(touch, cx),
            Self::Picker(o) => o.touch(touch, cx),
            Self::Palette(o) => o.touch(touch, cx),
            Self::Prompt(o) => o.touch(touch, cx),
            Self::Month(o) => o.touch(touch, cx),
            Self::Day(o) => o.touch(touch, cx),
            Self::Facets(o) => o.touch(touch, cx),
            Self::Compare(o) => o.touch(touch, cx),
        }
    }

    /// What its keys do, for the line of keys.
    pub(crate) fn actions(&self) -> Vec<ActionInfo> {
        let choose = ActionInfo::together(&[Action::Up, Action::Down], "choose");
        let [take, close] = [ActionInfo::new(Action::Accept), ActionInfo::new(Action::Cancel)];
        match self {
            Self::Confirm(o) => vec![ActionInfo::named(Action::Yes, o.yes), ActionInfo::named(Action::No, "leave it")],
            Self::Help(_) | Self::Problem(_) => {
                vec![ActionInfo::together(&[Action::Up, Action::Down], "scroll"), close]
            }
            Self::Picker(_) | Self::Palette(_) => vec![choose, take, close],
            Self::Prompt(_) => vec![take, close],
            Self::Compare(_) => vec![
                choose,
                take,
                ActionInfo::together(&[Action::PageUp, Action::PageDown], "scroll"),
                ActionInfo::named(Action::Cancel, "later"),
            ],
            Self::Facets(_) => vec![
                choose,
                ActionInfo::together(&[Action::Left, Action::Right], "change"),
                ActionInfo::named(Action::Accept, "show"),
                close,
            ],
            Self::Day(_) => vec![take, ActionInfo::named(Action::Down, "month"), close],
            Self::Month(_) => vec![
                ActionInfo::together(&[Action::Left, Action::Right, Action::Up, Action::Down], "day"),
                ActionInfo::together(&[Action::PageUp, Action::PageDown], "month"),
                take,
                close,
            ],
        }
    }

    /// Draws it over the screen's area.
    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        match self {
            Self::Confirm(o) => o.draw(frame, area, cx),
            Self::Help(o) => o.draw(frame, area, cx),
            Self::Problem(o) => o.draw(frame, area, cx),
            Self::Picker(o) => o.draw(frame, area, cx),
            Self::Palette(o) => o.draw(frame, area, cx),
            Self::Prompt(o) => o.draw(frame, area, cx),
            Self::Month(o) => o.draw(frame, area, cx),
            Self::Day(o) => o.draw(frame, area, cx),
            Self::Facets(o) => o.draw(frame, area, cx),
            Self::Compare(o) => o.draw(frame, area, cx),
        }
    }
}
