//! Tables against what the records make of them: which row, which field, what it is and what was recorded.

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::domain::raw::visible;
use crate::store::error::Result;
use crate::store::log::hex;

/// Rows of a table that are named at most, and fields of a row.
const MOST: usize = 5;
/// Characters of a value that are shown.
const SHOWN: usize = 60;

struct Held {
    columns: Vec<String>,
    key: Vec<usize>,
    /// Sorted by their keys.
    rows: Vec<(String, Vec<Value>)>,
}

/// Names every row of a table that the records do not explain, every one that they ask for and that is gone, and the
/// fields of those that differ.
pub(super) fn compare(table: &str, file: &Connection, rebuilt: &Connection, broken: &mut Vec<String>) -> Result<()> {
    let (here, there) = (Held::read(table, file)?, Held::read(table, rebuilt)?);
    let find = |all: &Held, key: &str| all.rows.binary_search_by(|(k, _)| k.as_str().cmp(key)).ok();
    let mut found = Vec::new();
    for (key, row) in &here.rows {
        match find(&there, key).map(|at| &there.rows[at].1) {
            None => found.push(format!("table {table}, {}: no record explains this row", here.label(row))),
            Some(recorded) if row != recorded => {
                let which = here.label(recorded);
                let fields = here.columns.iter().zip(row.iter().zip(recorded)).filter(|(_, (a, b))| a != b);
                for (column, (is, was)) in fields.take(MOST) {
                    found.push(format!("table {table}, {which}: {}", differs(column, is, was)));
                }
            }
            Some(_) => {}
        }
    }
    for (_, row) in there.rows.iter().filter(|(key, _)| find(&here, key).is_none()) {
        found.push(format!("table {table}, {}: the records have this row, and it is gone", there.label(row)));
    }
    let more = found.len().saturating_sub(MOST);
    broken.extend(found.into_iter().take(MOST));
    if more > 0 {
        broken.push(format!("table {table}: {more} more of its rows differ"));
    }
    Ok(())
}

impl Held {
    fn read(table: &str, conn: &Connection) -> Result<Self> {
        let mut key: Vec<(i64, usize)> = Vec::new();
        let mut info = conn.prepare("SELECT cid, pk FROM pragma_table_info(?1) WHERE pk > 0")?;
        for found in info.query_map([table], |r| Ok((r.get::<_, i64>(1)?, r.get::<_, i64>(0)?)))? {
            let (order, at) = found?;
            key.push((order, usize::try_from(at).unwrap_or(0)));
        }
        key.sort_unstable();
        let key: Vec<usize> = key.into_iter().map(|(_, at)| at).collect();
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}"))?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = Vec::new();
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let values = (0..columns.len()).map(|i| row.get::<_, Value>(i)).collect::<rusqlite::Result<Vec<_>>>()?;
            // A table without a key of its own is compared by whole rows.
            let by: Vec<usize> = if key.is_empty() { (0..columns.len()).collect() } else { key.clone() };
            rows.push((by.iter().map(|at| whole(&values[*at])).collect::<Vec<_>>().join(" "), values));
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Self { columns, key, rows })
    }

    /// "row 0198f0c2 (Ama Boateng)": its key, and the name in it.
    fn label(&self, row: &[Value]) -> String {
        let key: Vec<String> = if self.key.is_empty() {
            row.iter().map(cut).collect()
        } else {
            self.key.iter().map(|at| cut(&row[*at])).collect()
        };
        let named = |at: usize| match &row[at] {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        };
        let name = self.columns.iter().position(|c| c == "name").and_then(named).or_else(|| {
            let content = named(self.columns.iter().position(|c| c == "content")?)?;
            let content: serde_json::Value = serde_json::from_str(&content).ok()?;
            Some(content.get("agent_name")?.as_str()?.to_owned())
        });
        let name = name.map_or_else(String::new, |name| format!(" ({})", visible(&name)));
        format!("row {}{name}", key.join(" "))
    }
}

/// What a field is and what was recorded; of a field that holds an object, the entries that differ.
fn differs(column: &str, is: &Value, was: &Value) -> String {
    if let (Value::Text(is), Value::Text(was)) = (is, was) {
        let read = |text: &str| serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text);
        if let (Ok(is), Ok(was)) = (read(is), read(was)) {
            let mut keys: Vec<&String> = is.keys().chain(was.keys()).collect();
            keys.sort_unstable();
            keys.dedup();
            let entry = |of: &serde_json::Map<String, serde_json::Value>, key: &String| {
                of.get(key).map_or_else(|| "nothing".to_owned(), ToString::to_string)
            };
            let all = keys.into_iter().filter(|key| is.get(*key) != was.get(*key));
            let words: Vec<String> =
                all.take(MOST).map(|key| apart(&visible(key), &entry(&is, key), &entry(&was, key))).collect();
            if !words.is_empty() {
                return words.join("; and ");
            }
        }
        return apart(column, is, was);
    }
    apart(column, &whole(is), &whole(was))
}

/// The stretch where two texts differ.
fn apart(what: &str, is: &str, was: &str) -> String {
    let same = is.chars().zip(was.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(SHOWN / 3);
    let stretch = |text: &str| {
        let lead = if from > 0 { "…" } else { "" };
        let part: String = text.chars().skip(from).take(SHOWN).collect();
        let tail = if text.chars().count() > from + SHOWN { "…" } else { "" };
        format!("“{lead}{}{tail}”", visible(&part))
    };
    format!("{what} is {}, and {} was recorded", stretch(is), stretch(was))
}

fn whole(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Integer(n) => n.to_string(),
        Value::Real(n) => n.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => hex(bytes),
    }
}

/// A key as far as it tells rows apart to a reader.
fn cut(value: &Value) -> String {
    let text = whole(value);
    let short: String = text.chars().take(36).collect();
    visible(&short).into_owned()
}
