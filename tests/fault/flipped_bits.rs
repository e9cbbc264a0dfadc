//! Single bits of the file flipped: what changes what the file says is never passed over.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::chance::Chance;
use crate::support::Desk;

/// A small file with something of everything in it.
fn full() -> Desk {
    let desk = Desk::new();
    let mut rows = "evaluation_id,call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,criterion,earned,possible,flag,comment\n".to_owned();
    for n in 0..12 {
        let (agent, name) = if n % 2 == 0 { ("A1", "Ada Quist") } else { ("A2", "Ben Okoro") };
        for (dimension, earned) in [("Empathy", 50 + n), ("Compliance", 90)] {
            let (day, flag) = (10 + n, if n == 3 { "late" } else { "" });
            let _ = writeln!(
                rows,
                "E{n},call-{n},{agent},{name},North,Kim,2026-11-{day}T10:00:00Z,{dimension},,{earned},100,{flag},said {n}"
            );
        }
    }
    let file = desk.write("scores.csv", &rows);
    desk.run(&["import", &file]).expect(0);
    let talk = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Agent>Thank you for waiting, I have your policy here.\n\n00:00:05.000 --> 00:00:09.000\n<v Customer>That took a while.\n";
    let file = desk.write("call-2.vtt", talk);
    desk.run(&["import", &file]).expect(0);
    let session = serde_json::json!({
        "agent": "A1", "kind": "scheduled", "held_at": "2026-11-24T09:00:00Z",
        "cycle": { "from": "2026-11-09", "to": "2026-11-23" }, "focus": { "dimension": "empathy", "reason": "its calls" },
        "behavior": "Says back what the caller said", "check": { "threshold": 80 }, "no_evidence": null, "due": "2026-12-01",
        "action": "Say back the caller's worry in the first 30 seconds of every call this week",
        "evidence": [{ "call_id": "call-2", "quote": "Thank you for waiting", "speaker": "Agent", "from_ms": 1000 }],
    });
    desk.feed(&["session", "add", "-", "--finish"], &session.to_string()).expect(0);
    desk.run(&["log", "verify"]).expect(4);
    desk.run(&["doctor", "--deep"]).expect(0);
    desk
}

/// What became of a flip.
#[derive(Debug, PartialEq, Eq)]
enum Flip {
    /// The check of the log, or the doctor, named a fault, or the file was refused in words.
    Reported,
    /// It said the same as before: the bit stands in no row.
    Idle,
    /// What it says is another thing, and nobody said so.
    Silent,
}

fn flip(whole: &Desk, before: &[String], n: u64) -> Flip {
    let mut bytes = std::fs::read(&whole.db).expect("the file");
    // Half of them anywhere; half where something stands, since most of a small file is room.
    let written: Vec<usize> = (0..bytes.len()).filter(|at| n.is_multiple_of(2) || bytes[*at] != 0).collect();
    let mut chance = Chance::of(n + 1);
    let at = written[usize::try_from(chance.below(written.len() as u64)).expect("a place in the file")];
    let bit = at * 8 + usize::try_from(chance.below(8)).expect("a bit");
    bytes[bit / 8] ^= 1 << (bit % 8);
    let desk = Desk::bare();
    std::fs::write(&desk.db, &bytes).expect("a file");
    let mut reported = false;
    for args in [&["log", "verify"][..], &["doctor", "--deep"]] {
        let ran = desk.run(args);
        assert!([0, 1, 3, 4].contains(&ran.code), "bit {bit}, {args:?}: {ran:?}");
        assert!(!ran.all().contains("panicked"), "bit {bit}: {ran:?}");
        assert!(ran.code == 4 || ran.code == 0 || !ran.all().trim().is_empty(), "bit {bit}: it says nothing");
        reported |= [1, 3].contains(&ran.code);
    }
    assert!(desk.db.exists(), "bit {bit}: the file is gone");
    if reported {
        assert!(std::fs::read(&desk.db).expect("the file") == bytes, "bit {bit}: a damaged file was written to");
        return Flip::Reported;
    }
    // Reading what nobody complained of must give what there was.
    match catch_unwind(AssertUnwindSafe(|| desk.dump())) {
        Ok(after) if after == before => Flip::Idle,
        other => {
            let after = other.unwrap_or_default();
            let changed: Vec<&String> = after.iter().filter(|row| !before.contains(row)).collect();
            eprintln!("bit {bit} is silent: {changed:?}");
            Flip::Silent
        }
    }
}

fn flipped(count: u64) {
    let whole = full();
    let before = whole.dump();
    let found: Vec<Flip> = (0..count).map(|n| flip(&whole, &before, n)).collect();
    let of = |kind: Flip| found.iter().filter(|f| **f == kind).count();
    println!(
        "{count} flips: {} reported, {} in no row, {} silent",
        of(Flip::Reported),
        of(Flip::Idle),
        of(Flip::Silent)
    );
    assert_eq!(of(Flip::Silent), 0);
    assert!(of(Flip::Reported) * 4 > found.len(), "bits that say something are among them");
}

#[test]
fn a_bit_that_is_flipped_is_never_passed_over() {
    flipped(100);
}

#[test]
#[ignore = "ten minutes: run it with -- --ignored"]
fn a_thousand_flipped_bits_are_never_passed_over() {
    flipped(1_000);
}
