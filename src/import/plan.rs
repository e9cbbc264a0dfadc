//! The two readings of a batch: decide, then stream.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::columns::ReadAs;
use super::evaluations::Layout;
use super::evaluations::grouping::{Counts, Grouping};
use super::evaluations::survey;
use super::files::{self, Hashing, refused, unreadable};
use super::lookup::{self, Lookup};
use super::sniff::{self, Kind, Refusal};
use super::table::{Record, Rows};
use super::transcripts::harper_valley::Read as Json;
use super::transcripts::{self, harper_valley, webvtt};
use super::{FileKind, FilePlan, Go, ImportError, ImportPlan, Item, Options, Question};
use crate::domain::raw::visible;

/// How a file is read the second time.
#[derive(Debug, Clone)]
pub(super) enum Reading {
    Table(Box<Layout>),
    /// A table that was read whole when the batch was planned.
    Lookup,
    WebVtt,
    /// A Harper Valley file; of metadata, the call's id.
    Json {
        metadata_of: Option<String>,
    },
}

/// A file decided on, and what is said about it.
struct Decided {
    plan: FilePlan,
    warnings: Vec<String>,
    questions: Vec<Question>,
}

pub(super) fn decide(paths: &[PathBuf], options: &Options) -> Result<ImportPlan, ImportError> {
    let mut counts = Counts::new();
    let (mut files, mut questions, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    let mut last_unknown = None;
    let mut scales_used = HashSet::new();
    let found = files::expand(paths)?;
    let mut lookups = lookup::among(&found, options)?;
    for (at, found) in found.iter().enumerate() {
        if let Some(plan) = lookups.files.remove(&at) {
            files.push(plan);
            continue;
        }
        if let Some(why) = lookups.left_out.get(&at) {
            warnings.push(format!("{} is left out: {why}", files::shown(&found.path)));
            continue;
        }
        match decide_file(&found.path, options, &lookups.all, &mut counts, &mut scales_used) {
            Ok(decided) => {
                files.push(decided.plan);
                warnings.extend(decided.warnings);
                questions.extend(decided.questions);
            }
            Err(ImportError::Unknown { path, why }) if !found.named => {
                warnings.push(format!("{path} is left out: {why}"));
                last_unknown = Some(ImportError::Unknown { path, why });
            }
            Err(error) => return Err(error),
        }
    }
    if let (true, Some(error)) = (files.is_empty(), last_unknown) {
        return Err(error);
    }
    for (at, (name, _)) in options.scales.iter().enumerate() {
        if name != "*" && !scales_used.contains(&at) {
            return Err(ImportError::NoColumn { named: visible(name).into_owned() });
        }
    }
    one_zone(&files, options)?;
    // A group of one waits for nobody.
    counts.retain(|_, rows| *rows > 1);
    counts.shrink_to_fit();
    Ok(ImportPlan { files, questions, warnings, options: options.clone(), counts: Arc::new(counts) })
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

fn decide_file(
    path: &Path,
    options: &Options,
    lookups: &[Arc<Lookup>],
    counts: &mut Counts,
    scales_used: &mut HashSet<usize>,
) -> Result<Decided, ImportError> {
    let refuse = |refusal: Refusal| refused(path, refusal);
    let mut file = File::open(path).map_err(|source| unreadable(path, source))?;
    let mut sample = Vec::new();
    (&mut file).take(sniff::SAMPLE as u64).read_to_end(&mut sample).map_err(|source| unreadable(path, source))?;
    file.seek(SeekFrom::Start(0)).map_err(|source| unreadable(path, source))?;
    let kind = sniff::sniff(&sample).map_err(refuse)?;
    let name = files::name(path);
    let plan = |sha256, bytes, kind, format, rows, reading| FilePlan {
        path: path.to_owned(),
        name: name.clone(),
        sha256,
        bytes,
        kind,
        format,
        columns: Vec::new(),
        first_rows: Vec::new(),
        signature: String::new(),
        read_as: ReadAs::Headings,
        dimensions: Vec::new(),
        unknown_dimensions: Vec::new(),
        rows,
        reading,
    };
    if let Kind::Table(start) = kind {
        let mut rows = Rows::new(Hashing::new(file), start.delimiter);
        let survey = survey::survey(&mut rows, &start, &name, options, lookups, counts).map_err(refuse)?;
        let (sha256, bytes) = rows.into_inner().finish().map_err(|source| unreadable(path, source))?;
        let mut plan = plan(sha256, bytes, FileKind::Evaluations, survey.layout.format(), survey.rows, Reading::WebVtt);
        plan.columns = survey.columns;
        plan.first_rows = survey.first_rows;
        plan.signature = survey.signature;
        plan.read_as = survey.read_as;
        plan.dimensions = survey.dimensions;
        plan.unknown_dimensions = survey.unknown_dimensions;
        plan.reading = Reading::Table(Box::new(survey.layout));
        scales_used.extend(survey.scales_used);
        return Ok(Decided { plan, warnings: survey.warnings, questions: survey.questions });
    }
    let (bytes, sha256) = whole(path, file)?;
    let size = bytes.len() as u64;
    let plan = match transcript(kind, &bytes, path, 0).map_err(refuse)? {
        Json::Transcript(record) => {
            let reading = if kind == Kind::WebVtt { Reading::WebVtt } else { Reading::Json { metadata_of: None } };
            plan(sha256, size, FileKind::Transcript, record.format, record.turns.len() as u64, reading)
        }
        Json::Call(record) => {
            let reading = Reading::Json { metadata_of: Some(record.call_id) };
            plan(sha256, size, FileKind::CallData, "harper_valley", 1, reading)
        }
    };
    Ok(Decided { plan, warnings: Vec::new(), questions: Vec::new() })
}

/// A transcript's bytes and their SHA-256.
fn whole(path: &Path, file: File) -> Result<(Vec<u8>, String), ImportError> {
    let mut input = Hashing::new(file);
    let mut bytes = Vec::new();
    (&mut input).take(transcripts::LIMIT + 1).read_to_end(&mut bytes).map_err(|source| unreadable(path, source))?;
    if bytes.len() as u64 > transcripts::LIMIT {
        let why = format!("it is a transcript of more than {} MB", transcripts::LIMIT >> 20);
        return Err(refused(path, Refusal::Malformed { line: 1, why }));
    }
    let (sha256, _) = input.finish().map_err(|source| unreadable(path, source))?;
    Ok((bytes, sha256))
}

fn transcript(kind: Kind, bytes: &[u8], path: &Path, file: usize) -> Result<Json, Refusal> {
    match kind {
        Kind::WebVtt => webvtt::read(bytes, files::stem(path), file).map(Json::Transcript),
        Kind::Json | Kind::Table(_) => harper_valley::read(bytes, files::stem(path), file),
    }
}

/// Counts of bytes for `progress`: said each megabyte.
struct Progress<'f> {
    say: &'f mut dyn FnMut(u64, u64),
    before: u64,
    said: u64,
    all: u64,
}

impl Progress<'_> {
    fn at(&mut self, bytes_of_file: u64) {
        let done = self.before + bytes_of_file;
        if done >= self.said + (1 << 20) {
            self.said = done;
            (self.say)(done.min(self.all), self.all);
        }
    }

    fn file_done(&mut self, bytes: u64) {
        self.before += bytes;
        self.said = self.before;
        (self.say)(self.before.min(self.all), self.all);
    }
}

pub(super) fn stream<E: From<ImportError>>(
    plan: &ImportPlan,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    let all = plan.files.iter().map(|file| file.bytes).sum();
    let mut progress = Progress { say: progress, before: 0, said: 0, all };
    let layouts = plan.files.iter().map(|file| match &file.reading {
        Reading::Table(layout) => Some(&**layout),
        Reading::Lookup | Reading::WebVtt | Reading::Json { .. } => None,
    });
    let mut grouping = Grouping::new(layouts.collect(), &plan.counts);
    let described: HashSet<&str> = plan
        .files
        .iter()
        .filter_map(|file| match &file.reading {
            Reading::Json { metadata_of } => metadata_of.as_deref(),
            Reading::Table(_) | Reading::Lookup | Reading::WebVtt => None,
        })
        .collect();
    let mut items = Vec::new();
    for (at, file) in plan.files.iter().enumerate() {
        match &file.reading {
            Reading::Table(layout) => table(file, layout, at, &mut grouping, each, &mut progress)?,
            Reading::Lookup => {}
            Reading::WebVtt | Reading::Json { .. } => {
                items.push(spoken(file, at, &described)?);
                hand_on(&mut items, each)?;
            }
        }
        progress.file_done(file.bytes);
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
    layout: &Layout,
    at: usize,
    grouping: &mut Grouping<'_>,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut Progress<'_>,
) -> Result<(), E> {
    let path = file.path.as_path();
    let refuse = |fault| refused(path, Refusal::from(fault));
    let mut rows = Rows::new(Hashing::open(path)?, layout.delimiter);
    let mut record = Record::default();
    for _ in 0..layout.skip {
        rows.next(&mut record).map_err(refuse)?;
    }
    let mut items = Vec::new();
    while rows.next(&mut record).map_err(refuse)? {
        if !record.is_blank() {
            layout.extend(&mut record);
            grouping.push(at, record.clone(), &mut items);
            hand_on(&mut items, each)?;
        }
        progress.at(rows.offset());
    }
    let (sha256, _) = rows.into_inner().finish().map_err(|source| unreadable(path, source))?;
    unchanged(file, &sha256).map_err(E::from)
}

fn unchanged(file: &FilePlan, sha256: &str) -> Result<(), ImportError> {
    if file.sha256 == sha256 { Ok(()) } else { Err(ImportError::Changed { path: files::shown(&file.path) }) }
}

fn spoken(file: &FilePlan, at: usize, described: &HashSet<&str>) -> Result<Item, ImportError> {
    let path = file.path.as_path();
    let opened = File::open(path).map_err(|source| unreadable(path, source))?;
    let (bytes, sha256) = whole(path, opened)?;
    unchanged(file, &sha256)?;
    let kind = if matches!(file.reading, Reading::WebVtt) { Kind::WebVtt } else { Kind::Json };
    Ok(match transcript(kind, &bytes, path, at).map_err(|refusal| refused(path, refusal))? {
        Json::Transcript(mut record) => {
            // The call's own metadata is in the batch and says it better.
            if described.contains(record.call_id.as_str()) {
                record.started = None;
            }
            Item::Transcript(Box::new(record))
        }
        Json::Call(record) => Item::Call(Box::new(record)),
    })
}

#[cfg(test)]
mod tests;
