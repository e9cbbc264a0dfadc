//! One database engine, and one without the fault that could reset a write-ahead log under its readers.

use crate::support::Desk;

#[test]
fn there_is_one_engine_and_it_is_new_enough() {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).expect("the lock file");
    assert_eq!(lock.matches("name = \"libsqlite3-sys\"").count(), 1, "one engine in the tree");
    assert_eq!(lock.matches("name = \"rusqlite\"").count(), 1, "one way to it");
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
    let desk = Desk::new();
    let said = desk.run(&["--version"]).expect(0).out;
    assert!(said.contains(&format!("SQLite {}", rusqlite::version())), "{said}");
    let checks = desk.json(&["doctor"]);
    let engine = checks.as_array().and_then(|c| c.iter().find(|c| c["check"] == "engine")).expect("the check");
    assert_eq!(engine["state"], "fine", "{engine}");
}
