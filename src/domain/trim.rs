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

/// Whether two texts are the same but for capitals and the white space around them.
pub fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (trimmed(one), trimmed(other));
    if one.is_ascii() && other.is_ascii() {
        one.eq_ignore_ascii_case(other)
    } else {
        one.to_lowercase() == other.to_lowercase()
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

        #[test]
        fn capitals_do_not_tell_texts_apart(one in "[ aAkK\u{212a}éÉ]{0,3}", other in "[ aAkK\u{212a}éÉ]{0,3}") {
            prop_assert_eq!(alike(&one, &other), one.trim().to_lowercase() == other.trim().to_lowercase());
        }
    }
}
