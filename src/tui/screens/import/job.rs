//! One import: the preview of the picked files, the load, and what became of it.

use std::path::PathBuf;

use crate::config::keymap::Action;
use crate::domain::log_view::{BatchLine, ImportReport};
use crate::domain::mapping::Mapping;
use crate::domain::raw::visible;
use crate::import::{ImportError, ReadAs};
use crate::store::request::{Answer, ImportRequest, PreviewView, Request, TableView, Ticket};
use crate::tui::overlay::{Overlay, Prompt};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Load, Purpose, Step};

use super::claiming;
use super::columns::{Chosen, Columns};

#[derive(Debug)]
pub(super) struct Job {
    pub(super) request: ImportRequest,
    pub(super) preview: Load<PreviewView>,
    /// Idle until loading is asked for.
    pub(super) loaded: Load<ImportReport>,
    /// What became of what was loaded.
    pub(super) state: State,
    /// The rejected rows on their way into a file.
    writing: Load<()>,
    /// Where the panes stand side by side: the one that scrolls.
    pub(super) pane: Pane,
    /// First line on screen of each pane.
    pub(super) offsets: [usize; 2],
    pub(super) page: Page,
    pub(super) columns: Columns,
    /// The question about a transcript's call that is being answered, by its position.
    claiming: usize,
}

/// Whether it failed because it was asked to stop.
pub(super) fn is_stopped(why: &str) -> bool {
    why == ImportError::Stopped.to_string()
}

/// What of an import is on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Report,
    /// How its table is read, column by column.
    Columns,
}

/// Whether what was loaded still stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Stands,
    TakenBack,
}

/// The two parts of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pane {
    /// What would happen, or happened.
    Rows,
    /// What the files are.
    Files,
}

impl Job {
    pub(super) fn preview(paths: Vec<PathBuf>, cx: &Ctx) -> (Self, Effect) {
        let request = ImportRequest { paths, ..ImportRequest::default() };
        let mut job = Self {
            request: request.clone(),
            preview: Load::Idle,
            loaded: Load::Idle,
            state: State::Stands,
            writing: Load::Idle,
            pane: Pane::Rows,
            offsets: [0, 0],
            page: Page::Report,
            columns: Columns::default(),
            claiming: 0,
        };
        let effect = job.preview.ask(cx, Request::Preview(request));
        (job, effect)
    }

    /// "evals.csv", "evals.csv and 2 more".
    pub(super) fn name(&self) -> String {
        self.request.name()
    }

    pub(super) fn awaits(&self, ticket: Ticket) -> bool {
        self.preview.awaits(ticket) || self.loaded.awaits(ticket)
    }

    /// What the page speaks of: the load where there was one, else the preview.
    fn report(&self) -> Option<&ImportReport> {
        self.loaded.get().or_else(|| self.preview.get().map(|view| &view.report))
    }

    /// Where the rejected rows go unless another file is named: beside the first file. `None` where no row is rejected.
    pub(super) fn file_of_rejected(&self) -> Option<PathBuf> {
        self.report().filter(|report| report.rejected_rows > 0 && report.has_tables() && !self.running())?;
        let first = self.request.paths.first()?;
        let stem = first.file_stem().unwrap_or_default().to_string_lossy();
        Some(first.with_file_name(format!("{stem}-rejected.csv")))
    }

    pub(super) fn write_rejected(&mut self, path: PathBuf, cx: &Ctx) -> Effect {
        self.writing.ask(cx, Request::WriteRejected { import: self.request.clone(), path })
    }

    /// Whether an answer is that to writing, which is over then.
    pub(super) fn wrote(&mut self, ticket: Ticket) -> bool {
        let mine = self.writing.awaits(ticket);
        if mine {
            self.writing = Load::Idle;
        }
        mine
    }

    pub(super) fn running(&self) -> bool {
        self.preview.is_pending() || self.loaded.is_pending()
    }

    /// Learns from the list of imports whether its own was taken back.
    pub(super) fn look_up(&mut self, lines: &[BatchLine]) {
        let number = self.loaded.get().and_then(|report| report.batch);
        if lines.iter().any(|line| Some(line.number) == number && line.undone) {
            self.state = State::TakenBack;
        }
    }

    /// Takes an answer; `true` where something was loaded.
    pub(super) fn reply(&mut self, answer: Result<Answer, String>, cx: &Ctx) -> bool {
        self.offsets = [0, 0];
        if self.loaded.is_pending() {
            self.loaded.take(answer, |answer| match answer {
                Answer::Imported(report) => Some(*report),
                _ => None,
            });
            if matches!(self.loaded, Load::Failed(_)) {
                // It may be the name that was refused: the next try asks for it again.
                self.request.save_as = None;
            }
            return self.loaded.get().is_some_and(|report| report.batch.is_some());
        }
        self.preview.take(answer, |answer| match answer {
            Answer::Preview(view) => Some(*view),
            _ => None,
        });
        if let Load::Ready(view) = &self.preview {
            self.columns.settle(view, cx);
        }
        false
    }

    /// Asks what runs to stop.
    pub(super) fn stop(&self) -> Option<Effect> {
        self.loaded.ticket().or_else(|| self.preview.ticket()).map(Effect::Cancel)
    }

    /// What keeps the plan from being loaded, in words.
    fn hindrance(&self, cx: &Ctx) -> Option<String> {
        if let Some(why) = cx.read_only {
            return Some(format!("nothing can be loaded: {}", visible(why)));
        }
        match &self.preview {
            Load::Ready(view) if !view.questions.is_empty() => Some("answer the question first".to_owned()),
            Load::Ready(view) if view.report.loaded + view.report.updated == 0 => {
                Some("nothing in these files is new: there is nothing to load".to_owned())
            }
            Load::Ready(_) => None,
            Load::Failed(_) => Some("these files cannot be loaded; pick others".to_owned()),
            Load::Idle | Load::Pending(..) => Some("the files are still being read".to_owned()),
        }
    }

    pub(super) fn load(&mut self, cx: &Ctx) -> Step {
        match &self.loaded {
            Load::Pending(..) => return Step::none(),
            Load::Ready(_) if self.state == State::TakenBack => {
                return Step::problem("this import was taken back; to load the files again, pick them again");
            }
            Load::Ready(_) => return Step::problem("this is loaded already"),
            Load::Idle | Load::Failed(_) => {}
        }
        if let Some(words) = self.hindrance(cx) {
            return Step::problem(words);
        }
        // A name that the scorecards lack is asked about once, before its scores are in.
        if let Load::Ready(view) = &self.preview
            && let Some(question) = self.columns.ask_what_is(0, view)
        {
            return question;
        }
        let told = self.request.mapping.is_some() || !self.request.dimensions.is_empty();
        if told && self.request.save_as.is_none() {
            return Step::overlay(Overlay::Prompt(self.ask_name()));
        }
        self.offsets = [0, 0];
        self.page = Page::Report;
        self.loaded.ask(cx, Request::Import(self.request.clone())).into()
    }

    /// What was answered once is remembered, or the next file would ask it again.
    fn ask_name(&self) -> Prompt {
        let stem = self.request.paths.first().and_then(|p| p.file_stem()).map(|s| s.to_string_lossy().into_owned());
        let profile = self.preview.get().and_then(|view| match &view.table.as_ref()?.read_as {
            ReadAs::Profile(name) => Some(name.clone()),
            ReadAs::Headings | ReadAs::Mapping(_) | ReadAs::Preset(_) => None,
        });
        let name: String = visible(&profile.or(stem).unwrap_or_default()).chars().take(60).collect();
        let json = self.preview.get().and_then(|view| view.table.as_ref()).is_some_and(TableView::is_json);
        let (what, alike) = if json {
            ("Remember how these evaluations are read?", "from this QA suite")
        } else {
            ("Remember how this table is read?", "with these headings")
        };
        let words = format!(
            "The next file {alike} then loads without a question. Give it a name, or nothing to load only this once."
        );
        Prompt::new(Purpose::Profile, what, &words, &name).or_nothing()
    }

    pub(super) fn named(&mut self, name: String, cx: &Ctx) -> Step {
        self.request.save_as = Some(name);
        self.load(cx)
    }

    /// Reads the files anew, their tables by this mapping.
    pub(super) fn read_by(&mut self, mapping: Mapping, cx: &Ctx) -> Step {
        if self.running() || self.loaded.get().is_some() {
            return Step::none();
        }
        self.request.mapping = Some(Box::new(mapping));
        self.read_again(cx)
    }

    fn read_again(&mut self, cx: &Ctx) -> Step {
        self.loaded = Load::Idle;
        self.preview.ask(cx, Request::Preview(self.request.clone())).into()
    }

    /// Enter: on the columns what is under the cursor, on the report the first question, else the load.
    pub(super) fn open(&mut self, cx: &Ctx) -> Step {
        if let (None, Load::Ready(view)) = (self.loaded.get(), &self.preview) {
            match self.page {
                Page::Columns => {
                    if let Some(question) = self.columns.question(view)
                        && let Some(asked) = claiming::ask(view, question, cx)
                    {
                        self.claiming = question;
                        return asked;
                    }
                    return self.columns.open(view);
                }
                Page::Report if let Some(asked) = claiming::ask(view, 0, cx) => {
                    self.claiming = 0;
                    return asked;
                }
                // What no list answers, the columns do.
                Page::Report if view.questions.first().is_some_and(|q| q.choices.is_empty()) => {
                    return self.show_columns();
                }
                Page::Report if !view.questions.is_empty() => return self.columns.first_question(view),
                Page::Report => {}
            }
        }
        self.load(cx)
    }

    pub(super) fn how(&mut self) -> Step {
        match (self.page, &self.preview) {
            (Page::Columns, Load::Ready(view)) => self.columns.how(view),
            _ => Step::none(),
        }
    }

    pub(super) fn show_columns(&mut self) -> Step {
        match &self.preview {
            Load::Ready(view) if self.loaded.get().is_none() => {
                if view.table.is_none() {
                    return Step::problem("these files hold no table: there are no columns to set");
                }
                self.page = Page::Columns;
                Step::none()
            }
            _ => Step::none(),
        }
    }

    /// A line of a list of the columns' page was picked.
    pub(super) fn picked(&mut self, at: usize, cx: &Ctx) -> Step {
        let Load::Ready(view) = &self.preview else { return Step::none() };
        let chosen = self.columns.picked(at, view);
        self.took(chosen, cx)
    }

    pub(super) fn typed_target(&mut self, text: &str, cx: &Ctx) -> Step {
        let Load::Ready(view) = &self.preview else { return Step::none() };
        let chosen = self.columns.typed_target(text, view);
        self.took(chosen, cx)
    }

    /// A call was picked for the transcript that was asked about.
    pub(super) fn picked_call(&mut self, at: usize, cx: &Ctx) -> Step {
        let Load::Ready(view) = &self.preview else { return Step::none() };
        match claiming::picked(view, self.claiming, at) {
            claiming::Picked::Call(path, id) => self.claim(path, id, cx),
            claiming::Picked::Typed(prompt) => prompt,
            claiming::Picked::Nothing => Step::none(),
        }
    }

    pub(super) fn typed_call(&mut self, id: String, cx: &Ctx) -> Step {
        let Load::Ready(view) = &self.preview else { return Step::none() };
        match claiming::file(view, self.claiming) {
            Some(path) => self.claim(path, id, cx),
            None => Step::none(),
        }
    }

    fn claim(&mut self, path: PathBuf, id: String, cx: &Ctx) -> Step {
        if self.running() || self.loaded.get().is_some() {
            return Step::none();
        }
        self.request.calls.insert(path, id);
        self.read_again(cx)
    }

    fn took(&mut self, chosen: Chosen, cx: &Ctx) -> Step {
        match chosen {
            Chosen::Nothing => Step::none(),
            Chosen::By(mapping) => self.chosen(Some(*mapping), cx),
            Chosen::More(question) => *question,
            Chosen::Are(dimensions) => {
                if self.running() || self.loaded.get().is_some() {
                    return Step::none();
                }
                self.request.dimensions.extend(dimensions);
                self.read_again(cx)
            }
            Chosen::Sheet(name) => {
                self.request.sheet = Some(name);
                self.read_again(cx)
            }
        }
    }

    pub(super) fn typed(&mut self, text: &str, cx: &Ctx) -> Step {
        let Load::Ready(view) = &self.preview else { return Step::none() };
        match self.columns.typed(text, view) {
            Ok(chosen) => self.chosen(chosen, cx),
            Err(words) => Step::problem(words),
        }
    }

    fn chosen(&mut self, chosen: Option<Mapping>, cx: &Ctx) -> Step {
        let Some(mapping) = chosen else { return Step::none() };
        match mapping.check() {
            Ok(()) => self.read_by(mapping, cx),
            Err(words) => Step::problem(words),
        }
    }

    pub(super) fn other_pane(&mut self) {
        self.pane = match self.pane {
            Pane::Rows => Pane::Files,
            Pane::Files => Pane::Rows,
        };
    }

    pub(super) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if self.running() {
            return vec![ActionInfo::named(Action::Back, "stop")];
        }
        let mut out = Vec::new();
        let loaded = self.loaded.get();
        if loaded.is_none() && self.hindrance(cx).is_none() {
            let load = if self.page == Page::Report { &[Action::Load, Action::Open][..] } else { &[Action::Load] };
            out.push(ActionInfo::together(load, "load"));
        }
        let view = self.preview.get().filter(|_| loaded.is_none());
        if self.page == Page::Columns && loaded.is_none() {
            out.insert(0, ActionInfo::named(Action::Open, "what it is"));
            out.insert(1, ActionInfo::new(Action::HowRead));
            out.push(ActionInfo::named(Action::Back, "what it would load"));
            return out;
        }
        if view.is_some_and(|view| !view.questions.is_empty()) {
            out.push(ActionInfo::named(Action::Open, "answer"));
        }
        if view.is_some_and(|view| view.table.is_some()) {
            out.push(ActionInfo::new(Action::Columns));
        }
        if loaded.is_some_and(|report| report.batch.is_some()) && self.state == State::Stands && cx.read_only.is_none()
        {
            out.push(ActionInfo::named(Action::Undo, "take it back"));
        }
        if self.file_of_rejected().is_some() {
            out.push(ActionInfo::new(Action::WriteRejected));
        }
        out.push(ActionInfo::named(Action::Back, if loaded.is_some() { "imports" } else { "other files" }));
        out.push(ActionInfo::together(&[Action::Up, Action::Down], "scroll"));
        if super::job_view::side_by_side(cx.area) {
            out.push(ActionInfo::named(Action::NextPane, "other side"));
        }
        out
    }
}
