//! Dates with a month's name: "16 Oct 2026", "Friday, October 16, 2026 9:30 AM", "16. Oktober 2026".

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

/// Names of the months in English, German, French and Spanish, without accents.
const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "januar", "janvier", "janv", "enero", "ene", "janner"],
    &["feb", "february", "februar", "fevrier", "fevr", "fev", "febrero"],
    &["mar", "march", "marz", "maerz", "mrz", "mars", "marzo"],
    &["apr", "april", "avril", "avr", "abril", "abr"],
    &["may", "mai", "mayo"],
    &["jun", "june", "juni", "juin", "junio"],
    &["jul", "july", "juli", "juillet", "juil", "julio"],
    &["aug", "august", "aout", "agosto", "ago"],
    &["sep", "sept", "september", "septembre", "septiembre"],
    &["oct", "october", "oktober", "okt", "octobre", "octubre"],
    &["nov", "november", "novembre", "noviembre"],
    &["dec", "december", "dezember", "dez", "decembre", "diciembre", "dic"],
];

/// Days of the week in front of a date say nothing.
const WEEKDAYS: [&str; 42] = [
    "mon",
    "monday",
    "tue",
    "tues",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thur",
    "thurs",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
    "mo",
    "montag",
    "di",
    "dienstag",
    "mi",
    "mittwoch",
    "do",
    "donnerstag",
    "fr",
    "freitag",
    "sa",
    "samstag",
    "so",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "jueves",
    "viernes",
];

/// The date, and what stands behind it.
pub(super) fn date(text: &str) -> Option<(NaiveDate, &str)> {
    let (mut day, mut month, mut year) = (None, None, None);
    let mut rest = text;
    while day.is_none() || month.is_none() || year.is_none() {
        let gap = rest.find(|c: char| !(c.is_whitespace() || matches!(c, ',' | '-' | '/' | '.')))?;
        // A mark or two between the parts, never a line of them.
        if gap > 4 {
            return None;
        }
        rest = &rest[gap..];
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() {
            return None;
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            number(word, month.is_some(), &mut day, &mut year)?;
        } else {
            let name: String = word.nfd().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
            let of = MONTHS.iter().position(|names| names.contains(&name.as_str()));
            match of {
                Some(at) if month.is_none() => month = u32::try_from(at + 1).ok(),
                None if matches!(name.as_str(), "of" | "the" | "de" | "del" | "le" | "den" | "der") => {}
                None if day.is_none() && month.is_none() && year.is_none() && WEEKDAYS.contains(&name.as_str()) => {}
                Some(_) | None => return None,
            }
        }
        rest = after;
    }
    Some((NaiveDate::from_ymd_opt(year?, month?, day?)?, rest))
}

/// A day of one or two digits, perhaps an ordinal; a year of four, or of two behind day and month.
fn number(word: &str, month: bool, day: &mut Option<u32>, year: &mut Option<i32>) -> Option<()> {
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (digits, suffix) = word.split_at(end);
    let ordinal = matches!(suffix.to_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "er" | "e");
    match digits.len() {
        4 if suffix.is_empty() && year.is_none() => *year = digits.parse().ok(),
        1 | 2 if day.is_none() && (suffix.is_empty() || ordinal) => *day = digits.parse().ok(),
        2 if year.is_none() && month && suffix.is_empty() => *year = Some(2000 + digits.parse::<i32>().ok()?),
        _ => return None,
    }
    Some(())
}
