//! From records to the tables of the present. The same function serves every write and the rebuild that
//! `log verify` compares the file with, so a row that no record explains is found.

use rusqlite::{Connection, named_params};

use super::convert::parts;
use super::error::{Result, StoreError};
use crate::domain::day;
use crate::domain::id::{PersonId, ScorecardId, TeamId};
use crate::domain::record::{BatchLoaded, Record};
use crate::domain::scorecard::{NewDimension, TargetScope};
use crate::domain::session::{Finished, Status};
use crate::domain::when::When;

mod disputes;
pub(super) mod erased;
mod follow_up;
mod people;
mod practice;
mod waiting;

/// The tables that records alone explain.
pub(super) const DECIDED: [&str; 18] = [
    "setting",
    "scorecard",
    "scorecard_name",
    "scorecard_version",
    "dimension",
    "version_dimension",
    "target",
    "person",
    "identity",
    "team",
    "membership",
    "absence",
    "batch",
    "batch_file",
    "flag_by_hand",
    "dispute",
    "session",
    "session_dimension",
];

/// More of them, apart from the length of a line.
pub(super) const DECIDED_TOO: [&str; 12] = [
    "evidence",
    "answered_flag",
    "profile",
    "amendment",
    "snooze",
    "flag_code",
    "practice",
    "praise",
    "speakers",
    "erased_identity",
    "erased_call",
    "erased_of_batch",
];

/// Brings the tables up to date with one record; `seq` is its number among all records of the file.
pub(super) fn apply(conn: &Connection, seq: i64, at: &str, record: &Record) -> Result<()> {
    match record {
        Record::SettingChanged { key, value } => {
            let sql = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
            conn.execute(sql, (key, value))?;
        }
        // They say what was done, and change no table.
        Record::WarningOverridden { .. } | Record::Restored { .. } => {}
        Record::ScorecardAdded { id, name, version, dimensions } => {
            conn.execute("INSERT INTO scorecard (uuid, name) VALUES (?1, ?2)", (id, name))?;
            let sql = "INSERT INTO scorecard_name (name, scorecard) SELECT ?2, id FROM scorecard WHERE uuid = ?1";
            conn.execute(sql, (id, name))?;
            add_version(conn, *id, version, dimensions)?;
        }
        Record::ScorecardVersionAdded { id, version, dimensions } => add_version(conn, *id, version, dimensions)?,
        Record::DimensionAdded { scorecard, version, dimension } => {
            add_dimension(conn, line(conn, *scorecard)?, version, dimension)?;
        }
        Record::TargetSet { id, scorecard, dimension, scope, from, value } => {
            let (scope, scope_id) = match scope {
                TargetScope::Everyone => ("everyone", None),
                TargetScope::Team(TeamId(id)) => ("team", Some(id.as_bytes().to_vec())),
                TargetScope::Agent(PersonId(id)) => ("agent", Some(id.as_bytes().to_vec())),
            };
            let from = from.map_or(day::BEGINNING, day::to_number);
            let line = line(conn, *scorecard)?;
            conn.execute(
                "INSERT INTO target (uuid, dimension, scope, scope_id, from_day, value, seq)
                 SELECT ?1, id, ?2, ?3, ?4, ?5, ?6 FROM dimension WHERE scorecard = ?7 AND key = ?8",
                (id, scope, scope_id, from, value, seq, line, dimension),
            )?;
        }
        Record::PersonAdded { id, name, source_id } => people::add(conn, *id, name, source_id.as_ref())?,
        Record::PersonRenumbered { id, source_id } => {
            conn.execute("UPDATE person SET source_id = ?2 WHERE uuid = ?1", (id, source_id))?;
        }
        Record::PersonMerged { id, into, .. } => people::merge(conn, *id, Some(*into))?,
        Record::PersonSplit { id, .. } => people::merge(conn, *id, None)?,
        Record::PersonAway { id, person, from, to, name: _ } => people::away(conn, *id, *person, *from, *to)?,
        Record::PersonNotAway { id, .. } => {
            conn.execute("DELETE FROM absence WHERE uuid = ?1", [id])?;
        }
        Record::PersonLeft { id, on, name: _ } => {
            conn.execute("UPDATE person SET left_day = ?2 WHERE uuid = ?1", (id, on.map(day::to_number)))?;
        }
        Record::PersonNumbered { id, source_id } => {
            let sql = "UPDATE person SET source_id = ?2 WHERE uuid = ?1 AND source_id IS NULL";
            conn.prepare_cached(sql)?.execute((id, source_id))?;
        }
        Record::IdentityLinked { source, key, name, person } => {
            people::link(conn, source, key, name.as_ref(), *person)?;
        }
        Record::TeamAdded { id, name } => {
            conn.execute("INSERT INTO team (uuid, name) VALUES (?1, ?2)", (id, name))?;
        }
        Record::TeamSupervised { id, supervisor, .. } => {
            let supervisor = supervisor.map(|s| person(conn, s)).transpose()?;
            conn.execute("UPDATE team SET supervisor = ?2 WHERE uuid = ?1", (id, supervisor))?;
        }
        Record::MemberSet { person, team, from, .. } => people::join(conn, *person, *team, *from)?,
        Record::BatchLoaded(batch) => add_batch(conn, at, batch)?,
        Record::ProfileSaved { .. } => save_profile(conn, record)?,
        Record::ProfileRemoved { name } => {
            conn.execute("DELETE FROM profile WHERE name = ?1", [name])?;
        }
        Record::BatchUndone { id, reason: _, reopened } => {
            conn.execute("UPDATE batch SET undone = 1 WHERE uuid = ?1", [id])?;
            disputes::reopen(conn, reopened)?;
        }
        Record::FlagAdded { id, call_id, code, severity, dimension, at_ms, note } => {
            let sql = "INSERT INTO flag_by_hand (uuid, call_key, code, severity, dimension, at_ms, note)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            conn.execute(sql, (id, call_id, code, severity, dimension, at_ms, note))?;
        }
        Record::DisputeOpened { .. } | Record::DisputeClosed { .. } => disputes::apply(conn, at, record)?,
        Record::SessionFinished(session) => add_session(conn, session)?,
        Record::SessionSigned { .. }
        | Record::SessionAmended { .. }
        | Record::SessionChecked { .. }
        | Record::SessionVoided { .. }
        | Record::ActionReadBack { .. }
        | Record::NextStepChosen { .. } => follow_up::apply(conn, seq, record)?,
        Record::Snoozed { .. } | Record::SnoozeEnded { .. } | Record::FlagCodeMapped { .. } => {
            waiting::apply(conn, record)?;
        }
        Record::SpeakersSet { .. } => waiting::apply(conn, record)?,
        Record::PracticeReplaced { .. }
        | Record::PracticeSet { .. }
        | Record::PracticeRemoved { .. }
        | Record::PraiseKept { .. }
        | Record::PraiseDropped { .. } => practice::apply(conn, seq, at, record)?,
        Record::PersonErased(erased) => erased::apply(conn, erased)?,
    }
    Ok(())
}

fn save_profile(conn: &Connection, record: &Record) -> Result<()> {
    if let Record::ProfileSaved { name, signature, mapping, folder, file } = record {
        let sql = "INSERT OR REPLACE INTO profile (name, signature, mapping, folder, file) VALUES (?1, ?2, ?3, ?4, ?5)";
        conn.execute(sql, (name, signature, mapping, folder, file))?;
    }
    Ok(())
}

fn line(conn: &Connection, id: ScorecardId) -> Result<i64> {
    row_of(conn, "SELECT id FROM scorecard WHERE uuid = ?1", id.0, "scorecard")
}

fn person(conn: &Connection, id: PersonId) -> Result<i64> {
    row_of(conn, "SELECT id FROM person WHERE uuid = ?1", id.0, "person")
}

fn row_of(conn: &Connection, sql: &str, id: uuid::Uuid, what: &str) -> Result<i64> {
    super::optional(conn.prepare_cached(sql)?.query_row([id.as_bytes()], |r| r.get(0)))?
        .ok_or_else(|| StoreError::refused(format!("the log speaks of a {what} {id} that it never added")))
}

fn add_version(conn: &Connection, id: ScorecardId, label: &str, dimensions: &[NewDimension]) -> Result<()> {
    let line = line(conn, id)?;
    conn.execute("INSERT INTO scorecard_version (scorecard, label) VALUES (?1, ?2)", (line, label))?;
    for dimension in dimensions {
        add_dimension(conn, line, label, dimension)?;
    }
    Ok(())
}

fn add_dimension(conn: &Connection, line: i64, version: &str, dimension: &NewDimension) -> Result<()> {
    conn.execute(
        "INSERT INTO dimension (scorecard, key, name) VALUES (?1, ?2, ?3) ON CONFLICT (scorecard, key) DO NOTHING",
        (line, &dimension.key, &dimension.name),
    )?;
    conn.execute(
        "INSERT INTO version_dimension (version, dimension, position, weight, critical)
         SELECT v.id, d.id, (SELECT count(*) FROM version_dimension x WHERE x.version = v.id), :weight, :critical
         FROM scorecard_version v JOIN dimension d ON d.scorecard = v.scorecard AND d.key = :key
         WHERE v.scorecard = :line AND v.label = :version",
        named_params! {
            ":weight": dimension.weight, ":critical": dimension.critical, ":key": dimension.key,
            ":line": line, ":version": version,
        },
    )?;
    Ok(())
}

fn add_batch(conn: &Connection, at: &str, batch: &BatchLoaded) -> Result<()> {
    conn.execute(
        "INSERT INTO batch (id, uuid, at, profile, zone, loaded, updated, rejected, evaluations, transcripts, digest, undone)
         VALUES (:id, :uuid, :at, :profile, :zone, :loaded, :updated, :rejected, :evaluations, :transcripts, :digest, 0)",
        named_params! {
            ":id": batch.number, ":uuid": batch.id, ":at": at, ":profile": batch.profile, ":zone": batch.zone,
            ":loaded": signed(batch.loaded), ":updated": signed(batch.updated), ":rejected": signed(batch.rejected),
            ":evaluations": signed(batch.evaluations), ":transcripts": signed(batch.transcripts), ":digest": batch.digest,
        },
    )?;
    if let (Some(folder), Some(file)) = (&batch.folder, batch.files.first()) {
        let sql = "UPDATE profile SET folder = ?2, file = ?3 WHERE name = ?1";
        conn.execute(sql, (&batch.profile, folder, &file.name))?;
    }
    for (n, file) in batch.files.iter().enumerate() {
        conn.execute(
            "INSERT INTO batch_file (batch, n, name, sha256, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
            (batch.number, i64::try_from(n).unwrap_or(i64::MAX), &file.name, &file.sha256, signed(file.bytes)),
        )?;
    }
    Ok(())
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn add_session(conn: &Connection, s: &Finished) -> Result<()> {
    let days = |d: Option<chrono::NaiveDate>| d.map(day::to_number);
    let status = if s.sign_off.is_some() { Status::Signed } else { Status::Finished };
    conn.execute(
        "INSERT INTO session (uuid, person, kind, status, held_at, finished_at, cycle_from, cycle_to, scorecard, focus,
                              due_day, check_day, next_day, sign_off, agent_comment, content)
         VALUES (:uuid, :person, :kind, :status, :held, :finished, :from, :to, :scorecard, :focus,
                 :due, :check, :next, :sign_off, :comment, :content)",
        named_params! {
            ":uuid": s.id, ":person": s.agent, ":kind": s.kind.word(), ":status": status.word(),
            ":held": parts(When::Instant(s.held_at)).1, ":finished": parts(When::Instant(s.finished_at)).1,
            ":from": day::to_number(s.cycle.from), ":to": day::to_number(s.cycle.to), ":scorecard": s.scorecard,
            ":focus": s.focus.dimension, ":due": days(s.due), ":check": days(s.check.map(|c| c.on)),
            ":next": days(s.next_session), ":sign_off": s.sign_off.map(crate::domain::session::SignOff::word),
            ":comment": s.agent_comment, ":content": serde_json::to_string(s)?,
        },
    )?;
    for (n, d) in s.dimensions.iter().enumerate() {
        conn.execute(
            "INSERT INTO session_dimension (session, n, key, current, calls, target, action) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (s.id, i64::try_from(n).unwrap_or(i64::MAX), &d.key, d.current, d.n, d.target, &d.action),
        )?;
    }
    for (n, e) in s.evidence.iter().enumerate() {
        conn.execute(
            "INSERT INTO evidence (session, n, call_key, from_ms, to_ms, speaker, quote, what_happened, dimension)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            (
                s.id,
                i64::try_from(n).unwrap_or(i64::MAX),
                &e.call_id,
                e.from_ms,
                e.to_ms,
                &e.speaker,
                &e.quote,
                &e.what_happened,
                &e.dimension,
            ),
        )?;
    }
    for flag in &s.answers_flags {
        let sql = "INSERT OR IGNORE INTO answered_flag (session, call_key, code) VALUES (?1, ?2, ?3)";
        conn.execute(sql, (s.id, &flag.call_id, &flag.code))?;
    }
    Ok(())
}
