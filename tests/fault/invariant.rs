//! What holds after every fault, checked from outside of the program that met it.

use crate::support::Desk;

/// The file is whole, its chain holds, its tables are what its records say, and the program opens it as ever.
#[track_caller]
pub(crate) fn holds(desk: &Desk, what: &str) {
    if !desk.db.exists() {
        // Killed before its first record: there is nothing yet to be broken.
        return;
    }
    let conn = desk.conn();
    // A journal that was left behind is rolled back by whoever opens the file next.
    let whole: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0)).expect("the file can be read");
    assert_eq!(whole, "ok", "{what}");
    let strays: i64 = conn
        .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0))
        .expect("the file can be read");
    assert_eq!(strays, 0, "{what}: rows that refer to nothing");
    drop(conn);
    // Chain, contents and the tables rebuilt from them; 4: there was no checkpoint to compare with.
    let verified = desk.run(&["log", "verify"]);
    assert!([0, 4].contains(&verified.code), "{what}: {verified:?}");
    desk.run(&["settings", "zone"]).expect(0);
}
