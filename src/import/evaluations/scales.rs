//! What the plain numbers of each column are of, decided from all of its rows; where nothing says it, a question.

use super::seen::{Meaning, Seen};
use super::shown::Shown;
use super::survey::Survey;
use super::{Column, Layout};
use crate::domain::field::Field;
use crate::domain::mapping::Answer;
use crate::domain::raw::visible;
use crate::domain::scale::Scale;
use crate::import::columns::Used;
use crate::import::headings::plain;
use crate::import::{Choice, Options, Question};

/// A number below this as the highest of a column is a low one for percents.
const LOW: f64 = 25.0;

/// No dimension has percents that are all as low.
const LOWEST: f64 = 5.0;

pub(super) fn decide(layout: &mut Layout, survey: &mut Survey, shown: &Shown, options: &Options, delimiter: u8) {
    let possible = layout.column(Field::Possible).is_some();
    for (at, seen) in shown.seen.iter().enumerate() {
        let decimals = seen.decimals(delimiter, layout.mapping.decimal);
        let column = &mut layout.columns[at];
        column.decimals = decimals;
        let dimension = match &column.used {
            Used::Dimension(name) => Some(name.clone()),
            Used::Field(Field::Earned | Field::Total) => None,
            Used::Field(_) | Used::LeftOut => continue,
        };
        let (by_name, for_all) = asked(column, dimension.as_deref(), options);
        survey.scales_used.extend(by_name.map(|(at, _)| at));
        let mapped = column.mapped.as_ref().and_then(|mapped| mapped.scale);
        let said = by_name.map(|(_, scale)| scale).or(mapped);
        let points = possible && column.used == Used::Field(Field::Earned);
        column.scale = match (said, seen.meaning()) {
            (Some(scale), _) => Some(scale),
            (None, _) if points => Some(Scale::Points),
            (None, Meaning::Nothing(scale)) => scale,
            (None, Meaning::Sure(scale)) => {
                say(survey, &layout.name, &column.heading.visible(), scale, seen);
                if column.used == Used::Field(Field::Earned) && scale == Scale::Percent {
                    say_low_ones(survey, &layout.name, shown);
                }
                Some(scale)
            }
            (None, Meaning::Open) => {
                survey.scales_used.extend(for_all.map(|(at, _)| at));
                if for_all.is_none() {
                    survey.questions.push(question(&layout.name, at + 1, column, seen));
                }
                for_all.map(|(_, scale)| scale)
            }
        };
    }
}

type Asked = Option<(usize, Scale)>;

/// What the command line says of a column by its name, and of every column that is left open.
fn asked(column: &Column, dimension: Option<&str>, options: &Options) -> (Asked, Asked) {
    let mut names = vec![plain(column.heading.verbatim())];
    names.extend(dimension.map(plain));
    if let Used::Field(field) = column.used {
        names.push(plain(field.name()));
    }
    let find = |fits: &dyn Fn(&str) -> bool| {
        let found = options.scales.iter().enumerate().rev().find(|(_, (name, _))| fits(name));
        found.map(|(at, (_, scale))| (at, *scale))
    };
    (find(&|name| name != "*" && names.contains(&plain(name))), find(&|name| name == "*"))
}

fn say(survey: &mut Survey, file: &str, heading: &str, scale: Scale, seen: &Seen) {
    let Some((least, greatest)) = seen.range() else { return };
    if scale == Scale::Fraction {
        let words = format!("the column {heading} is read as fractions of one: {least} to {greatest}");
        survey.warn(file, &words);
    } else if scale == Scale::Percent && greatest > 0.0 && greatest <= LOW {
        let words = format!(
            "the highest value in {heading} is {greatest}: plain numbers are read as percents, unless --scale \"{heading}=of {greatest}\" says what they are of"
        );
        survey.warn(file, &words);
    }
}

/// A long table whose dimensions are not on one scale reads wrong where nobody looks.
fn say_low_ones(survey: &mut Survey, file: &str, shown: &Shown) {
    for (name, seen) in &shown.named {
        if seen.meaning() == Meaning::Open && seen.range().is_some_and(|(_, greatest)| greatest <= LOWEST) {
            let words = format!(
                "the dimension {} holds {}, and others hold more: all are read as percents; a column of possible points would say otherwise",
                visible(name),
                seen.numbers_words()
            );
            survey.warn(file, &words);
        }
    }
}

fn question(file: &str, position: usize, column: &Column, seen: &Seen) -> Question {
    let heading = column.heading.visible();
    let (_, greatest) = seen.range().unwrap_or_default();
    let candidates = seen.candidates();
    let options: Vec<String> =
        candidates.iter().map(|scale| format!("--scale \"{heading}={scale}\" ({})", means(*scale, greatest))).collect();
    let (last, first) = options.split_last().map_or((String::new(), &[][..]), |(last, first)| (last.clone(), first));
    let listed = if first.is_empty() { last } else { format!("{} or {last}", first.join(", ")) };
    Question {
        file: file.to_owned(),
        words: format!(
            "The column {heading} of {} holds {}, and nothing says what they are of: say which with {listed}; --scale \"*={}\" answers for every such column.",
            visible(file),
            seen.numbers_words(),
            candidates.first().copied().unwrap_or(Scale::Percent),
        ),
        choices: candidates
            .iter()
            .map(|scale| Choice {
                words: format!("{}: {}", scale.words(), means(*scale, greatest)),
                answer: Answer::Scale { position, heading: column.heading.verbatim().to_owned(), scale: *scale },
            })
            .collect(),
        column: heading,
    }
}

/// "4 is 80 %".
fn means(scale: Scale, value: f64) -> String {
    let percent = scale.percent(value).unwrap_or(value);
    format!("{value} is {} %", crate::domain::figure::short(percent))
}
