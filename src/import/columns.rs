//! What a plan says of a table's columns, and the mapping that it amounts to.

use std::collections::HashMap;

use chrono_tz::Tz;

use super::FilePlan;
use super::headings::plain;
use super::plan::Reading;
use crate::domain::field::Field;
use crate::domain::mapping::{ColumnMapping, ColumnUse, DateOrder, DimensionUse, Mapping};
use crate::domain::raw::{Raw, visible};
use crate::domain::scale::Scale;

/// One column of a table: what it is used for, why, and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnPlan {
    /// As read.
    pub heading: Raw,
    /// From 1.
    pub position: usize,
    pub used: Used,
    pub why: Why,
    /// The first filled cells, at most [`super::FIRST_ROWS`].
    pub samples: Vec<Raw>,
    /// Rows in which it is filled.
    pub filled: u64,
    /// Of the table's rows, from 0 to 1; 0 where there are none.
    pub share: f64,
    /// What its plain numbers are, for columns of scores; `None` where that is open, or there are none.
    pub scale: Option<Scale>,
    /// The least and the greatest of its plain numbers, for columns of scores.
    pub range: Option<(f64, f64)>,
    /// Which way round its dates are, where that matters.
    pub dates: Option<DateOrder>,
}

/// What a column is used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Used {
    Field(Field),
    /// A wide table's scores of this dimension.
    Dimension(String),
    LeftOut,
}

impl Used {
    /// A field's name, "dimension Empathy", or "left out".
    pub fn words(&self) -> String {
        match self {
            Self::Field(field) => field.name().to_owned(),
            Self::Dimension(name) => format!("dimension {}", visible(name)),
            Self::LeftOut => "left out".to_owned(),
        }
    }
}

/// Why a column is used so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A mapping says so; for an ignored column its reason, where it names one.
    Mapping(Option<String>),
    /// The heading is a known one.
    Heading,
    /// The database has a dimension of this name.
    KnownDimension,
    /// All of its cells read as scores.
    Values,
    /// It is left out for this reason.
    Because(String),
}

impl Why {
    pub fn words(&self) -> &str {
        match self {
            Self::Mapping(Some(why)) | Self::Because(why) => why,
            Self::Mapping(None) => "the mapping says so",
            Self::Heading => "by its heading",
            Self::KnownDimension => "a dimension of this name is known",
            Self::Values => "by its values",
        }
    }
}

/// Where the decisions of a table come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ReadAs {
    /// Headings and values alone.
    #[default]
    Headings,
    /// The mapping of this name, which was given.
    Mapping(String),
    /// The profile of this name, remembered for these headings.
    Profile(String),
    /// The preset of this name, told by the headings.
    Preset(String),
}

impl ReadAs {
    /// The name that the batch's record keeps.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Headings => None,
            Self::Mapping(name) | Self::Profile(name) | Self::Preset(name) => Some(name),
        }
    }
}

impl FilePlan {
    /// Targets that the mapping gives to dimensions that are new, by the names that the file has.
    pub fn new_targets(&self) -> Vec<(&str, f64)> {
        let Some(mapping) = self.mapping() else { return Vec::new() };
        let targets = mapping.dimensions.iter().filter_map(|(name, used)| match used {
            DimensionUse::NewWithTarget(target) => Some((name.as_str(), *target)),
            DimensionUse::New | DimensionUse::SameAs(_) | DimensionUse::Ignore => None,
        });
        targets.collect()
    }

    /// Whether it is evaluations in JSON, and no table.
    pub(super) fn is_documents(&self) -> bool {
        matches!(self.reading, Reading::Documents(..))
    }

    /// The zone that the mapping names.
    pub(super) fn zone(&self) -> Option<Tz> {
        self.mapping().and_then(|mapping| mapping.zone)
    }

    /// What it is read with: a table, or a vendor's evaluations.
    fn mapping(&self) -> Option<&Mapping> {
        match &self.reading {
            Reading::Table(layout, _) => Some(&layout.mapping),
            Reading::Documents(documents, _) => Some(&documents.mapping),
            Reading::Lookup | Reading::Undecided | Reading::Spoken(_) => None,
        }
    }

    /// The mapping that the plan amounts to: read with it, the same file gives the same plan. What is still a
    /// question is open in it too. `None` for a transcript.
    pub fn as_mapping(&self) -> Option<Mapping> {
        if let Reading::Documents(documents, _) = &self.reading {
            // Its columns are categories whose ratings' scale had to be told.
            let columns = self.columns.iter().map(|planned| {
                let named = ColumnMapping::of(planned.heading.verbatim(), ColumnUse::Dimension);
                ColumnMapping { scale: planned.scale, ..named }
            });
            return Some(Mapping { columns: columns.collect(), ..documents.mapping.clone() });
        }
        let Reading::Table(layout, _) = &self.reading else { return None };
        let mut times: HashMap<String, usize> = HashMap::new();
        for column in &self.columns {
            *times.entry(plain(column.heading.verbatim())).or_default() += 1;
        }
        let columns = self.columns.iter().zip(&layout.columns).map(|(planned, column)| {
            let heading = plain(planned.heading.verbatim());
            let used = match &planned.used {
                Used::Field(Field::Dimension) | Used::Dimension(_) => ColumnUse::Dimension,
                Used::Field(field) => ColumnUse::Field(*field),
                Used::LeftOut => ColumnUse::Ignore,
            };
            let once = !heading.is_empty() && times.get(&heading) == Some(&1);
            let mut mapped = if once {
                ColumnMapping::of(planned.heading.verbatim(), used)
            } else {
                ColumnMapping::at(planned.position, used)
            };
            if let Used::Dimension(name) = &planned.used {
                mapped.dimension = (name != planned.heading.verbatim() || !once).then(|| name.clone());
            }
            mapped.scale = planned.scale;
            mapped.dates = planned.dates;
            column.carry_over(&mut mapped);
            mapped
        });
        let columns = columns.collect();
        Some(Mapping { columns, ..layout.frame() })
    }
}

#[cfg(test)]
mod tests;
