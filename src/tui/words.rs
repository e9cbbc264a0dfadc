//! Figures, days and times as the user's settings write them; text cut to a width.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::config::{Config, DateStyle, Decimal};
use crate::domain::day::{Span, day_month, month};
use crate::domain::figure;
use crate::domain::raw::is_plain_ascii;

/// How this user writes figures and days; screens get it as `cx.words`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) decimal: Decimal,
    pub(crate) dates: DateStyle,
    pub(crate) today: NaiveDate,
}

impl Words {
    pub(crate) fn new(config: &Config, today: NaiveDate) -> Self {
        Self { decimal: config.decimal, dates: config.dates, today }
    }

    fn localised(self, text: String) -> String {
        match self.decimal {
            Decimal::Point => text,
            Decimal::Comma => text.replace('.', ","),
        }
    }

    /// "84.0".
    pub(crate) fn figure(self, value: f64) -> String {
        self.localised(figure::words(value))
    }

    /// "84.0", or a dash where there is none.
    pub(crate) fn figure_or(self, value: Option<f64>, none: &str) -> String {
        value.map_or_else(|| none.to_owned(), |v| self.figure(v))
    }

    /// "+2.1", "−12.6", "0.0".
    pub(crate) fn signed(self, value: f64) -> String {
        self.localised(figure::signed(value))
    }

    /// "842,113": a large count.
    pub(crate) fn grouped(self, n: u64) -> String {
        let text = figure::grouped(n);
        match self.decimal {
            Decimal::Point => text,
            Decimal::Comma => text.replace(',', "."),
        }
    }

    /// A target: "75", "82.5".
    pub(crate) fn short(self, value: f64) -> String {
        self.localised(figure::short(value))
    }

    /// "25 Nov", with the year where it is another than this one's.
    pub(crate) fn day(self, day: NaiveDate) -> String {
        if day.year() != self.today.year() {
            return self.full_day(day);
        }
        match self.dates {
            DateStyle::DayMonth => day_month(day),
            DateStyle::MonthDay => format!("{} {}", month(day), day.day()),
            DateStyle::Iso => day.to_string(),
        }
    }

    /// "25 Nov 2026".
    pub(crate) fn full_day(self, day: NaiveDate) -> String {
        match self.dates {
            DateStyle::DayMonth => format!("{} {}", day_month(day), day.year()),
            DateStyle::MonthDay => format!("{} {}, {}", month(day), day.day(), day.year()),
            DateStyle::Iso => day.to_string(),
        }
    }

    /// "Wed 25 Nov 2026".
    pub(crate) fn weekday(self, day: NaiveDate) -> String {
        format!("{} {}", day.weekday(), self.full_day(day))
    }

    /// "today", "tomorrow", "yesterday", else the day.
    pub(crate) fn near_day(self, day: NaiveDate) -> String {
        match day.signed_duration_since(self.today).num_days() {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            -1 => "yesterday".to_owned(),
            _ => self.day(day),
        }
    }

    /// "9–22 Nov".
    pub(crate) fn span(self, span: Span) -> String {
        match self.dates {
            DateStyle::DayMonth => span.words(self.today),
            DateStyle::MonthDay | DateStyle::Iso => format!("{} – {}", self.day(span.from), self.day(span.last())),
        }
    }

    /// "14:02" in a zone.
    pub(crate) fn time(self, at: DateTime<Utc>, zone: Tz) -> String {
        let local = at.with_timezone(&zone);
        match self.dates {
            DateStyle::DayMonth | DateStyle::Iso => format!("{:02}:{:02}", local.hour(), local.minute()),
            DateStyle::MonthDay => local.format("%-I:%M %p").to_string(),
        }
    }
}

/// "1 call", "2 calls": a count with its word; the plural ends in s.
pub(crate) fn count(n: impl Into<u64>, word: &str) -> String {
    let n = n.into();
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

/// Columns that a text takes on screen.
pub(crate) fn width(text: &str) -> usize {
    if is_plain_ascii(text) { text.len() } else { UnicodeWidthStr::width(text) }
}

/// The text within so many columns, its end replaced by `more` where it is cut. Never splits what is seen as one
/// character.
pub(crate) fn fit(text: &str, columns: usize, more: &str) -> String {
    fitted(text, columns, more).0.into_owned()
}

/// The beginning of a text that is too wide.
fn cut(text: &str, columns: usize, more: &str) -> String {
    let room = columns.saturating_sub(width(more));
    if columns < width(more) {
        return String::new();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide > room {
            break;
        }
        used += wide;
        out.push_str(grapheme);
    }
    out.truncate(out.trim_end().len());
    out.push_str(more);
    out
}

/// Cut or filled up to exactly so many columns, at the left.
pub(crate) fn pad(text: &str, columns: usize, more: &str) -> String {
    let (text, used) = fitted(text, columns, more);
    let rest = columns.saturating_sub(used);
    let mut out = String::with_capacity(text.len() + rest);
    out.push_str(&text);
    out.push_str(&blank(rest));
    out
}

/// Cut or filled up to exactly so many columns, at the right.
pub(crate) fn pad_left(text: &str, columns: usize, more: &str) -> String {
    let (text, used) = fitted(text, columns, more);
    let rest = columns.saturating_sub(used);
    let mut out = String::with_capacity(text.len() + rest);
    out.push_str(&blank(rest));
    out.push_str(&text);
    out
}

/// The text within so many columns, and how many it takes.
pub(crate) fn fitted<'a>(text: &'a str, columns: usize, more: &str) -> (Cow<'a, str>, usize) {
    let wide = width(text);
    if wide <= columns {
        return (Cow::Borrowed(text), wide);
    }
    let cut = cut(text, columns, more);
    let wide = width(&cut);
    (Cow::Owned(cut), wide)
}

const BLANK: &str = "                                                                ";

/// So many spaces.
pub(crate) fn blank(columns: usize) -> Cow<'static, str> {
    BLANK.get(..columns).map_or_else(|| Cow::Owned(" ".repeat(columns)), Cow::Borrowed)
}

/// The same in at most so many lines: where there are more, the last one says that it was cut.
pub(crate) fn wrap_within(text: &str, columns: usize, lines: usize, more: &str) -> Vec<String> {
    let mut all = wrap(text, columns);
    if all.len() > lines {
        let rest = all.split_off(lines.saturating_sub(1)).join(" ");
        all.extend((lines > 0).then(|| fit(&rest, columns, more)));
    }
    all
}

/// The text in lines of at most so many columns, broken at spaces where there are any.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    each_line(text, columns, |line| lines.push(line.to_owned()));
    lines
}

/// How many lines those are.
pub(crate) fn lines(text: &str, columns: usize) -> usize {
    let mut n = 0;
    each_line(text, columns, |_| n += 1);
    n
}

fn each_line(text: &str, columns: usize, mut take: impl FnMut(&str)) {
    let columns = columns.max(1);
    // The line, its columns, and whether it is the first.
    let (mut line, mut used, mut none) = (String::with_capacity(columns), 0, true);
    let mut end = |line: &mut String| {
        take(line);
        line.clear();
        none = false;
    };
    for word in text.split_whitespace() {
        let wide = width(word);
        if !line.is_empty() && used + 1 + wide > columns {
            end(&mut line);
            used = 0;
        }
        if !line.is_empty() {
            line.push(' ');
            used += 1;
        }
        if used + wide <= columns {
            line.push_str(word);
            used += wide;
            continue;
        }
        for grapheme in word.graphemes(true) {
            let wide = width(grapheme);
            if !line.is_empty() && used + wide > columns {
                end(&mut line);
                used = 0;
            }
            line.push_str(grapheme);
            used += wide;
        }
    }
    if !line.is_empty() || none {
        take(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_what_is_seen_as_one_character() {
        for (text, columns, cut) in [
            ("Ama Boateng", 11, "Ama Boateng"),
            ("Ama Boateng", 6, "Ama B…"),
            ("Ama Boateng", 5, "Ama…"),
            ("電話電話", 5, "電話…"),
            ("電話電話", 4, "電…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
            ("abc", 0, ""),
            ("abc", 1, "…"),
        ] {
            assert_eq!(fit(text, columns, "…"), cut, "{text} in {columns}");
            assert_eq!(width(&pad(text, columns, "…")), columns);
            assert_eq!(width(&pad_left(text, columns, "…")), columns);
        }
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_anywhere() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap_within("one two three", 7, 2, "…"), ["one two", "three"]);
        let cut = wrap_within("one two three four five", 7, 2, "…");
        assert!(
            cut.len() == 2 && cut[0] == "one two" && cut[1].starts_with("three") && cut[1].ends_with('…'),
            "{cut:?}"
        );
        assert!(wrap_within("one two", 4, 0, "…").is_empty());
    }

    #[test]
    fn whatever_is_wrapped_no_line_is_too_wide_and_no_word_is_lost() {
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        for text in [
            "one two  three\tfour",
            "電話 は 電話 です",
            "e\u{301}a e\u{301}e\u{301}",
            "لا إله 🙂🙂 👩\u{200d}👧 x",
            "a",
        ] {
            for columns in 1..20 {
                let lines = wrap(text, columns);
                let narrow = |line: &String| width(line) <= columns || line.graphemes(true).count() == 1;
                assert!(lines.iter().all(narrow), "{text} in {columns}: {lines:?}");
                assert_eq!(bare(&lines.concat()), bare(text), "{text} in {columns}");
                assert_eq!(super::lines(text, columns), lines.len(), "{text} in {columns}");
            }
        }
    }

    #[test]
    fn days_are_written_as_patterns_write_them() {
        let first: NaiveDate = "2025-12-20".parse().expect("a day");
        for day in first.iter_days().take(400) {
            for (dates, form, full) in [
                (DateStyle::DayMonth, "%-d %b", "%-d %b %Y"),
                (DateStyle::MonthDay, "%b %-d", "%b %-d, %Y"),
                (DateStyle::Iso, "%Y-%m-%d", "%Y-%m-%d"),
            ] {
                let words = Words::new(&Config { dates, ..Config::default() }, day);
                assert_eq!(words.day(day), day.format(form).to_string());
                assert_eq!(words.full_day(day), day.format(full).to_string());
                assert_eq!(words.weekday(day), day.format(&format!("%a {full}")).to_string());
                let later = Words { today: day + chrono::Days::new(400), ..words };
                assert_eq!(later.day(day), day.format(full).to_string());
            }
        }
    }

    #[test]
    fn days_and_decimals_follow_the_settings() {
        let day: NaiveDate = "2026-11-25".parse().expect("a day");
        let config = Config { dates: DateStyle::MonthDay, decimal: Decimal::Comma, ..Config::default() };
        let words = Words::new(&config, day);
        assert_eq!(words.weekday(day), "Wed Nov 25, 2026");
        assert_eq!(words.signed(-12.64), "−12,6");
        assert_eq!(words.near_day(day.succ_opt().expect("a day")), "tomorrow");
    }
}
