//! A table as JSON: an array of objects, and whatever else is written as JSON.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Cell, Head, instant};

pub(crate) struct Rows<'w> {
    columns: Vec<String>,
    to: &'w mut dyn Write,
    written: u64,
}

impl<'w> Rows<'w> {
    pub(super) fn begin(head: &Head, to: &'w mut dyn Write) -> io::Result<Self> {
        to.write_all(b"[")?;
        Ok(Self { columns: head.columns.clone(), to, written: 0 })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let object: Map<String, Value> = self.columns.iter().cloned().zip(cells.iter().map(value)).collect();
        let text = text(&Value::Object(object));
        // As it would stand in the whole array.
        let inside = text.trim_end().replace('\n', "\n  ");
        self.to.write_all(if self.written == 0 { b"\n  " } else { b",\n  " })?;
        self.written += 1;
        self.to.write_all(inside.as_bytes())
    }

    pub(super) fn end(self) -> io::Result<()> {
        self.to.write_all(if self.written == 0 { b"]\n" } else { b"\n]\n" })?;
        self.to.flush()
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) | Cell::AsRead(text) => json!(text),
        Cell::Count(n) => json!(n),
        Cell::Number(number) => json!(number),
        Cell::Date(day) => json!(day),
        Cell::Instant(at) => json!(instant(*at)),
        Cell::Yes(yes) => json!(yes),
    }
}

/// Pretty, with a line break at the end. Control characters, C1, bidi overrides and invisible ones are written as
/// \u escapes: the same value, and no terminal acts on it.
pub(crate) fn text(value: &Value) -> String {
    let plain = serde_json::to_string_pretty(value).expect("values are plain data");
    let mut out = String::with_capacity(plain.len() + 1);
    for c in plain.chars() {
        if c == '\n'
            || matches!(crate::domain::raw::visible(c.encode_utf8(&mut [0; 4])), std::borrow::Cow::Borrowed(_))
            || c == ' '
        {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out.push('\n');
    out
}
