//! How a table is read, as plain data: a person can write it, a screen can edit it, and the file remembers it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::field::Field;
use super::raw::Raw;
use super::scale::Scale;
use super::trim::alike;

/// The columns, values and dimensions of one kind of table.
///
/// Columns that it does not list are recognised by their headings and values, as without a mapping.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub name: String,
    /// Told by the headings where it is `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<TableFormat>,
    /// The namespace of its evaluations: a vendor and its instance. "grid" where it is `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalMark>,
    /// Of every column of dates that does not say it itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// What days a spreadsheet counts from, where dates are numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
    /// Of times without one; the database's where it is `None`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "zone_name")]
    pub zone: Option<Tz>,
    /// How the file is read, where that is not told by the file ("windows-1252").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Headings that tell this kind of table from all others: it is used by itself where all of them are there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recognise: Vec<String>,
    /// What a reader has to know of how it reads: said at every import.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Other files of the same batch that say more of a row, by a column that both have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joins: Vec<Join>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnMapping>,
    /// By the file's name of a dimension: what it is here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dimensions: BTreeMap<String, DimensionUse>,
}

/// What a column is used for. One of `heading`, `position` and `pattern` says which column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// Compared in plain form: case, accents and marks do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// From 1, for headings that stand twice or are blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
    /// A heading with `{dimension}` and `{any}` in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// A field's name in the canonical CSV, "dimension" for a wide table's scores, or "ignore".
    #[serde(rename = "use")]
    pub used: ColumnUse,
    /// The dimension's name, where the heading does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Scale>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// Cells of several things at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// What a cell of these words is read as ("yes" as "100%"); "*" is any other. Compared without case.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Rows with a cell of these words are left out (a soft delete, say). Compared without case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leave_out: Vec<String>,
    /// Why it is ignored, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

impl ColumnMapping {
    pub fn of(heading: &str, used: ColumnUse) -> Self {
        Self { heading: Some(heading.to_owned()), ..Self::unnamed(used) }
    }

    pub fn at(position: usize, used: ColumnUse) -> Self {
        Self { position: Some(position), ..Self::unnamed(used) }
    }

    fn unnamed(used: ColumnUse) -> Self {
        Self {
            heading: None,
            position: None,
            pattern: None,
            used,
            dimension: None,
            scale: None,
            dates: None,
            split: None,
            values: BTreeMap::new(),
            leave_out: Vec::new(),
            because: None,
        }
    }

    /// How a message names it.
    fn words(&self) -> String {
        match (&self.heading, &self.pattern, self.position) {
            (Some(name), _, _) | (None, Some(name), _) => format!("“{}”", super::raw::visible(name)),
            (None, None, Some(position)) => format!("at position {position}"),
            (None, None, None) => "without heading, position or pattern".to_owned(),
        }
    }
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnUse {
    Field(Field),
    /// In a wide table: scores of the dimension that the heading, or `dimension` beside it, names. In a long one the
    /// same word is the column of the dimensions' names.
    Dimension,
    Ignore,
}

impl ColumnUse {
    /// As a mapping has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Field(field) => field.name(),
            Self::Dimension => Field::Dimension.name(),
            Self::Ignore => "ignore",
        }
    }
}

impl From<Field> for ColumnUse {
    fn from(field: Field) -> Self {
        if field == Field::Dimension { Self::Dimension } else { Self::Field(field) }
    }
}

impl Serialize for ColumnUse {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for ColumnUse {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        match (word.as_str(), Field::from_name(&word)) {
            ("ignore", _) => Ok(Self::Ignore),
            (_, Some(Field::Dimension)) => Ok(Self::Dimension),
            (_, Some(field)) => Ok(Self::Field(field)),
            (_, None) => {
                let known: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
                let known = known.join(", ");
                Err(serde::de::Error::custom(format!(
                    "a column is not used as \"{word}\": ignore, dimension or a field is expected ({known})"
                )))
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    /// A row a score.
    Long,
    /// A column a dimension.
    Wide,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    Point,
    Comma,
}

/// Which way round 03/04/2026 is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    #[serde(alias = "day-first")]
    DayFirst,
    #[serde(alias = "month-first")]
    MonthFirst,
}

impl DateOrder {
    /// As the command line has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }
}

/// The day before the first of a spreadsheet's dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Epoch {
    #[serde(rename = "1900")]
    Of1900,
    /// Workbooks of older Macs.
    #[serde(rename = "1904")]
    Of1904,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// "Ama Boateng (ama@example.com)[5f1]": the agent's name and id.
    NameEmailId,
}

/// What a dimension that the file names is here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DimensionUse {
    /// Another name for this one.
    SameAs(String),
    /// One of its own: nothing is asked about it again.
    New,
    /// One of its own, held to this percent from the beginning.
    NewWithTarget(f64),
    Ignore,
}

/// Another file whose row is found by a cell, and whose columns stand beside this one's as "name.heading".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// What its columns are called by.
    pub name: String,
    /// Headings that tell it.
    pub recognise: Vec<String>,
    /// The column that both have; of several rows with the same the last one holds. The file is left out where it is
    /// `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Why it is left out, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// A remembered way to read a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub name: String,
    /// Of the headings that it is for.
    pub signature: String,
    pub mapping: Mapping,
    /// Where the last file that it read lay.
    pub folder: Option<PathBuf>,
    /// That file's name.
    pub file: Option<Raw>,
}

/// The newest file in a profile's folder, which no standing import holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub profile: String,
    pub path: PathBuf,
    pub name: Raw,
    pub modified: DateTime<Utc>,
    pub bytes: u64,
}

/// An answer to a question of an import, for a mapping.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Of the column at this position, from 1.
    Scale {
        position: usize,
        heading: String,
        scale: Scale,
    },
    Dates {
        position: usize,
        heading: String,
        order: DateOrder,
    },
    /// Of a workbook: the sheet to read.
    Sheet(String),
}

impl Mapping {
    /// What a dimension that the file names is here, where the mapping says it. Case and white space do not count.
    pub fn dimension_use(&self, named: &str) -> Option<&DimensionUse> {
        self.dimensions.iter().find(|(name, _)| alike(name, named)).map(|(_, used)| used)
    }

    /// Takes an answer up.
    pub fn answer(&mut self, answer: &Answer) {
        match answer {
            Answer::Sheet(name) => self.sheet = Some(name.clone()),
            Answer::Scale { position, heading, scale } => {
                if let Some(column) = self.column(*position, heading) {
                    column.scale = Some(*scale);
                }
            }
            Answer::Dates { position, heading, order } => match self.column(*position, heading) {
                Some(column) => column.dates = Some(*order),
                None => self.dates = Some(*order),
            },
        }
    }

    fn column(&mut self, position: usize, heading: &str) -> Option<&mut ColumnMapping> {
        let at = self
            .columns
            .iter()
            .position(|column| column.position == Some(position))
            .or_else(|| self.columns.iter().position(|column| column.heading.as_deref() == Some(heading)))?;
        self.columns.get_mut(at)
    }

    /// What is wrong with it as a whole, in a sentence.
    pub fn check(&self) -> Result<(), String> {
        let beyond =
            |used: &DimensionUse| matches!(used, DimensionUse::NewWithTarget(t) if !super::scorecard::is_target(*t));
        if let Some((name, _)) = self.dimensions.iter().find(|(_, used)| beyond(used)) {
            return Err(format!("the target of “{}” is a percent from 0 to 100", super::raw::visible(name)));
        }
        let mut fields = Vec::new();
        for column in &self.columns {
            let named = [column.heading.is_some(), column.position.is_some(), column.pattern.is_some()];
            if named.iter().filter(|there| **there).count() != 1 {
                let words = column.words();
                return Err(format!("the column {words} needs one of heading, position and pattern"));
            }
            if column.position == Some(0) {
                return Err("positions count from 1".to_owned());
            }
            // Of several headings for one field, the file's own decides; two positions contradict each other.
            if let (ColumnUse::Field(field), Some(_)) = (column.used, column.position) {
                if fields.contains(&field) {
                    return Err(format!("two columns are used as {}", field.name()));
                }
                fields.push(field);
            }
        }
        Ok(())
    }
}

mod zone_name {
    use chrono_tz::Tz;
    use serde::{Deserialize, Deserializer, Serializer, de};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        clippy::ref_option,
        reason = "serde calls it with a reference to the field"
    )]
    pub(super) fn serialize<S: Serializer>(zone: &Option<Tz>, serializer: S) -> Result<S::Ok, S::Error> {
        match zone {
            Some(zone) => serializer.serialize_str(zone.name()),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Tz>, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map(Some).map_err(|_| de::Error::custom(format!("there is no zone \"{name}\"")))
    }
}
