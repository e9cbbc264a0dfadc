//! The bytes of a document as they are read: where the reading stands, what was read since the last mark, and a limit
//! to that. `serde_json` takes a reader's bytes one by one, so the place is exact.

use std::cell::{Cell, RefCell};
use std::io::{self, Read};

use super::LARGEST;

/// Where a byte stands, from 1, as an editor counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import::evaluations) struct Place {
    pub(in crate::import::evaluations) line: u64,
    pub(in crate::import::evaluations) column: u64,
}

/// What the reader tells while somebody else holds it.
#[derive(Debug)]
pub(super) struct Watch {
    /// Of the byte that was read last.
    place: Cell<Place>,
    after_break: Cell<bool>,
    all: Cell<u64>,
    /// Bytes since the mark.
    held: RefCell<Vec<u8>>,
    /// Whether anything but white space came since the mark.
    content: Cell<bool>,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self {
            place: Cell::new(Place { line: 1, column: 0 }),
            after_break: Cell::new(false),
            all: Cell::new(0),
            held: RefCell::new(Vec::new()),
            content: Cell::new(false),
        }
    }

    pub(super) fn place(&self) -> Place {
        self.place.get()
    }

    /// Bytes in all.
    pub(super) fn bytes(&self) -> u64 {
        self.all.get()
    }

    pub(super) fn content(&self) -> bool {
        self.content.get()
    }

    /// Holds from here on. `first` is the byte that was looked at already.
    pub(super) fn mark(&self, first: Option<u8>) {
        let mut held = self.held.borrow_mut();
        held.clear();
        held.extend(first);
        self.content.set(first.is_some());
    }

    /// The byte that was read last.
    pub(super) fn last(&self) -> Option<u8> {
        self.held.borrow().last().copied()
    }

    /// Hands over what came since the mark.
    pub(super) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.held.borrow_mut())
    }

    fn pass(&self, byte: u8) -> io::Result<()> {
        let Place { line, column } = self.place.get();
        let next = if self.after_break.replace(byte == b'\n') {
            Place { line: line + 1, column: 1 }
        } else {
            Place { line, column: column + 1 }
        };
        self.place.set(next);
        self.all.set(self.all.get() + 1);
        if !byte.is_ascii_whitespace() {
            self.content.set(true);
        }
        let mut held = self.held.borrow_mut();
        held.push(byte);
        if held.len() > LARGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too large"));
        }
        Ok(())
    }
}

pub(super) struct Counted<'w, R> {
    input: R,
    buffer: Vec<u8>,
    given: usize,
    pub(super) watch: &'w Watch,
}

impl<'w, R: Read> Counted<'w, R> {
    pub(super) fn new(input: R, watch: &'w Watch) -> Self {
        Self { input, buffer: Vec::new(), given: 0, watch }
    }
}

const CHUNK: usize = 64 << 10;

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(first) = out.first_mut() else { return Ok(0) };
        if self.given == self.buffer.len() {
            self.buffer.resize(CHUNK, 0);
            let read = self.input.read(&mut self.buffer)?;
            self.buffer.truncate(read);
            self.given = 0;
            if read == 0 {
                return Ok(0);
            }
        }
        let byte = self.buffer[self.given];
        self.given += 1;
        *first = byte;
        self.watch.pass(byte)?;
        Ok(1)
    }
}
