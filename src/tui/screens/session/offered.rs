//! Under a call ID that is typed: the agent's calls, newest first, to take it from.
//!
//! ```text
//!  Call ID     45▏
//!              ▌ 004502  21 Nov, 09:47  Empathy 30.0
//!                004519  20 Nov, 16:20  Empathy 35.0
//! ```
//! Nothing is taken unless ↓ chose it: an ID that the file does not know stays as it is typed.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use crate::domain::raw::{Raw, visible};
use crate::domain::session::Prefill;
use crate::domain::standing::CallLine;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::scroll;
use crate::tui::words::{fit, pad, width};

/// Calls on screen at most.
const PAGE: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Offered {
    /// What stood in the field when the list was closed: other text opens it again.
    shut: Option<String>,
    /// The call that ↓ and ↑ chose.
    selected: Option<usize>,
}

impl Offered {
    /// A call that is known needs no list until it is changed.
    pub(super) fn new(call_id: &str) -> Self {
        Self { shut: Some(call_id.to_owned()).filter(|id| !id.is_empty()), selected: None }
    }

    /// Another text chooses anew.
    pub(super) fn retyped(&mut self, text: &str) {
        self.selected = None;
        if self.shut.as_deref() != Some(text) {
            self.shut = None;
        }
    }

    pub(super) fn close(&mut self, text: &str) {
        *self = Self { shut: Some(text.to_owned()), selected: None };
    }

    /// The calls that are offered for what is typed, newest first; none while the list is closed.
    fn calls<'p>(&self, text: &str, prefill: &'p Prefill) -> Vec<(&'p Raw, &'p CallLine)> {
        if self.shut.is_some() {
            return Vec::new();
        }
        let typed = text.trim().to_lowercase();
        let named = prefill.calls.iter().filter_map(|call| Some((call.call_id.as_ref()?, call)));
        let found: Vec<_> = named.filter(|(id, _)| id.verbatim().to_lowercase().contains(&typed)).collect();
        // A whole ID that no other call has a part of needs no choice.
        let whole = found.len() == 1 && found[0].0.verbatim() == text.trim();
        if whole { Vec::new() } else { found }
    }

    pub(super) fn open(&self, text: &str, prefill: &Prefill) -> bool {
        !self.calls(text, prefill).is_empty()
    }

    /// The ID that ↓ chose.
    pub(super) fn chosen(&self, text: &str, prefill: &Prefill) -> Option<String> {
        self.calls(text, prefill).get(self.selected?).map(|(id, _)| id.verbatim().to_owned())
    }

    /// Moves in the list; `false` where the key is not for it.
    pub(super) fn moved(&mut self, key: KeyCode, text: &str, prefill: &Prefill) -> bool {
        let last = self.calls(text, prefill).len().checked_sub(1);
        let (to, moved) = match (key, last, self.selected) {
            (KeyCode::Down, Some(last), at) => (Some(at.map_or(0, |at| (at + 1).min(last))), true),
            (KeyCode::Up, Some(_), Some(at)) => (at.checked_sub(1), true),
            (_, _, at) => (at, false),
        };
        self.selected = to;
        moved
    }

    /// Under the field, over what stands there. `focus` is the position of the dimension whose score is told.
    pub(super) fn draw(
        &self,
        frame: &mut Frame,
        area: Rect,
        text: &str,
        prefill: &Prefill,
        focus: Option<usize>,
        cx: &Ctx,
    ) {
        let calls = self.calls(text, prefill);
        let page = PAGE.min(calls.len()).min(usize::from(area.height.saturating_sub(1)));
        if page == 0 {
            return;
        }
        let rows = u16::try_from(page).unwrap_or(u16::MAX);
        let whole = Rect { height: rows + 1, ..area }.intersection(frame.area());
        frame.render_widget(Clear, whole);
        let mut cursor = Cursor { selected: self.selected.unwrap_or(0), offset: 0 };
        cursor.fit(calls.len(), page);
        let longest = calls.iter().map(|(id, _)| width(&visible(id.verbatim()))).max().unwrap_or(0);
        let columns = longest.min(usize::from(area.width) / 3);
        for (y, at) in (area.y..).zip(cursor.window(calls.len(), page)) {
            let (id, call) = calls[at];
            let chosen = self.selected == Some(at);
            let bar = if chosen { cx.look.marks.bar } else { " " };
            let line =
                format!("{}  {}", pad(&id.visible(), columns, cx.look.marks.more), says(call, prefill, focus, cx));
            let line = fit(&line, usize::from(area.width).saturating_sub(3), cx.look.marks.more);
            let row = Rect { y, height: 1, ..area }.intersection(frame.area());
            let spans = vec![cx.look.span(format!("{bar} "), Meaning::Accent), cx.look.span(line, Meaning::Text)];
            put(frame, row.x, row.y, &Line::from(spans), row);
            if chosen && !row.is_empty() {
                cx.look.select_row(frame.buffer_mut(), row);
            }
        }
        let list = Rect { height: rows, ..area }.intersection(frame.area());
        scroll::draw(frame, list, cursor, calls.len(), cx.look);
        let words = match self.selected {
            Some(_) => "enter or tab takes it; esc closes the list",
            None => "↓ chooses one; esc closes the list; any other ID stays as typed",
        };
        let words = fit(words, usize::from(area.width), cx.look.marks.more);
        put(frame, area.x, area.y.saturating_add(rows), &Line::from(cx.look.span(words, Meaning::Muted)), whole);
    }
}

/// "21 Nov, 09:47  Empathy 30.0".
fn says(call: &CallLine, prefill: &Prefill, focus: Option<usize>, cx: &Ctx) -> String {
    let time = call.started_at.map_or_else(String::new, |at| format!(", {}", cx.words.time(at, prefill.zone)));
    let none = cx.look.marks.none;
    let score = match focus.and_then(|i| Some((i, prefill.standing.dimensions.get(i)?))) {
        Some((i, d)) => {
            let percent = call.percents.get(i).copied().flatten();
            format!("{} {}", visible(&d.name), cx.words.figure_or(percent, none))
        }
        None => format!("overall {}", cx.words.figure_or(call.overall, none)),
    };
    let disputed = if call.disputed { ", disputed" } else { "" };
    format!("{}{time}  {score}{disputed}", cx.words.day(call.day))
}
