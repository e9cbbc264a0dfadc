//! How far the log had come at a time: what leaves the machine, so that a log which was rewritten as a whole is found.

use uuid::Uuid;

use super::log_view::check_code;
use super::raw::Raw;

/// The log's id, its size and its head, at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    pub log: Uuid,
    /// Records of that log.
    pub size: u64,
    /// The hash of the last of them; of the log's first line where there is none.
    pub head: [u8; 32],
    /// When it was taken, by the clock of the machine; `None` where the text has no such line.
    pub at: Option<String>,
    /// The machine's name, where it has one.
    pub host: Option<Raw>,
}

impl Checkpoint {
    /// The short code that stands on reports.
    pub fn check_code(&self) -> String {
        check_code(&self.head)
    }
}

/// A checkpoint that the log was compared with, and agrees with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The file's name.
    pub name: Raw,
    pub checkpoint: Checkpoint,
    /// Records that came after it.
    pub later: u64,
}

impl Compared {
    /// "agrees with october.txt, taken 2026-10-31T17:00:00.000Z of 147 records, check code 7F3K-22QD; 12 came after".
    pub fn words(&self) -> String {
        let at = self.checkpoint.at.as_deref().map_or_else(String::new, |at| format!(" {at}"));
        let later = match self.later {
            0 => "none came after".to_owned(),
            1 => "1 came after".to_owned(),
            n => format!("{n} came after"),
        };
        format!(
            "agrees with {}, taken{at} of {} records, check code {}; {later}",
            self.name.visible(),
            self.checkpoint.size,
            self.checkpoint.check_code()
        )
    }
}

/// After more days than these without a checkpoint that left, Today says so.
const DAYS: i64 = 7;

/// When a checkpoint last left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastCheckpoint {
    /// None did, so many days after the log was begun.
    Never { days: i64 },
    /// So many days ago; so many records came after it.
    Left { days: i64, later: u64 },
}

impl LastCheckpoint {
    /// "the last checkpoint left 9 days ago, 12 records since".
    pub fn words(self) -> String {
        match self {
            Self::Never { .. } => "no checkpoint of this log has left the machine yet".to_owned(),
            Self::Left { days, later } => {
                let when = match days {
                    0 => "today".to_owned(),
                    1 => "yesterday".to_owned(),
                    n => format!("{n} days ago"),
                };
                let later = match later {
                    0 => "none since".to_owned(),
                    1 => "1 record since".to_owned(),
                    n => format!("{n} records since"),
                };
                format!("the last checkpoint left {when}, {later}")
            }
        }
    }

    /// What Today says once it is over a week; `None` before, and where there is nothing new to witness.
    pub fn overdue(self) -> Option<String> {
        match self {
            Self::Never { days } | Self::Left { days, later: 1.. } if days > DAYS => Some(self.words()),
            Self::Never { .. } | Self::Left { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LastCheckpoint::{self, Left, Never};

    #[test]
    fn a_checkpoint_is_asked_for_once_the_last_is_over_a_week_old() {
        for (last, overdue) in [
            (Never { days: 7 }, false),
            (Never { days: 8 }, true),
            (Left { days: 7, later: 9 }, false),
            (Left { days: 8, later: 1 }, true),
            (Left { days: 80, later: 0 }, false),
        ] {
            assert_eq!(LastCheckpoint::overdue(last).is_some(), overdue, "{last:?}");
        }
        assert_eq!(
            Left { days: 9, later: 12 }.overdue().as_deref(),
            Some("the last checkpoint left 9 days ago, 12 records since")
        );
    }
}
