//! Judging a draft: every reason against it at once, or the finished session.

mod evidence;
mod typed;

pub use typed::held_on;
use typed::{held_at, typed_date};

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Serialize;

use super::{
    Check, Done, Draft, Finished, FrozenBelow, FrozenDimension, FrozenFlag, FrozenFocus, NOTED, Prefill, SessionKind,
    TiedCriterion,
};
use crate::domain::evidence::Evidence;
use crate::domain::focus::Finding;
use crate::domain::id::SessionId;
use crate::domain::practice::{self, ActionCheck, CheckContext, Item};
use crate::domain::raw::visible;
use crate::domain::scorecard::name_of;
use crate::domain::standing::FlagLine;

/// A field of the form, to lead the reader to what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    HeldAt,
    Focus,
    FocusReason,
    Behavior,
    Action,
    Due,
    CheckThreshold,
    CheckOn,
    Strength,
    Evidence,
    NoEvidence,
    Dimensions,
    Flags,
    NextSession,
}

/// One reason why a draft cannot be finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub field: Field,
    /// The row of evidence that it is about, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// A sentence that says what is missing and what would do.
    pub words: String,
}

/// The live check of the draft's practice action, as the form shows it.
pub fn action_check(draft: &Draft, prefill: &Prefill, now: DateTime<Utc>) -> ActionCheck {
    let held_on = held_on(draft, prefill.zone, prefill.day_first, now);
    let next = typed_date(&draft.next_session, held_on, prefill).ok().flatten().or(Some(prefill.next_session));
    let focus = chosen(draft, prefill).ok().flatten();
    // A due date that has passed is said in its own field.
    let due = typed_date(&draft.due, held_on, prefill).ok().flatten().filter(|d| *d >= held_on);
    practice::check(
        &draft.action,
        &CheckContext {
            held_on,
            next_session: next,
            week_ends_on: chrono::Weekday::Sun,
            dimension: focus.map(|i| prefill.standing.dimensions[i].name.as_str()),
            day_first: prefill.day_first,
            due,
        },
    )
}

/// Judges the draft against what the data says. `entered_at` is now; a session held earlier is a late entry.
pub fn finish(id: SessionId, draft: &Draft, prefill: &Prefill, now: DateTime<Utc>) -> Result<Finished, Vec<Problem>> {
    let (finished, problems) = frozen(id, draft, prefill, now);
    if problems.is_empty() { Ok(finished) } else { Err(problems) }
}

/// The draft as it would be locked now, whatever is still missing of it. It is printed, and never kept.
pub fn preview(id: SessionId, draft: &Draft, prefill: &Prefill, now: DateTime<Utc>) -> Finished {
    frozen(id, draft, prefill, now).0
}

/// One row of evidence, judged as the form judges it.
pub fn judge_evidence(draft: &Draft, prefill: &Prefill, now: DateTime<Utc>) -> Result<Vec<Evidence>, Vec<Problem>> {
    let held_on = held_on(draft, prefill.zone, prefill.day_first, now);
    let mut judge = Judge { draft, prefill, problems: Vec::new(), row: None, held_on };
    let focus = chosen(draft, prefill).ok().flatten();
    let evidence = judge.evidence_rows(focus);
    if judge.problems.is_empty() { Ok(evidence) } else { Err(judge.problems) }
}

fn frozen(id: SessionId, draft: &Draft, prefill: &Prefill, now: DateTime<Utc>) -> (Finished, Vec<Problem>) {
    let mut judge = Judge {
        draft,
        prefill,
        problems: Vec::new(),
        row: None,
        held_on: now.with_timezone(&prefill.zone).date_naive(),
    };
    let held_at = judge.held(now);
    judge.cycle();
    let focus = judge.focus();
    judge.behavior(focus);
    let check = action_check(draft, prefill, now);
    let due = judge.action(focus, &check);
    let gate = judge.gate(focus);
    let next_session = judge.next(focus);
    let evidence = judge.evidence(focus);
    judge.without_focus(focus, &evidence);
    judge.flags();
    let dimensions = judge.dimensions(focus);
    let problems = judge.problems;
    let standing = &prefill.standing;
    let confidence = match &standing.finding {
        Finding::Focus { confidence, .. } => *confidence,
        Finding::AtTarget { .. } | Finding::TooFew { .. } | Finding::NoTarget => None,
    };
    let finished = Finished {
        id,
        agent: prefill.agent,
        agent_json_id: prefill.agent_json_id.clone(),
        agent_name: prefill.agent_name.clone(),
        supervisor: prefill.supervisor,
        supervisor_name: prefill.supervisor_name.clone(),
        kind: draft.kind,
        held_at,
        entered_at: now,
        finished_at: now,
        cycle: prefill.cycle,
        zone: prefill.zone.name().to_owned(),
        scorecard: prefill.scorecard,
        scorecard_name: prefill.scorecard_name.clone(),
        scorecard_version: prefill.scorecard_version.clone(),
        overall: standing.overall,
        calls: standing.calls,
        below_threshold: below(prefill),
        flags: prefill.flags.iter().map(frozen_flag).collect(),
        auto_fails: prefill.auto_fails.clone(),
        answers_flags: draft.answers_flags.clone(),
        focus: FrozenFocus {
            dimension: focus.map(|i| standing.dimensions[i].key.clone()),
            suggested: prefill.suggested().map(str::to_owned),
            reason: draft.focus.as_ref().and_then(|f| filled(&f.reason)),
        },
        focus_reason: prefill.reason().word().to_owned(),
        confidence,
        behavior: filled(&draft.behavior),
        action: filled(&draft.action),
        action_check: if draft.action.trim().is_empty() { Vec::new() } else { check.items.clone() },
        action_override: filled(&draft.action_override).filter(|_| !check.passes()),
        criterion: focus.and_then(|_| tied(draft, prefill)),
        suggestion: draft.suggestion.clone(),
        due,
        check: gate,
        strength: filled(&draft.strength),
        // A late entry of another day was opened with other words.
        praise: if held_on(draft, prefill.zone, prefill.day_first, now) == now.with_timezone(&prefill.zone).date_naive()
        {
            prefill.practice.praise.iter().map(Into::into).collect()
        } else {
            Vec::new()
        },
        dimensions,
        evidence,
        no_evidence: filled(&draft.no_evidence).filter(|_| draft.evidence.is_empty()),
        note: filled(&draft.note),
        agent_comment: filled(&draft.agent_comment),
        sign_off: draft.sign_off,
        next_session,
        baseline: prefill.baseline.clone(),
    };
    (finished, problems)
}

/// The question that the action is tied to, with how it stood over the calls that the session saw.
fn tied(draft: &Draft, prefill: &Prefill) -> Option<TiedCriterion> {
    let named = filled(&draft.criterion)?;
    let asked = prefill.practice.asked.iter().find(|a| practice::library::same_words(&a.criterion, &named));
    Some(match asked {
        Some(asked) => TiedCriterion {
            name: asked.criterion.clone(),
            before: Some(Done { done: asked.of.saturating_sub(asked.missed), of: asked.of }),
        },
        None => TiedCriterion { name: named, before: None },
    })
}

struct Judge<'a> {
    draft: &'a Draft,
    prefill: &'a Prefill,
    problems: Vec<Problem>,
    held_on: NaiveDate,
    /// The row of evidence that is being judged.
    row: Option<usize>,
}

impl Judge<'_> {
    fn problem(&mut self, field: Field, words: impl Into<String>) {
        self.problems.push(Problem { field, row: self.row, words: words.into() });
    }

    fn held(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        match held_at(self.draft, self.prefill, now) {
            Ok(at) if at > now => {
                self.problem(
                    Field::HeldAt,
                    format!("the session is dated {}, which is still to come", at.format("%Y-%m-%d %H:%M UTC")),
                );
                now
            }
            Ok(at) => {
                self.held_on = at.with_timezone(&self.prefill.zone).date_naive();
                at
            }
            Err(words) => {
                self.problem(Field::HeldAt, words);
                now
            }
        }
    }

    fn cycle(&mut self) {
        if let Some(cycle) = self.draft.cycle
            && (cycle.from >= cycle.to || cycle.from > self.held_on)
        {
            let words = format!(
                "the cycle from {} to {} ends before it begins, or begins after the session",
                cycle.from, cycle.to
            );
            self.problem(Field::HeldAt, words);
        }
    }

    /// The chosen dimension's position.
    fn focus(&mut self) -> Option<usize> {
        let focus = match chosen(self.draft, self.prefill) {
            Ok(focus) => focus,
            Err(words) => {
                self.problem(Field::Focus, words);
                return None;
            }
        };
        let typed = self.draft.focus.as_ref().map_or("", |f| f.reason.trim());
        if !typed.is_empty() && !says_why(typed) {
            self.problem(Field::FocusReason, format!("“{typed}” is no reason: say in a few words why it is coached"));
        }
        let reason = !typed.is_empty();
        let suggested = flagged(self.draft, self.prefill).or(self.prefill.standing.finding.focus());
        match (focus, suggested) {
            (Some(chosen), suggested) if Some(chosen) != suggested && !reason && !self.answers(chosen) => {
                let named = |i: usize| self.prefill.standing.dimensions[i].name.clone();
                let words = suggested.map_or_else(
                    || format!("the rule found no focus; say why {} is coached", named(chosen)),
                    |s| {
                        let by_flag = flagged(self.draft, self.prefill).is_some();
                        let rule = if by_flag { "the flag is on" } else { "the largest gap is" };
                        format!("{rule} {}; say why {} is coached instead", named(s), named(chosen))
                    },
                );
                self.problem(Field::FocusReason, words);
            }
            (None, Some(s)) if !without_focus_kind(self.draft.kind) => {
                let name = &self.prefill.standing.dimensions[s].name;
                let words = format!(
                    "a focus is missing: {name} has the largest gap; only a recognition or a new hire's session goes without"
                );
                self.problem(Field::Focus, words);
            }
            (Some(_) | None, _) => {}
        }
        focus
    }

    /// Whether the session answers a flag of this dimension: then the focus needs no reason.
    fn answers(&self, focus: usize) -> bool {
        let key = &self.prefill.standing.dimensions[focus].key;
        let all = self.prefill.open_flags.iter().chain(&self.prefill.flags);
        let mut answered = all.filter(|f| f.reference().is_some_and(|r| self.draft.answers_flags.contains(&r)));
        answered.any(|f| f.dimension.as_ref() == Some(key))
    }

    fn behavior(&mut self, focus: Option<usize>) {
        if focus.is_some() && self.draft.behavior.trim().is_empty() {
            self.problem(Field::Behavior, "the targeted behavior is missing: what inside the focus is to change");
        }
    }

    fn action(&mut self, focus: Option<usize>, check: &ActionCheck) -> Option<NaiveDate> {
        let draft = self.draft;
        let typed = match typed_date(&draft.due, self.held_on, self.prefill) {
            Ok(date) => date,
            Err(words) => {
                self.problem(Field::Due, words);
                None
            }
        };
        let due = typed.or(check.due);
        if draft.action.trim().is_empty() {
            if focus.is_some() {
                self.problem(
                    Field::Action,
                    "the practice action is missing: what the agent will do, how often, and until when",
                );
            }
            return due;
        }
        let why = draft.action_override.trim();
        if !why.is_empty() && !says_why(why) {
            self.problem(
                Field::Action,
                format!("“{why}” is no reason: say in a few words why the action stands as it is"),
            );
        }
        if why.is_empty() {
            let early = typed.is_some_and(|date| date < self.held_on);
            let judged = |item: Item| match item {
                // Without a focus there is nothing to read the action back in.
                Item::TiedToFocus => focus.is_some(),
                // A date that was typed too early is named below, once.
                Item::TimeBound => !early,
                Item::Observable | Item::Measurable => true,
            };
            for item in check.items.iter().filter(|i| !i.ok && judged(i.item)) {
                let missing = item.missing.clone().unwrap_or_else(|| "the practice action is not specific".to_owned());
                self.problem(Field::Action, missing);
            }
        }
        match due {
            None => self.problem(
                Field::Due,
                "a due date is missing: write an end into the action (“this week”, “by 9 Oct”) or set one",
            ),
            Some(date) if date < self.held_on => {
                self.problem(
                    Field::Due,
                    format!("the action is due on {date}, before the session on {}", self.held_on),
                );
            }
            Some(_) => {}
        }
        due
    }

    fn gate(&mut self, focus: Option<usize>) -> Option<Check> {
        let target = focus.and_then(|i| self.prefill.standing.dimensions[i].target);
        let typed = self.draft.check.as_ref();
        let text = typed.map_or("", |c| c.threshold.trim()).trim_end_matches('%').trim().replace(',', ".");
        let threshold = if text.is_empty() {
            target
        } else {
            let value = text.parse::<f64>().ok().filter(|v| v.is_finite() && (-1000.0..=1000.0).contains(v));
            if value.is_none() {
                self.problem(
                    Field::CheckThreshold,
                    format!("the check's threshold is a percent such as 75, not “{text}”"),
                );
            }
            value
        };
        let on = match typed_date(typed.map_or("", |c| c.on.as_str()), self.held_on, self.prefill) {
            Ok(Some(date)) => date,
            Ok(None) => self.held_on + Days::new(self.prefill.check_days.unsigned_abs()),
            Err(words) => {
                self.problem(Field::CheckOn, words);
                return None;
            }
        };
        if on <= self.held_on {
            self.problem(Field::CheckOn, format!("the check on {on} is not after the session on {}", self.held_on));
        }
        if focus.is_some() && threshold.is_none() && self.problems.iter().all(|p| p.field != Field::CheckThreshold) {
            self.problem(
                Field::CheckThreshold,
                "the check's threshold is missing: the focus has no target to take it from",
            );
        }
        focus.and(threshold).map(|threshold| Check { threshold, on })
    }

    fn next(&mut self, focus: Option<usize>) -> Option<NaiveDate> {
        match typed_date(&self.draft.next_session, self.held_on, self.prefill) {
            Ok(Some(date)) if date <= self.held_on => {
                self.problem(
                    Field::NextSession,
                    format!("the next session on {date} is not after this one on {}", self.held_on),
                );
                None
            }
            Ok(Some(date)) => Some(date),
            Ok(None) => {
                if focus.is_none()
                    && self.draft.next_session.trim().is_empty()
                    && self.prefill.next_session <= self.held_on
                {
                    self.problem(Field::NextSession, "the next session's date is missing");
                }
                Some(self.prefill.next_session).filter(|d| *d > self.held_on)
            }
            Err(words) => {
                self.problem(Field::NextSession, words);
                None
            }
        }
    }

    /// A session without a focus takes a strength, one call and the next date.
    fn without_focus(&mut self, focus: Option<usize>, evidence: &[Evidence]) {
        if focus.is_some() || self.problems.iter().any(|p| p.field == Field::Focus) {
            return;
        }
        if self.draft.strength.trim().is_empty() {
            self.problem(Field::Strength, "a session without a focus names one strength");
        }
        if evidence.is_empty() && self.draft.no_evidence.trim().is_empty() && self.draft.evidence.is_empty() {
            self.problem(Field::Evidence, "a session without a focus shows one call, or says why none");
        }
    }

    fn flags(&mut self) {
        for flag in &self.draft.answers_flags {
            let known = self.prefill.open_flags.iter().chain(&self.prefill.flags);
            if !known.clone().any(|f| f.reference().as_ref() == Some(flag)) {
                let words = format!(
                    "no open flag “{}” of {} stands on call {}",
                    flag.code.visible(),
                    self.prefill.agent_name.visible(),
                    flag.call_id.visible()
                );
                self.problem(Field::Flags, words);
            }
        }
    }

    fn dimensions(&mut self, focus: Option<usize>) -> Vec<FrozenDimension> {
        for typed in &self.draft.dimensions {
            if position(&typed.key, self.prefill).is_none() {
                self.problem(Field::Dimensions, format!("the scorecard has no dimension “{}”", typed.key));
            }
        }
        let figures = &self.prefill.standing.dimensions;
        let action_of = |i: usize, key: &str| {
            if Some(i) == focus {
                return self.draft.action.trim().to_owned();
            }
            let typed = self.draft.dimensions.iter().find(|d| position(&d.key, self.prefill) == Some(i));
            debug_assert_eq!(figures[i].key, key);
            typed.and_then(|d| filled(&d.action)).unwrap_or_else(|| NOTED.to_owned())
        };
        let frozen = figures.iter().enumerate().map(|(i, f)| FrozenDimension {
            key: f.key.clone(),
            name: f.name.clone(),
            current: f.current,
            n: f.n,
            target: f.target,
            gap: f.gap(),
            change: f.change(),
            action: action_of(i, &f.key),
        });
        frozen.collect()
    }
}

/// The dimension of the flag that the session answers, where it names one.
fn flagged(draft: &Draft, prefill: &Prefill) -> Option<usize> {
    answered(draft, prefill).find_map(|f| by_key(f.dimension.as_deref()?, prefill))
}

/// The flags that the session answers.
fn answered<'a>(draft: &'a Draft, prefill: &'a Prefill) -> impl Iterator<Item = &'a FlagLine> {
    let all = prefill.open_flags.iter().chain(&prefill.flags);
    all.filter(|f| f.reference().is_some_and(|r| draft.answers_flags.contains(&r)))
}

fn by_key(key: &str, prefill: &Prefill) -> Option<usize> {
    prefill.standing.dimensions.iter().position(|d| d.key == key)
}

/// What is to be said where a flag that the session answers is on a dimension of another scorecard than the session's.
pub fn flag_elsewhere(draft: &Draft, prefill: &Prefill) -> Option<String> {
    let found =
        answered(draft, prefill).find(|f| f.dimension.as_deref().is_some_and(|key| by_key(key, prefill).is_none()))?;
    let (code, name) = (found.code.visible(), name_of(found.dimension.as_deref()?));
    let goes = match flagged(draft, prefill).or(prefill.standing.finding.focus()) {
        Some(i) => format!("the focus that is proposed is {}", visible(&prefill.standing.dimensions[i].name)),
        None => "no focus is proposed".to_owned(),
    };
    Some(format!("{code} is on {}, which {} does not score: {goes}", visible(&name), visible(&prefill.scorecard_name)))
}

/// More than a letter typed to get past the question.
pub fn says_why(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= 5
}

fn without_focus_kind(kind: SessionKind) -> bool {
    match kind {
        SessionKind::Recognition | SessionKind::NewHire => true,
        SessionKind::Scheduled | SessionKind::FlaggedCall | SessionKind::FollowUp => false,
    }
}

/// The dimension that the draft coaches: the suggested one where nothing was chosen.
fn chosen(draft: &Draft, prefill: &Prefill) -> Result<Option<usize>, String> {
    let Some(focus) = &draft.focus else {
        let by_rule = if without_focus_kind(draft.kind) { None } else { prefill.standing.finding.focus() };
        return Ok(flagged(draft, prefill).or(by_rule));
    };
    let wanted = focus.dimension.trim();
    if wanted.is_empty() {
        return Ok(None);
    }
    let names: Vec<&str> = prefill.standing.dimensions.iter().map(|d| d.name.as_str()).collect();
    position(wanted, prefill)
        .map(Some)
        .ok_or_else(|| format!("the scorecard has no dimension “{wanted}”; it has {}", names.join(", ")))
}

/// A dimension by key or name.
fn position(named: &str, prefill: &Prefill) -> Option<usize> {
    let named = named.trim();
    let figures = &prefill.standing.dimensions;
    figures
        .iter()
        .position(|d| d.key == named)
        .or_else(|| figures.iter().position(|d| d.name.eq_ignore_ascii_case(named)))
}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn below(prefill: &Prefill) -> Vec<FrozenBelow> {
    let threshold = prefill.review_threshold;
    let low = prefill.calls.iter().filter(|c| !c.below.is_empty());
    low.map(|c| FrozenBelow {
        call_id: c.call_id.clone(),
        day: c.day,
        overall: c.overall,
        why: c.below.iter().map(|b| b.words(threshold)).collect(),
    })
    .collect()
}

fn frozen_flag(flag: &crate::domain::standing::FlagLine) -> FrozenFlag {
    FrozenFlag {
        call_id: flag.call_id.clone(),
        code: flag.code.clone(),
        severity: flag.severity.clone(),
        dimension: flag.dimension.clone(),
        day: flag.day,
        at_ms: flag.at_ms,
        note: flag.note.clone(),
    }
}
