//! The auditor's sentence: what was coached, on which evidence, when, and whether it was signed.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::evidence::{Evidence, offset_words};
use crate::domain::raw::{Raw, visible};
use crate::domain::session::SessionView;
use crate::tui::words::Words;

/// "Coached on Compliance: agent skipped required statement on call ID 4471, 15 Oct 2026, 12:04. Session 20 Oct
/// 2026, signed 20 Oct." The evidence on the focus goes before other evidence.
pub(crate) fn auditor(session: &SessionView, words: Words) -> String {
    let content = &session.content;
    let zone: Tz = content.zone.parse().unwrap_or(Tz::UTC);
    let focus = content.focus.dimension.as_deref();
    let name = focus.and_then(|key| content.dimensions.iter().find(|d| d.key == key)).map(|d| d.name.as_str());
    let head = match name {
        Some(name) => format!("Coached on {}", visible(name)),
        None => format!("Session ({})", content.kind.words()),
    };
    let evidence =
        content.evidence.iter().find(|e| e.dimension.as_deref() == focus).or_else(|| content.evidence.first());
    let seen = match (evidence, &content.no_evidence) {
        (Some(evidence), _) => format!(": {}", evidence_words(evidence, zone, words)),
        (None, Some(why)) => format!(": no evidence, {}", visible(why)),
        (None, None) => String::new(),
    };
    let day = words.full_day(content.held_at.with_timezone(&zone).date_naive());
    let signed = match (session.sign_off, signed_on(session, zone)) {
        (Some(off), Some(day)) => format!(", signed {} ({})", words.day(day), off.word()),
        (Some(off), None) => format!(", signed ({})", off.word()),
        (None, _) => ", not signed yet".to_owned(),
    };
    format!("{head}{seen}. Session {day}{signed}.")
}

fn evidence_words(evidence: &Evidence, zone: Tz, words: Words) -> String {
    let what = match (&evidence.what_happened, &evidence.quote) {
        (Some(what), _) => what.visible(),
        (None, Some(quote)) => format!("“{}”", quote.visible()),
        (None, None) => "evidence".to_owned(),
    };
    let call = evidence.call_id.as_ref().map(Raw::visible);
    let call = call.map_or_else(|| " on a call without an ID".to_owned(), |id| format!(" on call ID {id}"));
    let when = match (evidence.call_started_at, evidence.call_day) {
        (Some(at), _) => {
            format!(", {}, {}", words.full_day(at.with_timezone(&zone).date_naive()), words.time(at, zone))
        }
        (None, Some(day)) => format!(", {}", words.full_day(day)),
        (None, None) => String::new(),
    };
    let offset = evidence.from_ms.map(|ms| format!(", at {}", offset_words(ms))).unwrap_or_default();
    format!("{}{call}{when}{offset}", what.trim_end_matches('.'))
}

/// From the record of the signature.
fn signed_on(session: &SessionView, zone: Tz) -> Option<NaiveDate> {
    let line = session.history.iter().rev().find(|h| h.what.contains("signed"))?;
    let at: DateTime<Utc> = line.at.parse().ok()?;
    Some(at.with_timezone(&zone).date_naive())
}
