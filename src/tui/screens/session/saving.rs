//! The draft reaches the file as it is typed: one save under way at a time, another as soon as it is answered,
//! and what is left when the form is.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::domain::id::SessionId;
use crate::domain::session::Draft;
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::screen::{Ctx, Effect};

/// What the file has of a draft.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Saver {
    /// As the file has it, as far as it answered.
    stored: Option<Draft>,
    /// The save that is under way, and what was sent.
    flight: Option<(Ticket, Draft)>,
    /// When the file last had it.
    at: Option<DateTime<Utc>>,
    /// Why the last save failed, and what it was of: the same is not tried again until something changes.
    failed: Option<(String, Draft)>,
}

impl Saver {
    pub(super) fn new(at: Option<DateTime<Utc>>) -> Self {
        Self { stored: None, flight: None, at, failed: None }
    }

    /// The file has this.
    pub(super) fn stored(&mut self, draft: Draft) {
        self.stored = Some(draft);
    }

    /// Whether the file has what is typed.
    pub(super) fn clean(&self, draft: &Draft) -> bool {
        self.flight.is_none() && self.failed.is_none() && self.stored.as_ref() == Some(draft)
    }

    /// Sends what is typed, unless the file has it, a save is under way, or nothing can be written.
    pub(super) fn save(&mut self, id: SessionId, draft: &Draft, cx: &Ctx) -> Option<Effect> {
        let tried = self.failed.as_ref().is_some_and(|(_, of)| of == draft);
        if cx.read_only.is_some() || self.flight.is_some() || tried {
            return None;
        }
        if self.failed.is_none() && self.stored.as_ref() == Some(draft) {
            return None;
        }
        Some(self.send(id, draft.clone(), cx))
    }

    /// The form is left: what is not yet on its way is sent, whatever is under way.
    pub(super) fn last(&mut self, id: SessionId, draft: Draft, over: bool, cx: &Ctx) -> Option<Effect> {
        let sent = self.flight.as_ref().map(|(_, sent)| sent).or(self.stored.as_ref());
        if over || cx.read_only.is_some() || (sent == Some(&draft) && self.failed.is_none()) {
            return None;
        }
        Some(self.send(id, draft, cx))
    }

    fn send(&mut self, id: SessionId, draft: Draft, cx: &Ctx) -> Effect {
        let ticket = cx.ticket();
        self.flight = Some((ticket, draft.clone()));
        Effect::Store(ticket, Request::SaveDraft { id, draft: Box::new(draft) })
    }

    /// Takes the answer to a save; `false` where it is another's.
    pub(super) fn answered(&mut self, ticket: Ticket, answer: &Result<Answer, String>) -> bool {
        let Some((_, draft)) = self.flight.take_if(|(flying, _)| *flying == ticket) else { return false };
        match answer {
            Ok(Answer::DraftSaved(at)) => {
                self.at = Some(*at);
                self.stored = Some(draft);
                self.failed = None;
            }
            Ok(_) => self.failed = Some(("the data file gave another answer than was asked for".to_owned(), draft)),
            Err(words) => self.failed = Some((words.clone(), draft)),
        }
        true
    }

    /// Why the last save failed.
    pub(super) fn failure(&self) -> Option<&str> {
        self.failed.as_ref().map(|(words, _)| words.as_str())
    }

    /// "draft, saved 14:31:07".
    pub(super) fn words(&self, zone: Tz, cx: &Ctx) -> String {
        if cx.read_only.is_some() {
            return "read-only: not saved".to_owned();
        }
        if self.failed.is_some() {
            return "draft, not saved".to_owned();
        }
        match self.at {
            Some(at) => {
                let local = at.with_timezone(&zone);
                let day = if local.date_naive() == cx.today {
                    String::new()
                } else {
                    format!("{}, ", cx.words.day(local.date_naive()))
                };
                format!("draft, saved {day}{}", local.format("%H:%M:%S"))
            }
            None => "draft".to_owned(),
        }
    }
}
