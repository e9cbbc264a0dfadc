//! Picking files: a folder's entries, marks on several of them, a path that is typed.
//!
//! The folder is read by the loop: it is asked for by [`Effect::ListFolder`] and comes back with the same ticket.
//! The one of before stays on screen until then, and for good where the new one cannot be read.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Position;

use super::browse_view;
use super::path::{self, anew, complete, dragged, parts, path_of};
use crate::config::keymap::Action;
use crate::domain::raw::visible;
use crate::store::request::Ticket;
use crate::tui::folder::{Entry, EntryKind, Folder};
use crate::tui::form::text::{TextField, Typed};
use crate::tui::screen::{ActionInfo, Ctx, Effect};
use crate::tui::widgets::cursor::Cursor;

#[derive(Debug, Default)]
pub(super) struct Browse {
    pub(super) folder: Option<Folder>,
    /// The folder that is on its way, and what for.
    pub(super) asked: Option<(Ticket, For)>,
    /// Why a folder could not be read.
    pub(super) problem: Option<String>,
    pub(super) cursor: Cursor,
    /// Files in any folder, in the order of their paths.
    pub(super) marked: BTreeSet<PathBuf>,
    pub(super) kinds: Kinds,
    pub(super) typing: Option<Typing>,
    /// The entry to go to once the folder is there: the one that was come from.
    go_to: Option<OsString>,
}

/// What a folder was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    Showing,
    /// The folder where picking begins: what is typed meanwhile goes on.
    Beginning,
    /// For the names that complete what is typed.
    Completing,
}

/// Which files are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kinds {
    /// Those whose ending says that an import may know them.
    #[default]
    Known,
    All,
}

/// Where letters go.
#[derive(Debug)]
pub(super) enum Typing {
    /// A path; the names that it could be completed to.
    Path(TextField, Vec<String>),
    /// Words that narrow the list.
    Find(TextField),
}

/// What came of a key.
#[derive(Debug)]
pub(super) enum Picked {
    Nothing,
    NotMine,
    Ask(Effect),
    Problem(String),
    Files(Vec<PathBuf>),
}

/// Endings of the files that are shown at first.
const KNOWN: [&str; 8] = ["csv", "tsv", "txt", "xlsx", "json", "jsonl", "vtt", "srt"];

fn known(entry: &Entry) -> bool {
    let ending = std::path::Path::new(&entry.name).extension().map(|e| e.to_string_lossy().to_lowercase());
    entry.kind == EntryKind::Folder || ending.is_some_and(|e| KNOWN.contains(&e.as_str()))
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown<'a> {
    /// The folder above.
    Up,
    Entry(&'a Entry),
}

impl Browse {
    /// Reads the folder of last time anew, or the one where picking begins.
    pub(super) fn open(&mut self, cx: &Ctx) -> Effect {
        self.go_to = self.entry().map(|e| e.name.clone());
        let path = self.folder.as_ref().map(|f| f.path.clone());
        self.list(path, For::Beginning, cx)
    }

    fn list(&mut self, path: Option<PathBuf>, what: For, cx: &Ctx) -> Effect {
        let ticket = cx.ticket();
        self.asked = Some((ticket, what));
        Effect::ListFolder(ticket, path)
    }

    pub(super) fn shown(&self) -> Vec<Shown<'_>> {
        let Some(folder) = &self.folder else { return Vec::new() };
        let wanted = match &self.typing {
            Some(Typing::Find(field)) => field.text().to_lowercase(),
            Some(Typing::Path(..)) | None => String::new(),
        };
        let up = folder.path.parent().filter(|_| wanted.is_empty()).map(|_| Shown::Up);
        let entries = folder.entries.iter().filter(|e| {
            let hidden = e.name.to_string_lossy().starts_with('.');
            let kind = self.kinds == Kinds::All || (known(e) && !hidden);
            kind && e.name.to_string_lossy().to_lowercase().contains(&wanted)
        });
        up.into_iter().chain(entries.map(Shown::Entry)).collect()
    }

    fn entry(&self) -> Option<&Entry> {
        match self.shown().get(self.cursor.selected) {
            Some(Shown::Entry(entry)) => Some(entry),
            Some(Shown::Up) | None => None,
        }
    }

    pub(super) fn folder(&mut self, ticket: Ticket, folder: Result<Folder, String>, cx: &Ctx) -> Picked {
        let Some((_, what)) = self.asked.take_if(|(asked, _)| *asked == ticket) else { return Picked::Nothing };
        match (what, folder) {
            (For::Completing, Ok(folder)) => {
                self.completed(&folder);
                Picked::Nothing
            }
            (_, Err(words)) => {
                self.problem = Some(words);
                Picked::Nothing
            }
            (For::Showing | For::Beginning, Ok(folder)) => {
                self.problem = None;
                if what == For::Showing {
                    self.typing = None;
                }
                let named = folder.named.clone();
                let go_to = named.clone().or_else(|| self.go_to.take());
                self.folder = Some(folder);
                let at = go_to
                    .and_then(|name| self.shown().iter().position(|s| matches!(s, Shown::Entry(e) if e.name == name)));
                self.cursor = Cursor::default();
                self.cursor.select(at.unwrap_or(0), self.shown().len(), browse_view::page(self, cx));
                match (named, &self.folder) {
                    (Some(name), Some(folder)) => Picked::Files(vec![folder.path.join(name)]),
                    _ => Picked::Nothing,
                }
            }
        }
    }

    pub(super) fn typing(&self) -> bool {
        self.typing.is_some()
    }

    pub(super) fn act(&mut self, action: Action, cx: &Ctx) -> Picked {
        match action {
            Action::Back => {
                self.typing = None;
                self.problem = None;
                self.fit(cx);
                Picked::Nothing
            }
            Action::NextPane if matches!(self.typing, Some(Typing::Path(..))) => self.complete(cx),
            _ if self.typing() => {
                if self.moved(action, cx) {
                    Picked::Nothing
                } else {
                    Picked::NotMine
                }
            }
            Action::Open => self.enter(cx),
            Action::Right => match self.entry() {
                Some(entry) if entry.kind == EntryKind::Folder => self.enter(cx),
                _ => Picked::Nothing,
            },
            Action::Left => self.up(cx),
            Action::Mark => self.mark(cx),
            Action::ShowAll => {
                self.go_to = self.entry().map(|e| e.name.clone());
                self.kinds = if self.kinds == Kinds::Known { Kinds::All } else { Kinds::Known };
                let at = self
                    .go_to
                    .take()
                    .and_then(|name| self.shown().iter().position(|s| matches!(s, Shown::Entry(e) if e.name == name)));
                self.cursor.select(at.unwrap_or(0), self.shown().len(), browse_view::page(self, cx));
                Picked::Nothing
            }
            Action::TypePath => {
                let shown = self.folder.as_ref().map(|f| f.path.join("").display().to_string()).unwrap_or_default();
                self.typing = Some(Typing::Path(TextField::new(shown), Vec::new()));
                Picked::Nothing
            }
            Action::Find => {
                self.typing = Some(Typing::Find(TextField::default()));
                Picked::Nothing
            }
            other => {
                if self.moved(other, cx) {
                    Picked::Nothing
                } else {
                    Picked::NotMine
                }
            }
        }
    }

    /// Enter: into the folder; or on with what is marked, else with the file under the cursor.
    fn enter(&mut self, cx: &Ctx) -> Picked {
        let Some(folder) = &self.folder else { return Picked::Nothing };
        let entry = match self.shown().get(self.cursor.selected) {
            Some(Shown::Up) => return self.up(cx),
            Some(Shown::Entry(entry)) => (*entry).clone(),
            None => return Picked::Nothing,
        };
        let path = folder.path.join(&entry.name);
        if entry.kind == EntryKind::Folder {
            self.go_to = None;
            return Picked::Ask(self.list(Some(path), For::Showing, cx));
        }
        self.typing = None;
        self.go_to = Some(entry.name);
        Picked::Files(if self.marked.is_empty() { vec![path] } else { self.marked.iter().cloned().collect() })
    }

    fn up(&mut self, cx: &Ctx) -> Picked {
        let Some(folder) = &self.folder else { return Picked::Nothing };
        let Some(parent) = folder.path.parent() else { return Picked::Nothing };
        let parent = parent.to_path_buf();
        self.go_to = folder.path.file_name().map(ToOwned::to_owned);
        Picked::Ask(self.list(Some(parent), For::Showing, cx))
    }

    fn mark(&mut self, cx: &Ctx) -> Picked {
        let Some((folder, entry)) = self.folder.as_ref().zip(self.entry()) else { return Picked::Nothing };
        if entry.kind == EntryKind::Folder {
            return Picked::Problem("files are marked, not folders".to_owned());
        }
        let path = folder.path.join(&entry.name);
        if !self.marked.remove(&path) {
            self.marked.insert(path);
        }
        self.moved(Action::Down, cx);
        Picked::Nothing
    }

    pub(super) fn unmark(&mut self) {
        self.marked.clear();
    }

    pub(super) fn key(&mut self, key: KeyEvent, cx: &Ctx) -> Picked {
        match (&mut self.typing, key.code) {
            (None, _) => return Picked::NotMine,
            (Some(Typing::Path(field, _)), KeyCode::Enter) => {
                let path = path_of(field.text(), self.folder.as_ref().map(|f| f.path.as_path()));
                return Picked::Ask(self.list(Some(path), For::Showing, cx));
            }
            (Some(Typing::Find(_)), KeyCode::Enter) => return self.enter(cx),
            (_, KeyCode::Up) => _ = self.moved(Action::Up, cx),
            (_, KeyCode::Down) => _ = self.moved(Action::Down, cx),
            (Some(Typing::Path(field, choices)), _) => {
                if field.key(key) == Typed::Changed {
                    choices.clear();
                    self.problem = None;
                }
            }
            (Some(Typing::Find(field)), _) => {
                if field.key(key) == Typed::Changed {
                    self.cursor = Cursor::default();
                }
            }
        }
        Picked::Nothing
    }

    pub(super) fn paste(&mut self, text: &str, cx: &Ctx) {
        match &mut self.typing {
            Some(Typing::Path(field, choices)) => {
                // A path that is dragged in, or copied, takes the place of the folder that stood there.
                let text = dragged(text);
                let whole = PathBuf::from(&text).is_absolute() && field.text().ends_with(std::path::MAIN_SEPARATOR);
                if whole {
                    field.set(text);
                } else {
                    field.paste(text.trim_end());
                }
                choices.clear();
            }
            Some(Typing::Find(field)) => {
                field.paste(text);
                self.cursor = Cursor::default();
            }
            None => {}
        }
        self.fit(cx);
    }

    /// Tab: completes from the shown folder, or asks for the one that is typed.
    fn complete(&mut self, cx: &Ctx) -> Picked {
        let Some(Typing::Path(field, _)) = &self.typing else { return Picked::Nothing };
        let shown = self.folder.as_ref().map(|f| f.path.clone());
        let (dir, _) = parts(anew(field.text()));
        let path = path_of(dir, shown.as_deref());
        match &self.folder {
            Some(folder) if path.as_path() == folder.path => {
                let folder = folder.clone();
                self.completed(&folder);
                Picked::Nothing
            }
            _ => Picked::Ask(self.list(Some(path), For::Completing, cx)),
        }
    }

    fn completed(&mut self, folder: &Folder) {
        let Some(Typing::Path(field, choices)) = &mut self.typing else { return };
        let (dir, begun) = parts(anew(field.text()));
        match complete(begun, folder) {
            Some(path::Completion { name, choices: found }) => {
                let text = format!("{dir}{name}");
                if text != field.text() {
                    field.set(text);
                }
                *choices = found;
                self.problem = None;
            }
            None => self.problem = Some(format!("nothing in {} begins with “{}”", visible(dir), visible(begun))),
        }
    }

    pub(super) fn moved(&mut self, action: Action, cx: &Ctx) -> bool {
        let (len, page) = (self.shown().len(), browse_view::page(self, cx));
        self.cursor.act(action, len, page)
    }

    pub(super) fn fit(&mut self, cx: &Ctx) {
        let (len, page) = (self.shown().len(), browse_view::page(self, cx));
        self.cursor.fit(len, page);
    }

    pub(super) fn click(&mut self, at: Position, cx: &Ctx) {
        let list = browse_view::areas(cx.area, self).list;
        let row = self.cursor.offset + usize::from(at.y.saturating_sub(list.y));
        if list.contains(at) && row < self.shown().len() {
            self.cursor.select(row, self.shown().len(), usize::from(list.height));
        }
    }

    pub(super) fn actions(&self) -> Vec<ActionInfo> {
        match &self.typing {
            Some(Typing::Path(..)) => {
                return vec![
                    ActionInfo::named(Action::Open, "go there"),
                    ActionInfo::named(Action::NextPane, "complete"),
                    ActionInfo::named(Action::Back, "leave it"),
                ];
            }
            Some(Typing::Find(_)) => {
                return vec![ActionInfo::named(Action::Open, "take it"), ActionInfo::named(Action::Back, "show all")];
            }
            None => {}
        }
        let open = match (self.entry().map(|e| e.kind), self.marked.len()) {
            (Some(EntryKind::File), 0) => "preview this file",
            (Some(EntryKind::File), _) => "preview the marked",
            (Some(EntryKind::Folder) | None, _) => "open",
        };
        let all = if self.kinds == Kinds::Known { "all files" } else { "known kinds" };
        vec![
            ActionInfo::named(Action::Open, open),
            ActionInfo::new(Action::Mark),
            ActionInfo::named(Action::Left, "folder above"),
            ActionInfo::new(Action::TypePath),
            ActionInfo::named(Action::ShowAll, all),
            ActionInfo::named(Action::Back, "imports"),
            ActionInfo::named(Action::Find, "find"),
        ]
    }
}
