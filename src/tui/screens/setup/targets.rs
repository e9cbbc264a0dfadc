//! A scorecard with its dimensions and their targets; setting a target, and putting a scorecard in force.
//!
//! ```text
//!  card       Claims form   version 1   in force   412 evaluations                   1 of 3
//!  titles     DIMENSION                    WEIGHT   SHARE   TARGET
//!  list     ▌ Compliance · critical             1   20.0 %    ≥ 95
//!  others     the targets of teams and agents: under the list, or from 118 columns on beside it
//!  below      while a target is being set:
//!             Percent  75▏      nothing for none
//!             From              nothing: from today; the first one holds from the beginning
//! ```

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Edit, SetupScreen, view};
use crate::domain::raw::visible;
use crate::domain::scorecard::{TargetScope, typed_target};
use crate::domain::settings::Key;
use crate::store::request::{Request, ScorecardSetup, SetupView};
use crate::tui::form::date::DateField;
use crate::tui::form::text::TextField;
use crate::tui::form::{Field, Form, Went};
use crate::tui::overlay::confirm::Confirm;
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Month, Overlay, Picker};
use crate::tui::screen::{Ctx, Explanation, Purpose, Step};
use crate::tui::style::Meaning;
use crate::tui::widgets::doc::Doc;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{count, fit, pad, pad_left, width};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Percent,
    From,
}

/// The target of a dimension that is being typed.
#[derive(Debug)]
pub(super) struct TargetEdit {
    scorecard: String,
    /// The dimension's key and name.
    dimension: (String, String),
    form: Form<Part>,
}

impl TargetEdit {
    fn new(card: &ScorecardSetup, at: usize, day_first: bool) -> Option<Self> {
        let dimension = card.scorecard.dimensions.get(at)?;
        let now = card.targets.get(at).copied().flatten().map(|t| t.to_string()).unwrap_or_default();
        Some(Self {
            scorecard: card.scorecard.name.clone(),
            dimension: (dimension.key.clone(), dimension.name.clone()),
            form: Form::new(vec![
                (Part::Percent, Field::Text(TextField::new(now))),
                (Part::From, Field::Date(DateField::new("", day_first))),
            ]),
        })
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.form.paste(text);
    }

    pub(super) fn other_field(&mut self) {
        self.form.next();
    }

    pub(super) fn set_day(&mut self, day: NaiveDate) {
        self.form.set_day(Part::From, day);
    }

    pub(super) fn key(&mut self, key: KeyEvent, cx: &Ctx) -> Step {
        match self.form.key(key, cx) {
            Went::Calendar(_, day) => {
                Step::overlay(Overlay::Month(Month::new(Purpose::Value, "The target holds from", day)))
            }
            Went::Changed(_) | Went::Kept | Went::Passed => Step::none(),
        }
    }

    fn from(&self, cx: &Ctx) -> Result<Option<NaiveDate>, String> {
        match self.form.field(Part::From) {
            Some(Field::Date(field)) => field.day(cx.today).transpose(),
            _ => Ok(None),
        }
    }
}

impl SetupScreen {
    pub(super) fn take_day(&mut self, day: chrono::NaiveDate) -> Step {
        if let Some(Edit::Target(edit)) = &mut self.edit {
            edit.set_day(day);
        }
        Step::none()
    }

    /// The picked scorecard, else the one in force, else the first.
    pub(super) fn shown_card(&self) -> Option<&ScorecardSetup> {
        let cards = &self.view.get()?.scorecards;
        let picked = self.card.as_ref().and_then(|name| cards.iter().find(|c| c.scorecard.name == *name));
        picked.or_else(|| cards.iter().find(|c| c.in_force)).or_else(|| cards.first())
    }

    pub(super) fn edit_target(&mut self) -> Step {
        let day_first = self.view.get().is_none_or(|v| v.settings.day_first);
        let edit = self.shown_card().and_then(|card| TargetEdit::new(card, self.dimension.selected, day_first));
        self.edit = edit.map(Edit::Target);
        Step::none()
    }

    pub(super) fn keep_target(&mut self, cx: &Ctx) -> Step {
        let Some(Edit::Target(edit)) = &self.edit else { return Step::none() };
        let read =
            typed_target(&edit.form.text(Part::Percent)).and_then(|value| edit.from(cx).map(|from| (value, from)));
        match read {
            Ok((value, from)) => {
                let request = Request::SetTarget {
                    scorecard: edit.scorecard.clone(),
                    dimension: edit.dimension.0.clone(),
                    scope: TargetScope::Everyone,
                    from,
                    value,
                };
                self.write(cx, request)
            }
            Err(why) => Step::problem(visible(&why).into_owned()),
        }
    }

    pub(super) fn pick_scorecard(&self) -> Step {
        let Some(view) = self.view.get() else { return Step::none() };
        let shown = self.shown_card().map(|c| c.scorecard.id);
        let selected = view.scorecards.iter().position(|c| Some(c.scorecard.id) == shown).unwrap_or(0);
        let choices = view.scorecards.iter().map(|c| {
            let force = if c.in_force { "in force, " } else { "" };
            Choice::new(visible(&c.scorecard.name), format!("{force}{}", count(c.evaluations, "evaluation")))
        });
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Scorecard, "Scorecard", choices.collect(), selected)))
    }

    pub(super) fn put_in_force(&self, cx: &Ctx) -> Step {
        let Some(card) = self.shown_card() else { return Step::none() };
        if let Some(why) = cx.read_only {
            return Step::problem(format!("nothing can be changed: {why}"));
        }
        let name = card.scorecard.name.clone();
        if card.in_force {
            return Step::problem(format!("{} is in force already", visible(&name)));
        }
        Step::overlay(Overlay::Confirm(Confirm {
            title: format!("Put {} in force?", visible(&name)),
            sentences: vec![
                "Files that name no scorecard go to it from now on, and a new scorecard takes its targets over."
                    .to_owned(),
                "What is loaded already stays where it is.".to_owned(),
            ],
            yes: "put it in force",
            effects: vec![cx.send(Request::SetSetting { key: Key::Scorecard, value: name })],
            nav: None,
        }))
    }
}

/// Columns of weight, share and target.
const FIGURE: usize = 9;

fn names(area: Rect) -> usize {
    usize::from(area.width).saturating_sub(2 + 3 * FIGURE).min(44)
}

pub(super) fn draw(screen: &SetupScreen, setup: &SetupView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let Some(card) = screen.shown_card() else {
        let sentence = "An import brings its scorecard along; coachlog scorecard import reads one from a file.";
        load::message(frame, area, "There is no scorecard", &[sentence.to_owned()], Meaning::Heading, cx);
        return;
    };
    head(card, setup, frame, area, cx);
    let list = view::list_area(screen, cx);
    let (look, more) = (cx.look, cx.look.marks.more);
    let titles = format!(
        "  {}{}{}{}",
        pad("DIMENSION", names(area), more),
        pad_left("WEIGHT", FIGURE, more),
        pad_left("SHARE", FIGURE, more),
        pad_left("TARGET", FIGURE, more)
    );
    put(frame, area.x, list.y.saturating_sub(1), &Line::from(look.span(titles, Meaning::Heading)), area);
    let len = card.scorecard.dimensions.len();
    for (i, at) in screen.dimension.window(len, usize::from(list.height)).enumerate() {
        let row = Rect { y: list.y + u16::try_from(i).unwrap_or(0), height: 1, ..list };
        let selected = at == screen.dimension.selected;
        put(frame, row.x, row.y, &dimension(card, at, selected, area, cx), row);
        if selected {
            let columns = u16::try_from(2 + names(area) + 3 * FIGURE + 1).unwrap_or(u16::MAX).min(row.width);
            look.select_row(frame.buffer_mut(), Rect { width: columns, ..row });
        }
    }
    scroll::draw(frame, list, screen.dimension, len, look);
    let beside = beside(area, list);
    exceptions(card, beside.width, cx).draw(frame, beside, 0);
    let y = list.bottom().saturating_add(1).min(area.bottom());
    let below = Rect { y, height: area.bottom() - y, ..area };
    match &screen.edit {
        Some(Edit::Target(edit)) => draw_edit(edit, frame, below, cx),
        Some(Edit::Setting(_) | Edit::Entry(_)) | None if beside.is_empty() => {
            exceptions(card, below.width, cx).draw(frame, below, 0);
        }
        Some(Edit::Setting(_) | Edit::Entry(_)) | None => {}
    }
}

/// Where other targets stand beside the list; empty where there is no room.
fn beside(area: Rect, list: Rect) -> Rect {
    let used = u16::try_from(2 + names(area) + 3 * FIGURE + 4).unwrap_or(u16::MAX);
    if area.width < 118 || list.y <= area.y {
        return Rect { width: 0, height: 0, ..area };
    }
    let y = list.y - 1;
    Rect { x: area.x + used, y, width: area.width - used, height: area.bottom() - y }
}

fn head(card: &ScorecardSetup, setup: &SetupView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let (force, meaning) = if card.in_force { ("in force", Meaning::Good) } else { ("not in force", Meaning::Muted) };
    let line = Line::from(vec![
        look.span(fit(&visible(&card.scorecard.name), 40, look.marks.more), Meaning::Heading),
        look.span(format!("   version {}   ", visible(&card.scorecard.version)), Meaning::Muted),
        look.span(force, meaning),
        look.span(format!("   {}", count(card.evaluations, "evaluation")), Meaning::Muted),
    ]);
    put(frame, area.x.saturating_add(2), area.y, &line, area);
    let all = setup.scorecards.len();
    let at = setup.scorecards.iter().position(|c| c.scorecard.id == card.scorecard.id).map_or(0, |i| i + 1);
    let words = if all > 1 { format!("{at} of {all}") } else { String::new() };
    let x = area.right().saturating_sub(u16::try_from(width(&words)).unwrap_or(0));
    if usize::from(x) > usize::from(area.x) + 4 + line.width() {
        put(frame, x, area.y, &Line::from(look.span(words, Meaning::Muted)), area);
    }
}

fn dimension(card: &ScorecardSetup, at: usize, selected: bool, area: Rect, cx: &Ctx) -> Line<'static> {
    let (look, more) = (cx.look, cx.look.marks.more);
    let dimension = &card.scorecard.dimensions[at];
    let all: f64 = card.scorecard.dimensions.iter().map(|d| d.weight).sum();
    let share = (all > 0.0).then(|| format!("{} %", cx.words.figure(100.0 * dimension.weight / all)));
    let target = card.targets.get(at).copied().flatten();
    let (target, meaning) = match target {
        Some(t) => (format!("{} {}", look.marks.at_least, cx.words.short(t)), Meaning::Text),
        None => ("none".to_owned(), Meaning::Watch),
    };
    let critical = if dimension.critical { " · critical" } else { "" };
    let room = names(area).saturating_sub(width(critical) + 1);
    let name = fit(&visible(&dimension.name), room, more);
    let gap = names(area).saturating_sub(width(&name) + width(critical));
    Line::from(vec![
        look.span(if selected { look.marks.bar } else { " " }, Meaning::Accent),
        look.span(format!(" {name}"), Meaning::Text),
        look.span(critical, Meaning::Accent),
        look.span(" ".repeat(gap), Meaning::Text),
        look.span(pad_left(&cx.words.short(dimension.weight), FIGURE, more), Meaning::Muted),
        look.span(pad_left(&share.unwrap_or_default(), FIGURE, more), Meaning::Muted),
        look.span(pad_left(&target, FIGURE, more), meaning),
    ])
}

fn exceptions<'a>(card: &ScorecardSetup, columns: u16, cx: &'a Ctx) -> Doc<'a> {
    let mut doc = Doc::new(columns, cx.look);
    doc.item(" ", "OTHER TARGETS", Meaning::Heading);
    if card.exceptions.is_empty() {
        doc.item(" ", "none: these targets hold for every team and agent, and from the beginning", Meaning::Muted);
    }
    for exception in &card.exceptions {
        doc.item(" ", &visible(exception), Meaning::Text);
    }
    doc
}

fn draw_edit(edit: &TargetEdit, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let line = |n: u16| Rect { y: area.y.saturating_add(n), height: u16::from(n < area.height), ..area };
    let title = format!("TARGET OF {}, FOR EVERYONE", visible(&edit.dimension.1).to_uppercase());
    put(frame, area.x.saturating_add(2), area.y, &Line::from(look.span(title, Meaning::Heading)), area);
    for (n, part, label, hint) in [
        (1, Part::Percent, "percent  ", "nothing: no target from then on"),
        (
            2,
            Part::From,
            "from     ",
            "nothing: from today, and a first target from the beginning; ↓ opens the calendar",
        ),
    ] {
        let row = line(n);
        put(frame, row.x.saturating_add(2), row.y, &Line::from(look.span(label, Meaning::Muted)), row);
        let x = row.x.saturating_add(2).saturating_add(u16::try_from(width(label)).unwrap_or(0));
        edit.form.draw(part, frame, Rect { x, width: row.right().saturating_sub(x), ..row }, hint, cx);
    }
    if let Err(why) = typed_target(&edit.form.text(Part::Percent)) {
        let row = line(3);
        let words = format!("{} {}", look.marks.auto_fail, visible(&why));
        put(frame, row.x.saturating_add(2), row.y, &Line::from(look.span(words, Meaning::Below)), row);
    }
}

pub(super) fn explanation() -> Explanation {
    Explanation {
        title: "TARGETS".to_owned(),
        lines: vec![
            "A dimension is judged against the target that held on the last day of the span that is looked at: an \
             agent's own, else the team's, else everyone's. A past session keeps the target that it was held to."
                .to_owned(),
            "A dimension without a target is shown, and is never a focus.".to_owned(),
            "The share is what a dimension counts for in the overall where all dimensions are scored.".to_owned(),
        ],
    }
}
