//! Drafts beside the file: what is typed while the file is locked, full or not to be written.
//!
//! Each stands in a file of its own, `drafts/ID.json` in the program's state folder, that its owner alone can read. It
//! names the log that it belongs to, so that two data files do not mix, and what it was based on, so that nothing newer
//! is overwritten. It is taken into the data file at the next start, or as soon as this program can write again; where
//! the draft in the file is another one by then, both stay, and the form shows them beside each other.
//!
//! Whoever takes one renames it first: a window that still types writes a new one meanwhile, which is not removed.
//! [`Store::drafts_aside`] lists them all, for whatever has to reach them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::drafts::Put;
use super::error::Result;
use super::waiting::{PATIENCE, TYPED};
use super::{Access, Store, StoreError};
use crate::clock::Clock;
use crate::domain::id::SessionId;
use crate::domain::session::{Draft, Elsewhere, Finished};
use crate::written;

/// What this program knows of drafts beside its file.
#[derive(Debug, Default)]
pub(super) struct Aside {
    /// Where they are; nowhere where there is `None`.
    folder: Option<PathBuf>,
    /// The log's id, in hex.
    log: String,
    /// Those that this program wrote, until they are in the file.
    mine: HashMap<SessionId, (PathBuf, Kept, For)>,
}

/// What a draft waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// That the file can be written.
    TheFile,
    /// That somebody says what becomes of it and of another window's.
    AChoice,
}

/// What keeps drafts beside the file while the store is about something long.
#[derive(Debug)]
pub(super) struct Lent {
    aside: Aside,
    file: PathBuf,
    clock: Clock,
    kept: usize,
}

impl Lent {
    /// Keeps it until the file can be written.
    pub(super) fn keep(&mut self, id: SessionId, draft: &Draft, based_on: Option<&Draft>) -> Result<DateTime<Utc>> {
        let draft = &super::cards::draft(draft)?;
        let based_on = based_on.map(super::cards::draft).transpose()?;
        let at = self.clock.now();
        self.aside.keep((self.file.clone(), at), id, draft, based_on.as_ref(), For::TheFile)?;
        self.kept += 1;
        Ok(at)
    }
}

impl Aside {
    /// Writes a draft of this data file into the folder.
    fn keep(
        &mut self,
        (file, at): (PathBuf, DateTime<Utc>),
        id: SessionId,
        draft: &Draft,
        based_on: Option<&Draft>,
        what: For,
    ) -> Result<()> {
        let Some(folder) = self.folder.clone() else {
            return Err(StoreError::refused("there is no folder to keep it in meanwhile"));
        };
        let kept =
            Kept { v: 1, log: self.log.clone(), file, id, based_on: based_on.cloned(), at, draft: draft.clone() };
        let path = match self.mine.get(&id) {
            Some((path, ..)) => path.clone(),
            None => {
                let plain = folder.join(format!("{id}.json"));
                // Another window's words of the same draft stay beside these.
                let other = || folder.join(format!("{id}.{}.json", uuid::Uuid::now_v7()));
                if plain.exists() { other() } else { plain }
            }
        };
        let failed = |e: std::io::Error| StoreError::refused(written::refusal(&path, &e));
        crate::private::folder(&folder).map_err(failed)?;
        written::whole(&path, &serde_json::to_vec_pretty(&kept)?).map_err(failed)?;
        self.mine.insert(id, (path, kept, what));
        Ok(())
    }
}

/// A draft as it stands beside the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Kept {
    v: u32,
    /// The log of the data file that it belongs to, in hex.
    log: String,
    /// Where that file was.
    file: PathBuf,
    id: SessionId,
    /// What the file had when it was typed; `None`: nothing.
    based_on: Option<Draft>,
    at: DateTime<Utc>,
    draft: Draft,
}

/// What became of the drafts that were kept beside the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenBack {
    /// In the file again, and since when.
    pub back: Vec<(SessionId, DateTime<Utc>)>,
    /// The draft in the file is another one by now.
    pub differ: Vec<SessionId>,
}

impl TakenBack {
    pub fn words(&self) -> Option<String> {
        let drafts = |n: usize| if n == 1 { "a draft".to_owned() } else { format!("{n} drafts") };
        let back =
            (!self.back.is_empty()).then(|| format!("{} that waited is in the file now", drafts(self.back.len())));
        let back = back.map(|words| if self.back.len() == 1 { words } else { words.replace(" is in ", " are in ") });
        let differ = (!self.differ.is_empty()).then(|| {
            let n = self.differ.len();
            let differs = if n == 1 { "differs from the one" } else { "differ from those" };
            format!("{} that waited {differs} in the file: open it to see both", drafts(n))
        });
        match (back, differ) {
            (Some(back), Some(differ)) => Some(format!("{back}; {differ}")),
            (back, differ) => back.or(differ),
        }
    }
}

/// Every draft in a folder, whichever data file it belongs to, with where it is.
fn list(folder: &Path) -> Vec<(PathBuf, Kept)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|p| p.extension().is_some_and(|e| e == "json"));
    let mut found: Vec<(PathBuf, Kept)> = paths.filter_map(|path| Some((path.clone(), read(&path)?))).collect();
    found.sort_by(|a, b| (a.1.at, &a.0).cmp(&(b.1.at, &b.0)));
    found
}

fn read(path: &Path) -> Option<Kept> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

impl Store {
    /// Keeps drafts that the file does not take in this folder.
    pub fn keep_drafts_in(&mut self, folder: PathBuf) {
        let log: rusqlite::Result<String> =
            self.conn.query_row("SELECT hex(id) FROM log WHERE active = 1", [], |r| r.get(0));
        if let Ok(log) = log {
            self.saving.aside.folder = Some(folder);
            self.saving.aside.log = log;
        }
    }

    /// Calls this, on the thread that waits, whenever another program is waited for.
    pub fn say_when_waiting(&self, say: Box<dyn Fn() + Send>) {
        self.saving.waits.tell(say);
    }

    /// Every draft that waits beside this file, this program's and others', oldest first, with where it is.
    pub fn drafts_aside(&self) -> Vec<(PathBuf, SessionId, Draft)> {
        self.ours().into_iter().map(|(path, kept)| (path, kept.id, kept.draft)).collect()
    }

    fn ours(&self) -> Vec<(PathBuf, Kept)> {
        let Some(folder) = &self.saving.aside.folder else { return Vec::new() };
        let file = self.place();
        // A copy of the file has the same log: while the one that was typed into is there, it is that one's.
        let ours = |kept: &Kept| kept.log == self.saving.aside.log && (kept.file == file || !kept.file.exists());
        list(folder).into_iter().filter(|(_, kept)| ours(kept)).collect()
    }

    fn place(&self) -> PathBuf {
        std::fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone())
    }

    /// What is typed in another draft of this session and waits beside the file.
    pub(super) fn draft_aside(&self, id: SessionId) -> Option<Draft> {
        self.drafts_aside().into_iter().rev().find(|(_, of, _)| *of == id).map(|(_, _, draft)| draft)
    }

    /// Whether a draft of this program waits beside the file.
    pub(super) fn waits_aside(&self) -> bool {
        self.saving.aside.mine.values().any(|(.., what)| *what == For::TheFile)
    }

    /// Whether drafts wait beside the file, whoever wrote them.
    pub(super) fn has_drafts_aside(&self) -> bool {
        self.saving.aside.folder.is_some() && !self.ours().is_empty()
    }

    /// Writes a draft beside the file.
    pub(super) fn keep_aside(
        &mut self,
        id: SessionId,
        draft: &Draft,
        based_on: Option<&Draft>,
        what: For,
    ) -> Result<DateTime<Utc>> {
        let (file, at) = (self.place(), self.clock.now());
        self.saving.aside.keep((file, at), id, draft, based_on, what)?;
        Ok(at)
    }

    /// For as long as the store is about something long: whoever has it keeps drafts beside the file meanwhile.
    pub(super) fn lend_aside(&mut self) -> Lent {
        let (file, clock) = (self.place(), self.clock);
        Lent { aside: std::mem::take(&mut self.saving.aside), file, clock, kept: 0 }
    }

    /// Takes it back; whether anything was kept meanwhile.
    pub(super) fn have_aside_again(&mut self, lent: Lent) -> bool {
        self.saving.aside = lent.aside;
        lent.kept > 0
    }

    /// The file has it, or nobody wants it any more: what this program kept of it beside the file goes.
    pub(super) fn let_go(&mut self, id: SessionId) {
        if let Some((path, ..)) = self.saving.aside.mine.remove(&id) {
            // Where it stays it is compared at the next start, and found to be in the file.
            let _ = std::fs::remove_file(path);
        }
    }

    /// Removes every draft of this session that waits beside the file: its text was settled.
    pub(super) fn settle_aside(&mut self, id: SessionId) {
        self.let_go(id);
        for (path, ..) in self.drafts_aside().into_iter().filter(|(_, of, _)| *of == id) {
            // What stays is asked about once more.
            let _ = std::fs::remove_file(path);
        }
    }

    /// Brings what waits beside the file into it, oldest first. What the file still does not take waits on.
    pub fn take_drafts_back(&mut self) -> TakenBack {
        let mut taken = TakenBack::default();
        if self.access != Access::ReadWrite || self.saving.aside.folder.is_none() {
            return taken;
        }
        self.saving.waits.set(TYPED);
        for (path, _) in self.ours() {
            if !self.take_back(&path, &mut taken) {
                break;
            }
        }
        self.saving.waits.set(PATIENCE);
        taken
    }

    /// The same for what this program wrote itself, without waiting.
    pub(super) fn try_again(&mut self) -> TakenBack {
        let mut taken = TakenBack::default();
        self.saving.waits.set(std::time::Duration::ZERO);
        for (id, (path, kept, what)) in self.saving.aside.mine.clone() {
            if what == For::AChoice {
                continue;
            }
            let there = path.exists();
            let done = if there {
                self.take_back(&path, &mut taken)
            } else {
                // Another window took it, and it is in the file; or it is put there now.
                self.put_back(&kept, &mut taken).is_ok()
            };
            if !done {
                break;
            }
            self.saving.aside.mine.remove(&id);
        }
        self.saving.waits.set(PATIENCE);
        taken
    }

    /// False where the file takes nothing.
    fn take_back(&mut self, path: &Path, taken: &mut TakenBack) -> bool {
        let claimed = path.with_extension(format!("{}.json", std::process::id()));
        // Another window was a moment earlier.
        if std::fs::rename(path, &claimed).is_err() {
            return true;
        }
        let put_it_back = || {
            // A window that typed on meanwhile has a newer one under that name: then this one keeps its own.
            if !path.exists() {
                let _ = std::fs::rename(&claimed, path);
            }
        };
        let Some(kept) = read(&claimed) else {
            put_it_back();
            return true;
        };
        match self.put_back(&kept, taken) {
            Ok(Placed::InFile) => {
                // Left there, it would be found to be in the file the next time.
                let _ = std::fs::remove_file(&claimed);
                true
            }
            Ok(Placed::Differs) => {
                put_it_back();
                true
            }
            Err(_) => {
                put_it_back();
                false
            }
        }
    }

    fn put_back(&mut self, kept: &Kept, taken: &mut TakenBack) -> Result<Placed> {
        let mut put = self.put_draft(kept.id, &kept.draft, kept.based_on.as_ref())?;
        let mut id = kept.id;
        match put {
            // Typed words are not thrown away because another window threw away the draft.
            Put::Elsewhere(Elsewhere::Discarded) => put = self.put_draft(id, &kept.draft, None)?,
            Put::Elsewhere(Elsewhere::Finished) if self.is_said_by(id, &kept.draft)? => return Ok(Placed::InFile),
            Put::Elsewhere(Elsewhere::Finished) => {
                id = SessionId::new();
                put = self.put_draft(id, &kept.draft, None)?;
            }
            Put::Elsewhere(Elsewhere::Edited { .. }) | Put::Saved(_) => {}
        }
        Ok(match put {
            Put::Saved(at) => {
                taken.back.push((id, at));
                Placed::InFile
            }
            Put::Elsewhere(_) => {
                taken.differ.push(id);
                Placed::Differs
            }
        })
    }

    /// Whether a finished session has the words of a draft already.
    fn is_said_by(&self, id: SessionId, draft: &Draft) -> Result<bool> {
        let sql = "SELECT content FROM session WHERE uuid = ?1";
        let content: String = self.conn.query_row(sql, [id], |r| r.get(0))?;
        let said: Finished = serde_json::from_str(&content)?;
        let same = |typed: &str, said: &Option<String>| typed.trim() == said.as_deref().unwrap_or_default().trim();
        Ok(same(&draft.behavior, &said.behavior)
            && same(&draft.action, &said.action)
            && same(&draft.note, &said.note)
            && same(&draft.strength, &said.strength)
            && same(&draft.agent_comment, &said.agent_comment))
    }
}

/// Where a draft that waited is now.
enum Placed {
    InFile,
    Differs,
}
