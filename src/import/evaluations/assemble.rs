//! Rows that belong together become evaluations, or rejected rows where they contradict each other.

use std::collections::HashMap;
use std::rc::Rc;

use super::grouping::{LEVEL, Stored};
use super::part::{Keys, Part};
use super::places::Places;
use super::row::{Head, Row};
use super::{Layout, Shape, build};
use crate::domain::evaluation::{ScoreRecord, ScoreState};
use crate::domain::people::normalised;
use crate::domain::raw::visible;
use crate::domain::scorecard::key_of;
use crate::domain::when::When;
use crate::import::columns::Used;
use crate::import::headings::Field;
use crate::import::{Item, LeftOut, RefusedRow, Rejected};

/// Rows with one hash: one evaluation, its versions, or several evaluations by accident.
pub(super) fn group(stored: &[Stored], layouts: &[Option<&Layout>], keys: &mut Keys, out: &mut Vec<Item>) {
    let rows = read(stored, layouts, keys, out);
    if let Some(first) = rows.first()
        && one_head(&rows)
        && !unread_version(first)
    {
        files_apart(rows, out);
        return;
    }
    for named in split_by(rows, |row| name(row)) {
        match versions(named) {
            Ok(versions) => {
                for rows in versions {
                    files_apart(rows, out);
                }
            }
            Err(rows) => reject(rows, out),
        }
    }
}

/// Neighbouring rows without any id: one evaluation.
pub(super) fn run(
    stored: &[Stored],
    layouts: &[Option<&Layout>],
    keys: &mut Keys,
    ordinals: &mut HashMap<[u8; 32], u32>,
    out: &mut Vec<Item>,
) {
    let rows = read(stored, layouts, keys, out);
    if !rows.is_empty() {
        evaluation(rows, Some(ordinals), out);
    }
}

/// The rows, but for those that the mapping leaves out, which are said.
fn read<'a>(
    stored: &'a [Stored],
    layouts: &[Option<&'a Layout>],
    keys: &mut Keys,
    out: &mut Vec<Item>,
) -> Vec<Row<'a>> {
    let mut rows = Vec::with_capacity(stored.len());
    let mut known = None;
    for held in stored {
        let Some(layout) = layouts.get(held.file).copied().flatten() else { continue };
        let mut row = Row::read(layout, &held.record, held.file, keys, &mut known);
        match row.left_out.take() {
            Some(why) => {
                let (file, line) = (layout.name.clone(), row.line());
                out.push(Item::LeftOut(LeftOut { file, line, rows: 1, why }));
            }
            None => rows.push(row),
        }
    }
    rows
}

/// Whether all rows say the very same of the evaluation as a whole, to the byte.
fn one_head(rows: &[Row<'_>]) -> bool {
    rows.windows(2).all(|two| Rc::ptr_eq(&two[0].head, &two[1].head))
}

/// What an evaluation is called: its own id within its source, or the call, the agent and the evaluator.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Name {
    Own(Option<String>, String),
    Shared(Option<String>, String, Option<String>),
}

fn name(row: &Row<'_>) -> Name {
    let head = &row.head;
    match &head.evaluation_id {
        Some(id) => Name::Own(head.source.clone(), id.clone()),
        None => Name::Shared(head.call_id.clone(), agent(head), head.evaluator.as_deref().map(normalised)),
    }
}

/// The agent as a key: the id, else the name for comparing.
pub(super) fn agent(head: &Head) -> String {
    match (&head.agent_id, &head.agent_name) {
        (Some(id), _) => format!("id:{id}"),
        (None, Some(name)) => format!("name:{}", normalised(name)),
        (None, None) => String::new(),
    }
}

/// Parts rows by a key, keys in the order of their first row.
fn split_by<'a, K: Eq + std::hash::Hash>(rows: Vec<Row<'a>>, key: impl Fn(&Row<'a>) -> K) -> Vec<Vec<Row<'a>>> {
    let mut at = HashMap::new();
    let mut parts: Vec<Vec<Row<'a>>> = Vec::new();
    for row in rows {
        let place = *at.entry(key(&row)).or_insert(parts.len());
        if place == parts.len() {
            parts.push(Vec::new());
        }
        parts[place].push(row);
    }
    parts
}

/// Parts the rows of one name into versions: by the number, and by when it was evaluated (its day, where the
/// file has no ids). A row without a date joins the one date that there is. Where it cannot be told which
/// version a row is of, none of them can be trusted: they come back as the error.
fn versions(mut rows: Vec<Row<'_>>) -> Result<Vec<Vec<Row<'_>>>, Vec<Row<'_>>> {
    let mut dates: HashMap<i64, Vec<When>> = HashMap::new();
    for row in &rows {
        let of_version = dates.entry(version(&row.head)).or_default();
        if let Some(date) = moment(&row.head)
            && of_version.len() < 2
            && !of_version.contains(&date)
        {
            of_version.push(date);
        }
    }
    let mut certain = true;
    for row in &mut rows {
        if unread_version(row) {
            certain = false;
        }
        if moment(&row.head).is_none() && dates[&version(&row.head)].len() > 1 {
            certain = false;
            if row.text(Field::Evaluated).is_none() {
                let expected = format!("the date of the evaluation: {} has several", row.evaluation_words());
                row.fault(Field::Evaluated, expected);
            }
        }
    }
    if !certain {
        return Err(rows);
    }
    Ok(split_by(rows, |row| {
        let version = version(&row.head);
        (version, moment(&row.head).or_else(|| dates[&version].first().copied()))
    }))
}

/// Whether there is a version that cannot be read.
fn unread_version(row: &Row<'_>) -> bool {
    row.head.version.is_none() && row.text(Field::Version).is_some()
}

pub(super) fn version(head: &Head) -> i64 {
    head.version.unwrap_or(1)
}

fn moment(head: &Head) -> Option<When> {
    match head.evaluation_id {
        Some(_) => head.evaluated.as_ref().map(|stamp| stamp.when),
        None => head.evaluated_day.map(When::Date),
    }
}

/// An evaluation may be spread over files, a part in each. Files that overlap each hold it whole.
fn files_apart(rows: Vec<Row<'_>>, out: &mut Vec<Item>) {
    if rows.windows(2).all(|two| two[0].file == two[1].file) {
        return evaluation(rows, None, out);
    }
    let mut owner = HashMap::new();
    let mut overlap = false;
    for row in &rows {
        for slot in row.parts.iter().filter_map(Part::slot) {
            overlap |= *owner.entry(slot).or_insert(row.file) != row.file;
        }
    }
    if overlap {
        for rows in split_by(rows, |row| row.file) {
            evaluation(rows, None, out);
        }
    } else {
        evaluation(rows, None, out);
    }
}

fn evaluation(mut rows: Vec<Row<'_>>, ordinals: Option<&mut HashMap<[u8; 32], u32>>, out: &mut Vec<Item>) {
    if !one_head(&rows) {
        agree(&mut rows);
    }
    once(&mut rows);
    complete(&mut rows);
    if rows.iter().any(|row| !row.faults.is_empty()) {
        reject(rows, out);
    } else {
        out.push(Item::Evaluation(Box::new(build::record(rows, ordinals))));
    }
}

/// The rows must say the same of the evaluation as a whole, where they say anything.
fn agree(rows: &mut [Row<'_>]) {
    for field in LEVEL {
        let mut speak = (0..rows.len()).filter(|at| rows[*at].said(field).is_some());
        let Some(first) = speak.next() else { continue };
        let differ: Vec<usize> = speak.filter(|at| !same(&rows[first], &rows[*at], field)).collect();
        for at in differ {
            let elsewhere = if rows[at].file == rows[first].file { "" } else { " of the other file" };
            let (line, both) = (rows[first].line(), rows[at].evaluation_words());
            rows[at].fault(field, format!("the same as on line {line}{elsewhere}: both are {both}"));
        }
    }
}

/// Whether two rows that say something mean the same.
fn same(one: &Row<'_>, other: &Row<'_>, field: Field) -> bool {
    let (a, b) = (one.said(field).unwrap_or_default(), other.said(field).unwrap_or_default());
    a == b
        || match field {
            Field::AgentName | Field::Evaluator => normalised(a) == normalised(b),
            Field::CallStarted => {
                let when = |row: &Row<'_>| row.head.call_started.as_ref().map(|stamp| stamp.when);
                // A date that cannot be read is at fault already.
                when(one).is_none() || when(other).is_none() || when(one) == when(other)
            }
            _ => false,
        }
}

/// What stands twice.
#[derive(Debug, Clone, Copy)]
enum Twice {
    /// Another score of the dimension that the part at this place of a wide row scores.
    Wide(usize),
    In(Field),
}

/// No dimension, and no criterion, twice. Two rows of a wide table may each have some of the dimensions.
fn once(rows: &mut [Row<'_>]) {
    for (row, what, line) in twice(rows) {
        let row = &mut rows[row];
        match what {
            Twice::In(field) => row.fault(field, again(line)),
            Twice::Wide(part) => {
                let Some(Part::Score { key, .. }) = row.parts.get(part) else { continue };
                let column = dimension_column(row.layout, key);
                row.fault_at(column, again(line));
            }
        }
    }
}

/// The rows with something that stood before, and the line where it did.
fn twice(rows: &[Row<'_>]) -> Vec<(usize, Twice, u64)> {
    let parts = rows.iter().map(|row| row.parts.len()).sum();
    let mut places = Places::of_about(parts);
    let mut seen: Vec<(u64, Option<&ScoreRecord>)> = Vec::with_capacity(parts);
    let mut out = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for (n, part) in row.parts.iter().enumerate() {
            let Some(slot) = part.slot() else { continue };
            let wide = match part {
                Part::Score { score, .. } if row.layout.shape == Shape::Wide => Some(score),
                _ => None,
            };
            let Some((line, before)) = seen.get_mut(places.of(slot)) else {
                seen.push((row.line(), wide));
                continue;
            };
            match (wide, *before) {
                (Some(score), Some(before)) if before.state == ScoreState::Scored => {
                    if score.state == ScoreState::Scored && score != before {
                        out.push((at, Twice::Wide(n), *line));
                    }
                }
                (Some(_), Some(_)) => (*line, *before) = (row.line(), wide),
                _ => {
                    let field = if slot.1.is_some() { Field::Criterion } else { Field::Dimension };
                    out.push((at, Twice::In(field), *line));
                }
            }
        }
    }
    out
}

fn again(line: u64) -> String {
    format!("one score of it in an evaluation: line {line} has one already")
}

fn dimension_column(layout: &Layout, key: &str) -> usize {
    let holds = |used: &Used| matches!(used, Used::Dimension(name) if layout.dimension(name).is_some_and(|here| key_of(here) == key));
    layout.columns.iter().position(|column| holds(&column.used)).unwrap_or(0)
}

/// An evaluation has an agent and a date.
fn complete(rows: &mut [Row<'_>]) {
    let any = |test: fn(&Row<'_>) -> bool| rows.iter().any(test);
    let agent = any(|row| row.head.agent_id.is_some() || row.head.agent_name.is_some());
    let dated = any(|row| row.text(Field::CallStarted).is_some() || row.text(Field::Evaluated).is_some());
    let Some(first) = rows.first_mut() else { return };
    let mapped = |row: &Row<'_>, one, other| if row.layout.column(one).is_some() { one } else { other };
    if !agent {
        let field = mapped(first, Field::AgentName, Field::AgentId);
        first.fault(field, "the agent's name or id");
    }
    if !dated {
        let field = mapped(first, Field::CallStarted, Field::Evaluated);
        first.fault(field, "the date of the call or of the evaluation");
    }
}

/// Every reason at once, and the evaluation's other rows left out with them.
fn reject(rows: Vec<Row<'_>>, out: &mut Vec<Item>) {
    let Some(bad) = rows.iter().find(|row| !row.faults.is_empty()) else { return };
    let why = format!("another row of {} is rejected (line {})", visible(&bad.evaluation_words()), bad.line());
    for row in rows {
        let cells = row.record.cells().map(str::to_owned).collect();
        let (file, line) = (row.layout.name.clone(), row.line());
        let mut refused = RefusedRow { file: row.file, line, cells, reason: why.clone() };
        if row.faults.is_empty() {
            out.push(Item::LeftOut(LeftOut { file, line, rows: 1, why: why.clone() }));
        } else {
            let faults: Vec<String> = row.faults.iter().map(in_words).collect();
            refused.reason = faults.join("; ");
            out.extend(row.faults.into_iter().map(Item::Rejected));
        }
        out.push(Item::Refused(refused));
    }
}

fn in_words(fault: &Rejected) -> String {
    format!("{}: expected {}", fault.column.visible(), visible(&fault.expected))
}
