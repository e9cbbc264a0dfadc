//! What a check of the log found, in words that claim no more than was checked.

use super::LogScreen;
use crate::domain::log_view::{LogLine, Verified};
use crate::domain::raw::visible;
use crate::tui::screen::{Ctx, Explanation, Load};
use crate::tui::style::Meaning;
use crate::tui::widgets::doc::Doc;
use crate::tui::words::count;

/// Said wherever a log is called intact.
const NOTHING_OUTSIDE: &str = "It is consistent with itself. Nothing outside of this file was compared: someone who \
    may write to the file could have made the whole log anew. Compare the check code with one that was noted elsewhere, or the log with a checkpoint that left.";

pub(super) fn title(found: &Verified) -> String {
    match found.broken.len() {
        0 => format!("log intact, check code {}", visible(&found.check_code)),
        n => format!("the log is not intact: {}", count(u64::try_from(n).unwrap_or(u64::MAX), "fault")),
    }
}

/// Every fault, and after them what is worth reading.
pub(super) fn all(found: &Verified) -> Vec<String> {
    let faults = found.broken.iter().map(|s| visible(s).into_owned());
    let remarks = found.remarks.iter().map(|s| format!("no fault, but worth reading: {}", visible(s)));
    faults.chain(remarks).collect()
}

/// The panel above the list; empty where nothing was checked.
pub(super) fn doc<'a>(check: &Load<Verified>, columns: u16, cx: &'a Ctx) -> Doc<'a> {
    let mut doc = Doc::new(columns, cx.look);
    let marks = &cx.look.marks;
    match check {
        Load::Idle => {}
        Load::Pending(..) => {
            let words = match cx.waits_for() {
                Some(work) => format!("The check waits for {work}"),
                None => "Checking every record, every link between them, and the tables against them …".to_owned(),
            };
            doc.item(marks.more, &words, Meaning::Accent);
        }
        Load::Failed(words) => {
            doc.item(marks.auto_fail, &format!("the log was not checked: {}", visible(words)), Meaning::Alert);
        }
        Load::Ready(found) if found.broken.is_empty() => {
            let records = count(u64::try_from(found.records).unwrap_or(0), "record");
            doc.item(
                marks.done,
                &format!("{}: {records} in an unbroken chain, and the tables agree", title(found)),
                Meaning::Good,
            );
            if found.compared.is_empty() {
                doc.item(" ", NOTHING_OUTSIDE, Meaning::Muted);
            }
            for compared in &found.compared {
                doc.item(" ", &compared.words(), Meaning::Good);
            }
            for remark in &found.remarks {
                doc.item(marks.too_few, &visible(remark), Meaning::Watch);
            }
        }
        Load::Ready(found) => {
            doc.item(marks.auto_fail, &title(found), Meaning::Alert);
            for fault in all(found) {
                doc.item(marks.too_few, &fault, Meaning::Text);
            }
        }
    }
    doc
}

impl LogScreen {
    /// Rows that the panel takes, with a free one under it: never more than a third of the screen.
    pub(super) fn check_rows(&self, cx: &Ctx) -> u16 {
        let lines = doc(&self.check, cx.area.width.saturating_sub(4), cx).lines.len();
        match u16::try_from(lines).unwrap_or(u16::MAX) {
            0 => 0,
            n => n.min((cx.area.height / 3).max(1)) + 1,
        }
    }
}

/// A record as it is copied.
pub(super) fn as_text(line: &LogLine) -> String {
    let why = line.why.as_ref().map_or_else(String::new, |why| format!(" (why: {})", why.visible()));
    format!(
        "record {}, {}, {}: {}: {}{why}, hash {}",
        line.seq,
        line.at.format("%Y-%m-%dT%H:%M:%SZ"),
        line.actor.visible(),
        visible(&line.action),
        line.summary.visible(),
        visible(&line.hash)
    )
}

pub(super) fn explanation() -> Explanation {
    Explanation {
        title: "WHAT THE LOG CAN SHOW".to_owned(),
        lines: vec![
            "Every thing that people decide is one record. Each record holds the hash of the one before it, so that \
             a record cannot be changed, taken out or put in between without all later hashes changing."
                .to_owned(),
            "The check computes every hash anew, and compares the tables with what the records say.".to_owned(),
            "The check code is the newest record's hash, made short. Written down somewhere else today, it shows \
             tomorrow that nothing up to today was changed. Without such a note the check can only say that the log \
             is consistent with itself."
                .to_owned(),
            "A checkpoint is that note as a file, written beside every export and by this screen. Once it is somewhere \
             else, `coachlog log verify --against FILE` finds a log that was cut, put back or written anew as a whole."
                .to_owned(),
        ],
    }
}
