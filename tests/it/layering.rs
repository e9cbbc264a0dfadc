//! Who may import whom, read from the sources. Each rule is shown to fail on a line that breaks it.

use std::path::{Path, PathBuf};

/// A source file: its path under `src/`, with `/`, and its code without comments and the insides of strings.
#[derive(Debug)]
struct Source {
    path: String,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), code: code_of(text) }
    }

    fn line_of(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count() + 1
    }

    fn under(&self, folder: &str) -> bool {
        self.path.starts_with(folder)
    }

    /// Where a word stands by itself.
    fn words<'s>(&'s self, word: &'s str) -> impl Iterator<Item = usize> + 's {
        let inside = |c: char| c.is_alphanumeric() || c == '_';
        self.code.match_indices(word).map(|(at, _)| at).filter(move |at| {
            let before = self.code[..*at].chars().next_back();
            let after = self.code[at + word.len()..].chars().next();
            !before.is_some_and(inside) && !after.is_some_and(inside)
        })
    }

    /// The module that the file is, from the crate on: `tui/form/mod.rs` is `["tui", "form"]`.
    fn module(&self) -> Vec<String> {
        let stem = self.path.strip_suffix(".rs").unwrap_or(&self.path);
        let stem = stem.strip_suffix("/mod").unwrap_or(stem);
        if stem == "lib" || stem == "main" { Vec::new() } else { stem.split('/').map(str::to_owned).collect() }
    }

    /// Every path that starts with `crate` or `super`, from the crate on, and its line.
    fn paths(&self) -> Vec<(Vec<String>, usize)> {
        let mut out = Vec::new();
        for at in self.words("crate").chain(self.words("super")) {
            // A path's further `super`, and `pub(crate)`.
            if self.code[..at].ends_with("::")
                || !self.code[at..].split_once("::").is_some_and(|(w, _)| w == "crate" || w == "super")
            {
                continue;
            }
            let mut start = Vec::new();
            let mut rest = &self.code[at..];
            if let Some(after) = rest.strip_prefix("crate") {
                rest = after;
            } else {
                start = self.module();
                while let Some(after) = rest.strip_prefix("super") {
                    start.pop();
                    rest = after;
                    match after.strip_prefix("::") {
                        Some(more) if more.starts_with("super") => rest = more,
                        _ => break,
                    }
                }
            }
            let mut found = Vec::new();
            follow(rest.strip_prefix("::").unwrap_or(""), &start, &mut found);
            let line = self.line_of(at);
            out.extend(found.into_iter().map(|path| (path, line)));
        }
        out
    }
}

/// The paths of a use tree or of an expression.
fn follow(rest: &str, start: &[String], out: &mut Vec<Vec<String>>) {
    let rest = rest.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        let mut depth = 0;
        let mut item = String::new();
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    follow(&item, start, out);
                    item.clear();
                    continue;
                }
                _ => {}
            }
            item.push(c);
        }
        if !item.trim().is_empty() {
            follow(&item, start, out);
        }
        return;
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let mut path = start.to_vec();
    if end == 0 {
        out.push(path);
        return;
    }
    if &rest[..end] != "self" {
        path.push(rest[..end].to_owned());
    }
    match rest[end..].strip_prefix("::") {
        Some(more) if !more.starts_with('<') => follow(more, &path, out),
        _ => out.push(path),
    }
}

/// The code alone: comments, strings and characters become blanks, line breaks stay.
fn code_of(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
    let mut i = 0;
    while i < chars.len() {
        let rest = &chars[i..];
        let end = if rest.starts_with(&['/', '/']) {
            rest.iter().position(|c| *c == '\n').unwrap_or(rest.len())
        } else if rest.starts_with(&['/', '*']) {
            (2..rest.len()).find(|n| rest[n - 2..].starts_with(&['*', '/'])).unwrap_or(rest.len())
        } else if rest[0] == '"' {
            string_end(rest, 0)
        } else if rest[0] == 'r'
            && !out.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && raw_hashes(rest).is_some()
        {
            let hashes = raw_hashes(rest).unwrap_or(0);
            let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            let body = hashes + 2;
            (body..rest.len()).find(|n| rest[*n..].starts_with(&close)).map_or(rest.len(), |n| n + close.len())
        } else if rest[0] == '\'' && (rest.get(1) == Some(&'\\') || rest.get(2) == Some(&'\'')) {
            // A character, not a lifetime.
            let from = if rest.get(1) == Some(&'\\') { 3 } else { 2 };
            (from..rest.len()).find(|n| rest[*n] == '\'').map_or(rest.len(), |n| n + 1)
        } else {
            out.push(rest[0]);
            i += 1;
            continue;
        };
        out.extend(rest[..end].iter().map(|c| blank(*c)));
        i += end;
    }
    out
}

fn string_end(rest: &[char], from: usize) -> usize {
    let mut n = from + 1;
    while n < rest.len() {
        match rest[n] {
            '\\' => n += 2,
            '"' => return n + 1,
            _ => n += 1,
        }
    }
    rest.len()
}

fn raw_hashes(rest: &[char]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
    (rest.get(1 + hashes) == Some(&'"')).then_some(hashes)
}

type Rule = fn(&Source) -> Vec<String>;

fn said(source: &Source, line: usize, what: &str) -> String {
    format!("src/{}:{line}: {what}", source.path)
}

fn forbidden_word(source: &Source, word: &str, allowed: &[&str], out: &mut Vec<String>) {
    if !allowed.iter().any(|place| source.under(place)) {
        out.extend(source.words(word).map(|at| said(source, source.line_of(at), &format!("{word} here"))));
    }
}

fn sql_stays_in_the_store(source: &Source) -> Vec<String> {
    let mut out = Vec::new();
    forbidden_word(source, "rusqlite", &["store/"], &mut out);
    out
}

fn the_screen_library_stays_in_the_tui(source: &Source) -> Vec<String> {
    let mut out = Vec::new();
    for word in ["ratatui", "crossterm", "ratatui_textarea"] {
        forbidden_word(source, word, &["tui/", "config/theme", "config/keymap"], &mut out);
    }
    out
}

/// The layers that each layer may name, itself apart.
const MAY: [(&str, &[&str]); 11] = [
    ("clock", &[]),
    ("domain", &["clock"]),
    ("import", &["domain", "clock"]),
    ("store", &["domain", "import", "clock"]),
    ("config", &["domain", "clock"]),
    ("demo", &["domain", "clock"]),
    ("report", &["domain", "clock"]),
    ("export", &["domain", "clock"]),
    ("tui", &["domain", "config", "clock", "import", "store", "report"]),
    ("cli", &["domain", "import", "store", "config", "demo", "tui", "clock", "export", "report"]),
    // For the benchmarks alone: nothing of the program may name it.
    ("measured", &["domain", "import", "store", "tui", "clock"]),
];

fn layers_look_down_only(source: &Source) -> Vec<String> {
    let layer = source.path.split(['/', '.']).next().unwrap_or_default();
    let Some((_, may)) = MAY.iter().find(|(name, _)| *name == layer) else { return Vec::new() };
    let top = |path: &[String]| path.first().cloned().unwrap_or_else(|| "the whole crate".to_owned());
    let known: Vec<&str> = MAY.iter().map(|(name, _)| *name).collect();
    let paths = source.paths().into_iter().map(|(path, line)| (top(&path), line));
    let strange = paths.filter(|(to, _)| to != layer && !may.contains(&to.as_str()) && known.contains(&to.as_str()));
    strange.map(|(to, line)| said(source, line, &format!("{layer} names {to}"))).collect()
}

fn import_never_names_the_store(source: &Source) -> Vec<String> {
    let mut out = Vec::new();
    if source.under("import/") {
        forbidden_word(source, "store", &[], &mut out);
        forbidden_word(source, "Store", &[], &mut out);
    }
    out
}

/// No SQL can run on the thread of the screen, by type.
fn the_tui_knows_requests_alone(source: &Source) -> Vec<String> {
    if !source.under("tui/") {
        return Vec::new();
    }
    let beyond =
        |path: &Vec<String>| path.first().is_some_and(|p| p == "store") && path.get(1).is_none_or(|p| p != "request");
    let paths = source.paths().into_iter().filter(|(path, _)| beyond(path));
    paths.map(|(path, line)| said(source, line, &format!("the tui names {}", path.join("::")))).collect()
}

fn no_screen_imports_another(source: &Source) -> Vec<String> {
    let Some(own) = source.path.strip_prefix("tui/screens/").and_then(|p| p.split(['/', '.']).next()) else {
        return Vec::new();
    };
    if own == "mod" {
        return Vec::new();
    }
    let other = |path: &Vec<String>| {
        path.starts_with(&["tui".to_owned(), "screens".to_owned()]) && path.get(2).is_some_and(|p| p != own)
    };
    let paths = source.paths().into_iter().filter(|(path, _)| other(path));
    paths.map(|(path, line)| said(source, line, &format!("{own} imports {}", path.join("::")))).collect()
}

fn widgets_know_no_screen_and_no_store(source: &Source) -> Vec<String> {
    if !source.under("tui/widgets/") {
        return Vec::new();
    }
    let wrong = |path: &Vec<String>| {
        path.first().is_some_and(|p| p == "store")
            || path.starts_with(&["tui".to_owned(), "screens".to_owned()])
            || (path.starts_with(&["tui".to_owned(), "screen".to_owned()])
                && path.get(2).is_some_and(|p| p == "Screen"))
            || path.starts_with(&["tui".to_owned(), "app".to_owned()])
    };
    let paths = source.paths().into_iter().filter(|(path, _)| wrong(path));
    paths.map(|(path, line)| said(source, line, &format!("a widget names {}", path.join("::")))).collect()
}

fn time_is_read_in_one_place(source: &Source) -> Vec<String> {
    if source.path == "clock.rs" {
        return Vec::new();
    }
    let mut out = Vec::new();
    for name in ["Utc", "Local", "SystemTime", "Instant"] {
        let reads = source.words(name).filter(|at| {
            let rest = source.code[at + name.len()..].trim_start();
            rest.strip_prefix("::").is_some_and(|rest| rest.trim_start().starts_with("now"))
        });
        out.extend(reads.map(|at| said(source, source.line_of(at), &format!("{name}::now"))));
    }
    out
}

fn nothing_is_left_undone(source: &Source) -> Vec<String> {
    let mut out = Vec::new();
    for word in ["todo", "unimplemented", "dbg"] {
        let calls = source.words(word).filter(|at| source.code[at + word.len()..].starts_with('!'));
        out.extend(calls.map(|at| said(source, source.line_of(at), &format!("{word}!"))));
    }
    out
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the sources can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name =
                    path.strip_prefix(&root).expect("under src").components().map(|c| c.as_os_str().to_string_lossy());
                let name = name.collect::<Vec<_>>().join("/");
                out.push(Source::new(&name, &std::fs::read_to_string(&path).expect("a source is text")));
            }
        }
    }
    assert!(out.len() > 50, "the sources were not found");
    out
}

/// The sources keep the rule, and a file that breaks it is found.
fn keeps(rule: Rule, broken: &[(&str, &str)], fine: &[(&str, &str)]) {
    for (path, text) in broken {
        assert!(!rule(&Source::new(path, text)).is_empty(), "the rule does not see {text:?} in {path}");
    }
    for (path, text) in fine {
        let wrong = rule(&Source::new(path, text));
        assert!(wrong.is_empty(), "the rule is against {text:?} in {path}: {wrong:?}");
    }
    let wrong: Vec<String> = sources().iter().flat_map(rule).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_store_speaks_sql() {
    keeps(
        sql_stays_in_the_store,
        &[("cli/team.rs", "use rusqlite::Connection;"), ("tui/app.rs", "fn f() { let x: rusqlite::Error; }")],
        &[("store/mod.rs", "use rusqlite::Connection;"), ("cli/team.rs", "// rusqlite\nlet a = \"rusqlite\";")],
    );
}

#[test]
fn only_the_tui_its_colours_and_its_keys_know_the_screen_library() {
    keeps(
        the_screen_library_stays_in_the_tui,
        &[
            ("domain/day.rs", "use ratatui::style::Style;"),
            ("cli/team.rs", "use crossterm::event;"),
            ("config/mod.rs", "use ratatui::crossterm::event::KeyCode;"),
        ],
        &[
            ("tui/style.rs", "use ratatui::style::Style;"),
            ("config/theme.rs", "use ratatui::style::Color;"),
            ("config/keymap.rs", "use ratatui::crossterm;"),
        ],
    );
}

#[test]
fn each_layer_names_only_those_below_it() {
    keeps(
        layers_look_down_only,
        &[
            ("domain/day.rs", "use crate::store::Store;"),
            ("domain/session/draft.rs", "fn f() -> crate::config::Config {}"),
            ("domain/mod.rs", "use super::{clock, store};"),
            ("store/mod.rs", "use crate::tui;"),
            ("store/load/content.rs", "use super::super::super::cli::json;"),
            ("import/mod.rs", "use crate::{domain::day, store::{self, Store}};"),
            ("tui/app.rs", "use crate::cli::json;"),
            ("config/mod.rs", "use crate::store::Store;"),
            ("demo/mod.rs", "use crate::store::Store;"),
            ("cli/mod.rs", "use crate::measured::Desk;"),
            ("measured.rs", "use crate::cli::json;"),
        ],
        &[
            ("domain/day.rs", "use crate::clock::Clock; use super::id::PersonId;"),
            ("domain/day.rs", "pub(crate) fn store() {} // crate::store"),
            ("store/mod.rs", "use crate::{domain::{day, id}, import::Go};"),
            ("cli/mod.rs", "use crate::store::Store;"),
        ],
    );
}

#[test]
fn an_import_never_names_the_store() {
    keeps(
        import_never_names_the_store,
        &[("import/plan.rs", "use crate::store::Store;"), ("import/plan.rs", "use super::super::store;")],
        &[("import/plan.rs", "struct Stored; let storey = 1;"), ("cli/import.rs", "use crate::store::Store;")],
    );
}

#[test]
fn the_tui_knows_what_may_be_asked_of_the_store_and_no_more() {
    keeps(
        the_tui_knows_requests_alone,
        &[
            ("tui/app.rs", "use crate::store::Store;"),
            ("tui/app.rs", "use crate::store;"),
            ("tui/app.rs", "use crate::store::{request::Request, Worker};"),
            ("tui/screens/team/mod.rs", "fn f(s: &crate::store::Store) {}"),
        ],
        &[
            ("tui/app.rs", "use crate::store::request::{Reply, Request, Ticket};"),
            ("tui/app.rs", "Effect::Store(ticket, request)"),
        ],
    );
}

#[test]
fn no_screen_imports_another_one() {
    keeps(
        no_screen_imports_another,
        &[
            ("tui/screens/team/mod.rs", "use crate::tui::screens::agent::AgentScreen;"),
            ("tui/screens/team/view.rs", "use super::super::agent;"),
            ("tui/screens/today/mod.rs", "use super::team::TeamScreen;"),
        ],
        &[
            ("tui/screens/team/view.rs", "use super::TeamScreen;"),
            ("tui/screens/team/view.rs", "use crate::tui::screens::team::TeamScreen;"),
            ("tui/screens/mod.rs", "use self::agent; use crate::tui::screens::team;"),
            ("tui/screen.rs", "use super::screens::{agent::AgentScreen, team::TeamScreen};"),
        ],
    );
}

#[test]
fn widgets_know_neither_screens_nor_the_store() {
    keeps(
        widgets_know_no_screen_and_no_store,
        &[
            ("tui/widgets/heat.rs", "use crate::store::request::Request;"),
            ("tui/widgets/heat.rs", "use super::super::screens::team;"),
            ("tui/widgets/heat.rs", "use crate::tui::screen::{Ctx, Screen};"),
        ],
        &[("tui/widgets/load.rs", "use crate::tui::screen::{Ctx, Load};"), ("tui/app.rs", "use super::screens::team;")],
    );
}

#[test]
fn the_clock_alone_reads_the_time() {
    keeps(
        time_is_read_in_one_place,
        &[
            ("store/log.rs", "let at = Utc::now();"),
            ("tui/mod.rs", "let at = std::time::Instant::now ();"),
            ("cli/mod.rs", "let at = chrono::Local :: now();"),
            ("demo/mod.rs", "SystemTime::now()"),
        ],
        &[("clock.rs", "Utc::now()"), ("store/log.rs", "let at = clock.now(); // Utc::now()")],
    );
}

#[test]
fn nothing_is_left_to_be_done_later() {
    keeps(
        nothing_is_left_undone,
        &[
            ("cli/mod.rs", "todo!()"),
            ("store/mod.rs", "unimplemented!(\"later\")"),
            ("domain/day.rs", "let x = dbg!(y);"),
        ],
        &[("cli/mod.rs", "let todo = \"todo!\";")],
    );
}

#[test]
fn comments_and_strings_are_no_code() {
    let text = "a /* b */ c // d\n\"e \\\" f\" r#\"g \" h\"# 'i' '\\'' 'j: &'k str";
    let code = code_of(text);
    for kept in ["a", "c", "j:", "k str"] {
        assert!(code.contains(kept), "{code}");
    }
    for gone in ["b", "d", "e", "f", "g", "h", "i'"] {
        assert!(!code.contains(gone), "{gone} in {code}");
    }
    assert_eq!(code.len(), text.len());
}

#[test]
fn the_top_level_holds_the_project_and_nothing_that_a_test_has_left() {
    const HERE: [&str; 9] =
        ["Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "assets", "rustfmt.toml", "src", "target", "tests"];
    let found = std::fs::read_dir(env!("CARGO_MANIFEST_DIR")).expect("the project's folder");
    let names = found.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    // Names with a dot are the tools' own; seeds of failed properties are written where one fails.
    let strays: Vec<String> =
        names.filter(|n| !n.starts_with('.') && n != "proptest-regressions" && !HERE.contains(&n.as_str())).collect();
    assert!(strays.is_empty(), "{strays:?}");
}
