//! Figures as printed. Judgements are made on what a reader sees: a figure shown as 75.0 is never below 75.

/// One decimal: rounded to 9 decimals first (binary fractions misjudge halves otherwise), then half away
/// from zero.
pub fn printed(value: f64) -> f64 {
    let steadied = (value * 1e9).round() / 1e9;
    // The product is again a binary fraction: 0.25 × 10 is exact, 84.05 × 10 is not.
    let tenths = (steadied * 10.0 * 1e8).round() / 1e8;
    let out = tenths.round() / 10.0;
    if out == 0.0 { 0.0 } else { out }
}

/// "84.0".
pub fn words(value: f64) -> String {
    format!("{:.1}", printed(value))
}

/// "+2.1", "−12.6", "0.0": with the true minus sign.
pub fn signed(value: f64) -> String {
    let value = printed(value);
    if value > 0.0 {
        format!("+{value:.1}")
    } else if value < 0.0 {
        format!("−{:.1}", -value)
    } else {
        "0.0".to_owned()
    }
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
    let value = printed(value);
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
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
    fn signs_are_written_out() {
        assert_eq!(signed(12.64), "+12.6");
        assert_eq!(signed(-12.65), "−12.7");
        assert_eq!(signed(-0.01), "0.0");
        assert_eq!(short(75.0), "75");
        assert_eq!(short(82.5), "82.5");
    }
}
