//! `doctor`.

use std::fmt::Write as _;

use serde_json::json;

use super::args::DoctorArgs;
use super::error::CommandError;
use super::{Outcome, Run, json, print_text};
use crate::config::keymap::Keymap;
use crate::domain::raw::visible;
use crate::store::doctor::{Depth, Finding, State, around};

/// 3 where something is wrong. It says what it can of a file that does not open, too.
pub(super) fn run(run: &Run, args: &DoctorArgs) -> Outcome {
    let path = run.file()?;
    let depth = if args.deep { Depth::Deep } else { Depth::Usual };
    let there = path.try_exists().unwrap_or(true) || path.is_symlink();
    if !there && run.cli.db.is_some() {
        return Err(CommandError::user(format!("there is no file {}", visible(&path.to_string_lossy()))));
    }
    let mut findings = match there.then(|| run.open(crate::store::Check::AtOnce, &super::upgrade::said())) {
        None => vec![Finding::note("file", format!("{} is begun on the first start", path.display()))],
        Some(Ok(mut store)) => {
            if args.mend {
                store.mend()?;
            }
            store.doctor(depth)
        }
        Some(Err(e)) => {
            let mut found = vec![Finding::wrong("file", e.words)];
            found.extend(around(&path, None));
            found
        }
    };
    findings.extend(settings(run));
    let wrong = findings.iter().filter(|f| f.is_wrong()).count();
    if args.json {
        let list: Vec<_> = findings.iter().map(as_json).collect();
        print_text(&json::text(&list.into()))?;
    } else {
        let mut out = format!("coachlog {} · SQLite {}\n", env!("CARGO_PKG_VERSION"), crate::store::sqlite_version());
        for f in &findings {
            let (mark, words) = match &f.state {
                State::Fine(words) => ("fine ", words),
                State::Note(words) => ("note ", words),
                State::Wrong(words) => ("WRONG", words),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(out, "  {:<14} {mark}  {}", f.name, visible(words));
        }
        print_text(&out)?;
    }
    Ok(if wrong > 0 { 3 } else { 0 })
}

fn as_json(f: &Finding) -> serde_json::Value {
    let (state, words) = match &f.state {
        State::Fine(words) => ("fine", words),
        State::Note(words) => ("note", words),
        State::Wrong(words) => ("wrong", words),
    };
    let wrong = f.is_wrong().then_some(words);
    json!({ "check": f.name, "state": state, "words": words, "wrong": wrong })
}

/// The files of this machine's settings, and the folder for what the program keeps.
fn settings(run: &Run) -> Vec<Finding> {
    let Some(paths) = &run.paths else {
        return vec![Finding::note("settings", "this user has no home folder: settings are the defaults")];
    };
    let keys = Keymap::load(&paths.keymap_file()).err().map(|problems| problems.join("; "));
    let mut out: Vec<Finding> = [(run.config_problem.clone(), paths.config_file()), (keys, paths.keymap_file())]
        .into_iter()
        .filter_map(|(problem, file)| {
            let words = format!("{}: mend or remove {}", problem?, file.display());
            Some(Finding::wrong("settings", words))
        })
        .collect();
    if out.is_empty() {
        out.push(Finding::fine("settings", paths.config.display().to_string()));
    }
    if let Err(e) = crate::private::folder(&paths.state) {
        let words =
            format!("{} cannot be made ({e}): drafts that do not reach the file have no place", paths.state.display());
        out.push(Finding::wrong("folders", words));
    }
    out
}
