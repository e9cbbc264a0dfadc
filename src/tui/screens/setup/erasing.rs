//! Erasing a person: what goes, the reason, the name typed back. Nothing of it can be taken back, so each step asks.

use super::SetupScreen;
use super::people::List;
use crate::domain::erasure::{Erased, ErasurePlan};
use crate::domain::id::PersonId;
use crate::store::request::{Answer, Request, Surroundings, Ticket};
use crate::tui::overlay::{Overlay, Problem, Prompt};
use crate::tui::screen::{Ctx, Load, Purpose, Step};

/// What is being asked for.
#[derive(Debug, Default)]
pub(super) struct Erasing {
    plan: Load<ErasurePlan>,
    reason: String,
    done: Load<()>,
}

impl SetupScreen {
    /// `E`: asks what would go.
    pub(super) fn erase(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        if self.write.is_pending() || self.erasing.plan.is_pending() || self.erasing.done.is_pending() {
            return Step::none();
        }
        let person: PersonId = match (self.people.list, self.person()) {
            (List::People, Some(person)) => person.agent.id,
            _ => return Step::problem("move down to a person first"),
        };
        self.erasing = Erasing::default();
        self.erasing.plan.ask(cx, Request::ErasurePlan(person)).into()
    }

    /// Takes an answer that an erasure waits for; `None` where it is another's.
    pub(super) fn erasing_reply(
        &mut self,
        ticket: Ticket,
        answer: Result<Answer, String>,
        cx: &Ctx,
    ) -> Result<Step, Result<Answer, String>> {
        if self.erasing.plan.awaits(ticket) {
            let refused = answer.as_ref().err().cloned();
            self.erasing.plan.take(answer, |answer| match answer {
                Answer::ErasurePlan(plan) => Some(*plan),
                _ => None,
            });
            return Ok(match (refused, self.erasing.plan.get()) {
                (Some(words), _) => Step::problem(words),
                (None, Some(plan)) => ask_why(plan),
                (None, None) => Step::none(),
            });
        }
        if !self.erasing.done.awaits(ticket) {
            return Err(answer);
        }
        self.erasing = Erasing::default();
        match answer {
            Ok(Answer::Erased(done)) => {
                let mut step = said(&done);
                step.effects.push(self.view.ask(cx, Request::Setup));
                Ok(step)
            }
            Ok(_) => Ok(self.view.ask(cx, Request::Setup).into()),
            Err(words) => {
                self.write = Load::Failed(words);
                Ok(Step::none())
            }
        }
    }

    /// The reason, then the name.
    pub(super) fn erase_why(&mut self, reason: String) -> Step {
        let Some(plan) = self.erasing.plan.get() else { return Step::none() };
        let name = plan.agent.name.visible();
        self.erasing.reason = reason;
        let prompt = Prompt::new(
            Purpose::EraseName,
            format!("Erase {name} for good?"),
            format!("Type the name back, {name}, letter for letter. Anything else leaves it as it is."),
            "",
        );
        Step::overlay(Overlay::Prompt(prompt))
    }

    pub(super) fn erase_named(&mut self, typed: &str, cx: &Ctx) -> Step {
        let Some(plan) = self.erasing.plan.get() else { return Step::none() };
        if typed.trim() != plan.agent.name.visible().trim() {
            self.erasing = Erasing::default();
            return Step::problem("that is not the name: nothing was erased");
        }
        let outside = Surroundings { state: cx.paths.map(|paths| paths.state.clone()) };
        let request =
            Request::Erase { person: plan.agent.id, reason: std::mem::take(&mut self.erasing.reason), outside };
        self.erasing.done.ask(cx, request).into()
    }
}

fn ask_why(plan: &ErasurePlan) -> Step {
    let mut sentences = plan.sentences();
    sentences.push("Say why; the log keeps it, so leave the name out.".to_owned());
    let title = format!("Why is {} to be erased?", plan.agent.name.visible());
    Step::overlay(Overlay::Prompt(Prompt::new(Purpose::EraseWhy, title, sentences.join(" "), "")))
}

fn said(done: &Erased) -> Step {
    Step::overlay(Overlay::Problem(Problem::new("Erased", done.sentences())))
}
