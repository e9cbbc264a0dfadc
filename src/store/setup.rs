//! What the Setup screen shows, and the file's health.

use std::collections::HashMap;

use rusqlite::Connection;

use super::error::Result;
use super::request::{ScorecardSetup, SetupView};
use super::scorecards::{self, Targets};
use super::{Access, Store, roster};
use crate::domain::day;
use crate::domain::figure::short;

/// One check of `doctor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub name: &'static str,
    /// What is wrong and how to mend it; `None` where all is well.
    pub wrong: Option<String>,
}

impl Store {
    pub fn setup_view(&self) -> Result<SetupView> {
        let today = self.today()?;
        let people = self.people()?;
        let settings = self.settings()?;
        let mut cards = Vec::new();
        for name in scorecards::names(&self.conn)? {
            let scorecard = self.scorecard(Some(&name))?;
            let line = scorecards::row_of(&self.conn, scorecard.id)?;
            let targets = Targets::read(&self.conn, line)?;
            let evaluations: i64 = self.conn.query_row(
                "SELECT count(*) FROM evaluation e JOIN scorecard_version v ON v.id = e.form WHERE v.scorecard = ?1 AND e.current = 1",
                [line],
                |r| r.get(0),
            )?;
            cards.push(ScorecardSetup {
                targets: scorecard.dimensions.iter().map(|d| targets.for_everyone(d.row, today)).collect(),
                exceptions: self.exceptions(line)?,
                in_force: settings.scorecard.as_deref() == Some(scorecard.name.as_str()),
                evaluations: u64::try_from(evaluations).unwrap_or(0),
                scorecard,
            });
        }
        Ok(SetupView {
            settings,
            scorecards: cards,
            teams: self.teams()?,
            alike: roster::alike(&people),
            flags: self.flag_codes_view()?,
            people,
            practice: self.practice_by_dimension()?,
            file: self.path.clone(),
            schema: self.schema()?,
            sqlite: super::sqlite_version().to_owned(),
        })
    }

    /// Targets of a team or an agent, and later ones for everyone, in words.
    fn exceptions(&self, line: i64) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT d.name, t.scope, t.from_day, t.value, coalesce(p.name, m.name) AS whose
             FROM target t JOIN dimension d ON d.id = t.dimension
             LEFT JOIN person p ON t.scope = 'agent' AND p.uuid = t.scope_id
             LEFT JOIN team m ON t.scope = 'team' AND m.uuid = t.scope_id
             WHERE d.scorecard = ?1 AND (t.scope <> 'everyone' OR t.from_day > ?2) ORDER BY t.from_day DESC, t.seq DESC",
        )?;
        let mut rows = statement.query((line, day::BEGINNING))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let from: i64 = row.get("from_day")?;
            let from =
                if from == day::BEGINNING { String::new() } else { format!(" from {}", super::convert::date(from)) };
            let whose = row
                .get::<_, Option<crate::domain::raw::Raw>>("whose")?
                .map_or_else(|| "everyone".to_owned(), |w| w.visible());
            let value = row.get::<_, Option<f64>>("value")?.map_or_else(|| "no target".to_owned(), short);
            out.push(format!("{whose}: {} {value}{from}", row.get::<_, String>("name")?));
        }
        Ok(out)
    }

    /// Checks the file: the engine's own checks, the search index, and the log with what is projected from it.
    pub fn doctor(&self) -> Result<Vec<Finding>> {
        let mut out = Vec::new();
        let text = |sql: &str| -> Result<String> { Ok(self.conn.query_row(sql, [], |r| r.get(0))?) };
        let integrity = text("PRAGMA integrity_check(1)").unwrap_or_else(|e| e.to_string());
        out.push(Finding {
            name: "file",
            wrong: (integrity != "ok").then(|| format!("{integrity}; restore a backup, or export what can be read")),
        });
        let strays: i64 = self.conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0))?;
        out.push(Finding {
            name: "references",
            wrong: (strays > 0).then(|| format!("{strays} rows refer to rows that are gone; restore a backup")),
        });
        let indexed = self.access == Access::ReadWrite && index_is_damaged(&self.conn);
        out.push(Finding {
            name: "search index",
            wrong: indexed
                .then(|| "it does not agree with the transcripts; `coachlog doctor --mend` builds it anew".to_owned()),
        });
        let sums = self.sums_differ()?;
        out.push(Finding {
            name: "daily sums",
            wrong: (sums > 0)
                .then(|| format!("{sums} days differ from their scores; `coachlog doctor --mend` computes them anew")),
        });
        let unpacked = self.unpacked_since()?;
        out.push(Finding {
            name: "erasure",
            wrong: unpacked.map(|since| {
                format!("the file was not packed after the erasure of {since}; `coachlog doctor --mend` does it")
            }),
        });
        let verified = self.verify()?;
        out.push(Finding {
            name: "log",
            wrong: (!verified.broken.is_empty())
                .then(|| format!("{} faults; `coachlog log verify` names them", verified.broken.len())),
        });
        Ok(out)
    }

    /// Builds anew what is only derived: the search index and the daily sums.
    pub fn mend(&mut self) -> Result<()> {
        self.write(Some("derived data was built anew"), |w| {
            w.conn.execute("INSERT INTO transcript_words (transcript_words) VALUES ('rebuild')", [])?;
            super::settle::everything(w.conn)
        })?;
        if self.unpacked_since()?.is_some() {
            self.vacuum()?;
        }
        Ok(())
    }

    /// Days whose sums are not what the scores give.
    fn sums_differ(&self) -> Result<i64> {
        let mut statement = self.conn.prepare("SELECT scorecard, day, identity, cells FROM daily")?;
        let mut rows = statement.query([])?;
        let mut differ = 0;
        let mut days = std::collections::BTreeSet::new();
        let mut kept = HashMap::new();
        let mut counts = HashMap::new();
        while let Some(row) = rows.next()? {
            let (line, day, identity): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            days.insert((identity, day));
            *counts.entry((identity, day)).or_insert(0usize) += 1;
            kept.insert((line, day, identity), row.get::<_, Vec<u8>>(3)?);
        }
        let mut statement = self.conn.prepare(
            "SELECT DISTINCT identity, day FROM evaluation WHERE current = 1 AND summed = 1 AND day IS NOT NULL",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            days.insert((row.get(0)?, row.get(1)?));
        }
        for (identity, day) in days {
            let fresh = super::rollup::from_scores(&self.conn, identity, day)?;
            let same = fresh.iter().all(|(line, cells)| kept.get(&(*line, day, identity)) == Some(&cells.packed()));
            let held = counts.get(&(identity, day)).copied().unwrap_or(0);
            differ += i64::from(!same || held != fresh.len());
        }
        Ok(differ)
    }
}

fn index_is_damaged(conn: &Connection) -> bool {
    conn.execute("INSERT INTO transcript_words (transcript_words, rank) VALUES ('integrity-check', 1)", []).is_err()
}
