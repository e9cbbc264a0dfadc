//! What people would have put on record in such a center: weekly sessions and what follows each. Every record is JSON as
//! the log has it.

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use coachlog::measured::{Agent, Scorecard};
use serde_json::{Value, json};

use super::chance::Chance;

/// What a stream of chance is for, beside those of the evaluations.
const DECIDED: u64 = 9;

/// Calls that a session stands on.
const BASELINE: u64 = 5;

const BEHAVIOURS: [(&str, &str); 4] = [
    (
        "Names the next step and its day before the goodbye",
        "Name the next step and its day before the goodbye on every call this week",
    ),
    (
        "Asks for the cause before offering a remedy",
        "Ask one question about the cause in the first 60 seconds of every call this week",
    ),
    ("Reads the statement before the payment", "Read the whole statement before the payment on every call this week"),
    ("Says why before a hold", "Say why and for how long before every hold this week"),
];

const WORDS: [&str; 4] = [
    "I had not noticed that I leave it out.",
    "Most calls are short, there is hardly time.",
    "I will try it on the next ones.",
    "It worked on Friday already.",
];

/// So many records: the agents in turn, week by week back from the day.
pub fn records(agents: &[Agent], card: &Scorecard, end: NaiveDate, wanted: usize, seed: u64) -> Vec<String> {
    let mut out = Vec::with_capacity(wanted + 5);
    let per_round = agents.len().max(1);
    let rounds = wanted.div_ceil(5 * per_round);
    // The oldest come first, as they would have been written.
    for round in (0..rounds).rev() {
        for (place, agent) in agents.iter().enumerate() {
            if out.len() >= wanted {
                break;
            }
            let number = (round * per_round + place) as u64;
            let day = end - TimeDelta::days(1 + 7 * i64::try_from(round).unwrap_or(0));
            let held = day.and_hms_opt(14, 0, 0).unwrap_or_default().and_utc();
            out.extend(
                session(agent, card, held, &mut Chance::of(seed, DECIDED, number)).map(|record| record.to_string()),
            );
        }
    }
    out.truncate(wanted);
    out
}

/// A version 7 UUID that chance alone tells.
fn uuid(chance: &mut Chance) -> String {
    let parts = [32, 16, 12, 12, 48].map(|bits| chance.below(1 << bits));
    format!("{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}", parts[0], parts[1], parts[2], parts[3], parts[4])
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A finished session, how it was taken, what was kept of a call, whether it was done, and what comes next.
fn session(agent: &Agent, card: &Scorecard, held: DateTime<Utc>, chance: &mut Chance) -> [Value; 5] {
    let (id, day) = (uuid(chance), held.date_naive());
    let what = finished(&id, agent, card, held, chance);
    let words = chance.pick(&WORDS);
    let call = format!("C{:08}", chance.below(100_000_000));
    [
        json!({"action": "session_finished", "what": what}),
        json!({"action": "session_signed", "what": {"id": id, "sign_off": "agrees", "comment": words, "on": instant(held)}}),
        json!({"action": "praise_kept", "what": {
            "id": uuid(chance), "agent": agent.id, "name": agent.name, "call_id": call, "from_ms": 4_000, "to_ms": 9_000,
            "speaker": agent.name, "quote": "You get the summary by mail, and I call you on Friday.",
        }}),
        json!({"action": "action_read_back", "what": {"id": id, "state": "partly", "count": {"done": chance.below(5), "of": 5}}}),
        json!({"action": "next_step_chosen", "what": {
            "id": id, "step": "change_action", "cause": null, "on": day + TimeDelta::days(6),
        }}),
    ]
}

fn finished(id: &str, agent: &Agent, card: &Scorecard, held: DateTime<Utc>, chance: &mut Chance) -> Value {
    let day = held.date_naive();
    let focus = usize::try_from(chance.below(card.dimensions.len().max(1) as u64)).unwrap_or(0);
    let (behaviour, action) = chance.pick(&BEHAVIOURS);
    let keys: Vec<&str> = card.dimensions.iter().map(|(key, _)| key.as_str()).collect();
    let percents = |chance: &mut Chance| -> Value {
        keys.iter()
            .map(|key| ((*key).to_owned(), json!(40 + chance.below(61))))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let baseline: Vec<Value> = (0..BASELINE)
        .map(|n| {
            let started = held - TimeDelta::hours(20 + 24 * i64::try_from(n).unwrap_or(0));
            let call = chance.below(100_000_000);
            json!({
                "source": "grid", "evaluation": format!("E{call:08}"), "version": 1, "call_id": format!("C{call:08}"),
                "started_at": instant(started), "day": started.date_naive(), "percents": percents(chance),
                "overall": 40 + chance.below(61),
            })
        })
        .collect();
    let dimensions: Vec<Value> = card
        .dimensions
        .iter()
        .enumerate()
        .map(|(at, (key, name))| {
            let current = 40 + i64::try_from(chance.below(61)).unwrap_or(0);
            json!({
                "key": key, "name": name, "current": current, "n": BASELINE, "target": 80, "gap": 80 - current,
                "change": null, "action": if at == focus { action } else { "noted, not coached" },
            })
        })
        .collect();
    let evidence: Vec<Value> = baseline
        .iter()
        .take(2)
        .map(|call| {
            json!({
                "call_id": call["call_id"], "call_started_at": call["started_at"], "call_day": call["day"],
                "from_ms": 61_000, "to_ms": 66_500, "speaker": agent.name, "quote": null,
                "what_happened": "The caller asked when, and no day was named.", "dimension": keys.get(focus),
            })
        })
        .collect();
    json!({
        "id": id, "agent": agent.id, "agent_json_id": agent.source_id, "agent_name": agent.name,
        "supervisor": null, "supervisor_name": "Kim", "kind": "scheduled",
        "held_at": instant(held), "entered_at": instant(held), "finished_at": instant(held + TimeDelta::minutes(35)),
        "cycle": {"from": day - TimeDelta::days(14), "to": day}, "zone": "UTC",
        "scorecard": card.id, "scorecard_name": card.name, "scorecard_version": card.version,
        "overall": 70.5, "calls": BASELINE, "below_threshold": [], "flags": [], "auto_fails": [], "answers_flags": [],
        "focus": {"dimension": keys.get(focus), "suggested": keys.get(focus), "reason": null},
        "focus_reason": "gap", "confidence": 0.8, "behavior": behaviour, "action": action,
        "action_check": [{"item": "observable", "ok": true, "words": []}], "action_override": null,
        "due": day + TimeDelta::days(6), "check": null, "strength": "Calm voice, clear words.",
        "dimensions": dimensions, "evidence": evidence, "no_evidence": null, "note": null, "agent_comment": null,
        "sign_off": null, "next_session": day + TimeDelta::days(7), "baseline": baseline,
    })
}
