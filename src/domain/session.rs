//! A coaching session: draft → validate → finished. The form, `session add` and old logs that are brought in
//! are judged by the one function [`finish`].

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::day::Span;
use super::evidence::Evidence;
use super::focus::FocusReason;
use super::id::{PersonId, ScorecardId, SessionId};
use super::outcome::{Basis, Outcome};
use super::practice::CheckItem;
use super::practice::read_back::ReadBack;
use super::practice::suggest::{Asked, Suggested};
use super::praise::{Praise, PraiseLine};
use super::raw::Raw;
use super::standing::{BelowReason, CallLine, FlagLine, Standing};
use super::watch::Watched;

mod amend;
mod draft;
mod finish;
mod follow_up;
mod restated;
mod sentence;
pub use amend::{AmendContext, AmendDraft, amend};
pub use draft::{CheckDraft, DimensionAction, Draft, Elsewhere, EvidenceDraft, FocusDraft};
pub use finish::{Field, Problem, action_check, finish, flag_elsewhere, held_on, judge_evidence, preview, says_why};
pub use follow_up::{ActionState, Amended, Cause, Done, NextStep, Suggestion, TiedCriterion};
pub use restated::Restated;
pub use sentence::auditors_sentence;

#[cfg(test)]
mod tests;

/// Why the two sit down together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    #[default]
    Scheduled,
    FlaggedCall,
    FollowUp,
    Recognition,
    NewHire,
}

impl SessionKind {
    pub const ALL: [Self; 5] = [Self::Scheduled, Self::FlaggedCall, Self::FollowUp, Self::Recognition, Self::NewHire];

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::FlaggedCall => "flagged_call",
            Self::FollowUp => "follow_up",
            Self::Recognition => "recognition",
            Self::NewHire => "new_hire",
        }
    }

    /// The words on screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::FlaggedCall => "flagged call",
            Self::FollowUp => "follow-up",
            Self::Recognition => "recognition",
            Self::NewHire => "new hire",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }
}

/// Where a session is in its life. From finished on it is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Draft,
    Finished,
    Signed,
    Checked,
    Void,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Finished => "finished",
            Self::Signed => "signed",
            Self::Checked => "checked",
            Self::Void => "void",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Draft, Self::Finished, Self::Signed, Self::Checked, Self::Void].into_iter().find(|s| s.word() == word)
    }
}

/// How the agent took it. Each lets the check go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignOff {
    Agrees,
    Disagrees,
    Refused,
    Absent,
    Left,
}

impl SignOff {
    pub const ALL: [Self; 5] = [Self::Agrees, Self::Disagrees, Self::Refused, Self::Absent, Self::Left];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Disagrees => "disagrees",
            Self::Refused => "refused",
            Self::Absent => "absent",
            Self::Left => "left",
        }
    }
}

/// A flag as a session refers to it: it outlives a reload of its evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FlagRef {
    pub call_id: Raw,
    pub code: Raw,
}

/// What the data says when a session opens, and what is frozen when it is finished.
#[derive(Debug, Clone, PartialEq)]
pub struct Prefill {
    pub agent: PersonId,
    pub agent_json_id: String,
    pub agent_name: Raw,
    pub supervisor: Option<PersonId>,
    pub supervisor_name: String,
    pub cycle: Span,
    pub zone: Tz,
    pub scorecard: ScorecardId,
    pub scorecard_name: String,
    pub scorecard_version: String,
    pub standing: Standing,
    /// The calls of the cycle, newest first, with their percents by dimension.
    pub calls: Vec<CallLine>,
    /// What the baseline rests on.
    pub baseline: Vec<BaselineCall>,
    /// Of the cycle.
    pub flags: Vec<FlagLine>,
    /// Flags of any day that no session answers.
    pub open_flags: Vec<FlagLine>,
    pub auto_fails: Vec<AutoFailLine>,
    /// The last session's agreement, where there is one.
    pub last: Option<SessionLine>,
    /// Two or three: the worst calls on the focus dimension that no session has used.
    pub suggestions: Vec<EvidenceDraft>,
    /// A strength to open with.
    pub strength: Option<String>,
    /// What the file knows of the calls that the draft's evidence names.
    pub known_calls: BTreeMap<String, CallFact>,
    pub check_days: i64,
    pub review_threshold: f64,
    pub minimum_sample: u32,
    /// By cadence from the day it is held.
    pub next_session: NaiveDate,
    pub day_first: bool,
    pub practice: Practising,
}

/// What to practise, and what was practised since last time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Practising {
    /// For the focus dimension, in the order in which they are offered.
    pub suggestions: Vec<Suggested>,
    /// Questions of the focus dimension that this agent's calls were scored on, the one missed most first.
    pub asked: Vec<Asked>,
    /// Whether last time's action was done, where the calls tell it.
    pub read_back: Option<ReadBack>,
    /// Kept from calls since the last session.
    pub praise: Vec<Praise>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AutoFailLine {
    pub call_id: Option<Raw>,
    pub day: NaiveDate,
    pub name: Raw,
}

/// A call that evidence names, as the file knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct CallFact {
    pub agent: Option<PersonId>,
    pub agent_name: Option<Raw>,
    pub started_at: Option<DateTime<Utc>>,
    pub day: Option<NaiveDate>,
    /// The transcript's words, turn by turn; empty where there is none.
    pub turns: Vec<Raw>,
}

/// One evaluation that the frozen figures rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BaselineCall {
    pub source: Raw,
    pub evaluation: Raw,
    pub version: i64,
    pub call_id: Option<Raw>,
    pub started_at: Option<DateTime<Utc>>,
    pub day: NaiveDate,
    pub percents: BTreeMap<String, f64>,
    pub overall: Option<f64>,
}

impl BaselineCall {
    /// Whether it came before a moment. Of a call without a time the day decides, and the moment's own day is on
    /// neither side of it.
    pub fn before(&self, at: DateTime<Utc>, on: NaiveDate) -> bool {
        self.started_at.map_or(self.day < on, |started| started <= at)
    }

    /// Whether it came after a moment.
    pub fn after(&self, at: DateTime<Utc>, on: NaiveDate) -> bool {
        self.started_at.map_or(self.day > on, |started| started > at)
    }
}

/// A dimension as it stood when the session was finished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenDimension {
    pub key: String,
    pub name: String,
    pub current: Option<f64>,
    pub n: u32,
    pub target: Option<f64>,
    pub gap: Option<f64>,
    pub change: Option<f64>,
    /// "noted, not coached" unless it was changed; the practice action for the focus.
    pub action: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenFocus {
    /// `None` for a session without a focus.
    pub dimension: Option<String>,
    /// What the rule picked.
    pub suggested: Option<String>,
    /// Why another was chosen.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Check {
    pub threshold: f64,
    pub on: NaiveDate,
}

/// A call that was below the threshold, frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenBelow {
    pub call_id: Option<Raw>,
    pub day: NaiveDate,
    pub overall: Option<f64>,
    /// "overall 61.0 is under 70", "Compliance 80.0 is under its target".
    pub why: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrozenFlag {
    pub call_id: Option<Raw>,
    pub code: Raw,
    pub severity: Option<Raw>,
    pub dimension: Option<String>,
    pub day: NaiveDate,
    pub at_ms: Option<i64>,
    pub note: Option<Raw>,
}

/// A finished session, whole. It stands in its event's payload, so nothing in it is ever looked up again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "three times beside each other: held, entered, finished")]
pub struct Finished {
    pub id: SessionId,
    pub agent: PersonId,
    /// The source's id (A017), where there is one.
    pub agent_json_id: String,
    pub agent_name: Raw,
    pub supervisor: Option<PersonId>,
    pub supervisor_name: String,
    pub kind: SessionKind,
    pub held_at: DateTime<Utc>,
    pub entered_at: DateTime<Utc>,
    pub finished_at: DateTime<Utc>,
    pub cycle: Span,
    pub zone: String,
    pub scorecard: ScorecardId,
    pub scorecard_name: String,
    pub scorecard_version: String,
    pub overall: Option<f64>,
    pub calls: u32,
    pub below_threshold: Vec<FrozenBelow>,
    pub flags: Vec<FrozenFlag>,
    pub auto_fails: Vec<AutoFailLine>,
    pub answers_flags: Vec<FlagRef>,
    pub focus: FrozenFocus,
    /// Why the rule had a focus, or none.
    pub focus_reason: String,
    pub confidence: Option<f64>,
    pub behavior: Option<String>,
    pub action: Option<String>,
    pub action_check: Vec<CheckItem>,
    pub action_override: Option<String>,
    /// The question of the scorecard that the action is read back by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criterion: Option<TiedCriterion>,
    /// What the library suggested; what was approved stands in `behavior` and `action`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion>,
    pub due: Option<NaiveDate>,
    pub check: Option<Check>,
    pub strength: Option<String>,
    /// Words of calls that were kept as praise, and opened this session.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub praise: Vec<PraiseLine>,
    pub dimensions: Vec<FrozenDimension>,
    pub evidence: Vec<Evidence>,
    pub no_evidence: Option<String>,
    pub note: Option<String>,
    pub agent_comment: Option<String>,
    pub sign_off: Option<SignOff>,
    pub next_session: Option<NaiveDate>,
    pub baseline: Vec<BaselineCall>,
}

/// A session as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionLine {
    pub id: SessionId,
    pub agent: PersonId,
    pub agent_json_id: String,
    pub agent_name: Raw,
    pub supervisor: String,
    pub kind: SessionKind,
    pub status: Status,
    pub held_at: DateTime<Utc>,
    pub held_on: NaiveDate,
    pub focus: Option<String>,
    /// The focus dimension's name as it was then.
    pub focus_name: Option<String>,
    pub baseline: Option<f64>,
    pub behavior: Option<String>,
    pub action: Option<String>,
    pub due: Option<NaiveDate>,
    pub check: Option<Check>,
    pub next_session: Option<NaiveDate>,
    pub sign_off: Option<SignOff>,
    pub agent_comment: Option<String>,
    pub action_state: ActionState,
    /// How often the action was done, where it was counted.
    pub action_count: Option<Done>,
    pub next_step: Option<NextStep>,
    pub cause: Option<Cause>,
}

/// What was added to a locked session.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    /// The event's number.
    pub seq: i64,
    pub field: Amended,
    pub old: Option<String>,
    pub new: String,
    pub evidence: Option<Evidence>,
    pub reason: String,
}

/// What a check found, frozen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Checked {
    pub on: NaiveDate,
    /// `None`: no call had a score of the dimension.
    pub current: Option<f64>,
    pub n: u32,
    pub met: bool,
}

/// One record of a session's history, as `session show` lists it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HistoryLine {
    pub seq: i64,
    pub at: String,
    pub actor: String,
    pub what: String,
    pub why: Option<String>,
    pub hash: String,
}

/// `session show`: the locked content and what was recorded of it.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionView {
    pub content: Finished,
    pub status: Status,
    pub sign_off: Option<SignOff>,
    pub agent_comment: Option<String>,
    /// Where the page lies that the agent signed by hand.
    pub page: Option<String>,
    /// As amended, where it was.
    pub check: Option<Check>,
    pub action_state: ActionState,
    pub action_count: Option<Done>,
    /// What the calls say of it, where it is tied to a question of the scorecard.
    pub read_back: Option<ReadBack>,
    pub next_step: Option<NextStep>,
    pub cause: Option<Cause>,
    /// Oldest first.
    pub amendments: Vec<Amendment>,
    /// What the check found, once it is performed.
    pub checked: Option<Checked>,
    pub history: Vec<HistoryLine>,
    /// Scores that the session stands on and that are gone or changed since.
    pub changed_scores: u32,
    /// Whether the coached dimension moved: so far, or as the check froze it.
    pub outcome: Option<Outcome>,
    /// What that was judged on; unknown of an outcome that was frozen before it was kept.
    pub basis: Option<Basis>,
    /// The same figures with the scores of today, where they would say something else.
    pub restated: Option<Restated>,
    /// A line a flag code that the session answered: whether it came again.
    pub watched: Vec<Watched>,
}

impl BelowReason {
    /// "overall 61.0, under 70".
    pub fn words(&self, review_threshold: f64) -> String {
        use super::figure::{short, words};
        match self {
            Self::Overall(value) => format!("overall {}, under {}", words(*value), short(review_threshold)),
            Self::Critical(name, value) => format!("{name} {}, under its target", words(*value)),
            Self::AutoFail(name) => format!("auto-fail: {}", name.visible()),
            Self::Flag(code) => format!("flag: {}", code.visible()),
        }
    }
}

/// What "noted" dimensions read.
pub const NOTED: &str = "noted, not coached";

impl Prefill {
    /// Whether the rule found a focus.
    pub fn reason(&self) -> FocusReason {
        self.standing.finding.reason()
    }

    /// The key of the dimension that the rule picked.
    pub fn suggested(&self) -> Option<&str> {
        self.standing.focus().map(|f| f.key.as_str())
    }
}

impl Finished {
    /// What became of the library's suggestion; `None` where the session began from none.
    pub fn suggested_words(&self) -> Option<String> {
        let suggestion = self.suggestion.as_ref()?;
        let same = |now: &Option<String>, then: &str| now.as_deref().is_some_and(|now| now.trim() == then.trim());
        if same(&self.action, &suggestion.action) && same(&self.behavior, &suggestion.behavior) {
            return Some("suggested by the library, taken as it is".to_owned());
        }
        let mut changed = Vec::new();
        if !same(&self.action, &suggestion.action) {
            changed.push(format!("“{}”", suggestion.action));
        }
        if !same(&self.behavior, &suggestion.behavior) {
            changed.push(format!("behavior “{}”", suggestion.behavior));
        }
        Some(format!("changed: suggested {}", changed.join(", ")))
    }
}

impl SessionLine {
    /// "signed", or how else the agent took it: "disagrees".
    pub fn status_words(&self) -> &'static str {
        match (self.status, self.sign_off) {
            (
                Status::Signed | Status::Checked,
                Some(off @ (SignOff::Disagrees | SignOff::Refused | SignOff::Absent | SignOff::Left)),
            ) => off.word(),
            (status, _) => status.word(),
        }
    }

    /// Finished, not yet checked and not closed: its action and its check are still to come.
    pub fn open(&self) -> bool {
        self.next_step != Some(NextStep::Close)
            && match self.status {
                Status::Finished | Status::Signed => true,
                Status::Draft | Status::Checked | Status::Void => false,
            }
    }
}

impl SessionView {
    /// As it is right after it was finished.
    pub fn of(content: Finished) -> Self {
        Self {
            status: Status::Finished,
            sign_off: None,
            agent_comment: None,
            page: None,
            check: content.check,
            action_state: ActionState::Agreed,
            action_count: None,
            read_back: None,
            next_step: None,
            cause: None,
            amendments: Vec::new(),
            checked: None,
            history: Vec::new(),
            changed_scores: 0,
            outcome: None,
            basis: None,
            restated: None,
            watched: Vec::new(),
            content,
        }
    }
}
