//! What the file tells of itself: the doctor's checks, copies and their way back, and the first screen of a file that
//! is damaged or may not be written.

use crate::support::{Desk, demo};

fn checks(desk: &Desk, args: &[&str]) -> Vec<(String, String)> {
    let ran = desk.run(args);
    let found = ran.json();
    let list = found.as_array().expect("a list of checks");
    let text = |c: &serde_json::Value, key: &str| c[key].as_str().unwrap_or_default().to_owned();
    list.iter().map(|c| (text(c, "check"), text(c, "state"))).collect()
}

#[test]
fn the_doctor_names_each_check_its_state_and_its_mend() {
    let desk = Desk::copy_of(demo());
    let names = |found: &[(String, String)]| found.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let usual = checks(&desk, &["doctor", "--json"]);
    assert_eq!(
        names(&usual),
        [
            "file",
            "engine",
            "schema",
            "pages",
            "references",
            "log",
            "backups",
            "other programs",
            "place",
            "room",
            "settings"
        ]
    );
    let notes: Vec<_> = usual.iter().filter(|(_, state)| state != "fine").collect();
    assert_eq!(notes.len(), 1, "there is no backup yet: {notes:?}");
    let deep = checks(&desk, &["doctor", "--deep", "--json"]);
    assert_eq!(names(&deep)[6..10], ["search index", "daily sums", "derived", "imports"]);
    assert!(deep.iter().all(|(_, state)| state != "wrong"), "{deep:?}");
}

#[test]
fn a_score_changed_past_the_program_is_found_and_what_is_derived_is_mended() {
    let desk = Desk::copy_of(demo());
    let sql = "UPDATE score SET earned = earned - 1 WHERE evaluation = (SELECT max(evaluation) FROM score)";
    desk.conn().execute(sql, []).expect("an edit");
    desk.run(&["doctor"]).expect(0);
    let found = desk.run(&["doctor", "--deep"]).expect(3);
    assert!(found.out.contains("is not what the file said"), "{found:?}");
    assert!(found.out.contains("1 days differ from their scores"), "{found:?}");
    let after = desk.run(&["doctor", "--deep", "--mend"]).expect(3);
    assert!(!after.out.contains("differ from their scores"), "{after:?}");
    assert!(after.out.contains("is not what the file said"), "a score is not derived: {after:?}");
}

#[test]
fn every_kind_of_edit_of_what_was_loaded_is_found() {
    for sql in [
        "UPDATE score SET apart = 'not_applicable' WHERE evaluation = 7",
        "UPDATE score SET comment = 'x' WHERE evaluation = 7",
        "DELETE FROM score WHERE evaluation = 7 AND dimension = (SELECT max(dimension) FROM score WHERE evaluation = 7)",
        "UPDATE criterion_result SET result = 'met', earned = possible WHERE result = 'missed'",
        "UPDATE evaluation SET evaluator = NULL WHERE id = 7",
        "UPDATE evaluation SET call_ms = call_ms + 86400000 WHERE id = 7",
        "UPDATE flag SET code = 'x' WHERE evaluation = (SELECT min(evaluation) FROM flag)",
        "DELETE FROM flag WHERE evaluation = (SELECT min(evaluation) FROM flag)",
        "UPDATE transcript SET words = replace(words, 'the', 'teh')",
        "UPDATE turn SET role = 'customer' WHERE transcript = (SELECT min(id) FROM transcript)",
        "UPDATE turn SET at = at + 1 WHERE n = 2",
        "UPDATE evaluation SET content = randomblob(16) WHERE id = 7",
    ] {
        let desk = Desk::copy_of(demo());
        let changed = desk.conn().execute(sql, []).expect("an edit");
        assert!(changed > 0, "{sql} changes nothing");
        let found = desk.json_of_doctor();
        assert!(found.contains(&"imports".to_owned()), "{sql}: {found:?}");
    }
    // A whole evaluation less.
    let desk = Desk::copy_of(demo());
    desk.conn()
        .execute_batch(
            "PRAGMA foreign_keys = OFF; DELETE FROM evaluation WHERE id = 9; DELETE FROM score WHERE evaluation = 9;
             DELETE FROM criterion_result WHERE evaluation = 9; DELETE FROM flag WHERE evaluation = 9;",
        )
        .expect("an edit");
    assert!(desk.json_of_doctor().contains(&"imports".to_owned()));
}

impl Desk {
    /// The names of what is wrong.
    fn json_of_doctor(&self) -> Vec<String> {
        let found = checks(self, &["doctor", "--deep", "--json"]);
        found.into_iter().filter(|(_, state)| state == "wrong").map(|(name, _)| name).collect()
    }
}

#[test]
fn settings_that_cannot_be_read_are_a_finding_and_keep_nothing_from_being_checked() {
    let desk = Desk::copy_of(demo());
    std::fs::create_dir_all(desk.path("home/config")).expect("a folder");
    std::fs::write(desk.path("home/config/config.toml"), "bordres = \"ascii\"").expect("a file");
    desk.run(&["team"]).expect(1);
    let found = desk.run(&["doctor"]).expect(3);
    assert!(found.out.contains("bordres") && found.out.contains("records, check code"), "{found:?}");
}

#[test]
fn backup_and_restore_say_what_they_hold() {
    let desk = Desk::copy_of(demo());
    let kept = desk.path("kept.db").to_string_lossy().into_owned();
    let made = desk.json(&["backup", &kept]);
    let log = desk.run(&["log", "verify", "--json"]).json();
    assert_eq!(made["records"], log["records"], "{made}");
    assert_eq!(made["check_code"], log["check_code"], "{made}");
    assert_eq!(made["bytes"].as_u64(), std::fs::metadata(&kept).ok().map(|m| m.len()));
    let words = desk.run(&["backup", &kept, "--force"]).expect(0).out;
    assert!(words.contains("it was read back and is sound"), "{words}");
    let done = desk.json(&["restore", &kept]);
    assert_eq!(done["check_code"], made["check_code"]);
    let log = desk.run(&["log", "show", "--limit", "3"]).expect(0).out;
    assert!(log.contains("kept.db was put back"), "{log}");
}

#[test]
fn nothing_is_written_over_the_data_file_by_name() {
    let desk = Desk::copy_of(demo());
    let before = std::fs::read(&desk.db).expect("the file");
    let db = desk.db.to_string_lossy().into_owned();
    // Another way to write the same name.
    let other = desk.path("./desk.db").to_string_lossy().into_owned();
    let session = desk.json(&["sessions"])[0]["id"].as_str().expect("an id").to_owned();
    for args in [
        &["export", "scores", "--out", &db][..],
        &["export", "team", "--out", &other],
        &["report", "today", "--out", &db],
        &["report", "team", "--out", &db],
        &["report", "session", &session, "--out", &other],
        &["session", "invite", &session, "--out", &db],
        &["log", "checkpoint", "--out", &db],
        &["scorecard", "export", &db],
        &["practice", "export", &db],
        &["profiles", "export", "talkdesk", &db],
        &["import", "x.csv", "--rejected", &db, "--force"],
    ] {
        let refused = desk.run(args);
        assert_ne!(refused.code, 0, "{args:?}: {refused:?}");
        assert!(refused.err.contains("is the data file itself"), "{args:?}: {refused:?}");
        assert!(std::fs::read(&desk.db).expect("the file") == before, "{args:?}");
    }
}

#[test]
fn a_doctor_is_no_maker_of_files() {
    let desk = Desk::bare();
    desk.run(&["doctor"]).expect(1);
    assert!(!desk.db.exists());
    let alone = crate::support::ran(desk.command().arg("doctor")).expect(0);
    assert!(alone.out.contains("is begun on the first start"), "{alone:?}");
    assert!(!desk.path("home/data").exists());
}

#[cfg(unix)]
#[test]
fn a_name_that_a_killed_program_left_is_dropped() {
    let desk = Desk::new();
    std::fs::hard_link(&desk.db, desk.path(".desk.db.new-0198")).expect("a link");
    assert_eq!(desk.run(&["settings", "zone"]).expect(0).err, "");
    assert!(!desk.path(".desk.db.new-0198").exists());
}

#[cfg(unix)]
mod on_screen {
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::terminal::Terminal;

    #[test]
    fn a_file_that_may_not_be_written_says_so_first_and_keeps_its_keys_to_itself() {
        let desk = Desk::copy_of(demo());
        std::fs::set_permissions(&desk.db, std::fs::Permissions::from_mode(0o444)).expect("a mode");
        let before = std::fs::read(&desk.db).expect("the file");
        let mut terminal = Terminal::open_at(&desk, &["--as", "Noor Haddad"], crate::support::NOW);
        terminal.shows("nothing can be changed: the file or its folder may not be written").shows("read-only");
        // A key that would write says why it does not, or does nothing and is not offered.
        terminal.press("s").shows("no session can be written").press("z").hides("no session can be written");
        assert!(!terminal.text().contains("Put off"), "{}", terminal.text());
        assert!(!terminal.text().contains("z put off"), "{}", terminal.text());
        terminal.press("q");
        assert_eq!(terminal.ends(), 0);
        assert!(std::fs::read(&desk.db).expect("the file") == before);
    }

    #[test]
    fn a_damaged_file_opens_with_what_survives_and_the_way_back() {
        let desk = Desk::copy_of(demo());
        let root: i64 = desk
            .conn()
            .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'score'", [], |r| r.get(0))
            .expect("the table is there");
        let mut bytes = std::fs::read(&desk.db).expect("the file");
        let at = usize::try_from(root - 1).expect("a page") * 4096;
        bytes[at..at + 4096].fill(0);
        std::fs::write(&desk.db, &bytes).expect("the file");
        let mut terminal = Terminal::open_at(&desk, &["--as", "Noor Haddad"], crate::support::NOW);
        terminal.shows("The data file is damaged").shows("19 sessions").shows("write out what survives");
        terminal.press("\u{1b}").hides("The data file is damaged").press("q");
        terminal.ends();
        assert!(std::fs::read(&desk.db).expect("the file") == bytes, "it is left as it is");
    }

    #[test]
    fn the_first_start_of_a_day_makes_a_backup_while_nobody_asks_for_anything() {
        let desk = Desk::copy_of(demo());
        let mut terminal = Terminal::open_at(&desk, &["--as", "Noor Haddad"], crate::support::NOW);
        terminal.shows("Noor Haddad");
        let made = desk.path("desk.db-backups/2026-11-25.db");
        let end = Instant::now() + Duration::from_secs(20);
        while !made.exists() {
            assert!(Instant::now() < end, "no backup came");
            std::thread::sleep(Duration::from_millis(50));
        }
        terminal.press("q");
        assert_eq!(terminal.ends(), 0);
        assert_eq!(Desk::copy_of(&made).dump(), desk.dump());
    }

    #[test]
    fn a_warning_about_the_place_stands_on_the_first_screen() {
        let mut desk = Desk::bare();
        desk.db = desk.path("Dropbox/desk.db");
        desk.run(&["settings", "zone", "UTC"]).expect(0);
        let mut terminal = Terminal::open(&desk, &["--as", "Noor Haddad"]);
        terminal.shows("the file lies in a folder of Dropbox").press("q");
        terminal.ends();
    }
}

#[test]
fn what_of_a_damaged_file_can_be_read_is_written_out() {
    let whole = Desk::copy_of(crate::support::demo());
    let rows = |desk: &Desk, code: i32| {
        let out = desk.path("scores.csv").to_string_lossy().into_owned();
        let said = desk.run(&["export", "scores", "--out", &out]).expect(code);
        let text = std::fs::read_to_string(&out).unwrap_or_default();
        (csv::Reader::from_reader(text.as_bytes()).records().count(), said.err)
    };
    let (all, _) = rows(&whole, 0);
    let bytes = std::fs::read(&whole.db).expect("the file");
    let mut damaged = 0;
    for tenth in 2..9 {
        let desk = Desk::bare();
        let mut bytes = bytes.clone();
        let at = bytes.len() / 40_960 * 4096 * tenth;
        bytes[at..at + 4096 * 6].fill(0xa5);
        std::fs::write(&desk.db, &bytes).expect("a file");
        let opened = desk.run(&["settings", "zone"]);
        if !opened.err.contains("the file is damaged") {
            continue;
        }
        damaged += 1;
        let (some, said) = rows(&desk, 3);
        assert!(said.contains("what of it cannot be read is left out"), "{said}");
        // Six pages of some hundred: most of what was there is there still.
        assert!(some * 2 > all && some <= all, "damaged from byte {at} on: {some} of {all} rows");
        // Nothing vouches for a log that cannot be read whole.
        assert!(!desk.path("scores.csv.checkpoint.txt").exists());
    }
    assert!(damaged >= 4, "{damaged} places were found");
}
