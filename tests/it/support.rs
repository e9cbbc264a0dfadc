//! A desk of its own for each test: a folder that goes away, a clock that stands, and the program to be run in it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// What the clock says in every test.
pub(crate) const NOW: &str = "2026-11-25T12:00:00Z";

#[derive(Debug)]
pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) db: PathBuf,
}

/// What a run came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("no JSON ({e}): {self:?}"))
    }

    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Both streams, for looking for words in either.
    pub(crate) fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl Desk {
    /// A new file whose days are cut in UTC.
    pub(crate) fn new() -> Self {
        let desk = Self::bare();
        desk.run(&["settings", "zone", "UTC"]).expect(0);
        desk
    }

    /// No file yet.
    pub(crate) fn bare() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = folder.path().join("desk.db");
        Self { folder, db }
    }

    /// A copy of a file that another test has made.
    pub(crate) fn copy_of(file: &Path) -> Self {
        let desk = Self::bare();
        std::fs::copy(file, &desk.db).expect("the file can be copied");
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a file can be written");
        path.to_string_lossy().into_owned()
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coachlog"));
        command
            .env_clear()
            .env("COACHLOG_HOME", self.folder.path().join("home"))
            .env("COACHLOG_NOW", NOW)
            .env("USER", "tester")
            .env("TMPDIR", self.folder.path())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs on this desk's file.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let mut command = self.command();
        command.arg("--db").arg(&self.db).args(args);
        ran(&mut command)
    }

    /// The JSON of a reader that ends well.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let mut all = args.to_vec();
        all.push("--json");
        self.run(&all).expect(0).json()
    }

    /// Runs with words on standard input.
    pub(crate) fn feed(&self, args: &[&str], input: &str) -> Ran {
        let mut command = self.command();
        command.arg("--db").arg(&self.db).args(args);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        child.stdin.take().expect("it was piped").write_all(input.as_bytes()).expect("the program reads");
        let done = child.wait_with_output().expect("the program ends");
        said(&done)
    }

    /// The file opened behind the program's back.
    pub(crate) fn conn(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(&self.db).expect("the file opens")
    }

    /// Every row of every table, for showing that nothing changed.
    pub(crate) fn dump(&self) -> Vec<String> {
        let conn = self.conn();
        let names: Vec<String> = strings(
            &conn,
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'transcript_words%' ORDER BY name",
        );
        let mut out = Vec::new();
        for name in names {
            let mut rows = rows(&conn, &format!("SELECT * FROM \"{name}\""));
            rows.sort();
            out.extend(rows.into_iter().map(|row| format!("{name}: {row}")));
        }
        out
    }

    pub(crate) fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        self.conn().query_row(&sql, [], |r| r.get(0)).expect("the table is there")
    }
}

/// The demo's file, made once for all tests: copy it.
pub(crate) fn demo() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        // Nothing that is static goes away by itself: it lies where cargo cleans up, and is made anew each time.
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(concat!("demo-", env!("CARGO_CRATE_NAME"), ".db"));
        let _ = std::fs::remove_file(&file);
        ran(Desk::bare().command().arg("demo").arg("--write").arg(&file)).expect(0);
        file
    })
}

pub(crate) fn ran(command: &mut Command) -> Ran {
    said(&command.output().expect("the program starts"))
}

fn said(done: &std::process::Output) -> Ran {
    Ran {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8(done.stdout.clone()).expect("stdout is UTF-8"),
        err: String::from_utf8(done.stderr.clone()).expect("stderr is UTF-8"),
    }
}

pub(crate) fn strings(conn: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).expect("the query is good");
    let found = statement.query_map([], |r| r.get(0)).expect("the query runs");
    found.collect::<rusqlite::Result<_>>().expect("the rows are strings")
}

/// Rows as text.
pub(crate) fn rows(conn: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).expect("the query is good");
    let columns = statement.column_count();
    let found = statement.query_map([], |r| {
        let cells = (0..columns).map(|i| r.get::<_, rusqlite::types::Value>(i));
        Ok(format!("{:?}", cells.collect::<rusqlite::Result<Vec<_>>>()?))
    });
    found.expect("the query runs").collect::<rusqlite::Result<_>>().expect("the rows can be read")
}

/// A file of the shared samples, read in place and never copied; `None` where they are not there.
pub(crate) fn sample(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

/// CSV out of cells, quoted where they must be.
pub(crate) fn csv(rows: &[Vec<String>]) -> String {
    let cell = |c: &String| {
        if c.contains([',', '"', '\n', '\r']) { format!("\"{}\"", c.replace('"', "\"\"")) } else { c.clone() }
    };
    rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\n").collect()
}
