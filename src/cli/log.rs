//! `log`.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::args::LogCommand;
use super::error::CommandError;
use super::pack;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::checkpoint::Compared;
use crate::domain::day::Span;
use crate::domain::log_view::Verified;
use crate::domain::pack::PackQuery;
use crate::domain::raw::Raw;
use crate::import::Existing;
use crate::store::{Store, checkpoint};

pub(super) fn run(store: &Store, command: &LogCommand) -> Outcome {
    match command {
        LogCommand::Verify { against, export, json } => verify(store, against, export.as_deref(), *json),
        LogCommand::Pack { out, agent, from, to, requirement, hide_customer_words } => {
            let span = span(*from, *to, store)?;
            let customer = super::report::customer(*hide_customer_words);
            let agent = agent.as_deref().map(|a| store.agent_named(a)).transpose()?.map(|a| a.id);
            let query = PackQuery { span, agent, requirement: requirement.clone(), customer };
            pack::write(store, &query, out)
        }
        LogCommand::Checkpoint { out } => checkpoint(store, out.as_deref()),
        LogCommand::Show { words, limit, json } => show(store, &words.join(" "), *limit, *json),
    }
}

/// The days that are asked for; the last 90 where none are.
fn span(from: Option<chrono::NaiveDate>, to: Option<chrono::NaiveDate>, store: &Store) -> Result<Span, CommandError> {
    let tomorrow = || store.today().map(|today| today.succ_opt().unwrap_or(today));
    let to = match (from, to) {
        (Some(_), None) => Some(tomorrow()?),
        (_, to) => to,
    };
    match from.zip(to) {
        Some((from, to)) if from >= to => {
            Err(CommandError::usage(format!("--to {to} is not after --from {from}; the day of --to is not included")))
        }
        Some((from, to)) => Ok(Span::new(from, to)),
        None => Ok(crate::domain::coverage::recent(store.today()?)),
    }
}

/// The log's head, as a text that leaves.
fn checkpoint(store: &Store, out: Option<&Path>) -> Outcome {
    match out {
        None => print_text(&checkpoint::text(&store.checkpoint()?))?,
        Some(path) => {
            let taken = store.leave_checkpoint(path, Existing::Keep)?;
            say(&format!(
                "checkpoint of {} records, check code {}, written to {}: keep it where who writes to the data file cannot change it",
                taken.size,
                taken.check_code(),
                path.display()
            ))?
        }
    };
    Ok(0)
}

/// 0 where it agrees with a checkpoint from outside; 3 where it is broken; 4 where it agrees with itself and nothing
/// outside was there to compare it with.
fn verify(store: &Store, against: &[PathBuf], export: Option<&Path>, as_json: bool) -> Outcome {
    let named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok((Raw::from(name), checkpoint::read(path)?))
    };
    let mut against = against.iter().map(named).collect::<Result<Vec<_>, CommandError>>()?;
    let mut faults = Vec::new();
    if let Some(folder) = export {
        faults.extend(pack::faults(store, folder)?);
        let path = folder.join(pack::CHECKPOINT);
        match checkpoint::read(&path) {
            Ok(taken) => against.push((Raw::from(path.display().to_string()), taken)),
            Err(e) => faults.push(e.to_string()),
        }
    }
    let mut found = store.verify_against(&against)?;
    found.broken.extend(faults);
    let intact = found.broken.is_empty();
    if as_json {
        print_text(&json::text(&json!({
            "intact": intact, "records": found.records, "check_code": found.check_code,
            "compared_with": compared(&found), "broken": found.broken, "remarks": found.remarks,
        })))?;
    } else {
        for words in found.broken.iter().chain(&found.remarks) {
            say(words)?;
        }
        print_text(&if intact {
            let outside = match found.compared.as_slice() {
                [] => "consistent with itself, but nothing outside to compare with".to_owned(),
                all => all.iter().map(Compared::words).collect::<Vec<_>>().join("\n"),
            };
            format!(
                "log intact, check code {}: {} records, and the tables agree with them\n{outside}\n",
                found.check_code, found.records
            )
        } else {
            let faults =
                if found.broken.len() == 1 { "1 fault".to_owned() } else { format!("{} faults", found.broken.len()) };
            format!("log broken: {faults} in {} records and their tables\n", found.records)
        })?;
    }
    Ok(match (intact, found.compared.is_empty()) {
        (false, _) => 3,
        (true, true) => 4,
        (true, false) => 0,
    })
}

/// `null` where nothing outside was there.
fn compared(found: &Verified) -> Value {
    let row = |c: &Compared| {
        json!({
            "file": c.name.verbatim(), "log": c.checkpoint.log.to_string(), "records": c.checkpoint.size,
            "check_code": c.checkpoint.check_code(), "at": c.checkpoint.at, "later": c.later,
        })
    };
    if found.compared.is_empty() { Value::Null } else { found.compared.iter().map(row).collect() }
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
