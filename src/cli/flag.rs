//! `flag`: flags by hand, and the dimensions of their codes.

use serde_json::json;

use super::args::FlagCommand;
use super::error::CommandError;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::flags::{FlagCode, Mapped};
use crate::domain::raw::{Raw, visible};
use crate::store::{NewFlag, Store};

pub(super) fn run(store: &mut Store, command: FlagCommand) -> Outcome {
    match command {
        FlagCommand::Add { call_id, code, dimension, severity, at, note } => {
            let at_ms = at.map(|typed| offset(&typed)).transpose()?;
            store.add_flag(NewFlag { call_id, code, dimension, severity, at_ms, note })?;
            say("the flag is on the call, and Today gives it its clock")
        }
        FlagCommand::Codes { json: true } => {
            let list: Vec<_> = store.flag_codes()?.iter().map(line).collect();
            print_text(&json::text(&list.into()))
        }
        FlagCommand::Codes { json: false } => {
            let codes = store.flag_codes()?;
            if codes.is_empty() {
                return say("no call has a flag yet");
            }
            print_text(&table(&codes))
        }
        FlagCommand::Map { code, dimension } => {
            let wanted = Some(dimension.as_str()).filter(|d| !d.eq_ignore_ascii_case("none"));
            let code_shown = Raw::from(code.as_str()).visible();
            match store.map_flag_code(&code, wanted)? {
                Some(to) => say(&format!("{code_shown} belongs to {}", to.words())),
                None => say(&format!("{code_shown} belongs to no dimension")),
            }
        }
    }
}

fn offset(typed: &str) -> Result<i64, CommandError> {
    crate::domain::evidence::offset_typed(typed).ok_or_else(|| {
        let typed = visible(typed);
        CommandError::user(format!("“{typed}” is no place in a call: write 0:40.2, 12:04 or 151 (seconds)"))
    })
}

fn line(code: &FlagCode) -> serde_json::Value {
    json!({
        "code": code.code.verbatim(),
        "severities": code.severities.iter().map(Raw::verbatim).collect::<Vec<_>>(),
        "flags": code.flags,
        "without_dimension": code.without,
        "own_dimensions": code.own,
        "mapped": match &code.mapped {
            Mapped::Open => "open",
            Mapped::ToNone => "none",
            Mapped::To(_) => "dimension",
        },
        "dimension": code.mapped.dimension(),
    })
}

fn table(codes: &[FlagCode]) -> String {
    let mut table = Table::new(&[
        ("Code", Align::Left),
        ("Severity", Align::Left),
        ("Flags", Align::Right),
        ("Named by the file", Align::Left),
        ("Else", Align::Left),
    ]);
    for c in codes {
        table.row(vec![
            c.code.visible(),
            c.severities.iter().map(Raw::visible).collect::<Vec<_>>().join(", "),
            c.flags.to_string(),
            visible(&c.own.join(", ")).into_owned(),
            match &c.mapped {
                Mapped::Open => "–".to_owned(),
                Mapped::ToNone => "none".to_owned(),
                Mapped::To(key) => visible(key).into_owned(),
            },
        ]);
    }
    table.text()
}
