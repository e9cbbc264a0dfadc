//! Finish, on its own key and after one question; and discard.

use std::fmt::Write as _;

use super::fields::K;
use super::{Leaving, Open};
use crate::domain::raw::{Raw, visible};
use crate::domain::session::{self, Draft};
use crate::store::request::{Answer, Request};
use crate::tui::overlay::{Confirm, Overlay, Problem};
use crate::tui::screen::{Ctx, Effect, Nav, Page, Purpose, Step};
use crate::tui::words::count;

impl Open {
    /// F5: what is missing, in words to go to; else the question.
    pub(super) fn finish(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be finished: {why}"));
        }
        if let Some(Leaving::Stays(words)) = self.close_edit() {
            return Step::problem(words);
        }
        self.judge(cx);
        self.tried = true;
        if !self.problems.is_empty() {
            self.listed = self.problems.clone();
            return self.list("To finish, this is missing");
        }
        let ticket = cx.ticket();
        self.finishing = Some(ticket);
        let finish = Request::Finish { id: self.id, draft: Box::new(self.draft()), based: self.based() };
        Step::overlay(Overlay::Confirm(Confirm {
            title: format!("Finish the session with {}?", self.prefill.agent_name.visible()),
            sentences: self
                .unanswered()
                .into_iter()
                .chain([
                    self.summary(cx),
                    String::new(),
                    "From then on it is locked: amendments are added, nothing is edited.".to_owned(),
                ])
                .collect(),
            yes: "finish",
            effects: vec![Effect::Store(ticket, finish)],
            nav: None,
        }))
    }

    /// What the file is known to have.
    fn based(&self) -> Option<Box<Draft>> {
        self.saver.based().cloned().map(Box::new)
    }

    /// Open flags on the calls that stand as evidence, which the session would leave open.
    fn unanswered(&self) -> Vec<String> {
        let shown = |call: &Raw| self.base.evidence.iter().any(|row| row.call_id.trim() == call.verbatim().trim());
        let open = self.prefill.open_flags.iter().filter_map(|f| Some((f, f.reference()?)));
        let left = open.filter(|(_, r)| shown(&r.call_id) && !self.base.answers_flags.contains(r));
        left.map(|(flag, r)| {
            format!(
                "The flag {} on {} stays open: tick it under Flags if this session answers it.",
                flag.code.visible(),
                r.call_id.visible()
            )
        })
        .collect()
    }

    fn list(&self, title: &str) -> Step {
        let sentences = self.listed.iter().map(|p| p.words.clone()).collect();
        Step::overlay(Overlay::Problem(Problem::going(Purpose::Missing, title, sentences)))
    }

    /// "Empathy: say back the caller's words … Until Sun 29 Nov 2026; check ≥ 75 on Fri 25 Dec 2026; 2 calls as
    /// evidence."
    pub(super) fn summary(&self, cx: &Ctx) -> String {
        let words = |key| self.form.text(key).split_whitespace().collect::<Vec<_>>().join(" ");
        let quoted = |text: String| format!("{}{text}{}", cx.look.marks.open_quote, cx.look.marks.close_quote);
        let dimensions = &self.prefill.standing.dimensions;
        let mut out = match self.focus() {
            Some(i) => format!("{}: {}", visible(&dimensions[i].name), quoted(words(K::Action))),
            None => format!("No focus; a strength: {}", quoted(words(K::Strength))),
        };
        if let Some(due) = self.day_of(K::Due).filter(|_| self.focus().is_some()) {
            let _ = write!(out, ", until {}", cx.words.weekday(due));
        }
        if let Some(i) = self.focus()
            && let Some(on) = self.day_of(K::CheckOn)
        {
            let typed = words(K::Threshold);
            let target = dimensions[i].target.map(|t| cx.words.short(t)).unwrap_or_default();
            let threshold = if typed.is_empty() { target } else { typed };
            let _ = write!(out, "; check {} {threshold} on {}", cx.look.marks.at_least, cx.words.weekday(on));
        }
        let n = u64::try_from(self.base.evidence.len()).unwrap_or(u64::MAX);
        let evidence = if n == 0 { "no evidence".to_owned() } else { format!("{} as evidence", count(n, "moment")) };
        let late = self.held_on != cx.today;
        let held =
            if late { format!("; held {}, a late entry", cx.words.weekday(self.held_on)) } else { String::new() };
        format!("{out}; {evidence}{held}.")
    }

    /// The file's answer.
    pub(super) fn finished(&mut self, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        self.finishing = None;
        match answer {
            Ok(Answer::Finished(id)) => {
                self.over = true;
                Step {
                    nav: Some(Nav::Instead(Box::new(Nav::SessionView(id)))),
                    ..Step::done(format!("finished: the session with {} is locked", self.prefill.agent_name.visible()))
                }
            }
            Ok(Answer::Elsewhere(elsewhere)) => self.meets(elsewhere, cx),
            Ok(Answer::Refused(problems)) => {
                self.listed = problems;
                self.list("The session was not finished")
            }
            Ok(_) => Step::problem("not finished: the data file gave another answer than was asked for"),
            Err(words) => Step::problem(format!("not finished: {words}")),
        }
    }

    /// F4: the agent's page as it would be now.
    pub(super) fn print(&self, cx: &Ctx) -> Step {
        let content = session::preview(self.id, &self.draft(), &self.prefill, cx.now);
        Effect::Print(Page::Draft(Box::new(content))).into()
    }

    /// F9: the question, and on yes the draft is gone.
    pub(super) fn discard(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be discarded: {why}"));
        }
        let ticket = cx.ticket();
        self.discarding = Some(ticket);
        let discard = Request::DiscardDraft { id: self.id, draft: Box::new(self.draft()), based: self.based() };
        Step::overlay(Overlay::Confirm(Confirm {
            title: "Discard this draft?".to_owned(),
            sentences: vec![format!(
                "All that is typed in this session with {} goes, and cannot be brought back.",
                self.prefill.agent_name.visible()
            )],
            yes: "discard",
            effects: vec![Effect::Store(ticket, discard)],
            nav: None,
        }))
    }
}
