//! Whether a flag that a session answered came again: the same code on the agent's calls since.

use chrono::{DateTime, NaiveDate, Utc};

use super::id::CallRow;
use super::raw::Raw;

/// A call of the agent that was looked at: scored, or flagged by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct LookedAt {
    pub call: CallRow,
    pub call_id: Option<Raw>,
    pub day: NaiveDate,
    /// `None` where the file has only a date.
    pub started_at: Option<DateTime<Utc>>,
    /// Of its flags.
    pub codes: Vec<Raw>,
}

/// A code that a session answered, and the calls since.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    pub code: Raw,
    /// The session's day.
    pub since: NaiveDate,
    /// Calls since that were looked at.
    pub calls: u32,
    /// Those with the same code, oldest first.
    pub again: Vec<Again>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Again {
    pub call: CallRow,
    pub call_id: Option<Raw>,
    pub day: NaiveDate,
}

/// Watches for codes on calls that started after the session was held, up to today. Of a call without a time the day
/// decides, and the session's own day is before it.
pub fn watch(
    codes: &[Raw],
    (held_at, held_on): (DateTime<Utc>, NaiveDate),
    today: NaiveDate,
    calls: &[LookedAt],
) -> Vec<Watched> {
    let since =
        |call: &&LookedAt| call.day <= today && call.started_at.map_or(call.day > held_on, |started| started > held_at);
    let mut after: Vec<&LookedAt> = calls.iter().filter(since).collect();
    after.sort_by_key(|call| (call.day, call.started_at, call.call.0));
    let mut out: Vec<Watched> = Vec::new();
    for code in codes {
        if out.iter().any(|w| w.code == *code) {
            continue;
        }
        let again = after.iter().filter(|call| call.codes.contains(code));
        let again = again.map(|c| Again { call: c.call, call_id: c.call_id.clone(), day: c.day }).collect();
        let calls = u32::try_from(after.len()).unwrap_or(u32::MAX);
        out.push(Watched { code: code.clone(), since: held_on, calls, again });
    }
    out
}

/// Calls that a sentence names at most.
const NAMED: usize = 3;

impl Watched {
    /// "not again in 34 calls", "again on 004533, 12 Nov", by a way of writing days.
    pub fn words(&self, day: impl Fn(NaiveDate) -> String) -> String {
        let named = |a: &Again| {
            let call = a.call_id.as_ref().map_or_else(|| "a call without an ID".to_owned(), Raw::visible);
            format!("{call}, {}", day(a.day))
        };
        match (self.again.as_slice(), self.calls) {
            ([], 0) => "no call since".to_owned(),
            ([], 1) => "not again in 1 call".to_owned(),
            ([], n) => format!("not again in {n} calls"),
            (again, _) => {
                let listed: Vec<String> = again.iter().take(NAMED).map(named).collect();
                let more = again.len().saturating_sub(NAMED);
                let more = if more > 0 { format!("; and {more} more") } else { String::new() };
                format!("again on {}{more}", listed.join("; "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn call(n: i64, on: &str, at: Option<&str>, codes: &[&str]) -> LookedAt {
        LookedAt {
            call: CallRow(n),
            call_id: Some(Raw::from(format!("C{n}"))),
            day: day(on),
            started_at: at.map(|at| format!("{on}T{at}:00Z").parse().expect("an instant")),
            codes: codes.iter().map(|c| Raw::from(*c)).collect(),
        }
    }

    #[test]
    fn calls_count_from_the_session_on() {
        let held = ("2026-11-10T10:00:00Z".parse().expect("an instant"), day("2026-11-10"));
        let watched = |calls: &[LookedAt]| {
            let found = watch(&[Raw::from("late")], held, day("2026-11-20"), calls);
            assert_eq!(found.len(), 1);
            let ids: Vec<String> = found[0].again.iter().map(|a| a.call.0.to_string()).collect();
            (found[0].calls, ids.join(" "))
        };
        let none = String::new;
        // Before it, at its very instant, and after it on the same day.
        assert_eq!(watched(&[call(1, "2026-11-10", Some("09:59"), &["late"])]), (0, none()));
        assert_eq!(watched(&[call(1, "2026-11-10", Some("10:00"), &["late"])]), (0, none()));
        assert_eq!(watched(&[call(1, "2026-11-10", Some("10:01"), &["late"])]), (1, "1".to_owned()));
        // Without a time the session's own day is before it.
        assert_eq!(watched(&[call(1, "2026-11-10", None, &["late"])]), (0, none()));
        assert_eq!(watched(&[call(1, "2026-11-11", None, &["late"])]), (1, "1".to_owned()));
        // Up to today; another code is another matter.
        assert_eq!(watched(&[call(1, "2026-11-21", None, &["late"])]), (0, none()));
        assert_eq!(watched(&[call(1, "2026-11-12", None, &["rude"]), call(2, "2026-11-13", None, &[])]), (2, none()));
        let both = [call(5, "2026-11-14", None, &["late", "rude"]), call(4, "2026-11-12", None, &["late"])];
        assert_eq!(watched(&both), (2, "4 5".to_owned()), "oldest first");
    }

    #[test]
    fn a_code_is_watched_once_and_said_in_words() {
        let held = ("2026-11-10T10:00:00Z".parse().expect("an instant"), day("2026-11-10"));
        let said = |calls: &[LookedAt]| {
            let codes = [Raw::from("late"), Raw::from("late")];
            let found = watch(&codes, held, day("2026-11-20"), calls);
            assert_eq!(found.len(), 1);
            found[0].words(|d| d.format("%-d %b").to_string())
        };
        assert_eq!(said(&[]), "no call since");
        assert_eq!(said(&[call(1, "2026-11-12", None, &[])]), "not again in 1 call");
        assert_eq!(said(&[call(1, "2026-11-12", None, &[]), call(2, "2026-11-12", None, &[])]), "not again in 2 calls");
        assert_eq!(said(&[call(1, "2026-11-12", None, &["late"])]), "again on C1, 12 Nov");
        let five: Vec<LookedAt> = (1..=5).map(|n| call(n, "2026-11-12", None, &["late"])).collect();
        assert_eq!(said(&five), "again on C1, 12 Nov; C2, 12 Nov; C3, 12 Nov; and 2 more");
    }
}
