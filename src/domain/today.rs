//! What is due now.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::id::{PersonId, SessionId, SnoozeId};
use super::raw::Raw;
use super::standing::{AgentView, FlagLine};

/// Why something is due; also the order that the list shows them in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    Flag,
    AutoFail,
    Session,
    Check,
    Action,
    /// Sessions on one dimension that did not move it.
    Stuck,
    Draft,
    Dispute,
    ChangedScores,
    /// Evaluations that came in since the last session.
    NewScores,
}

impl DueKind {
    pub const ALL: [Self; 10] = [
        Self::Flag,
        Self::AutoFail,
        Self::Session,
        Self::Check,
        Self::Action,
        Self::Stuck,
        Self::Draft,
        Self::Dispute,
        Self::ChangedScores,
        Self::NewScores,
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::AutoFail => "auto_fail",
            Self::Session => "session",
            Self::Check => "check",
            Self::Action => "action",
            Self::Stuck => "stuck",
            Self::Draft => "draft",
            Self::Dispute => "dispute",
            Self::ChangedScores => "changed_scores",
            Self::NewScores => "new_scores",
        }
    }

    /// The words in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::AutoFail => "auto-fail",
            Self::Session => "session",
            Self::Check => "check",
            Self::Action => "practice action",
            Self::Stuck => "stuck dimension",
            Self::Draft => "draft",
            Self::Dispute => "dispute",
            Self::ChangedScores => "session on changed scores",
            Self::NewScores => "new scores",
        }
    }
}

/// Where Enter leads.
#[derive(Debug, Clone, PartialEq)]
pub enum DueTarget {
    /// A new session that answers this flag.
    Flag(FlagLine),
    /// The agent's prep sheet.
    Agent,
    Session(SessionId),
    Draft(SessionId),
    Call(super::id::CallRow),
}

/// One line of Today and of `due`.
#[derive(Debug, Clone, PartialEq)]
pub struct DueItem {
    pub kind: DueKind,
    pub agent: PersonId,
    pub agent_json_id: String,
    pub agent_name: Raw,
    /// When it began to be due.
    pub since: NaiveDate,
    pub due: NaiveDate,
    /// Negative while there is time left.
    pub overdue_days: i64,
    /// What it is about, as a JSON reader can find it: a call ID, or source and key of the evaluation where the call has
    /// none; a session's id; a dimension's key.
    pub subject: String,
    /// Tells it from every other of its kind and agent, today and after the next import. Two flags on one call have one
    /// subject and two keys.
    pub key: String,
    /// A sentence.
    pub why: String,
    pub target: DueTarget,
    /// Of a session that is due: the one before, which set its date.
    pub after: Option<SessionId>,
    /// Until when it is put off, where it is.
    pub snoozed: Option<Snoozed>,
}

/// Something that waits until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snoozed {
    pub id: SnoozeId,
    /// The first day on which it is due again.
    pub until: NaiveDate,
    pub reason: String,
}

/// Where in time an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Due, or running against a clock.
    Now,
    /// Due on a day to come.
    Coming,
    /// Put off until a day.
    PutOff,
}

impl DueItem {
    pub fn phase(&self) -> Phase {
        let ahead = match self.kind {
            DueKind::Session | DueKind::Check => self.overdue_days < 0,
            // An action runs through its last day.
            DueKind::Action => self.overdue_days <= 0,
            DueKind::Flag
            | DueKind::AutoFail
            | DueKind::Stuck
            | DueKind::Draft
            | DueKind::Dispute
            | DueKind::ChangedScores
            | DueKind::NewScores => false,
        };
        match (&self.snoozed, ahead) {
            (Some(_), _) => Phase::PutOff,
            (None, true) => Phase::Coming,
            (None, false) => Phase::Now,
        }
    }
}

/// The last day until which something can be put off: what waits longer is forgotten, and an open flag is seen first.
pub fn put_off_at_most(kind: DueKind, today: NaiveDate) -> NaiveDate {
    let days = match kind {
        DueKind::Flag | DueKind::AutoFail => 30,
        DueKind::Session
        | DueKind::Check
        | DueKind::Action
        | DueKind::Stuck
        | DueKind::Draft
        | DueKind::Dispute
        | DueKind::ChangedScores
        | DueKind::NewScores => 90,
    };
    today.checked_add_days(Days::new(days)).unwrap_or(today)
}

/// Whether something can be put off until a day.
///
/// # Errors
/// A sentence for whoever typed it.
pub fn put_off_until(kind: DueKind, until: NaiveDate, today: NaiveDate) -> Result<(), String> {
    let last = put_off_at_most(kind, today);
    if until <= today {
        return Err(format!("{until} is not after today: it is put off until a day to come"));
    }
    if until > last {
        return Err(format!("{until} is too far off: the last day until which that can be put off is {last}"));
    }
    Ok(())
}

/// Why something is put off, where the words say something.
///
/// # Errors
/// A sentence for whoever typed it.
pub fn put_off_reason(text: &str) -> Result<&str, &'static str> {
    let text = text.trim();
    if text.chars().filter(|c| c.is_alphanumeric()).count() < 5 {
        return Err("say in a few words why it is put off: the log keeps it");
    }
    Ok(text)
}

/// One day of the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StripDay {
    pub day: NaiveDate,
    pub sessions: u32,
    pub checks: u32,
    pub actions: u32,
}

/// How much of the list there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Its first lines: the rest is being worked out, the strip too.
    Beginning,
    Whole,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TodayView {
    /// Whose work it is; `None` for everyone's.
    pub team: Option<Raw>,
    pub today: NaiveDate,
    pub items: Vec<DueItem>,
    pub extent: Extent,
    pub strip: Vec<StripDay>,
    /// Whether the file has any evaluation at all: a first start says what to do next.
    pub evaluations: u64,
    pub flag_days: i64,
    /// Whether 9/10 is 9 October.
    pub day_first: bool,
    /// When a checkpoint of the log last left, where that is over a week ago.
    pub checkpoint: Option<String>,
}

impl TodayView {
    /// How many things wait for somebody: neither to come, nor put off, nor a mere notice of new scores.
    pub fn waiting(&self) -> usize {
        self.items.iter().filter(|i| i.phase() == Phase::Now && i.kind != DueKind::NewScores).count()
    }

    /// Agents whose session is due, in the order of the list.
    pub fn to_prepare(&self) -> Vec<PersonId> {
        let due = self.items.iter().filter(|i| i.kind == DueKind::Session && i.phase() == Phase::Now);
        due.map(|i| i.agent).collect()
    }
}

/// All that is taken along to today's sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheets {
    pub today: TodayView,
    /// Prep sheets of the agents whose session is due, in the order of the list.
    pub agents: Vec<AgentView>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_and_is_the_word_of_json() {
        for kind in DueKind::ALL {
            assert_eq!(DueKind::from_word(kind.word()), Some(kind));
            assert_eq!(serde_json::to_value(kind).expect("it writes"), serde_json::json!(kind.word()));
        }
        assert_eq!(DueKind::from_word("nothing"), None);
    }

    #[test]
    fn nothing_is_put_off_out_of_sight() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let today = day("2026-11-25");
        for kind in DueKind::ALL {
            // 30 days and 90 days on, counted by hand.
            let last = if matches!(kind, DueKind::Flag | DueKind::AutoFail) { "2026-12-25" } else { "2027-02-23" };
            assert_eq!(put_off_at_most(kind, today), day(last), "{kind:?}");
            assert_eq!(put_off_until(kind, day(last), today), Ok(()));
            assert_eq!(put_off_until(kind, day("2026-11-26"), today), Ok(()));
            for far in [day(last).succ_opt().expect("a day"), day("2126-11-25"), NaiveDate::MAX] {
                assert!(put_off_until(kind, far, today).is_err_and(|words| words.contains(last)), "{kind:?} {far}");
            }
            for near in [today, day("2026-11-24")] {
                assert!(put_off_until(kind, near, today).is_err_and(|words| words.contains("not after today")));
            }
        }
        assert_eq!(put_off_at_most(DueKind::Draft, NaiveDate::MAX), NaiveDate::MAX);
    }

    #[test]
    fn a_reason_says_something() {
        for (text, good) in
            [("", false), ("  ", false), ("…!?", false), ("x y z", false), ("later", true), ("on leave", true)]
        {
            assert_eq!(put_off_reason(text).is_ok(), good, "{text:?}");
        }
        assert_eq!(put_off_reason("  at the dentist "), Ok("at the dentist"));
    }
}
