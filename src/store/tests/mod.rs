//! Properties of the store that its callers cannot see one by one.

mod aside;
mod backups;
mod checkpoints;
mod erasure;
mod meanwhile;
mod moments;
mod order;
mod plans;
mod previews;
mod search;
mod sessions;
mod stopping;
mod talk;
