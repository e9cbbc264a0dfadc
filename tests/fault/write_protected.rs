//! A file that may not be written, in each of the ways that a system has for that: it opens for reading, says so, is
//! verified and written out elsewhere, and everything that would write is refused.

use std::path::Path;
use std::process::Command;

use crate::as_another::{Another, is_root, lock_the_folder, set_mode, unlock_the_folder};
use crate::support::{Desk, Ran, demo};

/// Reading works, writing is refused with a sentence, and the file stays as it was.
fn reads_alone(what: &str, db: &Path, run: &dyn Fn(&[&str]) -> Ran, elsewhere: &Path) {
    let before = std::fs::read(db).expect("a file");
    for args in [&["team"][..], &["sessions"], &["due"], &["search", "rain"], &["settings", "zone"]] {
        run(args).expect(0);
    }
    run(&["log", "verify"]).expect(4);
    let doctor = run(&["doctor"]).expect(0);
    assert!(doctor.out.contains("may not be written"), "{what}: {doctor:?}");
    let out = elsewhere.join("scores.csv");
    run(&["export", "scores", "--out", out.to_str().expect("a path")]).expect(0);
    let copy = elsewhere.join("copy.db");
    run(&["backup", copy.to_str().expect("a path")]).expect(0);
    assert!(std::fs::metadata(&copy).is_ok_and(|m| m.len() > 100_000), "{what}");
    let sheet = elsewhere.join("more.csv");
    std::fs::write(&sheet, "call_id,agent_id,call_started_at,dimension,earned,possible\n1,A1,2026-11-20,Empathy,1,2\n")
        .expect("a file");
    for args in [
        &["settings", "zone", "UTC"][..],
        &["import", sheet.to_str().expect("a path")],
        &["people", "supervisor", "Home Claims", "Kim"],
        &["doctor", "--mend"],
    ] {
        let refused = run(args);
        assert_eq!(refused.code, 1, "{what}: {args:?} {refused:?}");
        assert!(refused.err.contains("for reading only"), "{what}: {args:?} {refused:?}");
    }
    let restored = run(&["restore", copy.to_str().expect("a path")]);
    assert_ne!(restored.code, 0, "{what}: {restored:?}");
    assert!(std::fs::read(db).expect("a file") == before, "{what}: the file was changed");
    for name in ["scores.csv", "copy.db", "more.csv", "scores.csv.checkpoint"] {
        let _ = std::fs::remove_file(elsewhere.join(name));
    }
}

fn everybodys() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    set_mode(folder.path(), 0o777);
    folder
}

#[test]
fn a_file_or_folder_without_the_mode_to_write_is_read_alone() {
    let another = Another::new();
    let elsewhere = everybodys();
    let desk = Desk::copy_of(demo());
    another.owns(&desk);
    let run = |args: &[&str]| another.runs_at(&desk, elsewhere.path(), &desk.db, args);
    set_mode(&desk.db, 0o400);
    lock_the_folder(&desk);
    reads_alone("both", &desk.db, &run, elsewhere.path());
    set_mode(&desk.db, 0o600);
    reads_alone("the folder", &desk.db, &run, elsewhere.path());
    unlock_the_folder(&desk);
    // The mode alone says what the owner means, although he could put another file in its place.
    set_mode(&desk.db, 0o444);
    let refused = run(&["settings", "zone", "UTC"]);
    assert!(refused.code == 1 && refused.err.contains("for reading only"), "{refused:?}");
}

/// A place that root makes so, taken back when the test is over.
struct Undone(Vec<Vec<String>>);

impl Drop for Undone {
    fn drop(&mut self) {
        for args in &self.0 {
            let _ = Command::new(&args[0]).args(&args[1..]).status();
        }
    }
}

fn did(args: &[&str]) -> bool {
    Command::new(args[0]).args(&args[1..]).output().is_ok_and(|done| done.status.success())
}

fn words(args: &[&str]) -> Vec<String> {
    args.iter().map(|a| (*a).to_owned()).collect()
}

#[test]
fn a_disk_that_is_mounted_for_reading_is_read_alone() {
    let elsewhere = everybodys();
    let desk = Desk::copy_of(demo());
    let point = tempfile::tempdir().expect("a temporary folder");
    let at = point.path().to_str().expect("a path").to_owned();
    if !is_root() || !did(&["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", &at]) {
        eprintln!("skipped: this machine mounts nothing for a test");
        return;
    }
    let _undone = Undone(vec![words(&["umount", "-l", &at])]);
    let db = point.path().join("desk.db");
    std::fs::copy(&desk.db, &db).expect("a copy");
    assert!(did(&["chown", "-R", "65534:65534", &at]) && did(&["mount", "-o", "remount,ro", &at]));
    let another = Another::new();
    let run = |args: &[&str]| another.runs_at(&desk, elsewhere.path(), &db, args);
    reads_alone("a mount", &db, &run, elsewhere.path());
    // Root may do much, but not that.
    let mut command = desk.command();
    let refused = crate::support::ran(command.arg("--db").arg(&db).args(["settings", "zone", "UTC"])).expect(1);
    assert!(refused.err.contains("for reading only"), "{refused:?}");
}

#[test]
fn a_file_that_cannot_be_changed_at_all_is_read_alone() {
    let elsewhere = everybodys();
    let desk = Desk::copy_of(demo());
    let at = desk.db.to_str().expect("a path").to_owned();
    if !is_root() || !did(&["chattr", "+i", &at]) {
        eprintln!("skipped: this file system has no immutable files, or this user may not make one");
        return;
    }
    let _undone = Undone(vec![words(&["chattr", "-i", &at])]);
    let run = |args: &[&str]| desk.run(args);
    reads_alone("immutable, for root", &desk.db, &run, elsewhere.path());
}

#[test]
fn opened_for_reading_only_nothing_is_changed() {
    let elsewhere = everybodys();
    let desk = Desk::copy_of(demo());
    let before = std::fs::read(&desk.db).expect("a file");
    for args in [&["team"][..], &["sessions"], &["doctor"]] {
        desk.run(&[&["--read-only"], args].concat()).expect(0);
    }
    let out = elsewhere.path().join("copy.db");
    desk.run(&["--read-only", "backup", out.to_str().expect("a path")]).expect(0);
    desk.run(&["--read-only", "settings", "zone", "UTC"]).expect(1);
    desk.run(&["--read-only", "restore", out.to_str().expect("a path")]).expect(1);
    assert!(std::fs::read(&desk.db).expect("a file") == before);
}
