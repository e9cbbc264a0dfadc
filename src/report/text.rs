//! A page as plain text.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{Part, Report, Words, chart};

/// Columns of a page in a shell.
const WIDTH: usize = 78;
/// A table of many columns may be wider than prose.
const WIDEST: usize = 120;
const LABEL: usize = 14;

/// What a line is, for those who colour it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Title,
    Mark,
    Heading,
    Text,
    /// The row of the focus.
    Focus,
    Quiet,
}

pub(crate) fn text(report: &Report) -> String {
    let mut out = String::new();
    for (_, line) in within(report, WIDTH, WIDEST) {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The page in lines of at most so many columns.
pub(crate) fn lines(report: &Report, columns: usize) -> Vec<(Kind, String)> {
    within(report, columns, columns)
}

fn within(report: &Report, columns: usize, widest: usize) -> Vec<(Kind, String)> {
    let mut out = Page { columns: columns.max(20), widest, lines: Vec::new() };
    out.wrapped(Kind::Title, "", &report.title);
    if let Some(mark) = &report.mark {
        out.wrapped(Kind::Mark, "", mark);
    }
    for (label, words) in &report.facts {
        out.fact(label, words);
    }
    for part in &report.parts {
        out.part(part);
    }
    if !report.foot.is_empty() {
        out.free();
    }
    for line in &report.foot {
        out.wrapped(Kind::Quiet, "", line);
    }
    out.lines
}

struct Page {
    columns: usize,
    /// Of a table.
    widest: usize,
    lines: Vec<(Kind, String)>,
}

impl Page {
    fn free(&mut self) {
        self.lines.push((Kind::Text, String::new()));
    }

    /// Under a head of its own, whose width the further lines keep free.
    fn wrapped(&mut self, kind: Kind, head: &str, words: &str) {
        let indent = head.width();
        for (i, line) in wrap(words, self.columns.saturating_sub(indent)).into_iter().enumerate() {
            let head = if i == 0 { head.to_owned() } else { " ".repeat(indent) };
            self.lines.push((kind, format!("{head}{line}")));
        }
    }

    fn fact(&mut self, label: &str, words: &str) {
        let head = format!("{label}{}", " ".repeat(LABEL.saturating_sub(label.width()).max(1)));
        self.wrapped(Kind::Text, &head, words);
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Heading(words) => {
                self.free();
                self.wrapped(Kind::Heading, "", &words.to_uppercase());
            }
            Part::Text(words) => self.wrapped(Kind::Text, "", words),
            Part::Facts(facts) => {
                for (label, words) in facts {
                    self.fact(label, words);
                }
            }
            Part::Table { heads, rows } => self.table(heads, rows),
            Part::Charts(charts) => {
                let (heads, rows) = chart::table(charts);
                self.table(&heads, &rows);
                self.wrapped(Kind::Quiet, "  ", chart::LEGEND);
            }
            Part::Entries(all) => {
                for (head, words) in all {
                    self.wrapped(Kind::Text, "", head);
                    self.wrapped(Kind::Text, "    ", words);
                }
            }
            Part::Moment { head, words } => {
                self.wrapped(Kind::Text, "", head);
                for words in words {
                    match words {
                        Words::Quote(words) => self.wrapped(Kind::Quiet, "    ", &format!("“{words}”")),
                        Words::Plain(words) => self.wrapped(Kind::Quiet, "    ", words),
                    }
                }
            }
            Part::Change { what, old, new, by } => {
                self.wrapped(Kind::Text, "", what);
                self.wrapped(Kind::Quiet, "    was: ", old);
                self.wrapped(Kind::Text, "    now: ", new);
                self.wrapped(Kind::Quiet, "    why: ", by);
            }
            Part::Sign(all) => {
                self.free();
                for words in all {
                    self.lines.push((Kind::Text, words.clone()));
                    self.free();
                }
            }
        }
    }

    fn table(&mut self, heads: &[String], rows: &[super::Row]) {
        let figures = heads.len().saturating_sub(1);
        let wide = |at: usize| {
            let cells = rows.iter().filter_map(|r| r.cells.get(at)).map(|c| c.width());
            cells.chain([heads.get(at).map_or(0, |h| h.width())]).max().unwrap_or(0)
        };
        let rest: usize = (1..=figures).map(|at| wide(at) + 2).sum();
        let first = wide(0).min(self.widest.max(self.columns).saturating_sub(rest + 2)).max(4);
        // A name that is too wide goes on under itself: none of it is lost.
        let line = |mark: &str, cells: &[String]| {
            let mut names = wrap(cells.first().map_or("", String::as_str), first).into_iter();
            let name = names.next().unwrap_or_default();
            let mut out = format!("{mark}{name}{}", " ".repeat(first.saturating_sub(name.width())));
            for (at, cell) in cells.iter().enumerate().skip(1) {
                out.push_str(&" ".repeat(2 + wide(at).saturating_sub(cell.width())));
                out.push_str(cell);
            }
            std::iter::once(out).chain(names.map(|more| format!("  {more}"))).collect::<Vec<_>>()
        };
        self.lines.extend(line("  ", heads).into_iter().map(|line| (Kind::Quiet, line)));
        for row in rows {
            let (kind, mark) = if row.focus { (Kind::Focus, "> ") } else { (Kind::Text, "  ") };
            self.lines.extend(line(mark, &row.cells).into_iter().map(|line| (kind, line)));
        }
    }
}

/// Broken at spaces where there are any.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.width() + 1 + word.width() > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for grapheme in word.graphemes(true) {
            if !line.is_empty() && line.width() + grapheme.width() > columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(grapheme);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}
