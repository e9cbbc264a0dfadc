//! Transcripts in the two readings of a batch: what they are and whose call they belong to, then what is said in them.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use super::super::encoding::{self, Found};
use super::super::files::{Hashing, refused, unreadable};
use super::super::sniff::{self, Kind, Refusal, Spoken};
use super::super::transcripts::belongs::{self, Belongs};
use super::super::transcripts::{self, Heard};
use super::super::{FileKind, FilePlan, ImportError, ImportPlan, Item, Question, TextEncoding};
use super::{Decided, Reading, bare, unchanged};
use crate::domain::raw::visible;

/// How a transcript is read.
#[derive(Debug, Clone, Copy)]
pub(in crate::import) struct Form {
    kind: Spoken,
    encoding: TextEncoding,
}

/// Which calls the user named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallsNamed {
    /// Of the one transcript that there is.
    pub alone: Option<String>,
    /// By file.
    pub by_file: BTreeMap<PathBuf, String>,
}

pub(super) fn decide(path: &Path, mut file: File, kind: Spoken, found: Option<Found>) -> Result<Decided, ImportError> {
    file.rewind().map_err(|source| unreadable(path, source))?;
    let size = file.metadata().map_err(|source| unreadable(path, source))?.len();
    let form = Form { kind, encoding: found.map_or(TextEncoding::UTF_8, |found| found.encoding) };
    let (bytes, sha256) = whole(path, file, form)?;
    let bare = |reading| bare(path, sha256, size, reading);
    let plan = match heard(form, &bytes, 0).map_err(|refusal| refused(path, refusal))? {
        Heard::Talk(talk) => FilePlan {
            kind: FileKind::Transcript,
            format: talk.format(),
            rows: talk.turns(),
            call: Some(Belongs::new(&talk, path)),
            ..bare(Reading::Spoken(form))
        },
        Heard::Call(record) => FilePlan {
            kind: FileKind::CallData,
            format: "harper_valley",
            rows: 1,
            call: Some(Belongs::sure(record.call_id)),
            ..bare(Reading::Spoken(form))
        },
    };
    let named = visible(&plan.name).into_owned();
    let warnings = found.and_then(Found::words).map(|words| format!("{named}: {words}")).into_iter().collect();
    Ok(Decided { plan, warnings, questions: Vec::new(), missing: None })
}

/// A transcript in UTF-32, which nothing else is read in. `None` where it is something else.
pub(super) fn utf32(path: &Path) -> Result<Option<Decided>, ImportError> {
    let io = |source| unreadable(path, source);
    let mut file = File::open(path).map_err(io)?;
    let mut head = Vec::new();
    (&mut file).take(sniff::SAMPLE as u64).read_to_end(&mut head).map_err(io)?;
    let Some(text) = encoding::utf32(&head, encoding::End::Cut) else { return Ok(None) };
    let text = text.map_err(|error| refused(path, Refusal::from(error)))?;
    let found = Found::sure(encoding_rs::UTF_8);
    match sniff::sniff(&text, Some(found), None) {
        Ok(Kind::Spoken(kind)) => decide(path, file, kind, Some(found)).map(Some),
        // Its own reader says what is wrong.
        Ok(Kind::Table(_) | Kind::Workbook) | Err(_) => Ok(None),
    }
}

/// A transcript's text in UTF-8, and the SHA-256 of its bytes.
fn whole(path: &Path, file: File, form: Form) -> Result<(Vec<u8>, String), ImportError> {
    let mut input = Hashing::new(file);
    let mut bytes = Vec::new();
    (&mut input).take(transcripts::LIMIT + 1).read_to_end(&mut bytes).map_err(|source| unreadable(path, source))?;
    if bytes.len() as u64 > transcripts::LIMIT {
        let why = format!("it is a transcript of more than {} MB", transcripts::LIMIT >> 20);
        return Err(refused(path, Refusal::Malformed { line: 1, why }));
    }
    let (sha256, _) = input.finish().map_err(|source| unreadable(path, source))?;
    let bytes = encoding::whole(bytes, form.encoding).map_err(|error| refused(path, Refusal::from(error)))?;
    Ok((bytes, sha256))
}

fn heard(form: Form, text: &[u8], file: usize) -> Result<Heard, Refusal> {
    match form.kind {
        Spoken::WebVtt => transcripts::read_webvtt(text),
        Spoken::Srt => transcripts::read_srt(text),
        Spoken::Json => transcripts::read_json(text, file),
    }
}

/// Calls that the batch itself describes, by ID.
pub(super) fn described(files: &[FilePlan]) -> HashSet<&str> {
    let data = files.iter().filter(|file| file.kind == FileKind::CallData);
    data.filter_map(|file| file.call.as_ref()?.call()).collect()
}

/// Finds the call of each transcript; a question for each that nobody can tell. `known` are calls of the database.
pub(in crate::import) fn settle(
    files: &mut [FilePlan],
    named: &CallsNamed,
    known: &HashSet<String>,
) -> Result<(Vec<Question>, Vec<PathBuf>), ImportError> {
    let mut known = known.clone();
    known.extend(described(files).into_iter().map(str::to_owned));
    let transcripts = files.iter().filter(|file| file.kind == FileKind::Transcript).count();
    if named.alone.is_some() && transcripts != 1 {
        return Err(ImportError::OneCall { transcripts });
    }
    let (mut questions, mut unclaimed) = (Vec::new(), Vec::new());
    for file in files.iter_mut().filter(|file| file.kind == FileKind::Transcript) {
        let Some(belongs) = &mut file.call else { continue };
        let said = named.by_file.get(&file.path).or(named.alone.as_ref()).map(String::as_str);
        belongs.settle(said.filter(|id| !id.trim().is_empty()), &known);
        if belongs.call().is_none() {
            questions.push(Question {
                file: file.name.clone(),
                column: "the call".to_owned(),
                words: format!(
                    "{} does not say which call it is a transcript of; name the call with --call ID, or name the file \
                     after it",
                    visible(&file.name)
                ),
                choices: Vec::new(),
            });
            unclaimed.push(file.path.clone());
        }
    }
    Ok((questions, unclaimed))
}

impl ImportPlan {
    /// IDs of calls that the transcripts may belong to.
    pub fn calls_named(&self) -> std::collections::BTreeSet<String> {
        let transcripts = self.files.iter().filter(|file| file.kind == FileKind::Transcript);
        belongs::candidates(transcripts.filter_map(|file| file.call.as_ref()))
    }

    /// The transcripts whose call is known: the file's name, the call's ID.
    pub fn transcripts(&self) -> impl Iterator<Item = (&str, &str)> {
        let transcripts = self.files.iter().filter(|file| file.kind == FileKind::Transcript);
        transcripts.filter_map(|file| Some((file.name.as_str(), file.call.as_ref()?.call()?)))
    }

    /// The same plan where it is known which of those calls there are.
    pub fn with_known_calls(mut self, known: &HashSet<String>) -> Result<Self, ImportError> {
        let (questions, unclaimed) = settle(&mut self.files, &self.options.calls, known)?;
        self.questions.truncate(self.questions.len().saturating_sub(self.unclaimed.len()));
        self.questions.extend(questions);
        self.unclaimed = unclaimed;
        Ok(self)
    }
}

pub(super) fn read(file: &FilePlan, form: Form, at: usize, described: &HashSet<&str>) -> Result<Item, ImportError> {
    let path = file.path.as_path();
    let opened = File::open(path).map_err(|source| unreadable(path, source))?;
    let (bytes, sha256) = whole(path, opened, form)?;
    unchanged(file, &sha256)?;
    Ok(match heard(form, &bytes, at).map_err(|refusal| refused(path, refusal))? {
        Heard::Talk(talk) => {
            let call = file.call.as_ref().and_then(Belongs::call).unwrap_or_default().to_owned();
            let mut record = talk.record(call, &file.name, at);
            belongs::name_says(&mut record, path);
            // The call's own metadata is in the batch and says it better.
            if described.contains(record.call_id.as_str()) {
                record.started = None;
            }
            Item::Transcript(Box::new(record))
        }
        Heard::Call(record) => Item::Call(Box::new(record)),
    })
}
