//! One row read: what it says of the evaluation, what it adds to it, and what is wrong with it.

use std::rc::Rc;

use chrono::NaiveDate;

use super::part::{Keys, Part};
use super::{Column, DateReading, Layout, Shape, long, wide};
use crate::domain::evaluation::{EvaluationKind, EvaluationState, FlagRecord, Number, ScoredBy};
use crate::domain::mapping::Split;
use crate::domain::raw::{Raw, visible};
use crate::domain::scale::Scale;
use crate::domain::trim::{is_blank, trimmed};
use crate::domain::when::Stamp;
use crate::import::headings::Field;
use crate::import::table::Record;
use crate::import::values::Score;
use crate::import::{Rejected, dates, values};

/// What a row says of the evaluation as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Head {
    pub(super) source: Option<String>,
    pub(super) evaluation_id: Option<String>,
    pub(super) version: Option<i64>,
    pub(super) call_id: Option<String>,
    pub(super) agent_id: Option<String>,
    pub(super) agent_name: Option<String>,
    pub(super) team: Option<String>,
    pub(super) evaluator: Option<String>,
    pub(super) scored_by: Option<ScoredBy>,
    pub(super) kind: Option<EvaluationKind>,
    pub(super) state: Option<EvaluationState>,
    pub(super) scorecard: Option<String>,
    pub(super) scorecard_version: Option<String>,
    pub(super) call_started: Option<Stamp>,
    pub(super) evaluated: Option<Stamp>,
    /// The day of `evaluated` as the file has it, in the zone that it names.
    pub(super) evaluated_day: Option<NaiveDate>,
    pub(super) total: Option<Number>,
}

/// Fields that a [`Head`] is read from.
const HEAD: [Field; 16] = [
    Field::Source,
    Field::EvaluationId,
    Field::Version,
    Field::CallId,
    Field::AgentId,
    Field::AgentName,
    Field::Team,
    Field::Evaluator,
    Field::ScoredBy,
    Field::Kind,
    Field::State,
    Field::Scorecard,
    Field::ScorecardVersion,
    Field::CallStarted,
    Field::Evaluated,
    Field::Total,
];

/// A row whose head is in order: rows of one evaluation mostly have all of it alike, and then need not read it again.
#[derive(Debug)]
pub(super) struct Known<'a> {
    file: usize,
    record: &'a Record,
    head: Rc<Head>,
}

impl Known<'_> {
    fn is_of(&self, layout: &Layout, record: &Record, file: usize) -> bool {
        let alike = record.begins_like(self.record);
        let same = |at: usize| at < alike || self.record.get(at) == record.get(at);
        self.file == file && HEAD.iter().all(|field| layout.column(*field).is_none_or(same))
    }
}

#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) layout: &'a Layout,
    pub(super) record: &'a Record,
    /// Position of the file in the batch.
    pub(super) file: usize,
    pub(super) head: Rc<Head>,
    pub(super) parts: Vec<Part>,
    /// Why it cannot be taken; empty for a good row.
    pub(super) faults: Vec<Rejected>,
    /// Why the mapping wants it left out.
    pub(super) left_out: Option<String>,
}

impl<'a> Row<'a> {
    /// `known` is a row before, whose head is taken over where it is this row's too.
    pub(super) fn read(
        layout: &'a Layout,
        record: &'a Record,
        file: usize,
        keys: &mut Keys,
        known: &mut Option<Known<'a>>,
    ) -> Self {
        let same = known.as_ref().filter(|known| known.is_of(layout, record, file)).map(|known| Rc::clone(&known.head));
        let (read, parts, faults) = (same.is_some(), Vec::new(), Vec::new());
        let mut row = Self { layout, record, file, head: same.unwrap_or_default(), parts, faults, left_out: None };
        if let Some(line) = record.broken_quote {
            let expected =
                format!("a quote that ends its cell: the one opened on line {line} closes in the middle of a cell");
            row.fault_row(expected);
        } else if let Some(extra) = row.too_many() {
            let expected = format!("{} cells, as many as the headings, but here are {extra}", layout.own);
            row.fault_row(expected);
        }
        if !read {
            let before = row.faults.len();
            row.head = Rc::new(row.read_head());
            let sound = row.faults.len() == before;
            *known = sound.then(|| Known { file, record, head: Rc::clone(&row.head) });
        }
        row.left_out = row.leave_out();
        row.parts = match layout.shape {
            Shape::Long => long::parts(&mut row, keys),
            Shape::Wide => wide::parts(&mut row, keys),
        };
        row
    }

    /// How many cells the row has, where they are more than the headings.
    fn too_many(&self) -> Option<usize> {
        let (own, all) = (self.layout.own, self.layout.columns.len());
        // Cells of other files stand behind a row that is not too long.
        let from = if own < all && self.record.len() == all { all } else { own };
        (from..self.record.len()).find(|at| !is_blank(self.record.get(*at))).map(|extra| extra + 1)
    }

    pub(super) fn line(&self) -> u64 {
        self.record.line
    }

    pub(super) fn text(&self, field: Field) -> Option<&'a str> {
        self.layout.text(self.record, field)
    }

    /// What the row says in a column that the rows of one evaluation agree on: the call's id byte for byte.
    pub(super) fn said(&self, field: Field) -> Option<&'a str> {
        if field == Field::CallId { self.layout.id(self.record, field) } else { self.text(field) }
    }

    pub(super) fn owned(&self, field: Field) -> Option<String> {
        self.text(field).map(str::to_owned)
    }

    /// A comment byte for byte; `None` where it is blank.
    pub(super) fn comment(&self) -> Option<String> {
        self.layout.id(self.record, Field::Comment).map(str::to_owned)
    }

    pub(super) fn fault(&mut self, field: Field, expected: impl Into<String>) {
        match self.layout.column(field) {
            Some(column) => self.fault_at(column, expected),
            None => self.push_fault(Raw::from(field.name()), Raw::default(), expected.into()),
        }
    }

    pub(super) fn fault_at(&mut self, column: usize, expected: impl Into<String>) {
        let heading =
            self.layout.columns.get(column).map_or_else(Raw::default, |Column { heading, .. }| heading.clone());
        self.push_fault(heading, Raw::from(self.record.get(column)), expected.into());
    }

    /// The row as a whole is at fault.
    pub(super) fn fault_row(&mut self, expected: String) {
        let start: String = self.record.cells().collect::<Vec<_>>().join(" ").chars().take(100).collect();
        self.push_fault(Raw::from("(row)"), Raw::from(start), expected);
    }

    fn push_fault(&mut self, column: Raw, value: Raw, expected: String) {
        let rows = u64::from(self.faults.is_empty());
        let (file, line) = (self.layout.name.clone(), self.line());
        self.faults.push(Rejected { file, line, column, value, expected, rows });
    }

    fn read_head(&mut self) -> Head {
        let (agent_name, split_id) = self.agent();
        Head {
            source: self.owned(Field::Source),
            evaluation_id: self.id(Field::EvaluationId),
            version: self.version(),
            call_id: self.id(Field::CallId),
            agent_id: self.id(Field::AgentId).map(|id| trimmed(&id).to_owned()).or(split_id),
            agent_name,
            team: self.owned(Field::Team),
            evaluator: self.owned(Field::Evaluator),
            scored_by: self.scored_by(),
            kind: self.word(Field::Kind, "standard, calibration or self", |word| match word {
                "self assessment" | "self-assessment" => Some(EvaluationKind::SelfAssessment),
                word => EvaluationKind::from_word(word),
            }),
            state: self.word(Field::State, "final, draft or retracted", EvaluationState::from_word),
            scorecard: self.owned(Field::Scorecard),
            scorecard_version: self.owned(Field::ScorecardVersion),
            call_started: self.stamp(Field::CallStarted, self.layout.call_started),
            evaluated: self.stamp(Field::Evaluated, self.layout.evaluated),
            evaluated_day: self
                .text(Field::Evaluated)
                .and_then(|text| dates::written_day(text, self.layout.evaluated.order, self.layout.evaluated.epoch)),
            total: self.total(),
        }
    }

    /// The agent's name, and the id that stands in the same cell.
    fn agent(&self) -> (Option<String>, Option<String>) {
        let column = self.layout.column(Field::AgentName).and_then(|at| self.layout.columns.get(at));
        let split = column.and_then(|column| column.mapped.as_ref()).and_then(|mapped| mapped.split);
        match (self.text(Field::AgentName), split) {
            (Some(text), Some(Split::NameEmailId)) => name_and_id(text),
            (text, _) => (text.map(str::to_owned), None),
        }
    }

    /// Why the mapping wants the row left out, where it does.
    fn leave_out(&self) -> Option<String> {
        for (at, column) in self.layout.columns.iter().enumerate() {
            if column.mapped.is_none() {
                continue;
            }
            let cell = self.record.get(at);
            if column.leaves_out(cell) {
                let (heading, cell) = (column.heading.visible(), visible(cell.trim()).into_owned());
                return Some(format!("its {heading} is {cell}, which the mapping leaves out"));
            }
        }
        let dimension = self.text(Field::Dimension)?;
        let ignored = self.layout.shape == Shape::Long && self.layout.dimension(dimension).is_none();
        ignored.then(|| format!("the mapping leaves out the dimension {}", visible(dimension)))
    }

    /// An id byte for byte, unless a spreadsheet has spoilt it.
    fn id(&mut self, field: Field) -> Option<String> {
        let id = self.layout.id(self.record, field)?.to_owned();
        if values::mangled_id(&id) {
            self.fault(field, values::ID);
        }
        Some(id)
    }

    fn version(&mut self) -> Option<i64> {
        let version = self.text(Field::Version)?.parse().ok();
        if version.is_none() {
            self.fault(Field::Version, "a whole number");
        }
        version
    }

    fn word<T>(&mut self, field: Field, expected: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = read(&self.text(field)?.to_lowercase());
        if word.is_none() {
            self.fault(field, expected);
        }
        word
    }

    fn scored_by(&mut self) -> Option<ScoredBy> {
        if self.layout.column(Field::ScoredBy).is_none() {
            // The one mark that a vendor documents (Talkdesk); any other name is a name.
            return (self.text(Field::Evaluator)?.eq_ignore_ascii_case("AI Scored Evaluation")).then_some(ScoredBy::Ai);
        }
        self.word(Field::ScoredBy, "person or ai", |word| match word {
            "human" => Some(ScoredBy::Person),
            word => ScoredBy::from_word(word),
        })
    }

    fn stamp(&mut self, field: Field, reading: DateReading) -> Option<Stamp> {
        let text = self.text(field)?;
        match dates::read(text, reading.order, reading.epoch, reading.utc) {
            Ok(when) => Some(Stamp { when, text: self.layout.cell(self.record, field).to_owned() }),
            Err(expected) => {
                self.fault(field, expected);
                None
            }
        }
    }

    fn total(&mut self) -> Option<Number> {
        let text = self.text(Field::Total)?;
        let scale = self.layout.scale(Field::Total);
        let read = values::score(text, self.layout.decimals(Field::Total), values::TOTAL);
        match read.and_then(|score| if scale.is_none() { values::scaled(score, scale) } else { Ok(score) }) {
            // What was written would be another number on another scale.
            Ok(Score::Plain(number)) => Some(scale.and_then(|scale| changed(scale, number.value)).unwrap_or(number)),
            Ok(score) => values::percent(score, text),
            Err(expected) => {
                self.fault(Field::Total, expected);
                None
            }
        }
    }

    /// The flags of the row's cells. Several codes stand in one cell, separated by `;` or `|`; their severities
    /// and offsets then in the same order, or one for all.
    pub(super) fn flags(&mut self, dimension: Option<&str>, note: Option<&str>) -> Vec<FlagRecord> {
        let codes = list(self.text(Field::Flag));
        let severities = list(self.text(Field::FlagSeverity));
        let offsets = list(self.text(Field::FlagAt));
        for (field, found) in [(Field::FlagSeverity, severities.len()), (Field::FlagAt, offsets.len())] {
            if found > 1 && found != codes.len() {
                self.fault(field, format!("one value, or as many as flags: {}", codes.len()));
            }
        }
        let mut at_ms = Vec::new();
        for offset in &offsets {
            let read = offset.parse::<i64>().ok().filter(|ms| *ms >= 0);
            if read.is_none() && !offset.is_empty() {
                self.fault(Field::FlagAt, "whole milliseconds from the start of the call, from 0 on");
            }
            at_ms.push(read);
        }
        let nth = |at: usize, len: usize| if len == 1 { 0 } else { at };
        let flags = codes.iter().enumerate().filter(|(_, code)| !code.is_empty()).map(|(at, code)| FlagRecord {
            code: (*code).to_owned(),
            severity: severities
                .get(nth(at, severities.len()))
                .filter(|severity| !severity.is_empty())
                .map(|severity| (*severity).to_owned()),
            dimension: dimension.map(str::to_owned),
            at_ms: at_ms.get(nth(at, at_ms.len())).copied().flatten(),
            note: note.map(str::to_owned),
        });
        flags.collect()
    }

    pub(super) fn auto_failed(&mut self) -> bool {
        let Some(text) = self.text(Field::AutoFail) else { return false };
        match values::failed(text) {
            Ok(failed) => failed,
            Err(expected) => {
                self.fault(Field::AutoFail, expected);
                false
            }
        }
    }

    /// How a message names the evaluation that the row belongs to.
    pub(super) fn evaluation_words(&self) -> String {
        match (&self.head.evaluation_id, &self.head.call_id) {
            (Some(id), _) => format!("evaluation {}", visible(id)),
            (None, Some(call)) => format!("the evaluation of call {}", visible(call)),
            (None, None) => "the same evaluation".to_owned(),
        }
    }
}

/// "Ama Boateng (ama@example.com)[5f1]".
fn name_and_id(text: &str) -> (Option<String>, Option<String>) {
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (rest, id) = match text.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        Some((rest, id)) => (rest.trim_end(), filled(id)),
        None => (text, None),
    };
    let mail = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).filter(|(_, mail)| mail.contains('@'));
    let name = mail.map_or(rest, |(name, _)| name);
    (filled(name), id)
}

/// The percent of a total that is none as written.
fn changed(scale: Scale, value: f64) -> Option<Number> {
    // 0.55 of one is 55, and not the 55.00000000000001 that a machine makes of it.
    let exact = |percent: f64| Number::new((percent * 1e9).round() / 1e9);
    if scale == Scale::Percent { None } else { scale.percent(value).map(exact) }
}

fn list(cell: Option<&str>) -> Vec<&str> {
    cell.map_or_else(Vec::new, |cell| cell.split([';', '|']).map(str::trim).collect())
}
