//! Where quotes open and close. An apostrophe is no quote, and a quote that never closes is none either.

use std::ops::Range;

/// Where the quote that opens at byte `at` ends, its closing mark included.
pub(super) fn closing(text: &str, at: usize) -> Option<usize> {
    let open = text[at..].chars().next()?;
    let start = at + open.len_utf8();
    match open {
        '"' | '“' | '”' | '„' | '«' => find_double(text, start),
        '‘' | '\'' | '‚' if opens_single(text, at, start) => find_single(text, start),
        _ => None,
    }
}

/// The part of the text to read: all of it, or the inside of quotes that enclose the whole action.
pub(super) fn inside(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    let end =
        text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '!' | '?' | ',' | ';' | '…')).len();
    if start >= end {
        return 0..text.len();
    }
    match closing(text, start) {
        Some(close) if close == end => {
            let open = text[start..].chars().next().map_or(0, char::len_utf8);
            let shut = text[..close].chars().next_back().map_or(0, char::len_utf8);
            start + open..close - shut
        }
        Some(_) | None => 0..text.len(),
    }
}

fn find_double(text: &str, start: usize) -> Option<usize> {
    text[start..]
        .char_indices()
        .find(|(_, c)| matches!(c, '"' | '”' | '“' | '»'))
        .map(|(i, c)| start + i + c.len_utf8())
}

/// A single mark opens a quote where a word starts after it and none ends before it.
fn opens_single(text: &str, at: usize, start: usize) -> bool {
    let word_before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    let rest = &text[start..];
    let word_after = rest.chars().next().is_some_and(|c| !c.is_whitespace());
    let clipped = ["til", "cause", "em "]
        .iter()
        .any(|clip| rest.get(..clip.len()).is_some_and(|head| head.eq_ignore_ascii_case(clip)));
    !word_before && word_after && !clipped
}

/// A single mark closes where a word ends before it and none starts after it.
fn find_single(text: &str, start: usize) -> Option<usize> {
    text[start..].char_indices().find_map(|(index, c)| {
        let here = start + index;
        let next = here + c.len_utf8();
        let ends_word = index > 0 && text[..here].chars().next_back().is_some_and(|before| !before.is_whitespace());
        let starts_word = text[next..].chars().next().is_some_and(char::is_alphanumeric);
        (matches!(c, '\'' | '’') && ends_word && !starts_word).then_some(next)
    })
}
