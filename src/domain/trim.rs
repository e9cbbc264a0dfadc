//! White space around a text, told from its first and last byte where they are ASCII: nearly every cell of a table is asked.

/// As [`str::trim`].
pub fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [only] if only.is_ascii_graphic() => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// Whether there is nothing but white space.
pub fn is_blank(text: &str) -> bool {
    match text.as_bytes().first() {
        None => true,
        Some(first) => !first.is_ascii_graphic() && text.trim().is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_what_the_standard_library_says(text in "[ \t\u{a0}\u{2003}\u{b}\u{1c}aé—]{0,6}|.{0,8}") {
            prop_assert_eq!(trimmed(&text), text.trim());
            prop_assert_eq!(is_blank(&text), text.trim().is_empty());
        }
    }
}
