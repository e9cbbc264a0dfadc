//! The practice library on the command line.

use serde_json::json;

use crate::support::Desk;

#[test]
fn the_library_is_listed_by_dimension_and_needs_no_file() {
    let desk = Desk::bare();
    let empathy = desk.json(&["practice", "list", "--dimension", "Empathy"]);
    assert_eq!(
        empathy[1],
        json!({
            "dimension": "empathy",
            "criterion": "uses the caller's name",
            "behavior": "Makes the call personal from its first moments",
            "action": "Use a name acknowledgment in the first 30 seconds of every call this week",
        })
    );
    assert_eq!(empathy.as_array().map(Vec::len), Some(3));
    assert!(empathy[2].get("criterion").is_none(), "an entry without a criterion names none");
    let table = desk.run(&["practice", "list", "--dimension", "process_adherence"]).expect(0).out;
    assert!(table.contains("announces the hold") && !table.contains("empathy"), "{table}");
    let none = desk.run(&["practice", "list", "--dimension", "rapport\u{1b}[2J"]).expect(0);
    assert!(none.err.contains("has no entry") && !none.all().contains('\u{1b}'), "{none:?}");
    assert!(!desk.db.exists(), "nothing is begun by looking");
}
