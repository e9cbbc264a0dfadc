//! Where the file lies: modes that let nobody else in whatever the umask, links, folders of everybody, network drives
//! and sync clients.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::as_another::{has, is_root, mode, set_mode};
use crate::support::{Desk, Ran, demo, ran};

/// Runs under a umask.
fn under(umask: &str, desk: &Desk, args: &[&str]) -> Ran {
    let mut command = desk.command();
    let program = command.get_program().to_owned();
    let mut shell = Command::new("sh");
    shell.env_clear().current_dir(desk.path(".")).stdin(std::process::Stdio::null());
    for (name, value) in command.envs::<_, &str, &str>([]).get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    shell.arg("-c").arg(format!("umask {umask}; exec \"$0\" \"$@\"")).arg(program).arg("--db").arg(&desk.db).args(args);
    ran(&mut shell)
}

fn all_under(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all_under(&path, out);
        }
        out.push(path);
    }
}

const UMASKS: [&str; 10] = ["000", "002", "022", "027", "077", "177", "277", "377", "477", "777"];

#[test]
fn whatever_the_umask_files_and_folders_are_their_owners_alone() {
    for umask in UMASKS {
        let mut desk = Desk::bare();
        desk.db = desk.path("new/folders/desk.db");
        let sheet = desk.path("sheet.csv");
        std::fs::write(&sheet, "call_id,agent_id,call_started_at,dimension,earned,possible\n1,A1,2026-11-20,Empathy,1,2\n1,A1,2026-11-20,Empathy,zzz,2\n")
            .expect("a file");
        let sheet = sheet.to_string_lossy().into_owned();
        let place = |name: &str| desk.path(name).to_string_lossy().into_owned();
        let (rejected, out, page, kept) =
            (place("rejected.csv"), place("scores.csv"), place("page.html"), place("copies/kept.db"));
        for args in [
            &["import", &sheet, "--rejected", &rejected][..],
            &["export", "scores", "--out", &out],
            &["report", "today", "--out", &page],
            &["backup", &kept],
            &["restore", &kept],
            &["log", "verify"],
        ] {
            let done = under(umask, &desk, args);
            assert!([0, 3, 4].contains(&done.code), "umask {umask}: {args:?} {done:?}");
        }
        let mut found = Vec::new();
        all_under(&desk.path("."), &mut found);
        let ours: Vec<_> = found.iter().filter(|path| !path.ends_with("sheet.csv")).collect();
        assert!(ours.len() >= 10, "umask {umask}: {ours:?}");
        for path in ours {
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(path), wanted, "umask {umask}: {}", path.display());
        }
    }
}

#[test]
fn no_file_is_open_to_others_even_for_a_moment() {
    if !has("strace") {
        eprintln!("skipped: there is no strace");
        return;
    }
    let mut desk = Desk::bare();
    desk.db = desk.path("new/desk.db");
    let trace = desk.path("trace");
    let kept = desk.path("kept.db").to_string_lossy().into_owned();
    let mut made = 0;
    for args in [
        &["settings", "zone", "UTC"][..],
        &["backup", &kept],
        &["restore", &kept],
        &["settings", "zone", "Europe/Paris"],
    ] {
        let command = desk.command();
        let mut traced = Command::new("strace");
        traced.arg("-f").args(["-e", "trace=openat,open,creat,mkdir,mkdirat"]).arg("-o").arg(&trace);
        traced.args(["sh", "-c", "umask 000; exec \"$0\" \"$@\""]);
        traced.arg(command.get_program()).arg("--db").arg(&desk.db).args(args);
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                traced.env(name, value);
            }
        }
        traced.current_dir(desk.path("."));
        ran(&mut traced).expect(0);
        for line in std::fs::read_to_string(&trace).expect("what strace saw").lines() {
            let opens = line.contains("O_CREAT");
            if !(opens || line.contains("mkdir")) || line.contains("EEXIST") {
                continue;
            }
            made += 1;
            let wanted = if opens { ", 0600)" } else { ", 0700)" };
            assert!(line.contains(wanted), "{args:?}: {line}");
        }
    }
    assert!(made > 10, "it saw {made} files and folders made");
}

#[test]
fn a_file_that_others_could_read_is_closed_to_them_and_that_is_said_once() {
    let desk = Desk::copy_of(demo());
    set_mode(&desk.db, 0o644);
    let said = desk.run(&["settings", "zone"]).expect(0);
    assert!(said.err.contains("(mode 644); it is yours alone now"), "{said:?}");
    assert_eq!(mode(&desk.db), 0o600);
    assert!(!desk.run(&["settings", "zone"]).expect(0).err.contains("yours alone"));
    // For reading only nothing is changed, its mode neither.
    set_mode(&desk.db, 0o640);
    let said = desk.run(&["--read-only", "settings", "zone"]).expect(0);
    assert!(said.err.contains("others on this machine can read the file (mode 640)"), "{said:?}");
    assert_eq!(mode(&desk.db), 0o640);
}

#[test]
fn links_and_folders_of_everybody_are_said_or_refused() {
    let desk = Desk::copy_of(demo());
    let link = desk.path("link.db");
    std::os::unix::fs::symlink(&desk.db, &link).expect("a link");
    let refused = ran(desk.command().arg("--db").arg(&link).args(["settings", "zone"])).expect(1);
    assert!(refused.err.contains("it is a symbolic link"), "{refused:?}");
    // A link to nothing begins no file where it points.
    let nowhere = desk.path("nowhere.db");
    std::os::unix::fs::symlink(desk.path("not-there.db"), &nowhere).expect("a link");
    ran(desk.command().arg("--db").arg(&nowhere).args(["import", "x.csv"])).expect(1);
    assert!(!desk.path("not-there.db").exists());

    std::fs::hard_link(&desk.db, desk.path("other-name.db")).expect("a link");
    let said = desk.run(&["settings", "zone"]).expect(0);
    assert!(said.err.contains("the file has 2 names (hard links)"), "{said:?}");
    std::fs::remove_file(desk.path("other-name.db")).expect("it goes");

    set_mode(&desk.path("."), 0o777);
    let said = desk.run(&["settings", "zone"]).expect(0);
    assert!(said.err.contains("everybody on this machine may write to the folder"), "{said:?}");
    let doctor = desk.run(&["doctor"]).expect(0);
    assert!(doctor.out.contains("everybody on this machine may write"), "{doctor:?}");
    set_mode(&desk.path("."), 0o700);
    assert_eq!(desk.run(&["settings", "zone"]).expect(0).err, "");
}

#[test]
fn a_sync_clients_folder_is_warned_of() {
    for (folder, client) in [
        ("OneDrive - Contoso", "OneDrive"),
        ("Dropbox", "Dropbox"),
        ("Google Drive", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
    ] {
        let mut desk = Desk::bare();
        desk.db = desk.path(folder).join("team/desk.db");
        let said = desk.run(&["settings", "zone", "UTC"]).expect(0);
        assert!(said.err.contains(&format!("the file lies in a folder of {client}")), "{said:?}");
        assert!(desk.run(&["doctor"]).expect(0).out.contains(client));
    }
}

/// Runs where the system says that another file system is mounted there: what it says is put in place of what it is.
fn mounted(desk: &Desk, line: &str, args: &[&str]) -> Option<Ran> {
    let real = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let fake = desk.path("mountinfo");
    std::fs::write(&fake, format!("{real}{line}\n")).expect("a file");
    let command = desk.command();
    let mut unshared = Command::new("unshare");
    unshared.args(["-m", "sh", "-c", "mount --bind \"$0\" /proc/$$/mountinfo || exit 99; exec \"$@\""]).arg(&fake);
    unshared.arg(command.get_program()).arg("--db").arg(&desk.db).args(args);
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            unshared.env(name, value);
        }
    }
    let ran = ran(unshared.current_dir(desk.path(".")));
    (ran.code != 99).then_some(ran)
}

#[test]
fn network_drives_and_their_like_are_refused_unless_asked_for_on_record() {
    if !is_root() || !has("unshare") {
        eprintln!("skipped: this user has no mounts of his own");
        return;
    }
    for (kind, words) in [
        ("nfs4 nas:/team rw,vers=4.2", "a network drive (nfs4"),
        ("cifs //server/share rw", "a network drive (cifs"),
        ("fuse.sshfs dana@server: rw", "a file system that a program serves (fuse.sshfs"),
        ("9p C:\\134 rw,aname=drvfs;path=C:\\", "a Windows drive under WSL"),
        ("fuseblk /dev/sdb1 rw", "a file system that a program serves (fuseblk"),
    ] {
        let mut desk = Desk::bare();
        desk.db = desk.path("drive/desk.db");
        std::fs::create_dir(desk.path("drive")).expect("a folder");
        let point = desk.path("drive").canonicalize().expect("a folder");
        let line = format!("999 1 0:99 / {} rw,relatime - {kind}", point.display());
        let Some(refused) = mounted(&desk, &line, &["settings", "zone", "UTC"]) else {
            eprintln!("skipped: this system lets nothing be mounted over what it says of mounts");
            return;
        };
        assert!(refused.code == 1 && refused.err.contains(words), "{kind}: {refused:?}");
        assert!(refused.err.contains("--allow-network-file"), "{kind}: {refused:?}");
        assert!(!desk.db.exists(), "{kind}: nothing was begun");
        for _ in 0..2 {
            let allowed = mounted(&desk, &line, &["--allow-network-file", "settings", "zone", "UTC"]).expect("it runs");
            assert!(allowed.code == 0 && allowed.err.contains(words), "{kind}: {allowed:?}");
        }
        let log = mounted(&desk, &line, &["--allow-network-file", "log", "show", "--json"]).expect("it runs").json();
        let overrides = log.as_array().expect("records").iter().filter(|r| r["action"] == "warning overridden");
        assert_eq!(overrides.count(), 1, "{kind}: once a day, on record");
        crate::invariant::holds(&desk, kind);
    }
}
