//! `config show`.

use std::fmt::Write as _;

use super::{Outcome, Run, default_config_text, print_text};

pub(super) fn run(run: &Run) -> Outcome {
    let mut out = String::new();
    let mut place = |what: &str, path: &std::path::Path| {
        let state = if path.exists() { "" } else { " (not there: the defaults hold)" };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "# {what}: {}{state}", path.display());
    };
    if let Some(paths) = &run.paths {
        place("settings", &paths.config_file());
        place("keys", &paths.keymap_file());
    }
    if let Ok(file) = run.file() {
        let state = if file.exists() { "" } else { " (not there yet)" };
        let _ = writeln!(out, "# data: {}{state}", file.display());
    }
    run.keymap()?;
    let text = toml::to_string(&run.config).unwrap_or_else(|_| default_config_text().to_owned());
    let _ = write!(out, "\n{text}");
    print_text(&out)
}
