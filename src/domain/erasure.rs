//! Everything of one person goes. What goes is decided here, once for every kind of record; what stays says that
//! something was there, and holds no name.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::id::{DisputeId, PersonId, SessionId, SnoozeId};
use super::people::Agent;
use super::raw::Raw;
use super::record::Record;
use super::scorecard::TargetScope;

/// What the log keeps of an erasure: which contents went, and how later files tell whom to leave out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonErased {
    pub id: PersonId,
    /// Those who had been merged into the person, and went along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<PersonId>,
    /// Whose contents went. A content that is gone is accounted for here, or it is a fault.
    pub records: Vec<Place>,
    /// What sources call the person, hashed.
    pub identities: Vec<Salted>,
    /// The person's calls, hashed under one salt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<SaltedCalls>,
    /// Which of the records made a row of the table of identities, and which row: later ones are counted on from it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<IdentityRow>,
    /// What each import lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub batches: Vec<BatchLoss>,
    pub sessions: u64,
    pub evaluations: u64,
    pub transcripts: u64,
}

impl PersonErased {
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        std::iter::once(self.id).chain(self.with.iter().copied())
    }
}

/// A record, by its log and its number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    pub log: Uuid,
    pub seq: i64,
}

/// Both in hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Salted {
    pub salt: String,
    pub hash: String,
}

/// All in hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaltedCalls {
    pub salt: String,
    pub hashes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityRow {
    #[serde(flatten)]
    pub place: Place,
    pub row: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchLoss {
    /// The import's number.
    pub batch: i64,
    pub evaluations: u64,
    pub transcripts: u64,
}

/// All by which a record may be about a person who is to be erased.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Theirs {
    /// The person, and everyone who was merged into them.
    pub people: BTreeSet<PersonId>,
    /// Ids that the sources give them.
    pub source_ids: BTreeSet<String>,
    /// Source and key.
    pub identities: BTreeSet<(String, String)>,
    pub sessions: BTreeSet<SessionId>,
    pub snoozes: BTreeSet<SnoozeId>,
    pub disputes: BTreeSet<DisputeId>,
    /// Keys of their calls.
    pub calls: BTreeSet<String>,
    /// Source and key of their evaluations.
    pub evaluations: BTreeSet<(String, String)>,
    /// Contents of their transcripts, in hex.
    pub transcripts: BTreeSet<String>,
}

impl Theirs {
    fn person(&self, id: PersonId) -> bool {
        self.people.contains(&id)
    }

    fn call(&self, key: Option<&Raw>) -> bool {
        key.is_some_and(|key| self.calls.contains(key.verbatim()))
    }

    /// Takes down what later records of the same thing are told by.
    pub fn note(&mut self, record: &Record) {
        match record {
            Record::SessionFinished(session) if self.person(session.agent) => {
                self.sessions.insert(session.id);
            }
            Record::Snoozed { id, agent, .. } if self.person(*agent) => {
                self.snoozes.insert(*id);
            }
            Record::DisputeOpened { id, .. } if concerns(record, self) => {
                self.disputes.insert(*id);
            }
            _ => {}
        }
    }
}

/// Whether the content of a record goes with the person: it is about them, or names them. Records on others that
/// mention them in free words alone are not told from here.
pub fn concerns(record: &Record, theirs: &Theirs) -> bool {
    match record {
        Record::PersonAdded { id, .. } | Record::PersonLeft { id, .. } => theirs.person(*id),
        // An id that was theirs for a while stood under somebody else too.
        Record::PersonNumbered { id, source_id } => {
            theirs.person(*id) || theirs.source_ids.contains(source_id.verbatim())
        }
        Record::PersonRenumbered { id, source_id } => {
            theirs.person(*id) || source_id.as_ref().is_some_and(|s| theirs.source_ids.contains(s.verbatim()))
        }
        Record::PersonMerged { id, into, .. } => theirs.person(*id) || theirs.person(*into),
        Record::PersonSplit { id, from, .. } => theirs.person(*id) || theirs.person(*from),
        Record::PersonAway { person, .. } | Record::PersonNotAway { person, .. } | Record::MemberSet { person, .. } => {
            theirs.person(*person)
        }
        // Of one that went to somebody else since, it is that one's.
        Record::IdentityLinked { source, key, .. } => {
            theirs.identities.contains(&(source.clone(), key.verbatim().to_owned()))
        }
        Record::TeamSupervised { supervisor, .. } => supervisor.is_some_and(|who| theirs.person(who)),
        Record::TargetSet { scope, .. } => match scope {
            TargetScope::Agent(agent) => theirs.person(*agent),
            TargetScope::Everyone | TargetScope::Team(_) => false,
        },
        Record::FlagAdded { call_id, .. } => theirs.call(Some(call_id)),
        Record::DisputeOpened { source, evaluation, .. } => {
            let key = (source.verbatim().to_owned(), evaluation.verbatim().to_owned());
            theirs.evaluations.contains(&key)
        }
        Record::DisputeClosed { id, .. } => theirs.disputes.contains(id),
        Record::SessionFinished(session) => theirs.person(session.agent),
        Record::SessionSigned { id, .. }
        | Record::SessionAmended { id, .. }
        | Record::SessionChecked { id, .. }
        | Record::SessionVoided { id, .. }
        | Record::ActionReadBack { id, .. }
        | Record::NextStepChosen { id, .. } => theirs.sessions.contains(id),
        Record::SnoozeEnded { id, .. } => theirs.snoozes.contains(id),
        Record::SpeakersSet { call_id, transcript, .. } => {
            theirs.call(call_id.as_ref()) || theirs.transcripts.contains(transcript)
        }
        Record::Snoozed { agent, .. } | Record::PraiseKept { agent, .. } | Record::PraiseDropped { agent, .. } => {
            theirs.person(*agent)
        }
        // The file's own rules and forms, and what others have in common with the person; and what accounts for an
        // erasure, which holds no name.
        Record::SettingChanged { .. }
        | Record::WarningOverridden { .. }
        | Record::Restored { .. }
        | Record::ScorecardAdded { .. }
        | Record::ScorecardVersionAdded { .. }
        | Record::DimensionAdded { .. }
        | Record::TeamAdded { .. }
        | Record::BatchLoaded(_)
        | Record::BatchUndone { .. }
        | Record::ProfileSaved { .. }
        | Record::ProfileRemoved { .. }
        | Record::FlagCodeMapped { .. }
        | Record::PracticeReplaced { .. }
        | Record::PracticeSet { .. }
        | Record::PracticeRemoved { .. }
        | Record::PersonErased(_) => false,
    }
}

/// What an erasure would take, before it is agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasurePlan {
    pub agent: Agent,
    /// Names of those who were merged into the person.
    pub merged: Vec<Raw>,
    pub records: u64,
    pub sessions: u64,
    pub drafts: u64,
    pub calls: u64,
    /// Earlier versions included.
    pub evaluations: u64,
    pub transcripts: u64,
}

impl ErasurePlan {
    /// What goes and what stays, a sentence each.
    pub fn sentences(&self) -> Vec<String> {
        let of = |n: u64, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
        let mut out = Vec::new();
        if !self.merged.is_empty() {
            let names: Vec<String> = self.merged.iter().map(Raw::visible).collect();
            out.push(format!("{} stood merged under {}, and goes along.", names.join(", "), self.agent.name.visible()));
        }
        out.push(format!(
            "What goes, for good: {}, {}, {}, {}, {}, and the content of {} of the log.",
            of(self.sessions, "session"),
            of(self.drafts, "draft"),
            of(self.evaluations, "evaluation"),
            of(self.calls, "call"),
            of(self.transcripts, "transcript"),
            of(self.records, "record"),
        ));
        out.push(
            "What stays: that each record was there, when and by whom, without what it said; others' sessions and scores \
             as they are. Figures of the team's past lack this person from now on."
                .to_owned(),
        );
        out.push(
            "What is not reached: backups, exports and printed pages elsewhere. Nothing brings it back.".to_owned(),
        );
        out
    }
}

/// What an erasure came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Erased {
    /// The number of its record.
    pub record: i64,
    pub records: u64,
    pub sessions: u64,
    pub drafts: u64,
    pub calls: u64,
    pub evaluations: u64,
    pub transcripts: u64,
    /// Records of others that hold the name in words of their own.
    pub named_in: Vec<i64>,
    /// Why the file was not packed, where it was not.
    pub unpacked: Option<String>,
    pub around: Around,
}

/// What lay outside of the data file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    /// Files of the state folder that held the person, and were removed or had their lines taken out.
    pub cleaned: Vec<PathBuf>,
    /// Those that could not be, and why.
    pub left: Vec<(PathBuf, String)>,
    /// Backups and copies that still hold the person.
    pub holding: Vec<PathBuf>,
    /// Files that may be such, and cannot be read.
    pub unread: Vec<PathBuf>,
}

impl Erased {
    /// What was done, and what is still to be seen to.
    pub fn sentences(&self) -> Vec<String> {
        let of = |n: u64, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
        let mut out = vec![format!(
            "erased: {}, {}, {}, {}, {}, and the content of {}; record {} of the log says so, without the name",
            of(self.sessions, "session"),
            of(self.drafts, "draft"),
            of(self.evaluations, "evaluation"),
            of(self.calls, "call"),
            of(self.transcripts, "transcript"),
            of(self.records, "record"),
            self.record,
        )];
        if let Some(why) = &self.unpacked {
            out.push(format!("the file was not packed: {why}; `coachlog doctor --mend` does it"));
        }
        for path in &self.around.cleaned {
            out.push(format!("{} held the person, and holds them no more", path.display()));
        }
        for (path, why) in &self.around.left {
            out.push(format!("{} holds the person and could not be changed: {why}; delete it", path.display()));
        }
        if !self.named_in.is_empty() {
            let numbers: Vec<String> = self.named_in.iter().map(i64::to_string).collect();
            out.push(format!(
                "others' records hold the name in their own words, and keep it: {}; `coachlog log show` tells what they are",
                numbers.join(", ")
            ));
        }
        for path in &self.around.holding {
            out.push(format!("{} still holds the person: delete it, or keep it by your own rule", path.display()));
        }
        for path in &self.around.unread {
            out.push(format!("{} cannot be read, and may still hold the person", path.display()));
        }
        out
    }
}
