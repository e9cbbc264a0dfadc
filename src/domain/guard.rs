//! CSV for spreadsheets: a text cell that a spreadsheet would run as a formula gets an apostrophe in front, and
//! loses it again when it is read back.

use std::borrow::Cow;

use super::raw::visible;

/// Whether a spreadsheet would take the text for a formula. Spaces in front, and what nobody sees, are passed over: some
/// programs drop them when they read.
fn acts(text: &str) -> bool {
    let sign = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let unseen = |c: char| c.is_whitespace() || matches!(visible(c.encode_utf8(&mut [0; 4])), Cow::Owned(_));
    text.starts_with(['\t', '\r', '\n']) || text.trim_start_matches(unseen).starts_with(sign)
}

/// A cell of text. One that starts with an apostrophe of its own before such a sign gets another, so that reading
/// it back undoes exactly what was done.
pub fn guarded(text: &str) -> String {
    if acts(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// A cell of a column of numbers: left as it is where it is one, with its sign, percent or "of". Such cells do not lose
/// an apostrophe when they are read, so one that has one needs no other.
pub fn guarded_number(text: &str) -> String {
    let number = text.chars().all(|c| c.is_ascii_digit() || " \u{a0}+-.,%/".contains(c));
    if number || text.starts_with('\'') { text.to_owned() } else { guarded(text) }
}

/// What [`guarded`] was given.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if acts(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_made_text_and_plain_text_is_left() {
        let table = [
            ("=1+1", "'=1+1"),
            ("-5", "'-5"),
            ("plain", "plain"),
            ("'quoted'", "'quoted'"),
            ("'=x", "''=x"),
            ("＝x", "'＝x"),
            ("  =x", "'  =x"),
            ("\u{feff}=x", "'\u{feff}=x"),
            ("\tx", "'\tx"),
            (" x=1", " x=1"),
        ];
        for (text, cell) in table {
            assert_eq!(guarded(text), cell);
        }
    }

    #[test]
    fn numbers_are_left_and_what_is_none_is_made_text() {
        for (text, cell) in
            [("-5", "-5"), ("-2.5 %", "-2.5 %"), ("-", "-"), ("N/A", "N/A"), ("=9*9", "'=9*9"), ("-A1", "'-A1")]
        {
            assert_eq!(guarded_number(text), cell);
        }
    }

    proptest! {
        #[test]
        fn reading_back_undoes_the_guard(text in "['=+@a \t\u{feff}＝-]{0,6}.{0,4}") {
            let cell = guarded(&text);
            prop_assert!(!acts(&cell));
            prop_assert_eq!(unguarded(&cell), text);
        }
    }
}
