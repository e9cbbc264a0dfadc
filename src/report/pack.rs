//! The page that an auditor reads first: the calls to sample from with what became of each, then the sessions whole.

use super::session::{Options, reading_page};
use super::team::{capital, day};
use super::{Part, Report, Row};
use crate::domain::coverage::Coverage;
use crate::domain::log_view::Verified;
use crate::domain::pack::{CustomerWords, Pack, SampleKind, Sampled, acknowledged};
use crate::domain::raw::visible;
use crate::domain::session::{SessionView, Status, auditors_sentence};

pub(crate) fn pack_page(pack: &Pack) -> Report {
    let span = pack.query.span;
    let mut facts = vec![
        ("Days", format!("{} to {}", day(span.from), day(span.last()))),
        ("Agent", pack.agent.as_ref().map_or_else(|| "everyone".to_owned(), |a| a.name.visible())),
        ("Made", format!("{}, {} UTC", day(pack.today), pack.made_at.format("%H:%M"))),
        ("Log", log_words(&pack.verified)),
    ];
    if let Some(code) = &pack.query.requirement {
        facts.push(("Requirement", format!("flag {}", visible(code))));
    }
    if pack.query.customer == CustomerWords::LeftOut {
        facts.push(("Customers", "what they said is left out".to_owned()));
    }
    let mut parts = vec![Part::Text(
        "What this folder proves and what it does not stands in what-it-proves.txt; python3 verify.py . checks it \
         without coachlog."
            .to_owned(),
    )];
    sampled(pack, &mut parts);
    for view in &pack.sessions {
        session(view, pack, &mut parts);
    }
    if pack.sessions.is_empty() {
        parts.push(Part::Heading("Sessions".to_owned()));
        parts.push(Part::Text("No session was held in these days.".to_owned()));
    }
    let code = pack.checkpoint.check_code();
    Report {
        title: "Evidence pack".to_owned(),
        mark: (!pack.verified.broken.is_empty()).then(|| "THE LOG IS NOT INTACT: see below".to_owned()),
        facts,
        parts,
        foot: vec![format!("Made {} with log check code {code}, of {} records", day(pack.today), pack.checkpoint.size)],
    }
}

fn log_words(verified: &Verified) -> String {
    match verified.broken.len() {
        0 => format!("intact, check code {}, {} records", verified.check_code, verified.records),
        1 => format!("1 fault in {} records", verified.records),
        n => format!("{n} faults in {} records", verified.records),
    }
}

fn sampled(pack: &Pack, parts: &mut Vec<Part>) {
    parts.push(Part::Heading(pack.words()));
    for kind in [SampleKind::Flag, SampleKind::AutoFail, SampleKind::Failing] {
        let lines: Vec<&Sampled> = pack.sampled.iter().filter(|s| s.kind == kind).collect();
        if lines.is_empty() {
            continue;
        }
        let heads = [capital(kind.words()).as_str(), "Agent", "Call", "Day", "Age", "State"].map(str::to_owned);
        let rows = lines.into_iter().map(|s| {
            let listed = s.listed_in.map(|_| "listed in a session, not as evidence".to_owned());
            let what: Vec<String> = s.what.iter().map(|w| visible(w).into_owned()).chain(listed).collect();
            let call = s.call_id.as_ref().map_or_else(|| "without ID".to_owned(), crate::domain::raw::Raw::visible);
            let (age, state) = state(s);
            Row { cells: vec![what.join("; "), s.agent.name.visible(), call, day(s.day), age, state], focus: false }
        });
        parts.push(Part::Table { heads: heads.to_vec(), rows: rows.collect() });
    }
    for fault in &pack.verified.broken {
        parts.push(Part::Text(format!("Fault of the log: {}", visible(fault))));
    }
}

/// "after 5 days" and "coached 21 Oct 2026"; "12 days" and "not coached".
fn state(s: &Sampled) -> (String, String) {
    match s.state {
        Coverage::Coached { by, .. } => (s.state.age_words(s.age), format!("coached {}", day(by.held_on))),
        Coverage::NotCoached { .. } | Coverage::Pending { .. } => {
            let days = if s.age == 1 { "1 day".to_owned() } else { format!("{} days", s.age) };
            (days, s.state.words().to_owned())
        }
    }
}

fn session(view: &SessionView, pack: &Pack, parts: &mut Vec<Part>) {
    let content = &view.content;
    let on = |at: chrono::DateTime<chrono::Utc>| {
        let at = at.with_timezone(&pack.zone);
        format!("{}, {}", day(at.date_naive()), at.format("%H:%M"))
    };
    let void = if view.status == Status::Void { " (VOID: taken out of account)" } else { "" };
    let held = day(content.held_at.with_timezone(&pack.zone).date_naive());
    parts.push(Part::Heading(format!("Session of {held} with {}{void}", content.agent_name.visible())));
    parts.push(Part::Text(auditors_sentence(view)));
    let mut facts = vec![
        ("Session", content.id.to_string()),
        ("Supervisor", visible(&content.supervisor_name).into_owned()),
        ("Held", on(content.held_at)),
        ("Entered", on(content.entered_at)),
        (
            "Scorecard",
            visible(&format!("{}, version {}", content.scorecard_name, content.scorecard_version)).into_owned(),
        ),
        (
            "Acknowledged",
            format!("{}; {}", view.sign_off.map_or("no", crate::domain::session::SignOff::word), acknowledged(view)),
        ),
    ];
    if let Some(outcome) = &view.outcome {
        facts.push(("Outcome", visible(&outcome.sentence()).into_owned()));
    }
    parts.push(Part::Facts(facts));
    let page = reading_page(view, Options { customer: pack.query.customer });
    parts.extend(page.parts.into_iter().map(|part| match part {
        // They stand under the session's own heading.
        Part::Heading(words) => Part::Text(format!("{words}:")),
        other => other,
    }));
    let records = view.history.iter().map(|h| {
        let why = h.why.as_ref().map_or_else(String::new, |why| format!(": {}", visible(why)));
        let when = h.at.parse().map_or_else(|_| visible(&h.at).into_owned(), on);
        (format!("{} {}", h.seq, visible(&h.what.replace('_', " "))), format!("{when} by {}{why}", visible(&h.actor)))
    });
    parts.push(Part::Text("Records of the log:".to_owned()));
    parts.push(Part::Entries(records.collect()));
}
