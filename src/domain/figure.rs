//! Figures as printed. Judgements are made on what a reader sees: a figure shown as 75.0 is never below 75.

/// One decimal: rounded to 9 decimals first (binary fractions misjudge halves otherwise), then half away
/// from zero.
pub fn printed(value: f64) -> f64 {
    let out = tenths(value) / 10.0;
    if out == 0.0 { 0.0 } else { out }
}

/// The printed value in tenths, whole.
fn tenths(value: f64) -> f64 {
    let steadied = (value * 1e9).round() / 1e9;
    // The product is again a binary fraction: 0.25 × 10 is exact, 84.05 × 10 is not.
    let tenths = (steadied * 10.0 * 1e8).round() / 1e8;
    tenths.round()
}

/// "84.0".
pub fn words(value: f64) -> String {
    written("", "-", tenths(value))
}

/// "+2.1", "−12.6", "0.0": with the true minus sign.
pub fn signed(value: f64) -> String {
    let tenths = tenths(value);
    let plus = if tenths > 0.0 { "+" } else { "" };
    written(plus, "−", tenths)
}

/// So many tenths with their sign. Whole numbers are written as such: a screen has hundreds of them.
fn written(plus: &str, minus: &str, tenths: f64) -> String {
    let sign = if tenths < 0.0 { minus } else { plus };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and small enough")]
    if tenths.abs() < 1e15 {
        let whole = tenths.abs() as u64;
        return format!("{sign}{}.{}", whole / 10, whole % 10);
    }
    format!("{sign}{:.1}", tenths.abs() / 10.0)
}

/// "1,204,117": a count that may be large.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A target or threshold: "75", "82.5".
pub fn short(value: f64) -> String {
    let mut out = words(value);
    if out.ends_with(".0") {
        out.truncate(out.len() - 2);
    }
    out
}

/// The gap that is judged: the printed target minus the printed current, itself printed.
pub fn printed_gap(target: f64, current: f64) -> f64 {
    printed(printed(target) - printed(current))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_away_from_zero_whatever_their_binary_fraction() {
        for (value, expected) in [
            (74.95, 75.0),
            (74.949_999_999_9, 75.0),
            (74.949_9, 74.9),
            (0.25, 0.3),
            (-0.25, -0.3),
            (84.05, 84.1),
            (1.005, 1.0),
            (2.0 / 3.0 * 100.0, 66.7),
            (-0.04, 0.0),
        ] {
            assert!((printed(value) - expected).abs() < 1e-12, "{value} gave {}", printed(value));
        }
        // Every half from 0.05 to 99.95 goes up.
        for half in (5..10_000).step_by(10) {
            let value = f64::from(half) / 100.0;
            assert!((printed(value) - f64::from(half + 5) / 100.0).abs() < 1e-9, "{value}");
        }
    }

    #[test]
    fn figures_are_written_as_the_language_writes_the_printed_value() {
        let odd = [0.0, -0.0, 0.04, -0.04, 0.05, -0.05, 1e14, -1e14, 1e16, 3e300, f64::NAN, f64::INFINITY];
        let many = (-200_000..200_000).map(|n| f64::from(n) / 1_700.0);
        for value in odd.into_iter().chain(many) {
            assert_eq!(words(value), format!("{:.1}", printed(value)), "{value}");
            let own = signed(value).replace('−', "-");
            assert_eq!(own.trim_start_matches('+'), words(value), "{value}");
            assert_eq!(own.starts_with('+'), printed(value) > 0.0, "{value}");
        }
    }

    #[test]
    fn signs_are_written_out() {
        assert_eq!(signed(12.64), "+12.6");
        assert_eq!(signed(-12.65), "−12.7");
        assert_eq!(signed(-0.01), "0.0");
        assert_eq!(short(75.0), "75");
        assert_eq!(short(82.5), "82.5");
    }
}
