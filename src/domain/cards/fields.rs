//! Which fields are masked. IDs, keys, dates and numbers are not.

use serde_json::Value;

use super::{Masked, mask, mask_numbers};
use crate::domain::evaluation::EvaluationRecord;
use crate::domain::raw::Raw;

/// Masks a text of a file.
pub fn mask_raw(raw: &mut Raw) -> Masked {
    let mut text = raw.verbatim().to_owned();
    let masked = mask(&mut text);
    if !masked.is_none() {
        *raw = Raw::from(text);
    }
    masked
}

impl Masked {
    fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t mut String>) {
        texts.into_iter().for_each(|text| self.add(mask(text)));
    }

    fn names<'t>(&mut self, names: impl IntoIterator<Item = &'t mut String>) {
        names.into_iter().for_each(|name| self.add(mask_numbers(name)));
    }
}

impl EvaluationRecord {
    /// Masks every text of an evaluation: remarks and answers wholly, names for card numbers.
    pub fn mask_cards(&mut self) -> Masked {
        let mut masked = Masked::default();
        masked.texts(&mut self.comment);
        masked.names(&mut self.agent.name);
        let heads = [&mut self.team, &mut self.evaluator, &mut self.scorecard, &mut self.scorecard_version];
        masked.names(heads.into_iter().flatten());
        for score in &mut self.scores {
            masked.texts(&mut score.comment);
            masked.names([&mut score.dimension]);
            for criterion in &mut score.criteria {
                masked.texts(&mut criterion.result);
                masked.texts(&mut criterion.comment);
                masked.names([&mut criterion.name]);
            }
        }
        for flag in &mut self.flags {
            masked.texts(&mut flag.note);
            masked.names([&mut flag.code]);
            masked.names([&mut flag.severity, &mut flag.dimension].into_iter().flatten());
        }
        for fail in &mut self.auto_fails {
            masked.names([&mut fail.name]);
            masked.names(&mut fail.dimension);
        }
        for moment in &mut self.moments {
            masked.texts(&mut moment.words);
            masked.names([&mut moment.dimension, &mut moment.criterion].into_iter().flatten());
        }
        masked
    }
}

/// Masks what people typed, in data that is kept as JSON.
pub fn mask_json(value: &mut Value) -> Masked {
    let mut masked = Masked::default();
    match value {
        Value::String(text) => masked.add(mask(text)),
        Value::Array(items) => items.iter_mut().for_each(|item| masked.add(mask_json(item))),
        Value::Object(fields) => {
            for (_, value) in fields.iter_mut().filter(|(key, _)| !names_something(key)) {
                masked.add(mask_json(value));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    masked
}

/// Fields that hold no words: IDs, keys, hashes, days, and how a table's columns are called.
fn names_something(key: &str) -> bool {
    key.ends_with("_id")
        || key.ends_with("_at")
        || key.ends_with("_on")
        || matches!(
            key,
            "id" | "key"
                | "agent"
                | "person"
                | "supervisor"
                | "evaluation"
                | "source"
                | "subject"
                | "transcript"
                | "digest"
                | "sha256"
                | "mapping"
                | "signature"
                | "folder"
                | "file"
                | "files"
                | "zone"
                | "version"
                | "scorecard"
                | "amendment"
                | "on"
                | "from"
                | "to"
                | "until"
                | "due"
                | "basis"
                | "baseline"
                | "page"
        )
}
