//! The program run by a user whom permissions bind: they bind no root.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Desk, Ran, ran};

/// Nobody, on every system here.
const UID: u32 = 65534;

#[derive(Debug)]
pub(crate) struct Another {
    /// Where that user can reach the program.
    program: PathBuf,
    _folder: tempfile::TempDir,
    is_root: bool,
}

pub(crate) fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

/// Whether a tool of the system is there.
pub(crate) fn has(tool: &str) -> bool {
    Command::new(tool).arg("--version").output().is_ok()
}

impl Another {
    /// # Panics
    /// Where the system has no `setpriv` although the test is run by root.
    pub(crate) fn new() -> Self {
        let is_root = is_root();
        let folder = tempfile::Builder::new().prefix("coachlog-bin").tempdir().expect("a temporary folder");
        let program = folder.path().join("coachlog");
        std::fs::copy(env!("CARGO_BIN_EXE_coachlog"), &program).expect("a copy of the program");
        set_mode(folder.path(), 0o755);
        set_mode(&program, 0o755);
        assert!(!is_root || has("setpriv"), "root needs setpriv (util-linux) to be somebody else");
        Self { program, _folder: folder, is_root }
    }

    /// The desk's folder and all that is in it become that user's.
    pub(crate) fn owns(&self, desk: &Desk) {
        if self.is_root {
            give(desk.db.parent().expect("a folder"));
        }
    }

    pub(crate) fn runs(&self, desk: &Desk, args: &[&str]) -> Ran {
        self.runs_at(desk, desk.db.parent().expect("a folder"), &desk.db, args)
    }

    /// On a file that lies elsewhere.
    pub(crate) fn runs_at(&self, desk: &Desk, home: &Path, db: &Path, args: &[&str]) -> Ran {
        let mut command = if self.is_root {
            let mut command = Command::new("setpriv");
            command
                .arg(format!("--reuid={UID}"))
                .arg(format!("--regid={UID}"))
                .arg("--clear-groups")
                .arg(&self.program);
            command
        } else {
            Command::new(&self.program)
        };
        // Environment and folder as for everybody.
        let like = desk.command();
        for (name, value) in like.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        command.env("COACHLOG_HOME", home.join("home")).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.current_dir("/").stdin(std::process::Stdio::null());
        ran(command.arg("--db").arg(db).args(args))
    }
}

/// Nothing can be made in the desk's folder.
pub(crate) fn lock_the_folder(desk: &Desk) {
    set_mode(desk.db.parent().expect("a folder"), 0o555);
}

pub(crate) fn unlock_the_folder(desk: &Desk) {
    set_mode(desk.db.parent().expect("a folder"), 0o700);
}

pub(crate) fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("the mode can be set");
}

pub(crate) fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

fn give(path: &Path) {
    std::os::unix::fs::chown(path, Some(UID), Some(UID)).expect("root may give files away");
    if path.is_dir() {
        for entry in std::fs::read_dir(path).expect("a folder").flatten() {
            give(&entry.path());
        }
    }
}
