//! What one row adds to its evaluation.

use std::collections::HashMap;
use std::rc::Rc;

use crate::domain::evaluation::{AutoFailRecord, CriterionRecord, FlagRecord, ScoreRecord};
use crate::domain::scorecard::key_of;

/// What a row adds. A dimension is told from another by its key.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// A dimension's own score, without criteria.
    Score {
        key: Rc<str>,
        score: ScoreRecord,
    },
    /// A dimension with nothing said of its score: its criteria's, where it has some, else none.
    Named {
        key: Rc<str>,
        dimension: String,
        comment: Option<String>,
    },
    Criterion {
        key: Rc<str>,
        dimension: String,
        criterion: CriterionRecord,
    },
    Flag(FlagRecord),
    AutoFail(AutoFailRecord),
    /// On the evaluation.
    Comment(String),
}

impl Part {
    /// What must not stand twice in one evaluation: a dimension, or a criterion of one.
    pub(super) fn slot(&self) -> Option<(&str, Option<&str>)> {
        match self {
            Self::Score { key, .. } | Self::Named { key, .. } => Some((key, None)),
            Self::Criterion { key, criterion, .. } => Some((key, Some(&criterion.name))),
            Self::Flag(_) | Self::AutoFail(_) | Self::Comment(_) => None,
        }
    }
}

/// Keys of dimensions by their names. A file has few of them.
#[derive(Debug, Default)]
pub(super) struct Keys(HashMap<String, Rc<str>, foldhash::fast::RandomState>);

/// More names than this are not kept.
const MOST_KEPT: usize = 2000;

impl Keys {
    pub(super) fn of(&mut self, name: &str) -> Rc<str> {
        if let Some(key) = self.0.get(name) {
            return Rc::clone(key);
        }
        let key: Rc<str> = key_of(name).into();
        if self.0.len() < MOST_KEPT {
            self.0.insert(name.to_owned(), Rc::clone(&key));
        }
        key
    }
}
