//! `config show`.

use super::{Outcome, Run, default_config_text, print_text};

pub(super) fn run(run: &Run) -> Outcome {
    let mut out = String::new();
    let mut place = |what: &str, path: &std::path::Path| {
        let state = if path.exists() { "" } else { " (not there: the defaults hold)" };
        out.push_str(&format!("# {what}: {}{state}\n", path.display()));
    };
    if let Some(paths) = &run.paths {
        place("settings", &paths.config_file());
        place("keys", &paths.keymap_file());
    }
    if let Ok(file) = run.file() {
        let state = if file.exists() { "" } else { " (not there yet)" };
        out.push_str(&format!("# data: {}{state}\n", file.display()));
    }
    run.keymap()?;
    let text = toml::to_string(&run.config).unwrap_or_else(|_| default_config_text().to_owned());
    out.push_str(&format!("\n{text}"));
    print_text(&out)
}
