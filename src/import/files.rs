//! Files on disk: folders, hashes, sizes.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use sha2::{Digest, Sha256};

use super::ImportError;
use super::sniff::Refusal;
use crate::domain::hex::hex;
use crate::domain::raw::visible;

/// A file to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// Named by the user: where it cannot be read, that is an error. One found in a folder is left out.
    pub(super) named: bool,
}

/// Subfolders that are read with their folder where both are there: Harper Valley's.
const PAIR: [&str; 2] = ["metadata", "transcript"];

/// Folders become their files, by name; hidden ones are left out.
pub(super) fn expand(paths: &[PathBuf]) -> Result<Vec<Found>, ImportError> {
    let mut found: Vec<Found> = Vec::new();
    for path in paths {
        let data = fs::metadata(path).map_err(|source| unreadable(path, source))?;
        if data.is_dir() {
            let mut inside = files_in(path)?;
            if PAIR.iter().all(|name| path.join(name).is_dir()) {
                for name in PAIR {
                    inside.extend(files_in(&path.join(name))?);
                }
            }
            if inside.is_empty() {
                let why = "the folder holds no files".to_owned();
                return Err(ImportError::Unknown { path: shown(path), why });
            }
            found.extend(inside.into_iter().map(|path| Found { path, named: false }));
        } else if data.is_file() {
            found.push(Found { path: path.clone(), named: true });
        } else {
            let source = io::Error::other("it is not a regular file, and an import reads a file twice");
            return Err(unreadable(path, source));
        }
    }
    // The same file named twice, or named and found, is one.
    let mut places = HashSet::new();
    found.retain(|file| places.insert(fs::canonicalize(&file.path).unwrap_or_else(|_| file.path.clone())));
    Ok(found)
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, ImportError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| unreadable(folder, source))? {
        let entry = entry.map_err(|source| unreadable(folder, source))?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !hidden && fs::metadata(entry.path()).is_ok_and(|data| data.is_file()) {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// A path for messages.
pub(super) fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

pub(super) fn unreadable(path: &Path, source: io::Error) -> ImportError {
    ImportError::Unreadable { path: shown(path), source }
}

/// A refusal with the path that it is about.
pub(super) fn refused(path: &Path, refusal: Refusal) -> ImportError {
    match refusal {
        Refusal::Unknown(why) => ImportError::Unknown { path: shown(path), why },
        Refusal::Malformed { line, why } => ImportError::Malformed { path: shown(path), line, why },
        Refusal::Workbook(why) => ImportError::Workbook { path: shown(path), why },
        Refusal::Io(source) => unreadable(path, source),
    }
}

/// Largest file that people write by hand: a session, a library, a mapping, a scorecard.
const BY_HAND: u64 = 4 << 20;

/// A file that people write by hand, whole.
pub fn written_by_hand(file: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.take(BY_HAND + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > BY_HAND {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "it is larger than 4 MB, the most that is read of such a file",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        io::Error::new(io::ErrorKind::InvalidData, format!("the text is not UTF-8: its byte {at} is none of it"))
    })
}

/// The file's name alone.
pub(super) fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The name without its extension: the call ID of a transcript.
pub(super) fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Hashes and counts what is read through it.
pub(super) struct Hashing<R> {
    inner: R,
    hash: Hash,
    bytes: u64,
}

/// Where the hash is made.
enum Hash {
    Here(Box<Sha256>),
    /// On a thread of its own, of pieces that are handed over in their order.
    Aside(Aside),
}

/// A thread that hashes: whoever reads a large table is what an import waits for.
struct Aside {
    to: SyncSender<Vec<u8>>,
    /// Pieces that were hashed, to be filled anew.
    done: Receiver<Vec<u8>>,
    thread: JoinHandle<Sha256>,
}

/// From so many bytes on a file is hashed aside.
const LARGE: u64 = 8 << 20;

/// So many pieces may wait to be hashed.
const WAITING: usize = 8;

impl Aside {
    /// `None` where the machine has no thread left.
    fn begin() -> Option<Self> {
        let (to, pieces) = sync_channel::<Vec<u8>>(WAITING);
        let (back, done) = channel();
        let hash = move || {
            let mut hash = Sha256::new();
            for piece in pieces {
                hash.update(&piece);
                // Whoever reads may have read to the end.
                let _ = back.send(piece);
            }
            hash
        };
        let thread = thread::Builder::new().name("hash".to_owned()).spawn(hash).ok()?;
        Some(Self { to, done, thread })
    }

    fn take(&self, bytes: &[u8]) -> io::Result<()> {
        let mut piece = self.done.try_recv().unwrap_or_default();
        piece.clear();
        piece.extend_from_slice(bytes);
        self.to.send(piece).map_err(|_| io::Error::other("the file cannot be hashed"))
    }

    fn end(self) -> Sha256 {
        let Self { to, thread, .. } = self;
        drop(to);
        thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    }
}

impl<R> std::fmt::Debug for Hashing<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hashing").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl<R: Read> Hashing<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, hash: Hash::Here(Box::default()), bytes: 0 }
    }

    /// Of a file of this size.
    pub(super) fn sized(inner: R, size: u64) -> Self {
        let aside = if size >= LARGE { Aside::begin() } else { None };
        Self { hash: aside.map_or_else(|| Hash::Here(Box::default()), Hash::Aside), ..Self::new(inner) }
    }

    /// Read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads what is left; the SHA-256 in hex and the number of bytes.
    pub(super) fn finish(mut self) -> io::Result<(String, u64)> {
        io::copy(&mut self, &mut io::sink())?;
        let hash = match self.hash {
            Hash::Here(hash) => *hash,
            Hash::Aside(aside) => aside.end(),
        };
        Ok((hex(&hash.finalize()), self.bytes))
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        match &mut self.hash {
            Hash::Here(hash) => hash.update(&buffer[..read]),
            Hash::Aside(aside) => aside.take(&buffer[..read])?,
        }
        self.bytes += read as u64;
        Ok(read)
    }
}

/// The SHA-256 of a file in hex, and its size.
pub(super) fn sha256(path: &Path) -> io::Result<(String, u64)> {
    Hashing::new(File::open(path)?).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_the_same_wherever_it_is_made() {
        for length in [0, 1, 63, 64, 65, 300_000] {
            let bytes: Vec<u8> = (0..length).map(|n: u32| n.to_le_bytes()[0] ^ n.to_le_bytes()[1]).collect();
            let known = (hex(&Sha256::digest(&bytes)), u64::from(length));
            for size in [0, LARGE - 1, LARGE] {
                // What is left is read by `finish`.
                for first in [0, bytes.len().min(1), bytes.len() / 2, bytes.len()] {
                    let mut hashing = Hashing::sized(&*bytes, size);
                    for piece in vec![0; first].chunks_mut(7_919) {
                        hashing.read_exact(piece).expect("memory is readable");
                    }
                    assert_eq!(hashing.finish().expect("memory is readable"), known, "{length} bytes, {first} first");
                }
            }
        }
        // The hash of nothing, as published.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Hashing::sized(io::empty(), LARGE).finish().expect("nothing is readable").0, empty);
    }

    #[test]
    fn one_that_is_let_go_of_leaves_no_thread_behind() {
        let mut hashing = Hashing::sized(io::repeat(7), LARGE);
        hashing.read_exact(&mut [0; 100]).expect("it goes on for ever");
        let Hash::Aside(aside) = hashing.hash else { panic!("a large file is hashed aside") };
        let Aside { to, thread, .. } = aside;
        drop(to);
        thread.join().expect("it ends");
    }
}
