//! A page as Markdown.

use std::fmt::Write as _;

use super::{Part, Report, Row, Words, chart};

pub(crate) fn markdown(report: &Report) -> String {
    let mut out = format!("# {}\n\n", escaped(&report.title));
    // Writing to a String cannot fail.
    if let Some(mark) = &report.mark {
        let _ = writeln!(out, "**{}**\n", escaped(mark));
    }
    facts(&mut out, &report.facts);
    for part in &report.parts {
        match part {
            Part::Heading(words) => {
                let _ = writeln!(out, "## {}\n", escaped(words));
            }
            Part::Text(words) => {
                let _ = writeln!(out, "{}\n", escaped(words));
            }
            Part::Facts(all) => facts(&mut out, all),
            Part::Table { heads, rows } => table(&mut out, heads, rows),
            Part::Charts(charts) => {
                let (heads, rows) = chart::table(charts);
                table(&mut out, &heads, &rows);
                let _ = writeln!(out, "{}\n", escaped(chart::LEGEND));
            }
            Part::Entries(all) => {
                for (head, words) in all {
                    let _ = writeln!(out, "- **{}:** {}", escaped(head), escaped(words));
                }
                out.push('\n');
            }
            Part::Moment { head, words } => {
                let _ = writeln!(out, "{}\n", escaped(head));
                for words in words {
                    let words = match words {
                        Words::Quote(words) => format!("“{}”", escaped(words)),
                        Words::Plain(words) => escaped(words),
                    };
                    let _ = writeln!(out, "> {words}\n");
                }
            }
            Part::Change { what, old, new, by } => {
                let _ = writeln!(out, "- {}", escaped(what));
                let _ = writeln!(out, "  - was: {}", escaped(old));
                let _ = writeln!(out, "  - now: {}", escaped(new));
                let _ = writeln!(out, "  - why: {}\n", escaped(by));
            }
            Part::Sign(all) => {
                for words in all {
                    let _ = writeln!(out, "{}\n", escaped(words));
                }
            }
        }
    }
    let _ = writeln!(out, "---\n");
    for line in &report.foot {
        let _ = writeln!(out, "{}\n", escaped(line));
    }
    out
}

fn table(out: &mut String, heads: &[String], rows: &[Row]) {
    let heads: Vec<String> = heads.iter().map(|head| escaped(head)).collect();
    let _ = writeln!(out, "| {} |", heads.join(" | "));
    let rule: Vec<&str> = (0..heads.len()).map(|i| if i == 0 { "---" } else { "---:" }).collect();
    let _ = writeln!(out, "| {} |", rule.join(" | "));
    for row in rows {
        let cell = |text: &String| {
            if row.focus { format!("**{}**", escaped(text)) } else { escaped(text) }
        };
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}

fn facts(out: &mut String, all: &[(&'static str, String)]) {
    for (label, words) in all {
        let _ = writeln!(out, "- **{label}:** {}", escaped(words));
    }
    if !all.is_empty() {
        out.push('\n');
    }
}

/// One line, in which no sign means anything.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if "\\`*_[]<>#|~&!".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    // What would begin a list or a rule at the beginning of a line.
    if out.starts_with(['-', '+', '=']) {
        out.insert(0, '\\');
    }
    out
}
