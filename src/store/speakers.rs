//! Who is the agent in a call's transcript, as people decided.

use rusqlite::Connection;

use super::Store;
use super::error::{Result, StoreError};
use super::log::hex;
use crate::domain::call::Turn;
use crate::domain::id::CallRow;
use crate::domain::raw::Raw;
use crate::domain::record::Record;
use crate::domain::speakers::Speakers;

/// What was decided about the transcript with this content.
pub(super) fn decided(conn: &Connection, content: &[u8]) -> Result<Speakers> {
    let sql = "SELECT roles FROM speakers WHERE transcript = ?1";
    let word: Option<String> = super::optional(conn.prepare_cached(sql)?.query_row([hex(content)], |r| r.get(0)))?;
    Ok(word.as_deref().and_then(Speakers::from_word).unwrap_or_default())
}

impl Store {
    /// Swaps agent and customer for a whole call; the same again takes it back. A sentence says what is so from now on.
    pub fn swap_speakers(&mut self, call: CallRow) -> Result<String> {
        let sql = "SELECT t.content, c.key FROM transcript t JOIN call c ON c.id = t.call WHERE t.call = ?1 AND t.current = 1";
        let found: Option<(Vec<u8>, Option<Raw>)> =
            super::optional(self.conn.query_row(sql, [call.0], |r| Ok((r.get(0)?, r.get(1)?))))?;
        let Some((content, call_id)) = found else {
            return Err(StoreError::refused("this call has no transcript, so there are no speakers to swap"));
        };
        let read: Vec<Turn> = self.transcript_as_read(call.0)?.map(|view| view.turns).unwrap_or_default();
        let speakers = decided(&self.conn, &content)?.next(&read).map_err(StoreError::refused)?;
        let record = Record::SpeakersSet { call_id: call_id.clone(), transcript: hex(&content), speakers };
        self.write(None, |w| w.record(&record))?;
        let call = call_id.map_or_else(|| "the call".to_owned(), |id| format!("call {}", id.visible()));
        Ok(format!("{} in {call}", speakers.words()))
    }
}
