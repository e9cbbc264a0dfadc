//! What a Zendesk QA rating comes to in percent: by the numbers beside it, else by what was said of its category, else by
//! all of the category's ratings. Where nothing tells, it is a question, as for a table's column.

use std::collections::{BTreeMap, BTreeSet};

use super::seen::{Meaning, Seen};
use crate::domain::mapping::{Answer, Mapping};
use crate::domain::raw::{Raw, visible};
use crate::domain::scale::Scale;
use crate::domain::trim::is_blank;
use crate::import::columns::{ColumnPlan, Used, Why};
use crate::import::headings::plain;
use crate::import::{Choice, FIRST_ROWS, Options, Question};

/// Two readings of one rating are the same within this many percent.
const AGREE: f64 = 0.5;

/// The numbers of a rating by the machine.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Numbers {
    pub(super) score: Option<f64>,
    pub(super) on_scale: Option<f64>,
    /// The highest rating of the workspace's scale.
    pub(super) max: Option<f64>,
    /// The highest value of the range that scores are given in.
    pub(super) range_max: Option<f64>,
}

/// The percent that they tell. Which of the two scores is on which of the two scales is not documented: where there are
/// several, two have to agree. On a scale of ratings the lowest, 1, is 0 %: 3 of 5 is 50 %.
pub(super) fn by_numbers(numbers: Numbers) -> Option<f64> {
    let Numbers { score, on_scale, max, range_max } = numbers;
    let of_range = |value: Option<f64>| Some(100.0 * value? / range_max.filter(|max| *max > 0.0)?);
    let rated = |value: Option<f64>| {
        let (value, max) = (value?, max?);
        let between = if value >= 1.0 && max > 1.0 { Scale::Between { min: 1.0, max } } else { Scale::Of(max) };
        between.percent(value).filter(|percent| percent.is_finite())
    };
    let readings = [of_range(score), of_range(on_scale), rated(on_scale), rated(score)];
    let sound: Vec<f64> = readings.into_iter().flatten().filter(|percent| (0.0..=100.0).contains(percent)).collect();
    match sound.as_slice() {
        [] => None,
        [only] => Some(*only),
        several => {
            let agree = |at: usize| several[at + 1..].iter().any(|other| (other - several[at]).abs() <= AGREE);
            (0..several.len()).find(|at| agree(*at)).map(|at| several[at])
        }
    }
}

/// What the categories' plain ratings are of.
#[derive(Debug, Clone, Default)]
pub(in crate::import) struct RatingScales {
    decided: BTreeMap<String, Scale>,
    /// While the file is read for the first time.
    seen: BTreeMap<String, Category>,
}

#[derive(Debug, Clone)]
struct Category {
    seen: Seen,
    samples: Vec<Raw>,
}

/// What the first reading decided of them.
#[derive(Debug, Default)]
pub(in crate::import) struct Decided {
    pub(in crate::import) columns: Vec<ColumnPlan>,
    pub(in crate::import) questions: Vec<Question>,
    pub(in crate::import) warnings: Vec<String>,
    /// Places among the options' scales that a category answered to.
    pub(in crate::import) used: BTreeSet<usize>,
}

impl RatingScales {
    /// The percent of a rating; `None` where its scale has none.
    pub(super) fn percent(&mut self, category: &str, line: u64, score: f64) -> Option<f64> {
        if let Some(scale) = self.decided.get(category) {
            return scale.percent(score);
        }
        let new = || Category { seen: Seen::new(), samples: Vec::new() };
        let of = self.seen.entry(category.to_owned()).or_insert_with(new);
        let text = score.to_string();
        of.seen.count(!is_blank(&text));
        of.seen.see(line, &text);
        if of.samples.len() < FIRST_ROWS {
            of.samples.push(Raw::from(text));
        }
        Some(score)
    }

    /// Decides by all ratings of the file.
    pub(in crate::import) fn decide(&mut self, file: &str, rows: u64, mapping: &Mapping, options: &Options) -> Decided {
        let mut out = Decided::default();
        for (position, (name, category)) in (1..).zip(std::mem::take(&mut self.seen)) {
            let (by_name, for_all) = asked(&name, options);
            out.used.extend(by_name.map(|(at, _)| at));
            let mapped =
                mapping.columns.iter().find(|c| c.heading.as_deref() == Some(name.as_str())).and_then(|c| c.scale);
            let scale = match (by_name.map(|(_, scale)| scale).or(mapped), category.seen.meaning()) {
                (Some(scale), _) | (None, Meaning::Sure(scale)) => Some(scale),
                (None, Meaning::Nothing(scale)) => scale,
                (None, Meaning::Open) => {
                    out.used.extend(for_all.map(|(at, _)| at));
                    if for_all.is_none() {
                        out.questions.push(question(file, position, &name, &category.seen));
                    }
                    for_all.map(|(_, scale)| scale)
                }
            };
            let why = if by_name.is_some() || mapped.is_some() { Why::Mapping(None) } else { Why::Values };
            out.columns.push(column(position, &name, &category, scale, why, rows));
            if let Some(scale) = scale {
                self.decided.insert(name, scale);
            }
        }
        out
    }
}

type Asked = Option<(usize, Scale)>;

fn asked(category: &str, options: &Options) -> (Asked, Asked) {
    let find = |fits: &dyn Fn(&str) -> bool| {
        let found = options.scales.iter().enumerate().rev().find(|(_, (name, _))| fits(name));
        found.map(|(at, (_, scale))| (at, *scale))
    };
    (find(&|name| name != "*" && plain(name) == plain(category)), find(&|name| name == "*"))
}

fn column(position: usize, name: &str, category: &Category, scale: Option<Scale>, why: Why, rows: u64) -> ColumnPlan {
    ColumnPlan {
        heading: Raw::from(name),
        position,
        used: Used::Dimension(name.to_owned()),
        why,
        samples: category.samples.clone(),
        filled: category.seen.filled,
        share: category.seen.filled as f64 / rows.max(1) as f64,
        scale,
        range: category.seen.range(),
        dates: None,
    }
}

fn question(file: &str, position: usize, name: &str, seen: &Seen) -> Question {
    let (_, greatest) = seen.range().unwrap_or_default();
    // The vendor's own way comes first: the lowest rating is 0 %.
    let mut candidates = seen.candidates();
    candidates.sort_by_key(|scale| !matches!(scale, Scale::Between { .. }));
    let shown = visible(name);
    let means = |scale: Scale| {
        let percent = scale.percent(greatest).unwrap_or(greatest);
        format!("{greatest} is {} %", crate::domain::figure::short(percent))
    };
    let listed: Vec<String> =
        candidates.iter().map(|scale| format!("--scale \"{shown}={scale}\" ({})", means(*scale))).collect();
    let first = candidates.first().copied().unwrap_or(Scale::Percent);
    Question {
        file: file.to_owned(),
        column: name.to_owned(),
        words: format!(
            "The ratings of {shown} in {} are {}, and nothing says what they are of: say which with {}; --scale \"*={first}\" answers for every such category.",
            visible(file),
            seen.numbers_words(),
            listed.join(" or "),
        ),
        choices: candidates
            .iter()
            .map(|scale| Choice {
                words: format!("{}: {}", scale.words(), means(*scale)),
                answer: Answer::Scale { position, heading: name.to_owned(), scale: *scale },
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Numbers, by_numbers};

    /// Worked by hand.
    #[test]
    fn two_of_four_numbers_have_to_agree() {
        let n = |score, on_scale, max, range_max| Numbers { score, on_scale, max, range_max };
        for (numbers, percent) in [
            // 3 of 1 to 5, and 50 of 100.
            (n(Some(50.0), Some(3.0), Some(5.0), Some(100.0)), Some(50.0)),
            (n(Some(3.0), Some(50.0), Some(5.0), Some(100.0)), Some(50.0)),
            (n(Some(100.0), Some(5.0), Some(5.0), Some(100.0)), Some(100.0)),
            (n(Some(0.0), Some(1.0), Some(5.0), Some(100.0)), Some(0.0)),
            // One reading alone.
            (n(Some(3.0), None, Some(5.0), None), Some(50.0)),
            (n(Some(2.0), None, Some(3.0), None), Some(50.0)),
            (n(Some(0.0), None, Some(1.0), None), Some(0.0)),
            (n(Some(1.0), None, Some(1.0), None), Some(100.0)),
            (n(Some(80.0), None, None, Some(100.0)), Some(80.0)),
            // 80 of 100, and 3 of 5: no two agree.
            (n(Some(80.0), Some(3.0), Some(5.0), Some(100.0)), None),
            (n(Some(3.0), None, None, None), None),
            (n(None, None, Some(5.0), Some(100.0)), None),
        ] {
            assert_eq!(by_numbers(numbers), percent, "{numbers:?}");
        }
    }
}
