//! Files of a batch that only say more of another file's rows: each is read whole, and found by a cell of the row.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use super::encoding::{Decoding, TextEncoding};
use super::files::{Found, Hashing, refused, unreadable};
use super::headings::{plain, signature};
use super::plan::{Reading, bare, first_look};
use super::sniff::Refusal;
use super::table::{Record, Rows};
use super::{FilePlan, ImportError, Options, presets};
use crate::domain::mapping::{Join, Mapping};

/// So much text of lookups is held.
const LIMIT: usize = 256 << 20;

/// One such file in memory.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) name: String,
    pub(super) headings: Vec<String>,
    key: String,
    rows: HashMap<String, Vec<String>>,
}

impl Lookup {
    /// Whether it belongs to the join.
    pub(super) fn is_of(&self, join: &Join) -> bool {
        self.name == join.name
    }

    /// The heading of its key, in plain form.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// The row of a key.
    pub(super) fn get(&self, key: &str) -> Option<&[String]> {
        self.rows.get(key.trim()).map(Vec::as_slice)
    }
}

/// The batch's lookups, by the place of their file among those that were found.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    pub(super) all: Vec<Arc<Lookup>>,
    pub(super) files: HashMap<usize, FilePlan>,
    /// Files that are left out, and why.
    pub(super) left_out: HashMap<usize, String>,
}

/// Which of the files are lookups of another one, by its mapping.
pub(super) fn among(found: &[Found], options: &Options) -> Result<Lookups, ImportError> {
    let mut out = Lookups::default();
    if found.len() < 2 || !may_join(options) {
        return Ok(out);
    }
    let heads: Vec<Vec<(u8, Vec<String>)>> = found.iter().map(|file| heads(&file.path, options)).collect();
    let Some((main, mapping)) = main(&heads, options) else { return Ok(out) };
    let mut held = 0;
    for (at, (file, heads)) in found.iter().zip(&heads).enumerate() {
        if at == main {
            continue;
        }
        let fits = |join: &&Join, headings: &[String]| {
            join.recognise.iter().all(|wanted| headings.iter().any(|heading| plain(heading) == plain(wanted)))
        };
        let join = heads.iter().find_map(|(delimiter, headings)| {
            mapping.joins.iter().find(|join| fits(join, headings)).map(|join| (*delimiter, join))
        });
        let Some((delimiter, join)) = join else { continue };
        match &join.key {
            None => {
                let why = join.because.clone().unwrap_or_else(|| "the mapping does not use it".to_owned());
                out.left_out.insert(at, why);
            }
            Some(key) => {
                let (lookup, plan) = read(&file.path, delimiter, join, key, options, &mut held)?;
                out.all.push(Arc::new(lookup));
                out.files.insert(at, plan);
            }
        }
    }
    Ok(out)
}

fn may_join(options: &Options) -> bool {
    options.mapping.as_ref().is_none_or(|mapping| !mapping.joins.is_empty())
}

/// The file that the others belong to, and its mapping.
fn main(heads: &[Vec<(u8, Vec<String>)>], options: &Options) -> Option<(usize, Mapping)> {
    for (at, heads) in heads.iter().enumerate() {
        for (_, headings) in heads {
            let remembered = || {
                let signature = signature(headings);
                options.remembered.iter().find(|known| known.signature == signature).map(|known| known.mapping.clone())
            };
            let mapping = match &options.mapping {
                Some(given) => {
                    let there = |wanted: &String| headings.iter().any(|heading| plain(heading) == plain(wanted));
                    (!given.recognise.is_empty() && given.recognise.iter().all(there)).then(|| given.clone())
                }
                None => remembered().or_else(|| presets::of_headings(headings)),
            };
            if let Some(mapping) = mapping.filter(|mapping| !mapping.joins.is_empty()) {
                return Some((at, mapping));
            }
        }
    }
    None
}

/// The first record under each separator. What cannot be read is told when the file's turn comes.
fn heads(path: &Path, options: &Options) -> Vec<(u8, Vec<String>)> {
    let Ok(encoding) = encoding(path, options) else { return Vec::new() };
    let head = |delimiter: u8| {
        let mut rows = open(path, delimiter, encoding).ok()?;
        let mut record = Record::default();
        let read = rows.next(&mut record).ok()?;
        (read && record.len() > 1).then(|| (delimiter, record.cells().map(|cell| cell.trim().to_owned()).collect()))
    };
    b",;\t".iter().filter_map(|delimiter| head(*delimiter)).collect()
}

fn encoding(path: &Path, options: &Options) -> Result<TextEncoding, ImportError> {
    let (_, _, found) = first_look(path, options)?;
    Ok(found.map_or(TextEncoding::UTF_8, |found| found.encoding))
}

fn open(path: &Path, delimiter: u8, encoding: TextEncoding) -> Result<Rows<Decoding<Hashing<File>>>, ImportError> {
    let file = File::open(path).map_err(|source| unreadable(path, source))?;
    Ok(Rows::new(Decoding::new(Hashing::new(file), encoding), delimiter))
}

fn read(
    path: &Path,
    delimiter: u8,
    join: &Join,
    key: &str,
    options: &Options,
    held: &mut usize,
) -> Result<(Lookup, FilePlan), ImportError> {
    let refuse = |fault| refused(path, Refusal::from(fault));
    let mut rows = open(path, delimiter, encoding(path, options)?)?;
    let mut record = Record::default();
    rows.next(&mut record).map_err(refuse)?;
    let headings: Vec<String> = record.cells().map(|cell| cell.trim().to_owned()).collect();
    let wanted = plain(key);
    let Some(column) = headings.iter().position(|heading| plain(heading) == wanted) else {
        let why = format!("it has no column {key}, by which its rows are found");
        return Err(refused(path, Refusal::Unknown(why)));
    };
    let mut by_key = HashMap::new();
    while rows.next(&mut record).map_err(refuse)? {
        if record.is_blank() {
            continue;
        }
        let cells: Vec<String> = (0..headings.len()).map(|at| record.get(at).to_owned()).collect();
        *held += cells.iter().map(|cell| cell.len() + 24).sum::<usize>();
        if *held > LIMIT {
            let why = format!("files that belong to another one are read up to {} MB", LIMIT >> 20);
            return Err(refused(path, Refusal::Malformed { line: record.line, why }));
        }
        by_key.insert(cells[column].trim().to_owned(), cells);
    }
    let (sha256, bytes) = rows.into_inner().into_inner().finish().map_err(|source| unreadable(path, source))?;
    let plan = FilePlan { format: "csv beside another", ..bare(path, sha256, bytes, Reading::Lookup) };
    Ok((Lookup { name: join.name.clone(), headings, key: wanted, rows: by_key }, plan))
}
