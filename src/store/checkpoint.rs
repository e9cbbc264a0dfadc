//! Checkpoints: the log's head as a text that leaves the machine.
//!
//! The text has the shape of a transparency log's checkpoint (C2SP `tlog-checkpoint`), with the head of the chain where
//! those have the root of a tree, and without signatures:
//!
//! ```text
//! coachlog/log/019a4d7e-5b7c-7d31-a6ff-8a1f0c2d4e55      the origin, with the log's id
//! 147                                                    its records
//! q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=           the hash of the last one, in base64
//! time 2026-11-25T12:00:00.000Z
//! host DESK-12
//! code 7F3K-22QD                                         the same hash, short
//! ```
//! Lines after the third may be missing, and others may stand there. An empty line ends it.

use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::error::{Result, StoreError};
use super::{Access, Store, log};
use crate::domain::checkpoint::{Checkpoint, LastCheckpoint};
use crate::domain::raw::Raw;
use crate::import::Existing;

/// What every origin begins with.
const ORIGIN: &str = "coachlog/log/";

/// More than this is no checkpoint.
const MOST_BYTES: u64 = 64 * 1024;

/// The text of a checkpoint.
pub fn text(checkpoint: &Checkpoint) -> String {
    let time = checkpoint.at.as_ref().map_or_else(String::new, |at| format!("time {at}\n"));
    let host = checkpoint.host.as_ref().map_or_else(String::new, |host| format!("host {}\n", host.visible()));
    let (log, size, head, code) =
        (checkpoint.log, checkpoint.size, STANDARD.encode(checkpoint.head), checkpoint.check_code());
    format!("{ORIGIN}{log}\n{size}\n{head}\n{time}{host}code {code}\n")
}

/// Reads a checkpoint's text; an error names the line, what was read and what was expected.
pub fn parse(text: &str) -> std::result::Result<Checkpoint, String> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(|l| l.trim_end_matches(['\r', ' ', '\t']));
    let mut line = |n: u32, expected: &str| {
        lines
            .next()
            .ok_or_else(|| format!("line {n}: it ends here; expected {expected}"))
            .map(|l| (n, l, expected.to_owned()))
    };
    let wrong = |(n, read, expected): (u32, &str, String)| {
        let read: String = read.chars().take(80).collect();
        format!("line {n}: read “{}”, expected {expected}", crate::domain::raw::visible(&read))
    };
    let origin = line(1, "“coachlog/log/” and the log's id")?;
    let log = origin.1.strip_prefix(ORIGIN).and_then(|id| id.parse::<Uuid>().ok()).ok_or_else(|| wrong(origin))?;
    let records = line(2, "the number of records, in digits")?;
    let plain = !records.1.is_empty() && records.1.bytes().all(|b| b.is_ascii_digit());
    let size = if plain { records.1.parse().ok() } else { None }.ok_or_else(|| wrong(records))?;
    let hash = line(3, "a hash of 32 bytes in base64")?;
    let head = STANDARD.decode(hash.1).ok().and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| wrong(hash))?;
    let (mut at, mut host, mut code) = (None, None, None);
    for line in lines.take_while(|l| !l.is_empty()) {
        match line.split_once(' ') {
            Some(("time", value)) => at = Some(crate::domain::raw::visible(value).into_owned()),
            Some(("host", value)) => host = Some(Raw::from(value)),
            Some(("code", value)) => code = Some(value.to_owned()),
            _ => {}
        }
    }
    let checkpoint = Checkpoint { log, size, head, at, host };
    match code {
        Some(code) if code != checkpoint.check_code() => Err(format!(
            "its code reads “{}”, and its hash gives {}: one of them was changed",
            crate::domain::raw::visible(&code),
            checkpoint.check_code()
        )),
        _ => Ok(checkpoint),
    }
}

/// Reads a checkpoint's file.
pub fn read(path: &Path) -> Result<Checkpoint> {
    let shown = path.display().to_string();
    let failed = |why: String| StoreError::refused(format!("{shown} is not read as a checkpoint: {why}"));
    let bytes = std::fs::metadata(path).map_err(|e| failed(e.to_string()))?.len();
    if bytes > MOST_BYTES {
        return Err(failed(format!("it has {bytes} bytes, and a checkpoint has a few hundred")));
    }
    let text = std::fs::read_to_string(path).map_err(|e| failed(e.to_string()))?;
    parse(&text).map_err(failed)
}

impl Store {
    /// How far the log has come, now.
    pub fn checkpoint(&self) -> Result<Checkpoint> {
        let head = log::head(&self.conn)?;
        Ok(Checkpoint {
            log: Uuid::from_bytes(head.log),
            size: u64::try_from(head.size).unwrap_or(0),
            head: head.hash,
            at: Some(log::instant_text(self.clock.now())),
            host: self.actor.host.as_deref().map(Raw::from),
        })
    }

    /// Notes that a checkpoint left. It is no record of the log: it decides nothing, and a file that is only read
    /// keeps no note.
    pub fn note_checkpoint(&self, checkpoint: &Checkpoint) -> Result<()> {
        if self.access != Access::ReadWrite {
            return Ok(());
        }
        let sql = "INSERT INTO checkpoint_left (log_id, size, at) VALUES (?1, ?2, ?3)";
        let size = i64::try_from(checkpoint.size).unwrap_or(i64::MAX);
        self.conn.execute(sql, (checkpoint.log.as_bytes(), size, log::instant_text(self.clock.now())))?;
        Ok(())
    }

    /// Writes the checkpoint of now to a file that its owner alone can read, and notes that it left.
    pub fn leave_checkpoint(&self, path: &Path, existing: Existing) -> Result<Checkpoint> {
        let taken = self.checkpoint()?;
        let failed = |e: std::io::Error| {
            StoreError::refused(if e.kind() == std::io::ErrorKind::AlreadyExists {
                format!("{} exists already and was not written over; name another file", path.display())
            } else {
                format!("{} cannot be written: {e}", path.display())
            })
        };
        let made = match existing {
            Existing::Keep => crate::private::create_new(path),
            Existing::WriteOver => crate::private::create(path),
        };
        let mut file = made.map_err(failed)?;
        file.write_all(text(&taken).as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        self.note_checkpoint(&taken)?;
        Ok(taken)
    }

    /// When a checkpoint last left; `None` of a file whose log was never begun.
    pub fn last_checkpoint(&self) -> Result<Option<LastCheckpoint>> {
        let begun: bool =
            self.conn.query_row("SELECT EXISTS (SELECT 1 FROM log WHERE active = 1)", [], |r| r.get(0))?;
        if !begun {
            return Ok(None);
        }
        let head = log::head(&self.conn)?;
        let last: Option<(i64, String)> = super::optional(self.conn.query_row(
            "SELECT size, at FROM checkpoint_left WHERE log_id = ?1 ORDER BY at DESC LIMIT 1",
            [&head.log],
            |r| Ok((r.get(0)?, r.get(1)?)),
        ))?;
        let days = |since: &str| -> i64 {
            since.parse::<DateTime<Utc>>().map_or(0, |since| (self.clock.now() - since).num_days().max(0))
        };
        Ok(Some(match last {
            Some((size, at)) => {
                LastCheckpoint::Left { days: days(&at), later: u64::try_from(head.size - size).unwrap_or(0) }
            }
            None => {
                let begun: String =
                    self.conn.query_row("SELECT created_at FROM log WHERE id = ?1", [&head.log], |r| r.get(0))?;
                LastCheckpoint::Never { days: days(&begun) }
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken() -> Checkpoint {
        Checkpoint {
            log: "019a4d7e-5b7c-7d31-a6ff-8a1f0c2d4e55".parse().expect("an id"),
            size: 147,
            head: std::array::from_fn(|n| u8::try_from(n * 7).expect("a byte")),
            at: Some("2026-11-25T12:00:00.000Z".to_owned()),
            host: Some(Raw::from("DESK-12")),
        }
    }

    /// The base64 and the code were made by another program from the bytes 0, 7, 14 … 217.
    const TEXT: &str = "coachlog/log/019a4d7e-5b7c-7d31-a6ff-8a1f0c2d4e55\n147\n\
        AAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tk=\ntime 2026-11-25T12:00:00.000Z\nhost DESK-12\ncode 225J-W7AW\n";

    #[test]
    fn a_checkpoint_is_a_text_that_reads_back() {
        assert_eq!(text(&taken()), TEXT);
        assert_eq!(parse(TEXT), Ok(taken()));
        // As mail and editors leave it.
        let worn = format!("\u{feff}{}\r\n\r\n\u{2014} someone AAAA\r\n", TEXT.replace('\n', " \r\n"));
        assert_eq!(parse(&worn), Ok(taken()));
        let short = TEXT.lines().take(3).collect::<Vec<_>>().join("\n");
        assert_eq!(parse(&short), Ok(Checkpoint { at: None, host: None, ..taken() }));
    }

    #[test]
    fn what_is_no_checkpoint_is_named_by_line() {
        for (was, is, says) in [
            ("coachlog/log/0", "example.com/log/0", "line 1: read “example.com/log/019a4d7e"),
            ("-8a1f0c2d4e55", "", "line 1: read"),
            ("\n147\n", "\n+147\n", "line 2: read “+147”, expected the number of records, in digits"),
            ("\n147\n", "\n14\u{1b}7\n", "line 2: read “14␛7”"),
            ("\n147\n", "\n99999999999999999999\n", "line 2: read"),
            ("AAcOF", "AAc!F", "line 3: read"),
            ("AAcOFRwj", "", "line 3: read"),
            ("AAcOFRwj", "AAcPFRwj", "one of them was changed"),
            ("code 225J-W7AW", "code 225J-W7AX", "its code reads “225J-W7AX”, and its hash gives 225J-W7AW"),
        ] {
            let found = parse(&TEXT.replacen(was, is, 1)).expect_err("it is no checkpoint");
            assert!(found.contains(says), "{was:?} as {is:?}: {found}");
        }
        for (lines, says) in [(0, "line 1: it ends here"), (1, "line 2: it ends here"), (2, "line 3: it ends here")] {
            let short = TEXT.lines().take(lines).collect::<Vec<_>>().join("\n");
            assert!(parse(&short).expect_err("it is no checkpoint").starts_with(says));
        }
    }
}
