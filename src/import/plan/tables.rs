//! The first reading of a table: of a text, or of a workbook's sheet.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Batch, Decided, Reading, bare};
use crate::domain::mapping::Answer;
use crate::domain::raw::visible;
use crate::import::encoding::Found;
use crate::import::evaluations::survey;
use crate::import::files::{self, refused, unreadable};
use crate::import::grid::shape::{self, Shape, Source, TableStart};
use crate::import::grid::{self, Grid};
use crate::import::headings;
use crate::import::sniff::Refusal;
use crate::import::{Choice, FilePlan, GridPlan, ImportError, Options, Question, xlsx};

pub(super) fn text(
    path: &Path,
    start: TableStart,
    found: Option<Found>,
    batch: &mut Batch<'_>,
) -> Result<Decided, ImportError> {
    let said = found.and_then(Found::words).into_iter().collect();
    table(path, start, Vec::new(), said, batch)
}

pub(super) fn workbook(path: &Path, batch: &mut Batch<'_>) -> Result<Decided, ImportError> {
    let options = batch.options;
    let sheets = xlsx::sheets(path).map_err(|refusal| refused(path, refusal))?;
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let shapes: Vec<Option<Shape>> = sheets
        .iter()
        .map(|sheet| shape::known(&sheet.first).filter(|found| found.known >= 2).or(shape::unknown(&sheet.first)))
        .collect();
    let chosen = match &options.sheet {
        Some(wanted) => Some(named(path, &names, wanted)?),
        None => remembered(&sheets, &shapes, options).or_else(|| alone(&sheets, &shapes)),
    };
    let Some(at) = chosen else {
        return undecided(path, names);
    };
    let name = names[at].clone();
    let Some(shape) = &shapes[at] else {
        let found = sheets[at].first.first().map_or_else(
            || "is empty".to_owned(),
            |record| {
                let cells: String = record.cells().collect::<Vec<_>>().join(", ").chars().take(100).collect();
                format!("has no headings that are known; its row {} is \"{}\"", record.line, visible(&cells))
            },
        );
        let why = format!("its sheet {} {found}", visible(&name));
        return Err(refused(path, Refusal::Unknown(why)));
    };
    let said = if names.len() > 1 && options.sheet.is_none() {
        vec![format!("the sheet {} is read; --sheet names another", visible(&name))]
    } else {
        Vec::new()
    };
    let start = TableStart {
        source: Source::Sheet { name },
        skip: shape.skip,
        rows: shape.rows,
        separator_line: false,
        headings_known: shape.known,
    };
    table(path, start, names, said, batch)
}

/// The one sheet whose headings are those of a profile.
fn remembered(sheets: &[xlsx::Sheet], shapes: &[Option<Shape>], options: &Options) -> Option<usize> {
    let known = |at: usize| {
        let headings = shapes[at].as_ref().and_then(|shape| sheets[at].first.get(shape.skip.checked_sub(1)?));
        headings.is_some_and(|record| {
            let cells: Vec<String> = record.cells().map(|cell| cell.trim().to_owned()).collect();
            options.remembered.iter().any(|profile| profile.signature == headings::signature(&cells))
        })
    };
    let mut found = (0..sheets.len()).filter(|at| known(*at));
    found.next().filter(|_| found.next().is_none())
}

/// The sheet of this name; capitals do not matter where no other has the same.
fn named(path: &Path, names: &[String], wanted: &str) -> Result<usize, ImportError> {
    let alike = |name: &String| name.trim().to_lowercase() == wanted.trim().to_lowercase();
    let exact = names.iter().position(|name| name == wanted);
    exact.or_else(|| names.iter().position(alike)).ok_or_else(|| ImportError::NoSheet {
        path: files::shown(path),
        sheet: visible(wanted).into_owned(),
        sheets: listed(names),
    })
}

fn listed(names: &[String]) -> String {
    names.iter().take(30).map(|name| visible(name).into_owned()).collect::<Vec<_>>().join(", ")
}

/// The one sheet that has an agent and a date, else the one with known headings, else the one that holds anything.
fn alone(sheets: &[xlsx::Sheet], shapes: &[Option<Shape>]) -> Option<usize> {
    let single = |fine: &dyn Fn(usize) -> bool| {
        let mut found = (0..sheets.len()).filter(|at| fine(*at));
        (found.next(), found.next())
    };
    let has = |at: usize, test: fn(&Shape) -> bool| shapes[at].as_ref().is_some_and(test);
    let tests: [&dyn Fn(usize) -> bool; 3] =
        [&|at| has(at, |shape| shape.complete), &|at| has(at, |shape| shape.known >= 2), &|at| {
            !sheets[at].first.is_empty()
        }];
    for test in tests {
        match single(test) {
            (Some(at), None) => return Some(at),
            (Some(_), Some(_)) => return None,
            (None, _) => {}
        }
    }
    (sheets.len() == 1).then_some(0)
}

/// Which sheet is meant is for a person to say.
fn undecided(path: &Path, names: Vec<String>) -> Result<Decided, ImportError> {
    let file = files::name(path);
    let words = format!(
        "{} has several sheets, and it cannot be told which of them is meant: say which with --sheet NAME ({}).",
        visible(&file),
        listed(&names)
    );
    let (sha256, bytes) = files::sha256(path).map_err(|source| unreadable(path, source))?;
    let mut plan = FilePlan { format: "xlsx", ..bare(path, sha256, bytes, Reading::Undecided) };
    plan.grid = Some(GridPlan {
        encoding: None,
        delimiter: None,
        sheet: None,
        sheets: names,
        heading_lines: Vec::new(),
        headings_known: 0,
        skipped: Vec::new(),
    });
    let choice = |name: &String| Choice { words: visible(name).into_owned(), answer: Answer::Sheet(name.clone()) };
    let choices = plan.grid.iter().flat_map(|grid| &grid.sheets).map(choice).collect();
    let questions = vec![Question { file, column: "the sheet".to_owned(), words, choices }];
    Ok(Decided { plan, warnings: Vec::new(), questions, missing: None })
}

fn table(
    path: &Path,
    start: TableStart,
    sheets: Vec<String>,
    said: Vec<String>,
    batch: &mut Batch<'_>,
) -> Result<Decided, ImportError> {
    let refuse = |refusal: Refusal| refused(path, refusal);
    let name = files::name(path);
    let shown = visible(&name).into_owned();
    // Numbers in a workbook have a decimal point, and texts in it may have a comma, as between tabs.
    let (delimiter, rows_or_lines) = match &start.source {
        Source::Text { delimiter, .. } => (*delimiter, "lines"),
        Source::Sheet { .. } => (b'\t', "rows"),
    };
    let mut grid = Grid::open(path, &start).map_err(refuse)?;
    let survey = survey::survey(&mut grid, delimiter, &name, batch.options, batch.lookups, &mut batch.counts);
    let survey = survey.map_err(refuse)?;
    let mut warnings: Vec<String> = said.into_iter().map(|words| format!("{shown}: {words}")).collect();
    warnings.extend(grid::warnings(&shown, rows_or_lines, &grid.skipped, grid.apart));
    warnings.extend(repeated(&shown, &grid.headings));
    warnings.extend(survey.warnings);
    batch.scales_used.extend(survey.scales_used);
    let (encoding, delimiter, sheet) = match &start.source {
        Source::Text { delimiter, encoding } => (Some(encoding.name()), Some(char::from(*delimiter)), None),
        Source::Sheet { name } => (None, None, Some(name.clone())),
    };
    let shape = GridPlan {
        encoding,
        delimiter,
        sheet,
        sheets,
        heading_lines: grid.heading_lines(),
        headings_known: start.headings_known,
        skipped: std::mem::take(&mut grid.skipped),
    };
    let (sha256, bytes) = grid.finish(path).map_err(|source| unreadable(path, source))?;
    let format = format(survey.layout.format(), &start.source);
    let plan = FilePlan {
        format,
        columns: survey.columns,
        signature: survey.signature,
        read_as: survey.read_as,
        dimensions: survey.dimensions,
        unknown_dimensions: survey.unknown_dimensions,
        rows: survey.rows,
        grid: Some(shape),
        ..bare(path, sha256, bytes, Reading::Table(Box::new(survey.layout), start))
    };
    let mut questions = survey.questions;
    if let Some(why) = &survey.missing {
        // What a column's numbers are, is to be asked of a table that is one.
        questions.clear();
        let words = format!("{shown}: {why}; say which columns hold it on the Import screen, or in a file for --map.");
        questions.push(Question { file: name, column: "a column".to_owned(), words, choices: Vec::new() });
    }
    Ok(Decided { plan, warnings, questions, missing: survey.missing })
}

fn format(of_text: &'static str, source: &Source) -> &'static str {
    match (source, of_text) {
        (Source::Text { .. }, _) => of_text,
        (Source::Sheet { .. }, "csv wide") => "xlsx wide",
        (Source::Sheet { .. }, _) => "xlsx long",
    }
}

/// Headings that stand over several columns: which ones, so that each can be named by its place.
fn repeated(name: &str, found: &[String]) -> Option<String> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, heading) in found.iter().enumerate() {
        places.entry(headings::plain(heading)).or_default().push(at);
    }
    let mut several: Vec<&Vec<usize>> =
        places.iter().filter(|(plain, at)| !plain.is_empty() && at.len() > 1).map(|(_, at)| at).collect();
    several.sort();
    let words: Vec<String> = several
        .iter()
        .take(10)
        .map(|at| {
            let columns: Vec<String> = at.iter().map(|at| (at + 1).to_string()).collect();
            format!("{} (columns {})", visible(&found[at[0]]), columns.join(", "))
        })
        .collect();
    (!words.is_empty()).then(|| format!("{name}: headings that stand over several columns: {}", words.join("; ")))
}
