//! The practice library: entries by dimension, each added, changed and removed where it stands; a file in, a file out.
//!
//! ```text
//!  titles     DIMENSION          ACTION                                             CRITERION
//!  list     ▌ Compliance         Read the recording notice before the first …       states the recording notice
//!  below      the whole entry; or, while one is typed, its fields and what its action still lacks
//! ```

use std::path::PathBuf;

use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Edit, SetupScreen, view};
use crate::domain::id::EntryId;
use crate::domain::practice::library::{Kept, LibraryEntry};
use crate::domain::raw::visible;
use crate::store::request::{Request, SetupView};
use crate::tui::form::choice::ChoiceField;
use crate::tui::form::text::TextField;
use crate::tui::form::{Field, Form};
use crate::tui::overlay::confirm::Confirm;
use crate::tui::overlay::{Overlay, Prompt};
use crate::tui::screen::{Ctx, Explanation, Purpose, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::doc::Doc;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::scroll;
use crate::tui::words::{fit, pad, wrap};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Dimension,
    Behavior,
    Action,
    Criterion,
}

const PARTS: [(Part, &str, &str); 4] = [
    (Part::Dimension, "dimension  ", ""),
    (Part::Behavior, "behavior   ", "what inside the dimension is to change"),
    (Part::Action, "action     ", "what the agent does, how often and until when"),
    (Part::Criterion, "criterion  ", "the question of the scorecard that reads it back, or nothing"),
];

/// What a path is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper {
    In,
    Out,
}

/// An entry that is being typed.
#[derive(Debug)]
pub(super) struct EntryEdit {
    /// `None`: a new one.
    id: Option<EntryId>,
    /// The dimensions to choose from, by key.
    keys: Vec<String>,
    form: Form<Part>,
}

impl EntryEdit {
    fn new(id: Option<EntryId>, entry: &LibraryEntry, setup: &SetupView) -> Self {
        let mut all = dimensions(setup);
        let chosen = all.iter().position(|(key, _)| *key == entry.dimension).unwrap_or_else(|| {
            if !entry.dimension.is_empty() {
                all.push((entry.dimension.clone(), entry.dimension.clone()));
                return all.len() - 1;
            }
            0
        });
        let names = all.iter().map(|(_, name)| visible(name).into_owned()).collect();
        let text = |text: &str| Field::Text(TextField::new(text));
        let mut form = Form::new(vec![
            (Part::Dimension, Field::Choice(ChoiceField::new(names, chosen))),
            (Part::Behavior, text(&entry.behavior)),
            (Part::Action, text(&entry.action)),
            (Part::Criterion, text(entry.criterion.as_deref().unwrap_or_default())),
        ]);
        form.go(if id.is_some() { Part::Action } else { Part::Dimension });
        Self { id, keys: all.into_iter().map(|(key, _)| key).collect(), form }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.form.paste(text);
    }

    pub(super) fn step(&mut self, on: bool) {
        if on {
            self.form.next();
        } else {
            self.form.previous();
        }
    }

    pub(super) fn key(&mut self, key: KeyEvent, cx: &Ctx) {
        self.form.key(key, cx);
    }

    fn entry(&self) -> LibraryEntry {
        let chosen = self.form.choice(Part::Dimension).and_then(|i| self.keys.get(i).cloned());
        LibraryEntry {
            dimension: chosen.unwrap_or_default(),
            criterion: Some(self.form.text(Part::Criterion)),
            behavior: self.form.text(Part::Behavior),
            action: self.form.text(Part::Action),
        }
        .trimmed()
    }
}

/// Dimensions of the scorecards, that in force first: key and name.
fn dimensions(setup: &SetupView) -> Vec<(String, String)> {
    let mut cards: Vec<_> = setup.scorecards.iter().collect();
    cards.sort_by_key(|card| !card.in_force);
    let mut out: Vec<(String, String)> = Vec::new();
    for dimension in cards.iter().flat_map(|card| &card.scorecard.dimensions) {
        if !out.iter().any(|(key, _)| *key == dimension.key) {
            out.push((dimension.key.clone(), dimension.name.clone()));
        }
    }
    out
}

impl SetupScreen {
    fn kept(&self) -> Option<&Kept> {
        self.view.get()?.practice.get(self.entry.selected)
    }

    pub(super) fn edit_entry(&mut self) -> Step {
        let Some(setup) = self.view.get() else { return Step::none() };
        let Some(kept) = self.kept() else {
            return Step::problem("the library is empty: n adds an entry, o takes a file in");
        };
        self.edit = Some(Edit::Entry(Box::new(EntryEdit::new(Some(kept.id), &kept.entry, setup))));
        Step::none()
    }

    pub(super) fn add_entry(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        let Some(setup) = self.view.get() else { return Step::none() };
        let dimension = self.kept().map(|kept| kept.entry.dimension.clone()).unwrap_or_default();
        let entry = LibraryEntry { dimension, ..LibraryEntry::default() };
        self.edit = Some(Edit::Entry(Box::new(EntryEdit::new(None, &entry, setup))));
        Step::none()
    }

    pub(super) fn keep_entry(&mut self, cx: &Ctx) -> Step {
        let Some(Edit::Entry(edit)) = &self.edit else { return Step::none() };
        let entry = edit.entry();
        match entry.problem(cx.today) {
            Some(why) => Step::problem(why),
            None => {
                let id = edit.id;
                self.write(cx, Request::SetPractice { id, entry })
            }
        }
    }

    pub(super) fn remove_entry(&mut self, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        let Some(kept) = self.kept() else { return Step::problem("there is no entry to remove") };
        Step::overlay(Overlay::Confirm(Confirm {
            title: "Remove this entry from the practice library?".to_owned(),
            sentences: vec![
                visible(&kept.entry.action).into_owned(),
                "It is suggested no more. Sessions that used it keep it.".to_owned(),
            ],
            yes: "remove",
            effects: vec![cx.send(Request::RemovePractice(kept.id))],
            nav: None,
        }))
    }

    pub(super) fn ask_path(&mut self, paper: Paper, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only.filter(|_| paper == Paper::In) {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        self.paper = Some(paper);
        let (title, sentence) = match paper {
            Paper::In => (
                "Take a practice library in from which file?",
                "TOML in the shape that an export has. What is new in it is added, what is here already stays; one entry \
                 that is not specific, and nothing is taken.",
            ),
            Paper::Out => ("Write the practice library to which file?", "A file that is there is not written over."),
        };
        let text = if paper == Paper::Out { "practice.toml" } else { "" };
        Step::overlay(Overlay::Prompt(Prompt::new(Purpose::Path, title, sentence, text)))
    }

    pub(super) fn path_typed(&mut self, path: &str, cx: &Ctx) -> Step {
        let path = PathBuf::from(path);
        match self.paper.take() {
            Some(Paper::In) => self.write(cx, Request::ImportPractice(path)),
            Some(Paper::Out) => self.write(cx, Request::ExportPractice(path)),
            None => Step::none(),
        }
    }
}

/// Columns of dimension and criterion.
fn columns(area: Rect) -> (usize, usize) {
    (18, if area.width >= 110 { 32 } else { 0 })
}

pub(super) fn draw(screen: &SetupScreen, setup: &SetupView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let (look, more) = (cx.look, cx.look.marks.more);
    let list = view::list_area(screen, cx);
    let (names, criteria) = columns(area);
    let room = usize::from(area.width).saturating_sub(2 + names + criteria + 2);
    let titles = format!(
        "  {}{}{}",
        pad("DIMENSION", names, more),
        pad("ACTION", room + 1, more),
        if criteria > 0 { "CRITERION" } else { "" }
    );
    put(frame, area.x, area.y, &Line::from(look.span(titles, Meaning::Heading)), area);
    let len = setup.practice.len();
    if len == 0 {
        let words = "The library is empty: n adds an entry, o takes a file in.";
        put(frame, area.x.saturating_add(2), list.y, &Line::from(look.span(words, Meaning::Muted)), area);
    }
    let known = dimensions(setup);
    for (i, at) in screen.entry.window(len, usize::from(list.height)).enumerate() {
        let row = Rect { y: list.y + u16::try_from(i).unwrap_or(0), height: 1, ..list };
        let entry = &setup.practice[at].entry;
        let selected = at == screen.entry.selected;
        let name = known.iter().find(|(key, _)| *key == entry.dimension).map(|(_, name)| name.as_str());
        let meaning = if name.is_some() { Meaning::Muted } else { Meaning::Watch };
        let criterion = entry.criterion.as_deref().filter(|_| criteria > 0).unwrap_or_default();
        let line = Line::from(vec![
            look.span(if selected { look.marks.bar } else { " " }, Meaning::Accent),
            look.span(format!(" {}", pad(&visible(name.unwrap_or(&entry.dimension)), names, more)), meaning),
            look.span(pad(&visible(&entry.action), room, more), Meaning::Text),
            look.span(format!(" {}", fit(&visible(criterion), criteria, more)), Meaning::Muted),
        ]);
        put(frame, row.x, row.y, &line, row);
        if selected {
            look.select_row(frame.buffer_mut(), row);
        }
    }
    scroll::draw(frame, list, screen.entry, len, look);
    let y = list.bottom().max(list.y.saturating_add(1)).saturating_add(1).min(area.bottom());
    let below = Rect { y, height: area.bottom() - y, ..area };
    match &screen.edit {
        Some(Edit::Entry(edit)) => draw_edit(edit, frame, below, cx),
        _ => whole(screen, &known, below, cx).draw(frame, below, 0),
    }
}

/// The entry under the cursor, all of it.
fn whole<'a>(screen: &SetupScreen, known: &[(String, String)], area: Rect, cx: &'a Ctx) -> Doc<'a> {
    let mut doc = Doc::new(area.width, cx.look);
    let Some(Kept { entry, .. }) = screen.kept() else { return doc };
    doc.item(" ", &visible(&entry.behavior), Meaning::Text);
    doc.item(" ", &visible(&entry.action), Meaning::Text);
    let criterion = entry.criterion.as_deref().map_or_else(
        || "the supervisor is asked how often it was done".to_owned(),
        |c| format!("read back by “{}”, where the scorecard asks it", visible(c)),
    );
    doc.item(" ", &criterion, Meaning::Muted);
    if !known.iter().any(|(key, _)| *key == entry.dimension) {
        let words = format!(
            "no scorecard has the dimension {}: it is kept, and suggested once one has",
            visible(&entry.dimension)
        );
        doc.item(" ", &words, Meaning::Watch);
    }
    doc
}

fn draw_edit(edit: &EntryEdit, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let line = |n: u16| Rect { y: area.y.saturating_add(n), height: u16::from(n < area.height), ..area };
    for (n, (part, label, hint)) in (0..).zip(PARTS) {
        let row = line(n);
        put(frame, row.x.saturating_add(2), row.y, &Line::from(look.span(label, Meaning::Muted)), row);
        let x = row.x.saturating_add(2 + 11);
        edit.form.draw(part, frame, Rect { x, width: row.right().saturating_sub(x), ..row }, hint, cx);
    }
    // What it lacks while it is typed: by the same rule that keeps it.
    let entry = edit.entry();
    if entry.action.is_empty() {
        return;
    }
    let (words, meaning) = match entry.problem(cx.today) {
        Some(why) => (format!("{} {why}", look.marks.auto_fail), Meaning::Below),
        None => (format!("{} specific: it can be seen, counted, and ends", look.marks.done), Meaning::Good),
    };
    for (n, text) in (4..).zip(wrap(&words, usize::from(area.width.saturating_sub(4)))) {
        let row = line(n);
        put(frame, row.x.saturating_add(2), row.y, &Line::from(look.span(text, meaning)), row);
    }
}

pub(super) fn explanation() -> Explanation {
    Explanation {
        title: "PRACTICE LIBRARY".to_owned(),
        lines: vec![
            "In a session F3 suggests from here: for the focus, entries whose criterion this agent misses most come \
             first, then those whose sessions rose most often here. Fewer than 5 sessions change no order."
                .to_owned(),
            "Nothing is assigned until a supervisor takes it. The log keeps what was suggested beside what was agreed."
                .to_owned(),
            "An entry must be specific enough to be read back: something that can be heard or seen, a measure, and an \
             end."
                .to_owned(),
        ],
    }
}
