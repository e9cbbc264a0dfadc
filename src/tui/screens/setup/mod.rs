//! Setup: the rules of the file, its scorecards and targets, teams and people, and where everything is kept.
//!
//! One page at a time. What is typed stays in its field until the file has it, so that a refusal loses nothing.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use crate::config::keymap::Action;
use crate::domain::id::TeamId;
use crate::store::request::{Answer, Request, SetupView, Ticket};
use crate::tui::event::Wheel;
use crate::tui::screen::{ActionInfo, Ctx, Effect, Explanation, Given, Input, Load, Purpose, Step};
use crate::tui::widgets::cursor::Cursor;

mod codes;
mod erasing;
mod file;
mod joining;
mod moving;
mod people;
mod people_view;
mod practice;
mod settings;
mod targets;
#[cfg(test)]
mod tests;
mod view;

use people::{Lengths, List, People};
use practice::{EntryEdit, Paper};
use settings::SettingEdit;
use targets::TargetEdit;

#[derive(Debug, Default)]
pub(crate) struct SetupScreen {
    view: Load<SetupView>,
    page: Page,
    /// On the page of settings.
    setting: Cursor,
    /// The scorecard that is shown, by name; the one in force until another is picked.
    card: Option<String>,
    /// On the dimensions of that scorecard.
    dimension: Cursor,
    people: People,
    /// What is being asked of a person.
    moving: Option<moving::Moving>,
    erasing: erasing::Erasing,
    /// On the flag codes.
    code: Cursor,
    /// On the practice library.
    entry: Cursor,
    /// Which way a file goes while its path is asked for.
    paper: Option<Paper>,
    edit: Option<Edit>,
    /// The write that is on its way or was refused.
    write: Load<()>,
    /// Whose supervisor is being asked for.
    team: Option<TeamId>,
}

/// A page, in the order of Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Page {
    #[default]
    Settings,
    Scorecards,
    People,
    Codes,
    Practice,
    File,
}

impl Page {
    const ALL: [Self; 6] = [Self::Settings, Self::Scorecards, Self::People, Self::Codes, Self::Practice, Self::File];

    fn name(self) -> &'static str {
        match self {
            Self::Settings => "Settings",
            Self::Scorecards => "Scorecards",
            Self::People => "Teams & people",
            Self::Codes => "Flag codes",
            Self::Practice => "Practice library",
            Self::File => "File",
        }
    }

    fn step(self, by: usize) -> Self {
        Self::ALL[(self as usize + by) % Self::ALL.len()]
    }
}

/// What is being typed.
#[derive(Debug)]
enum Edit {
    Setting(SettingEdit),
    Target(TargetEdit),
    Entry(Box<EntryEdit>),
}

impl SetupScreen {
    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Shown | Input::Changed => self.view.ask(cx, Request::Setup).into(),
            Input::Reply(ticket, answer) => self.reply(ticket, *answer, cx),
            Input::Act(action) => self.act(action, cx),
            Input::Key(key) => self.key(key, cx),
            Input::Paste(text) => {
                match &mut self.edit {
                    Some(Edit::Setting(edit)) => edit.paste(&text),
                    Some(Edit::Target(edit)) => edit.paste(&text),
                    Some(Edit::Entry(edit)) => edit.paste(&text),
                    None => {}
                }
                Step::none()
            }
            Input::Answered(given) => self.answered(given, cx),
            Input::Click(at) => self.click(at, cx),
            Input::Scroll(_, wheel) => {
                let action = if wheel == Wheel::Up { Action::Up } else { Action::Down };
                if self.edit.is_none() {
                    self.moved(action, cx);
                }
                Step::none()
            }
            Input::Resized => {
                self.fit(cx);
                Step::none()
            }
            Input::Hidden | Input::Folder(..) => Step::pass(),
        }
    }

    fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        if self.view.awaits(ticket) {
            let person = self.followed();
            self.view.take(answer, |answer| match answer {
                Answer::Setup(view) => Some(*view),
                _ => None,
            });
            self.follow(person);
            self.fit(cx);
            return Step::none();
        }
        let answer = match self.erasing_reply(ticket, answer, cx) {
            Ok(step) => return step,
            Err(answer) => answer,
        };
        // A write of this screen, whether it was typed or agreed to in an overlay.
        let typed = self.write.awaits(ticket);
        match answer {
            Ok(_) => {
                self.write = Load::Idle;
                if typed {
                    self.edit = None;
                }
                self.view.ask(cx, Request::Setup).into()
            }
            Err(words) => {
                self.write = Load::Failed(words);
                Step::none()
            }
        }
    }

    /// Sends a write, and says why not where nothing can be written.
    fn write(&mut self, cx: &Ctx, request: Request) -> Step {
        self.write.ask(cx, request).into()
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        if self.edit.is_some() {
            return self.act_in_edit(action);
        }
        match action {
            Action::NextPane | Action::Right => self.turn(self.page.step(1), cx),
            Action::PreviousPane | Action::Left => self.turn(self.page.step(Page::ALL.len() - 1), cx),
            Action::Open | Action::Edit => self.change(cx),
            Action::PickScorecard if self.page == Page::Scorecards => self.pick_scorecard(),
            Action::PutInForce if self.page == Page::Scorecards => self.put_in_force(cx),
            Action::Add if self.page == Page::Practice => self.add_entry(cx),
            Action::Remove if self.page == Page::Practice => self.remove_entry(cx),
            Action::TakeFile if self.page == Page::Practice => self.ask_path(Paper::In, cx),
            Action::WriteFile if self.page == Page::Practice => self.ask_path(Paper::Out, cx),
            Action::Find if self.page == Page::People => self.find_person(),
            Action::Merge if self.page == Page::People && !self.write.is_pending() => self.merge(cx),
            Action::Split if self.page == Page::People && !self.write.is_pending() => self.split(cx),
            Action::MoveTeam if self.page == Page::People => self.move_team(cx),
            Action::IsAway if self.page == Page::People => self.set_away(cx),
            Action::IsBack if self.page == Page::People => self.back(cx),
            Action::HasLeft if self.page == Page::People => self.set_left(cx),
            Action::Erase if self.page == Page::People => self.erase(cx),
            Action::Copy if self.page == Page::File => match self.view.get() {
                Some(view) => Effect::Copy(view.file.display().to_string()).into(),
                None => Step::pass(),
            },
            Action::Back if matches!(self.write, Load::Failed(_)) => {
                self.write = Load::Idle;
                Step::none()
            }
            other => {
                if self.moved(other, cx) {
                    Step::none()
                } else {
                    Step::pass()
                }
            }
        }
    }

    fn act_in_edit(&mut self, action: Action) -> Step {
        match (action, &mut self.edit) {
            (Action::Back, _) => {
                self.edit = None;
                self.write = Load::Idle;
                Step::none()
            }
            (Action::NextPane | Action::PreviousPane, Some(Edit::Target(edit))) => {
                edit.other_field();
                Step::none()
            }
            (Action::NextPane | Action::PreviousPane, Some(Edit::Entry(edit))) => {
                edit.step(action == Action::NextPane);
                Step::none()
            }
            (Action::Leave, _) => Step::none(),
            _ => Step::pass(),
        }
    }

    fn turn(&mut self, page: Page, cx: &Ctx) -> Step {
        self.page = page;
        self.write = Load::Idle;
        self.fit(cx);
        Step::none()
    }

    /// Enter: changes what is under the cursor.
    fn change(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        if self.write.is_pending() || self.view.get().is_none() {
            return Step::none();
        }
        self.write = Load::Idle;
        match self.page {
            Page::Settings => self.edit_setting(),
            Page::Scorecards => self.edit_target(),
            Page::People => match self.people.list {
                List::Teams => self.ask_supervisor(),
                List::Alike => self.merge(cx),
                List::People => self.move_team(cx),
            },
            Page::Codes => self.ask_dimension(),
            Page::Practice => self.edit_entry(),
            Page::File => {
                Step::problem("nothing here is changed from inside: the shell's coachlog --db opens another file")
            }
        }
    }

    fn key(&mut self, key: KeyEvent, cx: &Ctx) -> Step {
        if self.write.is_pending() {
            return Step::none();
        }
        let enter = key.code == KeyCode::Enter;
        match &mut self.edit {
            Some(Edit::Setting(_)) if enter => self.keep_setting(cx),
            Some(Edit::Target(_)) if enter => self.keep_target(cx),
            Some(Edit::Entry(_)) if enter => self.keep_entry(cx),
            Some(Edit::Entry(edit)) => {
                edit.key(key, cx);
                Step::none()
            }
            Some(Edit::Setting(edit)) => {
                edit.key(key);
                Step::none()
            }
            Some(Edit::Target(edit)) => edit.key(key, cx),
            None => Step::pass(),
        }
    }

    fn answered(&mut self, given: Given, cx: &Ctx) -> Step {
        match given {
            Given::Picked(Purpose::Scorecard, at) => {
                self.card = self.view.get().and_then(|v| v.scorecards.get(at)).map(|c| c.scorecard.name.clone());
                self.dimension = Cursor::default();
                Step::none()
            }
            Given::Picked(Purpose::Find, at) => {
                self.go_to_person(at, cx);
                Step::none()
            }
            Given::Picked(Purpose::CodeDimension, at) => self.map_code(at, cx),
            Given::Picked(Purpose::Merge, at) => self.merge_into(at, cx),
            Given::Picked(Purpose::Split, at) => self.split_off(at, cx),
            Given::Typed(Purpose::Path, path) => self.path_typed(&path, cx),
            Given::Typed(Purpose::EraseWhy, why) => self.erase_why(why),
            Given::Typed(Purpose::EraseName, name) => self.erase_named(&name, cx),
            Given::Typed(Purpose::Value, name) => self.set_supervisor(name, cx),
            Given::Day(Purpose::Value, day) => self.take_day(day),
            given @ (Given::Picked(..) | Given::Typed(..) | Given::Day(..) | Given::Chosen(..)) => {
                self.moved_on(given, cx)
            }
        }
    }

    /// Moves the cursor of the page; `false` where the action is no movement.
    fn moved(&mut self, action: Action, cx: &Ctx) -> bool {
        let Some(view) = self.view.get() else { return false };
        match self.page {
            Page::Settings => {
                let page = view::page_rows(self, cx);
                self.setting.act(action, crate::domain::settings::Key::ALL.len(), page)
            }
            Page::Scorecards => {
                let len = self.shown_card().map_or(0, |c| c.scorecard.dimensions.len());
                let page = view::page_rows(self, cx);
                self.dimension.act(action, len, page)
            }
            Page::People => {
                let lengths = Lengths::of(view);
                self.people.act(action, lengths, people::areas(view::areas(cx.area).body, lengths))
            }
            Page::Codes => {
                let len = view.flags.codes.len();
                let page = view::page_rows(self, cx);
                self.code.act(action, len, page)
            }
            Page::Practice => {
                let len = view.practice.len();
                let page = view::page_rows(self, cx);
                self.entry.act(action, len, page)
            }
            Page::File => false,
        }
    }

    fn fit(&mut self, cx: &Ctx) {
        let Some(view) = self.view.get() else { return };
        let lengths = Lengths::of(view);
        self.people.fit(lengths, people::areas(view::areas(cx.area).body, lengths));
        let page = view::page_rows(self, cx);
        let len = self.shown_card().map_or(0, |c| c.scorecard.dimensions.len());
        self.entry.fit(view.practice.len(), page);
        self.setting.fit(crate::domain::settings::Key::ALL.len(), page);
        self.dimension.fit(len, page);
        let len = self.view.get().map_or(0, |v| v.flags.codes.len());
        self.code.fit(len, page);
    }

    fn click(&mut self, at: Position, cx: &Ctx) -> Step {
        if self.edit.is_some() {
            return Step::none();
        }
        if let Some(page) = view::page_at(view::areas(cx.area).pages, at) {
            return self.turn(page, cx);
        }
        let Some(view) = self.view.get() else { return Step::none() };
        let lengths = Lengths::of(view);
        let list = view::list_area(self, cx);
        let row = usize::from(at.y.saturating_sub(list.y));
        let page = usize::from(list.height);
        match self.page {
            Page::Settings if list.contains(at) => {
                self.setting.select(self.setting.offset + row, crate::domain::settings::Key::ALL.len(), page);
            }
            Page::Scorecards if list.contains(at) => {
                let len = self.shown_card().map_or(0, |c| c.scorecard.dimensions.len());
                self.dimension.select(self.dimension.offset + row, len, page);
            }
            Page::Practice if list.contains(at) => {
                self.entry.select(self.entry.offset + row, view.practice.len(), page);
            }
            Page::People => self.people.click(at, lengths, people::areas(view::areas(cx.area).body, lengths)),
            Page::Codes if list.contains(at) => {
                self.code.select(self.code.offset + row, view.flags.codes.len(), page);
            }
            Page::Settings | Page::Scorecards | Page::Codes | Page::Practice | Page::File => {}
        }
        Step::none()
    }

    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if let Some(edit) = &self.edit {
            let mut out =
                vec![ActionInfo::named(Action::Open, "keep it"), ActionInfo::named(Action::Back, "leave it as it was")];
            if matches!(edit, Edit::Target(_) | Edit::Entry(_)) {
                out.push(ActionInfo::named(Action::NextPane, "other field"));
            }
            return out;
        }
        let mut out = vec![ActionInfo::named(Action::NextPane, "next page")];
        let move_word = match self.page {
            Page::Settings => Some("setting"),
            Page::Scorecards => Some("dimension"),
            Page::People => Some("team, person"),
            Page::Codes => Some("code"),
            Page::Practice => Some("entry"),
            Page::File => None,
        };
        out.extend(move_word.map(|word| ActionInfo::together(&[Action::Up, Action::Down], word)));
        if cx.read_only.is_none() {
            match self.page {
                Page::Settings => out.push(ActionInfo::named(Action::Open, "change")),
                Page::Scorecards => out.push(ActionInfo::named(Action::Open, "set the target")),
                Page::People => out.extend(self.people_actions()),
                Page::Codes => out.extend(self.code_actions()),
                Page::Practice => {
                    out.push(ActionInfo::named(Action::Open, "change"));
                    out.extend([Action::Add, Action::Remove, Action::TakeFile].map(ActionInfo::new));
                }
                Page::File => {}
            }
        }
        match self.page {
            Page::Scorecards => {
                if self.view.get().is_some_and(|v| v.scorecards.len() > 1) {
                    out.push(ActionInfo::new(Action::PickScorecard));
                }
                if cx.read_only.is_none() && self.shown_card().is_some_and(|c| !c.in_force) {
                    out.push(ActionInfo::new(Action::PutInForce));
                }
            }
            Page::People => out.push(ActionInfo::named(Action::Find, "find a person")),
            Page::Practice => out.push(ActionInfo::new(Action::WriteFile)),
            Page::File => out.push(ActionInfo::named(Action::Copy, "copy the path")),
            Page::Settings | Page::Codes => {}
        }
        out
    }

    pub(crate) fn typing(&self) -> bool {
        self.edit.is_some()
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        view::draw(self, frame, area, cx);
    }

    pub(crate) fn explain(&self, _cx: &Ctx) -> Option<Explanation> {
        match self.page {
            Page::Scorecards => Some(targets::explanation()),
            Page::Practice => Some(practice::explanation()),
            Page::Settings | Page::People | Page::Codes | Page::File => None,
        }
    }
}
