//! How fast gaps close, a line per dimension that was coached.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Page;
use super::cycles::Cycles;
use super::parts::spans;
use super::parts::{Areas, name, row, words};
use crate::domain::trends::TrendsView;
use crate::domain::trends::closing::Closing;
use crate::tui::screen::{Ctx, Explanation};
use crate::tui::style::Meaning;
use crate::tui::widgets::cursor::Cursor;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::load;
use crate::tui::words::{count, pad_left};

pub(super) fn draw(cycles: &Cycles, view: &TrendsView, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let more = cx.look.marks.more;
    if view.closing.is_empty() && view.stuck.is_empty() {
        let sentence = "A gap is followed from its first session to the first whole cycle at target.".to_owned();
        load::message(frame, areas.list, "No dimension was coached yet", &[sentence], Meaning::Heading, cx);
        return;
    }
    let wide = usize::from(areas.list.width);
    let first = wide.saturating_sub(28 + 2 * 12).clamp(10, 28);
    let mut head = name("DIMENSION", first, cx) + &name("HALF CLOSE WITHIN", 28, cx);
    for title in ["CLOSED", "STILL OPEN"] {
        head.push_str(&pad_left(title, 12, more));
    }
    put(frame, areas.head.x, areas.head.y, &Line::from(cx.look.span(head, Meaning::Heading)), areas.head);
    let cursor = cycles.cursor(Page::Gaps);
    for (line, at) in (0..view.closing.len()).take(usize::from(areas.list.height)).enumerate() {
        let closing = &view.closing[at];
        let open = if closing.open > 0 { Meaning::Watch } else { Meaning::Muted };
        let cells = vec![
            (name(&closing.name, first, cx), Meaning::Text),
            (name(&half(closing, cx), 28, cx), Meaning::Heading),
            (pad_left(&closing.closed.to_string(), 12, more), Meaning::Muted),
            (pad_left(&closing.open.to_string(), 12, more), open),
        ];
        let place = Rect { y: areas.list.y + u16::try_from(line).unwrap_or(0), height: 1, ..areas.list };
        row(spans(cells, cx), at == cursor.selected, frame, place, cx);
    }
    stuck(cycles, view, frame, areas, cx);
    match cursor.selected.checked_sub(view.closing.len()).and_then(|at| view.stuck.get(at)) {
        Some(stuck) => words(&format!("{}: {}.", stuck.agent.name.visible(), stuck.words()), frame, areas, cx),
        None => {
            if let Some(closing) = view.closing.get(cursor.selected) {
                words(&said(closing), frame, areas, cx);
            }
        }
    }
}

/// Rows of stuck agents that are on screen: under the gaps, an empty line and a heading.
pub(super) fn rows(list: Rect, gaps: usize) -> u16 {
    list.height.saturating_sub(u16::try_from(gaps).unwrap_or(u16::MAX).saturating_add(2))
}

fn stuck(cycles: &Cycles, view: &TrendsView, frame: &mut Frame, areas: &Areas, cx: &Ctx) {
    let gaps = u16::try_from(view.closing.len()).unwrap_or(u16::MAX);
    let from = areas.list.y.saturating_add(gaps).saturating_add(1);
    if view.stuck.is_empty() || from >= areas.list.bottom() {
        return;
    }
    let heading = format!("STUCK  {}", view.stuck.len());
    put(frame, areas.list.x, from, &Line::from(cx.look.span(heading, Meaning::Heading)), areas.list);
    let list = Rect { y: from + 1, height: areas.list.bottom().saturating_sub(from + 1), ..areas.list };
    let page = usize::from(list.height);
    let all = cycles.cursor(Page::Gaps);
    let inside = all.selected.checked_sub(view.closing.len());
    let mut cursor = Cursor { selected: inside.unwrap_or(0), offset: 0 };
    cursor.fit(view.stuck.len(), page);
    let first = usize::from(list.width / 4).clamp(10, 24);
    for (line, at) in cursor.window(view.stuck.len(), page).enumerate() {
        let stuck = &view.stuck[at];
        let room = usize::from(list.width).saturating_sub(first);
        let cells = vec![
            (name(&stuck.agent.name.visible(), first, cx), Meaning::Text),
            (name(&stuck.words(), room, cx), Meaning::Watch),
        ];
        let place = Rect { y: list.y + u16::try_from(line).unwrap_or(0), height: 1, ..list };
        row(spans(cells, cx), inside == Some(at), frame, place, cx);
    }
}

/// "3 sessions, 41 days"; what there is to know where fewer than half have closed.
fn half(closing: &Closing, cx: &Ctx) -> String {
    let of = |n: Option<u32>, word| n.map(|n| count(n, word));
    let parts: Vec<String> = [of(closing.sessions, "session"), of(closing.days, "day")].into_iter().flatten().collect();
    match (parts.is_empty(), closing.closed) {
        (false, _) => parts.join(", "),
        (true, 0) => "none has closed yet".to_owned(),
        (true, _) => format!("{} fewer than half have", cx.look.marks.none),
    }
}

fn said(closing: &Closing) -> String {
    let all = count(closing.closed + closing.open, "gap");
    format!("{}: {} ({all} in all).", closing.name, closing.words())
}

pub(super) fn explain() -> Explanation {
    let lines = vec![
        "A gap begins with an agent's first session on a dimension and closes with the first whole cycle after it that is \
         at or above target, on calls enough. A session after that begins another."
            .to_owned(),
        "Half of the gaps close within so many sessions, and so many days. Gaps that are still open count as open up to \
         now instead of being left out, which would make every dimension look faster than it is (the median of \
         Kaplan and Meier)."
            .to_owned(),
        "Where some scores alone count, or some days, gaps are followed on those scores, from sessions of those days."
            .to_owned(),
        "Stuck: three or more sessions on one dimension in a row, still below target, and the last one did not raise it. \
         Where to look first follows from whether the actions were practised and what each session moved; the cause is \
         asked here (c), and kept on the last session's record. Stuck agents are told by all scores, whatever is filtered."
            .to_owned(),
    ];
    Explanation { title: "How fast gaps close".to_owned(), lines }
}
