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

impl EvaluationRecord {
    /// Masks every text of an evaluation: remarks and answers wholly, names for card numbers.
    pub fn mask_cards(&mut self) -> Masked {
        let mut masked = Masked::default();
        let mut texts: Vec<&mut String> = Vec::new();
        let mut names: Vec<&mut String> = Vec::new();
        texts.extend(&mut self.comment);
        names.extend(&mut self.agent.name);
        names.extend(
            [&mut self.team, &mut self.evaluator, &mut self.scorecard, &mut self.scorecard_version]
                .into_iter()
                .flatten(),
        );
        for score in &mut self.scores {
            texts.extend(&mut score.comment);
            names.push(&mut score.dimension);
            for criterion in &mut score.criteria {
                texts.extend(&mut criterion.result);
                texts.extend(&mut criterion.comment);
                names.push(&mut criterion.name);
            }
        }
        for flag in &mut self.flags {
            texts.extend(&mut flag.note);
            names.push(&mut flag.code);
            names.extend([&mut flag.severity, &mut flag.dimension].into_iter().flatten());
        }
        for fail in &mut self.auto_fails {
            names.push(&mut fail.name);
            names.extend(&mut fail.dimension);
        }
        for moment in &mut self.moments {
            texts.extend(&mut moment.words);
            names.extend([&mut moment.dimension, &mut moment.criterion].into_iter().flatten());
        }
        for text in texts {
            masked.add(mask(text));
        }
        for name in names {
            masked.add(mask_numbers(name));
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
