//! The second reading, which reads on while what came before is being stored: see [`super::two_threads`].

use std::cell::RefCell;

use super::two_threads::{Ahead, Ended, HEAVY, read_ahead};
use super::{Go, ImportError, ImportPlan, Item, cards, files, plan};

/// So many items are handed over at once.
const BATCH: usize = 64;

/// What is handed over.
#[derive(Debug)]
enum Step<T> {
    Item(T),
    /// Bytes read, and bytes in all.
    Progress(u64, u64),
}

/// Streams what the plan's files hold, masked and as `ready` has it.
pub(super) fn read<T: Send, E: From<ImportError>>(
    plan: &ImportPlan,
    ready: &(dyn Fn(Item) -> T + Sync),
    each: &mut dyn FnMut(&T) -> Result<Go, E>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), E> {
    let first = plan.files.first().map(|file| files::shown(&file.path)).unwrap_or_default();
    let mut take = |step: &mut Step<T>| match step {
        Step::Progress(done, all) => {
            progress(*done, *all);
            Ok(())
        }
        Step::Item(item) => match each(item)? {
            Go::On => Ok(()),
            Go::Stop => Err(ImportError::Stopped.into()),
        },
    };
    let unable = |source| ImportError::Unreadable { path: first, source }.into();
    read_ahead(BATCH, |ahead| stream(plan, ready, ahead), &mut take, unable)
}

fn stream<T>(
    plan: &ImportPlan,
    ready: &dyn Fn(Item) -> T,
    ahead: &mut Ahead<Step<T>>,
) -> Result<(), Ended<ImportError>> {
    let ahead = RefCell::new(ahead);
    let mut give = |mut item: Item| {
        let mut ahead = ahead.borrow_mut();
        // One that was taken is let go of for each that comes: what is freed in heaps takes longer to be used again.
        drop(ahead.spare());
        let masked = cards::mask(&mut item, plan);
        if !masked.is_none() {
            ahead.give(Step::Item(ready(Item::Masked(masked))), 0)?;
        }
        // A transcript is as long as many evaluations.
        let weight = if matches!(item, Item::Transcript(_)) { HEAVY } else { 0 };
        ahead.give(Step::Item(ready(item)), weight).map(|()| Go::On)
    };
    // It is said each megabyte: no batch is longer, and one that nobody wants is soon known for it.
    let mut progress = |done, all| ahead.borrow_mut().give(Step::Progress(done, all), HEAVY);
    plan::stream(plan, &mut give, &mut progress)
}
