//! Which scorecard, version and dimensions an evaluation goes to; what the database lacks is added, on record.

use rusqlite::Connection;

use super::{Loader, Map};
use crate::domain::evaluation::{EvaluationRecord, ScoreRecord};
use crate::domain::id::ScorecardId;
use crate::domain::raw::visible;
use crate::domain::record::Record;
use crate::domain::scorecard::{NewDimension, Scorecard, key_of};
use crate::store::convert::parts;
use crate::store::error::Result;
use crate::store::scorecards;

/// A scorecard's line while its evaluations come in.
pub(super) struct Line {
    pub(super) id: ScorecardId,
    pub(super) row: i64,
    pub(super) name: String,
    /// The newest version's label: what evaluations without a version go to.
    pub(super) newest: String,
    /// By version label: its row and the dimensions' weights.
    pub(super) versions: Map<String, Version>,
    /// Dimension rows by key.
    pub(super) dimensions: Map<String, i64>,
    /// Keys by lower-case name.
    pub(super) names: Map<String, String>,
}

#[derive(Clone, Default)]
pub(super) struct Version {
    pub(super) row: i64,
    pub(super) weights: Map<i64, f64>,
    /// Dimension rows by the names that the files have for them, as they were met.
    met: Map<String, i64>,
    /// Of the evaluation before: most have the same dimensions in the same order.
    last: Vec<(String, i64)>,
}

impl Version {
    /// The rows of the dimensions as they are named; `None` where one was not met yet.
    fn rows(&self, scores: &[ScoreRecord]) -> Option<Vec<i64>> {
        let row = |(at, score): (usize, &ScoreRecord)| match self.last.get(at) {
            Some((name, row)) if *name == score.dimension => Some(*row),
            _ => self.met.get(score.dimension.as_str()).copied(),
        };
        scores.iter().enumerate().map(row).collect()
    }
}

/// The line and version of an evaluation that is stored.
pub(super) struct Stored {
    pub(super) line: String,
    pub(super) label: String,
}

impl Loader<'_, '_> {
    /// The line and version that this very evaluation stands on already, where its file leaves either open: another
    /// scorecard in force, or a new version, never moves an old score. `versions` are the rows of its key.
    pub(super) fn stored_form(&self, versions: &[i64], e: &EvaluationRecord) -> Result<Option<Stored>> {
        if e.scorecard.is_some() && e.scorecard_version.is_some() {
            return Ok(None);
        }
        let ms = e.evaluated.as_ref().map(|s| parts(s.when).1);
        let mut latest: Option<((i64, i64), Stored)> = None;
        for id in versions {
            let sql = "SELECT e.batch, l.name, v.label FROM evaluation e JOIN scorecard_version v ON v.id = e.form
                       JOIN scorecard l ON l.id = v.scorecard
                       WHERE e.id = ?1 AND e.version = ?2 AND e.evaluated_ms IS ?3";
            let found = self.w.conn.prepare_cached(sql)?.query_row((id, e.version, ms), |r| {
                Ok(((r.get(0)?, *id), Stored { line: r.get(1)?, label: r.get(2)? }))
            });
            if let Some(found) = crate::store::optional(found)?
                && latest.as_ref().is_none_or(|(place, _)| *place < found.0)
            {
                latest = Some(found);
            }
        }
        Ok(latest.map(|(_, stored)| stored))
    }

    /// The name of the line that an evaluation goes to; a line that the file names and the database lacks is made.
    pub(super) fn line_of(&mut self, e: &EvaluationRecord, stored: Option<&Stored>) -> Result<String> {
        let named = e.scorecard.as_deref().map(str::trim).filter(|s| !s.is_empty());
        let name = match (named, stored) {
            (Some(name), _) => name.to_owned(),
            (None, Some(stored)) => stored.line.clone(),
            (None, None) => self
                .unnamed
                .get(e.file)
                .cloned()
                .or_else(|| self.in_force.clone())
                .unwrap_or_else(|| "Default".to_owned()),
        };
        if self.lines.contains_key(&name) {
            return Ok(name);
        }
        let known = match scorecards::by_name(self.w.conn, &name)? {
            Some(known) => known,
            None => self.new_line(&name, e)?,
        };
        let line = Line::read(self.w.conn, known)?;
        self.lines.insert(name.clone(), line);
        Ok(name)
    }

    /// A scorecard that the file names and the database lacks takes over, by dimension key, the targets, weights
    /// and critical marks of the one in force.
    fn new_line(&mut self, name: &str, e: &EvaluationRecord) -> Result<Scorecard> {
        let id = ScorecardId::new();
        let version = e.scorecard_version.clone().unwrap_or_else(|| "1".to_owned());
        let mut dimensions: Vec<NewDimension> = Vec::new();
        for score in &e.scores {
            let dimension = self.new_dimension(score)?;
            if dimensions.iter().all(|d| d.key != dimension.key) {
                dimensions.push(dimension);
            }
        }
        let record = Record::ScorecardAdded { id, name: name.to_owned(), version, dimensions: dimensions.clone() };
        self.w.record(&record)?;
        self.report.warnings.push(format!(
            "scorecard “{}” is new: it was added with {} dimensions",
            visible(name),
            dimensions.len()
        ));
        for dimension in &dimensions {
            self.target_of_new(name, id, dimension)?;
        }
        Ok(scorecards::by_name(self.w.conn, name)?.expect("it was just added"))
    }

    /// A dimension as a file names it, with what the scorecard in force says of its key.
    fn new_dimension(&self, score: &ScoreRecord) -> Result<NewDimension> {
        let named = score.dimension.as_str();
        let key = key_of(named);
        let in_force = self.in_force.as_deref().map(|n| scorecards::by_name(self.w.conn, n)).transpose()?.flatten();
        let like = in_force.as_ref().and_then(|s| s.dimensions.iter().find(|d| d.key == key));
        let target = match (&in_force, like) {
            (Some(card), Some(d)) => {
                let targets = scorecards::Targets::read(self.w.conn, scorecards::row_of(self.w.conn, card.id)?)?;
                let zone = crate::store::settings::read(self.w.conn)?.zone;
                targets.for_everyone(d.row, self.w.clock.today(zone))
            }
            (Some(_) | None, Some(_) | None) => None,
        };
        let spelt = if named == key { crate::domain::scorecard::name_of(&key) } else { named.trim().to_owned() };
        Ok(NewDimension {
            key,
            name: like.map_or(spelt, |d| d.name.clone()),
            // Not 0: a weight may be changed later, and a dimension is never without one.
            weight: like.map_or_else(|| score.weight.filter(|w| *w > 0.0).unwrap_or(1.0), |d| d.weight),
            critical: like.is_some_and(|d| d.critical),
            target,
        })
    }

    fn target_of_new(&mut self, card: &str, id: ScorecardId, dimension: &NewDimension) -> Result<()> {
        let target = dimension.target.or_else(|| self.new_targets.get(&dimension.key).copied());
        if target.is_some() {
            return scorecards::set_target(
                self.w,
                id,
                &dimension.key,
                crate::domain::scorecard::TargetScope::Everyone,
                None,
                target,
            );
        }
        self.remarks.untargeted(card, &dimension.name);
        Ok(())
    }

    /// The label of the evaluation's version; one that the line lacks is made with the newest one's dimensions.
    pub(super) fn form_of(&mut self, line_name: &str, e: &EvaluationRecord, stored: Option<&Stored>) -> Result<String> {
        let line = &self.lines[line_name];
        let named = e.scorecard_version.as_deref().map(str::trim).filter(|v| !v.is_empty());
        let kept = stored.filter(|s| s.line == line.name || s.line == line_name).map(|s| s.label.as_str());
        let label = named.or(kept).unwrap_or(&line.newest).to_owned();
        if line.versions.contains_key(&label) {
            return Ok(label);
        }
        let card = scorecards::by_row(self.w.conn, line.row)?;
        // Dimensions that the newest version has dropped do not come back.
        let newest = &line.versions[&line.newest].weights;
        let dimensions = card.dimensions.iter().filter(|d| newest.contains_key(&d.row)).map(|d| NewDimension {
            key: d.key.clone(),
            name: d.name.clone(),
            weight: d.weight,
            critical: d.critical,
            target: None,
        });
        let record =
            Record::ScorecardVersionAdded { id: line.id, version: label.clone(), dimensions: dimensions.collect() };
        self.w.record(&record)?;
        let line = Line::read(self.w.conn, scorecards::by_row(self.w.conn, self.lines[line_name].row)?)?;
        self.lines.insert(line_name.to_owned(), line);
        Ok(label)
    }

    /// The row of each score's dimension, in the order of the scores.
    pub(super) fn dimension_rows(&mut self, line_name: &str, form: &str, e: &EvaluationRecord) -> Result<Vec<i64>> {
        if let Some(known) = self.lines[line_name].versions[form].rows(&e.scores) {
            return Ok(known);
        }
        let mut out = Vec::with_capacity(e.scores.len());
        for score in &e.scores {
            out.push(self.dimension(line_name, form, score)?);
        }
        let version = self.lines.get_mut(line_name).and_then(|line| line.versions.get_mut(form));
        if let Some(version) = version {
            version.last = e.scores.iter().map(|s| s.dimension.clone()).zip(out.iter().copied()).collect();
            version.met.extend(version.last.iter().cloned());
        }
        Ok(out)
    }

    fn dimension(&mut self, line_name: &str, form: &str, score: &ScoreRecord) -> Result<i64> {
        let line = &self.lines[line_name];
        let key = line.key(&score.dimension);
        if let Some(row) = line.dimensions.get(&key)
            && line.versions[form].weights.contains_key(row)
        {
            return Ok(*row);
        }
        let known = line.dimensions.contains_key(&key);
        let mut dimension = self.new_dimension(score)?;
        dimension.key.clone_from(&key);
        let id = line.id;
        self.w.record(&Record::DimensionAdded {
            scorecard: id,
            version: form.to_owned(),
            dimension: dimension.clone(),
        })?;
        if !known {
            let shown = self.lines[line_name].name.clone();
            self.target_of_new(&shown, id, &dimension)?;
        }
        let line = Line::read(self.w.conn, scorecards::by_row(self.w.conn, self.lines[line_name].row)?)?;
        let row = line.dimensions[&key];
        self.lines.insert(line_name.to_owned(), line);
        Ok(row)
    }
}

impl Line {
    fn read(conn: &Connection, card: Scorecard) -> Result<Self> {
        let row = scorecards::row_of(conn, card.id)?;
        let mut versions: Map<String, Version> = Map::default();
        let mut statement = conn.prepare_cached(
            "SELECT v.label, v.id, vd.dimension, vd.weight FROM scorecard_version v
             LEFT JOIN version_dimension vd ON vd.version = v.id WHERE v.scorecard = ?1",
        )?;
        let mut rows = statement.query([row])?;
        while let Some(r) = rows.next()? {
            let version = versions.entry(r.get(0)?).or_default();
            version.row = r.get(1)?;
            if let Some(dimension) = r.get::<_, Option<i64>>(2)? {
                version.weights.insert(dimension, r.get(3)?);
            }
        }
        Ok(Self {
            id: card.id,
            row,
            name: card.name,
            newest: card.version,
            versions,
            dimensions: card.dimensions.iter().map(|d| (d.key.clone(), d.row)).collect(),
            names: card.dimensions.iter().map(|d| (d.name.to_lowercase(), d.key.clone())).collect(),
        })
    }

    /// The key that a file's name for a dimension means here.
    pub(super) fn key(&self, named: &str) -> String {
        let trimmed = named.trim();
        if self.dimensions.contains_key(trimmed) {
            return trimmed.to_owned();
        }
        self.names.get(&trimmed.to_lowercase()).cloned().unwrap_or_else(|| key_of(trimmed))
    }
}
