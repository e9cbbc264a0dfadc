//! Putting something off until a day, with the reason that the log keeps, and letting it be due again.

use chrono::NaiveDate;

use super::{Key, TodayScreen, key};
use crate::domain::today::{put_off_at_most, put_off_reason, put_off_until};
use crate::store::request::{Answer, Request};
use crate::tui::overlay::{DayPrompt, Overlay, Prompt};
use crate::tui::screen::{Ctx, Load, Purpose, Step};

/// What is being put off.
#[derive(Debug)]
pub(super) struct PutOff {
    what: Key,
    title: String,
    until: Option<NaiveDate>,
}

impl TodayScreen {
    /// Asks until when; wakes what is put off already.
    pub(super) fn snooze(&mut self, cx: &Ctx) -> Step {
        let Some(item) = self.item() else { return Step::none() };
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be put off: {why}"));
        }
        if let Some(snoozed) = &item.snoozed {
            let wake = Request::Wake(snoozed.id);
            return self.write.ask(cx, wake).into();
        }
        let title = format!("Put off: {} of {}", item.kind.words(), item.agent_name.visible());
        let what = key(item);
        self.putting_off = Some(PutOff { what, title, until: None });
        self.ask_until(cx)
    }

    fn ask_until(&self, cx: &Ctx) -> Step {
        let (Some(view), Some(PutOff { what: (kind, ..), title, .. })) = (self.view.get(), &self.putting_off) else {
            return Step::none();
        };
        let last = cx.words.day(put_off_at_most(*kind, view.today));
        let sentence = format!(
            "Until when? {last} at the latest. It is off the list until that day. A flag's clock does not stop meanwhile."
        );
        let ask = DayPrompt::new(Purpose::Until, title.clone(), sentence, None, view.day_first).after_today();
        Step::overlay(Overlay::Day(ask))
    }

    /// The day was given: asks why, or for another day where that one is too far off.
    pub(super) fn until_given(&mut self, until: NaiveDate, cx: &Ctx) -> Step {
        let (Some(view), Some(putting_off)) = (self.view.get(), &self.putting_off) else { return Step::none() };
        if let Err(words) = put_off_until(putting_off.what.0, until, view.today) {
            return Step { nav: self.ask_until(cx).nav, ..Step::problem(words) };
        }
        self.ask_reason(until, "")
    }

    pub(super) fn ask_reason(&mut self, until: NaiveDate, typed: &str) -> Step {
        let Some(putting_off) = &mut self.putting_off else { return Step::none() };
        putting_off.until = Some(until);
        Step::overlay(Overlay::Prompt(Prompt::new(
            Purpose::Reason,
            "Why is it put off?",
            "In a few words: the log keeps them, and they stand beside it until then.",
            typed,
        )))
    }

    pub(super) fn put_off(&mut self, reason: String, cx: &Ctx) -> Step {
        let Some(PutOff { what: (kind, agent, key), title, until: Some(until) }) = self.putting_off.take() else {
            return Step::none();
        };
        if let Err(words) = put_off_reason(&reason) {
            self.putting_off = Some(PutOff { what: (kind, agent, key), title, until: Some(until) });
            return Step { nav: self.ask_reason(until, &reason).nav, ..Step::problem(words) };
        }
        self.write.ask(cx, Request::Snooze { kind, agent, key, until, reason }).into()
    }

    /// The write is done, or refused: the list is read again, or the refusal is said.
    pub(super) fn written(&mut self, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        self.write.take(answer, |answer| matches!(answer, Answer::Done(_)).then_some(()));
        match std::mem::take(&mut self.write) {
            Load::Failed(words) => Step::problem(words),
            Load::Ready(()) => self.view.ask(cx, Request::Today).into(),
            Load::Idle | Load::Pending(..) => Step::none(),
        }
    }
}
