//! What lies outside of the data file: printed pages and the program's own log, which are seen to, and backups, which
//! are named.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::theirs::{Found, holds_word};
use crate::domain::erasure::Around;
use crate::domain::id::PersonId;
use crate::store::APPLICATION_ID;

/// Where the program keeps things beside the data file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The state folder; `None` where there is none.
    pub state: Option<PathBuf>,
}

/// Where what was typed goes that could not reach the data file.
const DRAFTS: &str = "drafts";
/// What could not be copied.
const COPIED: &str = "copied.txt";
/// Larger files are none of the program's own.
const LARGEST: u64 = 64 * 1024 * 1024;

impl Surroundings {
    pub(super) fn clean(&self, data_file: &Path, found: &Found) -> Around {
        let mut out = Around::default();
        let marks: Vec<String> = found.marks().iter().flat_map(|m| spellings(m)).collect();
        if let Some(state) = &self.state {
            for path in own_files(state, data_file) {
                clean_file(&path, &marks, &mut out);
            }
        }
        let people: Vec<PersonId> = found.theirs.people.iter().copied().collect();
        for folder in backup_folders(data_file) {
            holding(&folder, data_file, &people, &mut out);
        }
        out
    }
}

/// Text files of the state folder: printed pages, what could not be copied, the program's log, drafts. It may be the
/// folder of the data file too, which is never opened here.
fn own_files(state: &Path, data_file: &Path) -> Vec<PathBuf> {
    let files = |folder: &Path| -> Vec<PathBuf> {
        let found = std::fs::read_dir(folder).into_iter().flatten().flatten();
        found.filter(|e| e.file_type().is_ok_and(|t| t.is_file())).map(|e| e.path()).collect()
    };
    let mut out = files(state);
    out.extend(files(&state.join(DRAFTS)));
    out.retain(|path| !is_database(path, data_file));
    out.sort();
    out
}

/// The data file or what stands beside it: closing it here would let go of the locks on it.
fn is_database(path: &Path, data_file: &Path) -> bool {
    let name = |p: &Path| p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    same_file(path, data_file)
        || name(path).starts_with(&name(data_file))
        || path.extension().is_some_and(|e| e == "db")
}

fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// What is done with a file of the state folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The program's own log: it is written on.
    Log,
    /// Printed, copied or drafted: it can go.
    Page,
    Other,
}

fn kind(path: &Path) -> Kind {
    let is = |ending: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    if path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("coachlog.log")) {
        Kind::Log
    } else if is("html") || is("txt") || is("ics") || path.parent().is_some_and(|folder| folder.ends_with(DRAFTS)) {
        Kind::Page
    } else {
        Kind::Other
    }
}

/// Removes a file that holds one of the texts; of the program's log only the lines.
fn clean_file(path: &Path, marks: &[String], out: &mut Around) {
    let small = std::fs::metadata(path).is_ok_and(|m| m.len() <= LARGEST);
    let bytes = match std::fs::read(path) {
        Ok(bytes) if small => bytes,
        Ok(_) => return,
        Err(e) => {
            tracing::warn!("a file of the state folder cannot be read: {e}");
            out.unread.push(path.to_owned());
            return;
        }
    };
    // Of what was copied last nothing tells whose words they are.
    if !path.ends_with(COPIED) && !held(&bytes, marks) {
        return;
    }
    let done = match kind(path) {
        Kind::Log => without_lines(path, &bytes, marks),
        Kind::Page => overwritten(path, bytes.len()),
        Kind::Other => Err(std::io::Error::other("it is none that the program makes")),
    };
    match done {
        Ok(()) => out.cleaned.push(path.to_owned()),
        Err(e) => out.left.push((path.to_owned(), e.to_string())),
    }
}

fn without_lines(path: &Path, bytes: &[u8], marks: &[String]) -> std::io::Result<()> {
    let lines = bytes.split_inclusive(|b| *b == b'\n');
    let kept: Vec<u8> = lines.filter(|line| !held(line, marks)).flatten().copied().collect();
    // In its own place: this process goes on writing to its end.
    let mut file = std::fs::OpenOptions::new().write(true).open(path)?;
    file.write_all(&kept)?;
    let rest = bytes.len().saturating_sub(kept.len());
    file.write_all(&vec![0; rest])?;
    file.sync_all()?;
    file.set_len(kept.len() as u64)?;
    file.sync_all()
}

/// Written over before it is removed, as far as a file system writes in place.
fn overwritten(path: &Path, length: usize) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).open(path)?;
    file.write_all(&vec![0; length])?;
    file.sync_all()?;
    drop(file);
    std::fs::remove_file(path)
}

/// Letter for letter as words of their own, whatever their case.
fn held(bytes: &[u8], marks: &[String]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    marks.iter().any(|mark| holds_word(&text, mark))
}

/// A text in lower case as plain text, HTML and JSON have it.
fn spellings(text: &str) -> Vec<String> {
    let plain = text.to_lowercase();
    let html = |apostrophe: &str, quote: &str| {
        let text = plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.replace('\'', apostrophe).replace('"', quote)
    };
    let json = serde_json::to_string(&plain).unwrap_or_default().trim_matches('"').to_owned();
    let visible = crate::domain::raw::visible(&plain).into_owned();
    let mut out = vec![
        html("&#39;", "&quot;"),
        html("&#x27;", "&quot;"),
        html("&apos;", "&#34;"),
        html("'", "\""),
        json,
        visible,
        plain,
    ];
    out.retain(|s| !s.is_empty());
    out.sort();
    out.dedup();
    out
}

/// Where backups and copies of a data file lie.
fn backup_folders(data_file: &Path) -> Vec<PathBuf> {
    let beside = match data_file.parent().filter(|p| !p.as_os_str().is_empty()) {
        Some(folder) => folder.to_owned(),
        None => PathBuf::from("."),
    };
    let mut out = vec![beside.clone()];
    for named in [data_file.file_stem(), data_file.file_name()].into_iter().flatten() {
        let mut name = named.to_owned();
        name.push("-backups");
        out.push(beside.join(name));
    }
    out.dedup();
    out
}

/// The files of a folder that are this program's and still hold one of the people.
fn holding(folder: &Path, data_file: &Path, people: &[PersonId], out: &mut Around) {
    let found = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> =
        found.filter(|e| e.file_type().is_ok_and(|t| t.is_file())).map(|e| e.path()).collect();
    paths.sort();
    for path in paths.into_iter().filter(|path| !same_file(path, data_file) && looks_like_one(path)) {
        match holds(&path, people) {
            Ok(true) => out.holding.push(path),
            Ok(false) => {}
            Err(_) => out.unread.push(path),
        }
    }
}

/// By its first bytes: other files are not opened as databases.
fn looks_like_one(path: &Path) -> bool {
    use std::io::Read as _;
    let mut head = [0u8; 72];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    // The application's id stands in the header, big-endian.
    read.is_ok() && head.starts_with(b"SQLite format 3\0") && head[68..72] == APPLICATION_ID.to_be_bytes()
}

fn holds(path: &Path, people: &[PersonId]) -> rusqlite::Result<bool> {
    let named = if path.is_relative() { Path::new(".").join(path) } else { path.to_owned() };
    let conn = Connection::open_with_flags(named, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(std::time::Duration::from_secs(2))?;
    for person in people {
        // A copy that was made after the erasure has the record without its content.
        let sql = "SELECT EXISTS (SELECT 1 FROM event e JOIN payload p ON p.log_id = e.log_id AND p.seq = e.seq
                   WHERE e.subject_id = ?1 AND e.action <> 'person_erased' AND p.body IS NOT NULL)";
        if conn.query_row(sql, [person], |r| r.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}
