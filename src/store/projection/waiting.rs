//! Records on what waits on Today: things that are put off, and where flags belong; and on who speaks in a call.

use rusqlite::Connection;

use crate::domain::day;
use crate::domain::record::Record;
use crate::domain::speakers::Speakers;
use crate::store::error::Result;

pub(super) fn apply(conn: &Connection, record: &Record) -> Result<()> {
    match record {
        Record::Snoozed { id, agent, kind, subject, until, name: _ } => {
            let sql = "INSERT INTO snooze (uuid, person, kind, subject, until_day) VALUES (?1, ?2, ?3, ?4, ?5)";
            conn.execute(sql, (id, agent, kind.word(), subject, day::to_number(*until)))?;
        }
        Record::SnoozeEnded { id, name: _, kind: _ } => {
            conn.execute("DELETE FROM snooze WHERE uuid = ?1", [id])?;
        }
        Record::FlagCodeMapped { code, dimension } => {
            conn.execute("INSERT OR REPLACE INTO flag_code (code, dimension) VALUES (?1, ?2)", (code, dimension))?;
        }
        Record::SpeakersSet { transcript, speakers: Speakers::AsRead, call_id: _ } => {
            conn.execute("DELETE FROM speakers WHERE transcript = ?1", [transcript])?;
        }
        Record::SpeakersSet { transcript, speakers, call_id } => {
            let sql = "INSERT OR REPLACE INTO speakers (transcript, call_key, roles) VALUES (?1, ?2, ?3)";
            conn.execute(sql, (transcript, call_id, speakers.word()))?;
        }
        _ => {}
    }
    Ok(())
}
