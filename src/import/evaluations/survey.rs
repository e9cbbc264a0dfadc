//! The first reading of a table: which column is what, what its numbers and dates are, how many rows a group has.

use std::sync::Arc;

use super::choose::{Chosen, Guess, choose};
use super::grouping::Counts;
use super::seen::Seen;
use super::shown::{Shown, look};
use super::{Column, DateReading, Layout, Shape, dating, scales};
use crate::domain::field::Field;
use crate::domain::guard::unguarded;
use crate::domain::mapping::Mapping;
use crate::domain::raw::{Raw, visible};
use crate::import::columns::{ColumnPlan, ReadAs, Used, Why};
use crate::import::grid::Grid;
use crate::import::headings;
use crate::import::lookup::Lookup;
use crate::import::sniff::Refusal;
use crate::import::values::Decimals;
use crate::import::{Options, Question, presets};

/// What the first reading found.
#[derive(Debug)]
pub(in crate::import) struct Survey {
    pub(in crate::import) layout: Layout,
    pub(in crate::import) rows: u64,
    pub(in crate::import) warnings: Vec<String>,
    pub(in crate::import) questions: Vec<Question>,
    /// Names of the dimensions, each once.
    pub(in crate::import) dimensions: Vec<String>,
    pub(in crate::import) unknown_dimensions: Vec<String>,
    pub(in crate::import) columns: Vec<ColumnPlan>,
    pub(in crate::import) signature: String,
    pub(in crate::import) read_as: ReadAs,
    /// Names among `--scale` that a column of this table answers to.
    pub(in crate::import) scales_used: Vec<usize>,
    /// Which columns it cannot do without, and that nothing tells: what its headings are, and what is missing.
    pub(in crate::import) missing: Option<String>,
}

/// Reads a table once. `counts` is the batch's.
pub(in crate::import) fn survey(
    grid: &mut Grid,
    delimiter: u8,
    name: &str,
    options: &Options,
    lookups: &[Arc<Lookup>],
    counts: &mut Counts,
) -> Result<Survey, Refusal> {
    let line = grid.line;
    let mut found: Vec<String> = grid.headings.iter().map(|heading| unguarded(heading).to_owned()).collect();
    let (mapping, read_as) = pick(&found, options);
    let (own, signature) = (found.len(), headings::signature(&found));
    let lookups = beside(&mut found, &mapping, lookups);
    let chosen = choose(&found, options, &mapping);
    let mut layout = provisional(name, &found, &chosen, mapping);
    (layout.own, layout.lookups) = (own, lookups);
    let mut missing = require(&layout, &found, line)?;
    let shown = look(grid, &layout, &chosen, counts, options)?;
    let mut survey = Survey {
        layout: layout.clone(),
        rows: shown.rows + grid.apart,
        warnings: Vec::new(),
        questions: Vec::new(),
        dimensions: Vec::new(),
        unknown_dimensions: Vec::new(),
        columns: Vec::new(),
        signature,
        read_as,
        scales_used: Vec::new(),
        missing: None,
    };
    survey.say_how(name, &layout.mapping, &chosen);
    let whys = decide_columns(&mut layout, &mut survey, &chosen, &shown);
    scales::decide(&mut layout, &mut survey, &shown, options, delimiter);
    dating::decide(&mut layout, &mut survey, &shown.dates, options);
    let scored = |column: &Column| matches!(column.used, Used::Dimension(_));
    let whole = layout.mapping.format.is_some() && layout.column(Field::Total).is_some();
    if layout.shape == Shape::Wide && !layout.columns.iter().any(scored) && !whole {
        if shown.rows == 0 {
            let why = format!("{}; there are no rows under the headings", listed(&found, line));
            return Err(Refusal::Unknown(why));
        }
        missing.push(NO_SCORES);
    }
    if !missing.is_empty() {
        survey.missing = Some(format!("{}; missing: {}", listed(&found, line), missing.join(", ")));
    }
    if layout.column(Field::CallId).is_none() {
        survey.warn(name, "no call_id column: calls cannot be told apart for certain, nor found by their id");
    }
    if shown.rows == 0 {
        survey.warn(name, "no rows under the headings");
    }
    survey.dimensions(&layout, &shown.named, options);
    survey.describe(&layout, whys, shown);
    survey.layout = layout;
    Ok(survey)
}

const NO_SCORES: &str = "a dimension column and a score column (dimension, earned), or columns named after \
    dimensions that hold percents, a/b or N/A";

/// How a table is read: as the mapping that is given says, else as the profile of its headings, else as a preset.
/// What is said of dimensions holds for every table.
fn pick(found: &[String], options: &Options) -> (Mapping, ReadAs) {
    let (mut mapping, read_as) = pick_mapping(found, options);
    mapping.dimensions.extend(options.dimensions.clone());
    (mapping, read_as)
}

fn pick_mapping(found: &[String], options: &Options) -> (Mapping, ReadAs) {
    if let Some(mapping) = &options.mapping {
        return (mapping.clone(), ReadAs::Mapping(mapping.name.clone()));
    }
    let signature = headings::signature(found);
    if let Some(profile) = options.remembered.iter().find(|profile| profile.signature == signature) {
        return (profile.mapping.clone(), ReadAs::Profile(profile.mapping.name.clone()));
    }
    match presets::of_headings(found) {
        Some(preset) => {
            let name = preset.name.clone();
            (preset, ReadAs::Preset(name))
        }
        None => (Mapping::default(), ReadAs::Headings),
    }
}

/// The lookups that the mapping sets beside a row, their headings behind the table's own.
fn beside(found: &mut Vec<String>, mapping: &Mapping, lookups: &[Arc<Lookup>]) -> Vec<(usize, Arc<Lookup>)> {
    let own: Vec<String> = found.iter().map(|heading| headings::plain(heading)).collect();
    let mut out = Vec::new();
    for join in &mapping.joins {
        let Some(lookup) = lookups.iter().find(|lookup| lookup.is_of(join)) else { continue };
        let Some(column) = own.iter().position(|heading| heading == lookup.key()) else { continue };
        found.extend(lookup.headings.iter().map(|heading| format!("{}.{heading}", lookup.name)));
        out.push((column, Arc::clone(lookup)));
    }
    out
}

fn provisional(name: &str, found: &[String], chosen: &Chosen, mapping: Mapping) -> Layout {
    let reading = DateReading { order: None, epoch: mapping.epoch, utc: false };
    let mut layout = Layout {
        name: name.to_owned(),
        shape: chosen.shape,
        columns: Vec::new(),
        place: [None; Field::COUNT],
        call_started: reading,
        evaluated: reading,
        own: found.len(),
        lookups: Vec::new(),
        mapping,
    };
    for (at, ((heading, guess), mapped)) in found.iter().zip(&chosen.guesses).zip(&chosen.mapped).enumerate() {
        let used = match guess {
            Guess::Mapped(used) => used.clone(),
            Guess::Field(known) => Used::Field(known.field),
            Guess::KnownDimension | Guess::Open | Guess::Reason | Guess::Taken => Used::LeftOut,
        };
        if let Used::Field(field) = used {
            layout.place[field as usize] = Some(at);
            let utc = headings::is_utc(heading);
            match field {
                Field::CallStarted => layout.call_started.utc = utc,
                Field::Evaluated => layout.evaluated.utc = utc,
                _ => {}
            }
        }
        let heading = Raw::from(heading.as_str());
        layout.columns.push(Column { heading, used, mapped: mapped.clone(), scale: None, decimals: Decimals::Point });
    }
    layout
}

/// The columns that no table can do without and that this one lacks, by the headings alone.
fn require(layout: &Layout, found: &[String], line: u64) -> Result<Vec<&'static str>, Refusal> {
    let has = |field: Field| layout.column(field).is_some();
    let mut missing = Vec::new();
    if !has(Field::AgentName) && !has(Field::AgentId) {
        missing.push("the agent (agent_name or agent_id)");
    }
    if !has(Field::CallStarted) && !has(Field::Evaluated) {
        missing.push("a date (call_started_at or evaluated_at)");
    }
    if layout.shape == Shape::Long && !(has(Field::Dimension) && has(Field::Earned)) {
        missing.push("a dimension column and a score column (dimension, earned)");
    }
    if missing.is_empty() {
        return Ok(missing);
    }
    let there = |name: &str| layout.lookups.iter().any(|(_, lookup)| lookup.name == name);
    let mut lacking = layout.mapping.joins.iter().filter(|join| join.key.is_some() && !there(&join.name));
    if let Some(join) = lacking.next() {
        let headings = join.recognise.join(", ");
        let why = format!("{}; the file with {headings} belongs beside it: import both together", listed(found, line));
        return Err(Refusal::Unknown(why));
    }
    Ok(missing)
}

fn listed(found: &[String], line: u64) -> String {
    let shown = found.iter().take(12).map(|heading| {
        let short: String = heading.chars().take(40).collect();
        visible(&short).into_owned()
    });
    let more = if found.len() > 12 { format!(" and {} more", found.len() - 12) } else { String::new() };
    format!("line {line} has the headings {}{more}", shown.collect::<Vec<_>>().join(", "))
}

/// What each column is used for, now that all of its values have been seen; and what is said of the rest.
fn decide_columns(layout: &mut Layout, survey: &mut Survey, chosen: &Chosen, shown: &Shown) -> Vec<Why> {
    let name = layout.name.clone();
    let (mut unknown, mut taken) = (Vec::new(), Vec::new());
    let mut whys = Vec::with_capacity(chosen.guesses.len());
    for (at, (guess, seen)) in chosen.guesses.iter().zip(&shown.seen).enumerate() {
        let heading = layout.columns[at].heading.visible();
        let why = match guess {
            Guess::KnownDimension | Guess::Open if layout.shape == Shape::Wide => {
                match dimension(guess, &layout.columns[at].heading, seen) {
                    Ok(why) => {
                        layout.columns[at].used = Used::Dimension(layout.columns[at].heading.verbatim().to_owned());
                        why
                    }
                    Err(Some(reason)) => {
                        survey.warn(&name, &format!("the column {heading} is left out: {reason}"));
                        Why::Because(reason)
                    }
                    Err(None) => {
                        unknown.push(heading);
                        Why::Because("its heading is not known here, and it holds no scores".to_owned())
                    }
                }
            }
            Guess::KnownDimension | Guess::Open => {
                unknown.push(heading);
                Why::Because("its heading is not known here".to_owned())
            }
            Guess::Reason => Why::Because("an import wrote it, to say why the row was rejected".to_owned()),
            Guess::Taken => {
                layout.columns[at].used = Used::LeftOut;
                taken.push(heading);
                Why::Because("another column has the same meaning".to_owned())
            }
            Guess::Mapped(Used::LeftOut) => {
                let because = layout.columns[at].mapped.as_ref().and_then(|mapped| mapped.because.clone());
                if let Some(because) = &because {
                    survey.warn(&name, &format!("the column {heading} is left out: {because}"));
                }
                Why::Mapping(because)
            }
            Guess::Field(_) | Guess::Mapped(_) => {
                // Without a single possible point the column says nothing.
                if guess.field() == Some(Field::Possible) && seen.filled == 0 {
                    layout.place[Field::Possible as usize] = None;
                    layout.columns[at].used = Used::LeftOut;
                    Why::Because("it is empty".to_owned())
                } else if matches!(guess, Guess::Mapped(_)) {
                    Why::Mapping(None)
                } else {
                    Why::Heading
                }
            }
        };
        whys.push(why);
    }
    unknown.retain(|heading| !heading.is_empty());
    if !unknown.is_empty() {
        survey.warn(&name, &format!("columns left out, since they are not known here: {}", unknown.join(", ")));
    }
    if !taken.is_empty() {
        let words = "columns left out, since another column has the same meaning";
        survey.warn(&name, &format!("{words}: {}", taken.join(", ")));
    }
    whys
}

/// Whether a column of a wide table is a dimension; the reason where its numbers look like one but are none.
fn dimension(guess: &Guess, heading: &Raw, seen: &Seen) -> Result<Why, Option<String>> {
    if *guess == Guess::KnownDimension {
        return Ok(Why::KnownDimension);
    }
    if heading.is_empty() || !seen.any_score() {
        return Err(None);
    }
    if headings::is_measure(heading.verbatim()) {
        return Err(Some("its heading names a measure or an id, not a scored area".to_owned()));
    }
    match seen.no_scores() {
        None => Ok(Why::Values),
        Some(why) if why.is_empty() => Err(None),
        Some(why) => Err(Some(why)),
    }
}
