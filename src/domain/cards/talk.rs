//! Numbers that are said over several turns of a call, and codes that one asks for and another says.

use std::ops::Range;

use super::find::{Found, Reach, What, cards, codes, names_code};
use super::{Masked, replaced, stands_for};
use crate::domain::call::{Moment, TranscriptRecord, Turn};
use crate::domain::raw::Raw;

/// So many turns of others may stand between two turns that say one number.
const BETWEEN: usize = 3;
/// Between turns that cannot say one number: no number goes over it.
const APART: char = '\u{1d}';

/// What is masked in one turn.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    range: Range<usize>,
    /// `None`: the number or code goes on in another turn.
    what: Option<What>,
}

impl Piece {
    fn mask(&self) -> String {
        self.what.map_or_else(|| "[card number]".to_owned(), stands_for)
    }
}

impl TranscriptRecord {
    /// Masks what was said, in every turn and moment.
    pub fn mask_cards(&mut self) -> Masked {
        let mut masked = Masked::default();
        for _ in 0..4 {
            let pieces = found(&self.turns);
            if pieces.iter().all(Vec::is_empty) {
                break;
            }
            for piece in pieces.iter().flatten() {
                masked.add(match piece.what {
                    Some(What::Card(_)) => Masked { card_numbers: 1, security_codes: 0 },
                    Some(What::Code) => Masked { card_numbers: 0, security_codes: 1 },
                    None => Masked::default(),
                });
            }
            for moment in &mut self.moments {
                as_its_turn(moment, &self.turns, &pieces);
            }
            for (turn, pieces) in self.turns.iter_mut().zip(&pieces).filter(|(_, pieces)| !pieces.is_empty()) {
                let by = pieces.iter().map(|piece| (piece.range.clone(), piece.mask()));
                turn.text = Raw::from(replaced(turn.text.verbatim(), by));
            }
        }
        for moment in &mut self.moments {
            masked.add(super::mask_raw(&mut moment.words));
            masked.add(super::mask_raw(&mut moment.label));
        }
        for turn in &mut self.turns {
            if let Some(speaker) = &mut turn.speaker {
                let mut name = speaker.verbatim().to_owned();
                let found = super::mask_numbers(&mut name);
                if !found.is_none() {
                    *speaker = Raw::from(name);
                    masked.add(found);
                }
            }
        }
        masked
    }
}

/// A moment repeats words of a turn, perhaps only a part of a number that goes on in the next.
fn as_its_turn(moment: &mut Moment, turns: &[Turn], pieces: &[Vec<Piece>]) {
    let words = moment.words.verbatim();
    if words.is_empty() {
        return;
    }
    for (turn, pieces) in turns.iter().zip(pieces).filter(|(_, pieces)| !pieces.is_empty()) {
        let Some(at) = turn.text.verbatim().find(words) else { continue };
        let end = at + words.len();
        let inside = pieces
            .iter()
            .filter(|p| p.range.start < end && p.range.end > at)
            .map(|p| (p.range.start.saturating_sub(at)..p.range.end.min(end) - at, p.mask()));
        moment.words = Raw::from(replaced(words, inside));
        return;
    }
}

/// What is to be masked in each turn, in its order.
fn found(turns: &[Turn]) -> Vec<Vec<Piece>> {
    let mut pieces: Vec<Vec<Piece>> = vec![Vec::new(); turns.len()];
    let mut speakers: Vec<Vec<usize>> = Vec::new();
    for (at, turn) in turns.iter().enumerate() {
        let same = |of: &&mut Vec<usize>| {
            of.first().is_some_and(|first| (turns[*first].role, &turns[*first].speaker) == (turn.role, &turn.speaker))
        };
        match speakers.iter_mut().find(same) {
            Some(of) => of.push(at),
            None => speakers.push(vec![at]),
        }
    }
    // Who said it may be told wrongly: one after the other, all of them are read as one.
    let all: Vec<usize> = (0..turns.len()).collect();
    for of in speakers.iter().filter(|of| of.len() < turns.len()).chain([&all]) {
        let joined = Joined::new(turns, of);
        for card in cards(&joined.text) {
            joined.cut(&card, &mut pieces);
        }
    }
    pieces.iter_mut().for_each(merge);
    let joined = Joined::new(turns, &all);
    let known: Vec<Found> = joined
        .starts
        .iter()
        .flat_map(|(turn, start)| {
            pieces[*turn].iter().map(move |p| Found {
                range: start + p.range.start..start + p.range.end,
                groups: Vec::new(),
                what: p.what.unwrap_or(What::Code),
            })
        })
        .collect();
    for code in codes(&joined.text, &known, Reach::Talk) {
        joined.cut(&code, &mut pieces);
    }
    pieces.iter_mut().for_each(merge);
    pieces
}

fn merge(pieces: &mut Vec<Piece>) {
    pieces.sort_by_key(|p| (p.range.start, p.range.end));
    pieces.dedup_by(|next, last| {
        let overlap = next.range.start < last.range.end;
        if overlap {
            if next.range.end > last.range.end {
                last.range.end = next.range.end;
                last.what = next.what;
            }
            last.what = last.what.or(next.what);
        }
        overlap
    });
}

/// Turns as one text, and where each begins in it.
struct Joined {
    text: String,
    /// Position of the turn, and of its first byte.
    starts: Vec<(usize, usize)>,
}

impl Joined {
    fn new(turns: &[Turn], of: &[usize]) -> Self {
        let (mut text, mut starts) = (String::new(), Vec::with_capacity(of.len()));
        let mut before: Option<usize> = None;
        for at in of {
            if let Some(before) = before {
                let between = turns.get(before + 1..*at).unwrap_or_default();
                // Where a code was asked for meanwhile, what follows is that.
                let goes_on = between.len() <= BETWEEN && !between.iter().any(|turn| names_code(turn.text.verbatim()));
                text.push(if goes_on { '\n' } else { APART });
            }
            before = Some(*at);
            starts.push((*at, text.len()));
            text.push_str(turns[*at].text.verbatim());
        }
        Self { text, starts }
    }

    /// What was found in the whole, as what it is in each of the turns that say a part of it.
    fn cut(&self, found: &Found, pieces: &mut [Vec<Piece>]) {
        let turn_at = |byte: usize| self.starts.partition_point(|(_, start)| *start <= byte).saturating_sub(1);
        let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
        for group in &found.groups {
            let at = turn_at(group.start);
            match parts.last_mut() {
                Some((last, range)) if *last == at => range.end = range.end.max(group.end),
                Some(_) | None => parts.push((at, group.clone())),
            }
        }
        let many = parts.len();
        // Another reading of what was found before is no other number.
        let known = parts.iter().any(|(at, range)| {
            self.starts.get(*at).is_some_and(|(turn, start)| {
                pieces[*turn].iter().any(|p| p.range.start + start < range.end && range.start < p.range.end + start)
            })
        });
        for (n, (at, range)) in parts.into_iter().enumerate() {
            let Some((turn, start)) = self.starts.get(at) else { continue };
            let range = range.start - start..range.end.saturating_sub(*start);
            let what = (n + 1 == many && !known).then_some(found.what);
            pieces[*turn].push(Piece { range, what });
        }
    }
}
