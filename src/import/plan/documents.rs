//! Both readings of vendors' evaluations in JSON.

use std::fs::File;
use std::io::Seek as _;
use std::path::Path;
use std::sync::Arc;

use super::{Batch, Decided, Progress, Reading, bare, unchanged};
use crate::domain::mapping::{ColumnUse, DimensionUse, Mapping};
use crate::domain::raw::visible;
use crate::import::columns::ReadAs;
use crate::import::encoding::{Decoding, Found, TextEncoding};
use crate::import::evaluations::documents::{Broken, Laid};
use crate::import::evaluations::rating_scale::RatingScales;
use crate::import::evaluations::reader::{self, Documents, Surveyed};
use crate::import::files::{self, Hashing, refused, unreadable};
use crate::import::watch::Watched;
use crate::import::{FilePlan, Go, ImportError, Item, Options};

/// Decides on a file of evaluations. `format` is the vendor's.
pub(super) fn decide(
    path: &Path,
    mut file: File,
    found: Option<Found>,
    (format, laid): (&'static str, Laid),
    batch: &mut Batch<'_>,
) -> Result<Decided, ImportError> {
    let options = batch.options;
    let name = files::name(path);
    let shown = visible(&name).into_owned();
    // Told by the vendor alone: one's forms are asked about once.
    let signature = format!("json {format}");
    let (mapping, read_as) = pick(&signature, options);
    let encoding = found.map_or(TextEncoding::UTF_8, |found| found.encoding);
    let order = options.date_order.or(mapping.dates);
    let mut documents = Documents { laid, mapping, order, scales: RatingScales::default(), counts: Arc::default() };
    file.rewind().map_err(|source| unreadable(path, source))?;
    let mut input = Decoding::new(Hashing::new(file), encoding);
    let mut watched = Watched::new(&mut input, options.watch.clone());
    let surveyed = reader::survey(&name, &documents, &mut watched).map_err(|refusal| refused(path, refusal))?;
    let (sha256, bytes) = input.into_inner().finish().map_err(|source| unreadable(path, source))?;
    let Surveyed { seen, mut scales, mut counts, remarks } = surveyed;
    let decided = scales.decide(&name, seen.rows, &documents.mapping, options);
    batch.scales_used.extend(decided.used.iter());
    let (dimensions, unknown_dimensions, left_out) =
        reader::dimensions(&seen, &documents.mapping, &options.known_dimensions);
    let mut warnings: Vec<String> =
        found.and_then(Found::words).into_iter().map(|words| format!("{shown}: {words}")).collect();
    if let ReadAs::Profile(profile) = &read_as {
        warnings.push(format!("{shown}: read as the profile {}", visible(profile)));
    }
    let ignored = left_out
        .iter()
        .map(|name| format!("{shown}: the dimension {} is left out, as the mapping says", visible(name)));
    warnings.extend(ignored);
    warnings.extend(remarks.into_iter().chain(decided.warnings).map(|words| format!("{shown}: {words}")));
    // An evaluation of one row waits for nobody.
    counts.retain(|_, rows| *rows > 1);
    (documents.scales, documents.counts) = (scales, Arc::new(counts));
    let plan = FilePlan {
        format,
        columns: decided.columns,
        signature,
        read_as,
        dimensions,
        unknown_dimensions,
        rows: seen.rows,
        ..bare(path, sha256, bytes, Reading::Documents(Box::new(documents), encoding))
    };
    Ok(Decided { plan, warnings, questions: decided.questions, missing: None })
}

/// What its dimensions are: as a mapping that is given says, else as the profile that is remembered for the vendor.
fn pick(signature: &str, options: &Options) -> (Mapping, ReadAs) {
    let remembered = || options.remembered.iter().find(|profile| profile.signature == signature);
    let (mut mapping, read_as) = match (&options.mapping, remembered()) {
        (Some(mapping), _) => (mapping.clone(), ReadAs::Mapping(mapping.name.clone())),
        (None, Some(profile)) => (profile.mapping.clone(), ReadAs::Profile(profile.mapping.name.clone())),
        (None, None) => (Mapping::default(), ReadAs::Headings),
    };
    // A category that is set to be ignored is no column of a table: it is a dimension that is left out.
    for column in mapping.columns.iter().filter(|column| column.used == ColumnUse::Ignore) {
        if let Some(name) = &column.heading {
            mapping.dimensions.insert(name.clone(), DimensionUse::Ignore);
        }
    }
    mapping.dimensions.extend(options.dimensions.clone());
    (mapping, read_as)
}

pub(super) fn stream<E: From<ImportError>>(
    file: &FilePlan,
    (documents, encoding): (&Documents, TextEncoding),
    at: usize,
    each: &mut dyn FnMut(Item) -> Result<Go, E>,
    progress: &mut Progress<'_, E>,
) -> Result<(), E> {
    let path = file.path.as_path();
    let opened = File::open(path).map_err(|source| unreadable(path, source))?;
    let mut input = Decoding::new(Hashing::new(opened), encoding);
    let mut take = |item: Item, bytes: u64| {
        progress.at(bytes)?;
        if each(item)? == Go::Stop { Err(E::from(ImportError::Stopped)) } else { Ok(()) }
    };
    match reader::stream(&file.name, at, documents, &mut input, &mut take) {
        Ok(()) => {}
        Err(Broken::Own(error)) => return Err(error),
        // It was sound when it was decided on.
        Err(Broken::File(refusal)) => return Err(refused(path, refusal).into()),
    }
    let (sha256, _) = input.into_inner().finish().map_err(|source| unreadable(path, source))?;
    unchanged(file, &sha256).map_err(E::from)
}
