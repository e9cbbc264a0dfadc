//! Profiles: how tables with certain headings are read, answered once and remembered on record.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::error::{Result, StoreError};
use super::{Store, log};
use crate::domain::mapping::{Candidate, Mapping, Profile};
use crate::domain::raw::{Raw, visible};
use crate::domain::record::Record;
use crate::import::{ImportPlan, ReadAs, Remembered, presets};

/// What a batch is read as where no mapping was needed.
const CANONICAL: &str = "canonical";

/// Larger files are not hashed to find out whether they are new.
const MOST_HASHED: u64 = 64 << 20;

pub(super) fn all(conn: &Connection) -> Result<Vec<Profile>> {
    let mut statement =
        conn.prepare_cached("SELECT name, signature, mapping, folder, file FROM profile ORDER BY name")?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get("name")?;
        let text: String = row.get("mapping")?;
        let mapping = presets::parse(&text)
            .map_err(|why| StoreError::refused(format!("the profile “{}” cannot be read: {why}", visible(&name))))?;
        let folder: Option<String> = row.get("folder")?;
        out.push(Profile {
            name,
            signature: row.get("signature")?,
            mapping,
            folder: folder.map(PathBuf::from),
            file: row.get("file")?,
        });
    }
    Ok(out)
}

impl Store {
    /// All profiles, by name.
    pub fn profiles(&self) -> Result<Vec<Profile>> {
        all(&self.conn)
    }

    /// A profile by its name.
    pub fn profile(&self, name: &str) -> Result<Profile> {
        self.profiles()?.into_iter().find(|profile| profile.name == name.trim()).ok_or_else(|| {
            StoreError::refused(format!(
                "there is no profile “{}”; `coachlog profiles list` shows them",
                visible(name.trim())
            ))
        })
    }

    /// Remembers a mapping for the headings of a table of the plan. One of the same name, and one for the same
    /// headings, gives way.
    pub fn save_profile(&mut self, name: &str, plan: &ImportPlan, file: usize, mapping: &Mapping) -> Result<()> {
        let name = checked_name(name)?;
        let Some(of) = plan.files.get(file).filter(|file| !file.signature.is_empty()) else {
            return Err(StoreError::refused("a profile is for a table of evaluations, and this file is none"));
        };
        let mapping = Mapping { name: name.clone(), ..mapping.clone() };
        mapping.check().map_err(StoreError::Refused)?;
        let text = presets::to_toml(&mapping).map_err(StoreError::Refused)?;
        let replaced: Vec<String> = self
            .profiles()?
            .into_iter()
            .filter(|profile| profile.signature == of.signature && profile.name != name)
            .map(|profile| profile.name)
            .collect();
        let record = Record::ProfileSaved {
            name,
            signature: of.signature.clone(),
            mapping: text,
            folder: folder_of(&of.path),
            file: Some(Raw::from(of.name.as_str())),
        };
        self.write(None, |w| {
            for name in replaced {
                w.record(&Record::ProfileRemoved { name })?;
            }
            w.record(&record)
        })
    }

    pub fn remove_profile(&mut self, name: &str) -> Result<()> {
        let name = self.profile(name)?.name;
        self.write(None, |w| w.record(&Record::ProfileRemoved { name }))
    }

    /// Per profile with a folder, the newest file there, where no standing import holds it. Files of another ending
    /// than the last one's are no candidates.
    pub fn newest_candidates(&self) -> Result<Vec<Candidate>> {
        let mut out = Vec::new();
        for profile in self.profiles()? {
            let (Some(folder), Some(last)) = (&profile.folder, &profile.file) else { continue };
            let Some(newest) = newest(folder, last.verbatim()) else { continue };
            if !self.is_loaded(&newest)? {
                out.push(Candidate { profile: profile.name, ..newest });
            }
        }
        Ok(out)
    }

    /// Whether a standing import holds the file: by name, size and time, else, where another of its size was loaded,
    /// by its SHA-256.
    fn is_loaded(&self, file: &Candidate) -> Result<bool> {
        let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
        let sql = "SELECT f.name, f.sha256, b.at FROM batch_file f JOIN batch b ON b.id = f.batch
                   WHERE f.bytes = ?1 AND b.undone = 0";
        let mut statement = self.conn.prepare_cached(sql)?;
        let found = statement
            .query_map([bytes], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<rusqlite::Result<Vec<(Raw, String, String)>>>()?;
        let before = |at: &str| at.parse::<DateTime<Utc>>().is_ok_and(|at| file.modified <= at);
        if found.iter().any(|(name, _, at)| *name == file.name && before(at)) {
            return Ok(true);
        }
        if found.is_empty() || file.bytes > MOST_HASHED {
            return Ok(false);
        }
        let hash = sha256(&file.path);
        Ok(hash.is_some_and(|hash| found.iter().any(|(_, known, _)| *known == hash)))
    }
}

pub(super) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err(StoreError::refused("a profile's name has 1 to 60 characters, in one line"));
    }
    if name == CANONICAL {
        return Err(StoreError::refused("“canonical” is what imports without a mapping are called"));
    }
    Ok(name.to_owned())
}

/// The folder that a file lies in, whole; `None` where it cannot be written as text.
fn folder_of(path: &Path) -> Option<Raw> {
    let path = std::path::absolute(path).ok()?;
    Some(Raw::from(path.parent()?.to_str()?))
}

/// The file of the last change in a folder, among those that end as the last one did. What cannot be read is no
/// candidate: a start must not fail on a folder that is gone.
fn newest(folder: &Path, last: &str) -> Option<Candidate> {
    let ending = |name: &str| name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let wanted = ending(last);
    let mut best: Option<Candidate> = None;
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(found) = entry.metadata() else { continue };
        if !found.is_file() || ending(&name) != wanted {
            continue;
        }
        let Ok(modified) = found.modified() else { continue };
        let modified = DateTime::<Utc>::from(modified);
        let newer =
            best.as_ref().is_none_or(|best| (best.modified, &best.name) < (modified, &Raw::from(name.as_str())));
        if newer {
            let (path, name) = (entry.path(), Raw::from(name));
            best = Some(Candidate { profile: String::new(), path, name, modified, bytes: found.len() });
        }
    }
    best
}

fn sha256(path: &Path) -> Option<String> {
    let mut file = File::open(path).ok()?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Some(log::hex(&hash.finalize())),
            Ok(read) => hash.update(&buffer[..read]),
            Err(_) => return None,
        }
    }
}

/// Profiles as the import takes them.
pub(super) fn remembered(conn: &Connection) -> Result<Vec<Remembered>> {
    let profiles = all(conn)?.into_iter();
    Ok(profiles.map(|profile| Remembered { signature: profile.signature, mapping: profile.mapping }).collect())
}

/// The mappings that the files are read with, and the folder of those that a profile reads.
pub(super) fn read_as(plan: &ImportPlan) -> (String, Option<Raw>) {
    let names: BTreeSet<&str> = plan.files.iter().filter_map(|file| file.read_as.name()).collect();
    let by_profile = plan.files.first().filter(|file| matches!(file.read_as, ReadAs::Profile(_)));
    let folder = by_profile.filter(|_| names.len() == 1).and_then(|file| folder_of(&file.path));
    if names.is_empty() {
        return (CANONICAL.to_owned(), None);
    }
    (names.into_iter().collect::<Vec<_>>().join(", "), folder)
}
