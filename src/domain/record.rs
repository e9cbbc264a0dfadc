//! What the log says: every thing that people decide, as one record. Tables of the present are projections of
//! these, so each record holds all that its projection needs, and names its subjects by id.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::id::{AbsenceId, BatchId, DisputeId, FlagId, PersonId, ScorecardId, SessionId, TargetId, TeamId};
use super::outcome::Outcome;
use super::raw::Raw;
use super::scorecard::{NewDimension, TargetScope};
use super::session::{Finished, SignOff};
use super::standing::DisputeState;

/// One record. The tag is the event's action; it is never renamed once released.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", content = "what", rename_all = "snake_case")]
pub enum Record {
    SettingChanged {
        key: String,
        value: String,
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
    },
    /// The person's team from a day on; `None`: from the beginning.
    MemberSet {
        person: PersonId,
        team: TeamId,
        from: Option<NaiveDate>,
    },
    BatchLoaded(Box<BatchLoaded>),
    BatchUndone {
        id: BatchId,
        reason: String,
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
    },
    SessionFinished(Box<Finished>),
    SessionSigned {
        id: SessionId,
        sign_off: SignOff,
        comment: Option<String>,
        on: DateTime<Utc>,
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
    },
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
    /// SHA-256 over the contents of the batch's evaluations and transcripts, in the order of their keys; hex.
    pub digest: String,
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
            | Self::Session(SessionId(id)) => id,
        }
    }
}

impl Record {
    pub fn subject(&self) -> Subject {
        match self {
            Self::SettingChanged { .. } | Self::ProfileSaved { .. } | Self::ProfileRemoved { .. } => Subject::File,
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
            Self::SessionSigned { id, .. } | Self::SessionChecked { id, .. } | Self::SessionVoided { id, .. } => {
                Subject::Session(*id)
            }
        }
    }

    /// The event's action, as stored.
    pub fn action(&self) -> &'static str {
        match self {
            Self::SettingChanged { .. } => "setting_changed",
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
        }
    }

    /// What the Log screen says of it.
    pub fn summary(&self) -> String {
        use super::raw::visible;
        match self {
            Self::SettingChanged { key, value } => format!("{key} set to {value}"),
            Self::ScorecardAdded { name, dimensions, .. } => {
                format!("scorecard {} with {} dimensions", visible(name), dimensions.len())
            }
            Self::ScorecardVersionAdded { version, dimensions, .. } => {
                format!("version {} with {} dimensions", visible(version), dimensions.len())
            }
            Self::DimensionAdded { dimension, .. } => format!("dimension {}", visible(&dimension.name)),
            Self::TargetSet { dimension, value, from, .. } => {
                let value = value.map_or_else(|| "none".to_owned(), super::figure::short);
                let from = from.map_or_else(String::new, |d| format!(" from {d}"));
                format!("target of {} set to {value}{from}", visible(dimension))
            }
            Self::PersonAdded { name, source_id, .. } => {
                let id = source_id.as_ref().map_or_else(String::new, |id| format!(" ({})", id.visible()));
                format!("{}{id}", name.visible())
            }
            Self::PersonNumbered { source_id, .. } => format!("has the id {}", source_id.visible()),
            Self::PersonRenumbered { source_id, .. } => source_id
                .as_ref()
                .map_or_else(|| "has no id any more".to_owned(), |id| format!("has the id {}", id.visible())),
            Self::PersonMerged { name, into_name, .. } => {
                format!("{} stands under {} from now on", name.visible(), into_name.visible())
            }
            Self::PersonSplit { name, from_name, .. } => {
                format!("{} no longer stands under {}", name.visible(), from_name.visible())
            }
            Self::PersonAway { name, from, to, .. } => {
                let to = to.map_or_else(|| "until further notice".to_owned(), |d| format!("to {d}"));
                format!("{} is away from {from} {to}", name.visible())
            }
            Self::PersonNotAway { name, .. } => format!("an absence of {} was taken back", name.visible()),
            Self::PersonLeft { name, on, .. } => {
                let name = name.visible();
                on.map_or_else(|| format!("{name} did not leave after all"), |d| format!("{name} left on {d}"))
            }
            Self::IdentityLinked { source, key, .. } => {
                format!("{} of {} belongs to this person", key.visible(), visible(source))
            }
            Self::TeamAdded { name, .. } => format!("team {}", name.visible()),
            Self::TeamSupervised { supervisor, .. } => {
                if supervisor.is_some() { "supervisor set" } else { "supervisor removed" }.to_owned()
            }
            Self::MemberSet { from, .. } => {
                from.map_or_else(|| "team set".to_owned(), |d| format!("team set from {d}"))
            }
            Self::BatchLoaded(b) => {
                let names: Vec<String> = b.files.iter().take(3).map(|f| f.name.visible()).collect();
                let more = if b.files.len() > 3 { format!(" and {} more", b.files.len() - 3) } else { String::new() };
                format!(
                    "import {}: {}{more}; {} rows loaded, {} updated, {} rejected",
                    b.number,
                    names.join(", "),
                    b.loaded,
                    b.updated,
                    b.rejected
                )
            }
            Self::BatchUndone { .. } => "import undone".to_owned(),
            Self::ProfileSaved { name, .. } => format!("profile {} saved", visible(name)),
            Self::ProfileRemoved { name } => format!("profile {} removed", visible(name)),
            Self::FlagAdded { call_id, code, .. } => format!("flag {} on call {}", code.visible(), call_id.visible()),
            Self::DisputeOpened { evaluation, dimension, .. } => {
                format!("{} of evaluation {} disputed", visible(dimension), evaluation.visible())
            }
            Self::DisputeClosed { state, .. } => format!("dispute {}", state.word()),
            Self::SessionFinished(s) => {
                let focus = s.focus.dimension.as_deref().unwrap_or("no focus");
                format!("session with {}: {}", s.agent_name.visible(), visible(focus))
            }
            Self::SessionChecked { current, n, met, outcome, .. } => {
                let now = current.map_or_else(|| "no score".to_owned(), super::figure::words);
                let word = if *met { "threshold reached" } else { "threshold not reached" };
                let moved = outcome.as_ref().map_or_else(String::new, |o| format!("; {}", o.verdict.words()));
                format!("checked: {now} on {n} calls, {word}{moved}")
            }
            Self::SessionVoided { reason, .. } => format!("void: {}", visible(reason)),
            Self::SessionSigned { sign_off, .. } => format!("signed: {}", sign_off.word()),
        }
    }
}
