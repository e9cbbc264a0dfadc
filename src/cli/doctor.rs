//! `doctor`.

use std::fmt::Write as _;

use serde_json::json;

use super::{Outcome, json, print_text};
use crate::store::Store;

/// 3 where something is wrong.
pub(super) fn run(store: &mut Store, mend: bool, as_json: bool) -> Outcome {
    if mend {
        store.mend()?;
    }
    let findings = store.doctor()?;
    let wrong = findings.iter().filter(|f| f.wrong.is_some()).count();
    if as_json {
        let list: Vec<_> = findings.iter().map(|f| json!({ "check": f.name, "wrong": f.wrong })).collect();
        print_text(&json::text(&list.into()))?;
    } else {
        let mut out = format!(
            "{} (schema {}, SQLite {})\n",
            store.path().display(),
            store.schema()?,
            crate::store::sqlite_version()
        );
        for f in &findings {
            let state = f.wrong.as_deref().unwrap_or("fine");
            // Writing to a String cannot fail.
            let _ = writeln!(out, "  {:<14} {}", f.name, crate::domain::raw::visible(state));
        }
        print_text(&out)?;
    }
    Ok(if wrong > 0 { 3 } else { 0 })
}
