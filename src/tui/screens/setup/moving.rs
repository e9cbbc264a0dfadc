//! Where people are: another team from a day on, away and back, left. Each asks for its day, and is one record.

use chrono::NaiveDate;

use super::SetupScreen;
use super::people::{List, presence};
use crate::config::keymap::{Action, Context};
use crate::domain::id::PersonId;
use crate::domain::raw::Raw;
use crate::store::request::{Move, PersonLine, Request, SetupView};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Confirm, DayPrompt, Overlay, Picker, Prompt};
use crate::tui::screen::{ActionInfo, Ctx, Given, Purpose, Step};
use crate::tui::words::count;

/// What is being asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Moving {
    Team { person: PersonId, team: String },
    Away { person: PersonId, from: Option<NaiveDate>, to: Option<NaiveDate> },
    Left { person: PersonId },
}

impl SetupScreen {
    /// The person under the cursor, where something can be written.
    fn movable(&self, cx: &Ctx) -> Result<PersonLine, Box<Step>> {
        if let Some(why) = cx.read_only {
            return Err(Box::new(Step::problem(format!("nothing can be changed: {why}"))));
        }
        if self.write.is_pending() {
            return Err(Box::default());
        }
        match (self.people.list, self.person()) {
            (List::People, Some(person)) => Ok(person.clone()),
            _ => Err(Box::new(Step::problem("move down to a person first"))),
        }
    }

    fn day_first(&self) -> bool {
        self.view.get().is_some_and(|v| v.settings.day_first)
    }

    /// `t`: which team, then from when. A team that the files name comes first.
    pub(super) fn move_team(&mut self, cx: &Ctx) -> Step {
        let person = match self.movable(cx) {
            Ok(person) => person,
            Err(step) => return *step,
        };
        let Some(view) = self.view.get() else { return Step::none() };
        let mut choices: Vec<Choice> = view.teams.iter().map(|t| Choice::new(t.name.visible(), led(t))).collect();
        choices.push(Choice::new("a new team", "type its name"));
        let wanted = person.file_team.as_ref().map(|(team, _)| team).or(person.team.as_ref());
        let at = wanted.and_then(|team| view.teams.iter().position(|t| t.name == *team)).unwrap_or(0);
        let title = format!("Which team is {} to be in?", person.agent.name.visible());
        self.moving = Some(Moving::Team { person: person.agent.id, team: String::new() });
        Step::overlay(Overlay::Picker(Picker::new(Purpose::MoveTeam, title, choices, at).with_open_end()))
    }

    /// `a`: from when, until when, and why.
    pub(super) fn set_away(&mut self, cx: &Ctx) -> Step {
        let person = match self.movable(cx) {
            Ok(person) => person,
            Err(step) => return *step,
        };
        if let Some(words) = person.away.and_then(|_| presence(&person, cx)) {
            let name = person.agent.name.visible();
            return Step::problem(format!("{name} is {words} already; {} says that they are back", key(cx)));
        }
        self.moving = Some(Moving::Away { person: person.agent.id, from: None, to: None });
        let title = format!("From which day is {} away?", person.agent.name.visible());
        let sentence = "Nothing is due while somebody is away; a flag's clock goes on.";
        let prompt = DayPrompt::new(Purpose::AwayFrom, title, sentence, Some(cx.today), self.day_first());
        Step::overlay(Overlay::Day(prompt))
    }

    /// `b`: the absence ends, or does not begin.
    pub(super) fn back(&mut self, cx: &Ctx) -> Step {
        let person = match self.movable(cx) {
            Ok(person) => person,
            Err(step) => return *step,
        };
        let name = person.agent.name.visible();
        let id = person.agent.id;
        let (sentence, request) = match (person.left, person.away) {
            (Some(day), _) => (
                format!("{name} left on {}, and did not after all: lists show them again.", cx.words.full_day(day)),
                Request::Move(Move::Left { person: id, on: None }),
            ),
            (None, Some(away)) if away.from < cx.today => (
                format!("{name} is {}; yesterday was the last day of it.", away.words(|d| cx.words.full_day(d))),
                Request::Move(Move::Back(id)),
            ),
            (None, Some(away)) => (
                format!("{name} is not {} after all.", away.words(|d| cx.words.full_day(d))),
                Request::Move(Move::Back(id)),
            ),
            (None, None) => return Step::problem(format!("{name} is not away")),
        };
        Step::overlay(Overlay::Confirm(Confirm {
            title: format!("Is {name} back?"),
            sentences: vec![sentence, "What is due by cadence counts again from today.".to_owned()],
            yes: "back",
            effects: vec![cx.send(request)],
            nav: None,
        }))
    }

    /// `x`: the first day without them.
    pub(super) fn set_left(&mut self, cx: &Ctx) -> Step {
        let person = match self.movable(cx) {
            Ok(person) => person,
            Err(step) => return *step,
        };
        let name = person.agent.name.visible();
        if let Some(day) = person.left {
            let day = cx.words.full_day(day);
            return Step::problem(format!("{name} left on {day} already; {} says that they are back", key(cx)));
        }
        self.moving = Some(Moving::Left { person: person.agent.id });
        let title = format!("Since when is {name} gone?");
        let sentence = "The first day without them. From then on no list shows them; their sessions stay on record.";
        let prompt = DayPrompt::new(Purpose::LeftOn, title, sentence, Some(cx.today), self.day_first());
        Step::overlay(Overlay::Day(prompt))
    }

    /// The next question, or the one that says what will be written.
    pub(super) fn moved_on(&mut self, given: Given, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        match (given, self.moving.clone()) {
            (Given::Picked(Purpose::MoveTeam, at), Some(Moving::Team { person, .. })) => match view.teams.get(at) {
                Some(team) => self.ask_move_day(person, team.name.verbatim().to_owned(), cx),
                None => Step::overlay(Overlay::Prompt(Prompt::new(
                    Purpose::MoveTeam,
                    "What is the new team called?",
                    "It is added, and Teams above sets who supervises it.",
                    "",
                ))),
            },
            (Given::Typed(Purpose::MoveTeam, team), Some(Moving::Team { person, .. })) if !team.is_empty() => {
                self.ask_move_day(person, team, cx)
            }
            (Given::Day(Purpose::MoveDay, day), Some(Moving::Team { person, team })) => {
                ask_move(view, person, &team, Some(day), cx)
            }
            (Given::Typed(Purpose::MoveDay, _), Some(Moving::Team { person, team })) => {
                ask_move(view, person, &team, None, cx)
            }
            (Given::Day(Purpose::AwayFrom, from), Some(Moving::Away { person, .. })) => {
                self.moving = Some(Moving::Away { person, from: Some(from), to: None });
                let title = "Until which day?";
                let sentence = "The last day away. An empty line: until further notice.";
                let prompt = DayPrompt::new(Purpose::AwayTo, title, sentence, None, self.day_first()).or_nothing();
                Step::overlay(Overlay::Day(prompt))
            }
            (Given::Day(Purpose::AwayTo, to), Some(Moving::Away { person, from: Some(from), .. })) => {
                if to < from {
                    return Step::problem("an absence cannot end before it begins");
                }
                self.ask_away_why(person, from, Some(to))
            }
            (Given::Typed(Purpose::AwayTo, _), Some(Moving::Away { person, from: Some(from), .. })) => {
                self.ask_away_why(person, from, None)
            }
            (Given::Typed(Purpose::AwayWhy, why), Some(Moving::Away { person, from: Some(from), to })) => {
                self.moving = None;
                self.write(cx, Request::Move(Move::Away { person, from, to, why }))
            }
            (Given::Day(Purpose::LeftOn, day), Some(Moving::Left { person })) => ask_left(view, person, day, cx),
            _ => Step::none(),
        }
    }

    fn ask_move_day(&mut self, person: PersonId, team: String, cx: &Ctx) -> Step {
        let line = self.view.get().and_then(|v| v.people.iter().find(|p| p.agent.id == person));
        let told = line.and_then(|p| p.file_team.as_ref()).filter(|(own, _)| own.verbatim() == team);
        let day = told.map_or(cx.today, |(_, day)| *day);
        let title = format!("From which day on is it {}?", Raw::from(team.as_str()).visible());
        let sentence = "Lists, Today and Team follow from that day on. An empty line: from the beginning.";
        self.moving = Some(Moving::Team { person, team });
        let prompt = DayPrompt::new(Purpose::MoveDay, title, sentence, Some(day), self.day_first()).or_nothing();
        Step::overlay(Overlay::Day(prompt))
    }

    fn ask_away_why(&mut self, person: PersonId, from: NaiveDate, to: Option<NaiveDate>) -> Step {
        self.moving = Some(Moving::Away { person, from: Some(from), to });
        let sentence = "The log keeps it. It can be left out.";
        Step::overlay(Overlay::Prompt(Prompt::new(Purpose::AwayWhy, "Why?", sentence, "").or_nothing()))
    }

    /// Keys of the page, by the list that the cursor is in.
    pub(super) fn people_actions(&self) -> Vec<ActionInfo> {
        match self.people.list {
            List::Teams if self.on_team() => vec![ActionInfo::named(Action::Open, "set the supervisor")],
            List::Teams => Vec::new(),
            List::Alike => vec![ActionInfo::named(Action::Merge, "merge them")],
            List::People => {
                let mut out = self.moving_actions();
                out.push(ActionInfo::named(Action::Merge, "merge into"));
                if self.person().is_some_and(|p| p.identities.len() > 1 || !p.merged.is_empty()) {
                    out.push(ActionInfo::new(Action::Split));
                }
                out.push(ActionInfo::new(Action::Erase));
                out
            }
        }
    }

    /// Keys of the person under the cursor.
    fn moving_actions(&self) -> Vec<ActionInfo> {
        let Some(person) = self.person() else { return Vec::new() };
        let label = if person.file_team.is_some() { "take the file's team" } else { "team" };
        let mut out = vec![ActionInfo::named(Action::MoveTeam, label)];
        if person.away.is_some() || person.left.is_some() {
            out.push(ActionInfo::new(Action::IsBack));
        } else {
            out.push(ActionInfo::new(Action::IsAway));
        }
        if person.left.is_none() {
            out.push(ActionInfo::new(Action::HasLeft));
        }
        out
    }
}

fn key<'a>(cx: &Ctx<'a>) -> &'a str {
    cx.keymap.key_words(&[Context::Setup, Context::List, Context::Global], Action::IsBack, cx.look.borders)
}

/// "supervised by Dana Reyes", "nobody supervises it yet".
fn led(team: &crate::domain::people::Team) -> String {
    team.supervisor_name
        .as_ref()
        .map_or_else(|| "nobody supervises it yet".to_owned(), |name| format!("supervised by {}", name.visible()))
}

/// Says who supervises from when, before it is written.
fn ask_move(view: &SetupView, person: PersonId, team: &str, from: Option<NaiveDate>, cx: &Ctx) -> Step {
    let Some(line) = view.people.iter().find(|p| p.agent.id == person) else { return Step::none() };
    let name = line.agent.name.visible();
    let known = view.teams.iter().find(|t| t.name.verbatim() == team);
    let shown = Raw::from(team).visible();
    let leads = known.map_or_else(|| "a new team, which nobody supervises yet".to_owned(), led);
    let mut sentences = vec![match from {
        Some(day) => format!("From {} on {name} is in {shown}, {leads}.", cx.words.weekday(day)),
        None => format!("From the beginning {name} is in {shown}, {leads}."),
    }];
    if let (Some(old), Some(_)) = (line.team.as_ref().filter(|old| old.verbatim() != team), from) {
        let leads = view.teams.iter().find(|t| t.name == *old).map(led).unwrap_or_default();
        sentences.push(format!("Until then in {}, {leads}.", old.visible()));
    }
    let sessions = match line.sessions {
        0 => "All their scores go along".to_owned(),
        n => format!("Their {} and all their scores go along", count(n, "session")),
    };
    sentences.push(format!("{sessions}; what is locked says what it said."));
    Step::overlay(Overlay::Confirm(Confirm {
        title: format!("Move {name} to {shown}?"),
        sentences,
        yes: "move",
        effects: vec![cx.send(Request::Move(Move::Team { person, team: team.to_owned(), from, new: known.is_none() }))],
        nav: None,
    }))
}

fn ask_left(view: &SetupView, person: PersonId, day: NaiveDate, cx: &Ctx) -> Step {
    let Some(line) = view.people.iter().find(|p| p.agent.id == person) else { return Step::none() };
    let name = line.agent.name.visible();
    Step::overlay(Overlay::Confirm(Confirm {
        title: format!("Has {name} left?"),
        sentences: vec![
            format!("From {} on nothing is due from {name}, and no list shows them.", cx.words.weekday(day)),
            format!("Their {} stay on record.", count(line.sessions, "session")),
        ],
        yes: "left",
        effects: vec![cx.send(Request::Move(Move::Left { person, on: Some(day) }))],
        nav: None,
    }))
}
