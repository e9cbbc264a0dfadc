//! What became of the rows: counts that add up, totals beside those of the files, what was rejected and left out.

use ratatui::text::Line;

use crate::config::keymap::{Action, Context};
use crate::domain::figure::words as figure;
use crate::domain::log_view::{ImportReport, ReasonCount};
use crate::domain::raw::visible;
use crate::tui::screen::Ctx;
use crate::tui::style::Meaning;
use crate::tui::widgets::doc::Doc;
use crate::tui::words::{count, fit, pad, pad_left, width};

/// More rejected values than this are counted by reason.
const ONE_BY_ONE: u64 = 12;
/// Evaluations and agents whose totals are named.
const WORST: usize = 5;

/// Whether the counts are of what would happen or of what did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Would,
    Done,
}

pub(super) fn report(doc: &mut Doc, report: &ImportReport, tense: Tense, cx: &Ctx) {
    doc.heading("ROWS");
    let [new, replace] = match tense {
        Tense::Would => ["new", "would replace an earlier version"],
        Tense::Done => ["new", "replaced an earlier version"],
    };
    let figures = [
        ("read", report.rows_read, "", Meaning::Text),
        ("loaded", report.loaded, new, Meaning::Good),
        ("updated", report.updated, replace, Meaning::Text),
        ("unchanged", report.unchanged, "there already, the same", Meaning::Muted),
        ("rejected", report.rejected_rows, "a value cannot be read, see below", Meaning::Below),
        ("left out", report.left_out, "for a reason that is below", Meaning::Watch),
    ];
    for (word, n, note, meaning) in figures {
        let meaning = if n == 0 { Meaning::Muted } else { meaning };
        let note = if n == 0 { "" } else { note };
        doc.line(Line::from(vec![
            cx.look.span(pad(&format!("  {word}"), 12, ""), Meaning::Text),
            cx.look.span(pad_left(&n.to_string(), 9, ""), meaning),
            cx.look.span(format!("   {note}"), Meaning::Muted),
        ]));
    }
    let sum = report.loaded + report.updated + report.unchanged + report.rejected_rows + report.left_out;
    if sum != report.rows_read {
        let words = format!("these do not add up: {} rows were read and {sum} are accounted for", report.rows_read);
        doc.item(cx.look.marks.auto_fail, &words, Meaning::Alert);
    }
    doc.gap();
    let what = [
        (report.evaluations, "evaluation"),
        (report.transcripts, "transcript"),
        (report.calls, "call"),
        (report.agents, "agent"),
    ];
    let what: Vec<String> = what.iter().map(|(n, word)| count(*n, word)).collect();
    doc.text(&what.join(" · "), Meaning::Text);
    if let Some(words) = report.apart.words() {
        doc.item(cx.look.marks.too_few, &words, Meaning::Text);
    }
    if let Some(words) = report.masked.words() {
        doc.item(cx.look.marks.too_few, &words, Meaning::Watch);
    }
    reconciled(doc, report, cx);
    rejected(doc, report, cx);
    left_out(doc, report, cx);
    sentences(doc, "WORTH READING", &report.warnings, cx);
}

fn reconciled(doc: &mut Doc, report: &ImportReport, cx: &Ctx) {
    let (checked, differ) = (report.reconciled_checked, report.reconciled_differ);
    if report.evaluations == 0 && checked == 0 {
        return;
    }
    let total = count(checked, "total");
    if checked == 0 {
        doc.text("The files give no totals of their own to compare with.", Meaning::Muted);
    } else if differ == 0 {
        let words = format!("{total} of the files compared with what the dimensions give: all agree");
        doc.item(cx.look.marks.done, &words, Meaning::Good);
    } else {
        let words = format!(
            "{differ} of {total} of the files differ by more than 0.5 from what the dimensions give; the files' own are kept"
        );
        doc.item(cx.look.marks.under, &words, Meaning::Watch);
    }
    for d in report.differing.iter().take(WORST) {
        let words = format!(
            "{} of {} says {}, its dimensions give {}",
            d.evaluation.visible(),
            d.agent.visible(),
            figure(d.own),
            figure(d.recomputed)
        );
        doc.item(" ", &words, Meaning::Muted);
    }
    let shown = report.differing.len().min(WORST) as u64;
    if differ > shown && shown > 0 {
        doc.item(" ", &format!("and {} more", differ - shown), Meaning::Muted);
    }
    for m in report.agent_means.iter().filter(|m| m.differ()).take(WORST) {
        let words = format!(
            "{}: the files' mean is {}, here {}, over {}",
            m.agent.visible(),
            figure(m.own),
            figure(m.recomputed),
            count(m.evaluations, "evaluation")
        );
        doc.item(cx.look.marks.too_few, &words, Meaning::Text);
    }
}

fn rejected(doc: &mut Doc, report: &ImportReport, cx: &Ctx) {
    if report.rejected.is_empty() {
        return;
    }
    doc.heading(&format!("REJECTED {}", report.rejected_rows));
    let key = cx.keymap.key_words(&[Context::Import], Action::WriteRejected, cx.look.borders);
    if !key.is_empty() && report.has_tables() {
        doc.text(&format!("{key} writes these rows, with their evaluations, as a file to be mended."), Meaning::Muted);
    }
    if report.rejected_by.iter().map(|r| r.count).sum::<u64>() > ONE_BY_ONE {
        reasons(doc, &report.rejected_by, "value", cx.look.marks.auto_fail, cx);
        return;
    }
    for line in &report.rejected {
        let look = cx.look;
        let head = format!("{}, line {}: ", line.file.visible(), line.line);
        let value = line.value.visible();
        let value = if value.is_empty() {
            "empty".to_owned()
        } else {
            format!("{}{value}{}", look.marks.open_quote, look.marks.close_quote)
        };
        let room = doc.columns().saturating_sub(2 + width(&head));
        let words = fit(&format!("{} {value}", line.column.visible()), room, look.marks.more);
        doc.line(Line::from(vec![
            look.span(format!("{} ", look.marks.auto_fail), Meaning::Below),
            look.span(head, Meaning::Muted),
            look.span(words, Meaning::Text),
        ]));
        doc.item(" ", &format!("expected {}", visible(&line.expected)), Meaning::Muted);
    }
}

fn left_out(doc: &mut Doc, report: &ImportReport, cx: &Ctx) {
    if report.left_out == 0 {
        return;
    }
    doc.heading(&format!("LEFT OUT {}", report.left_out));
    reasons(doc, &report.left_out_by, "row", cx.look.marks.too_few, cx);
}

/// Counts by reason, each with its first examples.
fn reasons(doc: &mut Doc, all: &[ReasonCount], what: &str, mark: &str, cx: &Ctx) {
    let dot = if cx.look.marks.too_few.is_ascii() { "; " } else { " · " };
    for reason in all {
        doc.item(mark, &format!("{}: {}", count(reason.count, what), visible(&reason.reason)), Meaning::Text);
        let more = if reason.count > reason.examples.len() as u64 {
            format!(" {}", cx.look.marks.more)
        } else {
            String::new()
        };
        doc.item(" ", &visible(&(reason.examples.join(dot) + &more)), Meaning::Muted);
    }
}

fn sentences(doc: &mut Doc, title: &str, all: &[String], cx: &Ctx) {
    if all.is_empty() {
        return;
    }
    doc.heading(title);
    for sentence in all {
        doc.item(cx.look.marks.too_few, &visible(sentence), Meaning::Text);
    }
}
