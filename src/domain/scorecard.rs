//! The QA form: dimensions in order, with weights, critical marks and targets.

use serde::{Deserialize, Serialize};

use super::id::{PersonId, ScorecardId, TeamId};

/// A scorecard in one of its versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    pub id: ScorecardId,
    pub name: String,
    /// The version's label; "1" where no file ever named one.
    pub version: String,
    pub dimensions: Vec<Dimension>,
}

/// One scored area.
#[derive(Debug, Clone, PartialEq)]
pub struct Dimension {
    /// Its row in this file.
    pub row: i64,
    pub key: String,
    pub name: String,
    pub weight: f64,
    pub critical: bool,
}

/// Whom a target holds for. The narrower wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetScope {
    Everyone,
    Team(TeamId),
    Agent(PersonId),
}

/// A dimension of a scorecard that is being added: in an import, a scorecard file, or the default one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewDimension {
    pub key: String,
    pub name: String,
    pub weight: f64,
    pub critical: bool,
    /// In percent; none means that it is shown and never a focus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
}

/// Whether a number can be a target: a percent from 0 to 100.
pub fn is_target(percent: f64) -> bool {
    (0.0..=100.0).contains(&percent)
}

/// A target as it is typed, with either decimal sign; `None` where nothing is.
pub fn typed_target(text: &str) -> Result<Option<f64>, String> {
    let bare = text.trim().trim_end_matches('%').trim().replace(',', ".");
    if bare.is_empty() {
        return Ok(None);
    }
    let read = bare.parse().ok().filter(|percent| is_target(*percent));
    read.map(Some).ok_or_else(|| {
        format!(
            "a target is a percent from 0 to 100 such as 75, or nothing for none, not “{}”",
            super::raw::visible(text.trim())
        )
    })
}

/// The key of a dimension's name: snake case, letters and digits alone.
pub fn key_of(name: &str) -> String {
    let mut key = String::new();
    for c in name.trim().chars() {
        if c.is_alphanumeric() {
            key.extend(c.to_lowercase());
        } else if !key.is_empty() && !key.ends_with('_') {
            key.push('_');
        }
    }
    let key = key.trim_end_matches('_');
    if key.is_empty() { "unnamed".to_owned() } else { key.to_owned() }
}

/// A name from a key, where a file has keys alone: `process_adherence` reads "Process adherence".
pub fn name_of(key: &str) -> String {
    let spaced = key.trim().replace('_', " ");
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
