//! Goes through the text once and cuts it.

use std::ops::Range;

use super::{Kind, Token, Words, figure, quote};
use crate::domain::dates;

/// Cuts the text into pieces. Quotes around the whole of it are taken off.
pub(super) fn read(raw: &str) -> Vec<Token> {
    let inner = quote::inside(raw);
    let mut reader = Reader { raw, end: inner.end, tokens: Vec::new() };
    let mut at = reader.bullet(inner.start);
    while let Some(c) = reader.peek(at) {
        at = reader.step(at, c);
    }
    reader.tokens
}

/// The state of the cutting.
struct Reader<'a> {
    raw: &'a str,
    /// Where reading ends, in bytes.
    end: usize,
    tokens: Vec<Token>,
}

/// Words after which a full stop ends no sentence.
static SHORTENED: Words = Words::new(
    "approx apr aug dec dept dr e.g eg etc feb fri i.e ie jan jul jun mar max min mins mon mr mrs ms nov oct sat sec \
     secs sep sept sun thu thurs tue tues vs wed",
);

impl Reader<'_> {
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
            ':' | '(' | ')' | '[' | ']' | '{' | '}' | '—' | '–' | '→' | '>' => {
                self.push_mark(at..next, ":", Kind::Break)
            }
            '-' | '‐' | '‑' | '−' if !self.is_inside_word(at, next) => self.push_mark(at..next, ":", Kind::Break),
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
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let letter = text.bytes().take_while(u8::is_ascii_alphabetic).count() == 1;
        let label = if digits > 0 { digits } else { usize::from(letter) };
        let label = if (1..=2).contains(&label) && text[label..].starts_with(['.', ')']) { label + 1 } else { 0 };
        let length = mark.max(label);
        let rest = &text[length..];
        if length > 0 && rest.starts_with(char::is_whitespace) && !rest.trim().is_empty() { start + length } else { at }
    }

    fn is_inside_word(&self, at: usize, next: usize) -> bool {
        self.before(at).is_some_and(is_letter) && self.peek(next).is_some_and(is_letter)
    }

    /// A full stop, unless it belongs to a shortened word or to a day of the month ("9. Dec").
    fn full_stop(&mut self, at: usize, next: usize) -> usize {
        let last = self.tokens.last().filter(|token| token.at.end == at);
        let shortened = last.is_some_and(|token| SHORTENED.has(&token.low));
        let rest = self.raw[next..self.end].trim_start();
        let word: String = rest.chars().take_while(|c| is_letter(*c)).collect();
        let day = last.is_some_and(|token| token.kind == Kind::Figure) && dates::month(&word.to_lowercase()).is_some();
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
