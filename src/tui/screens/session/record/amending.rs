//! Adding to a locked session: what, then what it is from now on with the old value shown, then why.

use super::RecordScreen;
use crate::domain::evidence::offset_typed;
use crate::domain::raw::{Raw, visible};
use crate::domain::session::{AmendDraft, Amended, EvidenceDraft, SessionView, Status};
use crate::store::request::Request;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{DayPrompt, Overlay, Picker, Prompt};
use crate::tui::screen::{Ctx, Effect, Purpose, Step};

use super::Sent;

impl RecordScreen {
    pub(super) fn amend(&self, cx: &Ctx) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        if view.status == Status::Void {
            return Step::problem("the session is void: nothing is added to it any more");
        }
        let choices = Amended::ALL.iter().map(|field| {
            let now = if *field == Amended::Evidence { "add a row".to_owned() } else { shown(view, *field, cx) };
            Choice::new(field.words(), now)
        });
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Amend, "What is to be amended?", choices.collect(), 0)))
    }

    /// The new value is asked for, with the old one shown.
    pub(super) fn amend_field(&mut self, at: usize, cx: &Ctx) -> Step {
        let (Some(field), Some(view)) = (Amended::ALL.get(at).copied(), self.view.get()) else { return Step::none() };
        if field == Amended::Evidence {
            let choices = calls(view, cx).into_iter().map(|(call, note)| Choice::new(call.visible(), note));
            let open = [Choice::new("another call, by its ID", "")];
            let picker = Picker::new(Purpose::AddedCall, "Evidence on which call?", choices.chain(open).collect(), 0)
                .with_open_end();
            self.amending = Some(AmendDraft { field, new: String::new(), evidence: None, reason: String::new() });
            return Step::overlay(Overlay::Picker(picker));
        }
        // What was refused is not typed a second time.
        let before = self.amending.take().filter(|a| a.field == field);
        let typed = before.as_ref().map(|a| a.new.clone()).or_else(|| view.stands(field)).unwrap_or_default();
        let reason = before.map(|a| a.reason).unwrap_or_default();
        let sentence = format!(
            "It says now: {}. {}What it said stays in the log, beside what you type.",
            shown(view, field, cx),
            match field {
                Amended::Due | Amended::CheckOn | Amended::NextSession => "A date as you say it: fri, +7d, 9 oct. ",
                Amended::CheckThreshold => "In percent. ",
                Amended::Behavior | Amended::Action | Amended::Strength | Amended::Evidence | Amended::Note => "",
            }
        );
        self.amending = Some(AmendDraft { field, new: String::new(), evidence: None, reason });
        let title = format!("Amend the {}", field.words());
        Step::overlay(match field {
            // The day that is understood stands beside what is typed.
            Amended::Due | Amended::CheckOn | Amended::NextSession => {
                Overlay::Day(DayPrompt::new(Purpose::Amended, title, sentence, typed.parse().ok(), Self::day_first(cx)))
            }
            Amended::Behavior
            | Amended::Action
            | Amended::CheckThreshold
            | Amended::Strength
            | Amended::Evidence
            | Amended::Note => Overlay::Prompt(Prompt::new(Purpose::Amended, title, sentence, &typed)),
        })
    }

    /// How a date such as 12/11 is read, as everywhere on this machine.
    fn day_first(cx: &Ctx) -> bool {
        cx.config.dates != crate::config::DateStyle::MonthDay
    }

    /// A call from the list, or another one by its ID.
    pub(super) fn added_call(&mut self, at: usize, cx: &Ctx) -> Step {
        let found = self.view.get().and_then(|view| calls(view, cx).into_iter().nth(at));
        match found {
            Some((call, _)) => self.added_words(call.verbatim()),
            None => Step::overlay(Overlay::Prompt(Prompt::new(
                Purpose::AddedCall,
                "Evidence on which call?",
                "The call's ID, as the QA tool writes it.",
                "",
            ))),
        }
    }

    pub(super) fn added_words(&mut self, call: &str) -> Step {
        let Some(amending) = &mut self.amending else { return Step::none() };
        amending.evidence = Some(EvidenceDraft { call_id: call.to_owned(), ..EvidenceDraft::default() });
        Step::overlay(Overlay::Prompt(Prompt::new(
            Purpose::AddedWords,
            format!("What shows it on call {}?", visible(call)),
            "Where in the call, if you know it, then the words in quotation marks or what happened: \
             0:40 \"so where did it happen\"",
            "",
        )))
    }

    /// The new value or the words of the row are there: why?
    pub(super) fn amended(&mut self, typed: String) -> Step {
        let Some(amending) = &mut self.amending else { return Step::none() };
        match &mut amending.evidence {
            Some(row) => *row = evidence(&row.call_id, &typed),
            None => amending.new = typed,
        }
        let reason = amending.reason.clone();
        let title = if amending.field == Amended::Evidence {
            "Why is evidence added?".to_owned()
        } else {
            format!("Why is the {} amended?", amending.field.words())
        };
        Step::overlay(Overlay::Prompt(Prompt::new(
            Purpose::AmendWhy,
            title,
            "In a few words. The log keeps the reason, and the agent's page shows it.",
            &reason,
        )))
    }

    pub(super) fn amend_now(&mut self, reason: String, cx: &Ctx) -> Step {
        let Some(amending) = &mut self.amending else { return Step::none() };
        amending.reason = reason;
        let ticket = cx.ticket();
        self.sent = Some((ticket, Sent::Amended));
        Effect::Store(ticket, Request::Amend { id: self.id, amend: Box::new(amending.clone()) }).into()
    }
}

/// What stands now, as people read it.
pub(super) fn shown(view: &SessionView, field: Amended, cx: &Ctx) -> String {
    view.stands(field).map_or_else(|| "nothing".to_owned(), |value| value_words(field, &value, cx))
}

/// A stored value as people read it: a day as their settings write it.
pub(super) fn value_words(field: Amended, value: &str, cx: &Ctx) -> String {
    match field {
        Amended::Due | Amended::CheckOn | Amended::NextSession => {
            value.parse().map_or_else(|_| visible(value).into_owned(), |day| cx.words.weekday(day))
        }
        Amended::CheckThreshold => {
            value.parse().map_or_else(|_| visible(value).into_owned(), |percent: f64| cx.words.short(percent))
        }
        Amended::Behavior | Amended::Action | Amended::Strength | Amended::Evidence | Amended::Note => {
            visible(value).into_owned()
        }
    }
}

/// Calls that the session saw and has no evidence of, the lowest on its focus first.
fn calls(view: &SessionView, cx: &Ctx) -> Vec<(Raw, String)> {
    let focus = view.content.focus.dimension.as_ref();
    let mut found: Vec<(&Raw, f64, String)> = Vec::new();
    for call in &view.content.baseline {
        let Some(id) = &call.call_id else { continue };
        let known = view.all_evidence().any(|e| e.call_id.as_ref() == Some(id)) || found.iter().any(|f| f.0 == id);
        if known {
            continue;
        }
        let percent = focus.and_then(|key| call.percents.get(key)).copied().or(call.overall);
        let score = percent.map_or_else(String::new, |p| format!(" · {}", cx.words.figure(p)));
        found.push((id, percent.unwrap_or(f64::INFINITY), format!("{}{score}", cx.words.day(call.day))));
    }
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    found.into_iter().map(|(id, _, note)| (id.clone(), note)).collect()
}

/// "0:40 “so where”" and "0:40-0:52 passed over the loss": a place where the first word is one, then a quote or what
/// happened.
fn evidence(call_id: &str, typed: &str) -> EvidenceDraft {
    let typed = typed.trim();
    let (first, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let at = |text: &str| text.contains(':').then(|| offset_typed(text)).flatten();
    let (from, to) = first.split_once(['-', '–']).map_or((first, None), |(from, to)| (from, Some(to)));
    let (from_ms, words) = match at(from) {
        Some(from) => (Some(from), rest.trim()),
        None => (None, typed),
    };
    let to_ms = from_ms.and(to.and_then(at));
    let quoted = words
        .strip_prefix(['"', '“', '„', '«'])
        .map(|quote| quote.trim_end_matches(['"', '”', '“', '»']).trim().to_owned());
    EvidenceDraft {
        call_id: call_id.to_owned(),
        from_ms,
        to_ms,
        what_happened: if quoted.is_some() { String::new() } else { words.to_owned() },
        quote: quoted.unwrap_or_default(),
        ..EvidenceDraft::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_then_a_quote_or_what_happened() {
        let read = |typed: &str| {
            let e = evidence("004471", typed);
            (e.from_ms, e.to_ms, e.quote, e.what_happened)
        };
        let none = String::new;
        assert_eq!(read("0:40 \"so where\""), (Some(40_000), None, "so where".to_owned(), none()));
        assert_eq!(read("0:40-0:52 “so where”"), (Some(40_000), Some(52_000), "so where".to_owned(), none()));
        assert_eq!(read("1:02:03 hung up"), (Some(3_723_000), None, none(), "hung up".to_owned()));
        assert_eq!(read("40 seconds of silence"), (None, None, none(), "40 seconds of silence".to_owned()));
        assert_eq!(read("“so where"), (None, None, "so where".to_owned(), none()));
    }
}
