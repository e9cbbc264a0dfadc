//! Mappings of known exports, and mappings as text.

use std::sync::OnceLock;

use super::TextEncoding;
use super::evaluations::captured;
use super::headings::plain;
use crate::domain::mapping::Mapping;

/// Each in a file of its own, in the shape of any mapping.
const PRESETS: [(&str, &str); 5] = [
    ("talkdesk", include_str!("../../assets/presets/talkdesk.toml")),
    ("maestroqa", include_str!("../../assets/presets/maestroqa.toml")),
    ("nice-cxone", include_str!("../../assets/presets/nice-cxone.toml")),
    ("sprinklr", include_str!("../../assets/presets/sprinklr.toml")),
    ("wolkvox", include_str!("../../assets/presets/wolkvox.toml")),
];

/// Reads a mapping from TOML. The error reads as a sentence.
pub fn parse(text: &str) -> Result<Mapping, String> {
    let mapping: Mapping = toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())?;
    mapping.check()?;
    if let Some(name) = mapping.encoding.as_deref().filter(|name| TextEncoding::named(name).is_none()) {
        return Err(format!("there is no encoding \"{name}\""));
    }
    Ok(mapping)
}

/// A mapping as TOML.
pub fn to_toml(mapping: &Mapping) -> Result<String, String> {
    toml::to_string(mapping).map_err(|error| error.to_string())
}

/// The names of the presets.
pub fn names() -> Vec<&'static str> {
    PRESETS.iter().map(|(name, _)| *name).collect()
}

/// All of them, read once.
fn all() -> &'static [Mapping] {
    static ALL: OnceLock<Vec<Mapping>> = OnceLock::new();
    ALL.get_or_init(|| PRESETS.iter().map(|(_, text)| parse(text).expect("a test reads every preset")).collect())
}

/// The preset of a name.
pub fn preset(name: &str) -> Option<Mapping> {
    let wanted = plain(name);
    all().iter().find(|preset| plain(&preset.name) == wanted).cloned()
}

/// The preset that the headings call for: all that it recognises a table by are there.
pub(super) fn of_headings(found: &[String]) -> Option<Mapping> {
    let headings: Vec<String> = found.iter().map(|heading| plain(heading)).collect();
    let there = |wanted: &String| {
        headings.contains(&plain(wanted)) || found.iter().any(|heading| captured(wanted, heading).is_some())
    };
    all().iter().find(|preset| !preset.recognise.is_empty() && preset.recognise.iter().all(there)).cloned()
}

#[cfg(test)]
mod tests;
