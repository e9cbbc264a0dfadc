//! `log pack`: an evidence pack as a folder, and the check of one against the log.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::error::CommandError;
use super::{Outcome, json, say};
use crate::domain::hex::hex;
use crate::domain::pack::{Content, FirstLine, Pack, PackQuery, PackedRecord};
use crate::export::{self, Form, Table};
use crate::report::{html, pack::pack_page};
use crate::store::{Store, checkpoint};

/// The checkpoint's name in the folder.
pub(super) const CHECKPOINT: &str = "checkpoint.txt";
/// The hashes of all other files.
const SUMS: &str = "SHA256SUMS";
const RECORDS: &str = "records.jsonl";
const VERIFIER: &str = include_str!("../../assets/pack/verify.py");
const PROVES: &str = include_str!("../../assets/pack/what-it-proves.txt");

/// Writes the folder: under another name until it is whole.
pub(super) fn write(store: &Store, query: &PackQuery, out: &Path) -> Outcome {
    let failed = |e: io::Error| CommandError::user(format!("{} cannot be written: {e}", out.display()));
    if std::fs::symlink_metadata(out).is_ok() {
        return Err(CommandError::user(format!(
            "{} exists already; name a folder that is not there yet",
            out.display()
        )));
    }
    let pack = store.pack(query)?;
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let begun = out.with_file_name(name);
    // One that was begun before and never finished.
    let _ = std::fs::remove_dir_all(&begun);
    let written = fill(&pack, store, &begun).and_then(|()| std::fs::rename(&begun, out));
    if let Err(e) = written {
        let _ = std::fs::remove_dir_all(&begun);
        return Err(failed(e));
    }
    // What left is the file inside; the note is of when.
    store.note_checkpoint(&pack.checkpoint)?;
    if !pack.verified.broken.is_empty() {
        say("the log is not intact; the pack says so, and `coachlog log verify` names what is wrong")?;
    }
    let (records, code) = (pack.checkpoint.size, pack.checkpoint.check_code());
    say(&format!(
        "evidence pack written to {}: {}; {} sessions; {records} records, check code {code}",
        out.display(),
        pack.words(),
        pack.sessions.len()
    ))
}

fn fill(pack: &Pack, store: &Store, folder: &Path) -> io::Result<()> {
    crate::private::folder(folder)?;
    let table = |table: Table| -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        table.write(Form::Csv, store.clock().now(), &mut out)?;
        Ok(out)
    };
    let records: String = pack.records.iter().fold(String::new(), |mut out, r| {
        out.push_str(&record(r).to_string());
        out.push('\n');
        out
    });
    let files: [(&str, Vec<u8>); 9] = [
        ("index.html", html(&pack_page(pack)).into_bytes()),
        ("what-it-proves.txt", PROVES.into()),
        ("failures.csv", table(export::failures(pack))?),
        ("sessions.csv", table(export::packed_sessions(pack))?),
        ("sources.csv", table(export::sources(pack))?),
        (RECORDS, records.into_bytes()),
        ("pack.json", json::text(&manifest(pack)).into_bytes()),
        (CHECKPOINT, checkpoint::text(&pack.checkpoint).into_bytes()),
        ("verify.py", VERIFIER.into()),
    ];
    let mut sums = String::new();
    for (name, bytes) in &files {
        put(&folder.join(name), bytes)?;
        // Writing to a String cannot fail.
        let _ = writeln!(sums, "{}  {name}", hex(&Sha256::digest(bytes)));
    }
    put(&folder.join(SUMS), sums.as_bytes())
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = crate::private::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A record, word for word.
fn record(r: &PackedRecord) -> Value {
    let (salt, body) = match &r.content {
        Content::Here { salt, body } => (Value::from(hex(salt)), Value::from(body.as_str())),
        Content::Erased | Content::Withheld => (Value::Null, Value::Null),
    };
    json!({
        "log": r.log.to_string(), "seq": r.seq, "lamport": r.lamport, "at": r.at, "utc_offset": r.utc_offset,
        "author": r.author.to_string(), "app_version": r.app_version, "action": r.action,
        "subject_type": r.subject_type, "subject": r.subject.to_string(), "commit": hex(&r.commit),
        "prev": hex(&r.prev), "hash": hex(&r.hash), "content": r.content.word(), "salt": salt, "body": body,
    })
}

fn manifest(pack: &Pack) -> Value {
    let query = &pack.query;
    json!({
        "made_by": format!("coachlog {}", env!("CARGO_PKG_VERSION")),
        "made_at": json::instant(pack.made_at),
        "from": query.span.from, "to": query.span.to, "zone": pack.zone.name(),
        "agent": pack.agent.as_ref().map(crate::domain::people::Agent::json_id),
        "requirement": query.requirement,
        "customer_words": match query.customer {
            crate::domain::pack::CustomerWords::Shown => "in it",
            crate::domain::pack::CustomerWords::LeftOut => "left out",
        },
        "log_intact": pack.verified.broken.is_empty(),
        "logs": pack.logs.iter().map(first_line).collect::<Vec<_>>(),
    })
}

fn first_line(line: &FirstLine) -> Value {
    let parent = line.parent.as_ref();
    json!({
        "id": line.id.to_string(), "created_at": line.created_at, "version": line.version,
        "parent": parent.map(|p| p.0.to_string()), "parent_size": parent.map(|p| p.1),
        "parent_head": parent.map(|p| hex(&p.2)),
    })
}

/// What is wrong with a folder: files that are not those that were packed, records that are not those of the log.
pub(super) fn faults(store: &Store, folder: &Path) -> Result<Vec<String>, CommandError> {
    let failed = |e: io::Error, path: &Path| CommandError::user(format!("{} cannot be read: {e}", path.display()));
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).map_err(|e| failed(e, &path))
    };
    let mut out = Vec::new();
    let sums = read(SUMS)?;
    let mut listed = std::collections::BTreeMap::new();
    for (n, line) in String::from_utf8_lossy(&sums).split_terminator('\n').enumerate() {
        match line.split_once("  ") {
            Some((hash, name)) if hash.len() == 64 && !name.is_empty() && !name.contains(['/', '\\']) => {
                listed.insert(name.to_owned(), hash.to_owned());
            }
            _ => out.push(format!("{SUMS}, line {}: expected a hash, two spaces and a file's name", n + 1)),
        }
    }
    for entry in std::fs::read_dir(folder).map_err(|e| failed(e, folder))? {
        let name = entry.map_err(|e| failed(e, folder))?.file_name().to_string_lossy().into_owned();
        match listed.remove(&name) {
            _ if name == SUMS => {}
            None => out.push(format!("{name}: no hash is listed of it")),
            Some(hash) if hash != hex(&Sha256::digest(read(&name)?)) => {
                out.push(format!("{name}: it is not the file that was packed"));
            }
            Some(_) => {}
        }
    }
    out.extend(listed.into_keys().map(|name| format!("{name}: it is missing")));
    if !out.is_empty() {
        return Ok(out);
    }
    let known: HashMap<(String, i64), PackedRecord> =
        store.all_records()?.into_iter().map(|r| ((r.log.to_string(), r.seq), r)).collect();
    for (n, line) in String::from_utf8_lossy(&read(RECORDS)?).lines().enumerate() {
        let found: Value = serde_json::from_str(line).unwrap_or(Value::Null);
        let key = (found["log"].as_str().unwrap_or_default().to_owned(), found["seq"].as_i64().unwrap_or(-1));
        if !known.get(&key).is_some_and(|kept| same(&found, kept)) {
            out.push(format!("{RECORDS}, line {}: it is not the record that the log has there", n + 1));
        }
    }
    Ok(out)
}

/// Whether a line is the log's record. Its content may be missing; what is there is what was committed to, even where the
/// file's own was erased since.
fn same(found: &Value, kept: &PackedRecord) -> bool {
    let expected = record(kept);
    let link = expected.as_object().into_iter().flatten();
    let linked = link
        .filter(|(name, _)| !["content", "salt", "body"].contains(&name.as_str()))
        .all(|(name, value)| found[name] == *value);
    let content = match (found["salt"].as_str(), found["body"].as_str()) {
        (Some(salt), Some(body)) => {
            let salt: Option<Vec<u8>> = (0..salt.len() / 2)
                .map(|at| salt.get(2 * at..2 * at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()))
                .collect();
            let mut hash = Sha256::new();
            hash.update(b"coachlog.payload.v1\0");
            hash.update(salt.unwrap_or_default());
            hash.update(body);
            hash.finalize().as_slice() == kept.commit
        }
        _ => found["content"] != "here",
    };
    linked && content
}
