//! How every file but the database is written: whole under its name, or not at all.
//!
//! The bytes go to a file beside it that its owner alone can read, then to the disk, and only then under the name. A
//! file of before stays as it was until that moment, and a program that is killed leaves a `.part` behind at most.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file that is being written. Dropped before [`Written::finish`], it leaves nothing.
#[derive(Debug)]
pub(crate) struct Written {
    file: BufWriter<File>,
    /// Where the bytes are until they are whole; `None` for what is no file of its own (a pipe, a device).
    part: Option<PathBuf>,
    path: PathBuf,
}

impl Written {
    pub(crate) fn begin(path: &Path) -> io::Result<Self> {
        // A link stays one: what it names is written.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
            let file = OpenOptions::new().write(true).open(&path)?;
            return Ok(Self { file: BufWriter::new(file), part: None, path });
        }
        if path.is_dir() {
            return Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder"));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        // Two programs that write the same file do not mix their bytes.
        name.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(name);
        if let Err(e) = fs::remove_file(&part)
            && e.kind() != ErrorKind::NotFound
        {
            return Err(e);
        }
        let file = crate::private::create_new(&part)?;
        Ok(Self { file: BufWriter::new(file), part: Some(part), path })
    }

    /// Brings it to the disk, and under its name.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        let Some(part) = &self.part else { return Ok(()) };
        self.file.get_ref().sync_all()?;
        fs::rename(part, &self.path)?;
        self.part = None;
        // The file itself is on the disk: a file system that cannot sync folders is no failure.
        let _ = crate::private::sync_folder_of(&self.path);
        Ok(())
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            // Why it was not finished is said by whoever did not finish it.
            let _ = fs::remove_file(part);
        }
    }
}

/// Writes a whole file that its owner alone can read.
pub(crate) fn whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut written = Written::begin(path)?;
    written.write_all(bytes)?;
    written.finish()
}

/// Why a file cannot be written, naming it, and how much is free where that may be the reason.
pub(crate) fn refusal(path: &Path, e: &io::Error) -> String {
    let room = match e.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => free_words(path),
        _ => String::new(),
    };
    format!("{} cannot be written: {e}{room}", path.display())
}

/// "; 12,288 bytes are free there", where the system tells.
pub(crate) fn free_words(path: &Path) -> String {
    free_bytes(path)
        .map_or_else(String::new, |free| format!("; {} bytes are free there", crate::domain::figure::grouped(free)))
}

/// Bytes that this user may still write where the path lies; `None` where the system does not say.
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let found = rustix::fs::statvfs(folder).ok()?;
        found.f_bavail.checked_mul(found.f_frsize)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stands_whole_under_its_name_or_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("page.html");
        whole(&path, b"first").expect("written");
        let mut second = Written::begin(&path).expect("begun");
        second.write_all(b"half").expect("taken");
        assert_eq!(fs::read(&path).expect("read"), b"first");
        drop(second);
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "nothing half stays");
        whole(&path, b"second").expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"second");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
            let link = folder.path().join("link.html");
            std::os::unix::fs::symlink(&path, &link).expect("linked");
            whole(&link, b"through").expect("written");
            assert_eq!(fs::read(&path).expect("read"), b"through");
            assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
            whole(Path::new("/dev/null"), b"gone").expect("a device is written as it is");
        }
        assert!(whole(folder.path(), b"x").is_err(), "a folder is no file");
    }

    #[test]
    fn a_full_disk_is_said_with_the_path_and_what_is_free() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("page.html");
        let words = refusal(&path, &io::Error::from(ErrorKind::StorageFull));
        assert!(words.contains("page.html cannot be written"), "{words}");
        assert!(!cfg!(unix) || words.ends_with("bytes are free there"), "{words}");
        assert_eq!(
            [
                crate::domain::figure::grouped(0),
                crate::domain::figure::grouped(999),
                crate::domain::figure::grouped(12_288),
                crate::domain::figure::grouped(1_234_567)
            ],
            ["0", "999", "12,288", "1,234,567"]
        );
    }
}
