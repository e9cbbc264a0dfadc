//! `people`.

use serde_json::{Value, json};

use super::args::PeopleCommand;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::raw::Raw;
use crate::store::request::PersonLine;
use crate::store::{Moved, Store};

pub(super) fn run(store: &mut Store, command: PeopleCommand) -> Outcome {
    match command {
        // Asked and answered elsewhere.
        PeopleCommand::Erase { .. } => Ok(0),
        PeopleCommand::List { json: true } => {
            let list: Vec<_> = store.people()?.iter().map(line).collect();
            print_text(&json::text(&list.into()))
        }
        PeopleCommand::List { json: false } => print_text(&table(&store.people()?)),
        PeopleCommand::Supervisor { team, name } => {
            let id = store.team_named(&team)?.id;
            store.set_supervisor(id, &name)?;
            say(&format!("{name} supervises {team}"))
        }
        PeopleCommand::Merge { from, into, why } => {
            let (from, into) = (store.agent_named(&from)?.id, store.agent_named(&into)?.id);
            let moved = store.merge_people(from, into, &why)?;
            say(&format!(
                "{} under {}; the log keeps both names. Take it back with: coachlog people split {}",
                numbers(&moved),
                moved.other.visible(),
                moved.person
            ))
        }
        PeopleCommand::Split { identity, why } => {
            let part = store.part_named(&identity)?;
            let moved = store.split_people(&part, &why)?;
            say(&format!(
                "{} under {} again, no longer under {}",
                numbers(&moved),
                moved.name.visible(),
                moved.other.visible()
            ))
        }
        PeopleCommand::Team { agent, team, from, new } => {
            let agent = store.agent_named(&agent)?;
            let made = store.set_team(agent.id, &team, from, new)?;
            let from = from.map_or_else(|| "from the beginning".to_owned(), |d| format!("from {d} on"));
            let new = if made { "the new team" } else { "team" };
            say(&format!("{} is in {new} {} {from}", agent.name.visible(), Raw::from(team).visible()))
        }
        PeopleCommand::Away { agent, from, to, why, undo: _ } => {
            let agent = store.agent_named(&agent)?;
            match from {
                Some(from) => {
                    store.set_away(&agent, from, to, &why)?;
                    let to = to.map_or_else(|| "until further notice".to_owned(), |d| format!("to {d}"));
                    say(&format!("{} is away from {from} {to}: nothing is due meanwhile", agent.name.visible()))
                }
                None => {
                    let absence = store.take_away_back(&agent)?;
                    say(&format!("{} is not {}", agent.name.visible(), absence.words(|d| d.to_string())))
                }
            }
        }
        PeopleCommand::Left { agent, on, undo: _ } => {
            let agent = store.agent_named(&agent)?;
            store.set_left(&agent, on)?;
            let name = agent.name.visible();
            say(&on.map_or_else(|| format!("{name} did not leave after all"), |d| format!("{name} left on {d}")))
        }
    }
}

/// "34 evaluations and 2 sessions stand".
fn numbers(moved: &Moved) -> String {
    let of = |n: u64, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    format!("{} and {} stand", of(moved.evaluations, "evaluation"), of(moved.sessions, "session"))
}

fn line(p: &PersonLine) -> Value {
    let merged: Vec<_> = p
        .merged
        .iter()
        .map(|m| json!({ "id": m.id.to_string(), "name": m.name.verbatim(), "source_id": m.source_id.as_ref().map(Raw::verbatim), "sessions": m.sessions }))
        .collect();
    let identities: Vec<_> = p
        .identities
        .iter()
        .map(|i| {
            let home = (i.home != p.agent.id).then(|| i.home.to_string());
            json!({ "source": i.identity.source, "key": i.identity.key, "name": i.identity.name.as_ref().map(Raw::verbatim), "evaluations": i.evaluations, "merged_from": home })
        })
        .collect();
    let teams: Vec<_> = p.teams.iter().map(|(team, from)| json!({ "team": team.verbatim(), "from": from })).collect();
    json!({
        "id": p.agent.json_id(), "name": p.agent.name.verbatim(), "team": p.team.as_ref().map(Raw::verbatim), "teams": teams,
        "identities": identities, "merged": merged, "evaluations": p.evaluations, "sessions": p.sessions, "last_call": p.last_call,
        "next_team": p.next_team.as_ref().map(|(team, day)| json!({ "team": team.verbatim(), "from": day })),
        "file_team": p.file_team.as_ref().map(|(team, day)| json!({ "team": team.verbatim(), "from": day })),
        "away": p.away.map(|a| json!({ "from": a.from, "to": a.to })), "left": p.left,
    })
}

fn table(people: &[PersonLine]) -> String {
    let mut table = Table::new(&[
        ("Id", Align::Left),
        ("Name", Align::Left),
        ("Team", Align::Left),
        ("Evaluations", Align::Right),
        ("Last call", Align::Left),
        ("Identities", Align::Left),
        ("", Align::Left),
    ]);
    for p in people {
        let names: Vec<String> = p
            .identities
            .iter()
            .map(|i| format!("{}/{}", Raw::from(i.identity.source.as_str()).visible(), i.identity.bare().visible()))
            .collect();
        let state = match (p.left, p.away) {
            (Some(day), _) => format!("left {day}"),
            (None, Some(absence)) => absence.words(|d| d.to_string()),
            (None, None) => String::new(),
        };
        table.row(vec![
            Raw::from(p.agent.json_id()).visible(),
            p.agent.name.visible(),
            p.team.as_ref().map_or_else(String::new, Raw::visible),
            p.evaluations.to_string(),
            p.last_call.map_or_else(|| "–".to_owned(), |d| d.to_string()),
            names.join(", "),
            state,
        ]);
    }
    table.text()
}
