//! What each column could be, before any cell is looked at: by the mapping, else by its heading.

use std::collections::HashSet;

use super::Shape;
use crate::domain::field::Field;
use crate::domain::mapping::{ColumnMapping, ColumnUse, Mapping, TableFormat};
use crate::domain::scorecard::key_of;
use crate::import::columns::Used;
use crate::import::headings::{self, Known, plain};
use crate::import::{Options, refused};

/// What the headings alone tell of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Guess {
    /// The mapping says so.
    Mapped(Used),
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

impl Guess {
    pub(super) fn field(&self) -> Option<Field> {
        match self {
            Self::Mapped(Used::Field(field)) => Some(*field),
            Self::Field(known) => Some(known.field),
            Self::Mapped(_) | Self::KnownDimension | Self::Open | Self::Reason | Self::Taken => None,
        }
    }

    /// Whether its values are looked at as scores.
    pub(super) fn judged(&self) -> bool {
        match self {
            Self::Open | Self::KnownDimension | Self::Mapped(Used::Dimension(_)) => true,
            Self::Mapped(Used::LeftOut) | Self::Reason | Self::Taken => false,
            Self::Mapped(Used::Field(field)) | Self::Field(Known { field, .. }) => {
                matches!(field, Field::Earned | Field::Possible | Field::Total)
            }
        }
    }
}

/// The guesses of all columns, what the mapping says of each, and the table's shape.
pub(super) struct Chosen {
    pub(super) guesses: Vec<Guess>,
    pub(super) mapped: Vec<Option<Box<ColumnMapping>>>,
    pub(super) shape: Shape,
    /// Columns that the mapping names and the file lacks.
    pub(super) missing: Vec<String>,
}

pub(super) fn choose(found: &[String], options: &Options, mapping: &Mapping) -> Chosen {
    let (mapped, missing) = assign(found, mapping);
    let mut guesses = guess(found, options);
    for (guess, mapped) in guesses.iter_mut().zip(&mapped) {
        if let Some(mapped) = mapped {
            *guess = Guess::Mapped(match mapped.used {
                ColumnUse::Ignore => Used::LeftOut,
                ColumnUse::Field(field) => Used::Field(field),
                ColumnUse::Dimension => Used::Field(Field::Dimension),
            });
        }
    }
    let shape = shape(&mut guesses, &mapped, mapping.format);
    if shape == Shape::Wide {
        for ((guess, mapped), heading) in guesses.iter_mut().zip(&mapped).zip(found) {
            if let (Guess::Mapped(used @ Used::Field(Field::Dimension)), Some(mapped)) = (guess, mapped) {
                let by_pattern = mapped
                    .pattern
                    .as_deref()
                    .and_then(|pattern| captured(pattern, heading))
                    .and_then(|fit| fit.dimension);
                let name = mapped.dimension.clone().or(by_pattern).unwrap_or_else(|| heading.clone());
                *used = Used::Dimension(name);
            }
        }
    }
    keep_surest(&mut guesses, &mapped, mapping);
    Chosen { guesses, mapped, shape, missing }
}

/// Which column of the mapping speaks of which column of the file.
fn assign(found: &[String], mapping: &Mapping) -> (Vec<Option<Box<ColumnMapping>>>, Vec<String>) {
    let headings: Vec<String> = found.iter().map(|heading| plain(heading)).collect();
    let mut mapped: Vec<Option<Box<ColumnMapping>>> = vec![None; found.len()];
    let mut missing = Vec::new();
    for column in &mapping.columns {
        let free = |at: &usize| mapped[*at].is_none();
        let places: Vec<usize> = if let Some(position) = column.position {
            (0..found.len()).filter(|at| at + 1 == position).collect()
        } else if let Some(heading) = &column.heading {
            let wanted = plain(heading);
            (0..found.len()).filter(|at| headings[*at] == wanted).filter(free).take(1).collect()
        } else {
            let pattern = column.pattern.as_deref().unwrap_or_default();
            (0..found.len()).filter(|at| captured(pattern, &found[*at]).is_some()).filter(free).collect()
        };
        if places.is_empty() && column.used != ColumnUse::Ignore && column.pattern.is_none() {
            missing.push(column.heading.clone().unwrap_or_else(|| {
                column.position.map_or_else(String::new, |position| format!("position {position}"))
            }));
        }
        for at in places {
            mapped[at] = Some(Box::new(column.clone()));
        }
    }
    (mapped, missing)
}

/// A heading that fits a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct Fit {
    /// What stands for `{dimension}`.
    dimension: Option<String>,
}

/// Whether a heading fits a pattern, and what stands for `{dimension}` in it. White space and case do not count.
pub(in crate::import) fn captured(pattern: &str, heading: &str) -> Option<Fit> {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (pattern, heading) = (squeezed(pattern), squeezed(heading));
    let mut rest = heading.as_str();
    let mut pattern = pattern.as_str();
    let mut name = None;
    loop {
        let Some(open) = pattern.find('{') else {
            return same(pattern, rest).then_some(Fit { dimension: name });
        };
        let close = pattern[open..].find('}').map(|at| open + at)?;
        let (literal, what) = (&pattern[..open], &pattern[open + 1..close]);
        rest = rest.get(literal.len()..).filter(|_| rest.get(..literal.len()).is_some_and(|s| same(s, literal)))?;
        pattern = &pattern[close + 1..];
        let next = &pattern[..pattern.find('{').unwrap_or(pattern.len())];
        let end = if next.is_empty() { rest.len() } else { find(rest, next)? };
        let held = rest[..end].trim();
        if held.is_empty() {
            return None;
        }
        if what == "dimension" {
            name = Some(held.to_owned());
        }
        rest = &rest[end..];
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Where a literal stands, without case; in a heading a name may hold it, so the last place but not the first byte.
fn find(text: &str, literal: &str) -> Option<usize> {
    let places = text.char_indices().map(|(at, _)| at).skip(1);
    places.filter(|at| text.get(*at..at + literal.len()).is_some_and(|part| same(part, literal))).last()
}

fn guess(found: &[String], options: &Options) -> Vec<Guess> {
    let known_keys: HashSet<String> = options.known_dimensions.iter().map(|name| key_of(name)).collect();
    let mut seen = HashSet::new();
    let guesses = found.iter().map(|heading| {
        let again = !seen.insert(plain(heading));
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
fn shape(guesses: &mut [Guess], mapped: &[Option<Box<ColumnMapping>>], format: Option<TableFormat>) -> Shape {
    let has = |guesses: &[Guess], wanted: Field| guesses.iter().any(|guess| guess.field() == Some(wanted));
    let scores = mapped
        .iter()
        .flatten()
        .any(|column| column.used == ColumnUse::Dimension && (column.dimension.is_some() || column.pattern.is_some()));
    let long = match format {
        Some(TableFormat::Long) => true,
        Some(TableFormat::Wide) => false,
        None => !scores && has(guesses, Field::Dimension) && has(guesses, Field::Earned),
    };
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
    if long { Shape::Long } else { Shape::Wide }
}

/// Where several columns could fill one field, the mapping's does, then the surest heading, then the first.
fn keep_surest(guesses: &mut [Guess], mapped: &[Option<Box<ColumnMapping>>], mapping: &Mapping) {
    // What the mapping names first.
    let place = |at: usize| {
        let of = mapped[at].as_deref()?;
        mapping.columns.iter().position(|column| column == of)
    };
    let mut best: [Option<(bool, usize, usize)>; Field::COUNT] = [None; Field::COUNT];
    let rank = |guess: &Guess, at: usize| match guess {
        Guess::Field(known) => (true, known.rank, at),
        _ => (false, place(at).unwrap_or(0), at),
    };
    for (at, guess) in guesses.iter().enumerate() {
        if let Some(field) = guess.field() {
            let slot = &mut best[field as usize];
            if slot.is_none_or(|held| rank(guess, at) < held) {
                *slot = Some(rank(guess, at));
            }
        }
    }
    for (at, guess) in guesses.iter_mut().enumerate() {
        if let Some(field) = guess.field()
            && best[field as usize].is_some_and(|(_, _, winner)| winner != at)
        {
            *guess = Guess::Taken;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::captured;

    #[test]
    fn a_pattern_takes_a_headings_name_out_of_it() {
        for (pattern, heading, name) in [
            ("{dimension} Score ({any})", "Greeting Score (Voice QA)", Some(Some("Greeting"))),
            ("{dimension} Score ({any})", "greeting  SCORE (Voice QA)", Some(Some("greeting"))),
            ("{dimension} Score ({any})", "Score handling Score (a)", Some(Some("Score handling"))),
            ("{any} Comment ({any})", "Greeting Comment (Voice QA)", Some(None)),
            ("Level {any}", "Level 01", Some(None)),
            ("Level {any}", "level", None),
            ("{dimension} Score ({any})", "Greeting Score", None),
            ("{dimension} Score ({any})", "Score (x)", None),
            ("Agent", "agent", Some(None)),
            ("{dimension}", "Élan", Some(Some("Élan"))),
        ] {
            let came = captured(pattern, heading);
            assert_eq!(came.as_ref().map(|fit| fit.dimension.as_deref()), name, "{pattern} {heading}");
        }
    }
}
