//! Where the file lies, and who else could read it or put another in its place.
//!
//! ```text
//!  the name        a symbolic link is refused: what it points to could be changed under the program
//!  the file        hard links are said; a mode that lets others in is mended and said
//!  the folder      one that everybody may write to is said: a journal could be planted there
//!  the file system another machine's disk, a program's (FUSE) or a Windows drive under WSL is refused unless it is
//!                  asked for, which is a record: locks and syncs do not hold there
//!  the sync client OneDrive and its kin are said: they copy the file while it is written, and bring old ones back
//! ```
//! Nothing here opens the file: closing it would drop the locks that the database engine holds on it.

use std::path::{Path, PathBuf};

#[cfg(any(target_os = "linux", test))]
mod mounts;

/// What is worth knowing of the place, each with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remark {
    /// Other names of the same file.
    HardLinks(u64),
    /// The mode it had; others are locked out since.
    Mended(u32),
    /// The mode that others can read it by, which this user may not change.
    Readable(u32),
    /// Everybody may write to this folder.
    Folder(PathBuf),
    /// The sync client whose folder it is.
    Synced(&'static str),
    /// A file system that is no good place, used all the same.
    Anyway(String),
}

impl Remark {
    /// What is so, for one line of a screen.
    pub(crate) fn brief(&self) -> String {
        match self {
            Self::HardLinks(names) => format!("the file has {names} names (hard links)"),
            Self::Mended(_) => "others could read the file; it is yours alone now".to_owned(),
            Self::Readable(_) => "others on this machine can read the file".to_owned(),
            Self::Folder(_) => "everybody may write to the file's folder".to_owned(),
            Self::Synced(client) => format!("the file lies in a folder of {client}"),
            Self::Anyway(on) => format!("the file lies on {on}"),
        }
    }

    /// What is so, and what to do about it.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::HardLinks(names) => format!(
                "the file has {names} names (hard links): a program that writes to another name without locking would \
                 damage it; keep one name, and make copies with `coachlog backup`"
            ),
            Self::Mended(mode) => {
                format!("others on this machine could read the file (mode {mode:03o}); it is yours alone now (600)")
            }
            Self::Readable(mode) => format!(
                "others on this machine can read the file (mode {mode:03o}), and you may not change that: ask its owner \
                 for chmod 600"
            ),
            Self::Folder(folder) => format!(
                "everybody on this machine may write to the folder {}: move the file to a folder of your own",
                folder.display()
            ),
            Self::Synced(client) => format!(
                "the file lies in a folder of {client}, which may copy it half-written or bring an old one back: keep it \
                 elsewhere, and let {client} have the copies that `coachlog backup` makes"
            ),
            Self::Anyway(on) => format!(
                "the file lies on {on}, where a lock or a save may not hold; that it is used all the same is on record"
            ),
        }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) remarks: Vec<Remark>,
    /// A file system that is refused unless it is asked for, in words.
    pub(crate) no_place: Option<String>,
}

/// Whether a mode that lets others in is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Modes {
    Mended,
    Looked,
}

/// Looks at the place of a file that may not be there yet.
pub(crate) fn look(path: &Path, modes: Modes) -> Found {
    let mut found = Found::default();
    let whole = whole(path);
    links_and_modes(path, modes, &mut found.remarks);
    if let Some(client) = synced(&whole).or_else(|| synced(path)) {
        found.remarks.push(Remark::Synced(client));
    }
    found.no_place = no_place(&whole);
    found
}

/// The path from the root on, links followed, as far as it is there.
fn whole(path: &Path) -> PathBuf {
    if let Ok(whole) = path.canonicalize() {
        return whole;
    }
    let name = path.file_name().unwrap_or_default();
    let above = match path.parent() {
        Some(above) if above.as_os_str().is_empty() => Path::new("."),
        Some(above) => above,
        None => return path.to_owned(),
    };
    if above == path { path.to_owned() } else { whole(above).join(name) }
}

#[cfg(unix)]
fn links_and_modes(path: &Path, modes: Modes, out: &mut Vec<Remark>) {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    if let Ok(found) = std::fs::symlink_metadata(path) {
        if found.is_file() && found.nlink() > 1 {
            out.push(Remark::HardLinks(found.nlink()));
        }
        let mode = found.permissions().mode() & 0o7777;
        if found.is_file() && mode & 0o077 != 0 {
            let ours = found.uid() == rustix::process::geteuid().as_raw();
            let private = std::fs::Permissions::from_mode(mode & 0o700);
            if modes == Modes::Mended && ours && std::fs::set_permissions(path, private).is_ok() {
                out.push(Remark::Mended(mode));
            } else {
                out.push(Remark::Readable(mode));
            }
        }
    }
    let whole = whole(path);
    let folder = whole.parent().unwrap_or(Path::new("/"));
    if std::fs::metadata(folder).is_ok_and(|m| m.permissions().mode() & 0o002 != 0) {
        out.push(Remark::Folder(folder.to_owned()));
    }
}

#[cfg(not(unix))]
fn links_and_modes(_: &Path, _: Modes, _: &mut Vec<Remark>) {}

/// Whether this user may make files in the folder of a path: without a journal nothing is written.
pub(crate) fn folder_is_writable(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use rustix::fs::{Access, AtFlags, CWD, accessat};
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        accessat(CWD, folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).is_ok()
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        true
    }
}

/// The file system in words where it is no place for the file.
#[cfg(target_os = "linux")]
fn no_place(whole: &Path) -> Option<String> {
    use mounts::Kind;
    let text = std::fs::read("/proc/self/mountinfo").ok()?;
    let mount = mounts::of(&String::from_utf8_lossy(&text), whole)?;
    let point = mount.point.display();
    match mount.kind {
        Kind::Local => None,
        Kind::Network => Some(format!("a network drive ({} at {point})", mount.name)),
        Kind::Program => Some(format!("a file system that a program serves ({} at {point})", mount.name)),
        Kind::Windows => Some(format!("a Windows drive under WSL ({point})")),
    }
}

/// A network volume does not bear the mark of a local one.
#[cfg(any(target_os = "macos", target_os = "freebsd"))]
fn no_place(whole: &Path) -> Option<String> {
    // MNT_LOCAL, the same on both.
    const LOCAL: u64 = 0x1000;
    let folder = whole.ancestors().find(|above| above.exists())?;
    let found = rustix::fs::statfs(folder).ok()?;
    (u64::from(found.f_flags) & LOCAL == 0).then(|| "a network drive".to_owned())
}

/// `\\server\share\…`, and a drive letter that stands for one.
#[cfg(windows)]
fn no_place(whole: &Path) -> Option<String> {
    use std::path::{Component, Prefix};
    match whole.components().next() {
        Some(Component::Prefix(p)) => match p.kind() {
            Prefix::UNC(server, share) | Prefix::VerbatimUNC(server, share) => {
                Some(format!("a network drive (\\\\{}\\{})", server.to_string_lossy(), share.to_string_lossy()))
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "freebsd", windows)))]
fn no_place(_: &Path) -> Option<String> {
    None
}

/// The client whose folder the path lies in, told by the folders' names.
fn synced(path: &Path) -> Option<&'static str> {
    const NAMES: [(&str, &str); 22] = [
        ("onedrive", "OneDrive"),
        ("dropbox", "Dropbox"),
        ("google drive", "Google Drive"),
        ("googledrive", "Google Drive"),
        ("my drive", "Google Drive"),
        ("icloud drive", "iCloud Drive"),
        ("iclouddrive", "iCloud Drive"),
        ("com~apple~clouddocs", "iCloud Drive"),
        ("mobile documents", "iCloud Drive"),
        ("nextcloud", "Nextcloud"),
        ("owncloud", "ownCloud"),
        ("box", "Box"),
        ("box sync", "Box"),
        ("box-box", "Box"),
        ("pcloud drive", "pCloud"),
        ("pclouddrive", "pCloud"),
        ("mega", "MEGA"),
        ("megasync", "MEGA"),
        ("proton drive", "Proton Drive"),
        ("synologydrive", "Synology Drive"),
        ("seafile", "Seafile"),
        ("tresorit", "Tresorit"),
    ];
    // "OneDrive - Contoso", "Dropbox (Contoso)", "GoogleDrive-dana@contoso.com".
    const ACCOUNTS: [(&str, &str); 6] = [
        ("onedrive - ", "OneDrive"),
        ("onedrive-", "OneDrive"),
        ("dropbox (", "Dropbox"),
        ("dropbox-", "Dropbox"),
        ("googledrive-", "Google Drive"),
        ("nextcloud-", "Nextcloud"),
    ];
    let folders = path.parent()?.components().map(|c| c.as_os_str().to_string_lossy().to_lowercase());
    folders.rev().find_map(|folder| {
        let named = NAMES.iter().find(|(name, _)| folder == *name);
        named.or_else(|| ACCOUNTS.iter().find(|(start, _)| folder.starts_with(start))).map(|(_, client)| *client)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sync_clients_folder_is_told_by_its_name() {
        for (path, client) in [
            ("/home/dana/OneDrive/coachlog.db", Some("OneDrive")),
            ("/Users/dana/OneDrive - Contoso Ltd/team/coachlog.db", Some("OneDrive")),
            (
                "/Users/dana/Library/CloudStorage/GoogleDrive-dana@contoso.com/My Drive/coachlog.db",
                Some("Google Drive"),
            ),
            ("/Users/dana/Library/Mobile Documents/com~apple~CloudDocs/coachlog.db", Some("iCloud Drive")),
            ("/home/dana/Dropbox (Contoso)/coachlog.db", Some("Dropbox")),
            ("/home/dana/Nextcloud/coachlog.db", Some("Nextcloud")),
            ("/home/dana/Box/coachlog.db", Some("Box")),
            ("/home/dana/boxes/coachlog.db", None),
            ("/home/dana/data/OneDrive", None),
            ("/home/dana/notes/coachlog.db", None),
        ] {
            assert_eq!(synced(Path::new(path)), client, "{path}");
        }
    }

    #[test]
    fn a_path_whose_folders_are_not_there_yet_is_followed_as_far_as_it_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let real = folder.path().canonicalize().expect("it is there");
        assert_eq!(whole(&folder.path().join("a/b/c.db")), real.join("a/b/c.db"));
    }
}
