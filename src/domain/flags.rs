//! Codes of flags, and the dimensions that they belong to.

use super::raw::{Raw, visible};

/// A code that was seen on a call, or given a dimension before any was.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagCode {
    pub code: Raw,
    /// Severities that its flags bear, worst-known order being the source's business: as they are written.
    pub severities: Vec<Raw>,
    /// How many flags bear it.
    pub flags: u32,
    /// How many of them name no dimension of their own.
    pub without: u32,
    /// Keys of the dimensions that flags of it name themselves.
    pub own: Vec<String>,
    /// What was decided for those that name none.
    pub mapped: Mapped,
}

/// What was decided for a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mapped {
    /// Nothing yet.
    Open,
    /// It belongs to none.
    ToNone,
    /// By key.
    To(String),
}

impl Mapped {
    /// The key, where there is one.
    pub fn dimension(&self) -> Option<&str> {
        match self {
            Self::To(key) => Some(key),
            Self::Open | Self::ToNone => None,
        }
    }
}

/// The dimension that a code was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedTo {
    pub name: String,
    /// Scorecards that have it.
    pub scorecards: Vec<String>,
    /// Whether there are scorecards that do not.
    pub others: bool,
}

impl MappedTo {
    /// "Compliance of Default: a session on that scorecard that answers it takes Compliance as its focus".
    pub fn words(&self) -> String {
        let name = visible(&self.name);
        let cards: Vec<String> = self.scorecards.iter().map(|card| visible(card).into_owned()).collect();
        let of = cards.join(" and of ");
        if self.others {
            return format!(
                "{name} of {of}: a session on that scorecard that answers it takes {name} as its focus; on another \
                 scorecard the scores choose"
            );
        }
        format!("{name} of {of}: a session that answers it takes {name} as its focus")
    }
}

impl FlagCode {
    /// The dimension that a new flag of this code has, by key.
    pub fn usual(&self) -> Option<&str> {
        self.mapped.dimension().or(match self.own.as_slice() {
            [one] => Some(one),
            _ => None,
        })
    }

    /// Flags whose session would have no dimension by itself, with nothing decided.
    pub fn is_open(&self) -> bool {
        self.without > 0 && self.mapped == Mapped::Open
    }
}
