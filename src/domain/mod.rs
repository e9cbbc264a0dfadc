//! Rules and plain data: what a score, a gap, a focus and a session are. No I/O, no SQL, no screen.

pub mod call;
pub mod cycle;
pub mod dates;
pub mod day;
pub mod evaluation;
pub mod evidence;
pub mod field;
pub mod figure;
pub mod focus;
pub mod guard;
pub mod id;
pub mod log_view;
pub mod mapping;
pub mod outcome;
pub mod people;
pub mod practice;
pub mod praise;
pub mod raw;
pub mod record;
pub mod scale;
pub mod scorecard;
pub mod session;
pub mod settings;
pub mod standing;
pub mod today;
pub mod when;
