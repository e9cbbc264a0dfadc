//! Every screen of the program on the demo's file, and the keys that lead to each.

/// A screen: its name, and the keys to it with what they show.
pub(crate) type Place = (&'static str, &'static [(&'static str, &'static str)]);

const TEAM: (&str, &str) = ("2", "Yusuf Demirci");
const FOUND: (&str, &str) = ("/Fatima", "/ Fatima");
const KEPT: (&str, &str) = ("\r", "/ find");
const AGENT: (&str, &str) = ("\r", "CALLS THAT SHOW IT");
const FORM: (&str, &str) = ("s", "WHAT WE AGREE");
const RECORD: (&str, &str) = ("\u{1b}[Z\r", "WHAT WAS AGREED");

pub(crate) const PLACES: &[Place] = &[
    ("Today", &[]),
    ("Team", &[TEAM]),
    ("Agent", &[TEAM, FOUND, KEPT, AGENT]),
    ("Call", &[TEAM, FOUND, KEPT, AGENT, ("\r", "› call ")]),
    ("Session", &[TEAM, FOUND, KEPT, AGENT, FORM, ("\t\tNames what the caller said", "Names what the caller said")]),
    ("Record", &[TEAM, FOUND, KEPT, AGENT, RECORD]),
    ("Reading", &[TEAM, ("/Hiroshi", "/ Hiroshi"), KEPT, AGENT, RECORD, ("s", "to read")]),
    ("Trends", &[("3", "FIGURES")]),
    ("Log", &[("4", "check code")]),
    ("Import", &[("5", "EVALUATIONS")]),
    ("Setup", &[("6", "SETTINGS")]),
    ("Search", &[("\u{1b}[18~", "words that were said in any call")]),
    ("Help", &[("?", "esc close")]),
    ("Palette", &[(":", "esc close")]),
];
