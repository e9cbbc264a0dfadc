//! Tables against what the records make of them: which row, which field, what it is and what was recorded.

use std::cmp::Ordering;

use rusqlite::types::Value;
use rusqlite::{Connection, Rows};

use crate::domain::raw::visible;
use crate::store::error::Result;
use crate::store::log::hex;

/// Rows of a table that are named at most, and fields of a row.
const MOST: usize = 5;
/// Characters of a value that are shown.
const SHOWN: usize = 60;

/// How a table's rows are told apart.
struct Shape {
    table: String,
    columns: Vec<String>,
    /// Places of the columns that make the key; all of them where the table has no key of its own.
    key: Vec<usize>,
}

/// Names every row of a table that the records do not explain, every one that they ask for and that is gone, and the
/// fields of those that differ. Both are walked side by side, so that a long life needs no more memory than a short one.
pub(in crate::store) fn compare(
    table: &str,
    file: &Connection,
    rebuilt: &Connection,
    broken: &mut Vec<String>,
) -> Result<()> {
    let shape = Shape::read(table, rebuilt)?;
    let mut theirs = rebuilt.prepare(&shape.sql())?;
    let mut ours = match file.prepare(&shape.sql()) {
        Ok(statement) => statement,
        Err(e) => {
            broken.push(format!("table {table} cannot be read: {}", visible(&e.to_string())));
            return Ok(());
        }
    };
    let (mut here, mut there) = (ours.query([])?, theirs.query([])?);
    let (mut row, mut recorded) = (shape.next(&mut here)?, shape.next(&mut there)?);
    let mut found = Vec::new();
    let mut more = 0;
    let mut say = |words: String| if found.len() < MOST { found.push(words) } else { more += 1 };
    loop {
        let order = match (&row, &recorded) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(row), Some(recorded)) => shape.order(row, recorded),
        };
        match (order, &row, &recorded) {
            (Ordering::Less, Some(row), _) => {
                say(format!("table {table}, {}: no record explains this row", shape.label(row)));
            }
            (Ordering::Greater, _, Some(recorded)) => {
                let label = shape.label(recorded);
                say(format!("table {table}, {label}: the records have this row, and it is gone"));
            }
            (Ordering::Equal, Some(row), Some(recorded)) if row != recorded => {
                let which = shape.label(recorded);
                let fields = shape.columns.iter().zip(row.iter().zip(recorded)).filter(|(_, (a, b))| a != b);
                for (column, (is, was)) in fields.take(MOST) {
                    say(format!("table {table}, {which}: {}", differs(column, is, was)));
                }
            }
            _ => {}
        }
        if order != Ordering::Greater {
            row = shape.next(&mut here)?;
        }
        if order != Ordering::Less {
            recorded = shape.next(&mut there)?;
        }
    }
    broken.extend(found);
    if more > 0 {
        broken.push(format!("table {table}: {more} more of its rows differ"));
    }
    Ok(())
}

impl Shape {
    fn read(table: &str, conn: &Connection) -> Result<Self> {
        let mut key: Vec<(i64, usize)> = Vec::new();
        let mut columns = Vec::new();
        let mut info = conn.prepare("SELECT name, cid, pk FROM pragma_table_info(?1) ORDER BY cid")?;
        for found in info.query_map([table], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(2)?)))? {
            let (name, order) = found?;
            if order > 0 {
                key.push((order, columns.len()));
            }
            columns.push(name);
        }
        key.sort_unstable();
        let key = match key.as_slice() {
            [] => (0..columns.len()).collect(),
            key => key.iter().map(|(_, at)| *at).collect(),
        };
        Ok(Self { table: table.to_owned(), columns, key })
    }

    fn sql(&self) -> String {
        let by: Vec<&str> = self.key.iter().map(|at| self.columns[*at].as_str()).collect();
        format!("SELECT {} FROM {} ORDER BY {}", self.columns.join(", "), self.table, by.join(", "))
    }

    fn next(&self, rows: &mut Rows<'_>) -> Result<Option<Vec<Value>>> {
        let Some(row) = rows.next()? else { return Ok(None) };
        let values = (0..self.columns.len()).map(|i| row.get::<_, Value>(i)).collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Some(values))
    }

    fn order(&self, a: &[Value], b: &[Value]) -> Ordering {
        let each = self.key.iter().map(|at| order(&a[*at], &b[*at]));
        each.fold(Ordering::Equal, Ordering::then)
    }

    /// "row 0198f0c2 (Ama Boateng)": its key, and the name in it.
    fn label(&self, row: &[Value]) -> String {
        let key: Vec<String> = self.key.iter().map(|at| cut(&row[*at])).collect();
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

/// As the engine sorts them.
fn order(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Integer(_) | Value::Real(_) => 1,
        Value::Text(_) => 2,
        Value::Blob(_) => 3,
    };
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Real(a), Value::Real(b)) => a.total_cmp(b),
        (Value::Integer(a), Value::Real(b)) => (*a as f64).total_cmp(b),
        (Value::Real(a), Value::Integer(b)) => a.total_cmp(&(*b as f64)),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Blob(a), Value::Blob(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
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
