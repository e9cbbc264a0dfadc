//! Merging and splitting people: a pick, one question that says in numbers what will happen, and the write.

use super::SetupScreen;
use super::people::{List, named};
use crate::domain::id::PersonId;
use crate::domain::raw::Raw;
use crate::store::request::{Part, PersonLine, Request, SetupView};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Confirm, Overlay, Picker};
use crate::tui::screen::{Ctx, Purpose, Step};
use crate::tui::words::count;

/// What can stand alone, with the words for it.
struct Splittable {
    part: Part,
    text: String,
    note: String,
    /// What the question says.
    moves: String,
}

impl SetupScreen {
    /// `m`: on a suggestion the question, on a person the list of all others.
    pub(super) fn merge(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        let Some(view) = self.view.get() else { return Step::none() };
        match self.people.list {
            List::Teams => Step::problem("people are merged, not teams: move down to a person"),
            List::Alike => match view.alike.get(self.people.alike.selected) {
                Some(alike) => ask_merge(view, alike.from, alike.into, cx),
                None => Step::none(),
            },
            List::People => {
                let Some(person) = self.person() else { return Step::none() };
                let others: Vec<&PersonLine> = others(view, person.agent.id).collect();
                if others.is_empty() {
                    return Step::problem("there is nobody else");
                }
                let title = format!("Under whom is {} to stand?", person.agent.name.visible());
                let choices = others.iter().map(|p| {
                    let words = count(p.evaluations, "evaluation");
                    Choice::new(named(&p.agent.name, p.agent.source_id.as_ref()), words)
                });
                Step::overlay(Overlay::Picker(Picker::new(Purpose::Merge, title, choices.collect(), 0)))
            }
        }
    }

    pub(super) fn merge_into(&mut self, at: usize, cx: &Ctx) -> Step {
        let (Some(view), Some(person)) = (self.view.get(), self.person()) else { return Step::none() };
        match others(view, person.agent.id).nth(at) {
            Some(into) => ask_merge(view, person.agent.id, into.agent.id, cx),
            None => Step::none(),
        }
    }

    /// `s`: the parts that a person is made of.
    pub(super) fn split(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        let Some(person) = self.person() else { return Step::problem("move to a person first: people are split") };
        let parts = parts(person);
        if parts.is_empty() {
            let name = person.agent.name.visible();
            return Step::problem(format!("{name} has one identity and nobody was merged into it: nothing to split"));
        }
        let title = format!("What of {} is to stand alone?", person.agent.name.visible());
        let choices = parts.into_iter().map(|p| Choice::new(p.text, p.note)).collect();
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Split, title, choices, 0)))
    }

    pub(super) fn split_off(&mut self, at: usize, cx: &Ctx) -> Step {
        let Some(person) = self.person() else { return Step::none() };
        let Some(part) = parts(person).into_iter().nth(at) else { return Step::none() };
        let sentences =
            vec![part.moves, "Nothing is rewritten: the log keeps what stood where. Undo with m, merge.".to_owned()];
        Step::overlay(Overlay::Confirm(Confirm {
            title: format!("Split {}?", person.agent.name.visible()),
            sentences,
            yes: "split",
            effects: vec![cx.send(Request::Split(part.part))],
            nav: None,
        }))
    }
}

fn others(view: &SetupView, person: PersonId) -> impl Iterator<Item = &PersonLine> {
    view.people.iter().filter(move |p| p.agent.id != person)
}

fn ask_merge(view: &SetupView, from: PersonId, into: PersonId, cx: &Ctx) -> Step {
    let find = |id: PersonId| view.people.iter().find(|p| p.agent.id == id);
    let (Some(from), Some(into)) = (find(from), find(into)) else { return Step::none() };
    let whose = named(&from.agent.name, from.agent.source_id.as_ref());
    let target = named(&into.agent.name, into.agent.source_id.as_ref());
    let mut sentences = vec![format!(
        "{} and {} of {whose} will be shown under {target}.",
        count(from.evaluations, "evaluation"),
        count(from.sessions, "session")
    )];
    if let (Some(own), Some(team)) = (&into.team, &from.team)
        && own != team
    {
        sentences.push(format!("The team is {}; {} rests meanwhile.", own.visible(), team.visible()));
    }
    sentences.push("The log keeps both names, and finished sessions what they say. Undo with s, split.".to_owned());
    Step::overlay(Overlay::Confirm(Confirm {
        title: format!("Are {whose} and {target} one person?"),
        sentences,
        yes: "merge",
        effects: vec![cx.send(Request::Merge { from: from.agent.id, into: into.agent.id })],
        nav: None,
    }))
}

/// Who was merged, then the identities of the person's own where there are several.
fn parts(person: &PersonLine) -> Vec<Splittable> {
    let into = person.agent.name.visible();
    let merged = person.merged.iter().map(|m| {
        let of = |i: &&crate::store::request::IdentityLine| i.home == m.id;
        let evaluations: u64 = person.identities.iter().filter(of).map(|i| i.evaluations).sum();
        let (evaluations, sessions) = (count(evaluations, "evaluation"), count(m.sessions, "session"));
        let text = named(&m.name, m.source_id.as_ref());
        let moves = format!("{evaluations} and {sessions} will be shown under {text} again, no longer under {into}.");
        Splittable { part: Part::Person(m.id), text, note: format!("merged; {evaluations}, {sessions}"), moves }
    });
    let own: Vec<_> = person.identities.iter().filter(|i| i.home == person.agent.id).collect();
    let own = own.iter().filter(|_| own.len() > 1).map(|i| {
        let (evaluations, text) = (count(i.evaluations, "evaluation"), i.identity.words());
        let name = i.identity.name.clone().unwrap_or_else(|| i.identity.bare());
        let moves = format!(
            "{evaluations} of {text} will be shown under a person of their own, {}. Sessions stay with {into}.",
            Raw::visible(&name)
        );
        let part = Part::Identity { source: i.identity.source.clone(), key: i.identity.key.clone() };
        Splittable { part, text, note: evaluations, moves }
    });
    merged.chain(own).collect()
}
