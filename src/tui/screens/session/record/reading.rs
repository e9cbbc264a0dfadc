//! The screen turned to the agent: what is theirs, large; a field for their own words; and how they take it. Nothing is
//! recorded before F5 and one question, and what is typed stays while the session is open.
//!
//! ```text
//!  page      Coaching session: Lars Nyström            pageup pagedown
//!            …
//!  answer    YOUR OWN WORDS   ▏                         tab goes round these three
//!            YOU              agrees  disagrees …
//!            SIGNED BY HAND   where the page is kept
//! ```

use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::session::{SessionView, SignOff};
use crate::report::session::{Options, reading_page};
use crate::report::{Kind, lines};
use crate::store::request::Request;
use crate::store::request::Ticket;
use crate::tui::form::area::AreaField;
use crate::tui::form::choice::ChoiceField;
use crate::tui::form::text::TextField;
use crate::tui::form::{Field, Form};
use crate::tui::overlay::{Confirm, Overlay};
use crate::tui::screen::{Ctx, Effect, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::scroll;
use crate::tui::words::pad;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum K {
    Comment,
    How,
    Page,
}

/// What the agent typed and chose so far.
#[derive(Debug)]
pub(super) struct Reading {
    form: Form<K>,
    /// First line of the page on screen.
    offset: usize,
}

const LABEL: usize = 18;
/// Lines for the agent's own words, and under them the two others and a free one above.
const WORDS: u16 = 3;

impl Reading {
    pub(super) fn new(view: &SessionView) -> Self {
        let mut how = vec!["not said yet".to_owned()];
        how.extend(SignOff::ALL.iter().map(|s| words(*s).to_owned()));
        let comment = view.agent_comment.clone().unwrap_or_default();
        Self {
            form: Form::new(vec![
                (K::Comment, Field::Area(Box::new(AreaField::new(&comment)))),
                (K::How, Field::Choice(ChoiceField::new(how, 0))),
                (K::Page, Field::Text(TextField::default())),
            ]),
            offset: 0,
        }
    }

    pub(super) fn comment(&self) -> String {
        self.form.text(K::Comment).trim().to_owned()
    }

    /// Whether something would be lost with it.
    pub(super) fn typed(&self, view: &SessionView) -> bool {
        self.comment() != view.agent_comment.clone().unwrap_or_default().trim()
            || !self.form.text(K::Page).trim().is_empty()
    }

    pub(super) fn key(&mut self, key: KeyEvent, cx: &Ctx) {
        self.form.key(key, cx);
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.form.paste(text);
    }

    pub(super) fn step(&mut self, down: bool) {
        if down { self.form.next() } else { self.form.previous() }
    }

    pub(super) fn scroll(&mut self, by: isize, view: &SessionView, cx: &Ctx) {
        self.offset = self.offset.saturating_add_signed(by);
        let page = page(cx.area);
        let all = lines(&reading_page(view, Options::default()), usize::from(page.width)).len();
        self.offset = self.offset.min(all.saturating_sub(usize::from(page.height)));
    }

    pub(super) fn height(cx: &Ctx) -> isize {
        isize::try_from(page(cx.area).height.saturating_sub(1)).unwrap_or(1).max(1)
    }

    /// The question before it goes on record; or what is missing.
    pub(super) fn record(&mut self, view: &SessionView, cx: &Ctx) -> (Step, Option<(Ticket, SignOff)>) {
        let chosen = self.form.choice(K::How).unwrap_or(0);
        let Some(sign_off) = chosen.checked_sub(1).and_then(|i| SignOff::ALL.get(i)).copied() else {
            self.form.go(K::How);
            return (Step::problem("say how you take it: ← and → choose"), None);
        };
        let page = Some(self.form.text(K::Page).trim().to_owned()).filter(|p| !p.is_empty());
        if page.is_some() && !matches!(sign_off, SignOff::Agrees | SignOff::Disagrees) {
            self.form.go(K::Page);
            let words = "a page that is signed by hand agrees or disagrees; else leave this line empty";
            return (Step::problem(words), None);
        }
        // What the agent has emptied is not the agent's any more.
        let comment = Some(self.comment()).filter(|c| !c.is_empty() || view.agent_comment.is_some());
        let name = view.content.agent_name.visible();
        let mut sentences = vec![format!("{name}: {}.", words(sign_off))];
        sentences.push(match &page {
            Some(page) => format!("Signed by hand; the page is kept at {}.", crate::domain::raw::visible(page)),
            None => "It goes on record as the supervisor's note of it.".to_owned(),
        });
        sentences.push("It is recorded once, and stays.".to_owned());
        let ticket = cx.ticket();
        let sign = Request::Sign { id: view.content.id, sign_off, comment, page };
        let step = Step::overlay(Overlay::Confirm(Confirm {
            title: "Record this?".to_owned(),
            sentences,
            yes: "record",
            effects: vec![Effect::Store(ticket, sign)],
            nav: None,
        }));
        (step, Some((ticket, sign_off)))
    }

    pub(super) fn draw(&self, view: &SessionView, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let page = page(area);
        let all = lines(&reading_page(view, Options::default()), usize::from(page.width));
        let offset = self.offset.min(all.len().saturating_sub(usize::from(page.height)));
        for (y, (kind, text)) in (page.y..page.bottom()).zip(all.iter().skip(offset)) {
            let meaning = match kind {
                Kind::Title | Kind::Heading => Meaning::Heading,
                Kind::Mark => Meaning::Alert,
                Kind::Text => Meaning::Text,
                Kind::Focus => Meaning::Focus,
                Kind::Quiet => Meaning::Muted,
            };
            put(frame, page.x, y, &Line::from(cx.look.span(text.clone(), meaning)), page);
        }
        let bar = Rect { width: page.width + 1, ..page }.intersection(area);
        scroll::draw(frame, bar, Cursor { selected: offset, offset }, all.len(), cx.look);
        let mut y = page.bottom().saturating_add(1);
        for (key, label, rows, hint) in [
            (K::Comment, "Your own words", WORDS, "what you want to be on record with it, or nothing"),
            (K::How, "You take it", 1, ""),
            (K::Page, "Signed by hand", 1, "where the signed page is kept; empty where none is"),
        ] {
            let meaning = if self.form.current() == key { Meaning::Accent } else { Meaning::Muted };
            let line = Rect { y, height: rows, ..page }.intersection(area);
            put(frame, page.x, y, &Line::from(cx.look.span(pad(label, LABEL, ""), meaning)), line);
            let from = u16::try_from(LABEL).unwrap_or(0).min(line.width);
            let field = Rect { x: line.x + from, width: line.width - from, ..line };
            self.form.draw(key, frame, field, hint, cx);
            y = y.saturating_add(rows);
        }
    }
}

/// The agent's words for it.
fn words(sign_off: SignOff) -> &'static str {
    match sign_off {
        SignOff::Agrees => "agrees",
        SignOff::Disagrees => "disagrees",
        SignOff::Refused => "refuses to sign",
        SignOff::Absent => "is absent",
        SignOff::Left => "has left",
    }
}

/// Where the page stands: a column that reads well, above the answer.
fn page(area: Rect) -> Rect {
    let width = area.width.saturating_sub(4).min(96);
    let x = area.x + (area.width - width) / 2;
    Rect { x, width, y: area.y, height: area.height.saturating_sub(WORDS + 3) }
}
