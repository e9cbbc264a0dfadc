//! The draft reaches the file as it is typed: one save under way at a time, another as soon as it is answered,
//! and what is left when the form is.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::domain::id::SessionId;
use crate::domain::session::{Draft, Elsewhere};
use crate::store::request::{Answer, Request, Ticket};
use crate::tui::screen::{Ctx, Effect};

/// What the file has of a draft.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Saver {
    /// What the last answer was about: in the file, or beside it.
    stored: Option<Draft>,
    /// As the file has it, as far as is known here: what is typed is based on this.
    based: Option<Draft>,
    /// The save that is under way, and what was sent.
    flight: Option<(Ticket, Draft)>,
    /// When the file last had it.
    at: Option<DateTime<Utc>>,
    /// It waits beside the file since then, and why.
    aside: Option<(DateTime<Utc>, String)>,
    /// Why the last save failed, and what it was of: the same is not tried again until something changes.
    failed: Option<(String, Draft)>,
}

/// What an answer was to this draft.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answered {
    /// It was none to a save of it.
    Not,
    Taken,
    /// Another window was there.
    Elsewhere(Elsewhere),
}

impl Saver {
    pub(super) fn new(at: Option<DateTime<Utc>>, based: Option<Draft>) -> Self {
        Self { stored: None, based, flight: None, at, aside: None, failed: None }
    }

    /// The file has this.
    pub(super) fn stored(&mut self, draft: Draft) {
        self.stored = Some(draft);
    }

    /// What the file is known to have.
    pub(super) fn based(&self) -> Option<&Draft> {
        self.based.as_ref()
    }

    /// Whether the file has what is typed.
    pub(super) fn clean(&self, draft: &Draft) -> bool {
        self.flight.is_none() && self.failed.is_none() && self.aside.is_none() && self.stored.as_ref() == Some(draft)
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
        let based = self.based.clone().map(Box::new);
        Effect::Store(ticket, Request::SaveDraft { id, draft: Box::new(draft), based })
    }

    /// Takes the answer to a save.
    pub(super) fn answered(&mut self, ticket: Ticket, answer: &Result<Answer, String>) -> Answered {
        let Some((_, draft)) = self.flight.take_if(|(flying, _)| *flying == ticket) else { return Answered::Not };
        match answer {
            Ok(Answer::DraftSaved(at)) => {
                self.at = Some(*at);
                self.stored = Some(draft.clone());
                self.based = Some(draft);
                self.aside = None;
                self.failed = None;
            }
            Ok(Answer::DraftAside(at, why)) => {
                self.stored = Some(draft);
                self.aside = Some((*at, why.clone()));
                self.failed = None;
            }
            Ok(Answer::Elsewhere(elsewhere)) => return Answered::Elsewhere(elsewhere.clone()),
            Ok(_) => self.failed = Some(("the data file gave another answer than was asked for".to_owned(), draft)),
            Err(words) => self.failed = Some((words.clone(), draft)),
        }
        Answered::Taken
    }

    /// What waited beside the file is in it since then.
    pub(super) fn taken_back(&mut self, at: DateTime<Utc>) {
        if self.aside.take().is_some() {
            self.at = Some(at);
            self.based.clone_from(&self.stored);
        }
    }

    /// Another window was there: what is typed is not in the file.
    pub(super) fn meets(&mut self, elsewhere: &Elsewhere, draft: Draft) {
        let what = match elsewhere {
            Elsewhere::Edited { .. } => "changed",
            Elsewhere::Finished => "finished",
            Elsewhere::Discarded => "discarded",
        };
        self.aside = None;
        self.failed = Some((format!("this draft was {what} in another window"), draft));
    }

    /// What is typed goes on from what the file has now, and is saved anew.
    pub(super) fn go_on_from(&mut self, based: Option<Draft>) {
        self.based = based;
        self.stored = None;
        self.failed = None;
        self.aside = None;
    }

    /// Why what is typed is not in the file, and where it is.
    pub(super) fn failure(&self) -> Option<String> {
        // The store's own words begin so already.
        let plain = |words: &str| words.strip_prefix("NOT saved: ").unwrap_or(words).to_owned();
        if let Some((words, _)) = &self.failed {
            return Some(format!("not saved: {}. What is typed stays here.", plain(words)));
        }
        let (_, why) = self.aside.as_ref()?;
        Some(format!("NOT saved: {}. It waits beside the file.", plain(why)))
    }

    /// "draft, saved 14:31:07".
    pub(super) fn words(&self, zone: Tz, cx: &Ctx) -> String {
        if cx.read_only.is_some() {
            return "read-only: not saved".to_owned();
        }
        if self.failed.is_some() {
            return "draft, not saved".to_owned();
        }
        let local = |at: DateTime<Utc>| {
            let local = at.with_timezone(&zone);
            let today = local.date_naive() == cx.today;
            let day = if today { String::new() } else { format!("{}, ", cx.words.day(local.date_naive())) };
            format!("{day}{}", local.format("%H:%M:%S"))
        };
        match (&self.aside, self.at) {
            (Some((at, _)), _) => format!("draft, beside the file {}", local(*at)),
            (None, Some(at)) => format!("draft, saved {}", local(at)),
            (None, None) => "draft".to_owned(),
        }
    }
}
