//! `practice`.

use serde_json::json;

use super::args::PracticeCommand;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::config::practice::starting;
use crate::domain::raw::visible;
use crate::domain::scorecard::key_of;

pub(super) fn run(command: &PracticeCommand) -> Outcome {
    let PracticeCommand::List { dimension, json: as_json } = command;
    let library = starting();
    let key = dimension.as_deref().map(key_of);
    let found: Vec<_> = library.of(key.as_deref()).collect();
    if *as_json {
        return print_text(&json::text(&json!(found)));
    }
    if found.is_empty() {
        let named = dimension.as_deref().map_or_else(String::new, |d| format!(" for “{}”", visible(d)));
        return say(&format!("the starting library has no entry{named}"));
    }
    let mut table = Table::new(&[("Dimension", Align::Left), ("Criterion", Align::Left), ("Action", Align::Left)]);
    for entry in found {
        let criterion = entry.criterion.clone().unwrap_or_else(|| "–".to_owned());
        table.row(vec![entry.dimension.clone(), criterion, entry.action.clone()]);
    }
    print_text(&table.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::practice::{CheckContext, check};

    #[test]
    fn every_action_of_the_starting_library_passes_the_check_and_comes_to_a_day() {
        let held_on = "2026-11-25".parse().expect("a day");
        let next_session = "2026-12-09".parse().ok();
        let library = starting();
        let failing: Vec<_> = library
            .entries
            .iter()
            .map(|e| {
                let cx = CheckContext { next_session, dimension: Some(&e.dimension), ..CheckContext::new(held_on) };
                (e, check(&e.action, &cx))
            })
            .filter(|(_, found)| !found.passes() || found.due.is_none())
            .collect();
        assert!(failing.is_empty(), "{failing:#?}");
    }

    #[test]
    fn every_dimension_of_the_default_scorecard_has_two_to_four_entries_and_no_other_has_any() {
        let card: toml::Table = toml::from_str(include_str!("../../assets/scorecards/default.toml")).expect("TOML");
        let keys: Vec<String> = card
            .values()
            .filter_map(toml::Value::as_array)
            .flatten()
            .filter_map(|d| Some(d.get("key")?.as_str()?.to_owned()))
            .collect();
        assert_eq!(keys.len(), 5, "{keys:?}");
        let library = starting();
        for key in &keys {
            let n = library.of(Some(key)).count();
            assert!((2..=4).contains(&n), "{key} has {n}");
        }
        assert!(library.entries.iter().all(|e| keys.contains(&e.dimension) && !e.behavior.trim().is_empty()));
    }
}
