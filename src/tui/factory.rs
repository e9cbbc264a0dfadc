//! Views of the domain for tests, with defaults: a test names what it is about and nothing else.

use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use crate::domain::coverage::CoverageView;
use crate::domain::day::Span;
use crate::domain::evaluation::ScoredBy;
use crate::domain::evidence::Evidence;
use crate::domain::focus::{self, DimensionFigure, Finding};
use crate::domain::id::{CallRow, PersonId, ScorecardId, SessionId, TeamId};
use crate::domain::outcome::{Outcome, Verdict};
use crate::domain::people::{Agent, Team};
use crate::domain::raw::Raw;
use crate::domain::reported::{AgentReported, OverCycles, TeamReported};
use crate::domain::scorecard::{Dimension, Scorecard, key_of};
use crate::domain::session::{
    Check, Finished, FrozenDimension, FrozenFocus, HistoryLine, NOTED, SessionKind, SessionLine, SessionView, SignOff,
    Status,
};
use crate::domain::standing::{AgentView, Basis, BelowReason, CallLine, CriterionMiss, FlagLine, Standing, TeamView};
use crate::domain::today::{DueItem, DueKind, DueTarget, Extent, StripDay, TodayView};
use crate::domain::trends::{Point, Row};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub(crate) fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

pub(crate) fn session_id(n: u128) -> SessionId {
    SessionId(Uuid::from_u128(n))
}

/// Name, target, weight, critical mark of the guide's five dimensions.
const FIVE: [(&str, f64, bool); 5] = [
    ("Compliance", 95.0, true),
    ("Empathy", 75.0, false),
    ("Discovery", 80.0, false),
    ("Resolution", 85.0, false),
    ("Process adherence", 90.0, false),
];

pub(crate) fn scorecard() -> Scorecard {
    let dimensions = FIVE.iter().enumerate().map(|(i, (name, _, critical))| Dimension {
        row: i64::try_from(i).expect("five"),
        key: key_of(name),
        name: (*name).to_owned(),
        weight: 1.0,
        critical: *critical,
    });
    Scorecard {
        id: ScorecardId(Uuid::from_u128(1)),
        name: "Claims form".to_owned(),
        version: "1".to_owned(),
        dimensions: dimensions.collect(),
    }
}

/// 9 to 22 November, the cycle that opens on the day of the tests.
pub(crate) fn basis() -> Basis {
    Basis {
        span: Span::new(day("2026-11-09"), day("2026-11-23")),
        previous: Span::new(day("2026-10-26"), day("2026-11-09")),
        cycle: Some(0),
        today: day("2026-11-25"),
        zone: chrono_tz::Europe::London,
        scorecard: scorecard(),
        others: Vec::new(),
        scored_by_people: 200,
        scored_by_ai: 212,
        provisional_days: None,
        minimum_sample: 3,
        review_threshold: 70.0,
    }
}

/// The five dimensions with these figures on so many calls; the ones before were 0.4 lower.
pub(crate) fn figures(current: [Option<f64>; 5], n: u32) -> Vec<DimensionFigure> {
    let all = FIVE.iter().zip(current);
    all.map(|((name, target, critical), current)| DimensionFigure {
        key: key_of(name),
        name: (*name).to_owned(),
        weight: 1.0,
        critical: *critical,
        target: Some(*target),
        current,
        n: if current.is_some() { n } else { 0 },
        previous: current.map(|c| c - 0.4),
        previous_n: n,
    })
    .collect()
}

/// An agent with the five figures on so many calls.
pub(crate) fn standing(id: u128, name: &str, current: [Option<f64>; 5], calls: u32) -> Standing {
    let dimensions = figures(current, calls);
    let known: Vec<f64> = current.iter().flatten().copied().collect();
    let overall = (calls >= 3).then(|| known.iter().sum::<f64>() / known.len().max(1) as f64);
    let mut finding = focus::find(&dimensions, 3);
    if let Finding::Focus { confidence, .. } = &mut finding {
        *confidence = Some(0.97);
    }
    Standing {
        agent: Agent { id: person(id), source_id: Some(Raw::from(format!("A{id:03}"))), name: Raw::from(name) },
        team: Some(Raw::from("Claims North")),
        evaluations: calls,
        calls,
        newer_calls: 3,
        overall,
        previous_overall: overall.map(|o| o - 0.5),
        auto_fails: 0,
        flags: 0,
        below_threshold: Some(0),
        dimensions,
        finding,
        unanswered: 0,
        unanswered_since: None,
        last_session: None,
        next_due: Some(day("2026-12-02")),
        draft: None,
    }
}

pub(crate) fn session_line(id: u128, held: &str, focus: &str, baseline: f64) -> SessionLine {
    SessionLine {
        id: session_id(id),
        agent: person(2),
        agent_json_id: "A002".to_owned(),
        agent_name: Raw::from("Ama Boateng"),
        supervisor: "Dana Reyes".to_owned(),
        kind: SessionKind::Scheduled,
        status: Status::Signed,
        held_at: at(&format!("{held}T10:00:00Z")),
        held_on: day(held),
        focus: Some(key_of(focus)),
        focus_name: Some(focus.to_owned()),
        baseline: Some(baseline),
        behavior: Some("Acknowledges what the caller said".to_owned()),
        action: Some("use the customer's name in the first 30 seconds of every call".to_owned()),
        due: Some(day(held) + Days::new(10)),
        check: Some(Check { threshold: 75.0, on: day(held) + Days::new(30) }),
        next_session: Some(day(held) + Days::new(14)),
        sign_off: None,
        agent_comment: Some("I forget when they shout".to_owned()),
        action_state: crate::domain::session::ActionState::Agreed,
        action_count: None,
        next_step: None,
        cause: None,
    }
}

pub(crate) fn team() -> Team {
    Team {
        id: TeamId(Uuid::from_u128(7)),
        name: Raw::from("Claims North"),
        supervisor: Some(person(900)),
        supervisor_name: Some(Raw::from("Dana Reyes")),
        members: 6,
    }
}

/// The team of the sketches.
pub(crate) fn team_view() -> TeamView {
    let f = |v: [f64; 5]| v.map(Some);
    let mut lars = standing(1, "Lars Nyström", f([84.0, 71.3, 70.2, 85.6, 88.0]), 29);
    lars.flags = 2;
    lars.unanswered = 2;
    lars.unanswered_since = Some(day("2026-11-20"));
    lars.auto_fails = 1;
    lars.next_due = Some(day("2026-11-22"));
    lars.last_session = Some(session_line(11, "2026-10-29", "Compliance", 81.0));
    if let Finding::Focus { confidence, close_with, .. } = &mut lars.finding {
        *confidence = Some(0.55);
        close_with.push(2);
    }
    let mut kofi = standing(3, "Kofi Mensah", [Some(90.0), Some(66.7), Some(80.0), None, Some(88.0)], 2);
    kofi.flags = 1;
    kofi.unanswered = 1;
    kofi.unanswered_since = Some(day("2026-11-24"));
    kofi.next_due = Some(day("2026-11-25"));
    let mut wei = standing(4, "Wei Zhang", f([95.4, 74.1, 82.8, 79.6, 92.0]), 40);
    wei.next_due = Some(day("2026-11-25"));
    wei.last_session = Some(session_line(14, "2026-11-11", "Resolution", 79.9));
    let mut ama = standing(2, "Ama Boateng", f([97.1, 62.4, 81.0, 84.1, 91.2]), 34);
    ama.draft = Some(session_id(20));
    ama.last_session = Some(session_line(12, "2026-10-29", "Empathy", 64.3));
    let dana = standing(5, "Dana O'Neil", f([96.2, 78.0, 70.1, 86.2, 90.4]), 31);
    let priya = standing(6, "Priya Nair", f([98.0, 81.2, 85.5, 87.9, 93.1]), 37);
    TeamView {
        basis: basis(),
        team: Some(team()),
        teams: vec![team()],
        agents: vec![lars, kofi, wei, ama, dana, priya],
        calls: 412,
        flags: 3,
        newer_calls: 37,
        scorecards: vec!["Claims form".to_owned(), "Sales form".to_owned()],
    }
}

/// A team of so many.
pub(crate) fn large_team(n: u32) -> TeamView {
    let agent = |i: u32| {
        let low = f64::from(i % 37);
        let current = [99.0 - low / 3.0, 90.0 - low, 95.0 - low / 2.0, 99.0 - low / 2.0, 100.0 - low / 4.0];
        standing(u128::from(i) + 100, &format!("Agent {i:03}"), current.map(Some), 20 + i % 30)
    };
    TeamView { agents: (0..n).map(agent).collect(), ..team_view() }
}

pub(crate) fn call_line(row: i64, id: &str, day_text: &str, time: &str, percents: [Option<f64>; 5]) -> CallLine {
    let known: Vec<f64> = percents.iter().flatten().copied().collect();
    let overall = known.iter().sum::<f64>() / known.len().max(1) as f64;
    CallLine {
        row: CallRow(row),
        call_id: Some(Raw::from(id)),
        day: day(day_text),
        started_at: Some(at(&format!("{day_text}T{time}:00Z"))),
        overall: Some(overall),
        percents: percents.to_vec(),
        below: if overall < 70.0 { vec![BelowReason::Overall(overall)] } else { Vec::new() },
        flags: Vec::new(),
        scored_by: vec![ScoredBy::Person],
        has_transcript: true,
        disputed: false,
        comment: None,
    }
}

pub(crate) fn flag(id: &str, day_text: &str) -> FlagLine {
    FlagLine {
        call_id: Some(Raw::from(id)),
        call: CallRow(19),
        day: day(day_text),
        code: Raw::from("disclosure"),
        severity: Some(Raw::from("high")),
        dimension: Some("compliance".to_owned()),
        at_ms: Some(40_200),
        note: Some(Raw::from("disclosure skipped")),
        answered_by: None,
    }
}

/// Up a little, on calls too few to tell.
pub(crate) fn outcome() -> Outcome {
    Outcome {
        verdict: Verdict::CantTell,
        is_final: false,
        change: Some(6.5),
        low: Some(0.2),
        high: Some(12.8),
        mean_before: Some(68.5),
        mean_after: Some(75.0),
        n_before: 10,
        n_after: 10,
        team_change: None,
        peers: 0,
        net: Some(6.5),
        lower: Some(-0.1),
        upper: Some(13.1),
        alpha: Some(0.025),
        contenders: Some(2),
        luck: Some(1.3),
        more_calls: Some(1),
        warnings: vec!["the evaluators changed: Noor Haddad only before; Sam Ortiz only after".to_owned()],
    }
}

/// Ama Boateng's prep sheet of the sketches.
pub(crate) fn agent_view() -> AgentView {
    let ama = team_view().agents.swap_remove(3);
    let s = Some;
    let mut shouting = call_line(71, "004471", "2026-11-18", "14:02", [s(100.0), s(20.0), s(80.0), s(90.0), s(95.0)]);
    shouting.comment = Some(Raw::from("no acknowledgment before the policy number"));
    let mut widow = call_line(72, "004502", "2026-11-21", "09:47", [s(100.0), s(30.0), s(70.0), s(80.0), s(90.0)]);
    widow.comment = Some(Raw::from("went past “I already said my husband passed away”"));
    let low = call_line(73, "004533", "2026-11-20", "16:20", [s(100.0), s(35.0), s(40.0), s(60.0), s(70.0)]);
    let fine = call_line(74, "004540", "2026-11-19", "11:05", [s(100.0), s(90.0), s(85.0), None, s(95.0)]);
    let six = |v: [f64; 6]| v.map(Some).to_vec();
    AgentView {
        read_back: None,
        praise: Vec::new(),
        outcome: Some(outcome()),
        outcomes: vec![
            (session_id(12), Outcome { mean_before: s(64.3), mean_after: s(62.4), change: s(-1.9), ..outcome() }),
            (
                session_id(13),
                Outcome {
                    verdict: Verdict::Rose,
                    is_final: true,
                    mean_before: s(70.3),
                    mean_after: s(78.4),
                    change: s(8.1),
                    ..outcome()
                },
            ),
        ],
        basis: basis(),
        standing: ama,
        history: vec![
            six([95.0, 95.5, 96.0, 96.4, 96.7, 97.1]),
            six([69.0, 67.0, 66.5, 65.0, 64.3, 62.4]),
            six([70.3, 74.0, 76.0, 78.4, 78.8, 81.0]),
            six([83.0, 83.1, 84.0, 83.2, 83.9, 84.1]),
            six([91.0, 91.1, 91.4, 91.2, 91.5, 91.2]),
        ],
        calls: vec![widow, low, fine, shouting],
        misses: vec![CriterionMiss {
            dimension: "empathy".to_owned(),
            criterion: Raw::from("acknowledges what the caller said"),
            missed: 19,
            of: 34,
        }],
        flags: Vec::new(),
        strengths: vec![
            "Compliance met 6 cycles running".to_owned(),
            "Discovery met for the first time: 81.0".to_owned(),
        ],
        warnings: Vec::new(),
        flag_days: 2,
        watched: Vec::new(),
        sessions: vec![
            session_line(12, "2026-10-29", "Empathy", 64.3),
            session_line(13, "2026-10-15", "Discovery", 70.3),
        ],
        previous_agent: Some(person(4)),
        next_agent: Some(person(5)),
    }
}

pub(crate) fn due(kind: DueKind, agent: u128, name: &str, why: &str, over: i64, target: DueTarget) -> DueItem {
    let today = day("2026-11-25");
    let due = today.checked_sub_signed(chrono::Duration::days(over)).expect("a day");
    DueItem {
        kind,
        agent: person(agent),
        agent_json_id: format!("A{agent:03}"),
        agent_name: Raw::from(name),
        since: due - Days::new(2),
        due,
        overdue_days: over,
        subject: "004519".to_owned(),
        key: format!("004519/{why}"),
        why: why.to_owned(),
        target,
        after: None,
        snoozed: None,
    }
}

/// The day of the sketches.
pub(crate) fn today_view() -> TodayView {
    let session = DueTarget::Session(session_id(31));
    let strip = [
        ("2026-11-23", 0, 0, 0),
        ("2026-11-24", 0, 0, 0),
        ("2026-11-25", 2, 1, 0),
        ("2026-11-26", 1, 0, 0),
        ("2026-11-27", 0, 0, 3),
        ("2026-11-30", 0, 1, 0),
        ("2026-12-01", 1, 0, 0),
        ("2026-12-02", 2, 0, 2),
        ("2026-12-03", 0, 0, 0),
        ("2026-12-04", 0, 1, 0),
        ("2026-12-07", 1, 0, 0),
    ];
    TodayView {
        team: Some(Raw::from("Claims North")),
        today: day("2026-11-25"),
        extent: Extent::Whole,
        items: vec![
            due(
                DueKind::Flag,
                1,
                "Lars Nyström",
                "disclosure skipped on 004519, 20 Nov; no session answers it",
                3,
                DueTarget::Flag(flag("004519", "2026-11-20")),
            ),
            due(
                DueKind::Flag,
                3,
                "Kofi Mensah",
                "recording notice skipped on 004561, 24 Nov",
                -1,
                DueTarget::Flag(flag("004561", "2026-11-24")),
            ),
            due(
                DueKind::AutoFail,
                1,
                "Lars Nyström",
                "auto-fail: caller not verified, on 004527, 22 Nov",
                1,
                DueTarget::Call(CallRow(27)),
            ),
            due(
                DueKind::Session,
                4,
                "Wei Zhang",
                "bi-weekly session; Resolution is stuck: 3 sessions",
                0,
                DueTarget::Agent,
            ),
            due(DueKind::Session, 6, "Priya Nair", "bi-weekly session; at target", 0, DueTarget::Agent),
            due(
                DueKind::Check,
                7,
                "Jo March",
                "30-day check of 26 Oct: Discovery ≥ 80, now 82.6 on 31 calls",
                0,
                session.clone(),
            ),
            due(
                DueKind::Draft,
                2,
                "Ama Boateng",
                "draft of 24 Nov, 16:05: action and evidence filled in",
                0,
                DueTarget::Draft(session_id(20)),
            ),
            due(
                DueKind::ChangedScores,
                5,
                "Dana O'Neil",
                "session of 12 Nov: two of its scores were changed on 23 Nov",
                0,
                session,
            ),
        ],
        strip: strip
            .into_iter()
            .map(|(d, sessions, checks, actions)| StripDay { day: day(d), sessions, checks, actions })
            .collect(),
        evaluations: 412,
        flag_days: 2,
        day_first: true,
        checkpoint: None,
    }
}

/// The guide's sufficient record: compliance, a skipped statement on call 4471.
pub(crate) fn finished() -> SessionView {
    let figures = figures([Some(84.0), Some(71.3), Some(80.2), Some(85.6), Some(90.5)], 29);
    let dimensions = figures.iter().map(|f| FrozenDimension {
        key: f.key.clone(),
        name: f.name.clone(),
        current: f.current,
        n: f.n,
        target: f.target,
        gap: f.gap(),
        change: f.change(),
        action: if f.key == "compliance" { "read the notice before the quote".to_owned() } else { NOTED.to_owned() },
    });
    let held = at("2026-10-20T13:30:00Z");
    let content = Finished {
        id: session_id(12),
        agent: person(2),
        agent_json_id: "A002".to_owned(),
        agent_name: Raw::from("Ama Boateng"),
        supervisor: Some(person(900)),
        supervisor_name: "Dana Reyes".to_owned(),
        kind: SessionKind::Scheduled,
        held_at: held,
        entered_at: held,
        finished_at: held,
        cycle: Span::new(day("2026-10-05"), day("2026-10-19")),
        zone: "Europe/London".to_owned(),
        scorecard: scorecard().id,
        scorecard_name: scorecard().name,
        scorecard_version: "1".to_owned(),
        overall: Some(82.3),
        calls: 29,
        below_threshold: Vec::new(),
        flags: Vec::new(),
        auto_fails: Vec::new(),
        answers_flags: Vec::new(),
        focus: FrozenFocus {
            dimension: Some("compliance".to_owned()),
            suggested: Some("compliance".to_owned()),
            reason: None,
        },
        focus_reason: "gap".to_owned(),
        confidence: Some(0.97),
        behavior: Some("States the recording notice".to_owned()),
        action: Some("Read the recording notice before the quote on every call this week".to_owned()),
        action_check: Vec::new(),
        action_override: None,
        criterion: None,
        suggestion: None,
        due: Some(day("2026-10-25")),
        check: Some(Check { threshold: 95.0, on: day("2026-11-19") }),
        strength: None,
        praise: Vec::new(),
        dimensions: dimensions.collect(),
        evidence: vec![Evidence {
            call_id: Some(Raw::from("4471")),
            call_started_at: Some(at("2026-10-15T11:04:00Z")),
            call_day: None,
            from_ms: None,
            to_ms: None,
            speaker: None,
            quote: None,
            what_happened: Some(Raw::from("agent skipped required statement")),
            dimension: Some("compliance".to_owned()),
            quote_source: None,
        }],
        no_evidence: None,
        note: None,
        agent_comment: None,
        sign_off: Some(SignOff::Agrees),
        next_session: Some(day("2026-11-03")),
        baseline: Vec::new(),
    };
    let signed = HistoryLine {
        seq: 13,
        at: "2026-10-20T14:00:00Z".to_owned(),
        actor: "Dana Reyes".to_owned(),
        what: "signed: agrees".to_owned(),
        why: None,
        hash: "ab".repeat(32),
    };
    SessionView {
        status: Status::Signed,
        sign_off: Some(SignOff::Agrees),
        history: vec![signed],
        ..SessionView::of(content)
    }
}

/// Six cycles up to that of the basis, every dimension at 70 on 9 calls; one session, on Empathy, in the last of them.
fn over_cycles() -> OverCycles {
    let basis = basis();
    let back = |n: u64| basis.span.from - Days::new(14 * n);
    let cycles: Vec<Span> = (0..6).rev().map(|n| Span::new(back(n), back(n) + Days::new(14))).collect();
    let point = Point { current: Some(70.0), n: 9, target: Some(75.0), low: None, high: None };
    let row = |d: &Dimension| Row { key: d.key.clone(), name: d.name.clone(), points: vec![point; cycles.len()] };
    let rows = basis.scorecard.dimensions.iter().map(row).collect();
    OverCycles { rows, sessions: vec![session_line(1, "2026-11-12", "empathy", 60.0)], cycles }
}

pub(crate) fn team_reported() -> TeamReported {
    let view = team_view();
    let sessions = view.agents.iter().filter_map(|a| Some((a.last_session.clone()?, Some(outcome())))).collect();
    let coverage = CoverageView {
        span: view.basis.span,
        today: view.basis.today,
        team: None,
        flag_days: 2,
        teams: Vec::new(),
        lines: Vec::new(),
    };
    TeamReported { over: over_cycles(), sessions, coverage, check_code: "ABCD-EFGH".to_owned(), narrowed: None, view }
}

pub(crate) fn agent_reported() -> AgentReported {
    let view = agent_view();
    let listed_on = view.standing.finding.focus();
    AgentReported {
        over: over_cycles(),
        sessions: view.sessions.iter().map(|line| (line.clone(), Some(outcome()))).collect(),
        listed: view.calls_under(listed_on),
        listed_on,
        check_code: "ABCD-EFGH".to_owned(),
        view,
    }
}
