//! The columns of a table beside its first rows:
//!
//! ```text
//!  head      1204 rows of evals.csv, read as the profile “QA export”, UTF-8
//!  table     COLUMN            USED FOR            READ AS          FIRST ROWS
//!            Agent             agent_name                           Ama Boateng · Lars Nyström
//!  detail    what the line under the cursor says in full
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::columns::{Columns, Row, named, rows};
use crate::domain::mapping::DateOrder;
use crate::domain::raw::{Raw, visible};
use crate::domain::scale::Scale;
use crate::import::{ColumnPlan, Question, ReadAs, Used};
use crate::store::request::{PreviewView, TableView};
use crate::tui::screen::{Ctx, Explanation};
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::scroll;
use crate::tui::words::{count, fit, pad, width, wrap};

/// Lines under the list that say what the one under the cursor is.
const DETAIL: u16 = 4;

struct Areas {
    head: Rect,
    heading: Rect,
    list: Rect,
    detail: Rect,
}

fn areas(area: Rect) -> Areas {
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    let line = |n: u16| Rect {
        y: inner.y.saturating_add(n).min(inner.bottom()),
        height: u16::from(n < inner.height),
        ..inner
    };
    let detail = DETAIL.min(inner.height.saturating_sub(6));
    let y = inner.y.saturating_add(3).min(inner.bottom());
    let list = Rect { y, height: inner.bottom().saturating_sub(y).saturating_sub(detail + 1), ..inner };
    let detail = Rect { y: inner.bottom().saturating_sub(detail), height: detail, ..inner };
    Areas { head: line(0), heading: line(2), list, detail }
}

/// Lines of the list on screen.
pub(super) fn page(area: Rect) -> usize {
    usize::from(areas(area).list.height)
}

pub(super) fn draw(columns: &Columns, view: &PreviewView, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let areas = areas(area);
    let look = cx.look;
    let Some(table) = &view.table else {
        let words = "These files hold no table: there are no columns to set.";
        put(frame, areas.head.x, areas.head.y, &Line::from(look.span(words, Meaning::Muted)), areas.head);
        return;
    };
    let head = fit(&head(table, view), usize::from(areas.head.width), look.marks.more);
    put(frame, areas.head.x, areas.head.y, &Line::from(look.span(head, Meaning::Heading)), areas.head);
    let widths = Widths::of(table, usize::from(area.width).saturating_sub(8));
    put(
        frame,
        areas.heading.x,
        areas.heading.y,
        &Line::from(look.span(widths.heading(cx), Meaning::Muted)),
        areas.heading,
    );
    let all = rows(view);
    let mut cursor = columns.cursor;
    cursor.fit(all.len(), usize::from(areas.list.height));
    for (i, at) in cursor.window(all.len(), usize::from(areas.list.height)).enumerate() {
        let row = Rect { y: areas.list.y + u16::try_from(i).unwrap_or(0), height: 1, ..areas.list };
        let selected = at == cursor.selected;
        let bar = if selected { look.marks.bar } else { " " };
        let mut spans = vec![look.span(format!("{bar} "), Meaning::Accent)];
        spans.extend(widths.line(all[at], view, cx));
        put(frame, row.x, row.y, &Line::from(spans), row);
        if selected {
            look.select_row(frame.buffer_mut(), row);
        }
    }
    scroll::draw(frame, areas.list, cursor, all.len(), look);
    let Some(row) = all.get(cursor.selected) else { return };
    let lines: Vec<String> = detail(*row, table, cx)
        .iter()
        .flat_map(|text| wrap(text, usize::from(areas.detail.width)))
        .take(usize::from(areas.detail.height))
        .collect();
    for (i, text) in lines.into_iter().enumerate() {
        let y = areas.detail.y + u16::try_from(i).unwrap_or(0);
        let meaning = if i == 0 { Meaning::Text } else { Meaning::Muted };
        put(frame, areas.detail.x, y, &Line::from(look.span(text, meaning)), areas.detail);
    }
}

fn head(table: &TableView, view: &PreviewView) -> String {
    let read_as = match &table.read_as {
        ReadAs::Headings if table.is_json() => "read by its keys".to_owned(),
        ReadAs::Headings => "read by its headings".to_owned(),
        ReadAs::Mapping(name) if name.is_empty() => "read as set here".to_owned(),
        ReadAs::Mapping(name) => format!("read as “{}”", visible(name)),
        ReadAs::Profile(name) => format!("read as the profile “{}”", visible(name)),
        ReadAs::Preset(name) => format!("read as an export of {}", visible(name)),
    };
    let encoding = table.encoding.map_or_else(String::new, |name| format!(", {name}"));
    let open = match view.questions.len() {
        0 => String::new(),
        n => format!("; {} to be answered", count(u64::try_from(n).unwrap_or(0), "question")),
    };
    format!("{} of {}, {read_as}{encoding}{open}", count(table.rows, "row"), table.file.visible())
}

/// Columns of the list.
struct Widths {
    heading: usize,
    used: usize,
    how: usize,
    samples: usize,
}

impl Widths {
    fn of(table: &TableView, room: usize) -> Self {
        let widest = table.columns.iter().map(|c| width(&named(c))).max().unwrap_or(0);
        let used = table.columns.iter().map(|c| width(&c.used.words())).max().unwrap_or(0);
        let heading = widest.clamp(8, room / 4);
        let used = used.clamp(10, room / 4);
        let how = if room >= 100 { 24 } else { 16 };
        Self { heading, used, how, samples: room.saturating_sub(heading + used + how + 8) }
    }

    fn heading(&self, cx: &Ctx) -> String {
        let more = cx.look.marks.more;
        format!(
            "  {}  {}  {}  {}",
            pad("COLUMN", self.heading, more),
            pad("USED FOR", self.used, more),
            pad("READ AS", self.how, more),
            "FIRST ROWS"
        )
    }

    fn line(&self, row: Row<'_>, view: &PreviewView, cx: &Ctx) -> Vec<ratatui::text::Span<'static>> {
        let (look, more) = (cx.look, cx.look.marks.more);
        match row {
            Row::Question(_, question) => {
                let room = self.heading + self.used + self.how + self.samples + 4;
                vec![look.span("? ", Meaning::Watch), look.span(fit(&asked(question), room, more), Meaning::Watch)]
            }
            Row::Unknown(_, name) => vec![
                look.span(pad(&visible(name), self.heading, more), Meaning::Text),
                look.span("  ", Meaning::Text),
                look.span("no scorecard here has it: asked before it is loaded", Meaning::Watch),
            ],
            Row::Column(_, column) => {
                let out = column.used == Used::LeftOut;
                let open = view.questions.iter().any(|q| q.column == column.heading.visible());
                let meaning = if out { Meaning::Muted } else { Meaning::Text };
                let used = if out { Meaning::Muted } else { Meaning::Accent };
                let samples: Vec<String> = column.samples.iter().map(Raw::visible).collect();
                let samples = samples.join(" · ");
                vec![
                    look.span(pad(&named(column), self.heading, more), meaning),
                    look.span("  ", Meaning::Text),
                    look.span(pad(&column.used.words(), self.used, more), used),
                    look.span("  ", Meaning::Text),
                    look.span(
                        pad(&if open { "to be answered".to_owned() } else { how(column) }, self.how, more),
                        if open { Meaning::Watch } else { Meaning::Muted },
                    ),
                    look.span("  ", Meaning::Text),
                    look.span(fit(&samples, self.samples, more), Meaning::Muted),
                ]
            }
        }
    }
}

/// A question without the shell's options that answer it: here a key does.
pub(super) fn asked(question: &Question) -> String {
    let words = &question.words;
    let options = ["say which with --", "say which columns hold it", "name the call with --"];
    let end = options.iter().find_map(|option| words.find(option)).unwrap_or(words.len());
    visible(words[..end].trim_end_matches([' ', ';', ',', ':', '.'])).into_owned()
}

/// Scale and order of dates in a word or two.
fn how(column: &ColumnPlan) -> String {
    let dates = column.dates.map(|order| match order {
        DateOrder::DayFirst => "day first".to_owned(),
        DateOrder::MonthFirst => "month first".to_owned(),
    });
    dates.or_else(|| column.scale.map(Scale::words)).unwrap_or_default()
}

fn detail(row: Row<'_>, table: &TableView, cx: &Ctx) -> Vec<String> {
    match row {
        Row::Question(_, question) => {
            let how = if question.choices.is_empty() {
                "Set below what each column is: ↵ on a column lists what it can be."
            } else {
                "↵ lists the answers."
            };
            vec![format!("{}.", asked(question)), how.to_owned()]
        }
        Row::Unknown(_, name) => vec![
            format!("The file scores {}, which no scorecard here has.", visible(name)),
            "↵ says whether it is the same as one that is known, a new one, or not to be loaded.".to_owned(),
        ],
        Row::Column(_, column) => {
            let mut first = format!("{}: {}, {}", named(column), column.used.words(), column.why.words());
            if let Some(scale) = column.scale {
                first = format!("{first}; its numbers are {}", scale.words());
            }
            if let Some((least, greatest)) = column.range {
                first = format!("{first}, {} to {}", cx.words.short(least), cx.words.short(greatest));
            }
            let filled = format!("filled in {} of {}", column.filled, count(table.rows, "row"));
            let samples: Vec<String> = column.samples.iter().map(Raw::visible).collect();
            vec![format!("{first}."), format!("{filled}: {}", samples.join(" · "))]
        }
    }
}

pub(super) fn explanation() -> Explanation {
    Explanation {
        title: "HOW A TABLE IS READ".to_owned(),
        lines: vec![
            "Headings that are known fill their field by themselves; a column of scores is a dimension. Whatever is \
             set here wins, and the file is read anew with it at once; nothing is stored before you load."
                .to_owned(),
            "Scores are percents, points of a maximum, fractions of one, or a scale whose lowest mark is 0 %. Which it \
             is, the program decides from all rows where they tell, and asks where they do not."
                .to_owned(),
            "A dimension that no scorecard here has is asked about once, before anything is loaded: it is the same as one \
             that is known, new with its target or with none, or ignored."
                .to_owned(),
            "Saved under a name, it is used by itself for the next file with the same headings.".to_owned(),
        ],
    }
}
