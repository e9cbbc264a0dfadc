//! The first reading of a table: which column is what, which dates are which way round, how many rows a group has.

use std::collections::{BTreeSet, HashSet};
use std::io::Read;

use super::grouping::{Counts, Kin, kin};
use super::{Column, DateReading, Layout, Shape, Use};
use crate::domain::guard::unguarded;
use crate::domain::raw::{Raw, visible};
use crate::domain::scorecard::key_of;
use crate::import::dates::{Evidence, Verdict};
use crate::import::headings::{self, Field, Known};
use crate::import::sniff::{Refusal, TableStart};
use crate::import::table::{Record, Rows};
use crate::import::values::{self, Score};
use crate::import::{Options, Question, refused};

/// What the first reading found.
#[derive(Debug)]
pub(in crate::import) struct Survey {
    pub(in crate::import) layout: Layout,
    pub(in crate::import) rows: u64,
    pub(in crate::import) warnings: Vec<String>,
    pub(in crate::import) questions: Vec<Question>,
    /// Names of the dimensions, each once.
    pub(in crate::import) dimensions: Vec<String>,
}

/// What the headings alone tell of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guess {
    Field(Known),
    /// The database knows a dimension of this name.
    KnownDimension,
    /// Its values decide, in a wide table.
    Open,
    /// Why a row was rejected, said by an import before.
    Reason,
    /// The heading stands before, or another column fills its field more surely.
    Taken,
}

/// What the values of a column say.
#[derive(Debug, Clone, Copy)]
struct Values {
    filled: u64,
    scored: u64,
    /// What is no score in any way of writing numbers.
    unread: u64,
    /// Every score is a number alone, without a percent sign or possible points.
    all_plain: bool,
    least: f64,
    greatest: f64,
}

impl Values {
    const NONE: Self = Self { filled: 0, scored: 0, unread: 0, all_plain: true, least: f64::MAX, greatest: f64::MIN };

    fn see(&mut self, cell: &str, decimals: values::Decimals) {
        if cell.trim().is_empty() {
            return;
        }
        self.filled += 1;
        match values::score(cell, decimals, values::SCORE) {
            Ok(Score::None(_)) => {}
            Ok(Score::Plain(number)) => {
                self.scored += 1;
                self.least = self.least.min(number.value);
                self.greatest = self.greatest.max(number.value);
            }
            Ok(Score::Percent(_) | Score::Of(..)) => {
                self.scored += 1;
                self.all_plain = false;
            }
            Err(values::DECIMAL_POINT | values::THOUSANDS) => self.scored += 1,
            Err(_) => self.unread += 1,
        }
    }

    /// Scores but for a few cells, which are then bad ones: a slip of the hand must not cost a whole dimension.
    fn scores(&self) -> bool {
        self.scored > 0 && self.unread * 5 <= self.filled
    }

    /// Numbers alone, and some of them no percents.
    fn beyond_percent(&self) -> bool {
        self.all_plain && (self.greatest > 100.0 || self.least < 0.0)
    }

    /// Numbers alone, none of them above 10: perhaps a scale, or a share of 1.
    fn small(&self) -> bool {
        self.scored > 0 && self.all_plain && self.greatest <= 10.0
    }
}

/// Reads a table once. `counts` is the batch's.
pub(in crate::import) fn survey<R: Read>(
    rows: &mut Rows<R>,
    start: &TableStart,
    name: &str,
    options: &Options,
    counts: &mut Counts,
) -> Result<Survey, Refusal> {
    let mut record = Record::default();
    let mut above = 0;
    for read in 0..start.skip {
        if !rows.next(&mut record)? {
            break;
        }
        above = read as u64;
    }
    let found: Vec<String> = record.cells().map(|cell| unguarded(cell.trim()).to_owned()).collect();
    let line = record.line;
    let mut guesses = guess(&found, options);
    let shape = shape(&mut guesses);
    let mut layout = provisional(name, start, shape, &found, &guesses);
    require(&layout, &found, line)?;
    let mut values = vec![Values::NONE; found.len()];
    let mut dates = [Evidence::default(), Evidence::default()];
    let mut row_count = 0;
    let mut named = BTreeSet::new();
    while rows.next(&mut record)? {
        if record.is_blank() {
            continue;
        }
        row_count += 1;
        if let Some(dimension) = layout.text(&record, Field::Dimension)
            && named.len() < MOST_NAMED
            && !named.contains(dimension)
        {
            named.insert(dimension.to_owned());
        }
        for (at, seen) in values.iter_mut().enumerate() {
            if judged(&guesses[at]) {
                seen.see(record.get(at), layout.decimals());
            }
        }
        for (field, evidence) in [Field::CallStarted, Field::Evaluated].into_iter().zip(&mut dates) {
            if let Some(text) = layout.text(&record, field) {
                evidence.see(record.line, text);
            }
        }
        if let Kin::Group(hash) = kin(&layout, &record) {
            *counts.entry(hash).or_insert(0) += 1;
        }
    }
    let mut survey = Survey {
        layout: layout.clone(),
        rows: row_count,
        warnings: Vec::new(),
        questions: Vec::new(),
        dimensions: Vec::new(),
    };
    if start.skip > 1 && above > u64::from(start.separator_line) {
        survey.warn(name, "lines above the headings are left out");
    }
    decide_columns(&mut layout, &mut survey, &guesses, &values);
    decide_dates(&mut layout, &mut survey, &dates, options);
    if layout.shape == Shape::Wide && !layout.columns.iter().any(|column| matches!(column.used, Use::Dimension(_))) {
        let why = if row_count == 0 { "there are no rows under the headings" } else { NO_SCORES };
        return Err(Refusal::Unknown(format!("{}; {why}", listed(&found, line))));
    }
    if layout.column(Field::CallId).is_none() {
        survey.warn(name, "no call_id column: calls cannot be told apart for certain, nor found by their id");
    }
    if row_count == 0 {
        survey.warn(name, "no rows under the headings");
    }
    let wide = layout.columns.iter().filter_map(|column| match &column.used {
        Use::Dimension(name) => Some(name.clone()),
        Use::Field(_) | Use::LeftOut => None,
    });
    survey.dimensions = named.into_iter().chain(wide).collect();
    survey.layout = layout;
    Ok(survey)
}

/// Names of dimensions that are kept; no scorecard has more.
const MOST_NAMED: usize = 2000;

const NO_SCORES: &str = "missing: a dimension column and a score column (dimension, earned), or columns named after \
    dimensions that hold percents, a/b or N/A";

/// Whether the values of the column are looked at.
fn judged(guess: &Guess) -> bool {
    match guess {
        Guess::Open | Guess::KnownDimension => true,
        Guess::Field(known) => matches!(known.field, Field::Earned | Field::Possible),
        Guess::Taken | Guess::Reason => false,
    }
}

fn guess(found: &[String], options: &Options) -> Vec<Guess> {
    let known_keys: HashSet<String> = options.known_dimensions.iter().map(|name| key_of(name)).collect();
    let mut seen = HashSet::new();
    let guesses = found.iter().map(|heading| {
        let again = !seen.insert(headings::plain(heading));
        match headings::recognise(heading) {
            Some(known) => Guess::Field(Known {
                // A synonym that is a dimension's name here gives way to it in a wide table.
                dimension: known.rank > 0 && known_keys.contains(&key_of(heading)),
                ..known
            }),
            None if again => Guess::Taken,
            // The reasons in a file of rejected rows.
            None if refused::is_reason(heading) => Guess::Reason,
            None if !heading.is_empty() && known_keys.contains(&key_of(heading)) => Guess::KnownDimension,
            None => Guess::Open,
        }
    });
    guesses.collect()
}

/// Long or wide; then one column a field.
fn shape(guesses: &mut [Guess]) -> Shape {
    let has = |guesses: &[Guess], wanted: Field| {
        guesses.iter().any(|guess| matches!(guess, Guess::Field(known) if known.field == wanted))
    };
    let long = has(guesses, Field::Dimension) && has(guesses, Field::Earned);
    if !long {
        let total = has(guesses, Field::Total);
        for guess in &mut *guesses {
            let Guess::Field(known) = guess else { continue };
            match known.field {
                _ if known.dimension => *guess = Guess::KnownDimension,
                // "Score" beside a column a dimension is the overall.
                Field::Earned if !total => known.field = Field::Total,
                Field::Earned | Field::Dimension | Field::Criterion | Field::Possible | Field::Outcome => {
                    *guess = Guess::Open;
                }
                _ => {}
            }
        }
    }
    keep_surest(guesses);
    if long { Shape::Long } else { Shape::Wide }
}

/// Where several columns could fill one field, the surest heading does, then the first.
fn keep_surest(guesses: &mut [Guess]) {
    let mut best: [Option<(usize, usize)>; Field::COUNT] = [None; Field::COUNT];
    for (at, guess) in guesses.iter().enumerate() {
        if let Guess::Field(known) = guess {
            let slot = &mut best[known.field as usize];
            if slot.is_none_or(|held| (known.rank, at) < held) {
                *slot = Some((known.rank, at));
            }
        }
    }
    for (at, guess) in guesses.iter_mut().enumerate() {
        if let Guess::Field(known) = guess
            && best[known.field as usize].is_some_and(|(_, winner)| winner != at)
        {
            *guess = Guess::Taken;
        }
    }
}

fn provisional(name: &str, start: &TableStart, shape: Shape, found: &[String], guesses: &[Guess]) -> Layout {
    let mut layout = Layout {
        name: name.to_owned(),
        delimiter: start.delimiter,
        skip: start.skip,
        shape,
        columns: Vec::new(),
        place: [None; Field::COUNT],
        call_started: DateReading::default(),
        evaluated: DateReading::default(),
    };
    for (at, (heading, guess)) in found.iter().zip(guesses).enumerate() {
        let used = match guess {
            Guess::Field(known) => {
                layout.place[known.field as usize] = Some(at);
                match known.field {
                    Field::CallStarted => layout.call_started.utc = known.utc,
                    Field::Evaluated => layout.evaluated.utc = known.utc,
                    _ => {}
                }
                Use::Field(known.field)
            }
            Guess::KnownDimension | Guess::Open | Guess::Taken | Guess::Reason => Use::LeftOut,
        };
        layout.columns.push(Column { heading: Raw::from(heading.as_str()), used });
    }
    layout
}

/// The columns that no table can do without, by the headings alone.
fn require(layout: &Layout, found: &[String], line: u64) -> Result<(), Refusal> {
    let has = |field: Field| layout.column(field).is_some();
    let mut missing = Vec::new();
    if !has(Field::AgentName) && !has(Field::AgentId) {
        missing.push("the agent (agent_name or agent_id)");
    }
    if !has(Field::CallStarted) && !has(Field::Evaluated) {
        missing.push("a date (call_started_at or evaluated_at)");
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::Unknown(format!("{}; missing: {}", listed(found, line), missing.join(", "))))
}

fn listed(found: &[String], line: u64) -> String {
    let shown = found.iter().take(12).map(|heading| {
        let short: String = heading.chars().take(40).collect();
        visible(&short).into_owned()
    });
    let more = if found.len() > 12 { format!(" and {} more", found.len() - 12) } else { String::new() };
    format!("line {line} has the headings {}{more}", shown.collect::<Vec<_>>().join(", "))
}

impl Survey {
    fn warn(&mut self, name: &str, words: &str) {
        self.warnings.push(format!("{}: {words}", visible(name)));
    }
}

/// What each column is used for, now that all of its values have been seen; and what is said of the rest.
fn decide_columns(layout: &mut Layout, survey: &mut Survey, guesses: &[Guess], values: &[Values]) {
    let name = layout.name.clone();
    let (mut unknown, mut taken) = (Vec::new(), Vec::new());
    for (at, (guess, seen)) in guesses.iter().zip(values).enumerate() {
        let heading = layout.columns[at].heading.visible();
        match guess {
            Guess::KnownDimension | Guess::Open if layout.shape == Shape::Wide => {
                let verdict = dimension(*guess, &layout.columns[at].heading, seen);
                match verdict {
                    Ok(()) => {
                        layout.columns[at].used = Use::Dimension(layout.columns[at].heading.verbatim().to_owned());
                        if seen.small() {
                            survey.warn(&name, &small_words(&heading, seen));
                        }
                    }
                    Err(Some(why)) => survey.warn(&name, &format!("the column {heading} is left out: {why}")),
                    Err(None) => unknown.push(heading),
                }
            }
            Guess::KnownDimension | Guess::Open => unknown.push(heading),
            Guess::Taken => taken.push(heading),
            Guess::Field(Known { field: Field::Possible, .. }) if seen.filled == 0 => {
                layout.place[Field::Possible as usize] = None;
                layout.columns[at].used = Use::LeftOut;
            }
            Guess::Field(Known { field: Field::Earned, .. }) => {
                let possible = layout.column(Field::Possible).is_some_and(|column| values[column].filled > 0);
                if !possible && seen.small() {
                    survey.warn(&name, &small_words(&heading, seen));
                }
            }
            Guess::Field(_) | Guess::Reason => {}
        }
    }
    unknown.retain(|heading| !heading.is_empty());
    if !unknown.is_empty() {
        survey.warn(&name, &format!("columns left out, since they are not known here: {}", unknown.join(", ")));
    }
    if !taken.is_empty() {
        let words = "columns left out, since another column has the same meaning";
        survey.warn(&name, &format!("{words}: {}", taken.join(", ")));
    }
}

fn small_words(heading: &str, seen: &Values) -> String {
    format!("the highest value in {heading} is {}: plain numbers are read as percents", seen.greatest)
}

/// Whether a column of a wide table is a dimension; the reason where its numbers look like one but are none.
fn dimension(guess: Guess, heading: &Raw, seen: &Values) -> Result<(), Option<&'static str>> {
    if guess == Guess::KnownDimension {
        return Ok(());
    }
    if !seen.scores() || heading.is_empty() {
        return Err(None);
    }
    if headings::is_measure(heading.verbatim()) {
        return Err(Some("its heading names a measure or an id, not a scored area"));
    }
    if seen.beyond_percent() {
        return Err(Some("it holds numbers below 0 or above 100, and no dimension of this name is known"));
    }
    Ok(())
}

fn decide_dates(layout: &mut Layout, survey: &mut Survey, dates: &[Evidence; 2], options: &Options) {
    let [call, evaluated] = dates;
    for (field, evidence) in [(Field::CallStarted, call), (Field::Evaluated, evaluated)] {
        let Some(column) = layout.column(field) else { continue };
        let order = match evidence.verdict(options.date_order) {
            Verdict::Order(order) => order,
            Verdict::Open(words) => {
                let heading = layout.columns[column].heading.visible();
                survey.questions.push(Question {
                    file: layout.name.clone(),
                    words: format!("The column {heading} of {} {words}.", visible(&layout.name)),
                    column: heading,
                });
                None
            }
        };
        match field {
            Field::CallStarted => layout.call_started.order = order,
            _ => layout.evaluated.order = order,
        }
    }
}
