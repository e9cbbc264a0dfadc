//! The form's fields in the order of Tab, and the draft that they make.

use chrono::{DateTime, NaiveDate, Utc};

use super::Open;
use crate::domain::dates;
use crate::domain::figure;
use crate::domain::practice::library::same_words;
use crate::domain::raw::visible;
use crate::domain::session::{self, CheckDraft, DimensionAction, Draft, FocusDraft, Prefill, SessionKind, SignOff};
use crate::tui::form::area::AreaField;
use crate::tui::form::choice::ChoiceField;
use crate::tui::form::text::TextField;
use crate::tui::form::{Field, Form};

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum K {
    Kind,
    /// Open flags: which of them the session answers.
    Flags,
    Focus,
    Reason,
    Behavior,
    Action,
    Override,
    Due,
    /// The question of the scorecard that reads the action back.
    Criterion,
    /// Calls that show it, in the left column.
    Suggestions,
    Evidence,
    NoEvidence,
    Threshold,
    CheckOn,
    Strength,
    /// The action of a dimension, by its position in the scorecard.
    Other(usize),
    Note,
    Comment,
    SignOff,
    Next,
    HeldAt,
}

/// Fields that take a date.
pub(super) const ALL_DATES: [K; 4] = [K::Due, K::CheckOn, K::Next, K::HeldAt];

const SIGN_OFFS: [SignOff; 5] = [SignOff::Agrees, SignOff::Disagrees, SignOff::Refused, SignOff::Absent, SignOff::Left];

pub(super) fn is_date(key: K) -> bool {
    ALL_DATES.contains(&key)
}

pub(super) fn is_list(key: K) -> bool {
    matches!(key, K::Flags | K::Suggestions | K::Evidence)
}

/// Whether Enter begins a new line in it.
pub(super) fn takes_lines(key: K) -> bool {
    matches!(key, K::Action | K::Note | K::Comment)
}

/// The calendar's heading.
pub(super) fn title(key: K) -> &'static str {
    match key {
        K::Due => "The action ends on",
        K::CheckOn => "The check is on",
        K::Next => "The next session is on",
        _ => "The session was held on",
    }
}

/// The form of a draft.
pub(super) fn form(draft: &Draft, prefill: &Prefill) -> Form<K> {
    let area = |text: &str| Field::Area(Box::new(AreaField::new(text)));
    let text = |text: &str| Field::Text(TextField::new(text));
    let list = || Field::Choice(ChoiceField::new(Vec::new(), 0));
    let kinds = SessionKind::ALL.iter().map(|k| k.words().to_owned()).collect();
    let kind = SessionKind::ALL.iter().position(|k| *k == draft.kind).unwrap_or(0);
    let sign_offs = std::iter::once("not yet").chain(SIGN_OFFS.iter().map(|s| s.word())).map(str::to_owned).collect();
    let sign_off = draft.sign_off.and_then(|s| SIGN_OFFS.iter().position(|o| *o == s)).map_or(0, |i| i + 1);
    let check = draft.check.clone().unwrap_or_default();
    let mut fields = vec![
        (K::Kind, Field::Choice(ChoiceField::new(kinds, kind))),
        (K::Flags, list()),
        (K::Focus, Field::Choice(focus_field(draft, prefill))),
        (K::Reason, area(draft.focus.as_ref().map_or("", |f| &f.reason))),
        (K::Behavior, area(&draft.behavior)),
        (K::Action, area(&draft.action)),
        (K::Override, area(&draft.action_override)),
        (K::Due, text(&draft.due)),
        (K::Criterion, criterion_field(&draft.criterion, prefill)),
        (K::Suggestions, list()),
        (K::Evidence, list()),
        (K::NoEvidence, area(&draft.no_evidence)),
        (K::Threshold, text(&check.threshold)),
        (K::CheckOn, text(&check.on)),
        (K::Strength, area(&draft.strength)),
    ];
    for (i, dimension) in prefill.standing.dimensions.iter().enumerate() {
        let typed = draft.dimensions.iter().find(|d| position(&d.key, prefill) == Some(i));
        debug_assert!(!dimension.key.is_empty());
        fields.push((K::Other(i), text(typed.map_or("", |d| &d.action))));
    }
    fields.extend([
        (K::Note, area(&draft.note)),
        (K::Comment, area(&draft.agent_comment)),
        (K::SignOff, Field::Choice(ChoiceField::new(sign_offs, sign_off))),
        (K::Next, text(&draft.next_session)),
        (K::HeldAt, text(&draft.held_at)),
    ]);
    Form::new(fields)
}

/// The questions that the action can be tied to; one that the data has no results of is kept where it was named.
fn criteria(named: &str, prefill: &Prefill) -> Vec<String> {
    let mut out: Vec<String> = prefill.practice.asked.iter().map(|a| a.criterion.clone()).collect();
    if !named.trim().is_empty() && !out.iter().any(|c| same_words(c, named)) {
        out.push(named.trim().to_owned());
    }
    out
}

/// None, then each question with how often it was missed.
pub(super) fn criterion_field(named: &str, prefill: &Prefill) -> Field {
    let all = criteria(named, prefill);
    let chosen = all.iter().position(|c| same_words(c, named)).filter(|_| !named.trim().is_empty());
    let words = |(i, name): (usize, &String)| match prefill.practice.asked.get(i) {
        Some(asked) => format!("{}, missed in {} of {}", visible(name), asked.missed, asked.of),
        None => visible(name).into_owned(),
    };
    let options = std::iter::once("no criterion".to_owned()).chain(all.iter().enumerate().map(words));
    Field::Choice(ChoiceField::new(options.collect(), chosen.map_or(0, |i| i + 1)))
}

/// Every dimension with how far it is from its target, then none.
fn focus_field(draft: &Draft, prefill: &Prefill) -> ChoiceField {
    let dimensions = &prefill.standing.dimensions;
    let mut options: Vec<String> = dimensions
        .iter()
        .map(|d| match d.printed_gap() {
            Some(gap) => format!("{} {}", visible(&d.name), figure::signed(-gap)),
            None => visible(&d.name).into_owned(),
        })
        .collect();
    options.push("no focus".to_owned());
    let none = dimensions.len();
    let without = matches!(draft.kind, SessionKind::Recognition | SessionKind::NewHire);
    let chosen = match &draft.focus {
        None if without => none,
        None => prefill.standing.finding.focus().unwrap_or(none),
        Some(focus) => position(&focus.dimension, prefill).unwrap_or(none),
    };
    ChoiceField::new(options, chosen)
}

/// A dimension by key or name.
fn position(named: &str, prefill: &Prefill) -> Option<usize> {
    let named = named.trim();
    let dimensions = &prefill.standing.dimensions;
    let by_key = dimensions.iter().position(|d| d.key == named);
    by_key.or_else(|| dimensions.iter().position(|d| d.name.eq_ignore_ascii_case(named)))
}

/// The day that the session counts for: today, unless an earlier one is typed.
pub(super) fn held_on(typed: &str, prefill: &Prefill, now: DateTime<Utc>) -> NaiveDate {
    let draft = Draft { held_at: typed.to_owned(), ..Draft::default() };
    session::held_on(&draft, prefill.zone, prefill.day_first, now)
}

impl Open {
    /// What is typed, as text; nothing in it is judged.
    pub(super) fn draft(&self) -> Draft {
        let text = |key| self.form.text(key);
        let check = CheckDraft { threshold: text(K::Threshold), on: text(K::CheckOn) };
        let dimensions = self.prefill.standing.dimensions.iter().enumerate().filter_map(|(i, d)| {
            let action = text(K::Other(i));
            (!action.is_empty()).then(|| DimensionAction { key: d.key.clone(), action })
        });
        let unknown = self.base.dimensions.iter().filter(|d| position(&d.key, &self.prefill).is_none());
        let kind = self.form.choice(K::Kind).and_then(|i| SessionKind::ALL.get(i)).copied().unwrap_or_default();
        Draft {
            agent: self.base.agent.clone(),
            kind,
            held_at: text(K::HeldAt),
            cycle: self.base.cycle,
            focus: Some(FocusDraft {
                dimension: self.focus().map(|i| self.prefill.standing.dimensions[i].key.clone()).unwrap_or_default(),
                reason: text(K::Reason),
            }),
            behavior: text(K::Behavior),
            action: text(K::Action),
            action_override: text(K::Override),
            criterion: self.criterion(),
            suggestion: self.base.suggestion.clone(),
            due: text(K::Due),
            check: (check != CheckDraft::default()).then_some(check),
            strength: text(K::Strength),
            dimensions: dimensions.chain(unknown.cloned()).collect(),
            evidence: self.base.evidence.clone(),
            no_evidence: text(K::NoEvidence),
            note: text(K::Note),
            answers_flags: self.base.answers_flags.clone(),
            agent_comment: text(K::Comment),
            sign_off: self.form.choice(K::SignOff).and_then(|i| SIGN_OFFS.get(i.checked_sub(1)?)).copied(),
            next_session: text(K::Next),
        }
    }

    /// The question that the action is tied to; empty for none.
    pub(super) fn criterion(&self) -> String {
        let chosen = self.form.choice(K::Criterion).and_then(|i| i.checked_sub(1));
        let all = criteria(&self.base.criterion, &self.prefill);
        chosen.and_then(|i| all.into_iter().nth(i)).unwrap_or_default()
    }

    /// The chosen dimension's position.
    pub(super) fn focus(&self) -> Option<usize> {
        self.form.choice(K::Focus).filter(|i| *i < self.prefill.standing.dimensions.len())
    }

    /// Whether another focus than the suggested one has to be explained.
    fn wants_reason(&self) -> bool {
        let Some(focus) = self.focus() else { return false };
        let key = &self.prefill.standing.dimensions[focus].key;
        let flags = self.prefill.open_flags.iter().chain(&self.prefill.flags);
        let mut answered = flags.filter(|f| f.reference().is_some_and(|r| self.base.answers_flags.contains(&r)));
        Some(focus) != self.prefill.standing.finding.focus() && !answered.any(|f| f.dimension.as_ref() == Some(key))
    }

    /// Whether a field has something to ask now.
    pub(super) fn visible(&self, key: K) -> bool {
        let filled = |key| !self.form.text(key).trim().is_empty();
        match key {
            K::Flags => !self.flags().is_empty(),
            K::Reason => self.wants_reason() || filled(key),
            K::Override => (filled(K::Action) && !self.check.passes()) || filled(key),
            K::Suggestions => !self.prefill.suggestions.is_empty(),
            K::NoEvidence => self.base.evidence.is_empty() || filled(key),
            K::Threshold | K::CheckOn => self.focus().is_some(),
            K::Criterion => self.focus().is_some() && !criteria(&self.base.criterion, &self.prefill).is_empty(),
            K::Other(i) => self.focus() != Some(i),
            K::Kind
            | K::Focus
            | K::Behavior
            | K::Action
            | K::Due
            | K::Evidence
            | K::Strength
            | K::Note
            | K::Comment
            | K::SignOff
            | K::Next
            | K::HeldAt => true,
        }
    }

    /// Where the form asks for what a rule misses.
    pub(super) fn field_of(&self, field: session::Field) -> K {
        use session::Field as F;
        match field {
            F::HeldAt => K::HeldAt,
            F::Focus => K::Focus,
            F::FocusReason => K::Reason,
            F::Behavior => K::Behavior,
            F::Action => K::Action,
            F::Due => K::Due,
            F::CheckThreshold => K::Threshold,
            F::CheckOn => K::CheckOn,
            F::Strength => K::Strength,
            F::Evidence => K::Evidence,
            F::NoEvidence => K::NoEvidence,
            F::Dimensions => {
                let others = (0..self.prefill.standing.dimensions.len()).map(K::Other);
                others.into_iter().find(|k| self.visible(*k)).unwrap_or(K::Note)
            }
            F::Flags => K::Flags,
            F::NextSession => K::Next,
        }
    }

    /// The day that a date field comes to: what is typed, else what stands for an empty one.
    pub(super) fn day_of(&self, key: K) -> Option<NaiveDate> {
        let typed = self.form.text(key);
        if key == K::HeldAt {
            return Some(self.held_on);
        }
        if !typed.trim().is_empty() {
            return dates::parse_typed(&typed, self.held_on, self.prefill.day_first).ok();
        }
        match key {
            K::Due => self.check.due,
            K::CheckOn => self.held_on.checked_add_days(chrono::Days::new(self.prefill.check_days.unsigned_abs())),
            K::Next => Some(self.prefill.next_session),
            _ => None,
        }
    }
}
