//! The backup of the day, made in the gaps between requests.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use crate::clock::Clock;
use crate::domain::people::Actor;
use crate::domain::settings::Key;
use crate::store::backup::{self, Came, Go, Host, Limit};
use crate::store::{Access, Store, Why};

struct Desk {
    store: Store,
    /// Saves that come in between.
    saves: u32,
    /// Gaps after which the program ends.
    ends_after: u32,
    gaps: u32,
}

impl Host for Desk {
    fn store(&mut self) -> &mut Store {
        &mut self.store
    }

    fn serve(&mut self, _: Duration) -> Go {
        self.gaps += 1;
        if self.saves > 0 {
            self.saves -= 1;
            let zone = if self.saves.is_multiple_of(2) { "Europe/Paris" } else { "Europe/Rome" };
            self.store.set_setting(Key::Zone, zone).expect("a save");
        }
        if self.gaps > self.ends_after { Go::Stop } else { Go::On }
    }
}

fn on(day: &str) -> Clock {
    Clock::Fixed(format!("{day}T12:00:00Z").parse().expect("a time"))
}

fn desk(folder: &Path) -> Desk {
    let actor = Actor { name: "tester".to_owned(), os_user: None, host: None };
    let mut store = Store::open(&folder.join("desk.db"), actor, on("2026-11-25"), false).expect("a new file");
    store.set_setting(Key::Zone, "UTC").expect("a zone");
    store.keep_backups(Limit(1 << 30));
    Desk { store, saves: 0, ends_after: u32::MAX, gaps: 0 }
}

fn names(desk: &Desk) -> Vec<String> {
    let mut found: Vec<String> = std::fs::read_dir(backup::folder_of(desk.store.path()))
        .map(|entries| entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    found.retain(|name| name != ".daily.lock");
    found.sort();
    found
}

#[test]
fn one_a_day_is_made_whatever_is_saved_meanwhile() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut desk = desk(folder.path());
    desk.saves = 7;
    assert_eq!(backup::keep_daily(&mut desk), Came::Well);
    assert_eq!(names(&desk), ["2026-11-25.db"]);
    assert!(desk.gaps > 0, "others had their turn");
    let head = backup::read_back(&backup::kept(desk.store.path())[0].path).expect("it is sound");
    assert!(backup::holds(&desk.store.conn, &head), "its newest record is one of the file's");
    // Once is enough, until the next day.
    let gaps = desk.gaps;
    assert_eq!(backup::keep_daily(&mut desk), Came::Well);
    assert_eq!(desk.gaps, gaps);
    desk.store.set_clock(on("2026-11-26"));
    assert_eq!(backup::keep_daily(&mut desk), Came::Well);
    assert_eq!(names(&desk), ["2026-11-25.db", "2026-11-26.db"]);
}

#[test]
fn a_program_that_ends_meanwhile_leaves_nothing_half_made() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut desk = desk(folder.path());
    desk.ends_after = 0;
    assert_eq!(backup::keep_daily(&mut desk), Came::Stopped);
    assert!(names(&desk).is_empty());
    // One that was killed left something, which the next one sweeps away.
    std::fs::write(backup::folder_of(desk.store.path()).join(".2026-11-24.db.daily-0198"), "half").expect("a file");
    desk.ends_after = u32::MAX;
    assert_eq!(backup::keep_daily(&mut desk), Came::Well);
    assert_eq!(names(&desk), ["2026-11-25.db"]);
}

#[test]
fn old_ones_go_once_the_new_one_is_there_and_never_before() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut desk = desk(folder.path());
    let backups = backup::folder_of(desk.store.path());
    std::fs::create_dir(&backups).expect("a folder");
    for n in 1..=24 {
        std::fs::write(backups.join(format!("2026-10-{n:02}.db")), "old").expect("a file");
    }
    desk.ends_after = 0;
    assert_eq!(backup::keep_daily(&mut desk), Came::Stopped);
    assert_eq!(names(&desk).len(), 24, "nothing went for one that was not finished");
    desk.ends_after = u32::MAX;
    assert_eq!(backup::keep_daily(&mut desk), Came::Well);
    assert_eq!(names(&desk).len(), 10, "seven days and the weeks before: {:?}", names(&desk));
    // A limit that nothing fits in leaves the newest.
    desk.store.set_clock(on("2026-11-26"));
    desk.store.keep_backups(Limit(1));
    assert_eq!(backup::keep_daily(&mut desk), Came::Well);
    assert_eq!(names(&desk), ["2026-11-26.db"]);
}

#[test]
fn what_keeps_it_from_being_made_is_said() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut desk = desk(folder.path());
    let backups = backup::folder_of(desk.store.path());
    std::fs::write(&backups, "in the way").expect("a file");
    match backup::keep_daily(&mut desk) {
        Came::Failed(words) => assert!(words.contains("desk.db-backups"), "{words}"),
        other => panic!("{other:?}"),
    }
    std::fs::remove_file(&backups).expect("it goes");
    desk.store.keep_backups(Limit(0));
    assert_eq!(backup::keep_daily(&mut desk), Came::Well);
    assert!(names(&desk).is_empty(), "none are wanted");
}

#[test]
fn a_file_that_was_damaged_meanwhile_is_found_and_no_copy_of_it_kept() {
    let folder = TempDir::new().expect("a temporary folder");
    let mut desk = desk(folder.path());
    let path = desk.store.path().to_owned();
    let root: i64 = desk
        .store
        .conn
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'payload'", [], |r| r.get(0))
        .expect("the table is there");
    let mut bytes = std::fs::read(&path).expect("the file");
    let at = usize::try_from(root - 1).expect("a page") * 4096;
    bytes[at..at + 4096].fill(0);
    std::fs::write(&path, &bytes).expect("the file");
    // As another process would: what is in memory is old.
    desk.store.conn.execute_batch("PRAGMA shrink_memory").expect("a pragma");
    let came = backup::keep_daily(&mut desk);
    assert!(matches!(came, Came::Damaged(_)), "{came:?}");
    assert!(names(&desk).is_empty());
    // Whoever meets it writes nothing any more.
    desk.store.found_damage("a page is gone");
    assert_eq!(*desk.store.access(), Access::ReadOnly(Why::Damaged("a page is gone".to_owned())));
    assert!(desk.store.set_setting(Key::Zone, "Europe/Rome").is_err());
    assert!(std::fs::read(&path).expect("the file") == bytes, "it is left as it is");
}
