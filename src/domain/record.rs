//! What the log says: every thing that people decide, as one record. Tables of the present are projections of
//! these, so each record holds all that its projection needs, and names its subjects by id.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cards::Masked;
use super::erasure::PersonErased;
use super::evidence::Evidence;
use super::id::{
    AbsenceId, AmendmentId, BatchId, DisputeId, EntryId, FlagId, PersonId, PraiseId, ScorecardId, SessionId, SnoozeId,
    TargetId, TeamId,
};
use super::outcome::{Basis, Outcome};
use super::practice::library::LibraryEntry;
use super::raw::Raw;
use super::scorecard::{NewDimension, TargetScope};
use super::session::{ActionState, Amended, Cause, Done, Finished, NextStep, SignOff};
use super::speakers::Speakers;
use super::standing::DisputeState;
use super::today::DueKind;

mod words;

/// One record. The tag is the event's action; it is never renamed once released.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", content = "what", rename_all = "snake_case")]
pub enum Record {
    SettingChanged {
        key: String,
        value: String,
    },
    /// A warning about where the file lies was read, and the file used all the same.
    WarningOverridden {
        /// "network file".
        warning: String,
        place: Raw,
    },
    /// A backup was put in the place of the file: the first of the log in which it goes on.
    Restored {
        /// The backup's file name.
        from: Raw,
        /// How many it held.
        records: i64,
    },
    ScorecardAdded {
        id: ScorecardId,
        name: String,
        version: String,
        dimensions: Vec<NewDimension>,
    },
    /// Another version of a line; dimensions that the line lacks are added to it.
    ScorecardVersionAdded {
        id: ScorecardId,
        version: String,
        dimensions: Vec<NewDimension>,
    },
    /// A dimension that an import met.
    DimensionAdded {
        scorecard: ScorecardId,
        version: String,
        dimension: NewDimension,
    },
    TargetSet {
        id: TargetId,
        scorecard: ScorecardId,
        dimension: String,
        scope: TargetScope,
        /// `None`: from the beginning.
        from: Option<NaiveDate>,
        /// `None`: no target from then on.
        value: Option<f64>,
    },
    /// A person, with what an import knows of them.
    PersonAdded {
        id: PersonId,
        name: Raw,
        source_id: Option<Raw>,
    },
    /// The source's own id of a person who was known by name alone.
    PersonNumbered {
        id: PersonId,
        source_id: Raw,
    },
    /// The source's own id of a person after one of his identities went to another; `None`: he has none left.
    PersonRenumbered {
        id: PersonId,
        source_id: Option<Raw>,
    },
    /// From now on this person stands under another. Nothing else moves, so that a split brings it all back.
    PersonMerged {
        id: PersonId,
        name: Raw,
        into: PersonId,
        into_name: Raw,
    },
    /// Takes a merge back: the person stands for himself again.
    PersonSplit {
        id: PersonId,
        name: Raw,
        from: PersonId,
        from_name: Raw,
    },
    /// Nothing is due while a person is away. `to` is the last day; `None`: until further notice.
    PersonAway {
        id: AbsenceId,
        person: PersonId,
        name: Raw,
        from: NaiveDate,
        to: Option<NaiveDate>,
    },
    /// Takes an absence back.
    PersonNotAway {
        id: AbsenceId,
        person: PersonId,
        name: Raw,
    },
    /// The first day on which the person is no longer there; `None`: he is there after all.
    PersonLeft {
        id: PersonId,
        name: Raw,
        on: Option<NaiveDate>,
    },
    /// Points an identity of a source to a person.
    IdentityLinked {
        source: String,
        key: Raw,
        name: Option<Raw>,
        person: PersonId,
    },
    TeamAdded {
        id: TeamId,
        name: Raw,
    },
    TeamSupervised {
        id: TeamId,
        supervisor: Option<PersonId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Raw>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supervisor_name: Option<Raw>,
    },
    /// The person's team from a day on; `None`: from the beginning.
    MemberSet {
        person: PersonId,
        team: TeamId,
        from: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Raw>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        team_name: Option<Raw>,
    },
    BatchLoaded(Box<BatchLoaded>),
    BatchUndone {
        id: BatchId,
        reason: String,
        /// Disputes that a newer version had closed, which went with the batch.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reopened: Vec<DisputeId>,
    },
    /// How tables with these headings are read from now on; one of the same name is replaced.
    ProfileSaved {
        name: String,
        signature: String,
        /// In TOML.
        mapping: String,
        /// Where the file lay that it was made with, and that file's name.
        folder: Option<Raw>,
        file: Option<Raw>,
    },
    ProfileRemoved {
        name: String,
    },
    FlagAdded {
        id: FlagId,
        call_id: Raw,
        code: Raw,
        severity: Option<Raw>,
        dimension: Option<String>,
        at_ms: Option<i64>,
        note: Option<Raw>,
    },
    DisputeOpened {
        id: DisputeId,
        source: Raw,
        evaluation: Raw,
        dimension: String,
        note: Raw,
    },
    DisputeClosed {
        id: DisputeId,
        state: DisputeState,
        note: Raw,
        /// The import that brought a newer version; `None` where somebody settled it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<BatchId>,
    },
    SessionFinished(Box<Finished>),
    SessionSigned {
        id: SessionId,
        sign_off: SignOff,
        comment: Option<String>,
        on: DateTime<Utc>,
        /// Where the page lies that the agent signed by hand. Without one this is the supervisor's note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        page: Option<String>,
    },
    /// Beside what a locked session says; what it said stays.
    SessionAmended {
        id: SessionId,
        amendment: AmendmentId,
        field: Amended,
        old: Option<String>,
        new: String,
        /// The row that is added, where evidence is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Box<Evidence>>,
        reason: String,
    },
    /// Whether the agreed practice action was done.
    ActionReadBack {
        id: SessionId,
        state: ActionState,
        /// Of the calls that were looked at, or of all that the criterion was scored on.
        count: Option<Done>,
    },
    /// What follows a session once its outcome is known; the later one holds.
    NextStepChosen {
        id: SessionId,
        step: NextStep,
        cause: Option<Cause>,
        on: NaiveDate,
        /// Whether the dimension moved, frozen here where the check has not frozen it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Box<Outcome>>,
        /// What that was judged on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<Box<Basis>>,
    },
    /// Something on Today that waits until a day; the reason stands beside the record.
    Snoozed {
        id: SnoozeId,
        agent: PersonId,
        name: Raw,
        kind: DueKind,
        /// What it is about, as `due --json` names it.
        subject: String,
        /// The first day on which it is due again.
        until: NaiveDate,
    },
    SnoozeEnded {
        id: SnoozeId,
        name: Raw,
        kind: DueKind,
    },
    /// The dimension that a flag's code belongs to where the flag itself names none.
    FlagCodeMapped {
        code: Raw,
        dimension: Option<String>,
    },
    /// Who is the agent in a call's transcript, which is told by its content's hash.
    SpeakersSet {
        call_id: Option<Raw>,
        /// Hex.
        transcript: String,
        speakers: Speakers,
    },
    /// The practice library as a whole: the starting one when it is first changed, or one that was imported.
    PracticeReplaced {
        entries: Vec<(EntryId, LibraryEntry)>,
    },
    /// An entry of the library, new or changed.
    PracticeSet {
        id: EntryId,
        entry: LibraryEntry,
    },
    PracticeRemoved {
        id: EntryId,
        action: String,
    },
    /// Words of a call to open the next session with.
    PraiseKept {
        id: PraiseId,
        agent: PersonId,
        name: Raw,
        call_id: Option<Raw>,
        from_ms: Option<i64>,
        to_ms: Option<i64>,
        speaker: Option<Raw>,
        quote: Raw,
    },
    PraiseDropped {
        id: PraiseId,
        agent: PersonId,
        name: Raw,
    },
    /// The session does not count any more; what it says stays to be read.
    SessionVoided {
        id: SessionId,
        reason: String,
    },
    /// The check of the score threshold agreed in a session: the focus dimension over the calls since, as it stood then.
    SessionChecked {
        id: SessionId,
        on: NaiveDate,
        current: Option<f64>,
        n: u32,
        met: bool,
        /// Whether it moved, frozen here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Box<Outcome>>,
        /// What that was judged on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<Box<Basis>>,
    },
    /// All that the file held of a person is gone, and the contents of these records with it.
    PersonErased(Box<PersonErased>),
}

/// One import: which files, what became of their rows, and a digest of what was stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchLoaded {
    pub id: BatchId,
    /// Counts up within the file.
    pub number: i64,
    pub files: Vec<BatchFile>,
    /// The mapping that was used; "canonical" where none was needed.
    pub profile: String,
    pub zone: String,
    /// Where the files lay, for a profile to find the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<Raw>,
    pub rows_read: u64,
    pub loaded: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub rejected: u64,
    pub left_out: u64,
    pub evaluations: u64,
    pub transcripts: u64,
    /// Card numbers and security codes that were masked in what the files hold.
    #[serde(default, skip_serializing_if = "Masked::is_none")]
    pub masked: Masked,
    /// SHA-256 over the contents of the batch's evaluations and transcripts, in the order of their keys; hex.
    pub digest: String,
    /// The same over where they stood: file, line, team. Empty in records of before it was kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub places: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchFile {
    /// The name alone, without its folder.
    pub name: Raw,
    pub sha256: String,
    pub bytes: u64,
}

/// What kind of thing an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The database as a whole.
    File,
    Scorecard(ScorecardId),
    Person(PersonId),
    Team(TeamId),
    Batch(BatchId),
    Flag(FlagId),
    Dispute(DisputeId),
    Session(SessionId),
    Snooze(SnoozeId),
}

impl Subject {
    pub fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Scorecard(_) => "scorecard",
            Self::Person(_) => "person",
            Self::Team(_) => "team",
            Self::Batch(_) => "batch",
            Self::Flag(_) => "flag",
            Self::Dispute(_) => "dispute",
            Self::Session(_) => "session",
            Self::Snooze(_) => "snooze",
        }
    }

    pub fn id(self) -> Uuid {
        match self {
            Self::File => Uuid::nil(),
            Self::Scorecard(ScorecardId(id))
            | Self::Person(PersonId(id))
            | Self::Team(TeamId(id))
            | Self::Batch(BatchId(id))
            | Self::Flag(FlagId(id))
            | Self::Dispute(DisputeId(id))
            | Self::Session(SessionId(id))
            | Self::Snooze(SnoozeId(id)) => id,
        }
    }
}

impl Record {
    pub fn subject(&self) -> Subject {
        match self {
            Self::SettingChanged { .. }
            | Self::WarningOverridden { .. }
            | Self::Restored { .. }
            | Self::ProfileSaved { .. }
            | Self::ProfileRemoved { .. }
            | Self::FlagCodeMapped { .. }
            | Self::SpeakersSet { .. }
            | Self::PracticeReplaced { .. }
            | Self::PracticeSet { .. }
            | Self::PracticeRemoved { .. } => Subject::File,
            Self::Snoozed { id, .. } | Self::SnoozeEnded { id, .. } => Subject::Snooze(*id),
            Self::PraiseKept { agent, .. } | Self::PraiseDropped { agent, .. } => Subject::Person(*agent),
            Self::ScorecardAdded { id, .. } | Self::ScorecardVersionAdded { id, .. } => Subject::Scorecard(*id),
            Self::DimensionAdded { scorecard, .. } | Self::TargetSet { scorecard, .. } => {
                Subject::Scorecard(*scorecard)
            }
            Self::PersonAdded { id, .. }
            | Self::PersonNumbered { id, .. }
            | Self::PersonRenumbered { id, .. }
            | Self::PersonMerged { id, .. }
            | Self::PersonSplit { id, .. }
            | Self::PersonLeft { id, .. } => Subject::Person(*id),
            Self::PersonErased(erased) => Subject::Person(erased.id),
            Self::IdentityLinked { person, .. }
            | Self::MemberSet { person, .. }
            | Self::PersonAway { person, .. }
            | Self::PersonNotAway { person, .. } => Subject::Person(*person),
            Self::TeamAdded { id, .. } | Self::TeamSupervised { id, .. } => Subject::Team(*id),
            Self::BatchLoaded(batch) => Subject::Batch(batch.id),
            Self::BatchUndone { id, .. } => Subject::Batch(*id),
            Self::FlagAdded { id, .. } => Subject::Flag(*id),
            Self::DisputeOpened { id, .. } | Self::DisputeClosed { id, .. } => Subject::Dispute(*id),
            Self::SessionFinished(session) => Subject::Session(session.id),
            Self::SessionSigned { id, .. }
            | Self::SessionChecked { id, .. }
            | Self::SessionVoided { id, .. }
            | Self::SessionAmended { id, .. }
            | Self::ActionReadBack { id, .. }
            | Self::NextStepChosen { id, .. } => Subject::Session(*id),
        }
    }

    /// The event's action, as stored.
    pub fn action(&self) -> &'static str {
        match self {
            Self::SettingChanged { .. } => "setting_changed",
            Self::WarningOverridden { .. } => "warning_overridden",
            Self::Restored { .. } => "restored",
            Self::ScorecardAdded { .. } => "scorecard_added",
            Self::ScorecardVersionAdded { .. } => "scorecard_version_added",
            Self::DimensionAdded { .. } => "dimension_added",
            Self::TargetSet { .. } => "target_set",
            Self::PersonAdded { .. } => "person_added",
            Self::PersonNumbered { .. } => "person_numbered",
            Self::PersonRenumbered { .. } => "person_renumbered",
            Self::PersonMerged { .. } => "person_merged",
            Self::PersonSplit { .. } => "person_split",
            Self::PersonAway { .. } => "person_away",
            Self::PersonNotAway { .. } => "person_not_away",
            Self::PersonLeft { .. } => "person_left",
            Self::IdentityLinked { .. } => "identity_linked",
            Self::TeamAdded { .. } => "team_added",
            Self::TeamSupervised { .. } => "team_supervised",
            Self::MemberSet { .. } => "member_set",
            Self::BatchLoaded(_) => "batch_loaded",
            Self::BatchUndone { .. } => "batch_undone",
            Self::ProfileSaved { .. } => "profile_saved",
            Self::ProfileRemoved { .. } => "profile_removed",
            Self::FlagAdded { .. } => "flag_added",
            Self::DisputeOpened { .. } => "dispute_opened",
            Self::DisputeClosed { .. } => "dispute_closed",
            Self::SessionFinished(_) => "session_finished",
            Self::SessionSigned { .. } => "session_signed",
            Self::SessionVoided { .. } => "session_voided",
            Self::SessionChecked { .. } => "session_checked",
            Self::SessionAmended { .. } => "session_amended",
            Self::ActionReadBack { .. } => "action_read_back",
            Self::NextStepChosen { .. } => "next_step_chosen",
            Self::Snoozed { .. } => "snoozed",
            Self::SnoozeEnded { .. } => "snooze_ended",
            Self::FlagCodeMapped { .. } => "flag_code_mapped",
            Self::SpeakersSet { .. } => "speakers_set",
            Self::PracticeReplaced { .. } => "practice_replaced",
            Self::PracticeSet { .. } => "practice_set",
            Self::PracticeRemoved { .. } => "practice_removed",
            Self::PraiseKept { .. } => "praise_kept",
            Self::PraiseDropped { .. } => "praise_dropped",
            Self::PersonErased(_) => "person_erased",
        }
    }
}
