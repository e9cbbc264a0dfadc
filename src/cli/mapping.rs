//! Mappings on the command line: `import --map`, `--scale`, the table of a dry run, and `profiles`.

use std::path::Path;

use serde_json::{Value, json};

use super::args::ProfilesCommand;
use super::error::CommandError;
use super::table::{Align, Table};
use super::{Outcome, json, print_text, say};
use crate::domain::mapping::Mapping;
use crate::domain::raw::{Raw, visible};
use crate::domain::scale::Scale;
use crate::import::{ColumnPlan, FilePlan, presets};
use crate::store::Store;

/// A file in TOML, else a profile's name, else a preset's.
pub(super) fn named(store: &Store, named: &str) -> Result<Mapping, CommandError> {
    let path = Path::new(named);
    if path.is_file() {
        let text = std::fs::File::open(path)
            .and_then(crate::import::written_by_hand)
            .map_err(|e| CommandError::user(format!("{} cannot be read: {e}", visible(named))))?;
        let mut mapping =
            presets::parse(&text).map_err(|why| CommandError::user(format!("{}: {why}", visible(named))))?;
        if mapping.name.trim().is_empty() {
            mapping.name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        }
        return Ok(mapping);
    }
    let profiles = store.profiles()?;
    if let Some(profile) = profiles.iter().find(|profile| profile.name == named) {
        return Ok(profile.mapping.clone());
    }
    presets::preset(named).ok_or_else(|| {
        let mut known: Vec<String> = presets::names().into_iter().map(str::to_owned).collect();
        known.extend(profiles.iter().map(|profile| visible(&profile.name).into_owned()));
        CommandError::user(format!(
            "“{}” is no file with a mapping, no profile and no preset; there are {}",
            visible(named),
            known.join(", ")
        ))
    })
}

/// "Empathy=of 5".
pub(super) fn scales(args: &[String]) -> Result<Vec<(String, Scale)>, CommandError> {
    let read = |arg: &String| {
        let (name, scale) = arg.rsplit_once('=').ok_or_else(|| {
            CommandError::usage(format!("--scale takes COLUMN=SCALE, such as \"Empathy=of 5\"; not “{}”", visible(arg)))
        })?;
        let scale = scale.parse().map_err(|why: String| CommandError::usage(visible(&why)))?;
        Ok((name.trim().to_owned(), scale))
    };
    args.iter().map(read).collect()
}

/// The columns of a table, a line each.
pub(super) fn table(file: &FilePlan) -> String {
    let mut table = Table::new(&[
        ("#", Align::Right),
        ("Column", Align::Left),
        ("Used for", Align::Left),
        ("Why", Align::Left),
        ("Read as", Align::Left),
        ("Filled", Align::Right),
        ("Sample", Align::Left),
    ]);
    for column in &file.columns {
        let samples: Vec<String> = column.samples.iter().take(3).map(|cell| cut(&cell.visible(), 16)).collect();
        table.row(vec![
            column.position.to_string(),
            cut(&column.heading.visible(), 32),
            cut(&column.used.words(), 32),
            cut(column.why.words(), 48),
            reading(column),
            format!("{:.0}%", 100.0 * column.share),
            samples.join(" · "),
        ]);
    }
    let read_as = file.read_as.name().map_or_else(String::new, |name| format!(", read as {}", visible(name)));
    format!("{} ({}{read_as}, {} rows)\n{}", visible(&file.name), file.format, file.rows, table.text())
}

fn reading(column: &ColumnPlan) -> String {
    let scale = column.scale.map(|scale| scale.to_string());
    let dates = column.dates.map(|order| order.word().to_owned());
    scale.or(dates).unwrap_or_default()
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(std::iter::once('…')).collect()
}

/// The same for a program.
pub(super) fn columns(files: &[FilePlan]) -> Value {
    let of = |column: &ColumnPlan| {
        json!({
            "heading": column.heading.verbatim(), "position": column.position, "used_for": column.used.words(),
            "why": column.why.words(), "scale": column.scale.map(|scale| scale.to_string()),
            "dates": column.dates.map(crate::import::DateOrder::word), "filled": column.filled,
            "samples": column.samples.iter().map(Raw::verbatim).collect::<Vec<_>>(),
        })
    };
    let tables = files.iter().filter(|file| !file.columns.is_empty()).map(|file| {
        json!({
            "file": file.name, "format": file.format, "read_as": file.read_as.name(), "rows": file.rows,
            "unknown_dimensions": file.unknown_dimensions,
            "columns": file.columns.iter().map(of).collect::<Vec<_>>(),
        })
    });
    tables.collect::<Vec<_>>().into()
}

pub(super) fn profiles(store: &mut Store, command: ProfilesCommand) -> Outcome {
    match command {
        ProfilesCommand::List { json: as_json } => list(store, as_json),
        ProfilesCommand::Show { name } => {
            let text = presets::to_toml(&named(store, &name)?).map_err(CommandError::user)?;
            print_text(&text)
        }
        ProfilesCommand::Export { name, file } => {
            let text = presets::to_toml(&named(store, &name)?).map_err(CommandError::user)?;
            crate::written::whole(&file, text.as_bytes())
                .map_err(|e| CommandError::user(crate::written::refusal(&file, &e)))?;
            say(&format!("written to {}; `coachlog import --map {}` reads with it", file.display(), file.display()))
        }
        ProfilesCommand::Remove { name } => {
            store.remove_profile(&name)?;
            say(&format!("the profile {name} was removed; what it loaded stays"))
        }
    }
}

fn list(store: &Store, as_json: bool) -> Outcome {
    let profiles = store.profiles()?;
    let newest = store.newest_candidates()?;
    let waiting = |name: &str| newest.iter().find(|candidate| candidate.profile == name);
    if as_json {
        let all: Vec<Value> = profiles
            .iter()
            .map(|profile| {
                json!({
                    "name": profile.name, "columns": profile.mapping.columns.len(),
                    "folder": profile.folder.as_ref().map(|folder| folder.to_string_lossy()),
                    "file": profile.file.as_ref().map(Raw::verbatim),
                    "newest": waiting(&profile.name).map(|candidate| candidate.name.verbatim()),
                })
            })
            .collect();
        return print_text(&json::text(&all.into()));
    }
    if profiles.is_empty() {
        return say("nothing is remembered yet; `coachlog import FILE --save-profile NAME` does");
    }
    let mut table = Table::new(&[
        ("Profile", Align::Left),
        ("Columns", Align::Right),
        ("Last file", Align::Left),
        ("Folder", Align::Left),
        ("Not loaded yet", Align::Left),
    ]);
    for profile in &profiles {
        table.row(vec![
            profile.name.clone(),
            profile.mapping.columns.len().to_string(),
            profile.file.as_ref().map(Raw::visible).unwrap_or_default(),
            profile.folder.as_ref().map(|folder| folder.display().to_string()).unwrap_or_default(),
            waiting(&profile.name).map(|candidate| candidate.name.visible()).unwrap_or_default(),
        ]);
    }
    print_text(&table.text())
}
