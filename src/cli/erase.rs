//! `people erase`.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use serde_json::{Value, json};

use super::error::CommandError;
use super::{Outcome, json, print_text, say};
use crate::domain::erasure::{Erased, ErasurePlan};
use crate::domain::id::PersonId;
use crate::store::{Store, Surroundings};

/// Whether it was agreed to beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreed {
    Yes,
    /// It is asked for, where somebody is there to be asked.
    Ask,
}

/// Erases a person, once the name is typed back or `--yes` was given.
pub(super) fn run(
    store: &mut Store,
    named: &str,
    reason: &str,
    agreed: Agreed,
    as_json: bool,
    outside: &Surroundings,
) -> Outcome {
    let agent = store.agent_named(named)?;
    let plan = store.erasure_plan(agent.id)?;
    let name = agent.name.visible();
    if agreed == Agreed::Ask {
        say(&format!("erase {name} ({}):", agent.json_id()))?;
        for sentence in plan.sentences() {
            say(&format!("  {sentence}"))?;
        }
        if !std::io::stdin().is_terminal() {
            return Err(CommandError::user("nothing was erased: say --yes once you have read what goes"));
        }
        if !typed_back(&name)? {
            return Err(CommandError::user("that is not the name: nothing was erased"));
        }
    }
    let done = store.erase_person(agent.id, reason, outside)?;
    if as_json {
        return print_text(&json::text(&as_value(agent.id, &plan, &done)));
    }
    for sentence in done.sentences() {
        say(&sentence)?;
    }
    Ok(0)
}

fn typed_back(name: &str) -> Result<bool, CommandError> {
    let mut err = std::io::stderr();
    let asked = write!(err, "type the name to erase it for good: ").and_then(|()| err.flush());
    let mut line = String::new();
    asked.and_then(|()| std::io::stdin().lock().read_line(&mut line))?;
    Ok(line.trim() == name.trim())
}

fn as_value(id: PersonId, plan: &ErasurePlan, done: &Erased) -> Value {
    let paths = |all: &[std::path::PathBuf]| all.iter().map(|p| p.display().to_string()).collect::<Vec<_>>();
    let left: Vec<Value> =
        done.around.left.iter().map(|(path, why)| json!({ "file": path.display().to_string(), "why": why })).collect();
    json!({
        "id": id.to_string(), "record": done.record, "records": done.records, "sessions": done.sessions,
        "drafts": done.drafts, "evaluations": done.evaluations, "calls": done.calls, "transcripts": done.transcripts,
        "merged": plan.merged.len(), "named_in_records": done.named_in, "packed": done.unpacked.is_none(),
        "cleaned_files": paths(&done.around.cleaned), "left_files": left,
        "still_held_by": paths(&done.around.holding), "unread_files": paths(&done.around.unread),
    })
}
