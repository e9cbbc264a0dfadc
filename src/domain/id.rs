//! Ids of what people decide. Bulk data (calls, evaluations, scores) has row numbers instead.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id; ids made later sort after those made earlier.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// One coaching session, from its draft on.
    SessionId,
    /// An agent, a supervisor or a QA lead.
    PersonId,
    TeamId,
    /// A scorecard's line: all its versions.
    ScorecardId,
    /// One import.
    BatchId,
    DisputeId,
    /// A flag that was added by hand.
    FlagId,
    /// One time away.
    AbsenceId,
    /// One target of one dimension from a day on.
    TargetId,
    /// One addition to a locked session.
    AmendmentId,
    /// One entry of the practice library.
    EntryId,
    /// One line of a call that was kept as praise.
    PraiseId,
    /// One thing of Today that was put off.
    SnoozeId,
}

/// The row number of a call in this file. It never leaves the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallRow(pub i64);
