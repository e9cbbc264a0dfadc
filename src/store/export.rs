//! Reading out what was loaded, in the order of the canonical CSV.

use rusqlite::{Row, named_params};

use super::Store;
use super::convert::stamp_of;
use super::error::Result;
use crate::domain::day::{Span, to_number};
use crate::domain::evaluation::ScoreState;
use crate::domain::score_row::ScoreRow;
use crate::domain::scorecard::key_of;

/// An evaluation with the names of what it refers to.
const HEADS: &str = "SELECT e.id, e.key, e.key_made, c.key AS call, i.key AS identity, i.name AS agent, e.team, r.name AS evaluator,
        l.name AS scorecard, v.label, e.call_kind, e.call_ms, e.call_written, e.evaluated_kind, e.evaluated_ms,
        e.evaluated_written, o.name AS source, e.version, e.kind, e.scored_by,
        e.total, e.total_text, e.state, e.comment, e.day
    FROM evaluation e JOIN call c ON c.id = e.call JOIN identity i ON i.id = e.identity JOIN source o ON o.id = e.source
    JOIN scorecard_version v ON v.id = e.form JOIN scorecard l ON l.id = v.scorecard LEFT JOIN evaluator r ON r.id = e.evaluator";

/// Its number, what all its rows begin with, and its comment.
fn head_of(row: &Row<'_>) -> Result<(i64, ScoreRow, String)> {
    let text = |name: &str| -> Result<String> { Ok(row.get::<_, Option<String>>(name)?.unwrap_or_default()) };
    let time = |what: &str| -> Result<String> { Ok(stamp_of(row, what)?.map(|s| s.text).unwrap_or_default()) };
    let identity = text("identity")?;
    let head = ScoreRow {
        evaluation_id: if row.get("key_made")? { String::new() } else { text("key")? },
        call_id: text("call")?,
        agent_id: identity.strip_prefix("id:").unwrap_or_default().to_owned(),
        agent_name: text("agent")?,
        team: text("team")?,
        evaluator: text("evaluator")?,
        scorecard: text("scorecard")?,
        scorecard_version: text("label")?,
        call_started_at: time("call")?,
        evaluated_at: time("evaluated")?,
        source: text("source")?,
        version: row.get::<_, i64>("version")?.to_string(),
        kind: text("kind")?,
        scored_by: text("scored_by")?,
        total: number(row.get("total")?, row.get("total_text")?),
        state: text("state")?,
        ..ScoreRow::default()
    };
    Ok((row.get("id")?, head, text("comment")?))
}

impl Store {
    /// Every stored evaluation, superseded ones included, so that export → import is the identity. In an order that
    /// what was loaded decides, and not when.
    pub fn score_rows(
        &self,
        span: Option<Span>,
        each: &mut dyn FnMut(&ScoreRow) -> std::io::Result<()>,
    ) -> Result<std::io::Result<u64>> {
        if self.is_damaged() {
            return self.salvaged_rows(span, each);
        }
        let mut statement = self.conn.prepare(&format!(
            "{HEADS} WHERE (:from IS NULL OR (e.day >= :from AND e.day < :to))
             ORDER BY e.day, c.key IS NULL, c.key, o.name, e.key, e.version, e.evaluated_ms, e.content",
        ))?;
        let (from, to) = span.map(|s| (to_number(s.from), to_number(s.to))).unzip();
        let mut rows = statement.query(named_params! { ":from": from, ":to": to })?;
        let mut written = 0;
        while let Some(row) = rows.next()? {
            let (id, head, comment) = head_of(row)?;
            for line in self.rows_of(id, &head, &comment)? {
                if let Err(e) = each(&line) {
                    return Ok(Err(e));
                }
                written += 1;
            }
        }
        Ok(Ok(written))
    }

    /// Of a damaged file every evaluation is asked for by itself, so that one that cannot be read hides no other.
    fn salvaged_rows(
        &self,
        span: Option<Span>,
        each: &mut dyn FnMut(&ScoreRow) -> std::io::Result<()>,
    ) -> Result<std::io::Result<u64>> {
        let last = |sql: &str| self.conn.query_row(sql, [], |r| r.get::<_, Option<i64>>(0)).ok().flatten();
        // Where the end of the table is gone, what the imports brought tells how far to look.
        let end = last("SELECT max(id) FROM evaluation").or_else(|| last("SELECT 4 * sum(evaluations) FROM batch"));
        let mut statement = self.conn.prepare(&format!("{HEADS} WHERE e.id = :id"))?;
        let mut written = 0;
        for id in 1..=end.unwrap_or(0) {
            let found = statement.query_row(named_params! { ":id": id }, |row| Ok((head_of(row), row.get("day"))));
            let Ok((Ok((id, head, comment)), day)) = found else { continue };
            let within =
                |span: &Span| day.is_ok_and(|day: i64| to_number(span.from) <= day && day < to_number(span.to));
            if !span.as_ref().is_none_or(within) {
                continue;
            }
            for line in self.rows_of(id, &head, &comment).unwrap_or_default() {
                if let Err(e) = each(&line) {
                    return Ok(Err(e));
                }
                written += 1;
            }
        }
        Ok(Ok(written))
    }

    /// The rows of one evaluation: a dimension, its criteria, then flags and auto-fails that stand on neither.
    fn rows_of(&self, id: i64, head: &ScoreRow, comment: &str) -> Result<Vec<ScoreRow>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT s.dimension, d.name, s.state, s.earned, s.possible, s.earned_text, s.possible_text, s.comment
             FROM score s JOIN dimension d ON d.id = s.dimension WHERE s.evaluation = ?1 ORDER BY s.dimension",
        )?;
        let mut rows = statement.query([id])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let name: String = row.get("name")?;
            out.push(ScoreRow {
                dimension: name.clone(),
                comment: row.get::<_, Option<String>>("comment")?.unwrap_or_default(),
                ..score(row, head)?
            });
            let mut criteria = self.conn.prepare_cached(
                "SELECT k.name, r.state, r.earned, r.possible, r.earned_text, r.possible_text, r.result, r.comment, r.auto_fail
                 FROM criterion_result r JOIN criterion k ON k.id = r.criterion WHERE r.evaluation = ?1 AND k.dimension = ?2 ORDER BY r.n",
            )?;
            let mut inner = criteria.query((id, row.get::<_, i64>("dimension")?))?;
            while let Some(c) = inner.next()? {
                out.push(ScoreRow {
                    dimension: name.clone(),
                    criterion: c.get("name")?,
                    result: c.get::<_, Option<String>>("result")?.unwrap_or_default(),
                    comment: c.get::<_, Option<String>>("comment")?.unwrap_or_default(),
                    auto_fail: if c.get("auto_fail")? { "yes".to_owned() } else { String::new() },
                    ..score(c, head)?
                });
            }
        }
        self.flags_and_fails(id, head, &mut out)?;
        if out.is_empty() || !comment.is_empty() {
            out.push(ScoreRow { comment: comment.to_owned(), ..head.clone() });
        }
        Ok(out)
    }

    fn flags_and_fails(&self, id: i64, head: &ScoreRow, out: &mut Vec<ScoreRow>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(
            "SELECT f.code, f.severity, d.name, f.at_ms, f.note FROM flag f LEFT JOIN dimension d ON d.id = f.dimension WHERE f.evaluation = ?1 ORDER BY f.n",
        )?;
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            let dimension = row.get::<_, Option<String>>("name")?.unwrap_or_default();
            let note = row.get::<_, Option<String>>("note")?.unwrap_or_default();
            let severity = row.get::<_, Option<String>>("severity")?.unwrap_or_default();
            let at = row.get::<_, Option<i64>>("at_ms")?.map(|m| m.to_string()).unwrap_or_default();
            let code: String = row.get("code")?;
            // A flag stands on its dimension's row, whose comment is its note.
            let place = out
                .iter_mut()
                .find(|r| r.dimension == dimension && r.flag.is_empty() && r.comment == note && !dimension.is_empty());
            if let Some(place) = place {
                place.flag = code;
                place.flag_severity = severity;
                place.flag_at_ms = at;
            } else {
                out.push(ScoreRow {
                    dimension,
                    flag: code,
                    flag_severity: severity,
                    flag_at_ms: at,
                    comment: note,
                    ..head.clone()
                });
            }
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT a.name, d.name AS dimension FROM auto_fail a LEFT JOIN dimension d ON d.id = a.dimension WHERE a.evaluation = ?1 ORDER BY a.n",
        )?;
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get("name")?;
            // A criterion's mark stands on its row already.
            if out.iter().any(|r| r.auto_fail == "yes" && r.criterion == name) {
                continue;
            }
            let dimension =
                row.get::<_, Option<String>>("dimension")?.filter(|d| key_of(d) == key_of(&name)).unwrap_or_default();
            let place =
                out.iter_mut().find(|r| r.dimension == dimension && r.criterion.is_empty() && !dimension.is_empty());
            if let Some(place) = place {
                "yes".clone_into(&mut place.auto_fail);
            } else {
                out.push(ScoreRow { dimension, auto_fail: "yes".to_owned(), ..head.clone() });
            }
        }
        Ok(())
    }
}

fn score(row: &rusqlite::Row<'_>, head: &ScoreRow) -> Result<ScoreRow> {
    let mut out = head.clone();
    out.earned = number(row.get("earned")?, row.get("earned_text")?);
    out.possible = number(row.get("possible")?, row.get("possible_text")?);
    let state = row.get_ref("state")?.as_str().ok().and_then(ScoreState::from_word);
    let words = match state {
        Some(ScoreState::Scored) | None => return Ok(out),
        Some(ScoreState::NotApplicable) => "N/A",
        Some(ScoreState::Unanswered) => "Unanswered",
        Some(ScoreState::NotScored) => "Not scored",
    };
    if out.earned.is_empty() {
        words.clone_into(&mut out.earned);
    } else if row.get::<_, Option<f64>>("possible")? != Some(0.0) {
        // Points that do not count: the result says so.
        words.clone_into(&mut out.result);
    }
    Ok(out)
}

/// The text as read where it differs from the number's own; but a decimal comma reads back as two things in a table
/// whose columns are separated by commas.
fn number(value: Option<f64>, text: Option<String>) -> String {
    text.filter(|t| !t.contains(',')).or_else(|| value.map(|v| v.to_string())).unwrap_or_default()
}
