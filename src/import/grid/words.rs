//! What a cell looks like, before anybody knows what it means.

use crate::domain::trim::trimmed;
use crate::import::DateOrder;
use crate::import::dates;
use crate::import::headings::plain;

/// A number as tables write them: with a sign, a percent sign, points of points, or marks for thousands.
pub(super) fn numeric(cell: &str) -> bool {
    let cell = cell.trim();
    cell.bytes().any(|byte| byte.is_ascii_digit())
        && cell.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || ".,/%+-\u{2212}".contains(c))
        && !dated(cell)
}

/// A date, in any order; a number alone is none.
pub(super) fn dated(cell: &str) -> bool {
    let cell = cell.trim();
    let alone = cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && cell.matches('.').count() <= 1;
    !alone
        && cell.len() >= 6
        && [DateOrder::DayFirst, DateOrder::MonthFirst]
            .iter()
            .any(|order| dates::read(cell, Some(*order), None, false).is_ok())
}

/// How rows of totals and averages begin, in plain form.
const TOTALS: [&str; 62] = [
    "total",
    "totals",
    "grand total",
    "grand totals",
    "sub total",
    "subtotal",
    "sum",
    "overall total",
    "team total",
    "total average",
    "average",
    "averages",
    "avg",
    "mean",
    "median",
    "overall average",
    "team average",
    "grand average",
    "average score",
    "overall mean",
    "total result",
    "standard deviation",
    "std dev",
    "stddev",
    "summe",
    "summen",
    "gesamt",
    "gesamtergebnis",
    "gesamtsumme",
    "gesamtwert",
    "zwischensumme",
    "teilergebnis",
    "mittelwert",
    "mittelwerte",
    "durchschnitt",
    "durchschnittlich",
    "schnitt",
    "gesamtdurchschnitt",
    "total general",
    "sous total",
    "somme",
    "moyenne",
    "moyennes",
    "moyenne generale",
    "ensemble",
    "promedio",
    "promedio general",
    "media",
    "suma",
    "suma total",
    "total geral",
    "totale",
    "totali",
    "totale complessivo",
    "somma",
    "media totale",
    "totaal",
    "eindtotaal",
    "gemiddelde",
    "razem",
    "suma koncowa",
    "srednia",
];

/// Whether the first cell of a row says that the row sums others up: the words alone, perhaps with a colon.
pub(super) fn totals(cell: &str) -> bool {
    let cell = trimmed(cell);
    let cell = cell.strip_suffix(':').unwrap_or(cell);
    cell.len() <= 40 && may_be_totals(cell) && TOTALS.contains(&plain(cell).as_str())
}

/// Nearly every first cell is an id or a name: none of the words has a figure, and few letters begin one.
fn may_be_totals(cell: &str) -> bool {
    if cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let begins = cell.bytes().find(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    begins.is_some_and(|byte| !byte.is_ascii() || FIRST_LETTERS.contains(&byte.to_ascii_lowercase()))
}

/// With which one of [`TOTALS`] begins.
const FIRST_LETTERS: &[u8] = b"adegmoprstz";

/// How notes of a report begin, in plain form.
const NOTES: [&str; 21] = [
    "generated",
    "exported",
    "export date",
    "export time",
    "created on",
    "created by",
    "printed",
    "produced on",
    "produced by",
    "downloaded",
    "report generated",
    "report created",
    "report date",
    "run date",
    "end of report",
    "data as of",
    "erstellt",
    "exportiert",
    "genere",
    "exporte",
    "generado",
];

/// Words that begin a note where a colon or a number follows.
const LABELS: [&str; 14] = [
    "source",
    "page",
    "filter",
    "filters",
    "note",
    "notes",
    "stand",
    "quelle",
    "seite",
    "rows",
    "records",
    "period",
    "report",
    "confidential",
];

/// Whether a cell reads as a note of a report: by how it begins.
pub(super) fn note(cell: &str) -> bool {
    let cell = cell.trim();
    let plain = plain(cell.chars().take(60).collect::<String>().as_str());
    let begins = |word: &str| plain.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let label = |word: &str| {
        begins(word)
            && (cell.contains(':') || plain[word.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit()))
    };
    cell.starts_with(['©', '*']) || NOTES.iter().any(|word| begins(word)) || LABELS.iter().any(|word| label(word))
}

/// Whether a cell that stands alone in its row reads as a sentence, which no id and no name does.
pub(super) fn sentence(cell: &str) -> bool {
    note(cell) || cell.contains(": ") || cell.split_whitespace().count() >= 4
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{TOTALS, may_be_totals, totals};
    use crate::import::headings::plain;

    #[test]
    fn every_word_of_totals_is_looked_up() {
        assert!(TOTALS.iter().all(|word| may_be_totals(word) && totals(word)));
        assert!(["  Grand Total: ", "(SUMME)", "Średnia", "\u{200b}Total"].iter().all(|cell| totals(cell)));
        assert!(!["Total 5", "5", "", "Ama Boateng", "Ende"].iter().any(|cell| totals(cell)));
    }

    proptest! {
        #[test]
        fn what_is_not_looked_up_is_none_of_them(cell in "[ ('-]{0,2}(T|s|G|a)[a-zé]{0,6}[ -]?[a-z0-9]{0,4}|.{0,12}") {
            prop_assert!(may_be_totals(&cell) || !TOTALS.contains(&plain(&cell).as_str()));
        }
    }
}
