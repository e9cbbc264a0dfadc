//! Reading figures: sums over a span from the daily sums, and the calls behind them from the scores.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::{Connection, named_params};

use super::convert::{date, from_parts};
use super::error::Result;
use super::rollup::{CallScores, Cells, percent};
use crate::domain::day::{Span, to_number};
use crate::domain::evaluation::ScoredBy;
use crate::domain::focus::under;
use crate::domain::id::CallRow;
use crate::domain::raw::Raw;
use crate::domain::scorecard::Scorecard;
use crate::domain::standing::{BelowReason, CallLine, FlagLine};
use crate::domain::trends::filter::ScoreFilter;

/// Sums of a span by scorecard line and person.
pub(super) type Sums = HashMap<(i64, i64), Cells>;

/// Everyone's sums over a span: the daily sums, and the few calls that those cannot hold.
pub(super) fn sums(conn: &Connection, span: Span, owners: &HashMap<i64, i64>) -> Result<Sums> {
    let mut out = Sums::new();
    let mut statement = conn.prepare_cached(
        "SELECT d.scorecard, d.identity, d.cells FROM scorecard s
         JOIN daily d ON d.scorecard = s.id AND d.day >= :from AND d.day < :to
         ORDER BY d.scorecard, d.identity, d.day",
    )?;
    let mut rows = statement.query(named_params! { ":from": to_number(span.from), ":to": to_number(span.to) })?;
    while let Some(row) = rows.next()? {
        let identity: i64 = row.get(1)?;
        let Some(person) = owners.get(&identity) else { continue };
        let cells = Cells::unpacked(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?)?;
        out.entry((row.get(0)?, *person)).or_default().merge(&cells);
    }
    for ((line, person, _), scores) in unsummed(conn, span, owners)? {
        out.entry((line, person)).or_default().add_call(&scores);
    }
    Ok(out)
}

/// Calls whose evaluations lie on several days or with several identities, by line, person and call.
fn unsummed(
    conn: &Connection,
    span: Span,
    owners: &HashMap<i64, i64>,
) -> Result<BTreeMap<(i64, i64, i64), CallScores>> {
    let mut statement = conn.prepare_cached(
        "SELECT v.scorecard, e.identity, e.call, e.id, e.overall, e.scored_by, s.dimension, s.earned, s.possible
         FROM evaluation e JOIN scorecard_version v ON v.id = e.form
         LEFT JOIN score s ON s.evaluation = e.id AND s.state = 'scored'
         WHERE e.current = 1 AND e.summed = 0 AND e.day >= :from AND e.day < :to
         ORDER BY e.id",
    )?;
    let mut rows = statement.query(named_params! { ":from": to_number(span.from), ":to": to_number(span.to) })?;
    let mut out: BTreeMap<(i64, i64, i64), CallScores> = BTreeMap::new();
    let mut last = None;
    while let Some(row) = rows.next()? {
        let Some(person) = owners.get(&row.get::<_, i64>(1)?) else { continue };
        let scores = out.entry((row.get(0)?, *person, row.get(2)?)).or_default();
        let id: i64 = row.get(3)?;
        if last != Some(id) {
            last = Some(id);
            scores.add_evaluation(row.get(4)?, row.get_ref(5)?.as_str().is_ok_and(|s| s == "ai"));
        }
        if let Some(dimension) = row.get::<_, Option<i64>>(6)?
            && let Some(value) = percent(row.get(7)?, row.get(8)?)
        {
            scores.add_score(dimension, value);
        }
    }
    Ok(out)
}

/// One call of one person on one scorecard.
#[derive(Debug, Clone)]
pub(super) struct CallFact {
    pub(super) call: i64,
    pub(super) key: Option<Raw>,
    pub(super) person: i64,
    pub(super) day: NaiveDate,
    pub(super) started_at: Option<DateTime<Utc>>,
    pub(super) scores: CallScores,
    pub(super) scored_by: BTreeSet<bool>,
    pub(super) auto_fails: Vec<Raw>,
    pub(super) flags: Vec<FlagLine>,
    pub(super) has_transcript: bool,
    pub(super) comment: Option<Raw>,
    /// What the evaluators wrote on each dimension.
    pub(super) comments: BTreeMap<i64, Raw>,
    /// Evaluations of the call: source, key, version.
    pub(super) evaluations: Vec<(Raw, Raw, i64)>,
}

impl CallFact {
    pub(super) fn overall(&self) -> Option<f64> {
        let all = &self.scores.overalls;
        (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
    }

    pub(super) fn percent(&self, dimension: i64) -> Option<f64> {
        let all = self.scores.percents.get(&dimension)?;
        (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
    }

    pub(super) fn percents(&self, card: &Scorecard) -> Vec<Option<f64>> {
        card.dimensions.iter().map(|d| self.percent(d.row)).collect()
    }

    /// Why the call is below the threshold; `targets` has a place per dimension.
    pub(super) fn below(&self, card: &Scorecard, targets: &[Option<f64>], review_threshold: f64) -> Vec<BelowReason> {
        let mut out = Vec::new();
        if let Some(overall) = self.overall()
            && under(overall, review_threshold)
        {
            out.push(BelowReason::Overall(overall));
        }
        for (d, target) in card.dimensions.iter().zip(targets).filter(|(d, _)| d.critical) {
            if let (Some(value), Some(target)) = (self.percent(d.row), target)
                && under(value, *target)
            {
                out.push(BelowReason::Critical(d.name.clone(), value));
            }
        }
        out.extend(self.auto_fails.iter().cloned().map(BelowReason::AutoFail));
        out.extend(self.flags.iter().map(|f| BelowReason::Flag(f.code.clone())));
        out
    }

    pub(super) fn line(
        &self,
        card: &Scorecard,
        targets: &[Option<f64>],
        review_threshold: f64,
        disputed: bool,
    ) -> CallLine {
        CallLine {
            row: CallRow(self.call),
            call_id: self.key.clone(),
            day: self.day,
            started_at: self.started_at,
            overall: self.overall(),
            percents: self.percents(card),
            below: self.below(card, targets, review_threshold),
            flags: self.flags.clone(),
            scored_by: self.scored_by.iter().map(|ai| if *ai { ScoredBy::Ai } else { ScoredBy::Person }).collect(),
            has_transcript: self.has_transcript,
            disputed,
            comment: self.comment.clone(),
        }
    }
}

/// Which calls to read.
pub(super) struct Wanted {
    pub(super) line: i64,
    pub(super) span: Span,
    /// Everyone where it is `None`.
    pub(super) person: Option<i64>,
    pub(super) scores: ScoreFilter,
}

impl Wanted {
    /// Every score that counts.
    pub(super) fn new(line: i64, span: Span, person: Option<i64>) -> Self {
        Self { line, span, person, scores: ScoreFilter::default() }
    }

    pub(super) fn by(self, scores: &ScoreFilter) -> Self {
        Self { scores: scores.clone(), ..self }
    }
}

/// SQL: whether the evaluation `e` is one that a filter of scores leaves, by `:scorer`, `:version` and `:source`.
pub(super) const LEFT: &str = "(:scorer IS NULL OR e.scored_by = :scorer)
           AND (:version IS NULL OR (SELECT l.label FROM scorecard_version l WHERE l.id = e.form) = :version)
           AND (:source IS NULL OR (SELECT r.name FROM source r WHERE r.id = e.source) = :source)";

/// The calls of a span with their scores, newest first.
pub(super) fn calls(conn: &Connection, wanted: &Wanted, owners: &HashMap<i64, i64>, zone: Tz) -> Result<Vec<CallFact>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT e.call, c.key, e.identity, e.day, c.started_kind, c.started_ms, c.started_zone, e.id, e.overall, e.scored_by,
                e.auto_fails, e.comment, o.name AS source, e.key AS evaluation, e.version, s.dimension, s.earned, s.possible,
                s.comment AS score_comment,
                EXISTS (SELECT 1 FROM transcript t WHERE t.call = e.call AND t.current = 1) AS spoken
         FROM evaluation e
         JOIN scorecard_version v ON v.id = e.form
         JOIN call c ON c.id = e.call
         JOIN source o ON o.id = e.source
         LEFT JOIN score s ON s.evaluation = e.id AND s.state = 'scored'
         WHERE e.current = 1 AND v.scorecard = :line AND e.day >= :from AND e.day < :to
           AND (:person IS NULL OR e.identity IN (SELECT id FROM identity WHERE person = :person))
           AND {LEFT}
         ORDER BY e.id",
    ))?;
    let mut rows = statement.query(named_params! {
        ":line": wanted.line, ":from": to_number(wanted.span.from), ":to": to_number(wanted.span.to), ":person": wanted.person,
        ":scorer": wanted.scores.scored_by.map(ScoredBy::word), ":version": wanted.scores.version, ":source": wanted.scores.source,
    })?;
    let mut facts: Vec<CallFact> = Vec::new();
    let mut places: HashMap<(i64, i64), usize> = HashMap::new();
    let mut with_fails: Vec<(i64, usize)> = Vec::new();
    let mut lowest: HashMap<usize, f64> = HashMap::new();
    let mut last = None;
    while let Some(row) = rows.next()? {
        let Some(person) = owners.get(&row.get::<_, i64>("identity")?).copied() else { continue };
        let call: i64 = row.get("call")?;
        let place = match places.get(&(call, person)) {
            Some(place) => *place,
            None => {
                facts.push(fact(row, call, person, zone)?);
                places.insert((call, person), facts.len() - 1);
                facts.len() - 1
            }
        };
        let fact = &mut facts[place];
        let id: i64 = row.get("id")?;
        if last != Some(id) {
            last = Some(id);
            let ai = row.get_ref("scored_by")?.as_str().is_ok_and(|s| s == "ai");
            fact.scores.add_evaluation(row.get("overall")?, ai);
            fact.scored_by.insert(ai);
            fact.evaluations.push((row.get("source")?, row.get("evaluation")?, row.get("version")?));
            if fact.comment.is_none() {
                fact.comment = row.get("comment")?;
            }
            if row.get::<_, i64>("auto_fails")? > 0 {
                with_fails.push((id, place));
            }
        }
        if let Some(dimension) = row.get::<_, Option<i64>>("dimension")?
            && let Some(value) = percent(row.get("earned")?, row.get("possible")?)
        {
            fact.scores.add_score(dimension, value);
            if let Some(comment) = row.get::<_, Option<Raw>>("score_comment")? {
                // The comment on what went worst tells most.
                if lowest.get(&place).is_none_or(|low| value < *low) {
                    lowest.insert(place, value);
                    fact.comment = Some(comment.clone());
                }
                fact.comments.entry(dimension).or_insert(comment);
            }
        }
    }
    for (evaluation, place) in with_fails {
        let mut statement = conn.prepare_cached("SELECT name FROM auto_fail WHERE evaluation = ?1 ORDER BY n")?;
        for name in statement.query_map([evaluation], |r| r.get::<_, Raw>(0))? {
            let name = name?;
            if !facts[place].auto_fails.contains(&name) {
                facts[place].auto_fails.push(name);
            }
        }
    }
    add_flags(conn, wanted, &mut facts, &places, owners)?;
    facts.sort_by(|a, b| b.day.cmp(&a.day).then(b.started_at.cmp(&a.started_at)).then(a.key.cmp(&b.key)));
    Ok(facts)
}

fn fact(row: &rusqlite::Row<'_>, call: i64, person: i64, zone: Tz) -> Result<CallFact> {
    Ok(CallFact {
        call,
        key: row.get("key")?,
        person,
        day: date(row.get("day")?),
        started_at: started_at(row, zone)?,
        scores: CallScores::default(),
        scored_by: BTreeSet::new(),
        auto_fails: Vec::new(),
        flags: Vec::new(),
        has_transcript: row.get("spoken")?,
        comment: None,
        comments: BTreeMap::new(),
        evaluations: Vec::new(),
    })
}

/// The instant of a row with `started_kind`, `started_ms` and `started_zone`.
pub(super) fn started_at(row: &rusqlite::Row<'_>, zone: Tz) -> Result<Option<DateTime<Utc>>> {
    let when = from_parts(row.get("started_kind")?, row.get("started_ms")?);
    let own: Option<String> = row.get("started_zone")?;
    let zone = own.and_then(|z| z.parse().ok()).unwrap_or(zone);
    Ok(when.and_then(|w| w.instant(zone)))
}

fn add_flags(
    conn: &Connection,
    wanted: &Wanted,
    facts: &mut [CallFact],
    places: &HashMap<(i64, i64), usize>,
    owners: &HashMap<i64, i64>,
) -> Result<()> {
    // Positions are those before sorting: this runs first.
    for flag in flags(conn, Some(wanted.span), wanted.person)? {
        let Some(person) = flag.identity.and_then(|i| owners.get(&i)) else { continue };
        if let Some(place) = places.get(&(flag.line.call.0, *person)) {
            facts[*place].flags.push(flag.line);
        }
    }
    Ok(())
}

/// A flag and whose call it stands on.
#[derive(Debug, Clone)]
pub(super) struct FlagFact {
    pub(super) identity: Option<i64>,
    /// The dimension that it names itself, by key.
    pub(super) own: Option<String>,
    /// Source and key of the evaluation that holds it; `None` where it was added by hand, to a call with an ID.
    pub(super) evaluation: Option<String>,
    pub(super) line: FlagLine,
}

/// SQL: whether any flag stands on the call `c` of the evaluation `e`, for the same agent. Then it stands for the call's
/// auto-fails too.
pub(super) const FLAGGED: &str = "(EXISTS (SELECT 1 FROM flag f JOIN evaluation g ON g.id = f.evaluation
             WHERE g.call = e.call AND g.current = 1 AND g.day IS NOT NULL
               AND (SELECT person FROM identity WHERE id = g.identity) = (SELECT person FROM identity WHERE id = e.identity))
     OR EXISTS (SELECT 1 FROM flag_by_hand h WHERE h.call_key = c.key
               AND (SELECT person FROM identity WHERE id = c.identity) = (SELECT person FROM identity WHERE id = e.identity)))";

/// Flags of counting evaluations and those added by hand, a call and code once, oldest first. Where a flag names no
/// dimension, its code's holds.
pub(super) fn flags(conn: &Connection, span: Option<Span>, person: Option<i64>) -> Result<Vec<FlagFact>> {
    let mut statement = conn.prepare_cached(
        "SELECT e.call, c.key, e.identity, e.day, f.code, f.severity,
                coalesce(d.key, (SELECT m.dimension FROM flag_code m WHERE m.code = f.code)) AS dimension, f.at_ms, f.note,
                (SELECT a.session FROM answered_flag a JOIN session s ON s.uuid = a.session
                 WHERE a.call_key = c.key AND a.code = f.code AND s.status <> 'void'
                   AND (SELECT p.stands_under FROM person p WHERE p.uuid = s.person) = (SELECT i.person FROM identity i WHERE i.id = e.identity)
                 ORDER BY s.held_at LIMIT 1) AS answered, d.key AS own,
                (SELECT o.name FROM source o WHERE o.id = e.source) || '/' || e.key AS evaluation
         FROM flag f JOIN evaluation e ON e.id = f.evaluation JOIN call c ON c.id = e.call
         LEFT JOIN dimension d ON d.id = f.dimension
         WHERE e.current = 1 AND e.day >= :from AND e.day < :to
           AND (:person IS NULL OR e.identity IN (SELECT id FROM identity WHERE person = :person))
         UNION ALL
         SELECT c.id, c.key, c.identity, coalesce(c.day, 0), h.code, h.severity,
                coalesce(h.dimension, (SELECT m.dimension FROM flag_code m WHERE m.code = h.code)), h.at_ms, h.note,
                (SELECT a.session FROM answered_flag a JOIN session s ON s.uuid = a.session
                 WHERE a.call_key = c.key AND a.code = h.code AND s.status <> 'void'
                   AND (SELECT p.stands_under FROM person p WHERE p.uuid = s.person) = (SELECT i.person FROM identity i WHERE i.id = c.identity)
                 ORDER BY s.held_at LIMIT 1), h.dimension, NULL
         FROM flag_by_hand h JOIN call c ON c.key = h.call_key
         WHERE coalesce(c.day, 0) >= :from AND coalesce(c.day, 0) < :to
           AND (:person IS NULL OR c.identity IN (SELECT id FROM identity WHERE person = :person))
         ORDER BY 4, 2, 5",
    )?;
    let (from, to) = span.map_or((i64::MIN, i64::MAX), |s| (to_number(s.from), to_number(s.to)));
    let mut rows = statement.query(named_params! { ":from": from, ":to": to, ":person": person })?;
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let call: i64 = row.get("call")?;
        let code: Raw = row.get("code")?;
        if !seen.insert((call, row.get::<_, Option<i64>>("identity")?, code.clone())) {
            continue;
        }
        out.push(FlagFact {
            identity: row.get("identity")?,
            own: row.get("own")?,
            evaluation: row.get("evaluation")?,
            line: FlagLine {
                call_id: row.get("key")?,
                call: CallRow(call),
                day: date(row.get("day")?),
                code,
                severity: row.get("severity")?,
                dimension: row.get("dimension")?,
                at_ms: row.get("at_ms")?,
                note: row.get("note")?,
                answered_by: row.get("answered")?,
            },
        });
    }
    Ok(out)
}
