//! Card numbers and security codes are masked before anything leaves a file, what is refused included.

use super::columns::Used;
use super::plan::Reading;
use super::{ImportError, ImportPlan, Item, Rejected};
use crate::domain::cards::{self, Masked};
use crate::domain::field::Field;

/// What was masked of what is kept. What is refused is masked too, and counts nothing.
pub(super) fn mask(item: &mut Item, plan: &ImportPlan) -> Masked {
    match item {
        Item::Evaluation(record) => return record.mask_cards(),
        Item::Transcript(record) => return record.mask_cards(),
        Item::Rejected(rejected) => reject(rejected),
        Item::Refused(row) => {
            let uses = plan.files.get(row.file).map(|file| &file.reading);
            for (at, cell) in row.cells.iter_mut().enumerate() {
                let is_id = matches!(uses, Some(Reading::Table(layout, _))
                    if layout.columns.get(at).is_some_and(|column| matches!(&column.used, Used::Field(field) if is_id(*field))));
                if !is_id {
                    cards::mask(cell);
                }
            }
            cards::mask(&mut row.reason);
        }
        Item::LeftOut(left) => {
            cards::mask_numbers(&mut left.why);
        }
        // A call's own data are IDs and times.
        Item::Call(_) | Item::Masked(_) => {}
    }
    Masked::default()
}

/// The value that is at fault is repeated to the reader; an ID stays what it is.
fn reject(rejected: &mut Rejected) {
    cards::mask_raw(&mut rejected.column);
    if !rejected.column.verbatim().to_lowercase().ends_with("id") {
        cards::mask_raw(&mut rejected.value);
    }
}

/// Cells that are shown before anything is loaded, and sentences that repeat some.
pub(super) fn mask_plan(plan: &mut ImportPlan) {
    for column in plan.files.iter_mut().flat_map(|file| &mut file.columns) {
        if !matches!(&column.used, Used::Field(field) if is_id(*field)) {
            for sample in &mut column.samples {
                cards::mask_raw(sample);
            }
        }
    }
    for warning in &mut plan.warnings {
        cards::mask_numbers(warning);
    }
}

/// An error may repeat a line of the file.
pub(super) fn mask_error(mut error: ImportError) -> ImportError {
    if let ImportError::Unknown { why, .. } | ImportError::Malformed { why, .. } | ImportError::Workbook { why, .. } =
        &mut error
    {
        cards::mask(why);
    }
    error
}

fn is_id(field: Field) -> bool {
    matches!(field, Field::EvaluationId | Field::CallId | Field::AgentId)
}
