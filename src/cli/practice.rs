//! `practice`.

use serde_json::{Value, json};

use super::args::PracticeCommand;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::practice::library::{Kept, Library, LibraryEntry};
use crate::domain::raw::visible;
use crate::domain::scorecard::key_of;
use crate::store::Store;

pub(super) fn run(store: &mut Store, command: PracticeCommand) -> Outcome {
    match command {
        PracticeCommand::List { dimension, json } => list(store.practice_by_dimension()?, dimension.as_deref(), json),
        PracticeCommand::Add { dimension, behavior, action, criterion } => {
            let entry = LibraryEntry { dimension: key_of(&dimension), criterion, behavior, action };
            store.set_practice(None, &entry)?;
            say("kept in the practice library")
        }
        PracticeCommand::Set { id, dimension, behavior, action, criterion } => {
            let Kept { id, entry: was } = store.practice_named(&id)?;
            let entry = LibraryEntry {
                dimension: dimension.map_or(was.dimension, |d| key_of(&d)),
                criterion: criterion.or(was.criterion),
                behavior: behavior.unwrap_or(was.behavior),
                action: action.unwrap_or(was.action),
            };
            let changed = store.set_practice(Some(id), &entry)?;
            say(if changed { "kept in the practice library" } else { "nothing was changed" })
        }
        PracticeCommand::Remove { id } => {
            let kept = store.practice_named(&id)?;
            let action = store.remove_practice(kept.id)?;
            say(&format!("removed from the practice library: {}", visible(&action)))
        }
        PracticeCommand::Import { file, replace } => say(&store.import_practice(&file, replace)?.words()),
        PracticeCommand::Export { file } => say(&store.export_practice(&file)?),
    }
}

/// Where there is no file yet: the library that it would begin with. Looking begins none.
pub(super) fn starting(dimension: Option<&str>, as_json: bool) -> Outcome {
    let all = Library::starting().entries.into_iter().map(|entry| Kept { id: entry.stable_id(), entry });
    list(all.collect(), dimension, as_json)
}

fn list(all: Vec<Kept>, dimension: Option<&str>, as_json: bool) -> Outcome {
    let key = dimension.map(key_of);
    // As much of each id as tells it from the others.
    let ids: Vec<String> = all.iter().map(|kept| kept.id.to_string()).collect();
    let mut found = all;
    found.retain(|kept| key.as_ref().is_none_or(|key| kept.entry.dimension == *key));
    if as_json {
        return print_text(&json::text(&Value::Array(found.iter().map(entry).collect())));
    }
    if found.is_empty() {
        let named = dimension.map_or_else(String::new, |d| format!(" for “{}”", visible(d)));
        return say(&format!("the practice library has no entry{named}"));
    }
    let mut table = Table::new(&[
        ("Id", Align::Left),
        ("Dimension", Align::Left),
        ("Criterion", Align::Left),
        ("Action", Align::Left),
    ]);
    for kept in found {
        let criterion = kept.entry.criterion.unwrap_or_else(|| "–".to_owned());
        table.row(vec![short_id(&kept.id.to_string(), &ids), kept.entry.dimension, criterion, kept.entry.action]);
    }
    print_text(&table.text())
}

fn short_id(id: &str, all: &[String]) -> String {
    let alone = |n: &usize| all.iter().filter(|other| other.starts_with(&id[..*n])).count() == 1;
    let n = (8..id.len()).find(alone).unwrap_or(id.len());
    id[..n].trim_end_matches('-').to_owned()
}

fn entry(kept: &Kept) -> Value {
    let mut out = json!(kept.entry);
    if let Value::Object(fields) = &mut out {
        fields.insert("id".to_owned(), json!(kept.id.to_string()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::practice::{CheckContext, check};

    #[test]
    fn every_action_of_the_starting_library_passes_the_check_and_comes_to_a_day() {
        let held_on = "2026-11-25".parse().expect("a day");
        let next_session = "2026-12-09".parse().ok();
        let library = Library::starting();
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
        let library = Library::starting();
        for key in &keys {
            let n = library.entries.iter().filter(|e| e.dimension == *key).count();
            assert!((2..=4).contains(&n), "{key} has {n}");
        }
        assert!(library.entries.iter().all(|e| keys.contains(&e.dimension) && !e.behavior.trim().is_empty()));
    }
}
