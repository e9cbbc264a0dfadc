//! Amending a locked session: what is added beside it, judged by the form's rules. What it said stays.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Amended, EvidenceDraft, SessionView, Status, says_why};
use crate::domain::dates;
use crate::domain::evidence::Evidence;
use crate::domain::figure;
use crate::domain::practice::{self, CheckContext};
use crate::domain::raw::visible;

/// An amendment as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmendDraft {
    pub field: Amended,
    /// Dates as they are typed, a threshold in percent; empty where a row of evidence is added.
    pub new: String,
    pub evidence: Option<EvidenceDraft>,
    pub reason: String,
}

/// What an amendment is judged by, beside the session.
#[derive(Debug, Clone, Copy)]
pub struct AmendContext {
    pub zone: Tz,
    pub now: DateTime<Utc>,
    pub day_first: bool,
}

/// An amendment that may stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Amending {
    pub old: Option<String>,
    /// As it is stored: a date as 2026-11-25, a threshold as 75.
    pub new: String,
    pub evidence: Option<Evidence>,
    /// What is worth knowing of it: an action that is not specific, an end that is not the due date.
    pub remarks: Vec<String>,
}

impl SessionView {
    /// What holds now of a part of the session: as amended, else as it was locked. A date as 2026-11-25, a threshold
    /// as 75.
    pub fn stands(&self, field: Amended) -> Option<String> {
        if field != Amended::Evidence
            && let Some(last) = self.amendments.iter().rev().find(|a| a.field == field)
        {
            return Some(last.new.clone());
        }
        let content = &self.content;
        match field {
            Amended::Behavior => content.behavior.clone(),
            Amended::Action => content.action.clone(),
            Amended::Due => content.due.map(|d| d.to_string()),
            Amended::CheckThreshold => content.check.map(|c| figure::short(c.threshold)),
            Amended::CheckOn => content.check.map(|c| c.on.to_string()),
            Amended::Strength => content.strength.clone(),
            Amended::NextSession => content.next_session.map(|d| d.to_string()),
            Amended::Evidence => None,
            Amended::Note => content.note.clone(),
        }
    }

    /// A date that holds now.
    pub fn stands_on(&self, field: Amended) -> Option<NaiveDate> {
        self.stands(field)?.parse().ok()
    }

    /// The evidence with what was added to it.
    pub fn all_evidence(&self) -> impl Iterator<Item = &Evidence> {
        self.content.evidence.iter().chain(self.amendments.iter().filter_map(|a| a.evidence.as_ref()))
    }

    pub fn held_on(&self) -> NaiveDate {
        let zone: Tz = self.content.zone.parse().unwrap_or(Tz::UTC);
        self.content.held_at.with_timezone(&zone).date_naive()
    }
}

/// Judges an amendment; every reason against it at once. `evidence` is the row that is added, judged already.
pub fn amend(
    view: &SessionView,
    typed: &AmendDraft,
    evidence: Option<Evidence>,
    cx: &AmendContext,
) -> Result<Amending, Vec<String>> {
    if view.status == Status::Void {
        return Err(vec!["the session is void: nothing is added to it any more".to_owned()]);
    }
    let mut problems = Vec::new();
    if !says_why(&typed.reason) {
        problems.push("say in a few words why it is amended: the log keeps the reason".to_owned());
    }
    let old = view.stands(typed.field);
    let new = match new_value(view, typed, evidence.as_ref(), cx) {
        Ok(new) => new,
        Err(words) => {
            problems.push(words);
            String::new()
        }
    };
    if problems.is_empty() && old.as_ref() == Some(&new) {
        problems.push(format!("the {} is “{}” already", typed.field.words(), visible(&new)));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let remarks = remarks(view, typed.field, &new, cx);
    Ok(Amending { old, new, evidence, remarks })
}

fn new_value(
    view: &SessionView,
    typed: &AmendDraft,
    evidence: Option<&Evidence>,
    cx: &AmendContext,
) -> Result<String, String> {
    let text = typed.new.trim();
    let held_on = view.held_on();
    let focus = view.content.focus.dimension.is_some();
    let nothing = || format!("say what the {} is to be from now on", typed.field.words());
    let settled = |what: &str| {
        if view.content.check.is_none() {
            return Err("the session agreed on no threshold to check, so none is amended".to_owned());
        }
        if view.status == Status::Checked {
            return Err(format!("the check is on record: {what} is not amended any more"));
        }
        Ok(())
    };
    match typed.field {
        Amended::Evidence => evidence.map(Evidence::words).ok_or_else(|| {
            "evidence is added as a row of its own: a call ID, with a quote or what happened".to_owned()
        }),
        Amended::Behavior | Amended::Action if text.is_empty() && focus => Err(nothing()),
        Amended::Behavior | Amended::Action | Amended::Strength | Amended::Note => {
            if text.is_empty() {
                Err(nothing())
            } else {
                Ok(text.to_owned())
            }
        }
        Amended::Due => day(text, cx).and_then(|day| {
            if day < held_on {
                return Err(format!("the action would be due on {day}, before the session on {held_on}"));
            }
            Ok(day.to_string())
        }),
        Amended::CheckOn => {
            settled("its date")?;
            day(text, cx).and_then(|day| {
                if day <= held_on {
                    return Err(format!("the check on {day} is not after the session on {held_on}"));
                }
                Ok(day.to_string())
            })
        }
        Amended::NextSession => day(text, cx).and_then(|day| {
            if day <= held_on {
                return Err(format!("the next session on {day} is not after this one on {held_on}"));
            }
            Ok(day.to_string())
        }),
        Amended::CheckThreshold => {
            settled("its threshold")?;
            let number = text.trim_end_matches('%').trim().replace(',', ".");
            let value = number.parse::<f64>().ok().filter(|v| (0.0..=100.0).contains(v));
            value.map(|v| v.to_string()).ok_or_else(|| {
                format!("the check's threshold is a percent from 0 to 100 such as 75, not “{}”", visible(text))
            })
        }
    }
}

fn day(text: &str, cx: &AmendContext) -> Result<NaiveDate, String> {
    let today = cx.now.with_timezone(&cx.zone).date_naive();
    dates::parse_typed(text, today, cx.day_first).map_err(|e| e.to_string())
}

/// An action that fails the check of the form may stand, since the amendment says why; that is said, and so is an end
/// that is not the due date.
fn remarks(view: &SessionView, field: Amended, new: &str, cx: &AmendContext) -> Vec<String> {
    if field != Amended::Action {
        return Vec::new();
    }
    let content = &view.content;
    let key = content.focus.dimension.as_ref();
    let named = content.dimensions.iter().find(|d| Some(&d.key) == key).map(|d| d.name.as_str());
    let due = view.stands_on(Amended::Due);
    let around = |due| CheckContext {
        held_on: cx.now.with_timezone(&cx.zone).date_naive(),
        next_session: view.stands_on(Amended::NextSession),
        week_ends_on: chrono::Weekday::Sun,
        dimension: named,
        day_first: cx.day_first,
        due,
    };
    let held_on = cx.now.with_timezone(&cx.zone).date_naive();
    let check = practice::check(new, &around(due.filter(|d| *d >= held_on)));
    let missing: Vec<String> = check
        .items
        .iter()
        .filter(|i| !i.ok && (key.is_some() || i.item != practice::Item::TiedToFocus))
        .filter_map(|i| Some(i.missing.as_ref()?.trim_end_matches('.').to_owned()))
        .collect();
    let mut out = Vec::new();
    if !missing.is_empty() {
        out.push(format!("it is not specific, and stands for the reason given: {}", missing.join("; ")));
    }
    let named_end = practice::check(new, &around(None)).due;
    if let (Some(end), Some(due)) = (named_end, due)
        && end != due
    {
        out.push(format!("its words end on {end}, and it is due on {due}: amend the due date too if that is meant"));
    }
    out
}
