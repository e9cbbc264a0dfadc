//! Text from files, which may be hostile.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// Text as a file had it, byte for byte. It has no `Display`: what is shown goes through
/// [`Raw::visible`], what is stored or compared through [`Raw::verbatim`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Raw(String);

impl Raw {
    /// The text for the screen, stdout, stderr and the program's own log.
    pub fn visible(&self) -> String {
        visible(&self.0).into_owned()
    }

    /// The text itself, for storage, comparison and JSON.
    pub fn verbatim(&self) -> &str {
        &self.0
    }

    pub fn into_verbatim(self) -> String {
        self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Raw {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Raw {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Combining marks beyond this many on one character are left out of what is shown.
const MARKS_SHOWN: usize = 8;

/// Makes every character that acts instead of showing visible: control characters as their pictures,
/// TAB as →, line breaks as ⏎, direction overrides and invisible ones as ⟨U+….⟩.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain_ascii(text) || text.chars().all(|c| plain(c) && !combining(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut marks = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if combining(c) && plain(c) {
            marks += 1;
            if marks <= MARKS_SHOWN {
                out.push(c);
            }
            continue;
        }
        marks = 0;
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' => out.push('⏎'),
            '\t' => out.push('→'),
            '\u{7f}' => out.push('␡'),
            // The emoji selector leaves ghosts on screen, and says nothing.
            '\u{fe0f}' => {}
            c if u32::from(c) < 0x20 => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('␦')),
            c if plain(c) => out.push(c),
            c => {
                // Writing to a String cannot fail.
                let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
            }
        }
    }
    Cow::Owned(out)
}

/// Whether it is of nothing but letters, figures, signs and spaces of ASCII. Most of what is shown is, and all of it is
/// asked: every byte is looked at, since that is faster than to stop at the first that is another.
pub fn is_plain_ascii(text: &str) -> bool {
    text.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'))
}

fn plain(c: char) -> bool {
    !matches!(u32::from(c),
        0x00..=0x1f | 0x7f..=0x9f | 0xad | 0x034f | 0x061c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f
        | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0
        | 0xfff0..=0xfffb | 0xfdd0..=0xfdef | 0xe000..=0xf8ff | 0x13430..=0x1345f | 0x16fe4 | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a
        | 0xe0000..=0xe0fff | 0xf0000..=0x0010_ffff)
        // Code points that are no characters, two at the end of each plane.
        && u32::from(c) & 0xfffe != 0xfffe
}

fn combining(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn characters_that_act_become_characters_that_show() {
        for (read, shown) in [
            ("plain, é, 電話 and “quotes”", "plain, é, 電話 and “quotes”"),
            ("\u{1b}[31mred", "␛[31mred"),
            ("a\tb\r\nc\rd", "a→b⏎c⏎d"),
            ("\u{9b}31m", "⟨U+009B⟩31m"),
            ("abc\u{202e}dcba", "abc⟨U+202E⟩dcba"),
            ("zero\u{200b}width\u{feff}", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
            ("tag\u{e0041}", "tag⟨U+E0041⟩"),
            ("\u{7f}\0", "␡␀"),
            ("a\u{fe0f}b\u{fe00}c\u{e0100}", "ab⟨U+FE00⟩c⟨U+E0100⟩"),
            ("a\u{34f}\u{17b4}b", "a⟨U+034F⟩⟨U+17B4⟩b"),
            ("no\u{ffff}ne\u{1fffe}", "no⟨U+FFFF⟩ne⟨U+1FFFE⟩"),
        ] {
            assert_eq!(visible(read), shown, "{read:?}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

        #[test]
        fn nothing_shown_acts_and_what_is_shown_shows_as_itself(text in r"(\PC|[\x00-\x1f\x7f-\u{9f}]|[\u{ad}\u{34f}\u{200b}-\u{202e}\u{2060}-\u{206f}\u{fe00}-\u{fe0f}\u{feff}\u{e000}\u{e0041}\u{301}]){0,40}") {
            let shown = visible(&text).into_owned();
            proptest::prop_assert!(shown.chars().all(super::plain), "{shown:?}");
            proptest::prop_assert_eq!(visible(&shown).into_owned(), shown.clone());
        }
    }

    #[test]
    fn piled_up_combining_marks_are_cut_at_eight() {
        let piled = format!("a{}b", "\u{301}".repeat(10_000));
        assert_eq!(visible(&piled).chars().count(), 1 + 8 + 1);
    }
}
