//! Workbooks (.xlsx), read by a child process of our own: a file made to exhaust a reader ends that child, and here it
//! is a sentence. The child says what it reads a line at a time, and says when it has read all.
//!
//! ```text
//! {"sheet":"Scores"}                    a sheet begins (all of them, where they are listed)
//! {"row":[7,["Ama","2026-10-05"]]}      a row by its number in the sheet; empty cells stand for omitted ones
//! {"fault":[7,"a cell of …"]}           why it cannot go on; 0 where no row is at fault
//! {"end":1200}                          everything was said: so many rows
//! ```

pub(crate) mod child;
mod values;

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::sniff::Refusal;
use super::table::{Fault, RECORD_LIMIT, Record};

/// The child's name among the commands.
pub const COMMAND: &str = "read-workbook";
/// What the child may allocate, in bytes: with the program itself it stays below 256 MB.
pub const MEMORY: usize = 216 << 20;
/// How long it is waited for, in all.
const PATIENCE: Duration = Duration::from_secs(30);
const TICK: Duration = Duration::from_millis(50);
/// Longest line: a record, all of whose characters are escaped.
const LINE_LIMIT: u64 = 6 * RECORD_LIMIT as u64 + 4096;

/// What the child says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    Sheet(String),
    Row(u64, Vec<String>),
    Fault(u64, String),
    End(u64),
}

/// A sheet and how it begins.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) first: Vec<Record>,
}

/// All sheets of a workbook, in their order.
pub(super) fn sheets(path: &Path) -> Result<Vec<Sheet>, Refusal> {
    let mut reader = Reader::start(path, None)?;
    let mut sheets: Vec<Sheet> = Vec::new();
    loop {
        match reader.said()? {
            Said::Sheet(name) => sheets.push(Sheet { name, first: Vec::new() }),
            Said::Row(line, cells) => {
                if let Some(sheet) = sheets.last_mut() {
                    sheet.first.push(Record::from_cells(line, &cells));
                }
            }
            Said::Fault(line, why) => return Err(fault(line, why).into()),
            Said::End(_) => return Ok(sheets),
        }
    }
}

/// A fault that names no row is the workbook's.
fn fault(line: u64, why: String) -> Fault {
    if line == 0 { Fault::Workbook(why) } else { Fault::Malformed { line, why } }
}

/// The rows of one sheet.
#[derive(Debug)]
pub(super) struct SheetRows {
    reader: Reader,
    ended: bool,
    rows: u64,
}

impl SheetRows {
    pub(super) fn open(path: &Path, sheet: &str) -> Result<Self, Refusal> {
        Ok(Self { reader: Reader::start(path, Some(sheet))?, ended: false, rows: 0 })
    }

    /// The next row that has a filled cell; its line is its number in the sheet.
    pub(super) fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        while !self.ended {
            match self.reader.said()? {
                Said::Row(line, cells) => {
                    *record = Record::from_cells(line, &cells);
                    self.rows += 1;
                    return Ok(true);
                }
                Said::Fault(line, why) => return Err(fault(line, why)),
                Said::End(rows) if rows == self.rows => self.ended = true,
                Said::End(_) => return Err(unfinished("its reader lost rows")),
                Said::Sheet(_) => {}
            }
        }
        Ok(false)
    }
}

fn unfinished(why: &str) -> Fault {
    Fault::Workbook(format!("{why}; save the sheet as CSV UTF-8, or make the workbook smaller"))
}

/// The child and what it said that is not taken yet.
#[derive(Debug)]
struct Reader {
    child: Child,
    output: BufReader<Output>,
}

impl Reader {
    fn start(path: &Path, sheet: Option<&str>) -> Result<Self, Refusal> {
        let program = std::env::current_exe().map_err(Refusal::Io)?;
        let mut command = Command::new(program);
        command.arg(COMMAND).arg("--").arg(path).args(sheet);
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(|error| {
                Refusal::Io(io::Error::other(format!("the reader of workbooks does not start: {error}")))
            })?;
        let Some(stdout) = child.stdout.take() else {
            return Err(Refusal::Io(io::Error::other("the reader of workbooks has no output")));
        };
        let (to, from) = sync_channel(4);
        std::thread::spawn(move || pass_on(stdout, &to));
        Ok(Self { child, output: BufReader::new(Output { from, left: PATIENCE, piece: Vec::new(), at: 0 }) })
    }

    fn said(&mut self) -> Result<Said, Fault> {
        let mut line = Vec::new();
        let read = (&mut self.output).take(LINE_LIMIT).read_until(b'\n', &mut line);
        match read {
            Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                return Err(unfinished(&format!("it took more than {} seconds", PATIENCE.as_secs())));
            }
            Err(error) => return Err(Fault::Io(error)),
            Ok(_) => {}
        }
        serde_json::from_slice(&line).map_err(|_| {
            unfinished(&format!("its reader stopped: it is damaged, or takes more than {} MB of memory", MEMORY >> 20))
        })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It is over already, or nobody listens any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits for the child's output on a thread of its own, so that its time can run out.
fn pass_on(mut stdout: impl Read, to: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; 64 << 10];
        let read = stdout.read(&mut piece);
        let over = !matches!(read, Ok(read) if read > 0);
        let said = read.map(|read| {
            piece.truncate(read);
            piece
        });
        if to.send(said).is_err() || over {
            return;
        }
    }
}

/// What the child wrote. Time runs only while it is waited for.
#[derive(Debug)]
struct Output {
    from: Receiver<io::Result<Vec<u8>>>,
    left: Duration,
    piece: Vec<u8>,
    at: usize,
}

impl Read for Output {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            match self.from.recv_timeout(TICK) {
                Ok(piece) => {
                    self.piece = piece?;
                    self.at = 0;
                    if self.piece.is_empty() {
                        return Ok(0);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
                Err(RecvTimeoutError::Timeout) => {
                    self.left = self.left.saturating_sub(TICK);
                    if self.left.is_zero() {
                        return Err(io::ErrorKind::TimedOut.into());
                    }
                }
            }
        }
        let many = buffer.len().min(self.piece.len() - self.at);
        buffer[..many].copy_from_slice(&self.piece[self.at..self.at + many]);
        self.at += many;
        Ok(many)
    }
}
