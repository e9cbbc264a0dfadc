//! The right column as pieces of known height, of which the field in use is always on screen.

use super::Open;
use super::context::context;
use super::fields::{K, takes_lines};
use super::{rows, view};
use crate::tui::screen::Ctx;
use crate::tui::words::{width, wrap};

/// What stands below what in the right column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Heading(&'static str),
    Gap,
    Field(K),
    /// An open flag, by position.
    Flag(usize),
    /// A suggested call, where there is no left column.
    Suggestion(usize),
    Row(usize),
    /// Under the rows of evidence: another one.
    AnotherCall,
    /// A line of the action's checklist.
    Check(usize),
    /// A quiet remark on the field above.
    Remark(&'static str),
    /// What the field above misses.
    Missing(String),
}

/// Columns of the labels.
pub(super) const LABEL: u16 = 12;

/// The right column, top to bottom. `alone`: there is no left column beside it.
pub(super) fn pieces(open: &Open, alone: bool) -> Vec<Piece> {
    let mut out = vec![Piece::Heading("WHAT WE AGREE")];
    let others = (0..open.prefill.standing.dimensions.len()).map(K::Other);
    let groups: [Vec<K>; 5] = [
        vec![K::Kind, K::Flags, K::Focus, K::Reason, K::Behavior],
        vec![K::Action, K::Override, K::Due, K::Criterion],
        vec![K::Suggestions, K::Evidence, K::NoEvidence],
        vec![K::Threshold, K::CheckOn, K::Strength],
        others.chain([K::Note, K::Comment, K::SignOff, K::Next, K::HeldAt]).collect(),
    ];
    for (i, group) in groups.into_iter().enumerate() {
        if i > 0 {
            out.push(Piece::Gap);
        }
        for key in group.into_iter().filter(|k| open.visible(*k)) {
            field_pieces(open, key, alone, &mut out);
        }
    }
    out
}

fn field_pieces(open: &Open, key: K, alone: bool, out: &mut Vec<Piece>) {
    match key {
        K::Flags => out.extend((0..open.flags().len()).map(Piece::Flag)),
        K::Suggestions if alone => out.extend((0..open.prefill.suggestions.len()).map(Piece::Suggestion)),
        K::Suggestions => {}
        K::Evidence => {
            out.extend((0..open.base.evidence.len()).map(Piece::Row));
            out.push(Piece::AnotherCall);
        }
        _ => out.push(Piece::Field(key)),
    }
    if key == K::Action && !open.form.text(K::Action).trim().is_empty() {
        out.extend((0..open.check.items.len()).map(Piece::Check));
    }
    if key == K::Note && !open.form.text(K::Note).is_empty() {
        out.push(Piece::Remark("the agent and an auditor can read this"));
    }
    if open.tried {
        // The checklist says the same of the action.
        let said = |p: &&crate::domain::session::Problem| {
            open.field_of(p.field) == key
                && !(key == K::Action && open.check.items.iter().any(|i| i.missing.as_ref() == Some(&p.words)))
        };
        out.extend(open.problems.iter().filter(said).map(|p| Piece::Missing(p.words.clone())));
    }
}

/// Lines that a piece takes in a column of so many columns.
pub(super) fn height(piece: &Piece, open: &Open, columns: u16, cx: &Ctx) -> u16 {
    let room = usize::from(columns.saturating_sub(LABEL)).max(1);
    let lines = match piece {
        Piece::Heading(_)
        | Piece::Gap
        | Piece::Flag(_)
        | Piece::Suggestion(_)
        | Piece::AnotherCall
        | Piece::Remark(_) => 1,
        Piece::Field(key) => field_height(open, *key, room),
        Piece::Row(i) => rows::row_lines(open, *i, room, cx).len(),
        Piece::Check(i) => rows::check_lines(open, *i, room, cx).len(),
        Piece::Missing(words) => wrap(words, room.saturating_sub(2)).len(),
    };
    u16::try_from(lines).unwrap_or(u16::MAX)
}

/// An area grows with its text.
fn field_height(open: &Open, key: K, room: usize) -> usize {
    let is_area =
        matches!(key, K::Reason | K::Behavior | K::Override | K::NoEvidence | K::Strength) || takes_lines(key);
    if !is_area {
        return 1;
    }
    let text = open.form.text(key);
    let wrapped = |line: &str| {
        let lines = wrap(line, room);
        // The cursor behind a full line stands in the next one.
        let full = lines.last().is_some_and(|l| width(l) + 1 >= room) || line.ends_with(' ');
        lines.len() + usize::from(full && open.form.current() == key)
    };
    text.split('\n').map(wrapped).sum::<usize>().clamp(1, 8)
}

impl Open {
    /// The pieces of the field in use: from, and one behind the last.
    fn current_pieces(&self, pieces: &[Piece]) -> (usize, usize) {
        let key = self.form.current();
        let mine = |piece: &Piece| match piece {
            Piece::Field(k) => *k == key,
            Piece::Flag(i) => key == K::Flags && *i == self.flag,
            Piece::Suggestion(i) => key == K::Suggestions && *i == self.suggestion,
            Piece::Row(i) => key == K::Evidence && *i == self.row,
            Piece::AnotherCall => key == K::Evidence && self.row >= self.base.evidence.len(),
            Piece::Heading(_) | Piece::Gap | Piece::Check(_) | Piece::Remark(_) | Piece::Missing(_) => false,
        };
        let Some(from) = pieces.iter().position(mine) else { return (self.top, self.top) };
        let follows = |p: &&Piece| matches!(p, Piece::Check(_) | Piece::Remark(_) | Piece::Missing(_));
        (from, from + 1 + pieces[from + 1..].iter().take_while(follows).count())
    }

    /// Keeps the field in use on screen, with what is said of it where that fits; and the selected suggestion.
    pub(super) fn fit(&mut self, cx: &Ctx) {
        let areas = view::areas(cx.area);
        let pieces = pieces(self, areas.left.is_none());
        let (from, to) = self.current_pieces(&pieces);
        let heights: Vec<usize> = pieces.iter().map(|p| usize::from(height(p, self, areas.right.width, cx))).collect();
        let rows = usize::from(areas.right.height);
        // The heading comes along with the first field.
        self.top = if from <= 1 { 0 } else { self.top.min(from) };
        let fits = |top: usize, to: usize| heights[top..to].iter().sum::<usize>() <= rows;
        while self.top < from && !fits(self.top, to) {
            self.top += 1;
        }
        // A terminal that has grown again shows what went out of it at the top.
        while self.top > 0 && fits(self.top - 1, heights.len()) {
            self.top -= 1;
        }
        let Some(left) = areas.left else { return };
        let context = context(self, usize::from(left.width), cx);
        let rows = usize::from(left.height);
        if self.form.current() == K::Suggestions {
            let line = context.suggestions + self.suggestion;
            self.left = self.left.clamp((line + 1).saturating_sub(rows), line);
        }
        self.left = self.left.min(context.lines.len().saturating_sub(rows));
    }
}
