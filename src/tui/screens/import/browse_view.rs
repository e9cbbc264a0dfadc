//! How picking files looks.
//!
//! ```text
//!  head       /home/dana/exports                     CSV, TSV, text, JSON, WebVTT; a shows all
//!  path       path  /home/dana/exports/ev▏                          while a path is typed
//!  below      evals-oct.csv  evals-nov.csv; or why it cannot be read
//!  titles       NAME                                       SIZE   CHANGED
//!  list       ▌   ..
//!                 older/
//!               ✓ evals-oct.csv                          1.2 MB   24 Nov 16:05
//! ```

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::browse::{Browse, Kinds, Shown, Typing};
use crate::config::keymap::{Action, Context};
use crate::domain::raw::visible;
use crate::tui::folder::{Entry, EntryKind, Folder};
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::frame::put;
use crate::tui::widgets::{load, scroll};
use crate::tui::words::{fit, pad, pad_left, width};

#[derive(Debug, Clone, Copy)]
pub(super) struct Areas {
    head: Rect,
    /// Empty while nothing is typed.
    path: Rect,
    /// Empty while there is nothing to say.
    below: Rect,
    titles: Rect,
    pub(super) list: Rect,
}

pub(super) fn areas(area: Rect, browse: &Browse) -> Areas {
    let inner = Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(4), ..area };
    let mut y = inner.y;
    let mut take = |rows: u16| {
        let rows = rows.min(inner.bottom().saturating_sub(y));
        let part = Rect { y, height: rows, ..inner };
        y += rows;
        part
    };
    let head = take(1);
    let path = take(u16::from(browse.typing.is_some()));
    let words = browse.problem.is_some() || matches!(&browse.typing, Some(Typing::Path(_, found)) if !found.is_empty());
    let below = take(u16::from(words));
    take(1);
    Areas { head, path, below, titles: take(1), list: take(u16::MAX) }
}

pub(super) fn page(browse: &Browse, cx: &Ctx) -> usize {
    usize::from(areas(cx.area, browse).list.height)
}

pub(super) fn draw(browse: &Browse, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let areas = areas(area, browse);
    let look = cx.look;
    draw_typing(browse, frame, areas, cx);
    if let Some(problem) = &browse.problem {
        let words = fit(
            &format!("{} {}", look.marks.auto_fail, visible(problem)),
            usize::from(areas.below.width),
            look.marks.more,
        );
        put(frame, areas.below.x, areas.below.y, &Line::from(look.span(words, Meaning::Alert)), areas.below);
    }
    let Some(folder) = &browse.folder else {
        if browse.problem.is_none() {
            load::message(
                frame,
                areas.list,
                &format!("Reading the folder {}", look.marks.more),
                &[],
                Meaning::Muted,
                cx,
            );
        }
        return;
    };
    head(browse, folder, frame, areas.head, cx);
    let shown = browse.shown();
    if !shown.iter().any(|s| matches!(s, Shown::Entry(_))) {
        let sentence = match (&browse.typing, browse.kinds) {
            (Some(Typing::Find(_)), _) => "No name holds these letters.",
            (_, Kinds::Known) => {
                "No folder, and no file whose ending is .csv, .tsv, .txt, .xlsx, .json, .jsonl, .vtt or .srt."
            }
            (_, Kinds::All) => "The folder is empty.",
        };
        let place =
            Rect { y: areas.list.y.saturating_add(2), height: areas.list.height.saturating_sub(2), ..areas.list };
        load::message(frame, place, "Nothing to pick here", &[sentence.to_owned()], Meaning::Muted, cx);
    }
    titles(frame, areas.titles, cx);
    for (i, at) in browse.cursor.window(shown.len(), usize::from(areas.list.height)).enumerate() {
        let row = Rect { y: areas.list.y + u16::try_from(i).unwrap_or(0), height: 1, ..areas.list };
        let selected = at == browse.cursor.selected;
        put(frame, row.x, row.y, &line(browse, folder, shown[at], selected, row.width, cx), row);
        if selected {
            look.select_row(frame.buffer_mut(), Rect { width: row.width.saturating_sub(1), ..row });
        }
    }
    scroll::draw(frame, areas.list, browse.cursor, shown.len(), look);
}

fn draw_typing(browse: &Browse, frame: &mut Frame, areas: Areas, cx: &Ctx) {
    let look = cx.look;
    let (label, field, hint) = match &browse.typing {
        None => return,
        Some(Typing::Path(field, _)) => ("path  ", field, "a file, or a folder to look into; ~ is your home"),
        Some(Typing::Find(field)) => ("find  ", field, "letters of a name"),
    };
    put(frame, areas.path.x, areas.path.y, &Line::from(look.span(label, Meaning::Accent)), areas.path);
    let x = areas.path.x.saturating_add(u16::try_from(width(label)).unwrap_or(0));
    let place = Rect { x, width: areas.path.right().saturating_sub(x), ..areas.path };
    field.draw(frame, place, true, hint, cx);
    if let (Some(Typing::Path(_, found)), None) = (&browse.typing, &browse.problem) {
        let names: Vec<String> = found.iter().map(|n| visible(n).into_owned()).collect();
        let words = fit(&names.join("  "), usize::from(areas.below.width), look.marks.more);
        put(frame, areas.below.x, areas.below.y, &Line::from(look.span(words, Meaning::Muted)), areas.below);
    }
}

/// The folder, and which files are shown. A long path loses its beginning: its end says more.
fn head(browse: &Browse, folder: &Folder, frame: &mut Frame, area: Rect, cx: &Ctx) {
    let look = cx.look;
    let key = cx.keymap.key_words(&[Context::Import], Action::ShowAll, look.borders);
    let kinds = match (browse.kinds, area.width >= 100) {
        (Kinds::Known, true) => format!("CSV, TSV, text, Excel, JSON, WebVTT, SRT files; {key} shows all"),
        (Kinds::Known, false) => format!("known kinds; {key} shows all"),
        (Kinds::All, _) => "all files".to_owned(),
    };
    let reading = if browse.asked.is_some() { format!("reading {}  ", look.marks.more) } else { String::new() };
    let right = format!("{reading}{kinds}");
    let room = usize::from(area.width).saturating_sub(width(&right) + 2);
    let path = visible(&folder.path.display().to_string()).into_owned();
    put(frame, area.x, area.y, &Line::from(look.span(tail(&path, room, look.marks.more), Meaning::Heading)), area);
    let x = area.right().saturating_sub(u16::try_from(width(&right)).unwrap_or(0));
    put(frame, x.max(area.x), area.y, &Line::from(look.span(right, Meaning::Muted)), area);
}

/// The end of a text, so many columns of it.
fn tail(text: &str, columns: usize, more: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut rest = text;
    while width(rest) + width(more) > columns {
        let mut chars = rest.chars();
        if chars.next().is_none() {
            break;
        }
        rest = chars.as_str();
    }
    format!("{more}{rest}")
}

/// Columns of size and time of change; the second one only where there is room.
const SIZE: usize = 10;
const CHANGED: usize = 20;

fn names(columns: u16) -> (usize, bool) {
    let room = usize::from(columns).saturating_sub(5 + SIZE);
    let changed = room >= CHANGED + 24;
    (if changed { room - CHANGED } else { room }.min(72), changed)
}

fn titles(frame: &mut Frame, area: Rect, cx: &Ctx) {
    let (wide, changed) = names(area.width);
    let more = cx.look.marks.more;
    let mut text = format!("    {}{}", pad("NAME", wide, more), pad_left("SIZE", SIZE, more));
    if changed {
        text.push_str("   CHANGED");
    }
    put(frame, area.x, area.y, &Line::from(cx.look.span(text, Meaning::Heading)), area);
}

fn line(browse: &Browse, folder: &Folder, shown: Shown, selected: bool, columns: u16, cx: &Ctx) -> Line<'static> {
    let (look, more) = (cx.look, cx.look.marks.more);
    let (wide, changed) = names(columns);
    let bar = look.span(if selected { look.marks.bar } else { " " }, Meaning::Accent);
    let Shown::Entry(entry) = shown else {
        return Line::from(vec![bar, look.span("   ..   the folder above", Meaning::Muted)]);
    };
    let marked = browse.marked.contains(&folder.path.join(&entry.name));
    let mark = if marked { look.marks.done } else { " " };
    let name = visible(&entry.name.to_string_lossy()).into_owned();
    let (name, meaning, size) = match entry.kind {
        EntryKind::Folder => (format!("{name}/"), Meaning::Accent, String::new()),
        EntryKind::File => (name, Meaning::Text, size(entry, cx)),
    };
    let mut spans = vec![
        bar,
        look.span(format!(" {mark} "), Meaning::Good),
        look.span(pad(&name, wide, more), meaning),
        look.span(pad_left(&size, SIZE, more), Meaning::Muted),
    ];
    if let (true, Some(at)) = (changed, entry.changed) {
        let day = cx.words.day(at.with_timezone(&cx.zone).date_naive());
        spans.push(look.span(format!("   {day} {}", cx.words.time(at, cx.zone)), Meaning::Muted));
    }
    Line::from(spans)
}

/// "812 B", "1.2 MB".
fn size(entry: &Entry, cx: &Ctx) -> String {
    let mut value = entry.size as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 1000.0 || unit == "GB" {
            return if unit == "B" {
                format!("{} {unit}", entry.size)
            } else {
                format!("{} {unit}", cx.words.figure(value))
            };
        }
        value /= 1000.0;
    }
    String::new()
}
