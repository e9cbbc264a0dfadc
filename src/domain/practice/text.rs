//! The action cut into words, figures, quotes and stops, each knowing where it stands in what was typed.
//!
//! Reading never looks at case, at the kind of quote or apostrophe, or at how much space stands between words. What is
//! quoted is one piece: the words that an agent is to say are not searched for acts, measures or ends.

use std::ops::Range;

mod figure;
mod quote;

/// What a piece of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, hyphens and apostrophes inside it included.
    Word,
    /// A figure: 30, 15th, 9/10, 2026-10-09, or a percent sign after one.
    Figure,
    /// Words in quotes, taken whole.
    Quote,
    /// A comma.
    Comma,
    /// A colon, dash or bracket: the clause is new and the sentence goes on.
    Break,
    /// The end of a sentence or of a list item.
    Stop,
}

/// One piece of the text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Where it stands, in bytes of the text as typed.
    pub(super) at: Range<usize>,
    /// Its lower-case form, with plain apostrophes and hyphens; for a mark, the mark.
    pub(super) low: String,
    pub(super) kind: Kind,
    /// Its value, where it counts something: "30", "three", "twenty-five". Not for dates, ordinals and identifiers.
    pub(super) number: Option<u32>,
    /// Whether a hyphen joins it to the next piece, as in "30-second".
    pub(super) joined: bool,
}

/// The whole action as pieces.
#[derive(Debug)]
pub(super) struct Text<'a> {
    raw: &'a str,
    pub(super) tokens: Vec<Token>,
}

impl<'a> Text<'a> {
    /// Cuts `raw` into pieces.
    pub(super) fn new(raw: &'a str) -> Self {
        let inner = quote::inside(raw);
        let reader = Reader { raw, end: inner.end, tokens: Vec::new() };
        Self { raw, tokens: reader.read(inner.start) }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The lower-case form of a piece; "" outside the text.
    pub(super) fn low(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.low.as_str())
    }

    pub(super) fn kind(&self, index: usize) -> Option<Kind> {
        self.tokens.get(index).map(|token| token.kind)
    }

    /// Whether a piece is a word or a figure.
    pub(super) fn is_word(&self, index: usize) -> bool {
        matches!(self.kind(index), Some(Kind::Word | Kind::Figure))
    }

    pub(super) fn number(&self, index: usize) -> Option<u32> {
        self.tokens.get(index).and_then(|token| token.number)
    }

    /// Whether a piece is one of the words given.
    pub(super) fn is(&self, index: usize, words: &[&str]) -> bool {
        words.contains(&self.low(index))
    }

    /// The index after `phrase`, where its words stand at `index`.
    pub(super) fn after(&self, index: usize, phrase: &str) -> Option<usize> {
        let mut next = index;
        for word in phrase.split(' ') {
            if self.low(next) != word {
                return None;
            }
            next += 1;
        }
        Some(next)
    }

    /// The index after the longest of `phrases` that stands at `index`.
    pub(super) fn after_any(&self, index: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().filter_map(|phrase| self.after(index, phrase)).max()
    }

    /// The text of some pieces, as typed, from the first to the last of them.
    pub(super) fn typed(&self, span: Range<usize>) -> &'a str {
        match (self.tokens.get(span.start), span.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if first.at.start < last.at.end => &self.raw[first.at.start..last.at.end],
            _ => "",
        }
    }

    /// The spans of the sentences, without their stops.
    pub(super) fn sentences(&self) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        let mut start = 0;
        for index in 0..=self.len() {
            if matches!(self.kind(index), None | Some(Kind::Stop)) {
                if start < index {
                    spans.push(start..index);
                }
                start = index + 1;
            }
        }
        spans
    }
}

/// The state of the cutting.
struct Reader<'a> {
    raw: &'a str,
    /// Where reading ends, in bytes.
    end: usize,
    tokens: Vec<Token>,
}

/// Words after which a full stop ends no sentence.
const SHORTENED: &[&str] = &[
    "approx", "apr", "aug", "dec", "dept", "dr", "e.g", "eg", "etc", "feb", "fri", "i.e", "ie", "jan", "jul", "jun",
    "mar", "max", "min", "mins", "mon", "mr", "mrs", "ms", "nov", "oct", "sat", "sec", "secs", "sep", "sept", "sun",
    "thu", "thurs", "tue", "tues", "vs", "wed",
];

impl Reader<'_> {
    fn read(mut self, from: usize) -> Vec<Token> {
        let mut at = self.bullet(from);
        while let Some(c) = self.peek(at) {
            at = self.step(at, c);
        }
        self.tokens
    }

    fn peek(&self, at: usize) -> Option<char> {
        self.raw[..self.end].get(at..).and_then(|rest| rest.chars().next())
    }

    fn before(&self, at: usize) -> Option<char> {
        self.raw[..at].chars().next_back()
    }

    /// Takes one piece at `at` and returns where the next one may start.
    fn step(&mut self, at: usize, c: char) -> usize {
        let next = at + c.len_utf8();
        if let Some(end) = quote::closing(&self.raw[..self.end], at) {
            self.push(at..end, "\"", Kind::Quote);
            return end;
        }
        match c {
            '\n' | '\r' => self.line(at, next),
            ',' | '،' | '、' => self.push_mark(at..next, ",", Kind::Comma),
            ':' | '(' | ')' | '[' | ']' | '{' | '}' | '—' | '→' => self.push_mark(at..next, ":", Kind::Break),
            '–' | '-' | '‐' | '‑' | '−' | '>' if !self.is_inside_word(at, next) => {
                self.push_mark(at..next, ":", Kind::Break)
            }
            '–' => self.push_mark(at..next, ":", Kind::Break),
            '!' | '?' | ';' | '…' | '•' | '|' => self.push_mark(at..next, ".", Kind::Stop),
            '.' => self.full_stop(at, next),
            '&' => self.push_mark(at..next, "and", Kind::Word),
            '%' => self.push_mark(at..next, "%", Kind::Figure),
            '$' | '£' | '€' | '#' => self.labelled(at, next),
            _ if c.is_ascii_digit() => self.figure(at),
            _ if is_letter(c) => self.word(at),
            _ => next,
        }
    }

    fn push(&mut self, at: Range<usize>, low: &str, kind: Kind) {
        let number = if kind == Kind::Word { figure::word_value(low) } else { None };
        self.tokens.push(Token { at, low: low.to_owned(), kind, number, joined: false });
    }

    fn push_mark(&mut self, at: Range<usize>, low: &str, kind: Kind) -> usize {
        let end = at.end;
        self.push(at, low, kind);
        end
    }

    /// A line that ends a list item or a paragraph ends the sentence; a line that was merely wrapped does not.
    fn line(&mut self, at: usize, next: usize) -> usize {
        let rest = &self.raw[next..self.end];
        let blank = rest.split('\n').next().is_some_and(|line| line.trim().is_empty());
        let item = self.bullet(next);
        if blank || item > next {
            self.push(at..next, ".", Kind::Stop);
        }
        item
    }

    /// Steps over "- ", "* ", "1. " or "a) " at the start of a line.
    fn bullet(&self, at: usize) -> usize {
        let line = &self.raw[at..self.end];
        let text = line.trim_start_matches([' ', '\t']);
        let start = at + line.len() - text.len();
        let mark: usize = text
            .chars()
            .take_while(|c| matches!(c, '-' | '*' | '•' | '–' | '—' | '·' | '>' | '+' | '☐' | '✓'))
            .map(char::len_utf8)
            .sum();
        let label = text.chars().take_while(char::is_ascii_alphanumeric).count();
        let label = if (1..=2).contains(&label) && text[label..].starts_with(['.', ')']) { label + 1 } else { 0 };
        let length = mark.max(label);
        let spaced = text[length..].starts_with(char::is_whitespace);
        if length > 0 && spaced { start + length } else { at }
    }

    fn is_inside_word(&self, at: usize, next: usize) -> bool {
        self.before(at).is_some_and(is_letter) && self.peek(next).is_some_and(is_letter)
    }

    /// A full stop, unless it belongs to a shortened word or to a day of the month ("9. Dec").
    fn full_stop(&mut self, at: usize, next: usize) -> usize {
        let last = self.tokens.last().filter(|token| token.at.end == at);
        let shortened = last.is_some_and(|token| SHORTENED.contains(&token.low.as_str()));
        let rest = self.raw[next..self.end].trim_start();
        let word: String = rest.chars().take_while(|c| is_letter(*c)).collect();
        let day = last.is_some_and(|token| token.kind == Kind::Figure)
            && crate::domain::dates::month(&word.to_lowercase()).is_some();
        if !(shortened || day) {
            self.push(at..next, ".", Kind::Stop);
        }
        next
    }

    /// "$20", "#4471": a sum of money or an identifier counts nothing.
    fn labelled(&mut self, at: usize, next: usize) -> usize {
        let rest = &self.raw[next..self.end];
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | ','))).unwrap_or(rest.len());
        let body = rest[..length].trim_end_matches(['.', ',']);
        if !body.starts_with(|c: char| c.is_ascii_digit()) {
            return next;
        }
        let end = next + body.len();
        let low = self.raw[at..end].to_lowercase();
        self.push(at..end, &low, Kind::Word);
        end
    }

    fn figure(&mut self, at: usize) -> usize {
        let tokens = figure::read(&self.raw[..self.end], at);
        let end = tokens.last().map_or(at + 1, |token| token.at.end + usize::from(token.joined));
        self.tokens.extend(tokens);
        end
    }

    /// A word with its inner apostrophes, hyphens and dots ("e.g"); "two-minute" is two pieces.
    fn word(&mut self, at: usize) -> usize {
        if let Some(end) = self.with(at) {
            return end;
        }
        let mut end = at;
        let mut low = String::new();
        while let Some(c) = self.peek(end) {
            let next = end + c.len_utf8();
            if is_letter(c) {
                low.extend(c.to_lowercase());
            } else if self.peek(next).is_some_and(is_letter) && matches!(c, '\'' | '’' | 'ʼ' | '`' | '‘') {
                low.push('\'');
            } else if self.peek(next).is_some_and(is_letter) && matches!(c, '-' | '‐' | '‑') {
                low.push('-');
            } else if c == '.' && self.peek(next).is_some_and(char::is_alphabetic) {
                low.push('.');
            } else {
                break;
            }
            end = next;
        }
        match figure::split_compound(&self.raw[at..end], &low) {
            Some(parts) => self.tokens.extend(parts.into_iter().map(|mut token| {
                token.at = at + token.at.start..at + token.at.end;
                token
            })),
            None => self.push(at..end, &low, Kind::Word),
        }
        end
    }

    /// "w/ the", "w/o", "w/in": short for with, without, within.
    fn with(&mut self, at: usize) -> Option<usize> {
        let rest: String = self.raw[at..self.end].chars().take(5).collect::<String>().to_ascii_lowercase();
        let (short, low) =
            [("w/o", "without"), ("w/in", "within"), ("w/", "with")].into_iter().find(|(short, _)| {
                rest.strip_prefix(short).is_some_and(|tail| *short == "w/" || !tail.starts_with(is_letter))
            })?;
        let end = at + short.len();
        self.push(at..end, low, Kind::Word);
        Some(end)
    }
}

/// Letters, figures inside words, and the marks that combine with letters.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) || c == '_'
}
