//! The disk is full, or files may not grow: it is said with the path and what is free, what is typed is kept, and the
//! same program saves once there is room. Disks of a few megabytes are mounted for it, which takes root.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::desks::{self, has, has_session};
use crate::invariant;
use crate::support::Desk;
use crate::terminal::Terminal;

/// A small disk of its own, with a desk on it; its program's other folders are elsewhere.
struct Disk {
    desk: Desk,
    place: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tmpfs,
    Ext4,
}

impl Disk {
    /// `None` where nothing can be mounted here.
    fn new(kind: Kind) -> Option<Self> {
        let mut desk = Desk::bare();
        let place = desk.path("disk");
        std::fs::create_dir(&place).expect("a folder");
        let run = |args: &[&str]| Command::new(args[0]).args(&args[1..]).output().is_ok_and(|o| o.status.success());
        let shown = place.display().to_string();
        let mounted = match kind {
            Kind::Tmpfs => run(&["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", &shown]),
            Kind::Ext4 => {
                let image = desk.path("image");
                std::fs::File::create(&image).and_then(|f| f.set_len(8 << 20)).expect("an image");
                let image = image.display().to_string();
                run(&["mkfs.ext4", "-q", "-F", &image]) && run(&["mount", "-o", "loop", &image, &shown])
            }
        };
        if !mounted {
            eprintln!("skipped: {kind:?} cannot be mounted here");
            return None;
        }
        desk.db = place.join("desk.db");
        desk.run(&["settings", "zone", "UTC"]).expect(0);
        desks::take_scores(&desk);
        Some(Self { desk, place })
    }

    /// Takes all the room there is.
    fn fill(&self) {
        let mut ballast = std::fs::File::create(self.place.join("ballast")).expect("a file");
        for size in [65_536, 4096, 512, 1] {
            let block = vec![0_u8; size];
            while ballast.write_all(&block).is_ok() {}
        }
    }

    fn empty(&self) {
        std::fs::remove_file(self.place.join("ballast")).expect("it was there");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.place).status();
    }
}

/// Says the file and how much is free on its disk.
#[track_caller]
fn says_room(words: &str, path: &Path) {
    assert!(words.contains(&path.display().to_string()), "the path is not named: {words}");
    assert!(words.contains("bytes are free there"), "nothing on what is free: {words}");
}

/// Drafts that wait beside the file.
fn waiting(desk: &Desk) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(desk.path("home/state/drafts")) else { return Vec::new() };
    entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "json")).collect()
}

/// Typed on a full disk: it waits beside the file, and is in it as soon as there is room.
fn a_form(kind: Kind) -> bool {
    let Some(small) = Disk::new(kind) else { return false };
    let desk = &small.desk;
    let mut terminal = Terminal::open(desk, &["--as", "Noor Haddad"]);
    terminal.shows("Ada Quist").press("s").shows("WHAT WE AGREE").press("\t\t").press("Says").shows("draft, saved");
    small.fill();
    terminal.press(" it back ").press(&format!("\u{1b}[200~{}\u{1b}[201~", "and more ".repeat(500)));
    terminal.shows("NOT saved").shows("bytes are free").shows("beside the file");
    terminal.shows(&small.place.display().to_string());
    let kept = waiting(desk);
    assert_eq!(kept.len(), 1, "the draft waits in a file of its own");
    let mode = std::fs::metadata(&kept[0]).map_or(0o600, |m| m.permissions().mode());
    assert_eq!(mode & 0o777, 0o600);
    small.empty();
    terminal.shows("draft, saved").hides("NOT saved");
    assert_eq!(waiting(desk), Vec::<PathBuf>::new(), "nothing waits any more");
    terminal.press("!").shows("draft, saved").press("\u{1b}").hides("WHAT WE AGREE").press("q");
    assert_eq!(terminal.ends(), 0);
    let typed: String =
        desk.conn().query_row("SELECT body ->> '$.behavior' FROM draft", [], |r| r.get(0)).expect("a draft");
    assert!(typed.starts_with("Says it back and more ") && typed.ends_with('!'), "{typed}");
    invariant::holds(desk, "a form on a full disk");
    true
}

/// Commands on a full disk, each said and each done afterwards.
fn commands(kind: Kind, n: u64) -> u64 {
    let mut done = 0;
    for i in 0..n {
        let Some(small) = Disk::new(kind) else { return done };
        let desk = &small.desk;
        desk.write("many.csv", &desks::many_scores(400));
        let out = small.place.join("scores.csv");
        let export = ["export", "scores", "--format", "csv", "--out", &out.display().to_string()].map(str::to_owned);
        let export: Vec<&str> = export.iter().map(String::as_str).collect();
        desk.run(&export).expect(0);
        let before = std::fs::read(&out).expect("an export");
        small.fill();
        let scores = desk.count("score");
        let ran = desks::finish(desk, i).expect(1);
        assert!(ran.err.contains("NOT saved"), "{}", ran.err);
        says_room(&ran.err, &desk.db);
        let ran = desk.run(&["import", &desk.path("many.csv").display().to_string()]).expect(1);
        assert!(ran.err.contains("NOT saved"), "{}", ran.err);
        says_room(&ran.err, &desk.db);
        let ran = desk.run(&export).expect(1);
        says_room(&ran.err, &out);
        assert_eq!(std::fs::read(&out).expect("an export"), before, "the export of before is as it was");
        let page = small.place.join("page.html");
        let report = ["report", "team", "--format", "html", "--out", &page.display().to_string()].map(str::to_owned);
        let report: Vec<&str> = report.iter().map(String::as_str).collect();
        says_room(&desk.run(&report).expect(1).err, &page);
        assert!(!page.exists(), "no half page");
        assert_eq!((desk.count("score"), has_session(desk, i)), (scores, false));
        small.empty();
        invariant::holds(desk, "a full disk");
        desks::finish(desk, i).expect(0);
        desk.run(&["import", &desk.path("many.csv").display().to_string()]).expect(0);
        desk.run(&export).expect(0);
        assert!(has_session(desk, i) && desk.count("score") == scores + 400);
        done += 1;
    }
    done
}

fn full(n: u64) {
    for kind in [Kind::Tmpfs, Kind::Ext4] {
        let forms = (0..n).filter(|_| a_form(kind)).count();
        let done = commands(kind, n);
        eprintln!("{kind:?}: {forms} forms, {done} times save, import, export and report");
    }
}

/// Files may not grow: no signal ends the program, and what is typed waits beside the file.
fn limited(n: u64) {
    if !has("bash") {
        return;
    }
    for i in 0..n {
        let desk = desks::scored();
        // The file is larger already: no page behind its first ones can be written.
        let limit = ["bash", "-c", "ulimit -f 200; exec \"$0\" \"$@\""];
        let tight = ["bash", "-c", "ulimit -f 20; exec \"$0\" \"$@\""];
        let plain = desks::command(&desk, &["session", "add", "-", "--finish"]);
        let mut command = Command::new(limit[0]);
        command.args(&limit[1..]).arg(plain.get_program()).args(plain.get_args());
        command.env_clear().envs(plain.get_envs().filter_map(|(k, v)| Some((k, v?)))).env("PATH", "/usr/bin:/bin");
        let mut child = desks::begin(command, &desks::session(i));
        let (_, err) = desks::said(&mut child);
        assert_eq!(child.wait().expect("it ends").code(), Some(1), "no signal ends it: {err}");
        assert!(err.contains("NOT saved"), "{err}");
        says_room(&err, &desk.db);
        invariant::holds(&desk, "a limit to the size of files");
        let mut terminal = Terminal::under(&desk, &tight, &["--as", "Noor Haddad"]);
        terminal.shows("Ada Quist").press("s").shows("WHAT WE AGREE").press("\t\t").press("Says it back");
        terminal.shows("NOT saved").shows("beside the file");
        assert!(terminal.runs());
        terminal.press("\u{1b}").hides("WHAT WE AGREE").press("q");
        assert_eq!(terminal.ends(), 0);
        // The next start has no limit, and takes it in.
        let ran = desk.run(&["due"]).expect(0);
        assert!(ran.err.contains("is in the file now"), "{}", ran.err);
        assert_eq!((waiting(&desk).len(), desk.count("draft")), (0, 1));
        invariant::holds(&desk, "after a limit to the size of files");
    }
    eprintln!("{n} of {n} under a limit");
}

#[test]
fn a_full_disk_is_said_and_nothing_is_lost_by_it() {
    full(1);
}

#[test]
#[ignore = "the whole: 10 each"]
fn ten_full_disks_of_each_kind() {
    full(10);
}

#[test]
fn a_limit_to_the_size_of_files_ends_nothing() {
    limited(1);
}

#[test]
#[ignore = "the whole: 5"]
fn five_limits_to_the_size_of_files() {
    limited(5);
}
