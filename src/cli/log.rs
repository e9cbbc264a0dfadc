//! `log`.

use serde_json::json;

use super::args::LogCommand;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::raw::Raw;
use crate::store::Store;

pub(super) fn run(store: &Store, command: &LogCommand) -> Outcome {
    match command {
        LogCommand::Verify { json } => verify(store, *json),
        LogCommand::Show { words, limit, json } => show(store, &words.join(" "), *limit, *json),
    }
}

/// 3 where it is broken; 4 where it agrees with itself and nothing outside was there to compare it with.
fn verify(store: &Store, as_json: bool) -> Outcome {
    let found = store.verify()?;
    let intact = found.broken.is_empty();
    if as_json {
        print_text(&json::text(&json!({
            "intact": intact, "records": found.records, "check_code": found.check_code, "compared_with": null,
            "broken": found.broken, "remarks": found.remarks,
        })))?;
    } else {
        for words in found.broken.iter().chain(&found.remarks) {
            say(words)?;
        }
        print_text(&if intact {
            format!(
                "log intact, check code {}: {} records, and the tables agree with them\n\
                 consistent with itself, but nothing outside to compare with\n",
                found.check_code, found.records
            )
        } else {
            let faults =
                if found.broken.len() == 1 { "1 fault".to_owned() } else { format!("{} faults", found.broken.len()) };
            format!("log broken: {faults} in {} records and their tables\n", found.records)
        })?;
    }
    Ok(if intact { 4 } else { 3 })
}

fn show(store: &Store, words: &str, limit: usize, as_json: bool) -> Outcome {
    let view = store.log_view(words, limit)?;
    if as_json {
        let list: Vec<_> = view
            .lines
            .iter()
            .map(|l| json!({ "seq": l.seq, "at": json::instant(l.at), "actor": l.actor.verbatim(), "action": l.action, "summary": l.summary.verbatim(), "why": l.why.as_ref().map(Raw::verbatim), "hash": l.hash }))
            .collect();
        return print_text(&json::text(&list.into()));
    }
    let mut table = Table::new(&[
        ("No", Align::Right),
        ("When (UTC)", Align::Left),
        ("Who", Align::Left),
        ("What", Align::Left),
        ("", Align::Left),
        ("Why", Align::Left),
    ]);
    for l in &view.lines {
        table.row(vec![
            l.seq.to_string(),
            l.at.format("%Y-%m-%d %H:%M:%S").to_string(),
            l.actor.visible(),
            l.action.clone(),
            l.summary.visible(),
            l.why.as_ref().map_or_else(String::new, Raw::visible),
        ]);
    }
    print_text(&format!("{}\n{} records, check code {}\n", table.text(), view.total, view.check_code))
}
