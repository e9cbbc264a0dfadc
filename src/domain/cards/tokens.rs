//! A text as what counts for card numbers: digits, written or spoken, and what stands between them.

use std::ops::Range;

/// What a stretch of the text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits in a row, or one word or several that say some ("four", "double four", "forty-one").
    Digits {
        digits: Vec<u8>,
        written: bool,
    },
    /// A word that people put between the digits that they say.
    Filler,
    Word,
    /// What stands here was masked before.
    Mask,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// Lower case and without accents; empty for what is longer than any word that is asked for.
    pub(super) word: Word,
    /// What stands before it, back to the token before.
    pub(super) gap: Gap,
}

/// What stands between two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Gap {
    /// Characters that stand inside of numbers: spaces, line breaks, dashes, dots.
    pub(super) tight: usize,
    /// Those that stand between parts of a sentence.
    pub(super) loose: usize,
    pub(super) slashes: usize,
    /// Any other.
    pub(super) foreign: usize,
}

const LONGEST_WORD: usize = 14;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Word {
    letters: [u8; LONGEST_WORD],
    length: u8,
}

impl Word {
    fn of(text: &str) -> Self {
        let mut word = Self::default();
        for c in text.chars() {
            let folded = match c {
                'ü' | 'Ü' => b'u',
                'é' | 'É' => b'e',
                '’' => b'\'',
                c if c.is_ascii() => u8::try_from(c).unwrap_or(b'?').to_ascii_lowercase(),
                _ => b'?',
            };
            let Some(place) = word.letters.get_mut(usize::from(word.length)) else { return Self::default() };
            *place = folded;
            word.length += 1;
        }
        word
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.letters[..usize::from(self.length)]).unwrap_or_default()
    }
}

/// How words that sound like digits are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Homophones {
    Words,
    /// "to", "for", "ate" …: a machine may have heard 2, 4 and 8 so.
    Digits,
}

/// The value of a decimal digit of the scripts that keyboards and documents have.
fn digit(c: char) -> Option<u8> {
    const ZEROS: [u32; 5] = [0x30, 0xff10, 0x660, 0x6f0, 0x966];
    let code = u32::from(c);
    let zero = ZEROS.into_iter().find(|zero| (*zero..zero + 10).contains(&code))?;
    u8::try_from(code - zero).ok()
}

/// Characters that nobody sees, which may stand inside of a number.
fn invisible(c: char) -> bool {
    matches!(u32::from(c), 0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfe00..=0xfe0f)
}

fn spoken(word: &str, homophones: Homophones) -> Option<&'static [u8]> {
    Some(match word {
        "zero" | "oh" | "o" | "nought" | "naught" | "aught" | "nil" | "cero" | "null" => &[0],
        "one" | "uno" | "eins" | "un" => &[1],
        "two" | "dos" | "zwei" | "zwo" | "deux" => &[2],
        "three" | "tres" | "drei" | "trois" => &[3],
        "four" | "cuatro" | "vier" | "quatre" => &[4],
        "five" | "cinco" | "funf" | "cinq" => &[5],
        "six" | "seis" | "sechs" => &[6],
        "seven" | "siete" | "sieben" | "sept" => &[7],
        "eight" | "ocho" | "acht" | "huit" => &[8],
        "nine" | "niner" | "nueve" | "neun" | "neuf" => &[9],
        "ten" => &[1, 0],
        "eleven" => &[1, 1],
        "twelve" => &[1, 2],
        "thirteen" => &[1, 3],
        "fourteen" => &[1, 4],
        "fifteen" => &[1, 5],
        "sixteen" => &[1, 6],
        "seventeen" => &[1, 7],
        "eighteen" => &[1, 8],
        "nineteen" => &[1, 9],
        "hundred" => &[0, 0],
        "won" if homophones == Homophones::Digits => &[1],
        "to" | "too" if homophones == Homophones::Digits => &[2],
        "for" | "fore" if homophones == Homophones::Digits => &[4],
        "ate" if homophones == Homophones::Digits => &[8],
        _ => return None,
    })
}

fn tens(word: &str) -> Option<u8> {
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let at = TENS.iter().position(|tens| *tens == word)?;
    u8::try_from(at + 2).ok()
}

fn times(word: &str) -> Option<usize> {
    match word {
        "double" => Some(2),
        "triple" | "treble" => Some(3),
        "quadruple" => Some(4),
        _ => None,
    }
}

fn filler(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "then"
            | "uh"
            | "um"
            | "uhm"
            | "er"
            | "erm"
            | "ah"
            | "hm"
            | "hmm"
            | "mm"
            | "mhm"
            | "ok"
            | "okay"
            | "yes"
            | "yeah"
            | "yep"
            | "right"
            | "so"
            | "dash"
            | "hyphen"
            | "minus"
            | "space"
            | "dot"
            | "point"
            | "comma"
            | "next"
            | "followed"
            | "by"
            | "that's"
            | "it's"
            | "its"
            | "is"
            | "y"
            | "und"
            | "et"
    )
}

/// No fewer digits than a text's tokens have together, as soon as there are `enough`: what has to be looked at closely.
pub(super) fn most_digits(text: &str, enough: usize) -> usize {
    if text.is_ascii() {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        // Something stands between two words.
        let words = text.bytes().filter(|byte| !byte.is_ascii_alphabetic()).count() + 1;
        let at_most = digits + words * MOST_A_WORD;
        if at_most < enough {
            return at_most;
        }
    }
    digits_said(text, enough)
}

/// "Quadruple" and a digit are four of them.
const MOST_A_WORD: usize = 3;

fn digits_said(text: &str, enough: usize) -> usize {
    let (mut digits, mut at) = (0, 0);
    while digits < enough
        && let Some(c) = text[at..].chars().next()
    {
        let mut length = c.len_utf8();
        if is_uuid(text, at) {
            return enough;
        } else if digit(c).is_some() {
            digits += 1;
        } else if c.is_alphabetic() {
            let rest = &text[at..];
            length = rest.find(|c: char| !in_a_word(c)).unwrap_or(rest.len());
            let word = Word::of(&rest[..length]);
            let (said, tens) = (spoken(word.text(), Homophones::Digits), tens(word.text()));
            digits += match (said, tens, times(word.text())) {
                (Some(said), ..) => said.len(),
                (None, Some(_), _) => 2,
                (None, None, Some(_)) => MOST_A_WORD,
                (None, None, None) => 0,
            };
        }
        at += length;
    }
    digits
}

/// Whether a word goes on with it.
fn in_a_word(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\'' | '’')
}

/// Bytes of a UUID as it is written.
const UUID: usize = 36;

/// Whether a UUID stands here: some of its groups are digits alone.
fn is_uuid(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let free = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let Some(here) = bytes.get(at..at + UUID) else { return false };
    let shaped = here.iter().enumerate().all(|(place, byte)| match place {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    shaped && free(at.checked_sub(1).and_then(|before| bytes.get(before))) && free(bytes.get(at + UUID))
}

/// Longest mask, in bytes.
const MASK: usize = 40;

fn mask_length(rest: &str) -> Option<usize> {
    let begins = rest.starts_with("[card number") || rest.starts_with("[security code");
    let close = rest.find(']')?;
    (begins && close < MASK).then_some(close + 1)
}

/// The tokens of a text, in their order.
pub(super) fn tokens(text: &str, homophones: Homophones) -> Vec<Token> {
    let mut out = Vec::new();
    let mut gap = Gap::default();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (length, kind) = if is_uuid(text, at) {
            (UUID, Kind::Word)
        } else if digit(c).is_some() {
            let (length, digits) = run(rest);
            (length, Kind::Digits { digits, written: true })
        } else if c.is_alphabetic() {
            let length = rest.find(|c: char| !in_a_word(c)).unwrap_or(rest.len());
            (length, Kind::Word)
        } else if c == '['
            && let Some(length) = mask_length(rest)
        {
            (length, Kind::Mask)
        } else {
            gap.count(c);
            at += c.len_utf8();
            continue;
        };
        let word = Word::of(&rest[..length]);
        let kind = match kind {
            Kind::Word => match (spoken(word.text(), homophones), tens(word.text())) {
                (Some(digits), _) => Kind::Digits { digits: digits.to_vec(), written: false },
                (None, Some(tens)) => Kind::Digits { digits: vec![tens, 0], written: false },
                (None, None) if filler(word.text()) => Kind::Filler,
                (None, None) => Kind::Word,
            },
            other => other,
        };
        let token = Token { range: at..at + length, kind, word, gap: std::mem::take(&mut gap) };
        match joined(out.last(), &token) {
            Some(digits) => {
                if let Some(last) = out.last_mut() {
                    last.kind = Kind::Digits { digits, written: false };
                    last.range.end = token.range.end;
                    last.word = Word::default();
                }
            }
            None => out.push(token),
        }
        at += length;
    }
    out
}

/// "double four" is one token, and so is "forty-one".
fn joined(last: Option<&Token>, token: &Token) -> Option<Vec<u8>> {
    let last = last?;
    let near = token.gap.foreign + token.gap.loose + token.gap.slashes == 0 && token.gap.tight <= 2;
    let Kind::Digits { digits, written } = &token.kind else { return None };
    let [one] = digits[..] else { return None };
    if !near {
        return None;
    }
    match &last.kind {
        Kind::Word => times(last.word.text()).map(|times| vec![one; times]),
        Kind::Digits { digits: before, written: false } if !written && one > 0 => {
            tens(last.word.text()).map(|_| vec![before[0], one])
        }
        Kind::Digits { .. } | Kind::Filler | Kind::Mask => None,
    }
}

/// Digits in a row: their length in bytes, and their values.
fn run(text: &str) -> (usize, Vec<u8>) {
    let (mut end, mut digits) = (0, Vec::new());
    for (at, c) in text.char_indices() {
        match digit(c) {
            Some(value) => {
                digits.push(value);
                end = at + c.len_utf8();
            }
            None if invisible(c) => {}
            None => break,
        }
    }
    (end, digits)
}

impl Gap {
    fn count(&mut self, c: char) {
        match c {
            c if c.is_whitespace() || invisible(c) => self.tight += 1,
            '-' | '.' | '_' | '·' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '>' => self.tight += 1,
            ',' | ';' | '!' | '?' | '…' | '"' | '“' | '”' => self.loose += 1,
            '/' => self.slashes += 1,
            _ => self.foreign += 1,
        }
    }
}
