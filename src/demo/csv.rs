//! The weekly export of the QA tool: the canonical long CSV.

use chrono::{DateTime, SecondsFormat, Utc};

use super::calendar::in_london;
use super::cast::{Pin, PinMark};
use super::evaluations::Evaluation;
use super::form::{COMPLIANCE, DIMENSIONS, ITEMS, Item, Mark, SCORECARD, points};
use super::story::World;

const COLUMNS: [&str; 21] = [
    "evaluation_id",
    "call_id",
    "agent_id",
    "agent_name",
    "team",
    "evaluator",
    "scorecard",
    "call_started_at",
    "evaluated_at",
    "dimension",
    "criterion",
    "earned",
    "possible",
    "result",
    "auto_fail",
    "flag",
    "comment",
    "scored_by",
    "kind",
    "flag_severity",
    "flag_at_ms",
];

/// What stands on the flag's own row.
struct Flagged {
    code: &'static str,
    severity: &'static str,
    at_ms: u64,
}

/// Columns that are the same on every row of an evaluation.
struct Fixed {
    before: [String; 9],
    scored_by: &'static str,
    kind: &'static str,
}

/// Columns of one row.
struct Row<'a> {
    dimension: &'a str,
    criterion: &'a str,
    earned: u32,
    possible: u32,
    result: &'a str,
    auto_fail: &'a str,
    comment: &'a str,
    flag: Option<&'a Flagged>,
}

/// The file of one batch.
pub(super) fn file(world: &World, batch: usize) -> String {
    let mut text = COLUMNS.join(",");
    text.push('\n');
    for evaluation in world.evaluations.iter().filter(|evaluation| evaluation.batch == batch) {
        write_evaluation(world, evaluation, &mut text);
    }
    text
}

fn write_evaluation(world: &World, evaluation: &Evaluation, text: &mut String) {
    let fixed = fixed(world, evaluation);
    let pin = world.calls[evaluation.call].pin.map(|pin| &world.pins[pin]).filter(|_| !evaluation.calibration);
    let flag = pin.and_then(|pin| flag(world, evaluation.call, pin));
    let words = pin.and_then(|pin| world.flag_comment(evaluation.call, pin));
    for (index, dimension) in DIMENSIONS.iter().enumerate() {
        let (earned, possible) = points(&evaluation.marks, index);
        let flagged = index == COMPLIANCE && flag.is_some();
        let own = evaluation.comments[index].as_deref().unwrap_or("");
        let row = Row {
            dimension: dimension.name,
            criterion: "",
            earned,
            possible,
            result: if possible == 0 { Mark::NotApplicable.words() } else { "" },
            auto_fail: "",
            comment: if flagged { words.as_deref().unwrap_or(own) } else { own },
            flag: flag.as_ref().filter(|_| flagged),
        };
        push(text, &fixed, &row);
    }
    for (criterion, mark) in ITEMS.iter().zip(&evaluation.marks) {
        let failed = criterion.item == Item::Verify && *mark == Mark::Missed;
        let row = Row {
            dimension: DIMENSIONS[criterion.dimension].name,
            criterion: criterion.words,
            earned: if *mark == Mark::Met { criterion.points } else { 0 },
            possible: if *mark == Mark::NotApplicable { 0 } else { criterion.points },
            result: mark.words(),
            auto_fail: if failed { "true" } else { "" },
            comment: if failed { words.as_deref().unwrap_or("") } else { "" },
            flag: None,
        };
        push(text, &fixed, &row);
    }
}

fn flag(world: &World, call: usize, pin: &Pin) -> Option<Flagged> {
    match pin.mark {
        PinMark::AutoFail => None,
        PinMark::Flag { code, severity } => {
            world.moment(call, pin.missed).map(|cue| Flagged { code, severity, at_ms: cue.from_ms })
        }
    }
}

fn fixed(world: &World, evaluation: &Evaluation) -> Fixed {
    let call = &world.calls[evaluation.call];
    let agents = world.phrases.agents();
    let (name, team) = agents[call.agent];
    let evaluator = evaluation.evaluator.map_or("AI Scored", |index| world.phrases.people.evaluators[index].as_str());
    Fixed {
        before: [
            evaluation.id.clone(),
            call.id.clone(),
            super::story::agent_id(call.agent),
            name.to_owned(),
            world.phrases.people.team[team].name.clone(),
            evaluator.to_owned(),
            SCORECARD.to_owned(),
            clock(call.start),
            evaluation.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        ],
        scored_by: if evaluation.evaluator.is_some() { "person" } else { "ai" },
        kind: if evaluation.calibration { "calibration" } else { "standard" },
    }
}

/// An instant as the office's clocks showed it, with its offset.
pub(super) fn clock(at: DateTime<Utc>) -> String {
    in_london(at).to_rfc3339_opts(SecondsFormat::Secs, false)
}

fn push(text: &mut String, fixed: &Fixed, row: &Row<'_>) {
    let (earned, possible) = (row.earned.to_string(), row.possible.to_string());
    let at_ms = row.flag.map(|flag| flag.at_ms.to_string()).unwrap_or_default();
    let (code, severity) = row.flag.map_or(("", ""), |flag| (flag.code, flag.severity));
    let after = [
        row.dimension,
        row.criterion,
        &earned,
        &possible,
        row.result,
        row.auto_fail,
        code,
        row.comment,
        fixed.scored_by,
        fixed.kind,
        severity,
        &at_ms,
    ];
    for (place, field) in fixed.before.iter().map(String::as_str).chain(after).enumerate() {
        if place > 0 {
            text.push(',');
        }
        push_field(text, field);
    }
    text.push('\n');
}

fn push_field(text: &mut String, field: &str) {
    if field.contains([',', '"', '\n']) {
        text.push('"');
        text.push_str(&field.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(field);
    }
}
