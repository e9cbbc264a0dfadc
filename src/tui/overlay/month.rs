//! A month to take a day from.
//!
//! ```text
//!        November 2026
//!   Mo  Tu  We  Th  Fr  Sa  Su
//!                            1
//!    2   3   4   5   6   7   8
//! ```

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Outcome, Touch, action};
use crate::config::keymap::Action;
use crate::tui::screen::{Ctx, Given, Purpose};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::{popup, put};

/// Answers `Given::Day`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Month {
    purpose: Purpose,
    title: String,
    selected: NaiveDate,
}

impl Month {
    pub(crate) fn new(purpose: Purpose, title: impl Into<String>, selected: NaiveDate) -> Self {
        Self { purpose, title: title.into(), selected }
    }

    pub(crate) fn touch(&mut self, touch: &Touch, cx: &Ctx) -> Outcome {
        let Touch::Key(key) = touch else { return Outcome::Open };
        let day = self.selected;
        let to = match action(*key, cx) {
            Some(Action::Left) => day.checked_sub_days(Days::new(1)),
            Some(Action::Right) => day.checked_add_days(Days::new(1)),
            Some(Action::Up) => day.checked_sub_days(Days::new(7)),
            Some(Action::Down) => day.checked_add_days(Days::new(7)),
            Some(Action::PageUp) => day.checked_sub_months(Months::new(1)),
            Some(Action::PageDown) => day.checked_add_months(Months::new(1)),
            Some(Action::Accept) => return Outcome::Given(Given::Day(self.purpose, day)),
            Some(Action::Cancel) => return Outcome::Closed,
            _ => None,
        };
        self.selected = to.unwrap_or(day);
        Outcome::Open
    }

    pub(crate) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Ctx) {
        let inside = popup(frame, area, (34, 11), &self.title, cx.look);
        let heading = self.selected.format("%B %Y").to_string();
        let mut lines = vec![Line::from(cx.look.span(format!("{heading:^28}"), Meaning::Heading))];
        lines.push(weekdays(cx));
        for week in weeks(self.selected, cx.config.first_day_of_week.weekday()) {
            let spans: Vec<Span> = week.into_iter().map(|day| self.cell(day, cx)).collect();
            lines.push(Line::from(spans));
        }
        for (i, line) in lines.iter().enumerate() {
            put(frame, inside.x, inside.y + u16::try_from(i).unwrap_or(0), line, inside);
        }
        let foot = cx.words.weekday(self.selected);
        put(
            frame,
            inside.x + 1,
            inside.bottom().saturating_sub(1),
            &Line::from(cx.look.span(foot, Meaning::Muted)),
            inside,
        );
    }

    fn cell(&self, day: NaiveDate, cx: &Ctx) -> Span<'static> {
        let meaning = if day == self.selected {
            Meaning::Focus
        } else if day == cx.today {
            Meaning::Accent
        } else if day.month() != self.selected.month() {
            Meaning::Faint
        } else {
            Meaning::Text
        };
        cx.look.span(format!(" {:>2} ", day.day()), meaning)
    }
}

fn weekdays(cx: &Ctx) -> Line<'static> {
    let mut day = cx.config.first_day_of_week.weekday();
    let mut text = String::new();
    for _ in 0..7 {
        let name = format!("{day}");
        text.push(' ');
        text.push_str(name.get(..2).unwrap_or(&name));
        text.push(' ');
        day = day.succ();
    }
    Line::from(cx.look.span(text, Meaning::Muted))
}

/// Six weeks that hold the month, each from the first day of the week on.
fn weeks(day: NaiveDate, first: Weekday) -> Vec<Vec<NaiveDate>> {
    let month = day.with_day(1).unwrap_or(day);
    let start = month.week(first).checked_first_day().unwrap_or(month);
    (0..6_u64).map(|w| (0..7_u64).filter_map(|d| start.checked_add_days(Days::new(w * 7 + d))).collect()).collect()
}
