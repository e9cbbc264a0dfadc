//! The user's own settings: how the program looks and answers on this machine. Rules that hold for everyone who
//! reads the data file are [`crate::domain::settings`].

use std::path::Path;

use serde::{Deserialize, Serialize};

pub(crate) mod keymap;
pub(crate) mod paths;
pub(crate) mod theme;

/// `config.toml`. A missing field is its default; an unknown one is an error.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    /// Who uses the program; empty until it was asked. `--as` goes before it.
    pub(crate) as_name: String,
    /// The command that opens a printed page; empty for the platform's own.
    pub(crate) opener: String,
    pub(crate) theme: ThemeChoice,
    pub(crate) borders: BordersChoice,
    pub(crate) first_day_of_week: FirstDay,
    pub(crate) decimal: Decimal,
    pub(crate) dates: DateStyle,
    pub(crate) mouse: Mouse,
    pub(crate) lock_after: LockAfter,
    pub(crate) customer_words: PrintedWords,
    /// What automatic backups may take; 0: none are made.
    pub(crate) backup_limit_mb: BackupLimit,
}

/// In megabytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct BackupLimit(pub(crate) u64);

impl Default for BackupLimit {
    fn default() -> Self {
        Self(2048)
    }
}

/// Which colours. `NO_COLOR` and what the terminal can show go before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ThemeChoice {
    /// Light where the terminal says that its background is, else dark.
    #[default]
    Auto,
    Dark,
    Light,
    /// Bold, reverse and marks alone.
    Plain,
}

/// What lines and marks are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Borders {
    Unicode,
    /// For old code pages and fonts.
    Ascii,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BordersChoice {
    /// As the locale says.
    #[default]
    Auto,
    Unicode,
    Ascii,
}

impl BordersChoice {
    /// The choice under a locale such as `en_GB.UTF-8`. Where none is set, nothing is known of the terminal, and most
    /// read UTF-8.
    pub(crate) fn under(self, locale: Option<&str>) -> Self {
        match (self, locale) {
            (Self::Auto, Some(locale)) if !reads_utf8(locale) => Self::Ascii,
            (Self::Auto, _) => Self::Unicode,
            (chosen, _) => chosen,
        }
    }

    pub(crate) fn drawn(self) -> Borders {
        match self {
            Self::Auto | Self::Unicode => Borders::Unicode,
            Self::Ascii => Borders::Ascii,
        }
    }
}

/// The name of the locale's code stands behind a point, before an at sign. A locale without one is an old one.
fn reads_utf8(locale: &str) -> bool {
    let code = locale.split('@').next().and_then(|l| l.split_once('.')).map_or("", |(_, code)| code);
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().eq_ignore_ascii_case("utf8")
}

/// The locale that is in force for characters, from the environment. Only Unix has it there.
pub(crate) fn locale() -> Option<String> {
    if !cfg!(unix) {
        return None;
    }
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).map(|value| value.to_string_lossy().into_owned())
}

/// Minutes without a key after which the screen hides what it shows; 0: never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct LockAfter(u32);

impl Default for LockAfter {
    fn default() -> Self {
        Self(10)
    }
}

impl LockAfter {
    pub(crate) fn span(self) -> Option<chrono::TimeDelta> {
        (self.0 > 0).then(|| chrono::TimeDelta::minutes(i64::from(self.0)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FirstDay {
    #[default]
    Monday,
    Sunday,
    Saturday,
}

impl FirstDay {
    pub(crate) fn weekday(self) -> chrono::Weekday {
        match self {
            Self::Monday => chrono::Weekday::Mon,
            Self::Sunday => chrono::Weekday::Sun,
            Self::Saturday => chrono::Weekday::Sat,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Decimal {
    #[default]
    Point,
    Comma,
}

/// How a day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DateStyle {
    /// 25 Nov 2026
    #[default]
    DayMonth,
    /// Nov 25, 2026
    MonthDay,
    /// 2026-11-25
    Iso,
}

/// Whether wheel and click are taken. While they are, a terminal selects text with shift held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Mouse {
    #[default]
    On,
    Off,
}

/// Whether `p` prints what customers said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PrintedWords {
    #[default]
    Printed,
    LeftOut,
}

/// The defaults as a commented file, which `coachlog` can write out as a start.
pub(crate) const DEFAULT_CONFIG: &str = include_str!("../../assets/config.toml");
#[cfg(test)]
pub(crate) const DEFAULT_KEYMAP: &str = include_str!("../../assets/keymap.toml");

impl Config {
    /// Reads a `config.toml`. The error is a sentence with the line in it.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| e.to_string().trim_end().to_owned())
    }

    /// Reads the file; the defaults where there is none.
    pub(crate) fn load(path: &Path) -> Result<Self, String> {
        read_or(path, Self::default, Self::read)
    }

    /// The file's text with the name in it and everything else as the user wrote it.
    pub(crate) fn with_name(text: &str, name: &str) -> String {
        let line = format!("as-name = {}", toml::Value::from(name));
        let mut lines: Vec<&str> = text.lines().collect();
        match lines.iter().position(|l| l.trim_start().starts_with("as-name")) {
            Some(at) => lines[at] = &line,
            None => lines.insert(0, &line),
        }
        lines.join("\n") + "\n"
    }
}

/// Reads a file that need not be there.
fn read_or<T>(path: &Path, missing: impl Fn() -> T, read: impl Fn(&str) -> Result<T, String>) -> Result<T, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => read(&text).map_err(|e| format!("{}: {e}", path.display())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(missing()),
        Err(e) => Err(format!("{} cannot be read: {e}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_config_is_the_default_and_names_every_field() {
        assert_eq!(Config::read(DEFAULT_CONFIG).expect("the embedded file reads"), Config::default());
        let written = toml::to_string(&Config::default()).expect("a config is TOML");
        for line in written.lines() {
            let field = line.split(" =").next().expect("a field");
            assert!(DEFAULT_CONFIG.lines().any(|l| l.starts_with(field)), "{field} is missing from the embedded file");
        }
    }

    #[test]
    fn lines_follow_the_locale_unless_they_are_chosen() {
        use BordersChoice::{Ascii, Auto, Unicode};
        for (locale, drawn) in [
            (None, Unicode),
            (Some("en_GB.UTF-8"), Unicode),
            (Some("C.utf8"), Unicode),
            (Some("de_DE.UTF-8@euro"), Unicode),
            (Some("C"), Ascii),
            (Some("POSIX"), Ascii),
            (Some("en_US.ISO-8859-1"), Ascii),
            (Some("de_DE@euro"), Ascii),
            (Some("ja_JP.eucJP"), Ascii),
            (Some("\u{fffd}"), Ascii),
        ] {
            assert_eq!(Auto.under(locale), drawn, "{locale:?}");
            assert_eq!(Unicode.under(locale), Unicode, "{locale:?}");
            assert_eq!(Ascii.under(locale), Ascii, "{locale:?}");
        }
    }

    #[test]
    fn the_lock_can_be_left_off() {
        assert_eq!(Config::read("lock-after = 0").expect("it reads").lock_after.span(), None);
        assert_eq!(Config::default().lock_after.span(), Some(chrono::TimeDelta::minutes(10)));
        assert!(Config::read("lock-after = -1").is_err());
    }

    #[test]
    fn an_unknown_field_is_refused_by_name() {
        let refusal = Config::read("bordres = \"ascii\"").expect_err("a typing error");
        assert!(refusal.contains("bordres"), "{refusal}");
    }

    #[test]
    fn the_name_is_written_without_touching_the_rest() {
        let text = "# mine\ntheme = \"light\" # bright room\nas-name = \"\"\n";
        let written = Config::with_name(text, "Dana \"D\" Reyes");
        assert!(written.contains("# mine\ntheme = \"light\" # bright room\n"));
        assert_eq!(Config::read(&written).expect("it reads").as_name, "Dana \"D\" Reyes");
        assert_eq!(Config::read(&Config::with_name("", "Dana")).expect("it reads").as_name, "Dana");
    }
}
