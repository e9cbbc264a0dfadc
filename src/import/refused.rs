//! The rows that an import refused, as files of the same shape as those they came from: to be mended and imported.
//!
//! A file holds the headings and the cells as they were read, in the source's delimiter, with the reason in a last
//! column that an import knows and leaves out. Since a bad row refuses its whole evaluation, all rows of it are there.
//! A row with more cells than headings keeps them behind the reason, and stays refused until it is mended.
//!
//! Cells are guarded against spreadsheets as exports are: text loses its apostrophe again when it is read. In columns of
//! numbers only what is no number is guarded, and that has to be mended anyway. Where a quote closed in the middle of a
//! cell, the cell is written as it was understood.
//!
//! Card numbers are masked in them as they are in what is loaded.
//!
//! Files are read once more for this, so that nothing of them has to be kept in memory.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::columns::Used;
use super::grid::shape::Source;
use super::plan::Reading;
use super::sniff::BOM;
use super::{FileKind, FilePlan, Go, ImportError, ImportPlan, Item, files, read};
use crate::domain::guard::{guarded, guarded_number, unguarded};
use crate::domain::raw::Raw;
use crate::written::Written;

/// The heading of the last column.
pub(super) const REASON: &str = "reason";

/// A row that is not loaded, as its file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Position of the file in the batch.
    pub file: usize,
    pub line: u64,
    pub cells: Vec<String>,
    /// Why, in one line.
    pub reason: String,
}

/// What may become of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Keep,
    WriteOver,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mendable {
    pub rows: u64,
    pub files: Vec<PathBuf>,
    /// Rejected in files that are no tables: they are to be mended where they stand.
    pub elsewhere: u64,
}

impl Mendable {
    pub fn words(&self) -> String {
        if self.rows == 0 && self.elsewhere > 0 {
            return "what was rejected stands in JSON, which is mended where it stands: no file was written".to_owned();
        }
        if self.rows == 0 {
            return "no row was rejected: no file was written".to_owned();
        }
        let files: Vec<String> = self.files.iter().map(|p| files::shown(p)).collect();
        let rows = if self.rows == 1 { "1 row".to_owned() } else { format!("{} rows", self.rows) };
        format!("{rows} to be mended, written to {}", files.join(", "))
    }
}

/// Where the refused rows of each file of the batch go: `out` itself where the batch is one table, else a file a
/// table, `out-NAME.csv`. `None` for what is no table.
pub fn targets(plan: &ImportPlan, out: &Path) -> Vec<Option<PathBuf>> {
    let table = |file: &FilePlan| file.kind == FileKind::Evaluations && !file.is_documents();
    let one = plan.files.iter().filter(|f| table(f)).count() == 1;
    let stem = out.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut taken: Vec<PathBuf> = Vec::new();
    let of = |file: &FilePlan| {
        if !table(file) {
            return None;
        }
        let name = file.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let first = if one { out.to_owned() } else { out.with_file_name(format!("{stem}-{name}.csv")) };
        let again = (2..).map(|n| out.with_file_name(format!("{stem}-{name}-{n}.csv")));
        let target = std::iter::once(first).chain(again).find(|path| !taken.contains(path))?;
        taken.push(target.clone());
        Some(target)
    };
    plan.files.iter().map(of).collect()
}

/// Whether all of them may be written, before anything is loaded.
pub fn check_targets(plan: &ImportPlan, out: &Path, existing: Existing) -> Result<(), ImportError> {
    let place = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    for target in targets(plan, out).into_iter().flatten() {
        if plan.files.iter().any(|file| place(&file.path) == place(&target)) {
            return Err(ImportError::OwnInput { path: files::shown(&target) });
        }
        if existing == Existing::Keep && fs::symlink_metadata(&target).is_ok() {
            return Err(ImportError::Exists { path: files::shown(&target) });
        }
    }
    Ok(())
}

/// Writes them. A table of which no row is refused gets no file.
pub fn write_refused(
    plan: &ImportPlan,
    out: &Path,
    existing: Existing,
    progress: &mut dyn FnMut(u64, u64) -> Go,
) -> Result<Mendable, ImportError> {
    check_targets(plan, out, existing)?;
    let mut sheets: Vec<Option<Sheet<'_>>> = targets(plan, out)
        .into_iter()
        .zip(&plan.files)
        .map(|(path, file)| path.map(|path| Sheet::new(path, file)))
        .collect();
    let documents: HashSet<&str> =
        plan.files.iter().filter(|file| file.is_documents()).map(|file| file.name.as_str()).collect();
    let stop = std::cell::Cell::new(Go::On);
    let mut written = Mendable::default();
    read::<_, ImportError>(
        plan,
        &|item| item,
        &mut |item| {
            match item {
                Item::Refused(row) => {
                    if let Some(Some(sheet)) = sheets.get_mut(row.file) {
                        sheet.add(row).map_err(|source| sheet.failed(source))?;
                        written.rows += 1;
                    }
                }
                Item::Rejected(rejected) if documents.contains(rejected.file.as_str()) => {
                    written.elsewhere += rejected.rows;
                }
                Item::Rejected(_)
                | Item::LeftOut(_)
                | Item::Evaluation(_)
                | Item::Transcript(_)
                | Item::Call(_)
                | Item::Masked(_) => {}
            }
            Ok(stop.get())
        },
        &mut |done, all| stop.set(progress(done, all)),
    )?;
    for mut sheet in sheets.into_iter().flatten().filter(|s| s.file.is_some()) {
        sheet.finish().map_err(|source| sheet.failed(source))?;
        written.files.push(sheet.path.clone());
    }
    Ok(written)
}

/// A file that comes to stand under its name when it is whole.
struct Sheet<'p> {
    path: PathBuf,
    headings: Vec<&'p Raw>,
    /// The reasons of before, where the file is one of these files itself.
    old_reasons: Option<usize>,
    uses: Vec<&'p Used>,
    delimiter: u8,
    /// From the first row on; stopped or failed, it leaves nothing.
    file: Option<Written>,
}

impl<'p> Sheet<'p> {
    fn new(path: PathBuf, plan: &'p FilePlan) -> Self {
        let (uses, delimiter) = match &plan.reading {
            // Columns of files beside it are not its own.
            Reading::Table(layout, start) => {
                let delimiter = match start.source {
                    Source::Text { delimiter, .. } => delimiter,
                    Source::Sheet { .. } => b',',
                };
                (layout.columns.iter().take(layout.own).map(|c| &c.used).collect(), delimiter)
            }
            Reading::Lookup | Reading::Undecided | Reading::Spoken(_) | Reading::Documents(..) => (Vec::new(), b','),
        };
        let headings: Vec<&Raw> = plan.columns.iter().take(uses.len()).map(|column| &column.heading).collect();
        let last = headings.last().filter(|heading| is_reason(heading.verbatim()));
        let old_reasons = last.map(|_| headings.len() - 1);
        Self { path, headings, old_reasons, uses, delimiter, file: None }
    }

    fn failed(&self, source: io::Error) -> ImportError {
        let room = match source.kind() {
            io::ErrorKind::StorageFull => crate::written::free_words(&self.path),
            _ => String::new(),
        };
        ImportError::Unwritable { path: files::shown(&self.path), room, source }
    }

    /// Columns of the source, without reasons of before.
    fn width(&self) -> usize {
        self.old_reasons.unwrap_or(self.headings.len())
    }

    fn add(&mut self, row: &RefusedRow) -> io::Result<()> {
        if self.file.is_none() {
            self.begin()?;
        }
        let width = self.width();
        let cell = |at: usize| self.cell(at, row.cells.get(at).map_or("", String::as_str));
        let more = row.cells.iter().skip(self.headings.len()).map(|extra| guarded(extra));
        let cells: Vec<String> =
            (0..width).map(cell).chain(std::iter::once(guarded(&row.reason))).chain(more).collect();
        self.line(&cells)
    }

    /// A cell as an import reads the same from it again.
    fn cell(&self, at: usize, text: &str) -> String {
        match self.uses.get(at) {
            Some(Used::Field(field)) if field.is_text() => guarded(unguarded(text)),
            Some(Used::Field(_) | Used::Dimension(_)) => guarded_number(text),
            Some(Used::LeftOut) | None => guarded(unguarded(text)),
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        let mut file = Written::begin(&self.path)?;
        file.write_all(BOM)?;
        self.file = Some(file);
        let headings = self.headings.iter().take(self.width()).map(|heading| guarded(heading.verbatim()));
        let cells: Vec<String> = headings.chain(std::iter::once(REASON.to_owned())).collect();
        self.line(&cells)
    }

    fn line(&mut self, cells: &[String]) -> io::Result<()> {
        let mut line = String::new();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                line.push(char::from(self.delimiter));
            }
            if cell.contains(['"', '\n', '\r']) || cell.as_bytes().contains(&self.delimiter) {
                line.push('"');
                line.push_str(&cell.replace('"', "\"\""));
                line.push('"');
            } else {
                line.push_str(cell);
            }
        }
        line.push('\n');
        match &mut self.file {
            Some(file) => file.write_all(line.as_bytes()),
            None => Ok(()),
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.file.take().map_or(Ok(()), Written::finish)
    }
}

/// Whether a heading is that of the reasons.
pub(super) fn is_reason(heading: &str) -> bool {
    heading.trim().eq_ignore_ascii_case(REASON)
}

#[cfg(test)]
mod tests;
