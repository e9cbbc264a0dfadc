//! Teams with their supervisors, people who are probably one, and people with their teams. The lists are one way down:
//! from the last line of one on to the first of the next.
//!
//! ```text
//!  teams      TEAM                SUPERVISOR          PEOPLE
//!             Claims North        Dana Reyes              12
//!  alike      PROBABLY ONE PERSON
//!             Boateng Ama (no id), 3 evaluations   is   Ama Boateng (A017), 34?
//!  people     NAME                ID        TEAM          EVALUATIONS   LAST CALL
//!             Ama Boateng         A017      Claims North           34      25 Nov
//!  below      known as  A017 of grid
//! ```

use ratatui::layout::{Position, Rect};

use super::SetupScreen;
use crate::config::keymap::Action;
use crate::domain::id::PersonId;
use crate::domain::people::Absence;
use crate::domain::raw::Raw;
use crate::store::request::{PersonLine, Request, SetupView};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker, Prompt};
use crate::tui::screen::{Ctx, Purpose, Step};
use crate::tui::widgets::cursor::Cursor;

#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) list: List,
    pub(super) team: Cursor,
    pub(super) alike: Cursor,
    pub(super) person: Cursor,
}

/// The list that the cursor is in, from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum List {
    #[default]
    Teams,
    Alike,
    People,
}

impl List {
    const ALL: [Self; 3] = [Self::Teams, Self::Alike, Self::People];
}

/// How long each list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lengths {
    pub(super) teams: usize,
    pub(super) alike: usize,
    pub(super) people: usize,
}

impl Lengths {
    pub(super) fn of(view: &SetupView) -> Self {
        Self { teams: view.teams.len(), alike: view.alike.len(), people: view.people.len() }
    }

    fn get(self, list: List) -> usize {
        match list {
            List::Teams => self.teams,
            List::Alike => self.alike,
            List::People => self.people,
        }
    }
}

/// The lines of the lists, without their titles, and what is said of the person under the cursor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Areas {
    pub(super) teams: Rect,
    pub(super) alike: Rect,
    pub(super) people: Rect,
    pub(super) below: Rect,
}

impl Areas {
    fn get(&self, list: List) -> Rect {
        match list {
            List::Teams => self.teams,
            List::Alike => self.alike,
            List::People => self.people,
        }
    }
}

/// Most suggestions on screen at once.
const SUGGESTIONS: u16 = 3;
/// Rows under the people, where there is room: a blank one and two of words.
const BELOW: u16 = 3;

pub(super) fn areas(body: Rect, lengths: Lengths) -> Areas {
    let most = (body.height / 4).max(1);
    let rows = |n: usize, most: u16| u16::try_from(n).unwrap_or(u16::MAX).min(most);
    let at = |y: u16, height: u16| {
        let y = y.min(body.bottom());
        Rect { y, height: height.min(body.bottom() - y), ..body }
    };
    let teams = at(body.y.saturating_add(1), rows(lengths.teams.max(1), most));
    let alike = match rows(lengths.alike, SUGGESTIONS.min(most)) {
        0 => at(teams.bottom(), 0),
        rows => at(teams.bottom().saturating_add(2), rows),
    };
    let y = alike.bottom().saturating_add(2).min(body.bottom());
    let room = body.bottom() - y;
    let below = if room > 4 + BELOW { BELOW } else { 0 };
    Areas { teams, alike, people: at(y, room - below), below: at(body.bottom() - below, below) }
}

impl People {
    fn cursor(&mut self, list: List) -> &mut Cursor {
        match list {
            List::Teams => &mut self.team,
            List::Alike => &mut self.alike,
            List::People => &mut self.person,
        }
    }

    pub(super) fn act(&mut self, action: Action, lengths: Lengths, areas: Areas) -> bool {
        let at = List::ALL.iter().position(|l| *l == self.list).unwrap_or(0);
        let after = List::ALL[at + 1..].iter().copied().find(|l| lengths.get(*l) > 0);
        let before = List::ALL[..at].iter().rev().copied().find(|l| lengths.get(*l) > 0);
        let selected = self.cursor(self.list).selected;
        let (list, action) = match action {
            Action::Down if selected + 1 >= lengths.get(self.list) && after.is_some() => (after, Action::Home),
            Action::Up if selected == 0 && before.is_some() => (before, Action::End),
            Action::PageDown if self.list != List::People && lengths.people > 0 => (Some(List::People), Action::Home),
            Action::End if lengths.people > 0 => (Some(List::People), action),
            Action::Home => (List::ALL.into_iter().find(|l| lengths.get(*l) > 0), action),
            _ => (None, action),
        };
        self.list = list.unwrap_or(self.list);
        let (list, page) = (self.list, usize::from(areas.get(self.list).height));
        self.cursor(list).act(action, lengths.get(list), page)
    }

    pub(super) fn fit(&mut self, lengths: Lengths, areas: Areas) {
        for list in List::ALL {
            self.cursor(list).fit(lengths.get(list), usize::from(areas.get(list).height));
        }
        if lengths.get(self.list) == 0 {
            self.list = List::ALL.into_iter().rev().find(|l| lengths.get(*l) > 0).unwrap_or_default();
        }
    }

    pub(super) fn click(&mut self, at: Position, lengths: Lengths, areas: Areas) {
        for list in List::ALL {
            let area = areas.get(list);
            let row = self.cursor(list).offset + usize::from(at.y.saturating_sub(area.y));
            if area.contains(at) && row < lengths.get(list) {
                self.cursor(list).select(row, lengths.get(list), usize::from(area.height));
                self.list = list;
            }
        }
    }
}

impl SetupScreen {
    pub(super) fn on_team(&self) -> bool {
        self.people.list == List::Teams && self.view.get().is_some_and(|v| !v.teams.is_empty())
    }

    /// The person under the cursor.
    pub(super) fn person(&self) -> Option<&PersonLine> {
        let view = self.view.get().filter(|_| self.people.list == List::People)?;
        view.people.get(self.people.person.selected)
    }

    pub(super) fn ask_supervisor(&mut self) -> Step {
        let Some(team) = self.view.get().and_then(|v| v.teams.get(self.people.team.selected)) else {
            return Step::none();
        };
        let prompt = Prompt::new(
            Purpose::Value,
            format!("Who supervises {}?", team.name.visible()),
            "Today and Team open on the team of the person who uses the program. A name that is not known yet is added.",
            team.supervisor_name.as_ref().map(Raw::verbatim).unwrap_or_default(),
        );
        self.team = Some(team.id);
        Step::overlay(Overlay::Prompt(prompt))
    }

    pub(super) fn set_supervisor(&mut self, name: String, cx: &Ctx) -> Step {
        match self.team.take() {
            Some(team) => self.write(cx, Request::SetSupervisor { team, supervisor: name }),
            None => Step::none(),
        }
    }

    pub(super) fn find_person(&self) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let choices = view.people.iter().map(|p| Choice::new(p.agent.name.visible(), known_as(p))).collect();
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Find, "Find a person", choices, 0)))
    }

    pub(super) fn go_to_person(&mut self, at: usize, cx: &Ctx) {
        let Some(view) = self.view.get() else { return };
        let page = usize::from(areas(super::view::areas(cx.area).body, Lengths::of(view)).people.height);
        self.people.person.select(at, view.people.len(), page);
        self.people.list = List::People;
    }

    /// Whom the cursor keeps to across a reload: of a suggestion the one who would be merged.
    pub(super) fn followed(&self) -> Option<PersonId> {
        let view = self.view.get()?;
        match self.people.list {
            List::Alike => view.alike.get(self.people.alike.selected).map(|a| a.from),
            List::Teams | List::People => view.people.get(self.people.person.selected).map(|p| p.agent.id),
        }
    }

    /// Keeps the cursor on a person, or moves it to the one under whom he stands now.
    pub(super) fn follow(&mut self, person: Option<PersonId>) {
        let Some((view, id)) = self.view.get().zip(person) else { return };
        let merged = view.people.iter().position(|p| p.merged.iter().any(|m| m.id == id));
        if let Some(at) = merged {
            self.people.person.selected = at;
            self.people.list = List::People;
        } else if self.people.list != List::Alike
            && let Some(at) = view.people.iter().position(|p| p.agent.id == id)
        {
            self.people.person.selected = at;
        }
    }
}

/// The ids and names that the sources have, for a picker's filter.
fn known_as(line: &PersonLine) -> String {
    let mut out: Vec<String> = Vec::new();
    for id in line.agent.source_id.iter().map(Raw::visible).chain(line.merged.iter().map(|m| m.name.visible())) {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out.join(", ")
}

/// "Ama Boateng (A017)", "Boateng, Ama (no id)".
pub(super) fn named(name: &Raw, source_id: Option<&Raw>) -> String {
    let id = source_id.map_or_else(|| "no id".to_owned(), Raw::visible);
    format!("{} ({id})", name.visible())
}

/// Where somebody is who is not simply there.
pub(super) fn presence(line: &PersonLine, cx: &Ctx) -> Option<String> {
    let absence = |a: Absence| a.words(|d| cx.words.day(d));
    line.left.map(|day| format!("left {}", cx.words.day(day))).or_else(|| line.away.map(absence))
}
