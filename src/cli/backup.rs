//! `backup` and `restore`.

use std::path::Path;

use serde_json::json;

use super::error::CommandError;
use super::{Outcome, Run, json, print_text};
use crate::domain::raw::visible;
use crate::private::Standing;
use crate::store::Store;
use crate::store::backup::{Written, size};

pub(super) fn run(store: &Store, file: &Path, force: bool, as_json: bool) -> Outcome {
    let standing = if force { Standing::GivesWay } else { Standing::Stays };
    let written = store.backup_to(file, standing)?;
    if as_json {
        return print_text(&json::text(&json!({
            "file": written.path.to_string_lossy(), "bytes": written.bytes, "records": written.records,
            "check_code": written.check_code,
        })));
    }
    print_text(&format!("{}\n", words(&written)))
}

/// "desk-copy.db: 3.1 MB, 1204 records, check code 7Q2M-9KHD; read back, and it holds".
pub(super) fn words(written: &Written) -> String {
    let records = if written.records == 1 { "1 record".to_owned() } else { format!("{} records", written.records) };
    format!(
        "{}: {}, {records}, check code {}; it was read back and is sound",
        visible(&written.path.to_string_lossy()),
        size(written.bytes),
        written.check_code
    )
}

/// Puts a backup in the place of the file.
pub(super) fn restore(run: &Run, file: &Path, as_json: bool) -> Outcome {
    if run.cli.read_only {
        return Err(CommandError::user("a restore changes the file, and --read-only was asked for"));
    }
    let path = run.file()?;
    let done = Store::restore(&path, file, run.actor(), run.clock)?;
    if as_json {
        return print_text(&json::text(&json!({
            "file": path.to_string_lossy(), "from": file.to_string_lossy(), "records": done.records,
            "check_code": done.check_code, "kept": done.kept.as_ref().map(|k| k.to_string_lossy()),
        })));
    }
    let kept = done.kept.map_or_else(String::new, |kept| {
        format!("; what stood there before is kept at {}", visible(&kept.to_string_lossy()))
    });
    print_text(&format!(
        "{} was put back: {} records, check code {}{kept}. The file goes on in a log of its own, which names the one it \
         comes from\n",
        visible(&file.to_string_lossy()),
        done.records,
        done.check_code
    ))
}
