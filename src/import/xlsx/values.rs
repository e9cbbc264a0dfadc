//! A workbook's values as the text that a CSV of the sheet would have, but for dates, which are plain ISO, and for
//! numbers, which keep every digit.

use std::fmt::Write as _;

use calamine::{DataRef, ExcelDateTime, Style};

/// The text of a cell by its value and its number format.
pub(super) fn text(value: &DataRef<'_>, style: Option<&Style>) -> String {
    let format = style.and_then(|style| style.number_format.as_ref()).map_or("", |format| format.format_code.as_str());
    match value {
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Float(number) => formatted(*number, format),
        DataRef::Int(number) => formatted(*number as f64, format),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(date) => moment(date, format),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// The symbols of a number format's first part: what is quoted, escaped or in brackets shows as it stands.
fn symbols(format: &str) -> String {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            c => out.push(c),
        }
    }
    out
}

fn formatted(number: f64, format: &str) -> String {
    let symbols = symbols(format);
    if symbols.contains('%') && number.is_finite() {
        return format!("{}%", times_hundred(&plain(number)));
    }
    // An id that is shown with zeros before it: 004471.
    let padded = symbols.len() > 1 && symbols.bytes().all(|byte| byte == b'0');
    if padded && (0.0..BEYOND_DIGITS).contains(&number) && number.fract() == 0.0 {
        return format!("{:0>width$}", plain(number), width = symbols.len());
    }
    plain(number)
}

/// From here on a spreadsheet has lost digits: the E says so, and an id with one is not taken.
const BEYOND_DIGITS: f64 = 1e15;

/// The shortest text that reads back as the same number.
fn plain(number: f64) -> String {
    if number.abs() < BEYOND_DIGITS {
        // The sign of a zero says nothing.
        return if number == 0.0 { "0".to_owned() } else { format!("{number}") };
    }
    let text = format!("{number:E}");
    if text.contains("E-") { text } else { text.replace('E', "E+") }
}

/// A hundred times a decimal number, by its digits: 0.07 is 7, which it is not by arithmetic of floats.
fn times_hundred(text: &str) -> String {
    if text.contains('E') {
        return text.to_owned();
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let part = format!("{part:0<2}");
    let whole = format!("{whole}{}", &part[..2]);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = part[2..].trim_end_matches('0');
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// ISO: a date, a time, or both, as the format shows them. A time that is there is never left away.
fn moment(date: &ExcelDateTime, format: &str) -> String {
    let serial = date.as_f64();
    let symbols = symbols(format).to_lowercase();
    if date.is_duration() || (0.0..1.0).contains(&serial) && !symbols.contains(['d', 'y']) {
        return duration(serial);
    }
    // Nothing that a calendar has; the 29th of February 1900 among it.
    if !(61.0..2_958_466.0).contains(&serial) {
        return plain(serial);
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    let mut out = format!("{year:04}-{month:02}-{day:02}");
    if serial.fract() != 0.0 || symbols.contains('h') {
        // Writing to a String cannot fail.
        let _ = write!(out, " {hour:02}:{minute:02}:{second:02}");
        if milli > 0 {
            let _ = write!(out, ".{milli:03}");
        }
    }
    out
}

/// Hours, minutes and seconds; more than a day's where they are.
fn duration(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round();
    let sign = if days < 0.0 { "-" } else { "" };
    if seconds >= BEYOND_DIGITS {
        return plain(days);
    }
    let (hours, rest) = ((seconds / 3600.0).floor(), seconds % 3600.0);
    format!("{sign}{hours:02}:{:02}:{:02}", (rest / 60.0).floor(), rest % 60.0)
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;

    fn date(serial: f64, epoch_1904: bool, format: &str) -> String {
        moment(&ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, epoch_1904), format)
    }

    #[test]
    fn numbers_keep_every_digit() {
        for (number, format, expected) in [
            (82.5, "General", "82.5"),
            (0.1 + 0.2, "0.0", "0.30000000000000004"),
            (447_100_000_000_123.0, "0", "447100000000123"),
            (447_100_000_000_123.0, "General", "447100000000123"),
            (4.471e14, "0.00E+00", "447100000000000"),
            (4.471_000_000_000_123e17, "0", "4.471000000000123E+17"),
            (-0.0, "General", "0"),
            (0.000_000_1, "General", "0.0000001"),
            (4471.0, "000000", "004471"),
            (4471.5, "000000", "4471.5"),
            (0.85, "0%", "85%"),
            (0.07, "0.00%", "7%"),
            (0.825, "0.0 %", "82.5%"),
            (1.0, "0%", "100%"),
            (-0.055, "0%;[Red]-0%", "-5.5%"),
            (0.0, "0%", "0%"),
            (0.85, "0.00\"%\"", "0.85"),
            (85.0, "0\\%", "85"),
            (12.0, "0;0%", "12"),
        ] {
            assert_eq!(formatted(number, format), expected, "{number} {format}");
        }
        assert!(crate::import::values::mangled_id(&plain(4.471e17)) && crate::import::values::mangled_id(&plain(1e15)));
    }

    #[test]
    fn dates_are_iso_and_have_a_time_where_there_is_one() {
        for (serial, epoch_1904, format, expected) in [
            (46_300.0, false, "dd/mm/yyyy", "2026-10-05"),
            (44_838.0, true, "dd/mm/yyyy", "2026-10-05"),
            (46_300.604_166_666_664, false, "m/d/yy h:mm", "2026-10-05 14:30:00"),
            (46_300.604_166_666_664, false, "m/d/yy", "2026-10-05 14:30:00"),
            (46_300.0, false, "m/d/yy h:mm", "2026-10-05 00:00:00"),
            (0.604_166_666_666_67, false, "h:mm", "14:30:00"),
            (0.0, false, "h:mm", "00:00:00"),
            (60.0, false, "yyyy-mm-dd", "60"),
            (-5.0, false, "yyyy-mm-dd", "-5"),
            (3e9, false, "yyyy-mm-dd", "3000000000"),
        ] {
            assert_eq!(date(serial, epoch_1904, format), expected, "{serial} {format}");
        }
        let long = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(moment(&long, "[h]:mm:ss"), "36:00:00");
    }

    #[test]
    fn other_values_are_their_text() {
        assert_eq!(text(&DataRef::Bool(true), None), "TRUE");
        assert_eq!(text(&DataRef::Error(CellErrorType::NA), None), "#N/A");
        assert_eq!(text(&DataRef::Error(CellErrorType::Div0), None), "#DIV/0!");
        assert_eq!(text(&DataRef::Empty, None), "");
    }
}
