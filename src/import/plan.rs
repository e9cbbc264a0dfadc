//! The two readings of a batch: decide, then stream.

mod documents;
pub(super) mod spoken;
mod tables;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::columns::ReadAs;
use super::encoding::{self, Found};
use super::evaluations::Layout;
use super::evaluations::documents::Laid;
use super::evaluations::grouping::{Counts, Grouping};
use super::evaluations::reader::{self, Documents};
use super::files::{self, refused, unreadable};
use super::grid::shape::TableStart;
use super::grid::{Fate, Grid};
use super::lookup::{self, Lookup};
use super::sniff::{self, Kind, Refusal, Spoken};
use super::table::Record;
use super::{FileKind, FilePlan, Go, ImportError, ImportPlan, Item, LeftOut, Options, Question, TextEncoding, Watch};
use crate::domain::raw::visible;

/// How a file is read the second time.
#[derive(Debug, Clone)]
pub(super) enum Reading {
    Table(Box<Layout>, TableStart),
    /// A table that was read whole when the batch was planned.
    Lookup,
    /// A workbook whose sheet is a question.
    Undecided,
    /// A transcript, or a call's own data.
    Spoken(spoken::Form),
    /// Vendors' evaluations in JSON, and the encoding of the text.
    Documents(Box<Documents>, TextEncoding),
}

/// A file decided on, and what is said about it.
struct Decided {
    plan: FilePlan,
    warnings: Vec<String>,
    questions: Vec<Question>,
    /// What a table lacks, where it may be no table of evaluations at all.
    missing: Option<String>,
}

/// What the files of a batch share while they are decided on.
struct Batch<'b> {
    options: &'b Options,
    lookups: &'b [Arc<Lookup>],
    counts: Counts,
    /// Places among the options' scales that a column answered to.
    scales_used: HashSet<usize>,
}

/// What the mapping says of the reading, where nothing else does.
fn with_mapping(options: &Options) -> Options {
    let mut options = options.clone();
    if let Some(mapping) = &options.mapping {
        options.encoding = options.encoding.or_else(|| mapping.encoding.as_deref().and_then(TextEncoding::named));
        options.sheet = options.sheet.or_else(|| mapping.sheet.clone());
    }
    options
}

pub(super) fn decide(paths: &[PathBuf], options: &Options) -> Result<ImportPlan, ImportError> {
    let options = &with_mapping(options);
    let mut files: Vec<FilePlan> = Vec::new();
    let (mut questions, mut warnings) = (Vec::new(), Vec::new());
    let mut last_unknown = None;
    let found = files::expand(paths)?;
    let sizes: Vec<u64> = found.iter().map(|file| fs::metadata(&file.path).map_or(0, |data| data.len())).collect();
    options.watch.begin(sizes.iter().sum()).map_err(|_| ImportError::Stopped)?;
    let mut lookups = lookup::among(&found, options)?;
    let mut batch = Batch { options, lookups: &lookups.all, counts: Counts::default(), scales_used: HashSet::new() };
    for (at, found) in found.iter().enumerate() {
        if let Some(plan) = lookups.files.remove(&at) {
            files.push(plan);
            continue;
        }
        if let Some(why) = lookups.left_out.get(&at) {
            warnings.push(format!("{} is left out: {why}", files::shown(&found.path)));
            continue;
        }
        let decided = decide_file(&found.path, &mut batch);
        if options.watch.is_over() || options.watch.file_done(sizes[at]).is_err() {
            return Err(ImportError::Stopped);
        }
        match decided {
            // A folder holds this and that: tables of something else among it.
            Ok(Decided { missing: Some(why), plan, .. }) if !found.named => {
                let path = files::shown(&plan.path);
                warnings.push(format!("{path} is left out: {why}"));
                last_unknown = Some(ImportError::Unknown { path, why });
            }
            Ok(decided) => {
                files.push(decided.plan);
                warnings.extend(decided.warnings);
                questions.extend(decided.questions);
            }
            Err(error @ (ImportError::Unknown { .. } | ImportError::Workbook { .. })) if !found.named => {
                if let ImportError::Unknown { path, why } | ImportError::Workbook { path, why } = &error {
                    warnings.push(format!("{path} is left out: {why}"));
                }
                last_unknown = Some(error);
            }
            Err(error) => return Err(error),
        }
    }
    if let (true, Some(error)) = (files.is_empty(), last_unknown) {
        return Err(error);
    }
    let Batch { mut counts, scales_used, .. } = batch;
    for (at, (name, _)) in options.scales.iter().enumerate() {
        if name != "*" && !scales_used.contains(&at) {
            return Err(ImportError::NoColumn { named: visible(name).into_owned() });
        }
    }
    one_zone(&files, options)?;
    let (open, unclaimed) = spoken::settle(&mut files, &options.calls, &HashSet::new())?;
    questions.extend(open);
    if let Some(sheet) = &options.sheet
        && !files.iter().filter_map(|file| file.grid.as_ref()).any(|grid| grid.encoding.is_none())
    {
        warnings.push(format!("--sheet {} names nothing: none of the files is a workbook", visible(sheet)));
    }
    // A group of one waits for nobody.
    counts.retain(|_, rows| *rows > 1);
    counts.shrink_to_fit();
    Ok(ImportPlan { files, questions, unclaimed, warnings, options: unwatched(options), counts: Arc::new(counts) })
}

/// What is kept of the options once all is decided.
fn unwatched(options: &Options) -> Options {
    Options { watch: Watch::default(), ..options.clone() }
}

/// A batch has one zone.
fn one_zone(files: &[FilePlan], options: &Options) -> Result<(), ImportError> {
    let mut zoned = files.iter().filter_map(|file| Some((file, file.zone()?)));
    let Some((first, zone)) = zoned.next().filter(|_| options.zone.is_none()) else { return Ok(()) };
    match zoned.find(|(_, other)| *other != zone) {
        Some((other, _)) => {
            Err(ImportError::Zones { one: files::shown(&first.path), other: files::shown(&other.path) })
        }
        None => Ok(()),
    }
}

/// The file, its first bytes, and the encoding that they show; none for a workbook.
pub(super) fn first_look(path: &Path, options: &Options) -> Result<(File, Vec<u8>, Option<Found>), ImportError> {
    let mut file = File::open(path).map_err(|source| unreadable(path, source))?;
    let mut sample = Vec::new();
    (&mut file).take(sniff::SAMPLE as u64).read_to_end(&mut sample).map_err(|source| unreadable(path, source))?;
    file.rewind().map_err(|source| unreadable(path, source))?;
    let found = sniff::encoding(&sample, &mut file, options.encoding).map_err(|refusal| refused(path, refusal))?;
    Ok((file, sample, found))
}

fn decide_file(path: &Path, batch: &mut Batch<'_>) -> Result<Decided, ImportError> {
    let options = batch.options;
    let refuse = |refusal: Refusal| refused(path, refusal);
    if let Some(decided) = spoken::utf32(path)? {
        return Ok(decided);
    }
    let (file, sample, found) = first_look(path, options)?;
    let separator = options.mapping.as_ref().and_then(|mapping| mapping.delimiter).and_then(|c| u8::try_from(c).ok());
    let kind = sniff::sniff(&sample, found, separator).map_err(refuse)?;
    let evaluations = if kind == Kind::Spoken(Spoken::Json) { whose(&sample, found) } else { None };
    drop(sample);
    match kind {
        Kind::Spoken(_) if let Some(vendor) = evaluations => documents::decide(path, file, found, vendor, batch),
        Kind::Table(start) => tables::text(path, start, found, batch),
        Kind::Workbook => tables::workbook(path, batch),
        Kind::Spoken(kind) => spoken::decide(path, file, kind, found),
    }
}

/// The vendor whose evaluations a JSON file begins with, and how they are laid out.
fn whose(sample: &[u8], found: Option<Found>) -> Option<(&'static str, Laid)> {
    let text = encoding::sample(sample, found.map_or(TextEncoding::UTF_8, |found| found.encoding));
    reader::look(&text).map(|(vendor, laid)| (vendor.format(), laid))
}

/// A plan without what a table has.
pub(super) fn bare(path: &Path, sha256: String, bytes: u64, reading: Reading) -> FilePlan {
    FilePlan {
        path: path.to_owned(),
        name: files::name(path),
        sha256,
        bytes,
        kind: FileKind::Evaluations,
        format: "",
        columns: Vec::new(),
        signature: String::new(),
        read_as: ReadAs::Headings,
        dimensions: Vec::new(),
        unknown_dimensions: Vec::new(),
        grid: None,
        rows: 0,
        call: None,
        reading,
    }
}

/// Counts of bytes for `progress`: said each megabyte.
struct Progress<'f, E> {
    say: &'f mut dyn FnMut(u64, u64) -> Result<(), E>,
    before: u64,
    said: u64,
    all: u64,
}

impl<E> Progress<'_, E> {
    fn at(&mut self, bytes_of_file: u64) -> Result<(), E> {
        let done = self.before + bytes_of_file;
        if done >= self.said + (1 << 20) {
            self.said = done;
            return (self.say)(done.min(self.all), self.all);
        }
        Ok(())
    }

    fn file_done(&mut self, bytes: u64) -> Result<(), E> {
        self.before += bytes;
        self.said = self.before;
        (self.say)(self.before.min(self.all), self.all)
    }
}

pub(super) fn stream<E: From<ImportError>>(
    plan: &ImportPlan,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64) -> Result<(), E>,
) -> Result<(), E> {
    let all = plan.files.iter().map(|file| file.bytes).sum();
    let mut progress = Progress { say: progress, before: 0, said: 0, all };
    let layouts = plan.files.iter().map(|file| match &file.reading {
        Reading::Table(layout, _) => Some(&**layout),
        Reading::Lookup | Reading::Spoken(_) | Reading::Documents(..) | Reading::Undecided => None,
    });
    let mut grouping = Grouping::new(layouts.collect(), &plan.counts);
    let described = spoken::described(&plan.files);
    let mut items = Vec::new();
    for (at, file) in plan.files.iter().enumerate() {
        match &file.reading {
            Reading::Table(layout, start) => table(file, (layout, start), at, &mut grouping, each, &mut progress)?,
            Reading::Documents(read, encoding) => documents::stream(file, (read, *encoding), at, each, &mut progress)?,
            Reading::Lookup | Reading::Undecided => {}
            Reading::Spoken(form) => {
                items.push(spoken::read(file, *form, at, &described)?);
                hand_on(&mut items, each)?;
            }
        }
        progress.file_done(file.bytes)?;
    }
    grouping.finish(&mut items);
    hand_on(&mut items, each)
}

fn hand_on<E: From<ImportError>>(items: &mut Vec<Item>, each: &mut dyn FnMut(Item) -> Result<Go, E>) -> Result<(), E> {
    for item in items.drain(..) {
        if each(item)? == Go::Stop {
            return Err(ImportError::Stopped.into());
        }
    }
    Ok(())
}

fn table<E: From<ImportError>>(
    file: &FilePlan,
    (layout, start): (&Layout, &TableStart),
    at: usize,
    grouping: &mut Grouping<'_>,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut Progress<'_, E>,
) -> Result<(), E> {
    let path = file.path.as_path();
    let mut grid = Grid::open(path, start).map_err(|refusal| refused(path, refusal))?;
    let mut record = Record::default();
    let mut items = Vec::new();
    while let Some(fate) = grid.next(&mut record).map_err(|fault| refused(path, Refusal::from(fault)))? {
        match fate {
            Fate::Data => {
                layout.extend(&mut record);
                grouping.push(at, &mut record, &mut items);
            }
            Fate::Apart(apart) => {
                let why = apart.why().to_owned();
                items.push(Item::LeftOut(LeftOut { file: file.name.clone(), line: record.line, rows: 1, why }));
            }
        }
        hand_on(&mut items, each)?;
        progress.at(grid.bytes_read())?;
    }
    let (sha256, _) = grid.finish(path).map_err(|source| unreadable(path, source))?;
    unchanged(file, &sha256).map_err(E::from)
}

fn unchanged(file: &FilePlan, sha256: &str) -> Result<(), ImportError> {
    if file.sha256 == sha256 { Ok(()) } else { Err(ImportError::Changed { path: files::shown(&file.path) }) }
}

#[cfg(test)]
mod tests;
