//! `people`.

use serde_json::json;

use super::args::PeopleCommand;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::raw::Raw;
use crate::store::Store;

pub(super) fn run(store: &mut Store, command: PeopleCommand) -> Outcome {
    match command {
        PeopleCommand::List { json: as_json } => {
            let view = store.setup_view()?;
            if as_json {
                let list: Vec<_> = view
                    .people
                    .iter()
                    .map(|p| json!({ "id": p.agent.json_id(), "name": p.agent.name.verbatim(), "team": p.team.as_ref().map(Raw::verbatim), "evaluations": p.evaluations, "last_call": p.last_call }))
                    .collect();
                return print_text(&json::text(&list.into()));
            }
            let mut table = Table::new(&[
                ("Id", Align::Left),
                ("Name", Align::Left),
                ("Team", Align::Left),
                ("Evaluations", Align::Right),
                ("Last call", Align::Left),
            ]);
            for p in &view.people {
                table.row(vec![
                    Raw::from(p.agent.json_id()).visible(),
                    p.agent.name.visible(),
                    p.team.as_ref().map_or_else(String::new, Raw::visible),
                    p.evaluations.to_string(),
                    p.last_call.map_or_else(|| "–".to_owned(), |d| d.to_string()),
                ]);
            }
            print_text(&table.text())
        }
        PeopleCommand::Supervisor { team, name } => {
            let id = store.team_named(&team)?.id;
            store.set_supervisor(id, &name)?;
            say(&format!("{name} supervises {team}"))
        }
    }
}
