use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::domain::evidence::QuoteSource;
use crate::domain::focus::{DimensionFigure, find};
use crate::domain::id::CallRow;
use crate::domain::people::Agent;
use crate::domain::standing::FlagLine;

const ACTION: &str = "Say back the caller's own words before the first question on every call this week";

fn now() -> DateTime<Utc> {
    "2026-11-25T14:00:00Z".parse().expect("a moment")
}

fn d(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn figure(key: &str, name: &str, critical: bool, target: Option<f64>, current: f64) -> DimensionFigure {
    let (key, name) = (key.to_owned(), name.to_owned());
    DimensionFigure {
        key,
        name,
        weight: 1.0,
        critical,
        target,
        current: Some(current),
        n: 34,
        previous: None,
        previous_n: 0,
    }
}

/// Ama, whose Empathy is 12.6 under its target; everything else is met.
fn prefill() -> Prefill {
    let agent = PersonId::new();
    let dimensions = vec![
        figure("compliance", "Compliance", true, Some(95.0), 97.1),
        figure("empathy", "Empathy", false, Some(75.0), 62.4),
    ];
    let standing = Standing {
        agent: Agent { id: agent, source_id: Some("A017".into()), name: "Ama Boateng".into() },
        team: None,
        evaluations: 34,
        calls: 34,
        newer_calls: 0,
        overall: Some(83.2),
        previous_overall: None,
        auto_fails: 0,
        flags: 0,
        below_threshold: Some(0),
        finding: find(&dimensions, 3),
        dimensions,
        unanswered: 0,
        unanswered_since: None,
        last_session: None,
        next_due: None,
        draft: None,
    };
    let known = CallFact {
        agent: Some(agent),
        agent_name: Some("Ama Boateng".into()),
        started_at: Some("2026-11-18T14:02:00Z".parse().expect("a moment")),
        day: Some(d("2026-11-18")),
        turns: vec!["my husband has died".into(), "okay what's the policy number".into()],
    };
    let other = CallFact { agent: Some(PersonId::new()), agent_name: Some("Wei Zhang".into()), ..known.clone() };
    Prefill {
        agent,
        agent_json_id: "A017".to_owned(),
        agent_name: "Ama Boateng".into(),
        supervisor: None,
        supervisor_name: "Dana Reyes".to_owned(),
        cycle: Span::new(d("2026-11-09"), d("2026-11-23")),
        zone: chrono_tz::UTC,
        scorecard: ScorecardId::new(),
        scorecard_name: "Default".to_owned(),
        scorecard_version: "1".to_owned(),
        standing,
        calls: Vec::new(),
        baseline: Vec::new(),
        flags: Vec::new(),
        open_flags: vec![flag("004519", "recording-notice", Some("compliance"))],
        auto_fails: Vec::new(),
        last: None,
        suggestions: Vec::new(),
        strength: None,
        known_calls: BTreeMap::from([("004471".to_owned(), known), ("009".to_owned(), other)]),
        check_days: 30,
        review_threshold: 70.0,
        minimum_sample: 3,
        next_session: d("2026-12-09"),
        day_first: true,
        practice: Practising::default(),
    }
}

fn flag(call: &str, code: &str, dimension: Option<&str>) -> FlagLine {
    FlagLine {
        call_id: Some(call.into()),
        call: CallRow(1),
        day: d("2026-11-20"),
        code: code.into(),
        severity: None,
        dimension: dimension.map(str::to_owned),
        at_ms: Some(12_000),
        note: None,
        answered_by: None,
    }
}

/// A draft that lacks nothing.
fn draft() -> Draft {
    Draft {
        agent: "A017".to_owned(),
        behavior: "Acknowledges what the caller has just said".to_owned(),
        action: ACTION.to_owned(),
        evidence: vec![quoted("004471", "okay what's the policy number")],
        ..Draft::default()
    }
}

fn quoted(call: &str, quote: &str) -> EvidenceDraft {
    EvidenceDraft {
        call_id: call.to_owned(),
        from_ms: Some(12_000),
        to_ms: Some(19_000),
        quote: quote.to_owned(),
        ..EvidenceDraft::default()
    }
}

fn fields(draft: &Draft) -> Vec<Field> {
    match finish(SessionId::new(), draft, &prefill(), now()) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.into_iter().map(|p| p.field).collect(),
    }
}

#[test]
fn a_draft_that_lacks_nothing_is_frozen_with_its_figures() {
    let done = finish(SessionId::new(), &draft(), &prefill(), now()).expect("nothing is missing");
    assert_eq!(
        done.focus,
        FrozenFocus { dimension: Some("empathy".into()), suggested: Some("empathy".into()), reason: None }
    );
    assert_eq!(done.due, Some(d("2026-11-29")), "this week ends on Sunday");
    assert_eq!(done.check, Some(Check { threshold: 75.0, on: d("2026-12-25") }));
    assert_eq!(done.next_session, Some(d("2026-12-09")));
    assert_eq!(done.dimensions[0].action, NOTED);
    assert_eq!(done.dimensions[1].action, ACTION);
    assert_eq!(done.dimensions[1].gap.map(|g| (g * 10.0).round()), Some(126.0));
    assert_eq!(done.evidence[0].quote_source, Some(QuoteSource::Transcript));
    assert_eq!(done.evidence[0].dimension.as_deref(), Some("empathy"));
    assert_eq!(done.evidence[0].call_started_at.map(|t| t.to_rfc3339()), Some("2026-11-18T14:02:00+00:00".to_owned()));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_rule_names_its_field_and_says_nothing_of_the_others() {
    let with = |change: &dyn Fn(&mut Draft)| {
        let mut draft = draft();
        change(&mut draft);
        fields(&draft)
    };
    let focus = |dimension: &str, reason: &str| Some(FocusDraft { dimension: dimension.into(), reason: reason.into() });
    let table: Vec<(&str, Vec<Field>, Vec<Field>)> = vec![
        ("no behavior", with(&|d| d.behavior.clear()), vec![Field::Behavior]),
        ("a vague action", with(&|d| d.action = "be kinder on every call this week".into()), vec![Field::Action]),
        (
            "a vague action with its reason",
            with(&|d| {
                d.action = "be kinder on every call this week".into();
                d.action_override = "her own words".into();
            }),
            vec![],
        ),
        (
            "an action without an end",
            with(&|d| d.action = "Say back the caller's own words on every call".into()),
            vec![Field::Action, Field::Due],
        ),
        (
            "an end of its own",
            with(&|d| {
                d.action = "Say back the caller's own words on every call".into();
                d.due = "4 Dec".into();
            }),
            vec![],
        ),
        ("an end before the session", with(&|d| d.due = "2026-11-01".into()), vec![Field::Due]),
        ("a date that is none", with(&|d| d.due = "soonish".into()), vec![Field::Due]),
        (
            "another focus",
            with(&|d| {
                d.focus = focus("compliance", "");
            }),
            vec![Field::FocusReason],
        ),
        (
            "another focus with its reason",
            with(&|d| {
                d.focus = focus("Compliance", "an audit asked");
            }),
            vec![],
        ),
        (
            "an unknown focus",
            with(&|d| {
                d.focus = focus("charm", "");
            }),
            vec![Field::Focus],
        ),
        (
            "no focus where there is a gap",
            with(&|d| {
                d.focus = focus("", "");
                d.strength = "calm".into();
            }),
            vec![Field::Focus],
        ),
        (
            "recognition without a focus",
            with(&|d| {
                d.kind = SessionKind::Recognition;
                d.strength = "calm".into();
            }),
            vec![],
        ),
        ("recognition without a strength", with(&|d| d.kind = SessionKind::Recognition), vec![Field::Strength]),
        ("a session to come", with(&|d| d.held_at = "2026-11-26".into()), vec![Field::HeldAt]),
        ("evidence of after the session", with(&|d| d.held_at = "2026-11-17".into()), vec![Field::Evidence]),
        (
            "a cycle that ends before it begins",
            with(&|d| d.cycle = Some(Span::new(self::d("2026-11-23"), self::d("2026-11-09")))),
            vec![Field::HeldAt],
        ),
        (
            "a cycle of after the session",
            with(&|d| d.cycle = Some(Span::new(self::d("2026-11-26"), self::d("2026-12-09")))),
            vec![Field::HeldAt],
        ),
        (
            "a check that is no number",
            with(&|d| d.check = Some(CheckDraft { threshold: "high".into(), on: String::new() })),
            vec![Field::CheckThreshold],
        ),
        (
            "a check before the session",
            with(&|d| d.check = Some(CheckDraft { threshold: "75".into(), on: "2026-11-20".into() })),
            vec![Field::CheckOn],
        ),
        ("no evidence", with(&|d| d.evidence.clear()), vec![Field::NoEvidence]),
        (
            "no evidence, and why",
            with(&|d| {
                d.evidence.clear();
                d.no_evidence = "calls were not recorded".into();
            }),
            vec![],
        ),
        ("another agent's call", with(&|d| d.evidence[0].call_id = "009".into()), vec![Field::Evidence]),
        ("a call that is not known", with(&|d| d.evidence[0].call_id = "777".into()), vec![]),
        ("neither quote nor what happened", with(&|d| d.evidence[0].quote.clear()), vec![Field::Evidence]),
        ("an end before its start", with(&|d| d.evidence[0].to_ms = Some(1)), vec![Field::Evidence]),
        (
            "evidence on an unknown dimension",
            with(&|d| d.evidence[0].dimension = "charm".into()),
            vec![Field::Evidence],
        ),
        (
            "an action for an unknown dimension",
            with(&|d| d.dimensions.push(DimensionAction { key: "charm".into(), action: "x".into() })),
            vec![Field::Dimensions],
        ),
        ("a next session before this one", with(&|d| d.next_session = "2026-11-24".into()), vec![Field::NextSession]),
        (
            "a flag that is not there",
            with(&|d| {
                d.answers_flags.push(FlagRef { call_id: "004471".into(), code: "x".into() });
            }),
            vec![Field::Flags],
        ),
    ];
    for (what, found, expected) in table {
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn a_critical_focus_or_a_flag_needs_a_call_id_with_a_time_or_a_quote() {
    let answered = FlagRef { call_id: "004519".into(), code: "recording-notice".into() };
    let mut draft = draft();
    draft.answers_flags.push(answered);
    draft.focus = Some(FocusDraft { dimension: "compliance".into(), reason: String::new() });
    draft.evidence = vec![quoted("004519", "this call may be recorded")];
    assert_eq!(fields(&draft), [], "the flag's own dimension needs no reason");
    draft.focus = None;
    assert_eq!(fields(&draft), [], "and is the focus where none was chosen");
    draft.focus = Some(FocusDraft { dimension: "empathy".into(), reason: String::new() });
    assert_eq!(fields(&draft), [Field::FocusReason]);
    draft.focus = Some(FocusDraft { dimension: "compliance".into(), reason: String::new() });
    draft.evidence[0] = EvidenceDraft {
        call_started_at: "2026-11-20".into(),
        what_happened: "skipped".into(),
        ..EvidenceDraft::default()
    };
    assert_eq!(fields(&draft), [Field::Evidence]);
    draft.evidence[0] = quoted("004471", "okay what's the policy number");
    assert_eq!(fields(&draft), [Field::Evidence], "a flag is answered by a moment of its own call");
    draft.evidence.clear();
    draft.no_evidence = "none at hand".into();
    assert_eq!(fields(&draft), [Field::Evidence], "a reason is not enough here");
}

#[test]
fn words_that_no_transcript_has_are_kept_as_typed() {
    let mut draft = draft();
    draft.evidence = vec![quoted("004471", "I never said that"), quoted("004471", "died okay what's")];
    let done = finish(SessionId::new(), &draft, &prefill(), now()).expect("both are kept");
    assert_eq!(done.evidence[0].quote_source, Some(QuoteSource::Typed));
    assert_eq!(done.evidence[1].quote_source, Some(QuoteSource::Transcript), "a quote may run over two turns");
}

#[test]
fn a_late_entry_keeps_both_times_and_counts_from_the_day_it_was_held() {
    let mut draft = draft();
    draft.held_at = "2026-11-19".to_owned();
    let done = finish(SessionId::new(), &draft, &prefill(), now()).expect("nothing is missing");
    assert_eq!(done.held_at.to_rfc3339(), "2026-11-19T12:00:00+00:00");
    assert_eq!(done.entered_at, now());
    assert_eq!(done.due, Some(d("2026-11-22")));
    assert_eq!(done.check.map(|c| c.on), Some(d("2026-12-19")));
}

#[test]
fn every_reason_is_given_at_once() {
    let empty = Draft { agent: "A017".to_owned(), ..Draft::default() };
    assert_eq!(fields(&empty), [Field::Behavior, Field::Action, Field::NoEvidence]);
}

#[test]
fn a_finished_session_reads_back_from_its_record() {
    let done = finish(SessionId::new(), &draft(), &prefill(), now()).expect("nothing is missing");
    let text = serde_json::to_string(&done).expect("plain data");
    assert_eq!(serde_json::from_str::<Finished>(&text).expect("it reads"), done);
}
