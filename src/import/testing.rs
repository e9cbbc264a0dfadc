//! What the tests of the import share: files written to a folder that goes away, and everything that comes of them.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{FileKind, Go, ImportError, ImportPlan, Item, LeftOut, Options, Rejected, plan, read};
use crate::domain::evaluation::EvaluationRecord;

/// Never a file of the project: the shared samples, read in place.
pub(super) fn sample(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) plan: ImportPlan,
    pub(super) items: Vec<Item>,
}

impl Loaded {
    pub(super) fn evaluations(&self) -> Vec<&EvaluationRecord> {
        self.items
            .iter()
            .filter_map(|item| if let Item::Evaluation(record) = item { Some(&**record) } else { None })
            .collect()
    }

    pub(super) fn evaluation(&self) -> &EvaluationRecord {
        let all = self.evaluations();
        assert_eq!(all.len(), 1, "{:#?}", self.items);
        all[0]
    }

    pub(super) fn rejected(&self) -> Vec<&Rejected> {
        self.items
            .iter()
            .filter_map(|item| if let Item::Rejected(rejected) = item { Some(rejected) } else { None })
            .collect()
    }

    /// "line column value: expected", one a rejected cell.
    pub(super) fn reasons(&self) -> Vec<String> {
        let words =
            |r: &&Rejected| format!("{} {} {}: {}", r.line, r.column.verbatim(), r.value.verbatim(), r.expected);
        self.rejected().iter().map(words).collect()
    }

    pub(super) fn left_out(&self) -> Vec<&LeftOut> {
        self.items.iter().filter_map(|item| if let Item::LeftOut(left) = item { Some(left) } else { None }).collect()
    }

    pub(super) fn warned(&self, words: &str) -> bool {
        self.plan.warnings.iter().any(|warning| warning.contains(words))
    }

    /// Rows of tables that were planned, and those that something came of: the same, always.
    pub(super) fn accounts(&self) -> (u64, u64) {
        let tables = self.plan.files.iter().filter(|file| file.kind == FileKind::Evaluations);
        let came = self.items.iter().map(|item| match item {
            Item::Evaluation(record) => record.rows,
            Item::Rejected(rejected) => rejected.rows,
            Item::LeftOut(left) => left.rows,
            Item::Transcript(_) | Item::Call(_) | Item::Refused(_) | Item::Masked(_) => 0,
        });
        (tables.map(|file| file.rows).sum(), came.sum())
    }
}

/// An error of the import in a caller's own type.
#[derive(Debug)]
pub(super) struct Failed(pub(super) ImportError);

impl From<ImportError> for Failed {
    fn from(error: ImportError) -> Self {
        Self(error)
    }
}

pub(super) fn items(plan: &ImportPlan) -> Result<Vec<Item>, ImportError> {
    let mut items = Vec::new();
    let mut each = |item: &Item| {
        items.push(item.clone());
        Ok::<_, Failed>(Go::On)
    };
    read(plan, &|item| item, &mut each, &mut |_, _| {}).map_err(|failed| failed.0)?;
    Ok(items)
}

pub(super) fn load_paths(paths: &[PathBuf], options: &Options) -> Result<Loaded, ImportError> {
    let plan = plan(paths, options)?;
    let items = items(&plan)?;
    let loaded = Loaded { plan, items };
    let (planned, came) = loaded.accounts();
    assert_eq!(planned, came, "rows are lost: {:#?}", loaded.items);
    Ok(loaded)
}

/// A folder with these files.
pub(super) fn folder(files: &[(&str, &[u8])]) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let paths = files.iter().map(|(name, bytes)| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(&path, bytes).expect("a file can be written");
        path
    });
    let paths = paths.collect();
    (folder, paths)
}

pub(super) fn try_load(files: &[(&str, &[u8])], options: &Options) -> Result<Loaded, ImportError> {
    let (_folder, paths) = folder(files);
    load_paths(&paths, options)
}

/// One CSV, without further ado.
pub(super) fn load(csv: &str) -> Loaded {
    try_load(&[("scores.csv", csv.as_bytes())], &Options::default()).expect("the file is readable")
}

/// Why one file is not taken at all, or which columns it lacks.
pub(super) fn refusal(name: &str, bytes: &[u8]) -> String {
    match try_load(&[(name, bytes)], &Options::default()) {
        Err(error) => error.to_string(),
        Ok(loaded) => {
            let open: Vec<&str> = loaded.plan.questions.iter().map(|question| question.words.as_str()).collect();
            assert!(!open.is_empty(), "the file is neither refused nor asked about: {loaded:#?}");
            open.join("\n")
        }
    }
}
