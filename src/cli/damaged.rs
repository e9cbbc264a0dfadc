//! What is said of a damaged file: what of it survives, and how to go on.

use crate::store::{Access, Store, Why, backup};

/// Nothing where the file is sound.
pub(super) fn words(store: &Store) -> Vec<String> {
    let Access::ReadOnly(Why::Damaged(what)) = store.access() else { return Vec::new() };
    let survivors: Vec<String> = store.survivors().iter().map(crate::store::Survivor::words).collect();
    vec![
        format!(
            "{}: the file is damaged ({what}). It is open for reading only and left as it is.",
            store.path().display()
        ),
        format!("What can be read: {}.", survivors.join(", ")),
        format!(
            "`coachlog export sessions --format json --out FILE` and `coachlog export scores --out FILE` write out what \
             survives. {}.",
            backup::restore_words(store.path())
        ),
    ]
}
