//! What is in a folder, for picking files. [`list`] reads the disk: only the loop calls it, on a thread of its own.

use std::ffi::OsString;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

/// A folder as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Folder {
    /// From the root on.
    pub(crate) path: PathBuf,
    /// Folders first, then files, by name.
    pub(crate) entries: Vec<Entry>,
    /// The file that was asked for, where the path named one; the folder is then its own.
    pub(crate) named: Option<OsString>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: OsString,
    pub(crate) kind: EntryKind,
    /// Bytes; 0 for a folder.
    pub(crate) size: u64,
    pub(crate) changed: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EntryKind {
    Folder,
    File,
}

/// Reads a folder, or the one that a file is in. `None` is where picking begins: the working folder where it is
/// under the user's home, else the home. `~` stands for the home. The error is a sentence.
pub(crate) fn list(path: Option<PathBuf>) -> Result<Folder, String> {
    let path = path.map_or_else(beginning, |p| at_home(&p));
    let path = std::path::absolute(&path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
    let meta = std::fs::metadata(&path).map_err(|e| unreadable(&path, &e))?;
    if meta.is_dir() {
        return Ok(Folder { entries: entries(&path)?, path: plain(&path), named: None });
    }
    let path = plain(&path);
    let folder = path.parent().unwrap_or(&path).to_path_buf();
    Ok(Folder { entries: entries(&folder)?, named: path.file_name().map(ToOwned::to_owned), path: folder })
}

fn entries(folder: &Path) -> Result<Vec<Entry>, String> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| unreadable(folder, &e))? {
        let entry = entry.map_err(|e| unreadable(folder, &e))?;
        // A link is what it leads to; one that leads nowhere is left out.
        if let Ok(meta) = std::fs::metadata(entry.path()) {
            out.extend(of(entry.file_name(), &meta));
        }
    }
    out.sort_by_cached_key(|e| (e.kind, e.name.to_string_lossy().to_lowercase(), e.name.clone()));
    Ok(out)
}

/// What can be read as a whole; a pipe or a device cannot.
fn of(name: OsString, meta: &Metadata) -> Option<Entry> {
    let (kind, size) = if meta.is_dir() {
        (EntryKind::Folder, 0)
    } else if meta.is_file() {
        (EntryKind::File, meta.len())
    } else {
        return None;
    };
    Some(Entry { name, kind, size, changed: meta.modified().ok().map(DateTime::from) })
}

fn unreadable(path: &Path, e: &std::io::Error) -> String {
    match e.kind() {
        std::io::ErrorKind::NotFound => format!("there is no {}", path.display()),
        std::io::ErrorKind::PermissionDenied => format!("{} may not be read by you", path.display()),
        _ => format!("{} cannot be read: {e}", path.display()),
    }
}

/// Without the parts that lead up again, where no link is on the way; as it is where it cannot be told.
fn plain(path: &Path) -> PathBuf {
    let leads_up = path.components().any(|c| c == std::path::Component::ParentDir);
    if leads_up { std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()) } else { path.to_path_buf() }
}

fn home() -> Option<PathBuf> {
    directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_path_buf())
}

fn beginning() -> PathBuf {
    let here = std::env::current_dir().ok();
    match (here, home()) {
        (Some(here), Some(home)) if here.starts_with(&home) => here,
        (_, Some(home)) => home,
        (here, None) => here.unwrap_or_else(|| PathBuf::from("/")),
    }
}

fn at_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), home()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_path_buf(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_first_and_a_file_shows_the_folder_that_it_is_in() {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(dir.path().join("older")).expect("a folder in it");
        std::fs::write(dir.path().join("B.csv"), "x").expect("a file");
        std::fs::write(dir.path().join("a.csv"), "xyz").expect("a file");
        let names = |folder: &Folder| -> Vec<String> {
            folder.entries.iter().map(|e| e.name.to_string_lossy().into_owned()).collect()
        };
        let folder = list(Some(dir.path().to_path_buf())).expect("it lists");
        assert_eq!(names(&folder), ["older", "a.csv", "B.csv"]);
        assert_eq!((folder.entries[1].size, folder.named.clone()), (3, None));
        let of_file = list(Some(dir.path().join("older/../a.csv"))).expect("it lists");
        assert_eq!(of_file.named, Some("a.csv".into()));
        assert_eq!(names(&of_file), names(&folder));
    }

    #[test]
    fn what_is_not_there_is_said_in_words() {
        let dir = tempfile::tempdir().expect("a folder");
        let missing = dir.path().join("gone");
        assert_eq!(list(Some(missing.clone())), Err(format!("there is no {}", missing.display())));
    }
}
