//! Files that are damaged, empty or somebody else's: each is called what it is, none is changed by a single byte, and
//! none is replaced by an empty one.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::chance::Chance;
use crate::support::{Desk, demo};

const PAGE: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    ZeroedPage,
    PageTwice,
    Truncated,
    HeaderGarbage,
    Empty,
    NoDatabase,
    OfAnotherProgram,
}

const ALL: [Damage; 7] = [
    Damage::ZeroedPage,
    Damage::PageTwice,
    Damage::Truncated,
    Damage::HeaderGarbage,
    Damage::Empty,
    Damage::NoDatabase,
    Damage::OfAnotherProgram,
];

impl Damage {
    /// What is said of it.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::ZeroedPage | Self::PageTwice | Self::Truncated => &["is damaged", "damaged:"],
            Self::HeaderGarbage | Self::NoDatabase => &["it is not a coachlog file, or it is damaged"],
            Self::Empty => &["it is empty (0 bytes)"],
            Self::OfAnotherProgram => &["it is an SQLite file of another program"],
        }
    }

    fn befall(self, file: &Path, chance: &mut Chance) {
        let mut bytes = std::fs::read(file).expect("the file can be read");
        let pages = bytes.len() / PAGE;
        // The first page is the header's; a free one holds nothing that could be damaged.
        let used: Vec<usize> =
            (1..pages).filter(|at| bytes[at * PAGE..(at + 1) * PAGE].iter().any(|byte| *byte != 0)).collect();
        let mut page = || used[usize::try_from(chance.below(used.len() as u64)).expect("a page")];
        match self {
            Self::ZeroedPage => {
                let at = page();
                bytes[at * PAGE..(at + 1) * PAGE].fill(0);
            }
            Self::PageTwice => {
                let (from, mut to) = (page(), page());
                while bytes[from * PAGE..(from + 1) * PAGE] == bytes[to * PAGE..(to + 1) * PAGE] {
                    to = page();
                }
                let copy = bytes[from * PAGE..(from + 1) * PAGE].to_vec();
                bytes[to * PAGE..(to + 1) * PAGE].copy_from_slice(&copy);
            }
            Self::Truncated => {
                let left = page();
                // At a page's end, or within one.
                bytes.truncate(left * PAGE + usize::try_from(chance.below(2)).expect("0 or 1") * 1000);
            }
            Self::HeaderGarbage => {
                for byte in &mut bytes[..100] {
                    *byte = u8::try_from(chance.below(256)).expect("a byte");
                }
            }
            Self::Empty => bytes.clear(),
            Self::NoDatabase => {
                let words =
                    format!("call_id,agent\n{}\n", "x".repeat(usize::try_from(chance.below(9000)).expect("few")));
                bytes = words.into_bytes();
            }
            Self::OfAnotherProgram => {
                std::fs::remove_file(file).expect("it goes");
                let conn = rusqlite::Connection::open(file).expect("a new file");
                let id = chance.below(3) * 77;
                conn.execute_batch(&format!(
                    "PRAGMA application_id = {id}; CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT);
                     INSERT INTO notes (words) VALUES ('mine');"
                ))
                .expect("a table");
                return;
            }
        }
        std::fs::write(file, bytes).expect("the file can be written");
    }
}

fn hash(file: &Path) -> Vec<u8> {
    Sha256::digest(std::fs::read(file).expect("the file can be read")).to_vec()
}

fn befallen(damage: Damage, seed: u64) {
    let desk = Desk::copy_of(demo());
    damage.befall(&desk.db, &mut Chance::of(seed));
    let before = hash(&desk.db);
    let what = format!("{damage:?}, {seed}");
    let doctor = desk.run(&["doctor"]);
    let said = |text: &str| damage.words().iter().any(|words| text.contains(words));
    if !said(&doctor.out) && [Damage::ZeroedPage, Damage::PageTwice].contains(&damage) {
        // A page of a long text's middle: the engine reads it as ever, and what it says is compared with what was
        // recorded.
        let deep = desk.run(&["doctor", "--deep"]);
        assert!(deep.code == 3 && deep.out.contains("WRONG"), "{what}: {deep:?}");
        // A session's own text may be what is gone.
        let read = desk.run(&["team"]);
        assert!(
            read.code == 0 || ["cannot read", "malformed JSON"].iter().any(|words| read.err.contains(words)),
            "{what}: {read:?}"
        );
        assert!(hash(&desk.db) == before, "{what}: the file was changed");
        return;
    }
    assert!(said(&doctor.out) && doctor.code == 3, "{what}: {doctor:?}");
    // What reads either reads or says why not; what writes is refused; each names the damage.
    let out = desk.path("sessions.json");
    let out = out.to_str().expect("a path");
    for (args, writes) in [
        (&["team"][..], false),
        (&["log", "verify"], false),
        (&["export", "sessions", "--format", "json", "--out", out], false),
        (&["settings", "zone", "Europe/Paris"], true),
        (&["doctor", "--mend"], true),
    ] {
        let ran = desk.run(args);
        assert!(ran.code != 101 && ran.code >= 0, "{what}: {args:?} {ran:?}");
        assert!(said(&ran.all()) || args[0] == "doctor", "{what}: {args:?} {ran:?}");
        assert!(!writes || ran.code != 0, "{what}: {args:?} {ran:?}");
    }
    assert!(desk.run(&["--version"]).code == 0 && desk.run(&["--help"]).code == 0);
    assert!(hash(&desk.db) == before, "{what}: the file was changed");
}

#[test]
fn damaged_files_are_called_what_they_are_and_left_as_they_are() {
    for damage in ALL {
        (0..2).for_each(|seed| befallen(damage, seed));
    }
}

#[test]
#[ignore = "two minutes: run it with -- --ignored"]
fn a_hundred_and_forty_damaged_files_are_called_what_they_are_and_left_as_they_are() {
    for damage in ALL {
        (0..20).for_each(|seed| befallen(damage, seed));
    }
}

#[test]
fn what_survives_is_counted_and_written_out_and_a_backup_takes_its_place() {
    let desk = Desk::copy_of(demo());
    let backup = desk.path("kept.db");
    desk.run(&["backup", backup.to_str().expect("a path")]).expect(0);
    let sessions = desk.count("session");
    // The scores' pages alone: everything else can be read.
    let root: i64 = desk
        .conn()
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'score'", [], |r| r.get(0))
        .expect("the table is there");
    let mut bytes = std::fs::read(&desk.db).expect("the file can be read");
    let at = usize::try_from(root - 1).expect("a page") * PAGE;
    bytes[at..at + PAGE].fill(0);
    std::fs::write(&desk.db, bytes).expect("the file can be written");
    let doctor = desk.run(&["doctor"]).expect(3);
    assert!(doctor.out.contains(&format!("{sessions} sessions,")), "{doctor:?}");
    assert!(doctor.out.contains("at least 0 scores"), "{doctor:?}");
    // 3: what could not be read is left out, and nobody can say that it was nothing.
    let out = desk.path("sessions.json");
    desk.run(&["export", "sessions", "--format", "json", "--out", out.to_str().expect("a path")]).expect(3);
    let written: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out).expect("the export")).expect("it is JSON");
    assert_eq!(written.as_array().map(Vec::len), usize::try_from(sessions).ok(), "every session");
    desk.run(&["restore", backup.to_str().expect("a path")]).expect(0);
    crate::invariant::holds(&desk, "restored");
    assert_eq!(desk.count("session"), sessions);
}
