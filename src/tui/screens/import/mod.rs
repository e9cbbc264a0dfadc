//! Import, in three steps: the imports of before; picking files; what loading them would do, and did.
//!
//! ```text
//!  Past ──n──► Browse ──enter──► Job: preview ──F5, enter──► Job: loading ──► Job: report
//!    ▲            ▲ │                 │ esc                        │ esc           │
//!    └────esc─────┼─┘                 │ stops, then back           │ stops         │
//!                 └───────────────────┴────────────────────────────┘               │
//!    ▲─────────────────────────────────────────────────────────────────────────────┘ esc
//! ```
//! The folder, the marks and a plan stay when another tab is looked at.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::config::keymap::Action;
use crate::domain::id::BatchId;
use crate::store::request::{Answer, Ticket};
use crate::tui::event::Wheel;
use crate::tui::overlay::{Overlay, Prompt};
use crate::tui::running::Running;
use crate::tui::screen::{ActionInfo, Ctx, Explanation, Given, Input, Load, Purpose, Step};
use crate::tui::words::count;

mod browse;
mod browse_view;
mod claiming;
mod columns;
mod columns_view;
mod job;
mod job_view;
mod past;
mod path;
mod report_view;
mod running_view;
#[cfg(test)]
mod tests;

use browse::{Browse, Picked};
use job::{Job, Page};
use past::Past;

#[derive(Debug, Default)]
pub(crate) struct ImportScreen {
    stage: Stage,
    past: Past,
    browse: Browse,
    job: Option<Job>,
    /// The import that is to be taken back, while its reason is asked for.
    undoing: Option<BatchId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Past,
    Browse,
    Job,
}

impl ImportScreen {
    pub(crate) fn update(&mut self, input: Input, cx: &Ctx) -> Step {
        match input {
            Input::Shown | Input::Changed => {
                let effects = vec![self.past.ask(cx), self.past.ask_newest(cx)];
                Step { effects, ..Step::none() }
            }
            Input::Reply(ticket, answer) => self.reply(ticket, *answer, cx),
            Input::Folder(ticket, folder) => {
                let picked = self.browse.folder(ticket, *folder, cx);
                self.picked(picked, cx)
            }
            Input::Answered(Given::Typed(Purpose::Reason, reason)) => match self.undoing.take() {
                Some(batch) => self.past.undo(batch, reason, cx).into(),
                None => Step::none(),
            },
            Input::Answered(Given::Picked(Purpose::Column, at)) => {
                self.job.as_mut().map_or_else(Step::none, |job| job.picked(at, cx))
            }
            Input::Answered(Given::Typed(Purpose::Column, text)) => {
                self.job.as_mut().map_or_else(Step::none, |job| job.typed(&text, cx))
            }
            Input::Answered(Given::Picked(Purpose::TranscriptOf, at)) => {
                self.job.as_mut().map_or_else(Step::none, |job| job.picked_call(at, cx))
            }
            Input::Answered(Given::Typed(Purpose::TranscriptOf, id)) => {
                self.job.as_mut().map_or_else(Step::none, |job| job.typed_call(id, cx))
            }
            Input::Answered(Given::Typed(Purpose::NewTarget, text)) => {
                self.job.as_mut().map_or_else(Step::none, |job| job.typed_target(&text, cx))
            }
            Input::Answered(Given::Typed(Purpose::Profile, name)) => {
                self.job.as_mut().map_or_else(Step::none, |job| job.named(name, cx))
            }
            Input::Answered(Given::Typed(Purpose::Path, text)) => match &mut self.job {
                Some(job) if !text.trim().is_empty() => {
                    let folder = job.request.paths.first().and_then(|p| p.parent().map(std::path::Path::to_owned));
                    let path = path::path_of(text.trim(), folder.as_deref());
                    job.write_rejected(path, cx).into()
                }
                _ => Step::none(),
            },
            Input::Act(action) => self.act(action, cx),
            Input::Key(key) if self.stage == Stage::Browse => {
                let picked = self.browse.key(key, cx);
                self.picked(picked, cx)
            }
            Input::Paste(text) if self.stage == Stage::Browse => {
                self.browse.paste(&text, cx);
                Step::none()
            }
            Input::Click(at) => {
                match self.stage {
                    Stage::Past => self.past.click(at, cx),
                    Stage::Browse => self.browse.click(at, cx),
                    Stage::Job => {}
                }
                Step::none()
            }
            Input::Scroll(_, wheel) => {
                let action = if wheel == Wheel::Up { Action::Up } else { Action::Down };
                self.moved(action, cx);
                Step::none()
            }
            Input::Resized => {
                self.past.fit(cx);
                self.browse.fit(cx);
                Step::none()
            }
            Input::Key(_) | Input::Paste(_) | Input::Answered(_) | Input::Hidden => Step::pass(),
        }
    }

    fn reply(&mut self, ticket: Ticket, answer: Result<Answer, String>, cx: &Ctx) -> Step {
        if self.job.as_mut().is_some_and(|job| job.wrote(ticket)) {
            return answer.err().map_or_else(Step::none, Step::problem);
        }
        if let Some(job) = self.job.as_mut().filter(|job| job.awaits(ticket)) {
            // The list of imports is another one now, and holds the id that undoing needs.
            if !job.reply(answer, cx) {
                return Step::none();
            }
            return Step { effects: vec![self.past.ask(cx), self.past.ask_newest(cx)], ..Step::none() };
        }
        let next = self.past.reply(ticket, answer, cx);
        if let Some(job) = &mut self.job {
            job.look_up(self.past.lines());
        }
        next.map_or_else(Step::none, Step::from)
    }

    fn act(&mut self, action: Action, cx: &Ctx) -> Step {
        let running = self.job.as_ref().is_some_and(Job::running);
        if running && action == Action::Leave {
            return Step::problem("files are being read: stop that first, with esc");
        }
        match self.stage {
            Stage::Past => self.act_in_past(action, cx),
            Stage::Browse => {
                if action == Action::Back && !self.browse.typing() {
                    self.stage = Stage::Past;
                    return Step::none();
                }
                let picked = self.browse.act(action, cx);
                self.picked(picked, cx)
            }
            Stage::Job => self.act_in_job(action, cx),
        }
    }

    fn act_in_past(&mut self, action: Action, cx: &Ctx) -> Step {
        match action {
            Action::PickFiles => self.browse(cx),
            Action::Newest => match self.past.newest() {
                Some(file) => self.picked(Picked::Files(vec![file.path.clone()]), cx),
                None => Step::problem("no file is newer than what is loaded, in the folders that were loaded from"),
            },
            Action::Open if self.past.lines().is_empty() => self.browse(cx),
            Action::Undo => {
                let Some(line) = self.past.line() else { return Step::none() };
                let (number, id, undone) = (line.number, line.id, line.undone);
                if undone {
                    return Step::problem(format!("import {number} was taken back before"));
                }
                self.ask_reason(number, id, cx)
            }
            Action::Copy => self.past.copied().map_or_else(Step::pass, Step::from),
            other => {
                if self.past.moved(other, cx) {
                    Step::none()
                } else {
                    Step::pass()
                }
            }
        }
    }

    /// To the files, reading the folder anew.
    fn browse(&mut self, cx: &Ctx) -> Step {
        self.stage = Stage::Browse;
        self.browse.open(cx).into()
    }

    fn ask_reason(&mut self, number: i64, id: BatchId, cx: &Ctx) -> Step {
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        self.undoing = Some(id);
        Step::overlay(Overlay::Prompt(Prompt::new(
            Purpose::Reason,
            format!("Take import {number} back?"),
            "Its evaluations and transcripts go, and older versions that they replaced count again. Finished sessions \
             keep what they saw. The log keeps the reason: why is it taken back?",
            "",
        )))
    }

    fn picked(&mut self, picked: Picked, cx: &Ctx) -> Step {
        match picked {
            Picked::Nothing => Step::none(),
            Picked::NotMine => Step::pass(),
            Picked::Ask(effect) => effect.into(),
            Picked::Problem(words) => Step::problem(words),
            Picked::Files(paths) => {
                let (job, effect) = Job::preview(paths, cx);
                self.job = Some(job);
                self.stage = Stage::Job;
                effect.into()
            }
        }
    }

    fn act_in_job(&mut self, action: Action, cx: &Ctx) -> Step {
        let Some(job) = &mut self.job else {
            self.stage = Stage::Past;
            return Step::none();
        };
        match action {
            Action::Back if job.running() => job.stop().map_or_else(Step::none, Step::from),
            Action::Back if job.page == Page::Columns => {
                job.page = Page::Report;
                Step::none()
            }
            Action::Back => {
                // After a load the marks are spent, and the list shows what was loaded.
                if job.loaded.get().is_some() {
                    self.browse.unmark();
                    self.stage = Stage::Past;
                } else {
                    self.stage = Stage::Browse;
                }
                self.job = None;
                Step::none()
            }
            Action::Load => job.load(cx),
            Action::Open => job.open(cx),
            Action::Columns => job.show_columns(),
            Action::HowRead => job.how(),
            Action::Undo => {
                let number = job.loaded.get().and_then(|report| report.batch);
                let line = self.past.lines().iter().find(|l| Some(l.number) == number);
                match line.map(|l| (l.number, l.id, l.undone)) {
                    Some((number, id, false)) => self.ask_reason(number, id, cx),
                    Some((number, _, true)) => Step::problem(format!("import {number} was taken back before")),
                    None => Step::problem("there is nothing here to take back"),
                }
            }
            Action::WriteRejected => match job.file_of_rejected() {
                Some(path) => Step::overlay(Overlay::Prompt(Prompt::new(
                    Purpose::Path,
                    "Write the rejected rows to which file?",
                    "All rows of their evaluations, in the shape of the file they came from, with the reasons in a last \
                     column. Mended, the file is imported as it is. A file that is there is not written over.",
                    &path.to_string_lossy(),
                ))),
                None => Step::problem("no row is rejected here"),
            },
            Action::NextPane | Action::PreviousPane => {
                job.other_pane();
                Step::none()
            }
            other => {
                if self.moved(other, cx) {
                    Step::none()
                } else {
                    Step::pass()
                }
            }
        }
    }

    fn moved(&mut self, action: Action, cx: &Ctx) -> bool {
        match self.stage {
            Stage::Past => self.past.moved(action, cx),
            Stage::Browse => self.browse.moved(action, cx),
            Stage::Job => self.job.as_mut().is_some_and(|job| match (job.page, &job.preview) {
                (Page::Columns, Load::Ready(view)) => job.columns.moved(action, view, cx),
                _ => job_view::scrolled(job, action, cx),
            }),
        }
    }

    pub(crate) fn actions(&self, cx: &Ctx) -> Vec<ActionInfo> {
        match self.stage {
            Stage::Past => self.past.actions(cx),
            Stage::Browse => self.browse.actions(),
            Stage::Job => self.job.as_ref().map_or_else(Vec::new, |job| job.actions(cx)),
        }
    }

    pub(crate) fn typing(&self) -> bool {
        self.stage == Stage::Browse && self.browse.typing()
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        match (self.stage, &self.job) {
            (Stage::Browse, _) => browse_view::draw(&self.browse, frame, area, cx),
            (Stage::Job, Some(job)) => match (job.page, job.preview.get()) {
                (Page::Columns, Some(view)) => columns_view::draw(&job.columns, view, frame, area, cx),
                _ => job_view::draw(job, frame, area, cx),
            },
            (Stage::Past, _) | (Stage::Job, None) => self.past.draw(frame, area, cx),
        }
    }

    /// Whether it shows itself how far this is.
    pub(crate) fn shows_running(&self, running: &Running) -> bool {
        self.stage == Stage::Job
            && self.job.as_ref().is_some_and(|job| job.page == Page::Report && job.awaits(running.ticket))
    }

    pub(crate) fn crumb(&self) -> Option<String> {
        match (self.stage, &self.job) {
            (Stage::Past, _) | (Stage::Job, None) => None,
            (Stage::Browse, _) => Some("pick files".to_owned()),
            (Stage::Job, Some(job)) if job.page == Page::Columns => Some(format!("{} › columns", job.name())),
            (Stage::Job, Some(job)) => Some(job.name()),
        }
    }

    pub(crate) fn corner(&self) -> Option<String> {
        let marked = u64::try_from(self.browse.marked.len()).unwrap_or(0);
        (self.stage == Stage::Browse && marked > 0).then(|| format!("{} marked", count(marked, "file")))
    }

    pub(crate) fn explain(&self, _cx: &Ctx) -> Option<Explanation> {
        let columns = self.job.as_ref().is_some_and(|job| job.page == Page::Columns);
        (self.stage == Stage::Job).then(|| if columns { columns_view::explanation() } else { job_view::explanation() })
    }
}
