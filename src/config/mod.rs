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
    pub(crate) borders: Borders,
    pub(crate) first_day_of_week: FirstDay,
    pub(crate) decimal: Decimal,
    pub(crate) dates: DateStyle,
    pub(crate) mouse: Mouse,
    pub(crate) customer_words: PrintedWords,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Borders {
    #[default]
    Unicode,
    /// For old code pages and fonts.
    Ascii,
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
