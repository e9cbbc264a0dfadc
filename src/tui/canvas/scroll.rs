//! Lines of a list that moved up or down by a few: terminals move whole lines themselves.

use ratatui::buffer::{Buffer, Cell};

/// Lines from `first` to before `end` that stand `by` lines higher now; lower where it is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moved {
    pub(super) first: u16,
    pub(super) end: u16,
    pub(super) by: i16,
}

/// By how much lists move: a line with the keys, as many as a turn of a transcript has, three with the wheel.
const STEPS: [i16; 6] = [1, -1, 2, -2, 3, -3];

/// So many lines tell by how much.
const LOOKED_AT: usize = 4;

/// Fewer changes than this many lines of signs are written as they are.
const WORTH: usize = 3;

/// The lines of the next frame that only moved, where having them moved leaves less to write. `differing`: signs of each
/// line.
pub(super) fn found(shown: &Buffer, next: &Buffer, differing: &[usize]) -> Option<Moved> {
    let columns = usize::from(shown.area.width);
    let changes: usize = differing.iter().sum();
    if changes == 0 || changes < WORTH * columns {
        return None;
    }
    let (saved, moved) = run(shown, next, differing, likeliest(shown, next, differing)?)?;
    (saved > i64::try_from(columns).unwrap_or(i64::MAX)).then_some(moved)
}

/// By how much it seems to have moved, from a look at a few of the lines that changed.
fn likeliest(shown: &Buffer, next: &Buffer, differing: &[usize]) -> Option<i16> {
    let changed: Vec<usize> = (0..differing.len()).filter(|y| differing[*y] > 0).collect();
    let looked_at = || changed.iter().step_by(changed.len().div_ceil(LOOKED_AT)).copied();
    let gained = |by: i16| looked_at().map(|y| gain(shown, next, differing, y, by).unwrap_or(0)).sum::<i64>();
    STEPS.into_iter().max_by_key(|by| gained(*by))
}

/// How many signs fewer differ in a line where lines have moved; `None` where none has come to stand there, or nothing
/// changed.
fn gain(shown: &Buffer, next: &Buffer, changed: &[usize], y: usize, by: i16) -> Option<i64> {
    let stays = changed[y];
    let from = y.checked_add_signed(isize::from(by)).filter(|from| *from < changed.len() && stays > 0)?;
    let differs = differing(shown, from, next, y);
    Some(i64::try_from(stays).unwrap_or(0) - i64::try_from(differs).unwrap_or(0))
}

/// The run of lines that gains most by moving, and how many signs it saves.
fn run(shown: &Buffer, next: &Buffer, changed: &[usize], by: i16) -> Option<(i64, Moved)> {
    let rows = changed.len();
    let step = usize::from(by.unsigned_abs());
    let (mut best, mut sum, mut start) = ((0_i64, 0, 0), 0_i64, 0);
    for y in 0..rows {
        sum += gain(shown, next, changed, y, by).unwrap_or(i64::from(i32::MIN));
        if sum <= 0 {
            (sum, start) = (0, y + 1);
        } else if sum > best.0 {
            best = (sum, start, y + 1);
        }
    }
    let (saved, first, end) = best;
    if saved == 0 {
        return None;
    }
    // The lines that come in are blank first.
    let (first, end, fresh) =
        if by > 0 { (first, end + step, end..end + step) } else { (first - step, end, first - step..first) };
    let blank = Cell::EMPTY;
    let wanted = |y: usize| {
        let signs = line(next, y).iter().filter(|cell| **cell != blank).count();
        i64::try_from(signs).unwrap_or(0) - i64::try_from(changed[y]).unwrap_or(0)
    };
    let wanted: i64 = fresh.map(wanted).sum();
    let moved = Moved { first: u16::try_from(first).ok()?, end: u16::try_from(end).ok()?, by };
    Some((saved - wanted, moved))
}

/// How many signs of a line differ from those of another.
pub(super) fn differing(shown: &Buffer, from: usize, next: &Buffer, y: usize) -> usize {
    line(shown, from).iter().zip(line(next, y)).filter(|(a, b)| !same(a, b)).count()
}

/// Whether two cells look the same. Asked of every cell of every frame: most are of a single byte.
pub(super) fn same(a: &Cell, b: &Cell) -> bool {
    let (one, other) = (a.symbol().as_bytes(), b.symbol().as_bytes());
    one.len() == other.len()
        && one.first() == other.first()
        && (one.len() == 1 || one == other)
        && a.fg == b.fg
        && a.bg == b.bg
        && a.modifier == b.modifier
}

pub(super) fn line(buffer: &Buffer, y: usize) -> &[Cell] {
    let columns = usize::from(buffer.area.width);
    &buffer.content[y * columns..(y + 1) * columns]
}

impl Moved {
    /// Moves the lines of what is shown.
    pub(super) fn apply(self, shown: &mut Buffer) {
        let columns = usize::from(shown.area.width);
        let lines = &mut shown.content[usize::from(self.first) * columns..usize::from(self.end) * columns];
        let away = usize::from(self.by.unsigned_abs()) * columns;
        let blank = if self.by > 0 {
            lines.rotate_left(away);
            let end = lines.len();
            end - away..end
        } else {
            lines.rotate_right(away);
            0..away
        };
        lines[blank].fill(Cell::EMPTY);
    }
}
