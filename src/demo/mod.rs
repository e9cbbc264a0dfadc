//! The demo team: three teams of an invented insurer with twelve weeks of scored calls, sixty transcripts and a
//! coaching history, so that every state of the program can be seen without anybody's real data.
//!
//! ```text
//! seed ──► calls ──► evaluations ──► evidence ──► transcripts ──► sessions ──► steps in time order
//! ```
//! [`generate`] is pure: the same seed and day give the same team on every machine. Nothing in it is newer than ten
//! o'clock in the morning of `today` (see [`newest_day`]), so that a log made of it never runs ahead of the clock.

mod calendar;
mod calls;
mod cast;
mod csv;
mod evaluations;
mod facts;
mod figures;
mod form;
mod phrases;
mod rng;
mod sessions;
mod story;
mod talk;
mod vtt;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::Value;

use crate::domain::session::{ActionState, Done};

use calendar::{Calendar, ZONE, in_london, local};
use story::World;

/// The invented team and its history.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DemoTeam {
    /// IANA name of the zone that its days are cut in.
    pub(crate) zone: &'static str,
    /// A Monday on which a bi-weekly cycle begins; the last complete cycle ends on the Monday of `today`'s week.
    pub(crate) anchor: NaiveDate,
    /// One a team.
    pub(crate) supervisors: Vec<Supervisor>,
    /// The history in time order: replayed with the clock set to each `at`, the log reads as it would have been written.
    pub(crate) steps: Vec<Step>,
}

/// Who coaches a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Supervisor {
    pub(crate) name: String,
    pub(crate) team: String,
}

/// Something that was loaded or decided.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    pub(crate) at: DateTime<Utc>,
    pub(crate) what: What,
}

/// The kinds of step.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// A weekly file of evaluations, in the canonical long CSV.
    Evaluations { file_name: String, csv: String },
    /// The transcripts of that week's calls: name (`CALLID.vtt`) and `WebVTT` text. They follow their evaluations.
    Transcripts { files: Vec<(String, String)> },
    /// A finished session, in the shape of `session add`.
    Session { json: Value },
    /// The same shape, not all filled in: to be left open.
    Draft { json: Value },
    /// An agent disputes a score; `dimension` is a key.
    Dispute { evaluation_id: String, dimension: String, note: String },
    /// A flag code is given a dimension, by key.
    FlagCode { code: String, dimension: String },
    /// How the agent took the session that began at `held_at`: `agrees` or `disagrees`. May be passed over.
    /// `page`: where the page is kept that was signed by hand.
    SignOff { agent: String, held_at: String, sign_off: String, comment: String, page: Option<String> },
    /// The 30-day check of the session that began at `held_at` is performed. May be passed over: the check is then due.
    Check { agent: String, held_at: String },
    /// Added to the session that began at `held_at`: `field`, `new` and `why` as `session amend` takes them.
    Amendment { agent: String, held_at: String, field: &'static str, new: String, why: String },
    /// What follows that session, in the words of the log: `close`, `change_action`.
    NextStep { agent: String, held_at: String, step: &'static str },
    /// The agent's practice action that is past its date is put off until a day.
    PutOff { agent: String, supervisor: String, until: NaiveDate, why: String },
    /// Whether the practice action of the session that began at `held_at` was done, and on how many of the calls that
    /// were looked at. May be passed over.
    ReadBack { agent: String, held_at: String, state: ActionState, count: Done },
    /// An entry of their own in the practice library.
    Practice { dimension: String, criterion: String, behavior: String, action: String },
    /// A flag that a supervisor heard and no file has; `dimension` is a key.
    FlagByHand {
        supervisor: String,
        call_id: String,
        code: String,
        dimension: String,
        severity: String,
        at_ms: i64,
        note: String,
    },
    /// An agent is going to be away, first and last day.
    Away { agent: String, supervisor: String, from: NaiveDate, to: NaiveDate, why: String },
    /// A line of a call that is kept for the agent's next session.
    Praise { agent: String, call_id: String, from_ms: i64, to_ms: i64, speaker: String, quote: String },
}

/// Invents the team as it stands on `today`.
#[must_use]
pub(crate) fn generate(seed: u64, today: NaiveDate) -> DemoTeam {
    let world = World::new(seed, Calendar::new(today));
    let mut steps = imports(&world);
    steps.extend(sessions::steps(&world));
    // Stable: what was made first comes first where two share a time.
    steps.sort_by_key(|step| step.at);
    let team = &world.phrases.people.team;
    DemoTeam {
        zone: ZONE,
        anchor: world.calendar.start,
        supervisors: team
            .iter()
            .map(|team| Supervisor { name: team.supervisor.clone(), team: team.name.clone() })
            .collect(),
        steps,
    }
}

/// The newest day that [`generate`] can be given at `now` without telling of what has not happened yet: the team's own
/// today once it is ten in the morning there, the day before until then.
#[must_use]
pub(crate) fn newest_day(now: DateTime<Utc>) -> NaiveDate {
    let day = in_london(now).date_naive();
    if now < local(day, 10, 0, 0) { calendar::back(day, 1) } else { day }
}

/// The weekly files, each with the transcripts of its calls two minutes after it.
fn imports(world: &World) -> Vec<Step> {
    let mut steps = Vec::new();
    for (batch, at) in world.batches.iter().enumerate() {
        if !world.evaluations.iter().any(|evaluation| evaluation.batch == batch) {
            continue;
        }
        let day = in_london(*at).format("%Y-%m-%d");
        let part = if batch + 1 == world.batches.len() { "-to-date" } else { "" };
        let what = What::Evaluations { file_name: format!("qa-export-{day}{part}.csv"), csv: csv::file(world, batch) };
        steps.push(Step { at: *at, what });
        let told = world.transcripts.values().filter(|transcript| world.batch_of(transcript.call) == batch);
        let files: Vec<_> =
            told.map(|transcript| (format!("{}.vtt", world.calls[transcript.call].id), transcript.vtt())).collect();
        if !files.is_empty() {
            steps.push(Step { at: *at + Duration::minutes(2), what: What::Transcripts { files } });
        }
    }
    steps
}
