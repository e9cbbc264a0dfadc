//! The practice library of the file: the starting one until it is first changed, then its own; and what worked here.

use super::error::{Result, StoreError};
use super::sessions::SessionFilter;
use super::{Store, Writing};
use crate::domain::id::EntryId;
use crate::domain::practice::library::{Kept, Library, LibraryEntry, same_words};
use crate::domain::practice::suggest::Use;
use crate::domain::raw::{Raw, visible};
use crate::domain::record::Record;
use crate::domain::session::{Finished, Status};

/// What taking a library in came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub added: usize,
    pub unchanged: usize,
    pub removed: usize,
}

impl Taken {
    pub fn words(self) -> String {
        let n = |n: usize, what: &str| format!("{n} {what}");
        let removed = if self.removed > 0 { format!(", {}", n(self.removed, "removed")) } else { String::new() };
        format!("the practice library: {}, {}{removed}", n(self.added, "added"), n(self.unchanged, "unchanged"))
    }
}

impl Store {
    /// The library in its order.
    pub fn practice(&self) -> Result<Vec<Kept>> {
        library(&self.conn)
    }

    /// The library in the order of the scorecard's dimensions; those that no scorecard has stand last.
    pub fn practice_by_dimension(&self) -> Result<Vec<Kept>> {
        let mut order: Vec<String> = Vec::new();
        let force = self.settings()?.scorecard;
        let mut names = super::scorecards::names(&self.conn)?;
        names.sort_by_key(|name| Some(name) != force.as_ref());
        for name in names {
            order.extend(self.scorecard(Some(&name))?.dimensions.into_iter().map(|d| d.key));
        }
        let place = |kept: &Kept| order.iter().position(|key| *key == kept.entry.dimension).unwrap_or(usize::MAX);
        let mut all = self.practice()?;
        all.sort_by(|a, b| {
            place(a).cmp(&place(b)).then_with(|| match place(a) {
                usize::MAX => a.entry.dimension.cmp(&b.entry.dimension),
                _ => std::cmp::Ordering::Equal,
            })
        });
        Ok(all)
    }

    /// An entry by its id, or by the beginning of one where only one begins so.
    pub fn practice_named(&self, named: &str) -> Result<Kept> {
        let wanted = named.trim().to_lowercase();
        let all = self.practice()?;
        let mut found = all.into_iter().filter(|kept| !wanted.is_empty() && kept.id.to_string().starts_with(&wanted));
        match (found.next(), found.count()) {
            (Some(one), 0) => Ok(one),
            (None, _) => Err(StoreError::refused(format!(
                "there is no entry “{}”; `coachlog practice list` shows their ids",
                visible(named)
            ))),
            (Some(_), more) => Err(StoreError::refused(format!(
                "{} entries begin with “{}”; give more of the id",
                more + 1,
                visible(named)
            ))),
        }
    }

    /// Adds an entry, or changes the one of this id; `false` where nothing changes.
    pub fn set_practice(&mut self, id: Option<EntryId>, entry: &LibraryEntry) -> Result<bool> {
        let entry = entry.trimmed();
        if let Some(why) = entry.problem(self.today()?) {
            return Err(StoreError::Refused(why));
        }
        self.write(None, |w| {
            let all = library(w.conn)?;
            if let Some(same) = all.iter().find(|kept| kept.entry == entry) {
                if id.is_some_and(|id| id == same.id) {
                    return Ok(false);
                }
                return Err(StoreError::refused("the library has this entry already"));
            }
            if let Some(id) = id.filter(|id| !all.iter().any(|kept| kept.id == *id)) {
                return Err(StoreError::refused(format!("the entry {id} is no longer in the library")));
            }
            own(w)?;
            w.record(&Record::PracticeSet { id: id.unwrap_or_default(), entry })?;
            Ok(true)
        })
    }

    pub fn remove_practice(&mut self, id: EntryId) -> Result<String> {
        self.write(None, |w| {
            let Some(kept) = library(w.conn)?.into_iter().find(|kept| kept.id == id) else {
                return Err(StoreError::refused("that entry is no longer in the library"));
            };
            own(w)?;
            let action = kept.entry.action.clone();
            w.record(&Record::PracticeRemoved { id, action: kept.entry.action })?;
            Ok(action)
        })
    }

    /// Takes a library in: what is new is added; with `replace` it is the whole library from then on. All of it or,
    /// where an entry is not specific, nothing.
    pub fn take_practice(&mut self, text: &str, replace: bool) -> Result<Taken> {
        let read = Library::read(text).map_err(StoreError::Refused)?;
        let on = self.today()?;
        let wrong = read.judge(text, on);
        if !wrong.is_empty() {
            let words =
                format!("{}\nNothing was taken: mend these entries, and import the file again", wrong.join("\n"));
            return Err(StoreError::Refused(words));
        }
        let mut entries: Vec<LibraryEntry> = Vec::new();
        for entry in read.entries.iter().map(LibraryEntry::trimmed) {
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
        self.write(None, |w| {
            let before = library(w.conn)?;
            let known = |entry: &LibraryEntry| before.iter().find(|kept| kept.entry == *entry).map(|kept| kept.id);
            let unchanged = entries.iter().filter(|entry| known(entry).is_some()).count();
            let added = entries.len() - unchanged;
            let removed = if replace { before.len() - unchanged } else { 0 };
            let taken = Taken { added, unchanged, removed };
            if added + removed == 0 {
                return Ok(taken);
            }
            if replace {
                // An entry that stays keeps its id, so that what it was used for still counts for it.
                let all = entries.into_iter().map(|entry| (known(&entry).unwrap_or_default(), entry)).collect();
                w.record(&Record::PracticeReplaced { entries: all })?;
                return Ok(taken);
            }
            own(w)?;
            let new: Vec<LibraryEntry> = entries.into_iter().filter(|entry| known(entry).is_none()).collect();
            for entry in new {
                w.record(&Record::PracticeSet { id: EntryId::new(), entry })?;
            }
            Ok(taken)
        })
    }

    /// The library as a file.
    pub fn practice_text(&self) -> Result<String> {
        let entries = self.practice_by_dimension()?.into_iter().map(|kept| kept.entry).collect();
        Ok(Library { entries }.text())
    }

    /// Takes a library in from a file.
    pub fn import_practice(&mut self, path: &std::path::Path, replace: bool) -> Result<Taken> {
        let shown = Raw::from(path.display().to_string()).visible();
        let text = std::fs::File::open(path)
            .and_then(crate::import::written_by_hand)
            .map_err(|e| StoreError::refused(format!("{shown} cannot be read: {e}")))?;
        self.take_practice(&text, replace)
    }

    /// Writes the library as a file; one that is there is not written over.
    pub fn export_practice(&self, path: &std::path::Path) -> Result<String> {
        let shown = Raw::from(path.display().to_string()).visible();
        let text = self.practice_text()?;
        if std::fs::symlink_metadata(path).is_ok() {
            return Err(StoreError::refused(format!("{shown} is there already: name a file that is not")));
        }
        crate::written::whole(path, text.as_bytes())
            .map_err(|e| StoreError::refused(Raw::from(crate::written::refusal(path, &e)).visible()))?;
        Ok(format!("{} entries written to {shown}", self.practice()?.len()))
    }

    /// The sessions that coached a dimension by an action of the library, with what became of them.
    pub(super) fn practice_uses(&self, dimension: &str, library: &[Kept]) -> Result<Vec<Use>> {
        let of_library = |entry: Option<EntryId>, action: &str| {
            let same = |kept: &&Kept| entry == Some(kept.id) || same_words(&kept.entry.action, action);
            library.iter().filter(|kept| kept.entry.dimension == dimension).any(|kept| same(&kept))
        };
        let mut out = Vec::new();
        for line in self.sessions(&SessionFilter::default())? {
            if line.status == Status::Void || line.focus.as_deref() != Some(dimension) || line.action.is_none() {
                continue;
            }
            let sql = "SELECT content FROM session WHERE uuid = ?1";
            let content: String = self.conn.prepare_cached(sql)?.query_row([line.id], |r| r.get(0))?;
            let content: Finished = serde_json::from_str(&content)?;
            let action = line.action.unwrap_or_default();
            // Where the words were changed, another action was tried than the one that was suggested.
            let taken = content.suggestion.as_ref().filter(|suggestion| same_words(&suggestion.action, &action));
            let entry = taken.map(|suggestion| suggestion.entry);
            if of_library(entry, &action) {
                // What the check or closing froze: to judge all the others anew each time would keep the form waiting.
                let verdict = self.frozen(line.id)?.map(|judged| judged.judged.outcome.verdict);
                out.push(Use { entry, action, verdict });
            }
        }
        Ok(out)
    }
}

/// Whether the file has a library of its own; one that was emptied is its own too.
fn is_own(conn: &rusqlite::Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE action = 'practice_replaced')";
    Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}

fn library(conn: &rusqlite::Connection) -> Result<Vec<Kept>> {
    if !is_own(conn)? {
        return Ok(starting());
    }
    let sql = "SELECT uuid, dimension, criterion, behavior, action FROM practice ORDER BY seq, n, uuid";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |r| {
        let entry = LibraryEntry {
            dimension: r.get("dimension")?,
            criterion: r.get("criterion")?,
            behavior: r.get("behavior")?,
            action: r.get("action")?,
        };
        Ok(Kept { id: r.get("uuid")?, entry })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn starting() -> Vec<Kept> {
    Library::starting().entries.into_iter().map(|entry| Kept { id: entry.stable_id(), entry }).collect()
}

/// Before the first change: the starting library becomes the file's own.
fn own(w: &mut Writing<'_>) -> Result<()> {
    if is_own(w.conn)? {
        return Ok(());
    }
    let entries = starting().into_iter().map(|kept| (kept.id, kept.entry)).collect();
    w.record(&Record::PracticeReplaced { entries })
}
