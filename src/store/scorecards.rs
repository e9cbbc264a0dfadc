//! Scorecards, their versions and targets.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rusqlite::{Connection, named_params};
use serde::{Deserialize, Serialize};

use super::error::{Result, StoreError};
use super::{Store, Writing};
use crate::domain::day;
use crate::domain::id::{ScorecardId, TargetId};
use crate::domain::record::Record;
use crate::domain::scorecard::{Dimension, NewDimension, Scorecard, TargetScope, is_target, key_of, name_of};

/// A scorecard as its TOML file has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorecardFile {
    pub name: String,
    #[serde(default = "first_version")]
    pub version: String,
    pub dimensions: Vec<FileDimension>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDimension {
    #[serde(default)]
    pub key: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default = "one")]
    pub weight: f64,
    #[serde(default)]
    pub critical: bool,
    #[serde(default)]
    pub target: Option<f64>,
}

fn first_version() -> String {
    "1".to_owned()
}

fn one() -> f64 {
    1.0
}

impl ScorecardFile {
    pub fn parse(text: &str) -> Result<Self> {
        let file: Self =
            toml::from_str(text).map_err(|e| StoreError::refused(format!("the scorecard cannot be read: {e}")))?;
        file.dimensions()?;
        Ok(file)
    }

    /// Its dimensions, judged: names, keys, weights.
    fn dimensions(&self) -> Result<Vec<NewDimension>> {
        let mut out: Vec<NewDimension> = Vec::new();
        for (i, d) in self.dimensions.iter().enumerate() {
            let (key, name) = match (&d.key, &d.name) {
                (Some(key), Some(name)) => (key.clone(), name.clone()),
                (Some(key), None) => (key.clone(), name_of(key)),
                (None, Some(name)) => (key_of(name), name.clone()),
                (None, None) => {
                    return Err(StoreError::refused(format!("dimension {} has neither a key nor a name", i + 1)));
                }
            };
            if out.iter().any(|o| o.key == key) {
                return Err(StoreError::refused(format!("dimension “{key}” stands twice")));
            }
            if !d.weight.is_finite() || d.weight < 0.0 {
                return Err(StoreError::refused(format!(
                    "the weight of “{name}” is a number from 0 on, not {}",
                    d.weight
                )));
            }
            if d.target.is_some_and(|t| !is_target(t)) {
                return Err(StoreError::refused(format!("the target of “{name}” is a percent from 0 to 100")));
            }
            out.push(NewDimension { key, name, weight: d.weight, critical: d.critical, target: d.target });
        }
        if out.is_empty() {
            return Err(StoreError::refused("a scorecard has at least one dimension"));
        }
        Ok(out)
    }
}

/// The scorecard that a new file starts with.
pub(super) fn built_in() -> Result<ScorecardFile> {
    ScorecardFile::parse(include_str!("../../assets/scorecards/default.toml"))
}

/// Adds a line, or a version of a line that is there, and its targets.
pub(super) fn add(w: &mut Writing<'_>, file: &ScorecardFile) -> Result<ScorecardId> {
    let dimensions = file.dimensions()?;
    let known = by_name(w.conn, &file.name)?;
    let id = known.as_ref().map_or_else(ScorecardId::new, |k| k.id);
    let (version, named) = (file.version.clone(), file.name.clone());
    if known.is_some() {
        let taken: bool = w.conn.query_row(
            "SELECT EXISTS (SELECT 1 FROM scorecard_version v JOIN scorecard s ON s.id = v.scorecard WHERE s.uuid = ?1 AND v.label = ?2)",
            (id, &version),
            |r| r.get(0),
        )?;
        if taken {
            return Err(StoreError::refused(format!(
                "scorecard “{named}” has a version “{version}”; give the new one another"
            )));
        }
        w.record(&Record::ScorecardVersionAdded { id, version, dimensions: dimensions.clone() })?;
    } else {
        w.record(&Record::ScorecardAdded { id, name: named, version, dimensions: dimensions.clone() })?;
    }
    let today = w.clock.today(super::settings::read(w.conn)?.zone);
    for d in dimensions.iter().filter(|d| d.target.is_some()) {
        let line = row_of(w.conn, id)?;
        let sql = "SELECT id, EXISTS (SELECT 1 FROM target t WHERE t.dimension = d.id AND t.scope = 'everyone') FROM dimension d
                   WHERE d.scorecard = ?1 AND d.key = ?2";
        let (row, had): (i64, bool) = w.conn.query_row(sql, (line, &d.key), |r| Ok((r.get(0)?, r.get(1)?)))?;
        // What was judged before the new version stays judged as it was.
        if Targets::read(w.conn, line)?.for_everyone(row, today) != d.target {
            set_target(w, id, &d.key, TargetScope::Everyone, had.then_some(today), d.target)?;
        }
    }
    Ok(id)
}

/// Sets a target. The first one of a dimension and scope holds from the beginning, a later one from its day.
pub(super) fn set_target(
    w: &mut Writing<'_>,
    scorecard: ScorecardId,
    dimension: &str,
    scope: TargetScope,
    from: Option<NaiveDate>,
    value: Option<f64>,
) -> Result<()> {
    w.record(&Record::TargetSet { id: TargetId::new(), scorecard, dimension: dimension.to_owned(), scope, from, value })
}

/// A line in its newest version.
pub(super) fn by_name(conn: &Connection, name: &str) -> Result<Option<Scorecard>> {
    let row: Option<i64> = super::optional(conn.query_row(
        "SELECT scorecard FROM scorecard_name WHERE name = ?1
         UNION ALL SELECT scorecard FROM scorecard_name WHERE lower(name) = lower(?1) LIMIT 1",
        [name],
        |r| r.get(0),
    ))?;
    row.map(|row| by_row(conn, row)).transpose()
}

pub(super) fn by_row(conn: &Connection, row: i64) -> Result<Scorecard> {
    let (id, name, version, label): (ScorecardId, String, i64, String) = conn.query_row(
        // Of numbered versions the highest is the newest, whatever order files brought them in.
        "SELECT s.uuid, s.name, v.id, v.label FROM scorecard s JOIN scorecard_version v ON v.scorecard = s.id
         WHERE s.id = ?1 ORDER BY CAST(v.label AS REAL) DESC, v.id DESC LIMIT 1",
        [row],
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
    )?;
    // Dimensions that only older versions have stand last: their scores are still shown.
    let mut statement = conn.prepare_cached(
        "SELECT d.id, d.key, d.name, coalesce(vd.weight, 0.0) AS weight, coalesce(vd.critical, 0) AS critical
         FROM dimension d LEFT JOIN version_dimension vd ON vd.dimension = d.id AND vd.version = :version
         WHERE d.scorecard = :line ORDER BY vd.position IS NULL, vd.position, d.id",
    )?;
    let dimensions = statement
        .query_map(named_params! { ":version": version, ":line": row }, |r| {
            Ok(Dimension {
                row: r.get("id")?,
                key: r.get("key")?,
                name: r.get("name")?,
                weight: r.get("weight")?,
                critical: r.get("critical")?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(Scorecard { id, name, version: label, dimensions })
}

pub(super) fn row_of(conn: &Connection, id: ScorecardId) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT id FROM scorecard WHERE uuid = ?1")?.query_row([id], |r| r.get(0))?)
}

pub(super) fn names(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached("SELECT name FROM scorecard ORDER BY id")?;
    Ok(statement.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Every target of a line that could hold on a day.
#[derive(Debug, Default)]
pub(super) struct Targets {
    rows: Vec<TargetRow>,
}

#[derive(Debug)]
struct TargetRow {
    dimension: i64,
    scope: String,
    scope_id: Option<Vec<u8>>,
    from: i64,
    value: Option<f64>,
}

impl Targets {
    /// In the order in which they were set: of two from the same day, the later holds. Someone who was merged brings
    /// his own target of a dimension along where the person under whom he stands has none.
    pub(super) fn read(conn: &Connection, line: i64) -> Result<Self> {
        let mut statement = conn.prepare_cached(
            "SELECT t.dimension, t.scope, coalesce(u.uuid, t.scope_id), t.from_day, t.value
             FROM target t JOIN dimension d ON d.id = t.dimension
             LEFT JOIN person p ON t.scope = 'agent' AND p.uuid = t.scope_id LEFT JOIN person u ON u.id = p.stands_under
             WHERE d.scorecard = ?1 AND (u.id IS NULL OR u.id = p.id OR NOT EXISTS
                 (SELECT 1 FROM target x WHERE x.dimension = t.dimension AND x.scope = 'agent' AND x.scope_id = u.uuid))
             ORDER BY t.from_day, t.seq",
        )?;
        let rows = statement
            .query_map([line], |r| {
                Ok(TargetRow {
                    dimension: r.get(0)?,
                    scope: r.get(1)?,
                    scope_id: r.get(2)?,
                    from: r.get(3)?,
                    value: r.get(4)?,
                })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Self { rows })
    }

    /// What an agent of a team is held to on a day: the agent's own, else the team's, else everyone's.
    pub(super) fn on(&self, dimension: i64, on: NaiveDate, team: Option<&[u8]>, agent: &[u8]) -> Option<f64> {
        let number = day::to_number(on);
        let latest = |scope: &str, id: Option<&[u8]>| {
            let of_scope = |r: &&TargetRow| {
                r.dimension == dimension && r.scope == scope && r.from <= number && r.scope_id.as_deref() == id
            };
            self.rows.iter().rev().find(of_scope)
        };
        latest("agent", Some(agent))
            .or_else(|| team.and_then(|t| latest("team", Some(t))))
            .or_else(|| latest("everyone", None))
            .and_then(|r| r.value)
    }

    /// The target for everyone on a day.
    pub(super) fn for_everyone(&self, dimension: i64, on: NaiveDate) -> Option<f64> {
        self.on(dimension, on, None, &[])
    }
}

impl Store {
    /// A scorecard by name; the one in force where none is named.
    pub fn scorecard(&self, name: Option<&str>) -> Result<Scorecard> {
        let name = match name {
            Some(name) => name.to_owned(),
            None => self.settings()?.scorecard.unwrap_or_default(),
        };
        by_name(&self.conn, &name)?.ok_or_else(|| {
            let known = names(&self.conn).unwrap_or_default().join(", ");
            StoreError::refused(format!("there is no scorecard “{name}”; there are {known}"))
        })
    }

    /// Targets for everyone today, by dimension key.
    pub fn targets_today(&self, scorecard: &Scorecard, today: NaiveDate) -> Result<BTreeMap<String, f64>> {
        let targets = Targets::read(&self.conn, row_of(&self.conn, scorecard.id)?)?;
        let of = |d: &Dimension| Some((d.key.clone(), targets.for_everyone(d.row, today)?));
        Ok(scorecard.dimensions.iter().filter_map(of).collect())
    }

    /// Adds a scorecard, or a version of one.
    pub fn add_scorecard(&mut self, file: &ScorecardFile) -> Result<()> {
        self.write(None, |w| add(w, file).map(drop))
    }

    /// The scorecard as its TOML file.
    pub fn scorecard_file(&self, name: Option<&str>, today: NaiveDate) -> Result<ScorecardFile> {
        let scorecard = self.scorecard(name)?;
        let targets = self.targets_today(&scorecard, today)?;
        let dimensions = scorecard.dimensions.iter().map(|d| FileDimension {
            key: Some(d.key.clone()),
            name: Some(d.name.clone()),
            weight: d.weight,
            critical: d.critical,
            target: targets.get(&d.key).copied(),
        });
        Ok(ScorecardFile {
            name: scorecard.name.clone(),
            version: scorecard.version.clone(),
            dimensions: dimensions.collect(),
        })
    }

    /// Sets or removes a target. Where no day is given, the first one holds from the beginning, a later one from today.
    pub fn set_target(
        &mut self,
        scorecard: Option<&str>,
        dimension: &str,
        scope: TargetScope,
        from: Option<NaiveDate>,
        value: Option<f64>,
    ) -> Result<()> {
        let card = self.scorecard(scorecard)?;
        let wanted = dimension.trim();
        let found = card.dimensions.iter().find(|d| d.key == wanted || d.name.eq_ignore_ascii_case(wanted));
        let Some(found) = found else {
            let names: Vec<&str> = card.dimensions.iter().map(|d| d.name.as_str()).collect();
            return Err(StoreError::refused(format!(
                "{} has no dimension “{wanted}”; it has {}",
                card.name,
                names.join(", ")
            )));
        };
        if value.is_some_and(|v| !is_target(v)) {
            return Err(StoreError::refused("a target is a percent from 0 to 100, such as 75"));
        }
        let (kind, scope_id) = match scope {
            TargetScope::Everyone => ("everyone", None),
            TargetScope::Team(id) => ("team", Some(id.0.as_bytes().to_vec())),
            TargetScope::Agent(id) => ("agent", Some(id.0.as_bytes().to_vec())),
        };
        let first: bool = self.conn.query_row(
            "SELECT NOT EXISTS (SELECT 1 FROM target WHERE dimension = ?1 AND scope = ?2 AND scope_id IS ?3)",
            (found.row, kind, scope_id),
            |r| r.get(0),
        )?;
        let zone = self.settings()?.zone;
        let today = self.clock.now().with_timezone(&zone).date_naive();
        let from = from.or_else(|| (!first).then_some(today));
        let (id, key) = (card.id, found.key.clone());
        self.write(None, |w| set_target(w, id, &key, scope, from, value))
    }
}
