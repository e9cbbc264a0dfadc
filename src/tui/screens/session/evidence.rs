//! A row of evidence, typed: which call, where in it, who said what, and what it shows.
//!
//! ```text
//!  ╭─ Evidence 2 ────────────────────────────────────────────╮
//!  │ Call ID     004471                                      │
//!  │             Ama Boateng's call of 18 Nov 2026, 14:02    │
//!  │ From        0:12                                        │
//!  │ …                                                       │
//!  ╰─────────────────────────────────────────────────────────╯
//! ```

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::offered::Offered;
use crate::domain::evidence::{offset_typed, offset_words};
use crate::domain::raw::{Raw, visible};
use crate::domain::session::{EvidenceDraft, Prefill};
use crate::tui::form::area::AreaField;
use crate::tui::form::choice::ChoiceField;
use crate::tui::form::text::TextField;
use crate::tui::form::{Field, Form, Went};
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::{popup, put};
use crate::tui::words::wrap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum E {
    CallId,
    Started,
    From,
    To,
    Speaker,
    Quote,
    What,
    Dimension,
}

/// One row while it is typed.
#[derive(Debug)]
pub(super) struct EvidenceEdit {
    /// Its position in the evidence.
    pub(super) row: usize,
    /// Its offsets as they came: finer than they are shown.
    came: (Option<i64>, Option<i64>),
    form: Form<E>,
    /// The agent's calls, under the call ID.
    offered: Offered,
}

/// What leaving a row comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leaving {
    Closed,
    /// It stays, since something in it would be lost: why.
    Stays(String),
}

impl EvidenceEdit {
    pub(super) fn new(row: usize, evidence: &EvidenceDraft, prefill: &Prefill) -> Self {
        let text = |text: &str| Field::Text(TextField::new(text));
        let area = |text: &str| Field::Area(Box::new(AreaField::new(text)));
        let offset = |ms: Option<i64>| text(&ms.map(offset_words).unwrap_or_default());
        let dimensions = &prefill.standing.dimensions;
        let options =
            std::iter::once("the focus".to_owned()).chain(dimensions.iter().map(|d| visible(&d.name).into_owned()));
        let named = evidence.dimension.trim();
        let chosen = dimensions.iter().position(|d| d.key == named || d.name.eq_ignore_ascii_case(named));
        let mut form = Form::new(vec![
            (E::CallId, text(&evidence.call_id)),
            (E::Started, text(&evidence.call_started_at)),
            (E::From, offset(evidence.from_ms)),
            (E::To, offset(evidence.to_ms)),
            (E::Speaker, text(&evidence.speaker)),
            (E::Quote, area(&evidence.quote)),
            (E::What, area(&evidence.what_happened)),
            (E::Dimension, Field::Choice(ChoiceField::new(options.collect(), chosen.map_or(0, |i| i + 1)))),
        ]);
        if !evidence.call_id.is_empty() {
            form.go(E::What);
        }
        Self { row, came: (evidence.from_ms, evidence.to_ms), form, offered: Offered::new(&evidence.call_id) }
    }

    /// The row as typed.
    pub(super) fn evidence(&self, prefill: &Prefill) -> EvidenceDraft {
        let text = |key| self.form.text(key);
        let dimension = self.form.choice(E::Dimension).and_then(|i| prefill.standing.dimensions.get(i.checked_sub(1)?));
        EvidenceDraft {
            call_id: text(E::CallId),
            call_started_at: text(E::Started),
            from_ms: offset(&text(E::From), self.came.0),
            to_ms: offset(&text(E::To), self.came.1),
            speaker: text(E::Speaker),
            quote: text(E::Quote),
            what_happened: text(E::What),
            dimension: dimension.map(|d| d.key.clone()).unwrap_or_default(),
        }
    }

    /// An offset that cannot be read, in words.
    pub(super) fn unreadable(&self) -> Option<String> {
        [E::From, E::To].into_iter().map(|key| self.form.text(key)).find_map(|text| {
            let bad = !text.trim().is_empty() && offset_typed(&text).is_none();
            bad.then(|| {
                format!("“{}” is no place in a call: write 0:40.2, 12:04 or 151 (seconds)", Raw::from(text).visible())
            })
        })
    }

    /// Whether the call ID is being typed: the file is asked once it is left.
    pub(super) fn types_call(&self) -> bool {
        self.form.current() == E::CallId
    }

    /// The words in the field in use; `None` where that holds an ID.
    pub(super) fn typed(&self) -> Option<String> {
        (!self.types_call()).then(|| self.form.text(self.form.current()))
    }

    /// Tab takes the call that is chosen under the call ID, as Enter does.
    pub(super) fn step(&mut self, down: bool, prefill: &Prefill) {
        if down && self.take(prefill) {
            return;
        }
        if down {
            self.form.next();
        } else {
            self.form.previous();
        }
    }

    /// Esc closes the list under the call ID first; `false` where there is none.
    pub(super) fn close_list(&mut self, prefill: &Prefill) -> bool {
        let text = self.form.text(E::CallId);
        let open = self.types_call() && self.offered.open(&text, prefill);
        if open {
            self.offered.close(&text);
        }
        open
    }

    /// Takes the chosen call; `false` where none is.
    fn take(&mut self, prefill: &Prefill) -> bool {
        let text = self.form.text(E::CallId);
        let Some(id) = self.offered.chosen(&text, prefill).filter(|_| self.types_call()) else { return false };
        self.form.set(E::CallId, &id);
        self.offered.close(&id);
        // Its date is known.
        self.form.go(E::From);
        true
    }

    pub(super) fn key(&mut self, key: KeyEvent, prefill: &Prefill, cx: &Ctx) {
        let lines = matches!(self.form.current(), E::Quote | E::What);
        if key.code == KeyCode::Enter && lines {
            self.form.next();
            return;
        }
        if self.types_call() {
            let text = self.form.text(E::CallId);
            let taken = key.code == KeyCode::Enter && self.take(prefill);
            if taken || self.offered.moved(key.code, &text, prefill) {
                return;
            }
        }
        match self.form.key(key, cx) {
            Went::Changed(E::CallId) => self.offered.retyped(&self.form.text(E::CallId)),
            Went::Changed(_) | Went::Kept | Went::Passed | Went::Calendar(..) => {}
        }
    }

    /// `false` where the field in use takes no text.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        let went = self.form.paste(text);
        if self.types_call() {
            self.offered.retyped(&self.form.text(E::CallId));
        }
        went != Went::Passed
    }

    /// What the file knows of the call.
    fn known(&self, prefill: &Prefill, cx: &Ctx) -> (String, Meaning) {
        let id = self.form.text(E::CallId);
        if id.trim().is_empty() {
            return ("where it is not known, its date below".to_owned(), Meaning::Muted);
        }
        let fact = prefill.known_calls.get(&id).or_else(|| prefill.known_calls.get(id.trim()));
        let Some(fact) = fact else {
            return ("not in the data file: kept as it is typed".to_owned(), Meaning::Muted);
        };
        let day = fact.day.map(|d| cx.words.full_day(d)).unwrap_or_default();
        let time = fact.started_at.map(|at| format!(", {}", cx.words.time(at, prefill.zone))).unwrap_or_default();
        let whose = fact.agent_name.as_ref().map_or_else(|| "nobody".to_owned(), Raw::visible);
        let other = fact.agent.is_some_and(|agent| agent != prefill.agent);
        let meaning = if other { Meaning::Alert } else { Meaning::Good };
        (format!("{whose}'s call of {day}{time}"), meaning)
    }

    /// Whether the quote stands in the transcript.
    fn quoted(&self, prefill: &Prefill) -> (&'static str, Meaning) {
        let quote = self.form.text(E::Quote).split_whitespace().collect::<Vec<_>>().join(" ");
        let id = self.form.text(E::CallId);
        let turns = prefill.known_calls.get(&id).or_else(|| prefill.known_calls.get(id.trim())).map(|f| &f.turns);
        let whole =
            turns.map(|turns| turns.iter().flat_map(|t| t.verbatim().split_whitespace()).collect::<Vec<_>>().join(" "));
        match whole {
            _ if quote.is_empty() => ("", Meaning::Muted),
            Some(whole) if whole.contains(&quote) => ("these words stand in the transcript", Meaning::Good),
            Some(_) | None => ("marked as typed: no transcript has these words", Meaning::Muted),
        }
    }

    /// Over the form, in the middle of its area.
    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, prefill: &Prefill, focus: Option<usize>, cx: &Ctx) {
        let title = format!("Evidence {}", self.row + 1);
        let inside = popup(frame, area, (area.width.min(84), 17), &title, cx.look);
        let (known, known_meaning) = self.known(prefill, cx);
        let (quoted, quoted_meaning) = self.quoted(prefill);
        let rows: [(E, &str, &str, u16); 8] = [
            (E::CallId, "Call ID", "as the source writes it", 1),
            (E::Started, "Call of", "known from the call ID; else a date such as 15 Oct", 1),
            (E::From, "From", "0:40.2", 1),
            (E::To, "To", "0:48", 1),
            (E::Speaker, "Speaker", "who says it", 1),
            (E::Quote, "Quote", "word for word", 2),
            (E::What, "Happened", "what happened, where there is no quote", 2),
            (E::Dimension, "Shows", "", 1),
        ];
        let mut y = inside.y;
        let note = |frame: &mut Frame, y: u16, text: &str, meaning: Meaning| {
            put(frame, inside.x + 11, y, &Line::from(cx.look.span(text.to_owned(), meaning)), inside);
        };
        for (key, label, hint, height) in rows {
            let in_use = self.form.current() == key;
            let meaning = if in_use { Meaning::Accent } else { Meaning::Muted };
            put(frame, inside.x, y, &Line::from(cx.look.span(label, meaning)), inside);
            let room = Rect { x: inside.x.saturating_add(11), y, width: inside.width.saturating_sub(11), height };
            self.form.draw(key, frame, room.intersection(inside), "", cx);
            if self.form.text(key).is_empty() {
                put(frame, room.x, y, &Line::from(cx.look.span(hint, Meaning::Muted)), inside);
            }
            y = y.saturating_add(height);
            if key == E::CallId {
                note(frame, y, &known, known_meaning);
                y += 1;
            } else if key == E::Quote {
                note(frame, y, quoted, quoted_meaning);
                y += 1;
            }
        }
        let foot = self
            .unreadable()
            .map_or(("esc closes it, what is typed stays".to_owned(), Meaning::Muted), |w| (w, Meaning::Alert));
        for (i, line) in wrap(&foot.0, usize::from(inside.width)).into_iter().enumerate() {
            let at = y.saturating_add(1).saturating_add(u16::try_from(i).unwrap_or(0));
            put(frame, inside.x, at, &Line::from(cx.look.span(line, foot.1)), inside);
        }
        if self.types_call() {
            let list = Rect {
                x: inside.x.saturating_add(11),
                y: inside.y.saturating_add(1),
                width: inside.width.saturating_sub(11),
                height: inside.height.saturating_sub(1),
            };
            let typed = self.form.text(E::CallId);
            self.offered.draw(frame, list.intersection(inside), &typed, prefill, focus, cx);
        }
    }
}

/// The offset that is typed; the one that came, where it shows the same.
fn offset(text: &str, came: Option<i64>) -> Option<i64> {
    came.filter(|ms| offset_words(*ms) == text.trim()).or_else(|| offset_typed(text))
}
