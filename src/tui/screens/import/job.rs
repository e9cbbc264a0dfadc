//! One import: the preview of the picked files, the load, and what became of it.

use std::path::PathBuf;

use crate::config::keymap::Action;
use crate::domain::log_view::{BatchLine, ImportReport};
use crate::domain::raw::visible;
use crate::import::DateOrder;
use crate::store::request::{Answer, ImportRequest, PreviewView, Request, Ticket};
use crate::tui::screen::{ActionInfo, Ctx, Effect, Load, Step};

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
    /// Done so far and in all, of what runs now.
    pub(super) progress: Option<(u64, u64)>,
    pub(super) run: Run,
    /// Where the panes stand side by side: the one that scrolls.
    pub(super) pane: Pane,
    /// First line on screen of each pane.
    pub(super) offsets: [usize; 2],
}

/// Whether what runs was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    Going,
    Stopping,
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
    pub(super) fn preview(paths: Vec<PathBuf>, date_order: Option<DateOrder>, cx: &Ctx) -> (Self, Effect) {
        let request = ImportRequest { paths, date_order, strict: false };
        let mut job = Self {
            request: request.clone(),
            preview: Load::Idle,
            loaded: Load::Idle,
            state: State::Stands,
            writing: Load::Idle,
            progress: None,
            run: Run::Going,
            pane: Pane::Rows,
            offsets: [0, 0],
        };
        let effect = job.preview.ask(cx, Request::Preview(request));
        (job, effect)
    }

    /// "evals.csv", "evals.csv and 2 more".
    pub(super) fn name(&self) -> String {
        let first =
            self.request.paths.first().map(|p| p.file_name().unwrap_or(p.as_os_str()).to_string_lossy().into_owned());
        let first = visible(&first.unwrap_or_default()).into_owned();
        match self.request.paths.len() {
            0 | 1 => first,
            n => format!("{first} and {} more", n - 1),
        }
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
        self.report().filter(|report| report.rejected_rows > 0 && !self.running())?;
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

    pub(super) fn progress(&mut self, ticket: Ticket, done: u64, of: u64) {
        if self.awaits(ticket) {
            self.progress = Some((done, of));
        }
    }

    /// Learns from the list of imports whether its own was taken back.
    pub(super) fn look_up(&mut self, lines: &[BatchLine]) {
        let number = self.loaded.get().and_then(|report| report.batch);
        if lines.iter().any(|line| Some(line.number) == number && line.undone) {
            self.state = State::TakenBack;
        }
    }

    /// Takes an answer; `true` where something was loaded.
    pub(super) fn reply(&mut self, answer: Result<Answer, String>) -> bool {
        self.progress = None;
        self.run = Run::Going;
        self.offsets = [0, 0];
        if self.loaded.is_pending() {
            self.loaded.take(answer, |answer| match answer {
                Answer::Imported(report) => Some(*report),
                _ => None,
            });
            return self.loaded.get().is_some_and(|report| report.batch.is_some());
        }
        self.preview.take(answer, |answer| match answer {
            Answer::Preview(view) => Some(*view),
            _ => None,
        });
        false
    }

    /// Asks what runs to stop, once.
    pub(super) fn stop(&mut self) -> Option<Effect> {
        (std::mem::replace(&mut self.run, Run::Stopping) == Run::Going).then_some(Effect::Cancel)
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
        self.offsets = [0, 0];
        self.loaded.ask(cx, Request::Import(self.request.clone())).into()
    }

    /// Reads ambiguous dates this way round, and previews anew.
    pub(super) fn read_dates(&mut self, action: Action, cx: &Ctx) -> Step {
        if self.running() || self.loaded.get().is_some() {
            return Step::none();
        }
        let order = if action == Action::DayFirst { DateOrder::DayFirst } else { DateOrder::MonthFirst };
        self.request.date_order = Some(order);
        self.loaded = Load::Idle;
        self.preview.ask(cx, Request::Preview(self.request.clone())).into()
    }

    pub(super) fn other_pane(&mut self) {
        self.pane = match self.pane {
            Pane::Rows => Pane::Files,
            Pane::Files => Pane::Rows,
        };
    }

    /// Whether the order of day and month is asked for, or was given.
    fn dates_matter(&self) -> bool {
        let asked = self.preview.get().is_some_and(|view| !view.questions.is_empty());
        asked || self.request.date_order.is_some()
    }

    pub(super) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        if self.running() {
            return vec![ActionInfo::named(Action::Back, "stop")];
        }
        let mut out = Vec::new();
        let loaded = self.loaded.get();
        if loaded.is_none() && self.hindrance(cx).is_none() {
            out.push(ActionInfo::together(&[Action::Load, Action::Open], "load"));
        }
        if loaded.is_none() && self.dates_matter() {
            out.push(ActionInfo::new(Action::DayFirst));
            out.push(ActionInfo::new(Action::MonthFirst));
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
