//! The auditor's sentence: what was coached, on which call, when, and whether it is signed.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Amended, Finished, SessionView, SignOff, Status};
use crate::domain::evidence::Evidence;
use crate::domain::raw::visible;

/// "Coached on Compliance: agent skipped required statement on call ID 4471, 15 Oct 2026, 12:04 PM. Session
/// 20 Oct 2026, signed 20 Oct." One line, nothing in it acts on a terminal; every day is one of the session's zone.
pub fn auditors_sentence(view: &SessionView) -> String {
    let content = &view.content;
    let zone: Tz = content.zone.parse().unwrap_or(Tz::UTC);
    let held = content.held_at.with_timezone(&zone).date_naive();
    let coached = match focus_name(content) {
        Some(name) => format!("Coached on {name}: {}", shown(view, zone)),
        None => format!("{}: {}", capital(content.kind.words()), shown(view, zone)),
    };
    let session = format!("Session {}, {}", held.format("%-d %b %Y"), signed(view, held, zone));
    let void = if view.status == Status::Void { "Void: " } else { "" };
    visible(&format!("{void}{}. {session}.", coached.trim_end_matches('.'))).into_owned()
}

fn focus_name(content: &Finished) -> Option<String> {
    let key = content.focus.dimension.as_ref()?;
    let named = content.dimensions.iter().find(|d| d.key == *key);
    Some(named.map_or_else(|| key.clone(), |d| d.name.clone()))
}

/// What happened on which call; where there is no evidence, what was agreed and why there is none.
fn shown(view: &SessionView, zone: Tz) -> String {
    let content = &view.content;
    let of_focus = |e: &&Evidence| e.dimension == content.focus.dimension;
    let Some(first) = view.all_evidence().find(of_focus).or_else(|| view.all_evidence().next()) else {
        let agreed = [Amended::Behavior, Amended::Strength, Amended::Action].into_iter().find_map(|f| view.stands(f));
        let agreed = agreed.map_or_else(|| "nothing was agreed".to_owned(), |text| squeezed(&text));
        let why = content.no_evidence.as_ref().map(|why| format!(" (no evidence: {})", squeezed(why)));
        return format!("{agreed}{}", why.unwrap_or_default());
    };
    let mut out = format!("{} on {}", happened(first), call(first, zone));
    let others = view.all_evidence().filter(|e| !std::ptr::eq(*e, first));
    let others: Vec<String> = others.map(|e| call(e, zone)).collect();
    if !others.is_empty() {
        let _ = write!(out, "; also on {}", others.join(", and "));
    }
    out
}

fn happened(evidence: &Evidence) -> String {
    if let Some(what) = &evidence.what_happened {
        return squeezed(what.verbatim());
    }
    let quote = evidence.quote.as_ref().map(|q| squeezed(q.verbatim())).unwrap_or_default();
    let speaker =
        evidence.speaker.as_ref().map_or_else(|| "said".to_owned(), |s| format!("{} said", squeezed(s.verbatim())));
    format!("{speaker} “{quote}”")
}

/// "call ID 4471, 15 Oct 2026, 12:04 PM".
fn call(evidence: &Evidence, zone: Tz) -> String {
    let id = evidence
        .call_id
        .as_ref()
        .map_or_else(|| "a call without ID".to_owned(), |id| format!("call ID {}", id.verbatim()));
    let when = |at: DateTime<Utc>| at.with_timezone(&zone).format("%-d %b %Y, %-I:%M %p").to_string();
    let day = |day: NaiveDate| day.format("%-d %b %Y").to_string();
    match evidence.call_started_at.map(when).or(evidence.call_day.map(day)) {
        Some(when) => format!("{id}, {when}"),
        None => id,
    }
}

/// "signed 20 Oct", with the year where it is another than the session's.
fn signed(view: &SessionView, held: NaiveDate, zone: Tz) -> String {
    let Some(sign_off) = view.sign_off else { return "not signed".to_owned() };
    let recorded =
        view.history.iter().rev().find(|line| line.what == "session_signed").and_then(|line| line.at.parse().ok());
    let at: DateTime<Utc> = recorded.unwrap_or(view.content.finished_at);
    let on = at.with_timezone(&zone).date_naive();
    let form = if on.format("%Y").to_string() == held.format("%Y").to_string() { "%-d %b" } else { "%-d %b %Y" };
    let on = on.format(form);
    match sign_off {
        SignOff::Agrees => format!("signed {on}"),
        SignOff::Disagrees => format!("signed {on}, disagrees"),
        SignOff::Refused => format!("refused to sign {on}"),
        SignOff::Absent => format!("agent absent, recorded {on}"),
        SignOff::Left => format!("agent left, recorded {on}"),
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
