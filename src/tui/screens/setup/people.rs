//! Teams with their supervisors, and people with their teams. The lists are one way down: from the last team on to
//! the first person.
//!
//! ```text
//!  teams      TEAM                SUPERVISOR          PEOPLE
//!             Claims North        Dana Reyes              12
//!  people     NAME                ID        TEAM          EVALUATIONS   LAST CALL
//!             Ama Boateng         A017      Claims North           34      25 Nov
//! ```

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::SetupScreen;
use crate::config::keymap::Action;
use crate::domain::raw::Raw;
use crate::store::request::{PersonLine, Request, SetupView};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker, Prompt};
use crate::tui::screen::{Ctx, Purpose, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{pad, pad_left};

#[derive(Debug, Default)]
pub(super) struct People {
    list: List,
    team: Cursor,
    person: Cursor,
}

/// The list that the cursor is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum List {
    #[default]
    Teams,
    People,
}

/// The lines of both lists, without their titles.
#[derive(Debug, Clone, Copy)]
pub(super) struct Areas {
    teams: Rect,
    people: Rect,
}

pub(super) fn areas(body: Rect, teams: usize) -> Areas {
    let most = (body.height / 3).max(1);
    let rows = u16::try_from(teams.max(1)).unwrap_or(u16::MAX).min(most).min(body.height.saturating_sub(1));
    let teams = Rect { y: body.y.saturating_add(1).min(body.bottom()), height: rows, ..body };
    let y = teams.bottom().saturating_add(2).min(body.bottom());
    Areas { teams, people: Rect { y, height: body.bottom() - y, ..body } }
}

impl People {
    pub(super) fn act(&mut self, action: Action, teams: usize, people: usize, areas: Areas) -> bool {
        match (self.list, action) {
            (List::Teams, Action::Down) if self.team.selected + 1 >= teams && people > 0 => {
                self.list = List::People;
                true
            }
            (List::People, Action::Up) if self.person.selected == 0 && teams > 0 => {
                self.list = List::Teams;
                true
            }
            (List::Teams, Action::PageDown | Action::End) if people > 0 => {
                self.list = List::People;
                self.person.act(action, people, usize::from(areas.people.height))
            }
            (List::People, Action::Home) if teams > 0 => {
                self.person = Cursor::default();
                self.list = List::Teams;
                self.team.act(action, teams, usize::from(areas.teams.height))
            }
            (List::Teams, _) => self.team.act(action, teams, usize::from(areas.teams.height)),
            (List::People, _) => self.person.act(action, people, usize::from(areas.people.height)),
        }
    }

    pub(super) fn fit(&mut self, teams: usize, people: usize, areas: Areas) {
        self.team.fit(teams, usize::from(areas.teams.height));
        self.person.fit(people, usize::from(areas.people.height));
        self.list = match self.list {
            List::Teams if teams == 0 && people > 0 => List::People,
            List::People if people == 0 => List::Teams,
            list => list,
        };
    }

    pub(super) fn click(&mut self, at: Position, teams: usize, people: usize, areas: Areas) {
        for (list, area, cursor, len) in
            [(List::Teams, areas.teams, &mut self.team, teams), (List::People, areas.people, &mut self.person, people)]
        {
            let row = cursor.offset + usize::from(at.y.saturating_sub(area.y));
            if area.contains(at) && row < len {
                cursor.select(row, len, usize::from(area.height));
                self.list = list;
            }
        }
    }
}

impl SetupScreen {
    pub(super) fn on_team(&self) -> bool {
        self.people.list == List::Teams && self.view.get().is_some_and(|v| !v.teams.is_empty())
    }

    pub(super) fn ask_supervisor(&mut self) -> Step {
        if !self.on_team() {
            return Step::problem("people and their teams come with imports; a team's supervisor is set on the team");
        }
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
        let choices = view.people.iter().map(|p| Choice::new(p.agent.name.visible(), source_id(p))).collect();
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Find, "Find a person", choices, 0)))
    }

    pub(super) fn go_to_person(&mut self, at: usize, cx: &Ctx) {
        let Some(view) = self.view.get() else { return };
        let page = usize::from(areas(super::view::areas(cx.area).body, view.teams.len()).people.height);
        self.people.person.select(at, view.people.len(), page);
        self.people.list = List::People;
    }
}

fn source_id(line: &PersonLine) -> String {
    line.agent.source_id.as_ref().map(Raw::visible).unwrap_or_default()
}

/// Columns of the figures at the right.
const FIGURE: usize = 13;

pub(super) fn draw(screen: &SetupScreen, view: &SetupView, frame: &mut Frame, body: Rect, cx: &Ctx) {
    if view.teams.is_empty() && view.people.is_empty() {
        let sentence = "People and teams come with the first import of evaluations.";
        load::message(frame, body, "Nobody is known yet", &[sentence.to_owned()], Meaning::Heading, cx);
        return;
    }
    let areas = areas(body, view.teams.len());
    draw_teams(screen, view, frame, areas.teams, cx);
    if areas.people.height > 0 {
        draw_people(screen, view, frame, areas.people, cx);
    }
}

fn title(frame: &mut Frame, list: Rect, text: String, cx: &Ctx) {
    let above = Rect { y: list.y.saturating_sub(1), height: 1, ..list };
    put(frame, above.x, above.y, &Line::from(cx.look.span(text, Meaning::Heading)), above);
}

fn draw_teams(screen: &SetupScreen, view: &SetupView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    let wide = (usize::from(area.width).saturating_sub(4 + FIGURE) / 2).min(32);
    title(
        frame,
        area,
        format!("  {}{}{}", pad("TEAM", wide, more), pad("SUPERVISOR", wide, more), pad_left("PEOPLE", FIGURE, more)),
        cx,
    );
    if view.teams.is_empty() {
        put(
            frame,
            area.x.saturating_add(2),
            area.y,
            &Line::from(look.span("no team: the files name none", Meaning::Muted)),
            area,
        );
    }
    let cursor = screen.people.team;
    for (i, at) in cursor.window(view.teams.len(), usize::from(area.height)).enumerate() {
        let team = &view.teams[at];
        let row = Rect { y: area.y + u16::try_from(i).unwrap_or(0), height: 1, ..area };
        let selected = screen.people.list == List::Teams && at == cursor.selected;
        let (supervisor, meaning) = match &team.supervisor_name {
            Some(name) => (name.visible(), Meaning::Text),
            None => ("nobody yet".to_owned(), Meaning::Watch),
        };
        let line = Line::from(vec![
            look.span(if selected { look.marks.bar } else { " " }, Meaning::Accent),
            look.span(" ", Meaning::Text),
            look.span(pad(&team.name.visible(), wide.saturating_sub(2), more) + "  ", Meaning::Text),
            look.span(pad(&supervisor, wide, more), meaning),
            look.span(pad_left(&team.members.to_string(), FIGURE, more), Meaning::Muted),
        ]);
        put(frame, row.x, row.y, &line, row);
        if selected {
            look.select_row(frame.buffer_mut(), Rect { width: row.width.saturating_sub(1), ..row });
        }
    }
    scroll::draw(frame, area, cursor, view.teams.len(), look);
}

fn draw_people(screen: &SetupScreen, view: &SetupView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    let ids = 12;
    let wide = (usize::from(area.width).saturating_sub(4 + ids + 2 * FIGURE) / 2).min(32);
    let titles = format!(
        "  {}{}{}{}{}",
        pad("NAME", wide, more),
        pad("ID", ids, more),
        pad("TEAM", wide, more),
        pad_left("EVALUATIONS", FIGURE, more),
        pad_left("LAST CALL", FIGURE, more)
    );
    title(frame, area, titles, cx);
    let cursor = screen.people.person;
    for (i, at) in cursor.window(view.people.len(), usize::from(area.height)).enumerate() {
        let person = &view.people[at];
        let row = Rect { y: area.y + u16::try_from(i).unwrap_or(0), height: 1, ..area };
        let selected = screen.people.list == List::People && at == cursor.selected;
        let team = person.team.as_ref().map_or_else(|| look.marks.none.to_owned(), Raw::visible);
        let last = person.last_call.map_or_else(|| look.marks.none.to_owned(), |d| cx.words.day(d));
        let line = Line::from(vec![
            look.span(if selected { look.marks.bar } else { " " }, Meaning::Accent),
            look.span(" ", Meaning::Text),
            look.span(pad(&person.agent.name.visible(), wide.saturating_sub(2), more) + "  ", Meaning::Text),
            look.span(pad(&source_id(person), ids - 2, more) + "  ", Meaning::Muted),
            look.span(pad(&team, wide, more), Meaning::Muted),
            look.span(pad_left(&person.evaluations.to_string(), FIGURE, more), Meaning::Text),
            look.span(pad_left(&last, FIGURE, more), Meaning::Muted),
        ]);
        put(frame, row.x, row.y, &line, row);
        if selected {
            look.select_row(frame.buffer_mut(), Rect { width: row.width.saturating_sub(1), ..row });
        }
    }
    scroll::draw(frame, area, cursor, view.people.len(), look);
}
