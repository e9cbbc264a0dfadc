//! Keys as data: which key means which action where. Read from `keymap.toml` over the defaults of [`table`].

use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use crokey::KeyCombination;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub(crate) mod table;
pub(crate) use table::{Action, Context, Row, TABLE};

use super::Borders;

/// The keys of every action in every context, in the order of [`TABLE`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keymap {
    bindings: Vec<Vec<KeyCombination>>,
    /// The first of them as the footer writes it, for each kind of signs: a frame asks for dozens.
    words: Vec<[String; 2]>,
    pressed: HashMap<(Context, KeyCombination), Action>,
}

/// Where each action of a context is in [`TABLE`].
static PLACES: LazyLock<HashMap<(Context, Action), usize>> =
    LazyLock::new(|| TABLE.iter().enumerate().rev().map(|(at, row)| ((row.context, row.action), at)).collect());

impl Default for Keymap {
    fn default() -> Self {
        let keys = |row: &Row| {
            row.keys.iter().map(|k| parse_key(k).unwrap_or_else(|e| unreachable!("a default key: {e}"))).collect()
        };
        Self::of(TABLE.iter().map(keys).collect())
    }
}

impl Keymap {
    fn of(bindings: Vec<Vec<KeyCombination>>) -> Self {
        let first = |keys: &Vec<KeyCombination>, borders| keys.first().map(|key| key_words(*key, borders));
        let words = |keys| [Borders::Unicode, Borders::Ascii].map(|borders| first(keys, borders).unwrap_or_default());
        let words = bindings.iter().map(words).collect();
        let mut pressed = HashMap::new();
        for (row, keys) in TABLE.iter().zip(&bindings) {
            for key in keys {
                pressed.entry((row.context, *key)).or_insert(row.action);
            }
        }
        Self { bindings, words, pressed }
    }

    /// Reads a `keymap.toml`. What it does not name keeps its default keys. All that is wrong with it comes back
    /// at once, as sentences.
    pub(crate) fn read(text: &str) -> Result<Self, Vec<String>> {
        let table: toml::Table = toml::from_str(text).map_err(|e| vec![e.to_string().trim_end().to_owned()])?;
        let mut map = Self::default();
        let mut problems = Vec::new();
        for (context, actions) in &table {
            map.take_context(context, actions, &mut problems);
        }
        let map = Self::of(map.bindings);
        map.clashes(&mut problems);
        if problems.is_empty() { Ok(map) } else { Err(problems) }
    }

    /// Reads the file; the defaults where there is none.
    pub(crate) fn load(path: &Path) -> Result<Self, Vec<String>> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                Self::read(&text).map_err(|all| all.into_iter().map(|e| format!("{}: {e}", path.display())).collect())
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(vec![format!("{} cannot be read: {e}", path.display())]),
        }
    }

    fn context(word: &str) -> Option<Context> {
        Context::IN_ORDER.into_iter().find(|c| c.word() == word)
    }

    fn take_context(&mut self, word: &str, actions: &toml::Value, problems: &mut Vec<String>) {
        let Some(context) = Self::context(word) else {
            let all: Vec<&str> = Context::IN_ORDER.iter().map(|c| c.word()).collect();
            problems.push(format!("there is no context “{word}”; there are {}", all.join(", ")));
            return;
        };
        let Some(actions) = actions.as_table() else {
            problems.push(format!("“{word}” is a heading, written [{word}], with its actions under it"));
            return;
        };
        for (action, keys) in actions {
            let Some(at) = TABLE.iter().position(|r| r.context == context && r.action.word() == action) else {
                let all: Vec<&str> = TABLE.iter().filter(|r| r.context == context).map(|r| r.action.word()).collect();
                problems.push(format!("[{word}] has no action “{action}”; it has {}", all.join(", ")));
                continue;
            };
            match keys_of(keys) {
                Ok(keys) => self.bindings[at] = keys,
                Err(why) => problems.push(format!("[{word}] {action}: {why}")),
            }
        }
    }

    /// Two actions on one key, wherever both could be meant.
    fn clashes(&self, problems: &mut Vec<String>) {
        for (i, row) in TABLE.iter().enumerate() {
            for (j, other) in TABLE.iter().enumerate().skip(i + 1) {
                let together = row.context == other.context
                    || row.context.beside().contains(&other.context)
                    || other.context.beside().contains(&row.context);
                if !together {
                    continue;
                }
                for key in self.bindings[i].iter().filter(|k| self.bindings[j].contains(k)) {
                    problems.push(format!(
                        "{} means both [{}] {} and [{}] {}",
                        key_name(*key),
                        row.context.word(),
                        row.action.word(),
                        other.context.word(),
                        other.action.word()
                    ));
                }
            }
        }
    }

    /// What a key means, the first context that knows it deciding.
    pub(crate) fn action(&self, contexts: &[Context], key: KeyEvent) -> Option<Action> {
        let pressed = combination(key);
        contexts.iter().find_map(|context| self.pressed.get(&(*context, pressed)).copied())
    }

    /// The row of an action in the first context that has it, with its keys.
    pub(crate) fn binding(&self, contexts: &[Context], action: Action) -> Option<(&'static Row, &[KeyCombination])> {
        place(contexts, action).map(|at| (&TABLE[at], self.bindings[at].as_slice()))
    }

    /// The first key of an action as the footer writes it; empty where the user unbound it.
    pub(crate) fn key_words(&self, contexts: &[Context], action: Action, borders: Borders) -> &str {
        let words = |at: usize| self.words[at][borders as usize].as_str();
        place(contexts, action).map(words).unwrap_or_default()
    }

    /// The first key of an action that is no text, where letters go into a field.
    pub fn key_words_typing(&self, contexts: &[Context], action: Action, borders: Borders) -> Option<String> {
        let keys = self.binding(contexts, action).map(|(_, keys)| keys).unwrap_or_default();
        let key = keys.iter().find(|k| {
            let typed = matches!(k.codes.first(), KeyCode::Char(_));
            !typed || k.modifiers.contains(KeyModifiers::CONTROL)
        });
        key.map(|k| key_words(*k, borders))
    }
}

/// Where an action is in [`TABLE`], in the first context that has it.
fn place(contexts: &[Context], action: Action) -> Option<usize> {
    contexts.iter().find_map(|context| PLACES.get(&(*context, action)).copied())
}

fn keys_of(value: &toml::Value) -> Result<Vec<KeyCombination>, String> {
    let wrong =
        || "keys are a list such as [\"f5\", \"ctrl-g\"]; an empty list takes the action off the keys".to_owned();
    if let Some(key) = value.as_str() {
        return parse_key(key).map(|key| vec![key]);
    }
    let list = value.as_array().ok_or_else(wrong)?;
    list.iter().map(|key| parse_key(key.as_str().ok_or_else(wrong)?)).collect()
}

/// A key as `keymap.toml` writes it. A capital letter alone is that letter with shift.
pub(crate) fn parse_key(text: &str) -> Result<KeyCombination, String> {
    let mut chars = text.chars();
    let written = match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii_uppercase() => format!("shift-{c}"),
        _ => text.to_owned(),
    };
    let refusal = || format!("“{text}” is no key; keys are written like a, shift-a, ctrl-a, f5, enter, pageup or ?");
    let key = crokey::parse(&written).map_err(|_| refusal())?;
    if key.is_ansi_compatible() { Ok(key) } else { Err(refusal()) }
}

/// A pressed key in the form that the keymap holds: terminals differ in whether they report the shift that
/// typed a sign such as `?`.
pub(crate) fn combination(key: KeyEvent) -> KeyCombination {
    let mut key = KeyEvent::new(key.code, key.modifiers);
    if let KeyCode::Char(c) = key.code
        && !c.is_alphabetic()
    {
        key.modifiers.remove(KeyModifiers::SHIFT);
    }
    KeyCombination::from(key)
}

/// As `keymap.toml` writes it.
fn key_name(key: KeyCombination) -> String {
    crokey::KeyCombinationFormat::default().with_lowercase_modifiers().to_string(key).to_lowercase()
}

/// As the footer and the help write it: `↑`, `J`, `ctrl-p`, `F5`, `esc`.
pub(crate) fn key_words(key: KeyCombination, borders: Borders) -> String {
    let plain = key.modifiers.is_empty();
    let sign = match (key.codes.first(), borders) {
        (KeyCode::Up, Borders::Unicode) if plain => "↑",
        (KeyCode::Down, Borders::Unicode) if plain => "↓",
        (KeyCode::Left, Borders::Unicode) if plain => "←",
        (KeyCode::Right, Borders::Unicode) if plain => "→",
        (KeyCode::Enter, Borders::Unicode) if plain => "↵",
        (KeyCode::BackTab, _) => "shift-tab",
        (KeyCode::F(n), _) if plain => return format!("F{n}"),
        (KeyCode::Char(' '), _) if plain => "space",
        (KeyCode::Char(c), _) if !c.is_alphabetic() && plain => return c.to_string(),
        _ => {
            let format = crokey::KeyCombinationFormat::default().with_implicit_shift().with_lowercase_modifiers();
            let text = format.to_string(key);
            return if text.chars().count() == 1 || text.contains('-') { text } else { text.to_lowercase() };
        }
    };
    sign.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DEFAULT_KEYMAP;

    #[test]
    fn the_embedded_keymap_is_the_default_and_names_every_action() {
        assert_eq!(Keymap::read(DEFAULT_KEYMAP), Ok(Keymap::default()));
        let written: toml::Table = toml::from_str(DEFAULT_KEYMAP).expect("the embedded file is TOML");
        let named: usize = written.values().filter_map(toml::Value::as_table).map(toml::Table::len).sum();
        assert_eq!(named, TABLE.len(), "every row of the table stands in the embedded file");
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let problems = Keymap::read(
            "[team]\nsession = [\"n\"]\nsorting = [\"x\"]\nsort = 3\n[taem]\na = []\n[list]\nfind = [\"ctrl-§\"]\n",
        )
        .expect_err("four mistakes");
        insta::assert_snapshot!(problems.join("\n"));
    }

    #[test]
    fn default_keys_arrive_on_german_and_french_keyboards_and_in_every_terminal() {
        for row in TABLE {
            for key in row.keys {
                let last = key.rsplit('-').next().unwrap_or(key);
                assert!(!"@[]{}\\|~".contains(last), "{key} needs AltGr");
                assert!(!["ctrl-h", "ctrl-s", "ctrl-i", "ctrl-m", "ctrl-j", "ctrl-q"].contains(key), "{key}");
            }
        }
    }

    #[test]
    fn shift_is_told_apart_for_letters_and_ignored_for_signs() {
        let keymap = Keymap::default();
        let contexts = [Context::Agent, Context::List, Context::Global];
        let press = |code, modifiers| keymap.action(&contexts, KeyEvent::new(code, modifiers));
        assert_eq!(press(KeyCode::Char('k'), KeyModifiers::NONE), Some(Action::Up));
        assert_eq!(press(KeyCode::Char('K'), KeyModifiers::SHIFT), Some(Action::PreviousAgent));
        assert_eq!(press(KeyCode::Char('K'), KeyModifiers::NONE), Some(Action::PreviousAgent));
        assert_eq!(press(KeyCode::Char('?'), KeyModifiers::SHIFT), Some(Action::Help));
        assert_eq!(press(KeyCode::Char('?'), KeyModifiers::NONE), Some(Action::Help));
        assert_eq!(press(KeyCode::BackTab, KeyModifiers::SHIFT), Some(Action::PreviousPane));
    }

    #[test]
    fn keys_read_as_people_name_them() {
        for (written, shown) in [
            ("up", "↑"),
            ("shift-j", "J"),
            ("ctrl-p", "ctrl-p"),
            ("f5", "F5"),
            ("enter", "↵"),
            ("?", "?"),
            ("space", "space"),
            ("esc", "esc"),
            ("backtab", "shift-tab"),
            ("pageup", "pageup"),
            (",", ","),
            ("J", "J"),
        ] {
            assert_eq!(key_words(parse_key(written).expect(written), Borders::Unicode), shown, "{written}");
        }
        assert_eq!(key_words(parse_key("up").expect("up"), Borders::Ascii), "up");
    }

    #[test]
    fn an_action_can_be_moved_and_taken_off_the_keys() {
        let keymap = Keymap::read("[team]\nsession = [\"x\"]\nsort = []\n").expect("it reads");
        let contexts = [Context::Team, Context::List, Context::Global];
        assert_eq!(keymap.key_words(&contexts, Action::StartSession, Borders::Unicode), "x");
        assert_eq!(keymap.key_words(&contexts, Action::Sort, Borders::Unicode), "");
        let x = KeyEvent::new(KeyCode::Char('x'), KeyModifiers::NONE);
        assert_eq!(keymap.action(&contexts, x), Some(Action::StartSession));
    }
}
