//! `scorecard`.

use serde_json::json;

use super::args::ScorecardCommand;
use super::error::CommandError;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::figure::short;
use crate::domain::raw::visible;
use crate::domain::scorecard::{TargetScope, typed_target};
use crate::store::{ScorecardFile, Store};

pub(super) fn run(store: &mut Store, command: ScorecardCommand) -> Outcome {
    match command {
        ScorecardCommand::Show { name, json } => show(store, name.as_deref(), json),
        ScorecardCommand::Import { file } => {
            let text = std::fs::File::open(&file)
                .and_then(crate::import::written_by_hand)
                .map_err(|e| CommandError::user(format!("{} cannot be read: {e}", file.display())))?;
            let read = ScorecardFile::parse(&text)?;
            store.add_scorecard(&read)?;
            say(&format!("scorecard {} was added, version {}", read.name, read.version))
        }
        ScorecardCommand::Export { file, scorecard } => {
            let card = store.scorecard_file(scorecard.as_deref(), store.today()?)?;
            let text = toml::to_string(&card).map_err(|e| CommandError::user(e.to_string()))?;
            crate::written::whole(&file, text.as_bytes())
                .map_err(|e| CommandError::user(crate::written::refusal(&file, &e)))?;
            say(&format!("written to {}", file.display()))
        }
        ScorecardCommand::Target { dimension, percent, scorecard, from, team, agent } => {
            let value = match percent.trim() {
                "none" => None,
                text => typed_target(text).ok().flatten().map(Some).ok_or_else(|| {
                    let shown = visible(text);
                    CommandError::usage(format!(
                        "a target is a percent from 0 to 100 such as 75, or none; not “{shown}”"
                    ))
                })?,
            };
            let scope = match (team, agent) {
                (Some(team), _) => TargetScope::Team(store.team_named(&team)?.id),
                (None, Some(agent)) => TargetScope::Agent(store.agent_named(&agent)?.id),
                (None, None) => TargetScope::Everyone,
            };
            store.set_target(scorecard.as_deref(), &dimension, scope, from, value)?;
            let shown = value.map_or_else(|| "none".to_owned(), short);
            say(&format!("the target of {dimension} is {shown}"))
        }
    }
}

fn show(store: &Store, name: Option<&str>, as_json: bool) -> Outcome {
    let card = store.scorecard(name)?;
    let targets = store.targets_today(&card, store.today()?)?;
    if as_json {
        let dimensions: Vec<_> = card
            .dimensions
            .iter()
            .map(|d| json!({ "key": d.key, "name": d.name, "weight": d.weight, "target": targets.get(&d.key), "critical": d.critical }))
            .collect();
        return print_text(&json::text(
            &json!({ "name": card.name, "version": card.version, "dimensions": dimensions }),
        ));
    }
    let mut table = Table::new(&[
        ("Dimension", Align::Left),
        ("Key", Align::Left),
        ("Weight", Align::Right),
        ("Target", Align::Right),
        ("", Align::Left),
    ]);
    for d in &card.dimensions {
        let target = targets.get(&d.key).map_or_else(|| "none".to_owned(), |t| short(*t));
        let critical = if d.critical { "critical" } else { "" };
        table.row(vec![d.name.clone(), d.key.clone(), d.weight.to_string(), target, critical.to_owned()]);
    }
    print_text(&format!("{}, version {}\n{}", visible(&card.name), visible(&card.version), table.text()))
}
