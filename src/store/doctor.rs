//! The file's health: each check by its name, what it found, and how to mend it.
//!
//! Every check stands by itself: on a damaged file those that can still be made are made. What takes long is asked for
//! (`--deep`): the daily sums against the scores, the search index against the transcripts, and what the stored rows of
//! each import say against the digest on record.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::Connection;

use super::error::Result;
use super::health::{self, Check};
use super::{Access, Store, Why, backup, instance, journal, load, place};

/// One check of `doctor`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub name: &'static str,
    pub state: State,
}

/// What a check found, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Fine(String),
    /// Worth knowing, with what to do; nothing is broken.
    Note(String),
    /// What is wrong, and how to mend it.
    Wrong(String),
}

impl Finding {
    pub fn fine(name: &'static str, words: impl Into<String>) -> Self {
        Self { name, state: State::Fine(words.into()) }
    }

    pub fn note(name: &'static str, words: impl Into<String>) -> Self {
        Self { name, state: State::Note(words.into()) }
    }

    pub fn wrong(name: &'static str, words: impl Into<String>) -> Self {
        Self { name, state: State::Wrong(words.into()) }
    }

    /// A check that counts faults; with none of them all is well.
    fn counted(name: &'static str, faults: Result<i64>, fine: &str, wrong: impl Fn(i64) -> String) -> Self {
        match faults {
            Ok(0) => Self::fine(name, fine),
            Ok(n) => Self::wrong(name, wrong(n)),
            Err(e) => Self::wrong(name, format!("it cannot be checked: {e}")),
        }
    }

    pub fn is_wrong(&self) -> bool {
        matches!(self.state, State::Wrong(_))
    }
}

/// How thoroughly to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    Usual,
    Deep,
}

/// What can be said of a file without opening it: its place, its backups, the room that is left.
pub fn around(path: &Path, remarks: Option<Vec<place::Remark>>) -> Vec<Finding> {
    let remarks = remarks.unwrap_or_else(|| place::look(path, place::Modes::Looked).remarks);
    let mut out: Vec<Finding> = remarks.iter().map(|remark| Finding::note("place", remark.words())).collect();
    if out.is_empty() {
        out.push(Finding::fine("place", "on a disk of this machine, yours alone"));
    }
    if journal::is_there(path) {
        out.push(Finding::note(
            "journal",
            format!(
                "a save is under way or was cut off ({}): the next program that may write completes or undoes it",
                journal::beside(path).display()
            ),
        ));
    }
    let left = leftovers(path);
    if !left.is_empty() {
        out.push(Finding::note("leftovers", format!("copies that nobody finished: remove {}", left.join(", "))));
    }
    let bytes = std::fs::metadata(path).map_or(0, |m| m.len());
    if let Some(free) = crate::written::free_bytes(path) {
        let words = format!("{} free", backup::size(free));
        out.push(match free {
            _ if free < bytes => {
                Finding::wrong("room", format!("{words}: too little for a copy of the file; make room on this disk"))
            }
            _ if free < (64 << 20) => Finding::note("room", format!("{words}: make room on this disk soon")),
            _ => Finding::fine("room", words),
        });
    }
    out
}

/// Files under temporary names, beside the file and among its backups.
fn leftovers(path: &Path) -> Vec<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut out = Vec::new();
    let backups = backup::folder_of(path);
    for folder in [folder, &backups] {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries.flatten() {
            let found = entry.file_name().to_string_lossy().into_owned();
            let temporary = ["new", "partial", "restore", "rollback", "daily"]
                .iter()
                .any(|what| found.contains(&format!(".{what}-")));
            if found.starts_with('.') && temporary && (found.contains(&name) || folder == backups) {
                out.push(entry.path().display().to_string());
            }
        }
    }
    out.sort();
    out.dedup();
    out
}

impl Store {
    /// Checks the file, its log, what is derived, its backups and its place.
    pub fn doctor(&self, depth: Depth) -> Vec<Finding> {
        let mut out = vec![self.openness()];
        out.push(Finding::fine("engine", format!("SQLite {}", super::sqlite_version())));
        out.push(match (self.schema(), &self.access) {
            (Ok(n), Access::ReadOnly(Why::Newer { .. })) => {
                Finding::wrong("schema", format!("{n}, of a newer coachlog: install that one to change anything"))
            }
            (Ok(n), _) => Finding::fine("schema", n.to_string()),
            (Err(e), _) => Finding::wrong("schema", format!("it cannot be read: {e}")),
        });
        let restore = backup::restore_words(&self.path);
        out.push(match health::fault(&self.conn, Check::Whole) {
            None => Finding::fine("pages", "every page and index was read"),
            Some(fault) => {
                let survivors: Vec<String> = self.survivors().iter().map(health::Survivor::words).collect();
                let survivors = survivors.join(", ");
                Finding::wrong("pages", format!("damaged: {fault}. What can be read: {survivors}. {restore}"))
            }
        });
        let strays = self.conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0));
        out.push(Finding::counted("references", strays.map_err(Into::into), "every row has what it refers to", |n| {
            format!("{n} rows refer to rows that are gone. {restore}")
        }));
        let newer = matches!(self.access, Access::ReadOnly(Why::Newer { .. }));
        if newer {
            out.push(Finding::note("log", "the newer coachlog checks it"));
        } else {
            out.push(self.log_holds());
        }
        if depth == Depth::Deep && !newer {
            self.look_deep(&mut out);
        }
        if let Ok(Some(since)) = self.unpacked_since() {
            let words =
                format!("the file was not packed after the erasure of {since}; `coachlog doctor --mend` does it");
            out.push(Finding::wrong("erasure", words));
        }
        out.push(self.backups_hold());
        out.push(self.others());
        out.extend(around(&self.path, Some(self.remarks.clone())));
        out
    }

    fn openness(&self) -> Finding {
        let bytes = std::fs::metadata(&self.path).map_or(0, |m| m.len());
        let words = format!("{}, {}", self.path.display(), backup::size(bytes));
        match &self.access {
            Access::ReadWrite => Finding::fine("file", words),
            Access::ReadOnly(Why::Asked) => Finding::fine("file", format!("{words}, opened for reading only")),
            Access::ReadOnly(Why::Protected) => Finding::note(
                "file",
                format!("{words}: it or its folder may not be written. chmod, or its owner, or a copy elsewhere helps"),
            ),
            Access::ReadOnly(why @ Why::Newer { .. }) => Finding::note("file", format!("{words}: {why}")),
            Access::ReadOnly(why @ Why::Damaged(_)) => Finding::wrong("file", format!("{words}: {why}")),
        }
    }

    fn log_holds(&self) -> Finding {
        match self.verify() {
            Ok(found) if found.broken.is_empty() => {
                Finding::fine("log", format!("{} records, check code {}", found.records, found.check_code))
            }
            Ok(found) => {
                let n = found.broken.len();
                let first = found.broken.first().cloned().unwrap_or_default();
                Finding::wrong("log", format!("{n} faults, the first: {first}. `coachlog log verify` names them all"))
            }
            Err(e) => Finding::wrong("log", format!("it cannot be checked: {e}")),
        }
    }

    /// What takes longer.
    fn look_deep(&self, out: &mut Vec<Finding>) {
        let mend = "`coachlog doctor --mend` builds it anew";
        out.push(match index_is_damaged(&self.conn) {
            _ if self.access != Access::ReadWrite => {
                Finding::note("search index", "it is checked where the file may be written")
            }
            true => Finding::wrong("search index", format!("it does not agree with the transcripts; {mend}")),
            false => Finding::fine("search index", "it holds the words of every transcript"),
        });
        out.push(Finding::counted("daily sums", self.sums_differ(), "they are what the scores give", |n| {
            format!("{n} days differ from their scores; `coachlog doctor --mend` computes them anew")
        }));
        out.push(match self.derived_differs() {
            Err(e) => Finding::wrong("derived", format!("it cannot be checked: {e}")),
            Ok(found) => match found.as_slice() {
                [] => Finding::fine("derived", "times, days and versions follow from what was loaded"),
                [first, more @ ..] => {
                    let more = if more.is_empty() { String::new() } else { format!(" (and {} more)", more.len()) };
                    Finding::wrong("derived", format!("{first}{more}; `coachlog doctor --mend` computes it anew"))
                }
            },
        });
        out.push(match load::again::check(&self.conn) {
            Err(e) => Finding::wrong("imports", format!("they cannot be checked: {e}")),
            Ok(found) => match found.wrong.first() {
                Some(first) => {
                    let more = found.wrong.len() - 1;
                    let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
                    Finding::wrong(
                        "imports",
                        format!("{first}{more}. It was changed past the program: `coachlog imports undo N` and a new import of the file mend it"),
                    )
                }
                None => {
                    let untold = match found.untold {
                        0 => String::new(),
                        n => format!("; {n} with marks on unscored dimensions could not be told"),
                    };
                    let erased = match found.erased {
                        0 => String::new(),
                        n => format!("; of {n} an erasure took rows, and whether others are gone cannot be told"),
                    };
                    let (batches, rows) = (found.batches, found.rows);
                    Finding::fine("imports", format!("{batches} imports hold what their files said, {rows} rows{untold}{erased}"))
                }
            },
        });
    }

    /// How old the newest is, and whether it knows more than the file.
    fn backups_hold(&self) -> Finding {
        let kept = backup::kept(&self.path);
        let Some(newest) = kept.first() else {
            return Finding::note(
                "backups",
                format!(
                    "none in {}: one is made on the first start of a day, and by `coachlog backup FILE`",
                    backup::folder_of(&self.path).display()
                ),
            );
        };
        let total = kept.iter().map(|k| k.bytes).sum();
        let days = (self.backup_day() - newest.day).num_days();
        let words = format!(
            "{} in {}, {} in all, the newest of {}",
            kept.len(),
            backup::folder_of(&self.path).display(),
            backup::size(total),
            newest.day
        );
        let ahead = backup::head_of(&newest.path).zip(backup::head(&self.conn).ok());
        if let Some((there, here)) = ahead
            && (there.log == here.log && there.seq > here.seq
                || there.log != here.log && !backup::knows(&self.conn, &there.log))
        {
            return Finding::wrong(
                "backups",
                format!(
                    "{words}: it holds records that the file has not ({} there, {} here), so an older or another file was put in its place. {}",
                    there.records,
                    here.records,
                    backup::restore_words(&self.path)
                ),
            );
        }
        if days > 7 {
            return Finding::note(
                "backups",
                format!("{words}, {days} days ago: open the program, which makes one, or run `coachlog backup FILE`"),
            );
        }
        Finding::fine("backups", words)
    }

    fn others(&self) -> Finding {
        let writes = self.access == Access::ReadWrite && self.is_being_written();
        if writes {
            return Finding::note(
                "other programs",
                "one is writing to the file right now; close it where that does not end",
            );
        }
        match self.instance.as_ref().map(instance::Instance::has_company) {
            Some(true) => Finding::note(
                "other programs",
                "another coachlog has the file open; both may work on it, and a restore waits until it is closed",
            ),
            Some(false) => Finding::fine("other programs", "nobody else has the file open"),
            None => Finding::note("other programs", "who else has the file open cannot be told here"),
        }
    }

    fn is_being_written(&self) -> bool {
        self.saving.waits.set(std::time::Duration::ZERO);
        let tried = self.conn.execute_batch("BEGIN IMMEDIATE; ROLLBACK");
        self.saving.waits.set(super::waiting::PATIENCE);
        matches!(tried, Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy))
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

    /// What follows from the loaded rows, worked out anew on a copy, against what the file has.
    fn derived_differs(&self) -> Result<Vec<String>> {
        let mut copy = Connection::open("")?;
        rusqlite::backup::Backup::new(&self.conn, &mut copy)?.run_to_completion(
            1000,
            std::time::Duration::ZERO,
            None,
        )?;
        copy.execute_batch("BEGIN")?;
        super::settle::everything(&copy)?;
        let mut found = Vec::new();
        for table in ["call", "evaluation", "transcript"] {
            super::verify::tables::compare(table, &self.conn, &copy, &mut found)?;
        }
        Ok(found.iter().map(|words| words.replace(" was recorded", " follows from what was loaded")).collect())
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
        Ok(differ + super::unsummed::differ(&self.conn)?)
    }
}

fn index_is_damaged(conn: &Connection) -> bool {
    conn.execute("INSERT INTO transcript_words (transcript_words, rank) VALUES ('integrity-check', 1)", []).is_err()
}
