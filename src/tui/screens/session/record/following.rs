//! What follows a locked session: the next step, a disputed score, the next date for a calendar.

use super::{RecordScreen, Sent};
use crate::domain::invite::{Invite, time_typed};
use crate::domain::raw::{Raw, visible};
use crate::domain::session::{Amended, Cause, NextStep, SessionView, Status};
use crate::store::request::{OpenSession, Request};
use crate::tui::invite;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Confirm, Overlay, Picker, Prompt};
use crate::tui::screen::{Ctx, Effect, Nav, Purpose, Step};

/// A score that can be disputed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Disputed {
    source: Raw,
    evaluation: Raw,
    /// By key.
    dimension: String,
    percent: f64,
    words: String,
    day: String,
}

impl RecordScreen {
    pub(super) fn next_step(&self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        if view.status == Status::Void {
            return Step::problem("the session is void: nothing follows it");
        }
        let choices = NextStep::ALL.iter().map(|step| {
            let note = match step {
                NextStep::Close if view.checked.is_none() => "its outcome is frozen as it stands now",
                NextStep::Close => "nothing more is due of it",
                NextStep::Continue => "a follow-up with the same practice action",
                NextStep::ChangeAction => "a follow-up with another practice action",
                NextStep::OtherCause => "something other than practice stands in the way",
            };
            Choice::new(step.words(), note)
        });
        Step::overlay(Overlay::Picker(Picker::new(Purpose::NextStep, "What follows?", choices.collect(), 0)))
    }

    pub(super) fn step_picked(&mut self, at: usize, cx: &Ctx) -> Step {
        let Some(step) = NextStep::ALL.get(at).copied() else { return Step::none() };
        if step != NextStep::OtherCause {
            return self.send_step(step, None, cx);
        }
        let choices = Cause::ALL.iter().map(|c| Choice::new(c.words(), "")).collect();
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Cause, "What stands in the way?", choices, 0)))
    }

    pub(super) fn send_step(&mut self, step: NextStep, cause: Option<Cause>, cx: &Ctx) -> Step {
        let ticket = cx.ticket();
        self.sent = Some((ticket, Sent::Step(step)));
        Effect::Store(ticket, Request::NextStep { id: self.id, step, cause }).into()
    }

    /// A step that leads on to a session asks whether to open it now.
    pub(super) fn lead_on(&self, step: NextStep) -> Option<Nav> {
        let sentence = match step {
            NextStep::Close | NextStep::OtherCause => return None,
            NextStep::Continue => "It opens on the same focus, with the behavior and the practice action of this one.",
            NextStep::ChangeAction => "It opens on the same focus; its practice action is yours to write.",
        };
        let open = OpenSession::FollowUp { session: self.id, step };
        Some(Nav::Overlay(Box::new(Overlay::Confirm(Confirm {
            title: "Open the follow-up session now?".to_owned(),
            sentences: vec![sentence.to_owned(), "Where a draft with this agent is open, that one opens.".to_owned()],
            yes: "open it",
            effects: Vec::new(),
            nav: Some(Nav::Session(open)),
        }))))
    }

    pub(super) fn dispute(&self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        match disputes(view, cx) {
            None => Step::problem("the session stands on no score that could be disputed"),
            Some(overlay) => Step::overlay(overlay),
        }
    }

    pub(super) fn dispute_picked(&mut self, at: usize, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        // The last one leaves it.
        let Some(score) = scores(view, cx).into_iter().nth(at) else { return Step::none() };
        let said = view.agent_comment.clone().or_else(|| self.said.clone()).unwrap_or_default();
        let prompt = Prompt::new(
            Purpose::DisputeNote,
            format!("Dispute {}", score.words),
            "What is disputed, for the evaluator to read. The score is marked and still averaged until it is settled.",
            &said.split_whitespace().collect::<Vec<_>>().join(" "),
        );
        self.disputed = Some(score);
        Step::overlay(Overlay::Prompt(prompt))
    }

    pub(super) fn open_dispute(&mut self, note: String, cx: &Ctx) -> Step {
        match self.disputed.take() {
            Some(Disputed { source, evaluation, dimension, .. }) => {
                cx.send(Request::OpenDispute { source, evaluation, dimension, note }).into()
            }
            None => Step::none(),
        }
    }

    pub(super) fn invite(&self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let Some(on) = view.stands_on(Amended::NextSession).filter(|_| view.status != Status::Void) else {
            return Step::problem("no next session was agreed here; an amendment sets its date");
        };
        invite::ask_time(&view.content.agent_name, on, cx)
    }

    pub(super) fn invite_at(&mut self, typed: &str, cx: &Ctx) -> Step {
        self.invite_at = time_typed(typed);
        if self.invite_at.is_none() && !typed.is_empty() {
            return invite::no_time(typed);
        }
        let Some(invite) = self.view.get().and_then(|view| Invite::of(view, self.invite_at, cx.now)) else {
            return Step::none();
        };
        invite::ask_way(&invite)
    }

    pub(super) fn invite_picked(&self, at: usize, cx: &Ctx) -> Step {
        let Some(invite) = self.view.get().and_then(|view| Invite::of(view, self.invite_at, cx.now)) else {
            return Step::none();
        };
        invite::send(invite, at)
    }
}

/// Scores to choose from; `None` where the session stands on none.
pub(super) fn disputes(view: &SessionView, cx: &Ctx) -> Option<Overlay> {
    let all = scores(view, cx);
    if all.is_empty() {
        return None;
    }
    let choices = all.into_iter().map(|s| Choice::new(s.words, s.day)).chain([Choice::new("no score", "leave it")]);
    Some(Overlay::Picker(Picker::new(Purpose::Dispute, "Which score is disputed?", choices.collect(), 0)))
}

/// The likeliest first: the focus on the calls that stand as evidence, then the rest of them, then the focus elsewhere;
/// low scores first.
fn scores(view: &SessionView, cx: &Ctx) -> Vec<Disputed> {
    let content = &view.content;
    let focus = content.focus.dimension.as_ref();
    let mut out: Vec<(u8, Disputed)> = Vec::new();
    for call in &content.baseline {
        let shown = call.call_id.is_some() && view.all_evidence().any(|e| e.call_id == call.call_id);
        for dimension in &content.dimensions {
            let Some(percent) = call.percents.get(&dimension.key) else { continue };
            let of_focus = focus == Some(&dimension.key);
            let rank = match (shown, of_focus) {
                (true, true) => 0,
                (true, false) => 1,
                (false, true) => 2,
                (false, false) => continue,
            };
            let id = call.call_id.as_ref().map_or_else(|| "a call without ID".to_owned(), Raw::visible);
            let words = format!("{} {} on {id}", visible(&dimension.name), cx.words.figure(*percent));
            out.push((
                rank,
                Disputed {
                    source: call.source.clone(),
                    evaluation: call.evaluation.clone(),
                    dimension: dimension.key.clone(),
                    percent: *percent,
                    words,
                    day: cx.words.day(call.day),
                },
            ));
        }
    }
    out.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.percent.total_cmp(&b.1.percent)));
    out.into_iter().map(|(_, score)| score).collect()
}
