//! Records on a session that is locked.

use rusqlite::{Connection, named_params};

use crate::domain::day;
use crate::domain::record::Record;
use crate::domain::session::{Amended, Status};
use crate::store::error::Result;

pub(super) fn apply(conn: &Connection, seq: i64, record: &Record) -> Result<()> {
    match record {
        Record::SessionSigned { id, sign_off, comment, on: _, page } => {
            conn.execute(
                "UPDATE session SET status = CASE WHEN status IN ('checked', 'void') THEN status ELSE ?2 END,
                        sign_off = ?3, agent_comment = CASE WHEN ?4 IS NULL THEN agent_comment ELSE nullif(?4, '') END, page = ?5 WHERE uuid = ?1",
                (id, Status::Signed.word(), sign_off.word(), comment, page),
            )?;
        }
        Record::SessionAmended { id, amendment, field, old, new, evidence, reason } => {
            conn.execute(
                "INSERT INTO amendment (uuid, session, seq, field, old, new, evidence, reason)
                 VALUES (:uuid, :session, :seq, :field, :old, :new, :evidence, :reason)",
                named_params! {
                    ":uuid": amendment, ":session": id, ":seq": seq, ":field": field.word(), ":old": old, ":new": new,
                    ":evidence": evidence.as_ref().map(serde_json::to_string).transpose()?, ":reason": reason,
                },
            )?;
            if let Some(e) = evidence {
                conn.execute(
                    "INSERT INTO evidence (session, n, call_key, from_ms, to_ms, speaker, quote, what_happened, dimension)
                     VALUES (?1, (SELECT count(*) FROM evidence WHERE session = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    (id, &e.call_id, e.from_ms, e.to_ms, &e.speaker, &e.quote, &e.what_happened, &e.dimension),
                )?;
            }
            let column = match field {
                Amended::Due => "due_day",
                Amended::CheckOn => "check_day",
                Amended::NextSession => "next_day",
                Amended::CheckThreshold => {
                    let sql = "UPDATE session SET threshold = ?2 WHERE uuid = ?1";
                    conn.execute(sql, (id, new.parse::<f64>().ok()))?;
                    return Ok(());
                }
                Amended::Behavior | Amended::Action | Amended::Strength | Amended::Evidence | Amended::Note => {
                    return Ok(());
                }
            };
            let sql = format!("UPDATE session SET {column} = ?2 WHERE uuid = ?1");
            conn.execute(&sql, (id, new.parse().ok().map(day::to_number)))?;
        }
        Record::ActionReadBack { id, state, count } => {
            let sql = "UPDATE session SET action_state = ?2, action_done = ?3, action_of = ?4 WHERE uuid = ?1";
            conn.execute(sql, (id, state.word(), count.map(|c| c.done), count.map(|c| c.of)))?;
        }
        Record::NextStepChosen { id, step, cause, on: _, outcome: _, basis: _ } => {
            let sql = "UPDATE session SET next_step = ?2, cause = ?3 WHERE uuid = ?1";
            conn.execute(sql, (id, step.word(), cause.map(crate::domain::session::Cause::word)))?;
        }
        Record::SessionChecked { id, .. } => {
            conn.execute("UPDATE session SET status = ?2 WHERE uuid = ?1", (id, Status::Checked.word()))?;
        }
        Record::SessionVoided { id, reason: _ } => {
            conn.execute("UPDATE session SET status = ?2 WHERE uuid = ?1", (id, Status::Void.word()))?;
        }
        _ => {}
    }
    Ok(())
}
