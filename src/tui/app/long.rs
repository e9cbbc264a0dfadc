//! Long work on the data file: what runs, how far it is, and stopping it, from whichever screen.

use super::App;
use crate::domain::progress::{Progress, Work};
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::overlay::Confirm;
use crate::tui::running::{Run, Running};
use crate::tui::screen::{Effect, Notice};

impl App {
    pub(in crate::tui) fn is_running(&self) -> bool {
        !self.world.running.is_empty()
    }

    /// Looks at what a screen wants of the store: long work is remembered, stopping is let through once, and what waits
    /// for long work says so.
    pub(super) fn heed(&mut self, effects: &mut Vec<Effect>) {
        let mut said = None;
        effects.retain(|effect| match effect {
            Effect::Store(ticket, request) => {
                let ahead = self.world.running.front().map(|running| running.waited_for(self.world.clock.now()));
                if let Some(ahead) = ahead.filter(|_| waits(request)) {
                    said = Some(Notice::Done(format!("this waits for {ahead}")));
                }
                if let Some(running) = Running::of(*ticket, request) {
                    // A preview that has not begun is skipped where another one is asked for, and never answered.
                    let skipped = |other: &Running| other.work == Work::Preview && other.phase().is_none();
                    if running.work == Work::Preview {
                        self.world.running.retain(|other| !skipped(other));
                    }
                    self.world.running.push_back(running);
                }
                true
            }
            Effect::Cancel(ticket) => match self.may_stop(*ticket) {
                Ok(()) => true,
                Err(words) => {
                    said = words.map(|words| Notice::Problem(words.to_owned()));
                    false
                }
            },
            _ => true,
        });
        if let Some(notice) = said {
            self.say(notice);
        }
    }

    /// Whether stopping goes out to the store; else why not, where that is worth a word.
    fn may_stop(&mut self, ticket: Ticket) -> Result<(), Option<&'static str>> {
        let Some(running) = self.world.running.iter_mut().find(|running| running.ticket == ticket) else {
            return Ok(());
        };
        match (running.hindrance(), running.run) {
            (Some(words), _) => Err(Some(words)),
            (None, Run::Stopping) => Err(None),
            (None, Run::Going) => {
                running.run = Run::Stopping;
                Ok(())
            }
        }
    }

    /// Stops what runs, from whichever screen.
    pub(super) fn stop_running(&mut self) -> Vec<Effect> {
        let Some(ticket) = self.world.running.front().map(|running| running.ticket) else {
            self.say(Notice::Problem("nothing runs that could be stopped".to_owned()));
            return Vec::new();
        };
        let mut effects = vec![Effect::Cancel(ticket)];
        self.heed(&mut effects);
        effects
    }

    pub(super) fn told(&mut self, ticket: Ticket, progress: Progress) {
        let now = self.world.clock.now();
        if let Some(running) = self.world.running.iter_mut().find(|running| running.ticket == ticket) {
            running.told(progress, now);
        }
    }

    /// Long work is over: said where its own screen is not in front.
    pub(super) fn is_over(&mut self, ticket: Ticket, answer: &Result<Answer, String>) {
        let Some(at) = self.world.running.iter().position(|running| running.ticket == ticket) else { return };
        let Some(running) = self.world.running.remove(at) else { return };
        if self.top().is_some_and(|entry| entry.screen.shows_running(&running)) {
            return;
        }
        if let Some(notice) = ended(&running, answer) {
            self.say(notice);
        }
    }

    /// What goes with the program where it is quit now: a question, while rows go in or out.
    pub(super) fn question_of_what_runs(&self) -> Option<Confirm> {
        let running = self.world.running.iter().find(|running| running.work != Work::Preview)?;
        let line = running.line(self.world.clock.now());
        let (title, sentence, yes) = if running.hindrance().is_none() {
            ("Stop it and quit?", "Quitting stops it: nothing of it stays in the file.", "stop it and quit")
        } else {
            ("Quit when it is done?", "It is done to its end, and coachlog ends after it.", "quit after it")
        };
        Some(Confirm {
            title: title.to_owned(),
            sentences: vec![format!("The file is busy ({line})."), sentence.to_owned()],
            yes,
            effects: vec![Effect::Quit],
            nav: None,
        })
    }

    /// Stops whatever can be stopped: the program ends.
    pub(super) fn stop_all(&mut self) -> Vec<Effect> {
        let stops = |running: &&mut Running| running.hindrance().is_none() && running.run == Run::Going;
        let stopped = self.world.running.iter_mut().filter(stops).map(|running| {
            running.run = Run::Stopping;
            Effect::Cancel(running.ticket)
        });
        stopped.collect()
    }
}

/// Whether somebody waits for what it does to the file. What is typed does not: it is kept beside the file meanwhile.
fn waits(request: &Request) -> bool {
    request.decides() && !matches!(request, Request::SaveDraft { .. } | Request::SettleAside(_))
}

/// What became of it.
fn ended(running: &Running, answer: &Result<Answer, String>) -> Option<Notice> {
    let files = running.files();
    match (answer, running.run) {
        (Ok(Answer::Imported(report)), Run::Stopping) if report.batch.is_some() => Some(Notice::Problem(format!(
            "{files} was loaded before it could be stopped; the Import screen takes it back"
        ))),
        (Ok(Answer::Imported(report)), Run::Going) => Some(Notice::Done(match report.batch {
            Some(number) => format!("{files} is loaded as import {number}"),
            None => format!("nothing in {files} is new: nothing was loaded"),
        })),
        (Ok(Answer::Preview(_)), _) => {
            Some(Notice::Done(format!("what loading {files} would do is on the Import screen")))
        }
        // Its answer says so itself.
        (Ok(_), _) => None,
        (Err(_), Run::Stopping) => Some(Notice::Done(format!("stopped: nothing of {files} is in the file"))),
        (Err(words), Run::Going) => Some(Notice::Problem(format!("{files}: {words}"))),
    }
}
