//! Which digits are a card number: by issuer, length and check digit.

use std::ops::RangeInclusive;

/// The first six digits of cards of one kind, and how many digits such a card has.
struct Range {
    first: RangeInclusive<u32>,
    lengths: RangeInclusive<usize>,
}

const fn range(from: u32, to: u32, shortest: usize, longest: usize) -> Range {
    Range { first: from..=to, lengths: shortest..=longest }
}

const RANGES: [Range; 24] = [
    // Visa; 14, 15, 17 and 18 digits are none of its lengths: see `is`.
    range(400_000, 499_999, 13, 19),
    // Mastercard.
    range(510_000, 559_999, 16, 16),
    range(222_100, 272_099, 16, 16),
    // American Express.
    range(340_000, 349_999, 15, 15),
    range(370_000, 379_999, 15, 15),
    // Discover, and what runs on its network.
    range(601_100, 601_199, 16, 19),
    range(644_000, 659_999, 16, 19),
    // Diners Club.
    range(300_000, 305_999, 14, 19),
    range(309_500, 309_599, 14, 19),
    range(360_000, 369_999, 14, 19),
    range(380_000, 399_999, 14, 19),
    // JCB.
    range(352_800, 358_999, 16, 19),
    // UnionPay.
    range(620_000, 629_999, 16, 19),
    range(810_000, 817_199, 16, 19),
    // Maestro.
    range(500_000, 509_999, 13, 19),
    range(560_000, 589_999, 13, 19),
    range(630_400, 630_499, 13, 19),
    range(639_000, 639_099, 13, 19),
    range(670_000, 679_999, 13, 19),
    // Mir.
    range(220_000, 220_499, 16, 19),
    // RuPay.
    range(607_000, 608_999, 16, 16),
    range(820_000, 829_999, 16, 16),
    // InstaPayment; Troy.
    range(637_000, 639_999, 16, 16),
    range(979_200, 979_299, 16, 16),
];

pub(super) const SHORTEST: usize = 13;
pub(super) const LONGEST: usize = 19;

/// Whether the digits, each 0 to 9, are a card number.
pub(super) fn is_card(digits: &[u8]) -> bool {
    if !(SHORTEST..=LONGEST).contains(&digits.len()) {
        return false;
    }
    let visa = digits[0] == 4;
    if visa && !matches!(digits.len(), 13 | 16 | 19) {
        return false;
    }
    let first = digits.iter().take(6).fold(0, |number, digit| number * 10 + u32::from(*digit));
    let issued = RANGES.iter().any(|range| range.first.contains(&first) && range.lengths.contains(&digits.len()));
    issued && luhn(digits)
}

/// So many digits of a number may be kept: the first six and the last four.
const MAY_BE_KEPT: usize = 10;

/// Whether the digits may be the beginning of a card number that is being typed, and are more of it than may be kept.
pub(super) fn may_begin_card(digits: &[u8]) -> bool {
    if digits.len() <= MAY_BE_KEPT || digits.len() >= LONGEST {
        return false;
    }
    let first = digits.iter().take(6).fold(0, |number, digit| number * 10 + u32::from(*digit));
    RANGES.iter().any(|range| range.first.contains(&first) && digits.len() < *range.lengths.end())
}

/// The check digit of ISO/IEC 7812.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}
