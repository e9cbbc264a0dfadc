//! Finding words in transcripts: the newest calls first.

use rusqlite::named_params;

use super::Store;
use super::convert::optional_date;
use super::error::Result;
use crate::domain::id::{CallRow, PersonId};
use crate::domain::raw::Raw;
use crate::domain::standing::Hit;

/// A page.
const MOST: i64 = 50;

impl Store {
    /// Lines that hold the words, of calls whose transcript holds them all.
    pub fn search(&self, words: &str, agent: Option<PersonId>) -> Result<Vec<Hit>> {
        let tokens = tokens(words);
        if tokens.is_empty() {
            return Ok(Vec::new());
        }
        let query = tokens.iter().map(|t| format!("\"{}\"*", t.replace('"', "\"\""))).collect::<Vec<_>>().join(" ");
        let mut statement = self.conn.prepare_cached(
            "SELECT t.call, c.key, c.day, p.name FROM transcript_words w
             JOIN transcript t ON t.id = w.rowid AND t.current = 1 JOIN call c ON c.id = t.call
             LEFT JOIN identity i ON i.id = c.identity LEFT JOIN person p ON p.id = i.person
             WHERE transcript_words MATCH :query AND (:agent IS NULL OR p.uuid = :agent)
             ORDER BY w.rowid DESC LIMIT :most",
        )?;
        let mut rows = statement.query(named_params! { ":query": query, ":agent": agent, ":most": MOST })?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let call: i64 = row.get("call")?;
            let Some(transcript) = self.transcript(call)? else { continue };
            for turn in transcript.turns {
                let said = folded(turn.text.verbatim());
                if tokens.iter().any(|t| said.split_whitespace().any(|w| w.starts_with(t.as_str()))) {
                    out.push(Hit {
                        call: CallRow(call),
                        call_id: row.get("key")?,
                        agent: row.get("name")?,
                        day: optional_date(row.get("day")?),
                        turn: turn.n,
                        speaker: turn.speaker.unwrap_or_else(|| Raw::from(turn.role.word())),
                        from_ms: turn.from_ms,
                        text: turn.text,
                    });
                }
            }
        }
        Ok(out)
    }
}

/// Letters and digits only, lower case, without accents: what the index compares.
fn folded(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let bare = text.nfd().filter(|c| !is_combining_mark(*c));
    bare.flat_map(|c| if c.is_alphanumeric() { c.to_lowercase().collect::<Vec<_>>() } else { vec![' '] }).collect()
}

fn tokens(words: &str) -> Vec<String> {
    // More words than this make no query better.
    folded(words).split_whitespace().take(16).map(str::to_owned).collect()
}
