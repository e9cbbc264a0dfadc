//! Flags and auto-fails that no session answers, against their clock.

use chrono::{Days, NaiveDate};

use super::{Due, New};
use crate::domain::id::CallRow;
use crate::domain::raw::Raw;
use crate::domain::today::{DueKind, DueTarget};
use crate::store::marks::{FlagFact, OpenFail};
use crate::store::people::Member;

impl Due {
    fn clock_ends(&self, day: NaiveDate) -> NaiveDate {
        day.checked_add_days(Days::new(self.flag_days.unsigned_abs())).unwrap_or(day)
    }

    pub(super) fn flags(&mut self, member: &Member, flags: &[FlagFact]) {
        for flag in flags {
            let call = Call::new(flag.line.call_id.as_ref(), flag.evaluation.as_deref());
            let (code, day) = (flag.line.code.visible(), flag.line.day);
            let why = format!("{code} on {}, {}; no session answers it", call.words, day.format("%-d %b"));
            let new = New {
                kind: DueKind::Flag,
                since: day,
                due: self.clock_ends(day),
                subject: call.subject,
                why,
                target: DueTarget::Flag(flag.line.clone()),
            };
            let found = self.add(member, new);
            // A call may carry several.
            found.item.key = format!("{}/{}", found.item.subject, flag.line.code.verbatim());
        }
    }

    pub(super) fn fails(&mut self, member: &Member, fails: &[OpenFail]) {
        for fail in fails {
            let call = Call::new(fail.key.as_ref(), Some(&fail.evaluation));
            let (name, day) = (fail.name.visible(), fail.day);
            let new = New {
                kind: DueKind::AutoFail,
                since: day,
                due: self.clock_ends(day),
                why: format!("auto-fail: {name}, on {}, {}; no session stands on it", call.words, day.format("%-d %b")),
                subject: call.subject,
                target: DueTarget::Call(CallRow(fail.call)),
            };
            self.add(member, new);
        }
    }

    /// A flag's clock does not stand still; what the agent has to be there for waits. Of the items from a place on.
    pub(super) fn says_away(&mut self, from: usize) {
        self.found[from..].iter_mut().for_each(|found| found.item.why.push_str("; the agent is away"));
    }
}

/// How a call is named: in a sentence, and for good.
pub(super) struct Call {
    pub(super) words: String,
    pub(super) subject: String,
}

impl Call {
    /// A call without an ID is named for good by its evaluation.
    pub(super) fn new(id: Option<&Raw>, evaluation: Option<&str>) -> Self {
        match id {
            Some(id) => Self { words: id.visible(), subject: id.verbatim().to_owned() },
            None => Self {
                words: "a call without an ID".to_owned(),
                subject: evaluation.unwrap_or("a call without an ID").to_owned(),
            },
        }
    }
}
