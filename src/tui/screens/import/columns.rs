//! How a table is read: every column with what it is used for, and why; the open questions above them, and the
//! dimensions that are not known here below. Each is changed with Enter, and the file is read anew.

use std::collections::BTreeMap;

use crate::config::keymap::Action;
use crate::domain::field::Field;
use crate::domain::mapping::{self, ColumnMapping, ColumnUse, DateOrder, DimensionUse, Mapping};
use crate::domain::raw::visible;
use crate::domain::scale::Scale;
use crate::domain::scorecard::typed_target;
use crate::import::{ColumnPlan, Question, Used};
use crate::store::request::{PreviewView, TableView};
use crate::tui::overlay::picker::Choice;
use crate::tui::overlay::{Overlay, Picker, Prompt};
use crate::tui::screen::{Ctx, Purpose, Step};
use crate::tui::widgets::cursor::Cursor;

use super::columns_view;

#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) cursor: Cursor,
    /// What the list that is open answers.
    picking: Option<Picking>,
    /// The column that was set last: the cursor finds it again once the file is read anew.
    last: Option<usize>,
}

/// What is being picked; positions in the preview.
#[derive(Debug, Clone, PartialEq)]
enum Picking {
    Question(usize),
    Use(usize),
    Scale(usize),
    Dates(usize),
    Dimension(usize),
    /// What the dimension, which is new, is held to.
    Target(usize),
}

/// What the name of a dimension that is not known here can be.
#[derive(Debug, Clone, PartialEq)]
enum Is {
    /// So is every other.
    AllNew,
    New,
    Known(String),
    Ignored,
}

/// A line that can be changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Row<'a> {
    Question(usize, &'a Question),
    Column(usize, &'a ColumnPlan),
    /// A dimension that is not known here.
    Unknown(usize, &'a str),
}

pub(super) fn rows(view: &PreviewView) -> Vec<Row<'_>> {
    let questions = view.questions.iter().enumerate().map(|(i, q)| Row::Question(i, q));
    let table = view.table.as_ref();
    let columns = table.into_iter().flat_map(|t| t.columns.iter().enumerate().map(|(i, c)| Row::Column(i, c)));
    let unknown = table.into_iter().flat_map(|t| t.unknown.iter().enumerate().map(|(i, d)| Row::Unknown(i, d)));
    questions.chain(columns).chain(unknown).collect()
}

/// The fields that can be chosen, the needed ones first, each with what it is in words.
const FIELDS: [(Field, &str); 22] = [
    (Field::AgentName, "the agent's name"),
    (Field::AgentId, "the agent's id"),
    (Field::CallId, "the call's id"),
    (Field::CallStarted, "when the call was"),
    (Field::Evaluated, "when it was evaluated"),
    (Field::Dimension, "scores of a dimension; in a table with a row a score, the dimension's name"),
    (Field::Earned, "the score of the row's dimension"),
    (Field::Possible, "the points that were possible"),
    (Field::Total, "the overall, as the file has it"),
    (Field::EvaluationId, "the evaluation's own id"),
    (Field::Evaluator, "who evaluated"),
    (Field::Comment, "the evaluator's comment"),
    (Field::Team, "the agent's team"),
    (Field::Scorecard, "the form"),
    (Field::Criterion, "the question inside a dimension"),
    (Field::Outcome, "the answer to a question"),
    (Field::AutoFail, "whether it failed as a whole"),
    (Field::Flag, "a compliance flag's code"),
    (Field::FlagSeverity, "how grave the flag is"),
    (Field::FlagAt, "where in the call the flag is, in milliseconds"),
    (Field::Version, "which version of the evaluation"),
    (Field::Kind, "standard, calibration or self"),
];

/// What was chosen: another mapping to read with, or nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Chosen {
    Nothing,
    By(Box<Mapping>),
    /// What dimensions are: it holds for all files, whose shapes may differ.
    Are(BTreeMap<String, DimensionUse>),
    Sheet(String),
    /// One thing more is asked.
    More(Box<Step>),
}

impl Columns {
    pub(super) fn moved(&mut self, action: Action, view: &PreviewView, cx: &Ctx) -> bool {
        let len = rows(view).len();
        self.cursor.act(action, len, columns_view::page(cx.area))
    }

    /// Questions that are answered are gone from above: the cursor stays on its column.
    pub(super) fn settle(&mut self, view: &PreviewView, cx: &Ctx) {
        let all = rows(view);
        if let Some(position) = self.last.take()
            && let Some(at) = all.iter().position(|row| matches!(row, Row::Column(i, _) if *i == position))
        {
            self.cursor.select(at, all.len(), columns_view::page(cx.area));
        }
        self.cursor.fit(all.len(), columns_view::page(cx.area));
    }

    /// The question under the cursor, by its position.
    pub(super) fn question(&self, view: &PreviewView) -> Option<usize> {
        match rows(view).get(self.cursor.selected) {
            Some(Row::Question(at, _)) => Some(*at),
            Some(Row::Column(..) | Row::Unknown(..)) | None => None,
        }
    }

    /// Enter: the question's answers, a column's uses, what a dimension is.
    pub(super) fn open(&mut self, view: &PreviewView) -> Step {
        match rows(view).get(self.cursor.selected) {
            Some(Row::Question(at, question)) => self.ask(*at, question, view),
            Some(Row::Column(at, column)) => {
                self.picking = Some(Picking::Use(*at));
                let used = use_of(column);
                let chosen = FIELDS.iter().position(|(field, _)| used == ColumnUse::from(*field));
                let mut choices: Vec<Choice> =
                    FIELDS.iter().map(|(field, words)| Choice::new(field.name(), *words)).collect();
                choices.push(Choice::new("left out", "it is not read"));
                let title = format!("{} holds", named(column));
                Step::overlay(Overlay::Picker(Picker::new(
                    Purpose::Column,
                    title,
                    choices,
                    chosen.unwrap_or(FIELDS.len()),
                )))
            }
            Some(Row::Unknown(at, _)) => self.ask_what_is(*at, view).unwrap_or_else(Step::none),
            None => Step::none(),
        }
    }

    /// What the dimension is that nobody has spoken of; `None` where there is none such.
    pub(super) fn ask_what_is(&mut self, at: usize, view: &PreviewView) -> Option<Step> {
        let table = view.table.as_ref()?;
        let name = table.unknown.get(at)?;
        let choices = can_be(table).into_iter().map(|is| match is {
            Is::AllNew => {
                let all = format!("all {} are new dimensions", table.unknown.len());
                Choice::new(all, "they come in without targets")
            }
            Is::New => Choice::new("a new dimension", "its target is asked for"),
            Is::Known(known) => Choice::new(visible(&known), "the same as this one"),
            Is::Ignored => Choice::new("ignore it", "its scores are not loaded"),
        });
        let title = format!("{}, which no scorecard here has, is", visible(name));
        let picker = Picker::new(Purpose::Column, title, choices.collect(), 0);
        self.picking = Some(Picking::Dimension(at));
        Some(Step::overlay(Overlay::Picker(picker)))
    }

    fn ask_target(&mut self, at: usize, name: &str, text: &str, wrong: Option<&str>) -> Step {
        self.picking = Some(Picking::Target(at));
        let sentence = wrong.map_or_else(
            || "A percent such as 75; nothing for none: it is shown then, and never a focus.".to_owned(),
            |wrong| format!("Not yet: {wrong}."),
        );
        let title = format!("What target has {}?", visible(name));
        Step::overlay(Overlay::Prompt(Prompt::new(Purpose::NewTarget, title, sentence, text).or_nothing()))
    }

    /// The first question of the preview.
    pub(super) fn first_question(&mut self, view: &PreviewView) -> Step {
        view.questions.first().map_or_else(Step::none, |question| self.ask(0, question, view))
    }

    fn ask(&mut self, at: usize, question: &Question, view: &PreviewView) -> Step {
        if question.choices.is_empty() {
            return Step::problem("set below what each column is: that answers it");
        }
        self.picking = Some(Picking::Question(at));
        let all = alike(at, view).len();
        let mut choices: Vec<Choice> = Vec::new();
        if all > 1 {
            choices
                .extend(question.choices.iter().map(|c| Choice::new(&c.words, format!("for all {all} such columns"))));
        }
        choices
            .extend(question.choices.iter().map(|c| Choice::new(&c.words, if all > 1 { "for this one" } else { "" })));
        let title = format!("{}: which is it?", visible(&question.column));
        Step::overlay(Overlay::Picker(Picker::new(Purpose::Column, title, choices, 0)))
    }

    /// How the column's cells are read: the scale of scores, the order of dates.
    pub(super) fn how(&mut self, view: &PreviewView) -> Step {
        let Some(Row::Column(at, column)) = rows(view).get(self.cursor.selected).copied() else {
            return Step::problem("a column of scores or of dates has something to choose here");
        };
        let title = format!("{} is read as", named(column));
        match &column.used {
            Used::Dimension(_) | Used::Field(Field::Earned | Field::Total) => {
                self.picking = Some(Picking::Scale(at));
                let choices = scales(column)
                    .into_iter()
                    .map(|scale| Choice::new(scale.words(), scale.to_string()))
                    .chain([Choice::new("another scale", "type it: of 20, or 1 to 7")])
                    .collect();
                Step::overlay(Overlay::Picker(Picker::new(Purpose::Column, title, choices, 0).with_open_end()))
            }
            Used::Field(Field::CallStarted | Field::Evaluated) => {
                self.picking = Some(Picking::Dates(at));
                let choices =
                    vec![Choice::new("day first", "3/4 is 3 April"), Choice::new("month first", "3/4 is 4 March")];
                Step::overlay(Overlay::Picker(Picker::new(Purpose::Column, title, choices, 0)))
            }
            Used::Field(_) | Used::LeftOut => {
                Step::problem("this column is read as it stands: scores have a scale, and dates an order")
            }
        }
    }

    /// The line of the list was picked: the mapping that it makes.
    pub(super) fn picked(&mut self, at: usize, view: &PreviewView) -> Chosen {
        if let Some(Picking::Question(question)) = self.picking
            && let Some(choice) = view.questions.get(question).and_then(|q| q.choices.get(at))
            && let mapping::Answer::Sheet(name) = &choice.answer
        {
            return Chosen::Sheet(name.clone());
        }
        if let (Some(Picking::Dimension(unknown)), Some(table)) = (&self.picking, &view.table) {
            return self.said(*unknown, at, table);
        }
        self.mapped(at, view).map_or(Chosen::Nothing, |mapping| Chosen::By(Box::new(mapping)))
    }

    fn said(&mut self, unknown: usize, at: usize, table: &TableView) -> Chosen {
        self.picking = None;
        let (Some(name), Some(is)) = (table.unknown.get(unknown), can_be(table).into_iter().nth(at)) else {
            return Chosen::Nothing;
        };
        let used = match is {
            Is::AllNew => {
                return Chosen::Are(table.unknown.iter().map(|name| (name.clone(), DimensionUse::New)).collect());
            }
            Is::New => return Chosen::More(Box::new(self.ask_target(unknown, name, "", None))),
            Is::Known(known) => DimensionUse::SameAs(known),
            Is::Ignored => DimensionUse::Ignore,
        };
        Chosen::Are(BTreeMap::from([(name.clone(), used)]))
    }

    fn mapped(&mut self, at: usize, view: &PreviewView) -> Option<Mapping> {
        let table = view.table.as_ref()?;
        let mut mapping = table.mapping.clone();
        let picking = self.picking.take()?;
        self.last = match picking {
            Picking::Use(column) | Picking::Scale(column) | Picking::Dates(column) => Some(column),
            Picking::Question(_) | Picking::Dimension(_) | Picking::Target(_) => None,
        };
        match picking {
            Picking::Question(question) => {
                let choices = &view.questions.get(question)?.choices;
                let alike = alike(question, view);
                // The first half answers all that ask the same, where there are several.
                let (choice, of) = if alike.len() > 1 && at < choices.len() {
                    (at, alike)
                } else {
                    (at % choices.len().max(1), vec![question])
                };
                for question in of {
                    mapping.answer(&view.questions.get(question)?.choices.get(choice)?.answer);
                }
            }
            Picking::Use(column) => {
                let used = FIELDS.get(at).map_or(ColumnUse::Ignore, |(field, _)| ColumnUse::from(*field));
                use_as(&mut mapping, table, column, used)?;
            }
            Picking::Scale(column) => {
                let scale = *scales(table.columns.get(column)?).get(at)?;
                of_column(&mut mapping, table, column)?.scale = Some(scale);
            }
            Picking::Dates(column) => {
                let order = if at == 0 { DateOrder::DayFirst } else { DateOrder::MonthFirst };
                of_column(&mut mapping, table, column)?.dates = Some(order);
            }
            // These change no column.
            Picking::Dimension(_) | Picking::Target(_) => return None,
        }
        Some(mapping)
    }

    /// The target of a dimension that is new was typed, or left out.
    pub(super) fn typed_target(&mut self, text: &str, view: &PreviewView) -> Chosen {
        let (Some(Picking::Target(at)), Some(table)) = (self.picking.take(), &view.table) else {
            return Chosen::Nothing;
        };
        let Some(name) = table.unknown.get(at) else { return Chosen::Nothing };
        match typed_target(text) {
            Ok(target) => {
                let used = target.map_or(DimensionUse::New, DimensionUse::NewWithTarget);
                Chosen::Are(BTreeMap::from([(name.clone(), used)]))
            }
            Err(wrong) => Chosen::More(Box::new(self.ask_target(at, name, text, Some(&wrong)))),
        }
    }

    /// A scale was typed.
    pub(super) fn typed(&mut self, text: &str, view: &PreviewView) -> Result<Option<Mapping>, String> {
        let (Some(Picking::Scale(column)), Some(table)) = (self.picking.take(), view.table.as_ref()) else {
            return Ok(None);
        };
        let scale: Scale = text.parse()?;
        self.last = Some(column);
        let mut mapping = table.mapping.clone();
        let Some(mapped) = of_column(&mut mapping, table, column) else { return Ok(None) };
        mapped.scale = Some(scale);
        Ok(Some(mapping))
    }
}

/// One answer for all comes first, where there are several: a file that is new here brings all of its own.
fn can_be(table: &TableView) -> Vec<Is> {
    let all = (table.unknown.len() > 1).then_some(Is::AllNew);
    let known = table.known.iter().cloned().map(Is::Known);
    all.into_iter().chain([Is::New]).chain(known).chain([Is::Ignored]).collect()
}

/// Questions that offer the same answers, this one among them.
fn alike(at: usize, view: &PreviewView) -> Vec<usize> {
    let words = |q: &Question| q.choices.iter().map(|c| bare_scale(&c.answer)).collect::<Vec<_>>();
    let Some(question) = view.questions.get(at) else { return Vec::new() };
    let own = words(question);
    if own.iter().any(Option::is_none) {
        return vec![at];
    }
    (0..view.questions.len()).filter(|i| words(&view.questions[*i]) == own).collect()
}

fn bare_scale(answer: &mapping::Answer) -> Option<String> {
    match answer {
        mapping::Answer::Scale { scale, .. } => Some(scale.to_string()),
        mapping::Answer::Dates { .. } | mapping::Answer::Sheet(_) => None,
    }
}

/// The scales that a column may have: those that its numbers allow.
fn scales(column: &ColumnPlan) -> Vec<Scale> {
    let mut out = vec![Scale::Percent, Scale::Fraction];
    for max in [4.0, 5.0, 10.0, 20.0, 100.0] {
        if column.range.is_none_or(|(_, greatest)| greatest <= max) && max < 100.0 {
            out.push(Scale::Of(max));
        }
    }
    for max in [5.0, 10.0] {
        if column.range.is_none_or(|(least, greatest)| least >= 1.0 && greatest <= max) {
            out.push(Scale::Between { min: 1.0, max });
        }
    }
    out.push(Scale::Points);
    out
}

pub(super) fn named(column: &ColumnPlan) -> String {
    let heading = column.heading.visible();
    if heading.trim().is_empty() { format!("column {}", column.position) } else { heading }
}

fn use_of(column: &ColumnPlan) -> ColumnUse {
    match &column.used {
        Used::Field(field) => ColumnUse::from(*field),
        Used::Dimension(_) => ColumnUse::Dimension,
        Used::LeftOut => ColumnUse::Ignore,
    }
}

/// The entry of a column in a mapping that was made of this very plan.
fn of_column<'m>(mapping: &'m mut Mapping, table: &TableView, at: usize) -> Option<&'m mut ColumnMapping> {
    let column = table.columns.get(at)?;
    let heading = column.heading.verbatim();
    let by_position = mapping.columns.iter().position(|c| c.position == Some(column.position));
    let found = by_position.or_else(|| mapping.columns.iter().position(|c| c.heading.as_deref() == Some(heading)))?;
    mapping.columns.get_mut(found)
}

/// One column a field: the one that held it before is left out.
fn use_as(mapping: &mut Mapping, table: &TableView, at: usize, used: ColumnUse) -> Option<()> {
    if let ColumnUse::Field(_) = used {
        for column in mapping.columns.iter_mut().filter(|c| c.used == used) {
            column.used = ColumnUse::Ignore;
        }
    }
    let column = of_column(mapping, table, at)?;
    column.used = used;
    column.because = None;
    (column.scale, column.dates) = (None, None);
    // Long or wide is told by what the columns are, which is another thing now.
    mapping.format = None;
    Some(())
}
