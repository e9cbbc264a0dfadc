//! Where card numbers and security codes stand in a text.

use std::ops::Range;

use super::issuers::{LONGEST, SHORTEST, is_card};
use super::tokens::{Gap, Homophones, Kind, Token, most_digits, tokens};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) range: Range<usize>,
    /// Its groups of digits, without what stands between them.
    pub(super) groups: Vec<Range<usize>>,
    pub(super) what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// With its last four digits.
    Card([u8; 4]),
    Code,
}

/// Digits that may be one number: positions of tokens.
type Chain = Vec<usize>;

/// Fillers between two parts of a number, and characters between two parts (a line break and what indents the next).
const FILLERS: usize = 3;
const BETWEEN: usize = 40;

/// All card numbers, in their order; none overlaps another.
pub(super) fn cards(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    if most_digits(text, SHORTEST) < SHORTEST {
        return found;
    }
    let first = tokens(text, Homophones::Words);
    in_chains(&first, &mut found);
    if first.iter().any(|token| matches!(token.kind, Kind::Digits { written: false, .. })) {
        in_chains(&tokens(text, Homophones::Digits), &mut found);
    }
    merged(found)
}

fn in_chains(tokens: &[Token], found: &mut Vec<Found>) {
    for chain in chains(tokens) {
        for (at, first) in chain.iter().enumerate() {
            let mut digits: Vec<u8> = Vec::with_capacity(LONGEST);
            for (many, last) in chain[at..].iter().enumerate() {
                digits.extend(values(&tokens[*last]));
                if digits.len() > LONGEST {
                    break;
                }
                if digits.len() >= SHORTEST && is_card(&digits) {
                    let range = tokens[*first].range.start..tokens[*last].range.end;
                    let groups = chain[at..=at + many].iter().map(|group| tokens[*group].range.clone()).collect();
                    found.push(Found { range, groups, what: What::Card(ends(&digits)) });
                }
            }
        }
    }
}

fn ends(digits: &[u8]) -> [u8; 4] {
    digits.last_chunk::<4>().copied().unwrap_or_default()
}

fn values(token: &Token) -> &[u8] {
    match &token.kind {
        Kind::Digits { digits, .. } => digits,
        Kind::Filler | Kind::Word | Kind::Mask => &[],
    }
}

/// Where two readings of the digits overlap, all of them are one.
fn merged(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|f| (f.range.start, f.range.end));
    let mut out: Vec<Found> = Vec::new();
    for next in found {
        match out.last_mut() {
            Some(last) if next.range.start < last.range.end => {
                if next.range.end > last.range.end {
                    last.range.end = next.range.end;
                    last.groups.extend(next.groups);
                    last.groups.sort_by_key(|group| group.start);
                    last.groups.dedup();
                    last.what = next.what;
                }
            }
            Some(_) | None => out.push(next),
        }
    }
    out
}

fn chains(tokens: &[Token]) -> Vec<Chain> {
    let mut out: Vec<Chain> = Vec::new();
    let mut chain = Chain::new();
    // What stood since the last digits.
    let (mut gap, mut fillers) = (Gap::default(), 0);
    for (at, token) in tokens.iter().enumerate() {
        gap = gap.and(token.gap);
        match &token.kind {
            Kind::Digits { .. } => {
                let goes_on = chain.last().is_some_and(|last| one_number(&tokens[*last], gap, fillers, token));
                if !goes_on {
                    out.push(std::mem::take(&mut chain));
                }
                chain.push(at);
                (gap, fillers) = (Gap::default(), 0);
            }
            Kind::Filler => fillers += 1,
            Kind::Word | Kind::Mask => out.push(std::mem::take(&mut chain)),
        }
    }
    out.push(chain);
    out.retain(|chain| !chain.is_empty());
    out
}

/// Whether two groups of digits may be parts of one number.
fn one_number(before: &Token, gap: Gap, fillers: usize, after: &Token) -> bool {
    let (Kind::Digits { digits: left, written: first }, Kind::Digits { digits: right, written: second }) =
        (&before.kind, &after.kind)
    else {
        return false;
    };
    if gap.foreign > 0 || gap.tight + gap.loose > BETWEEN || fillers > FILLERS {
        return false;
    }
    let (small, alike) = (left.len() <= 4 && right.len() <= 4, left.len() == right.len());
    if gap.slashes > 0 {
        return alike && left.len() == 4 && gap.slashes == 1;
    }
    match (first, second) {
        (true, true) if gap.loose == 0 && fillers == 0 => true,
        // Amounts and counts in a list have commas too.
        (true, true) => alike && matches!(left.len(), 1 | 2 | 4),
        _ => small,
    }
}

impl Gap {
    fn and(self, other: Self) -> Self {
        Self {
            tight: self.tight + other.tight,
            loose: self.loose + other.loose,
            slashes: self.slashes + other.slashes,
            foreign: self.foreign + other.foreign,
        }
    }
}

/// How many words may stand between what names a code and the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// In one text.
    Text = 12,
    /// Where one asks and another answers.
    Talk = 30,
}

/// Security codes: three or four digits near words that name one. `cards` are known already.
pub(super) fn codes(text: &str, cards: &[Found], reach: Reach) -> Vec<Found> {
    if !may_name_code(text) {
        return Vec::new();
    }
    let tokens = tokens(text, Homophones::Words);
    let taken =
        |token: &Token| cards.iter().any(|c| c.range.start <= token.range.start && token.range.end <= c.range.end);
    let named = names_of_codes(&tokens);
    if named.is_empty() {
        return Vec::new();
    }
    // Digits of one number, and masks, count as one word, so that a second look counts the same.
    let mut place = vec![0; tokens.len()];
    let chains = chains(&tokens);
    let mut follows = vec![false; tokens.len()];
    for at in chains.iter().flat_map(|chain| chain.iter().skip(1)) {
        follows[*at] = true;
    }
    let mut count = 0;
    for at in 0..tokens.len() {
        count += usize::from(!follows[at]);
        place[at] = count;
    }
    let mut found = Vec::new();
    for chain in &chains {
        let left: Vec<Chain> = chain
            .chunk_by(|a, b| taken(&tokens[*a]) == taken(&tokens[*b]))
            .filter(|part| !taken(&tokens[part[0]]))
            .map(<[usize]>::to_vec)
            .collect();
        for part in left.iter().flat_map(|part| candidates(&tokens, part)) {
            let (first, last) = (part[0], part[part.len() - 1]);
            let near = named.iter().any(|name| {
                let after = name.end <= first && place[first] - place[name.end - 1] <= reach as usize;
                after || (last < name.start && leads(&tokens[last + 1..name.start]))
            });
            if near && !measures(text, &tokens, first, last) {
                let range = tokens[first].range.start..tokens[last].range.end;
                let groups = part.iter().map(|group| tokens[*group].range.clone()).collect();
                found.push(Found { range, groups, what: What::Code });
            }
        }
    }
    found
}

/// Parts of a chain that have the length of a code: all of it, else groups that were written so, where the others are
/// no more than a date beside it.
fn candidates(tokens: &[Token], part: &[usize]) -> Vec<Chain> {
    let digits = |at: &usize| values(&tokens[*at]).len();
    let all: usize = part.iter().map(digits).sum();
    let long = part.iter().filter(|at| digits(at) > 2);
    match (all, long.clone().count()) {
        (3 | 4, _) => vec![part.to_vec()],
        (5..=8, 1) => long.filter(|at| digits(at) <= 4).map(|at| vec![*at]).collect(),
        _ => Vec::new(),
    }
}

/// "123 is the security code".
fn leads(between: &[Token]) -> bool {
    const LEAD: [&str; 16] =
        ["is", "are", "was", "as", "for", "the", "my", "your", "her", "his", "their", "a", "on", "s", "that's", "this"];
    between.len() <= 5 && between.iter().all(|t| LEAD.contains(&t.word.text()))
}

/// Amounts, times, scores and other figures that are no codes.
fn measures(text: &str, tokens: &[Token], first: usize, last: usize) -> bool {
    const BEFORE: [&str; 20] = [
        "score",
        "scored",
        "scores",
        "call",
        "calls",
        "line",
        "section",
        "step",
        "page",
        "order",
        "ext",
        "extension",
        "ticket",
        "case",
        "ref",
        "over",
        "under",
        "about",
        "room",
        "ending",
    ];
    const AFTER: [&str; 27] = [
        "dollars", "dollar", "pounds", "pound", "euros", "euro", "percent", "minutes", "minute", "min", "mins",
        "seconds", "second", "sec", "days", "hours", "weeks", "months", "years", "calls", "points", "pts", "of", "out",
        "ms", "times", "agents",
    ];
    let (start, end) = (tokens[first].range.start, tokens[last].range.end);
    let mut before = text[..start].chars().rev();
    let mut after = text[end..].chars();
    let (b, b2) = (before.next(), before.next());
    let (a, a2) = (after.next(), after.next());
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let part_of_more = matches!(b, Some('$' | '€' | '£' | '+' | '•'))
        || matches!(a, Some('%' | '€' | '£'))
        || (matches!(b, Some(':' | '.' | ',' | '/')) && is_digit(b2))
        || (matches!(a, Some(':' | '.' | ',' | '/')) && is_digit(a2));
    let spelled = |at: Option<usize>, words: &[&str]| {
        at.and_then(|at| tokens.get(at)).is_some_and(|token| words.contains(&token.word.text()))
    };
    part_of_more || spelled(first.checked_sub(1), &BEFORE) || spelled(Some(last + 1), &AFTER)
}

/// Whether a text names a security code.
pub(super) fn names_code(text: &str) -> bool {
    may_name_code(text) && !names_of_codes(&tokens(text, Homophones::Words)).is_empty()
}

/// Every name of a security code has one of these in it, in letters that are ASCII whatever stands around them.
const STEMS: [&[u8]; 8] = [b"cv", b"secur", b"verif", b"digit", b"number", b"code", b"back", b"signat"];

/// Whether a text has to be looked at for the names of security codes.
fn may_name_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    (0..bytes.len()).any(|at| {
        matches!(bytes[at] | 0x20, b'c' | b's' | b'v' | b'd' | b'n' | b'b')
            && STEMS
                .iter()
                .any(|stem| bytes[at..].get(..stem.len()).is_some_and(|here| here.eq_ignore_ascii_case(stem)))
    })
}

const NAMES: [&[&str]; 31] = [
    &["cvv"],
    &["cvc"],
    &["cvn"],
    &["cvvs"],
    &["security", "code"],
    &["security", "codes"],
    &["security", "number"],
    &["security", "digits"],
    &["card", "verification"],
    &["verification", "code"],
    &["verification", "number"],
    &["verification", "value"],
    &["three", "digits", "on"],
    &["three", "numbers", "on"],
    &["four", "digits", "on"],
    &["3", "digits", "on"],
    &["4", "digits", "on"],
    &["three", "digit"],
    &["four", "digit"],
    &["3", "digit"],
    &["4", "digit"],
    &["digits", "on", "the", "back"],
    &["digits", "at", "the", "back"],
    &["digits", "on", "the", "front"],
    &["numbers", "on", "the", "back"],
    &["number", "on", "the", "back"],
    &["code", "on", "the", "back"],
    &["back", "of", "the", "card"],
    &["back", "of", "your", "card"],
    &["back", "of", "my", "card"],
    &["signature", "strip"],
];

/// Words that name a security code, as positions of tokens.
fn names_of_codes(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for at in 0..tokens.len() {
        for name in NAMES {
            let here = tokens.get(at..at + name.len());
            if here.is_some_and(|here| here.iter().zip(name).all(|(token, word)| token.word.text() == *word)) {
                out.push(at..at + name.len());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_name_of_a_code_has_a_stem() {
        assert!(NAMES.iter().all(|name| may_name_code(&name.join(" ").to_uppercase())));
        assert!(!may_name_code("The caller was thanked twice, and hung up pleased."));
    }

    proptest! {
        #[test]
        fn what_is_passed_over_holds_neither_a_number_nor_a_name(
            text in "((double|QUADRUPLE|treble|oh|ten|hundred|forty|two|for|fünf|Émile|[0-9]|٣|４|cvv|security|[a-z]{1,5}) ?[-.,'/]?){0,20}|.{0,30}",
        ) {
            let said: Vec<Token> =
                [Homophones::Words, Homophones::Digits].into_iter().flat_map(|homophones| {
                    let tokens = tokens(&text, homophones);
                    let digits: usize = tokens.iter().map(|token| values(token).len()).sum();
                    assert!(digits <= most_digits(&text, usize::MAX), "{text}");
                    tokens
                }).collect();
            prop_assert!(may_name_code(&text) || names_of_codes(&said).is_empty());
        }
    }
}
