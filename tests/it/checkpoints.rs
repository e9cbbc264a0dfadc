//! Checkpoints from the shell: they leave, and the log is compared with them later.

use crate::support::Desk;

#[test]
fn the_three_ends_of_a_check() {
    let desk = Desk::new();
    let alone = desk.run(&["log", "verify"]).expect(4);
    assert!(alone.out.contains("consistent with itself, but nothing outside to compare with"), "{}", alone.out);
    let kept = desk.path("kept.txt").to_string_lossy().into_owned();
    desk.run(&["log", "checkpoint", "--out", &kept]).expect(0);
    desk.run(&["settings", "flag-days", "5"]).expect(0);
    let agrees = desk.run(&["log", "verify", "--against", &kept]).expect(0);
    assert!(agrees.out.contains("agrees with kept.txt, taken 2026-11-25T12:00:00.000Z of"), "{}", agrees.out);
    assert!(agrees.out.contains("1 came after"), "{}", agrees.out);
    let told = desk.run(&["log", "verify", "--against", &kept, "--json"]).expect(0).json();
    assert_eq!((&told["intact"], &told["compared_with"][0]["later"]), (&true.into(), &1.into()));
    // Yesterday's file in its place: consistent with itself, and found by the checkpoint.
    let before = Desk::copy_of(&desk.db);
    desk.run(&["settings", "flag-days", "6"]).expect(0);
    let newer = desk.path("newer.txt").to_string_lossy().into_owned();
    desk.run(&["log", "checkpoint", "--out", &newer]).expect(0);
    before.run(&["log", "verify"]).expect(4);
    let vanished = before.run(&["log", "verify", "--against", &kept, "--against", &newer]).expect(3);
    assert!(
        vanished.err.contains("newer.txt: it was taken of") && vanished.err.contains("records vanished"),
        "{vanished:?}"
    );
    // Another log altogether.
    let other = Desk::new().run(&["log", "verify", "--against", &kept]).expect(3);
    assert!(other.err.contains("another log"), "{}", other.err);
    // On standard output it is the same text, and is not noted as one that left.
    let shown = desk.run(&["log", "checkpoint"]).expect(0).out;
    assert_eq!(shown, std::fs::read_to_string(&newer).expect("it was written"));
}

#[test]
fn a_file_that_is_no_checkpoint_is_named_with_its_line() {
    let desk = Desk::new();
    for (text, says) in [
        ("", "line 1: it ends here; expected “coachlog/log/” and the log's id"),
        ("coachlog/log/x\n3\nAA==\n", "line 1: read “coachlog/log/x”, expected “coachlog/log/” and the log's id"),
        (
            "coachlog/log/019a4d7e-5b7c-7d31-a6ff-8a1f0c2d4e55\nmany\n",
            "line 2: read “many”, expected the number of records",
        ),
    ] {
        let file = desk.write("odd.txt", text);
        let refused = desk.run(&["log", "verify", "--against", &file]).expect(1);
        assert!(
            refused.err.contains("odd.txt is not read as a checkpoint: ") && refused.err.contains(says),
            "{refused:?}"
        );
    }
    let missing = desk.run(&["log", "verify", "--against", "nowhere.txt"]).expect(1);
    assert!(missing.err.contains("nowhere.txt"), "{missing:?}");
    let file = desk.write("there.txt", "mine");
    let kept = desk.run(&["log", "checkpoint", "--out", &file]).expect(1);
    assert!(kept.err.contains("exists already and was not written over"), "{kept:?}");
}

#[test]
fn every_export_to_a_file_leaves_a_checkpoint_beside_it() {
    let desk = Desk::new();
    for what in ["log", "scores", "sessions", "scorecard"] {
        let out = desk.path(&format!("{what}.csv")).to_string_lossy().into_owned();
        let said = desk.run(&["export", what, "--out", &out]).expect(0);
        let beside = format!("{out}.checkpoint.txt");
        let code = said.err.split("check code ").nth(1).expect("a code").trim().to_owned();
        let text = std::fs::read_to_string(&beside).expect("it stands beside");
        assert!(text.ends_with(&format!("code {code}\n")), "{text}");
        desk.run(&["log", "verify", "--against", &beside]).expect(0);
    }
}
