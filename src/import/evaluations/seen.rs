//! What all the cells of a column say together: whether they are scores, how their decimals are written, and what
//! their plain numbers are of.

use crate::domain::mapping::DecimalMark;
use crate::domain::raw::visible;
use crate::domain::scale::Scale;
use crate::domain::trim::is_blank;
use crate::import::values::{self, Commas, Decimals, Score};

/// The cells of one column, counted.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) filled: u64,
    /// Cells that say a score, or that say that there is none.
    scored: u64,
    /// The first cell that is no score in any way of writing numbers, and its line.
    first_unread: Option<(u64, String)>,
    unread: u64,
    /// With a percent sign.
    signs: u64,
    /// "17/20".
    pairs: u64,
    plain: Plain,
    /// Numbers that a comma leaves open, read as decimals.
    doubtful: Plain,
    /// Cells whose comma can only be a decimal one, and cells with a decimal point.
    commas: u64,
    points: u64,
}

/// Numbers alone.
#[derive(Debug, Clone, Copy)]
struct Plain {
    count: u64,
    /// Of them, below 0 or above 100.
    outside: u64,
    whole: bool,
    least: f64,
    greatest: f64,
}

impl Plain {
    const NONE: Self = Self { count: 0, outside: 0, whole: true, least: f64::MAX, greatest: f64::MIN };

    fn add(&mut self, value: f64) {
        self.count += 1;
        self.outside += u64::from(!(0.0..=100.0).contains(&value));
        self.whole &= value.fract() == 0.0;
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
    }

    fn with(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            outside: self.outside + other.outside,
            whole: self.whole && other.whole,
            least: self.least.min(other.least),
            greatest: self.greatest.max(other.greatest),
        }
    }
}

/// What the plain numbers of a column come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// There are none; the cells say what they are.
    Nothing(Option<Scale>),
    Sure(Scale),
    /// Nothing says what they are of.
    Open,
}

impl Seen {
    pub(super) fn new() -> Self {
        Self {
            filled: 0,
            scored: 0,
            first_unread: None,
            unread: 0,
            signs: 0,
            pairs: 0,
            plain: Plain::NONE,
            doubtful: Plain::NONE,
            commas: 0,
            points: 0,
        }
    }

    pub(super) fn see(&mut self, line: u64, cell: &str) {
        if is_blank(cell) {
            return;
        }
        let commas = values::commas(cell);
        match commas {
            Commas::Decimal => self.commas += 1,
            Commas::Point => self.points += 1,
            Commas::Either | Commas::None => {}
        }
        let decimals = if commas == Commas::Either { Decimals::Comma } else { Decimals::PointOrComma };
        match values::score(cell, decimals, values::SCORE) {
            Ok(Score::None(_)) | Err(values::THOUSANDS) => self.scored += 1,
            Ok(Score::Plain(number)) => {
                self.scored += 1;
                let plain = if commas == Commas::Either { &mut self.doubtful } else { &mut self.plain };
                plain.add(number.value);
            }
            Ok(Score::Percent(_)) => {
                self.scored += 1;
                self.signs += 1;
            }
            Ok(Score::Of(..)) => {
                self.scored += 1;
                self.pairs += 1;
            }
            Err(_) => {
                self.unread += 1;
                self.first_unread.get_or_insert_with(|| (line, cell.trim().chars().take(40).collect()));
            }
        }
    }

    /// Counts a cell with something in it, be the column judged or not.
    pub(super) fn count(&mut self, filled: bool) {
        self.filled += u64::from(filled);
    }

    /// How its numbers are written. A mark that the column shows in some cells is its mark in all.
    pub(super) fn decimals(&self, delimiter: u8, said: Option<DecimalMark>) -> Decimals {
        match (said, self.commas > 0, self.points > 0) {
            (Some(DecimalMark::Comma), ..) | (None, true, false) => Decimals::Comma,
            (Some(DecimalMark::Point), ..) => Decimals::Point,
            (None, ..) if delimiter == b',' => Decimals::Point,
            (None, ..) => Decimals::PointOrComma,
        }
    }

    fn numbers(&self) -> Plain {
        let comma = self.commas > 0 && self.points == 0;
        if comma { self.plain.with(self.doubtful) } else { self.plain }
    }

    /// The least and the greatest plain number.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        let plain = self.numbers();
        (plain.count > 0).then_some((plain.least, plain.greatest))
    }

    /// Whether any cell holds a score.
    pub(super) fn any_score(&self) -> bool {
        self.plain.count + self.doubtful.count + self.signs + self.pairs > 0
    }

    /// Why it is no column of scores; `None` for one that is. A slip of the hand must not cost a whole dimension: a
    /// few bad cells are rejected with their rows.
    pub(super) fn no_scores(&self) -> Option<String> {
        if !self.any_score() {
            return Some(String::new());
        }
        if self.unread * 5 > self.unread + self.scored {
            let (line, cell) = self.first_unread.clone().unwrap_or_default();
            let all = self.unread + self.scored;
            return Some(format!(
                "{} of its {all} cells are no scores (line {line}: “{}”)",
                self.unread,
                visible(&cell)
            ));
        }
        let plain = self.numbers();
        if plain.outside * 5 > self.scored {
            let why = "it holds numbers below 0 or above 100, and no dimension of this name is known";
            return Some(why.to_owned());
        }
        None
    }

    /// What its plain numbers are, from all of its rows.
    pub(super) fn meaning(&self) -> Meaning {
        let plain = self.numbers();
        let marked = self.signs + self.pairs > 0;
        if plain.count == 0 {
            let cells = if self.signs > 0 { Some(Scale::Percent) } else { None };
            return Meaning::Nothing(cells.or((self.pairs > 0).then_some(Scale::Points)));
        }
        let nothing_but_zero = plain.least == 0.0 && plain.greatest == 0.0;
        let share = plain.least >= 0.0 && plain.greatest <= 1.0;
        if plain.greatest > 10.0 || plain.least < -10.0 || nothing_but_zero {
            Meaning::Sure(Scale::Percent)
        } else if share && !plain.whole && !marked {
            Meaning::Sure(Scale::Fraction)
        } else if self.signs > 0 && !share {
            Meaning::Sure(Scale::Percent)
        } else {
            Meaning::Open
        }
    }

    /// "whole numbers from 1 to 5".
    pub(super) fn numbers_words(&self) -> String {
        let plain = self.numbers();
        let kind = if plain.whole { "whole numbers" } else { "numbers" };
        format!("{kind} from {} to {}", plain.least, plain.greatest)
    }

    /// The scales that its numbers could be on, the likeliest first.
    pub(super) fn candidates(&self) -> Vec<Scale> {
        let plain = self.numbers();
        let mut scales = Vec::new();
        let top = if plain.greatest <= 1.0 {
            1.0
        } else if plain.greatest <= 5.0 {
            5.0
        } else {
            10.0
        };
        scales.push(Scale::Of(top));
        if plain.least >= 1.0 && top > 1.0 {
            scales.push(Scale::Between { min: 1.0, max: top });
        }
        if plain.whole && plain.greatest > 1.0 && plain.greatest < top {
            scales.push(Scale::Of(plain.greatest));
        }
        if (top - 5.0).abs() < f64::EPSILON {
            scales.push(Scale::Of(10.0));
        }
        scales.push(Scale::Percent);
        scales
    }
}
