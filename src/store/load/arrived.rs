//! What comes in from the reading, with all that can be said of it before the file is asked: that is worked out on the
//! thread that reads, so that the one that stores does little but store.

use chrono_tz::Tz;

use super::content::{self, Content};
use super::known::{Names, Secrets};
use crate::domain::call::{CallRecord, TranscriptRecord};
use crate::domain::cards::Masked;
use crate::domain::day;
use crate::domain::evaluation::EvaluationRecord;
use crate::domain::when::Stamp;
use crate::import::{Item, LeftOut, Rejected};
use crate::store::convert::parts;
use crate::store::identities::Called;
use crate::store::settle::zone_of;

pub(in crate::store) enum Arrived {
    Evaluation(Box<EvaluationRecord>, About),
    /// With its content.
    Transcript(Box<TranscriptRecord>, [u8; 16]),
    Call(Box<CallRecord>),
    Rejected(Rejected),
    LeftOut(LeftOut),
    /// It counts nothing.
    Refused,
    Masked(Masked),
}

/// What an evaluation says, as it is stored.
pub(in crate::store) struct About {
    /// What tells it from others.
    pub(super) key: [u8; 16],
    pub(super) content: Content,
    pub(super) names: Names,
    pub(super) agent: Called,
    /// When the call began, and when it was evaluated.
    pub(super) started: Option<Time>,
    pub(super) evaluated: Option<Time>,
}

/// A point in time as it is stored.
pub(super) struct Time {
    pub(super) kind: u8,
    pub(super) ms: i64,
    /// Where it is not written the usual way.
    pub(super) written: Option<String>,
    pub(super) zone: Option<&'static str>,
    /// The day in the file's zone.
    pub(super) day: i64,
}

/// What is known of a load before it begins.
#[derive(Debug, Clone)]
pub(in crate::store) struct Arriving {
    pub(super) zones: Zones,
    pub(super) secrets: Secrets,
}

/// The database's zone, and that of the batch's times without one.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Zones {
    pub(in crate::store) file: Tz,
    pub(in crate::store) batch: Tz,
}

impl Arriving {
    pub(in crate::store) fn arrived(&self, item: Item) -> Arrived {
        match item {
            Item::Evaluation(e) => {
                let about = self.about(&e);
                Arrived::Evaluation(e, about)
            }
            Item::Transcript(t) => {
                let content = content::of_transcript(&t);
                Arrived::Transcript(t, content)
            }
            Item::Call(call) => Arrived::Call(call),
            Item::Rejected(rejected) => Arrived::Rejected(rejected),
            Item::LeftOut(left_out) => Arrived::LeftOut(left_out),
            Item::Refused(_) => Arrived::Refused,
            Item::Masked(masked) => Arrived::Masked(masked),
        }
    }

    fn about(&self, e: &EvaluationRecord) -> About {
        About {
            key: content::key_of_evaluation(e),
            content: Content::of(e),
            names: self.secrets.names(e),
            agent: Called::of(&e.source, &e.agent),
            started: e.call_started.as_ref().map(|stamp| self.time(stamp)),
            evaluated: e.evaluated.as_ref().map(|stamp| self.time(stamp)),
        }
    }

    fn time(&self, stamp: &Stamp) -> Time {
        let (kind, ms) = parts(stamp.when);
        let Zones { file, batch } = self.zones;
        Time {
            kind,
            ms,
            written: stamp.written().map(str::to_owned),
            zone: zone_of(stamp.when, batch),
            day: day::to_number(stamp.when.day(file, batch)),
        }
    }
}
