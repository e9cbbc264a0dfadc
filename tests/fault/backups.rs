//! Copies of the file: made while it is written, killed while they are made, put back on another machine.

use std::process::Stdio;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::chance::Chance;
use crate::schemas::{at_schema, simple, steps};
use crate::support::{Desk, demo};
use crate::{invariant, support};

fn spawned(desk: &Desk, args: &[&str]) -> std::process::Child {
    let mut command = desk.command();
    command.arg("--db").arg(&desk.db).args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program starts")
}

/// Starts, and is killed at a moment that the seed decides, some time before it would end or a little after.
fn killed(desk: &Desk, args: &[&str], usual: Duration, seed: u64) {
    let mut child = spawned(desk, args);
    let usual = u64::try_from(usual.as_micros()).expect("seconds");
    std::thread::sleep(Duration::from_micros(Chance::of(seed).below(usual + usual / 5)));
    // It may have ended already.
    let _ = child.kill();
    child.wait().expect("it is gone");
}

fn takes(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn schema_of(desk: &Desk) -> i64 {
    desk.conn().query_row("PRAGMA user_version", [], |r| r.get(0)).expect("a number")
}

fn migrations_killed(seeds: std::ops::Range<u64>) {
    let old = at_schema(&simple(1500), 1);
    let usual = takes(|| drop(Desk::copy_of(&old.db).run(&["settings", "zone"]).expect(0)));
    let known = i64::try_from(steps().len()).expect("few");
    let mut between = [0, 0];
    for seed in seeds {
        let desk = Desk::copy_of(&old.db);
        killed(&desk, &["settings", "zone"], usual, seed);
        let schema = schema_of(&desk);
        assert!(schema == 1 || schema == known, "killed at {seed}: schema {schema}");
        between[usize::from(schema == known)] += 1;
        invariant::holds(&desk, &format!("migration, killed at {seed}"));
        assert_eq!(schema_of(&desk), known);
    }
    eprintln!("migrations killed: {} before, {} after", between[0], between[1]);
}

fn backups_killed(seeds: std::ops::Range<u64>) {
    let desk = Desk::copy_of(demo());
    let target = desk.path("kept.db");
    let name = target.to_str().expect("a path").to_owned();
    let usual = takes(|| drop(desk.run(&["backup", &name]).expect(0)));
    let whole = std::fs::read(&target).expect("a copy");
    for seed in seeds {
        // Every other time there is one of before.
        let first = seed % 2 == 0;
        if first {
            let _ = std::fs::remove_file(&target);
        } else {
            std::fs::write(&target, &whole).expect("a copy of before");
        }
        killed(&desk, &["backup", &name, "--force"], usual, seed);
        assert!(first || target.exists(), "killed at {seed}: the copy of before is gone");
        if target.exists() {
            assert!(std::fs::read(&target).expect("a copy") == whole, "killed at {seed}: half a copy has the name");
        }
        invariant::holds(&desk, &format!("backup, killed at {seed}"));
    }
}

fn restores_killed(seeds: std::ops::Range<u64>) {
    let source = Desk::copy_of(demo());
    let backup = source.path("kept.db");
    let name = backup.to_str().expect("a path").to_owned();
    source.run(&["backup", &name]).expect(0);
    let there = Desk::new();
    let usual = takes(|| drop(Desk::copy_of(&there.db).run(&["restore", &name]).expect(0)));
    let before = there.dump();
    let mut put_back = 0;
    let total: u64 = seeds.end - seeds.start;
    for seed in seeds {
        let desk = Desk::copy_of(&there.db);
        killed(&desk, &["restore", &name], usual, seed);
        if desk.count("evaluation") > 0 {
            put_back += 1;
            let first = "SELECT action FROM event WHERE log_id = (SELECT id FROM log WHERE active = 1) AND seq = 1";
            assert_eq!(support::strings(&desk.conn(), first), ["restored"], "killed at {seed}");
        } else {
            assert_eq!(desk.dump(), before, "killed at {seed}");
        }
        invariant::holds(&desk, &format!("restore, killed at {seed}"));
    }
    eprintln!("restores killed: {put_back} of {total} after the file had its name");
}

#[test]
fn killed_during_migration_backup_and_restore() {
    migrations_killed(0..5);
    backups_killed(0..5);
    restores_killed(0..5);
}

#[test]
#[ignore = "two minutes: run it with -- --ignored"]
fn killed_fifty_times_each_during_migration_backup_and_restore() {
    migrations_killed(0..50);
    backups_killed(0..50);
    restores_killed(0..50);
}

/// A backup is made while saves go on; it is put back on another desk, which goes on from there.
fn drill(seed: u64) {
    let desk = Desk::new();
    let mut saves = 0;
    for n in 0..3 {
        desk.run(&["settings", "zone", if n % 2 == 0 { "Europe/Paris" } else { "UTC" }]).expect(0);
        saves += 1;
    }
    let checkpoint = desk.path("before.checkpoint").to_string_lossy().into_owned();
    desk.run(&["log", "checkpoint", "--out", &checkpoint]).expect(0);
    let acknowledged = desk.count("event");
    let backup = desk.path("kept.db");
    // Saves go on all the while, some ten a second.
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut more = 0;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                desk.run(&["settings", "zone", if more % 2 == 0 { "Europe/Rome" } else { "Europe/Paris" }]).expect(0);
                more += 1;
            }
            more
        });
        std::thread::sleep(Duration::from_millis(Chance::of(seed).below(120)));
        desk.run(&["backup", backup.to_str().expect("a path")]).expect(0);
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        saves += writer.join().expect("it saves");
    });
    invariant::holds(&desk, "the desk that was backed up");
    let copied = Connection::open(&backup).expect("the copy opens");
    let (parent, size, head): (Vec<u8>, i64, Vec<u8>) = copied
        .query_row("SELECT log_id, seq, hash FROM event ORDER BY seq DESC LIMIT 1", [], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
        .expect("its newest record");
    drop(copied);
    assert!(size >= acknowledged, "drill {seed}: every record that was acknowledged before is in it");

    let mut new = Desk::bare();
    new.db = new.path("another/machine/desk.db");
    new.run(&["--as", "Kim", "restore", backup.to_str().expect("a path")]).expect(0);
    let first: (Vec<u8>, i64, Vec<u8>) = new
        .conn()
        .query_row("SELECT parent, parent_size, parent_head FROM log WHERE active = 1", [], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
        .expect("the log's first line");
    assert_eq!(first, (parent, size, head), "drill {seed}: the new log names the one that it comes from");
    let log = new.json(&["log", "show", "--limit", "500"]);
    let actions: Vec<&str> = log.as_array().expect("records").iter().filter_map(|r| r["action"].as_str()).collect();
    assert!(actions.contains(&"restored"), "drill {seed}: {actions:?}");
    new.run(&["log", "verify", "--against", &checkpoint]).expect(0);
    // Work goes on there.
    new.run(&["settings", "zone", "Europe/London"]).expect(0);
    new.run(&["log", "verify", "--against", &checkpoint]).expect(0);
    invariant::holds(&new, &format!("drill {seed}"));
    assert!(saves >= 4, "drill {seed}: {saves} saves");
}

#[test]
fn a_backup_made_between_saves_goes_on_elsewhere() {
    (0..2).for_each(drill);
}

#[test]
#[ignore = "a minute: run it with -- --ignored"]
fn twenty_backups_made_between_saves_go_on_elsewhere() {
    (0..20).for_each(drill);
}

#[test]
fn a_backup_is_refused_where_it_would_do_harm() {
    let desk = Desk::copy_of(demo());
    let refused = |args: &[&str], words: &str| {
        let ran = desk.run(args).expect(1);
        assert!(ran.err.contains(words), "{args:?}: {ran:?}");
    };
    let db = desk.db.to_str().expect("a path").to_owned();
    let before = std::fs::read(&desk.db).expect("a file");
    refused(&["backup", &db, "--force"], "that is the file itself");
    refused(&["restore", &db], "that is the file itself");
    let other = desk.write("other.db", "mine");
    refused(&["backup", &other], "is there already");
    refused(&["restore", &other], "it is not a coachlog file");
    assert_eq!(std::fs::read(&other).expect("a file"), b"mine");
    let empty = desk.write("empty.db", "");
    refused(&["restore", &empty], "it is empty (0 bytes)");
    refused(&["restore", &desk.path("not-there.db").to_string_lossy()], "cannot be opened");
    // A log that was tampered with is not put in the place of one that holds.
    let tampered = Desk::copy_of(&desk.db);
    tampered.conn().execute_batch("UPDATE setting SET value = 'UTC+1' WHERE key = 'zone'").expect("an edit");
    refused(&["restore", tampered.db.to_str().expect("a path")], "its log does not hold");
    assert!(std::fs::read(&desk.db).expect("a file") == before);
    desk.run(&["backup", &other, "--force"]).expect(0);
}

#[test]
fn a_restore_waits_for_nobody_and_takes_nothing_from_under_anybody() {
    let desk = Desk::copy_of(demo());
    let kept = desk.path("kept.db").to_string_lossy().into_owned();
    desk.run(&["backup", &kept]).expect(0);
    // What another coachlog holds while it has the file open.
    let lock = std::fs::File::open(desk.path(".desk.db.lock")).expect("the lock's file");
    lock.lock_shared().expect("a lock");
    let refused = desk.run(&["restore", &kept]).expect(1);
    assert!(refused.err.contains("another coachlog has"), "{refused:?}");
    desk.run(&["settings", "zone", "UTC"]).expect(0);
    drop(lock);
    desk.run(&["restore", &kept]).expect(0);
    // And nobody opens the file while one is under way.
    let lock = std::fs::File::open(desk.path(".desk.db.lock")).expect("the lock's file");
    lock.lock().expect("a lock");
    let refused = desk.run(&["settings", "zone"]).expect(1);
    assert!(refused.err.contains("restores a backup"), "{refused:?}");
}

#[test]
fn what_stood_there_before_a_restore_is_kept_sound_or_not() {
    let desk = Desk::copy_of(demo());
    let kept = desk.path("kept.db").to_string_lossy().into_owned();
    desk.run(&["backup", &kept]).expect(0);
    desk.run(&["settings", "zone", "Europe/Paris"]).expect(0);
    let before = desk.dump();
    let done = desk.json(&["restore", &kept]);
    let standing = done["kept"].as_str().expect("where it is kept").to_owned();
    assert_eq!(Desk::copy_of(standing.as_ref()).dump(), before);
    // A damaged one byte by byte.
    let garbage = "no database any more, but somebody's last hope".repeat(100);
    std::fs::write(&desk.db, &garbage).expect("a file");
    let done = desk.json(&["restore", &kept]);
    let standing = done["kept"].as_str().expect("where it is kept").to_owned();
    assert_eq!(std::fs::read_to_string(standing).expect("a file"), garbage);
    invariant::holds(&desk, "restored over a damaged one");
}
