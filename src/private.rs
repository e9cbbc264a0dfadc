//! Files and folders that their owner alone can read, whatever the umask is, and how a whole one gets its name.
//!
//! A mode that is given when a file is made is cut by the umask; it is therefore set once more on the open file. On
//! Windows the folder's own rights hold.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// What becomes of a file that bears the name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Stays,
    GivesWay,
}

/// Opens a new file for writing; there must be none.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    open(path, OpenOptions::new().write(true).create_new(true))
}

/// Opens a file for writing at its end.
pub(crate) fn append(path: &Path) -> io::Result<File> {
    open(path, OpenOptions::new().append(true).create(true))
}

/// Opens as `options` say; the file is its owner's alone from its first moment on.
pub(crate) fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let found = file.metadata()?;
        // A device or a pipe that somebody named is not ours to close to others.
        if found.is_file() && found.permissions().mode() & 0o777 != 0o600 {
            file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(file)
}

/// Makes the folder and all that lead to it; those that are there stay as they are.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        folder(above)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        // Someone else was a moment earlier.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => return Ok(()),
        other => other?,
    }
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(())
}

/// A new, empty file beside another, under a name that nobody has: what is begun there gets its own name once it is
/// whole (see [`name`]).
pub(crate) fn beside(path: &Path, what: &str) -> io::Result<PathBuf> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{what}-{}", uuid::Uuid::now_v7().simple()));
    let temporary = path.with_file_name(name);
    create_new(&temporary)?;
    Ok(temporary)
}

/// Gives a whole file its name, and has the folder's entry on the disk before it says so.
pub(crate) fn name(temporary: &Path, path: &Path, standing: Standing) -> io::Result<()> {
    match standing {
        Standing::GivesWay => std::fs::rename(temporary, path)?,
        // A link never replaces a file; not every file system has links.
        Standing::Stays => match std::fs::hard_link(temporary, path) {
            Ok(()) => std::fs::remove_file(temporary)?,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return Err(e),
            Err(_) if path.exists() => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => std::fs::rename(temporary, path)?,
        },
    }
    sync_folder_of(path)
}

/// Has the entries of a file's folder reach the disk, where the system can do that.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let above = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Some file systems have no sync for folders.
        match File::open(above)?.sync_all() {
            Err(e) if e.kind() == io::ErrorKind::InvalidInput => {}
            other => other?,
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    }

    #[test]
    fn a_file_that_others_could_read_is_closed_to_them_when_it_is_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("page.html");
        std::fs::write(&path, "old").expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).expect("a mode");
        append(&path).expect("it opens");
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn folders_on_the_way_are_made_private_and_others_stay_as_they_are() {
        let above = tempfile::tempdir().expect("a temporary folder");
        std::fs::set_permissions(above.path(), std::fs::Permissions::from_mode(0o755)).expect("a mode");
        folder(&above.path().join("a/b")).expect("they are made");
        assert_eq!((mode(above.path()), mode(&above.path().join("a"))), (0o755, 0o700));
        assert_eq!(mode(&above.path().join("a/b")), 0o700);
    }

    #[test]
    fn a_name_that_is_taken_stays_with_whoever_has_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("copy.db");
        std::fs::write(&path, "old").expect("a file");
        let temporary = beside(&path, "new").expect("a file beside it");
        let refused = name(&temporary, &path, Standing::Stays).expect_err("the name is taken");
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        name(&temporary, &path, Standing::GivesWay).expect("it is asked for");
        assert_eq!(std::fs::read(&path).expect("a file"), b"");
        assert!(!temporary.exists());
    }
}
