//! A save that was cut off: its journal is rolled back, unless it is another file's; a file that lost its journal is
//! found out.

use std::path::{Path, PathBuf};

use crate::as_another::{Another, lock_the_folder, unlock_the_folder};
use crate::chance::Chance;
use crate::invariant;
use crate::support::{Desk, demo};

fn journal(db: &Path) -> PathBuf {
    let mut name = db.as_os_str().to_owned();
    name.push("-journal");
    name.into()
}

/// A copy of the demo in the midst of a save: some of its pages are written, and their old ones stand in the journal.
fn cut_off(seed: u64) -> Desk {
    let desk = Desk::copy_of(demo());
    let conn = desk.conn();
    let share = 2 + Chance::of(seed).below(5);
    conn.execute_batch(&format!(
        "PRAGMA cache_size = 4; BEGIN IMMEDIATE; UPDATE score SET earned = 0.5 WHERE evaluation % {share} = 0;
         UPDATE transcript SET words = words || 'x';"
    ))
    .expect("a save that goes on");
    let copy = Desk::bare();
    std::fs::copy(&desk.db, &copy.db).expect("a copy");
    std::fs::copy(journal(&desk.db), journal(&copy.db)).expect("its journal");
    assert_ne!(std::fs::read(&copy.db).expect("a file"), std::fs::read(demo()).expect("a file"), "pages are written");
    copy
}

fn cut_off_once(seed: u64) {
    // With its journal: as if nothing had been.
    let desk = cut_off(seed);
    desk.run(&["settings", "zone"]).expect(0);
    assert!(!journal(&desk.db).exists(), "it was rolled back");
    invariant::holds(&desk, "with its journal");
    assert_eq!(desk.dump(), Desk::copy_of(demo()).dump(), "seed {seed}");

    // Without it: found out, and it says so.
    let desk = cut_off(seed);
    std::fs::remove_file(journal(&desk.db)).expect("it goes");
    let found = desk.run(&["doctor", "--deep"]);
    assert_eq!(found.code, 3, "seed {seed}: {found:?}");

    // With another file's journal: refused, and neither is touched.
    let desk = Desk::copy_of(demo());
    desk.run(&["settings", "zone", "Europe/Paris"]).expect(0);
    let other = other_journal(seed);
    std::fs::write(journal(&desk.db), &other).expect("a journal");
    let before = std::fs::read(&desk.db).expect("a file");
    for args in [&["team"][..], &["settings", "zone", "UTC"]] {
        let refused = desk.run(args).expect(1);
        assert!(refused.err.contains("does not go with it"), "seed {seed}: {refused:?}");
    }
    assert!(std::fs::read(&desk.db).expect("a file") == before, "seed {seed}: the file was changed");
    assert!(std::fs::read(journal(&desk.db)).expect("a file") == other, "seed {seed}: the journal was changed");
    std::fs::remove_file(journal(&desk.db)).expect("it goes");
    invariant::holds(&desk, "without the other's journal");
}

/// Of a file that has nothing to do with the demo.
fn other_journal(seed: u64) -> Vec<u8> {
    let desk = Desk::new();
    for n in 0..=Chance::of(seed).below(4) {
        desk.run(&["people", "supervisor", "nobody", &format!("N{n}")]);
        desk.run(&["settings", "zone", if n % 2 == 0 { "Europe/Paris" } else { "UTC" }]).expect(0);
    }
    let conn = desk.conn();
    conn.execute_batch(
        "PRAGMA cache_size = 2; BEGIN IMMEDIATE; UPDATE setting SET value = value || ' ';
         CREATE TABLE x AS SELECT * FROM payload; INSERT INTO x SELECT * FROM x; INSERT INTO x SELECT * FROM x;
         INSERT INTO x SELECT * FROM x; INSERT INTO x SELECT * FROM x;",
    )
    .expect("a save that goes on");
    std::fs::read(journal(&desk.db)).expect("its journal")
}

#[test]
fn a_save_that_was_cut_off_is_undone_or_found_out() {
    (0..2).for_each(cut_off_once);
}

#[test]
#[ignore = "a minute: run it with -- --ignored"]
fn twenty_saves_that_were_cut_off_are_undone_or_found_out() {
    (0..20).for_each(cut_off_once);
}

#[test]
fn where_nothing_may_be_written_a_save_that_was_cut_off_is_said() {
    let desk = cut_off(1);
    let another = Another::new();
    another.owns(&desk);
    lock_the_folder(&desk);
    let before = std::fs::read(&desk.db).expect("a file");
    let said = another.runs(&desk, &["team"]);
    unlock_the_folder(&desk);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.contains("a save was cut off"), "{said:?}");
    assert!(std::fs::read(&desk.db).expect("a file") == before);
}

#[test]
fn a_file_that_is_older_than_its_newest_backup_is_found_out() {
    let desk = Desk::copy_of(demo());
    let yesterday = std::fs::read(&desk.db).expect("a file");
    desk.run(&["settings", "zone", "Europe/Paris"]).expect(0);
    let folder = desk.path("desk.db-backups");
    std::fs::create_dir(&folder).expect("a folder");
    desk.run(&["backup", folder.join("2026-11-25.db").to_str().expect("a path")]).expect(0);
    desk.run(&["doctor"]).expect(0);
    std::fs::write(&desk.db, yesterday).expect("a file");
    let found = desk.run(&["doctor"]).expect(3);
    assert!(found.out.contains("it holds records that the file has not"), "{found:?}");
}
