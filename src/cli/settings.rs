//! `settings`.

use super::error::CommandError;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::settings::Key;
use crate::store::Store;

pub(super) fn run(store: &mut Store, key: Option<&str>, value: Option<&str>, as_json: bool) -> Outcome {
    let key = key
        .map(|word| {
            Key::from_word(word).ok_or_else(|| {
                let known: Vec<&str> = Key::ALL.iter().map(|k| k.word()).collect();
                CommandError::usage(format!("there is no setting “{word}”; there are {}", known.join(", ")))
            })
        })
        .transpose()?;
    if let (Some(key), Some(value)) = (key, value) {
        store.set_setting(key, value)?;
        return say(&format!("{} is {}", key.word(), store.settings()?.text(key)));
    }
    let settings = store.settings()?;
    if as_json {
        let all: serde_json::Map<String, serde_json::Value> = Key::ALL
            .iter()
            .filter(|k| key.is_none_or(|one| one == **k))
            .map(|k| (k.word().to_owned(), settings.text(*k).into()))
            .collect();
        return print_text(&json::text(&all.into()));
    }
    if let Some(key) = key {
        return print_text(&format!("{}\n", settings.text(key)));
    }
    let mut table = Table::new(&[("Setting", Align::Left), ("Value", Align::Left), ("", Align::Left)]);
    for key in Key::ALL {
        table.row(vec![key.word().to_owned(), settings.text(key), key.meaning().to_owned()]);
    }
    print_text(&table.text())
}
