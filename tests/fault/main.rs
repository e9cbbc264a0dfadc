//! What must not break, broken on purpose: the program is killed, starved, lied to and fed hostile text, and then
//! another process checks the file ([`invariant`]): its pages and references, every link and content of the log, the
//! tables rebuilt from it, and that the program opens it as ever.
//!
//! `cargo test` runs a share of each, a tenth or more; all of it runs by
//! `cargo test --release --test fault -- --ignored` and `cargo test --release --lib -- --ignored`. What a machine lacks
//! (a tool, root, a file system) is said, and the test skipped. Run one such process at a time.
//!
//! # What was broken, how often, and how often it held
//! Counts of the whole runs on Linux, two cores, 2026-11-30. A debug build unless it says release.
//!
//! | what befalls the program | tests | held |
//! | --- | --- | --- |
//! | killed at a random moment while a form is typed and saved | `form_killed` | 200 of 200 |
//! | killed while a session is locked from the shell | `killed::two_hundred_sessions_killed` | 200 of 200 |
//! | killed while 2,000 rows are imported; once 100,000 | `killed::two_hundred_imports_killed` | 200 of 200, 1 of 1 |
//! | killed during an export, an undo, a merge | `killed::fifty_*` | 50 of 50 each |
//! | killed during a migration, a backup, a restore | `backups::killed_fifty_times_each_*` | 50 of 50 each |
//! | killed while a person is erased | `erasure::killed_fifty_times_while_erasing` | 50 of 50 |
//! | the K-th write, sync, unlink, rename, truncate or open fails or kills, once and from then on; a sync at a commit | `disk_fails::every_call_fails` | 1,265 of 1,265 |
//! | the same while a form is typed | `disk_fails::every_call_of_a_form_fails` | 61 of 61 |
//! | journal, file and folder are synced before a save is said | `disk_fails::fifty_saves_*` | 50 of 50 |
//! | the disk is full (memory and ext4) at a form, save, import, export, report | `disk_full::ten_full_disks_of_each_kind` | 10 of 10 each, on both |
//! | a limit to the size of files | `disk_full::five_limits_to_the_size_of_files` | 5 of 5 |
//! | write-protected file or folder, a read-only mount, an immutable file, as another user | `write_protected` | 4 of 4 |
//! | single bits flipped | `flipped_bits::a_thousand_*` | 1,000: 555 reported, 445 in no row, 0 silent |
//! | pages zeroed, doubled, cut off; headers, empty files, other programs' files | `damaged` | 140 of 140 |
//! | a journal left behind, lost, or another file's | `journals` | 20 of 20 |
//! | fifty programs begin one file; two write 200 each; one is killed with the lock; two edit one draft | `two_at_once` | 50, 400, 20 of 20, all |
//! | another program holds the lock for a minute | `two_at_once::the_file_is_held_for_a_minute` | 3 of 3 |
//! | files of every schema with ugly rows; a newer schema | `schemas` | 7 of 7, and untouched |
//! | a migration fails at each statement | `schemas::a_migration_that_fails_*` | all |
//! | the clock goes back and ahead, summer time, other zones | `clock_moved` | 8 of 8, and 5 of 5 by libfaketime |
//! | SIGTERM, SIGINT, SIGHUP, SIGQUIT on every screen | `signals` | 56 of 56 |
//! | a large import is stopped, or quit, in the terminal | `import_stopped`; in the library `store::tests::stopping` | in each phase: the file as it was |
//! | stopped and continued by a shell | `stopped` | 10 of 10 |
//! | the terminal vanishes, however the program was started | `vanished` | 20 of 20 |
//! | closed and full streams | `streams` | 21 of 21 lines |
//! | a panic while drawing, in an update, in the store | `panics` | 3 of 3 |
//! | every size of terminal, on every screen | `sizes`; in the library `cli::tour_tests` | 35 screens × 500 sizes |
//! | no terminal at all | `streams::without_a_terminal_*` | 4 of 4 |
//! | TERM dumb, unset, linux, screen, tmux; no colour | `terminals` | 8 of 8 |
//! | locales and bytes that are no text | `terminals` | all |
//! | random keys, pastes, mouse and broken sequences | `fuzz` | 20 × 10,000 (release) |
//! | hostile text in every field, on every screen, in every export | `hostile_text`, `it::hostile` | 200 of 200 strings; JSON the same for all |
//! | texts through a CSV for spreadsheets and back | `spreadsheets` | 10,000 of 10,000 (release) |
//! | damaged files of 13 kinds | in the library `fuzz` | 100,000 of 100,000 each (release) |
//! | bombs: fields, columns, depth, archives, workbooks | `bombs` | all; 33 million cells in 1.9 s (release) |
//! | random searches | `searches`; in the library `fuzz` | 1,000 of 1,000 timed, 100,000 without an error |
//! | any field of any record edited, records taken, put in, swapped, replaced; the log cut, written anew, rolled back; guards dropped | `tampering` | 379 of 379: both checkers agree |
//! | a byte of an evidence pack changed | `flipped_packs` | 14,000 of 14,000; 200 of 200 by the program |
//! | a person is erased: no byte of them left | `erasure::twenty_*` | 20 of 20 |
//! | card numbers of six brands, in files and typed | `card_data` | 1,200 of 1,200, and 300 over turns; 3 of 1,000 other numbers taken for one |
//! | umasks, links, modes; no file open to others even for a moment | `where_it_lies` | 10 umasks, all |
//! | network drives, FUSE, WSL drives, folders of sync clients | `where_it_lies` | 5 of 5, 4 of 4 |
//! | backups while saving, restored elsewhere, checkpoints of before | `backups::twenty_backups_*` | 20 of 20 |
//! | a million records | `long_life` (release) | a look 0.03 s, the check 7.4 s, 52 MiB; the screen seeks rare words in pages of some hundredths of a second |
//! | one engine, and new enough | `engine` | 1 of 1 |
//!
//! None of it proves what a power cut or a disk that lies does (that a sync is asked for is shown), what macOS and Windows
//! do, or that a log of this form suffices in law.
#![cfg(unix)]

mod as_another;
mod backups;
mod bombs;
mod card_data;
mod chance;
mod clock_moved;
mod damaged;
mod desks;
mod disk_fails;
mod disk_full;
mod engine;
mod erasure;
mod flipped_bits;
mod flipped_packs;
mod form_killed;
mod fuzz;
mod hostile_text;
mod import_stopped;
mod invariant;
mod journals;
mod killed;
mod long_life;
mod panics;
mod places;
mod read_only;
mod schemas;
mod searches;
mod signals;
mod sizes;
mod spreadsheets;
mod stopped;
mod streams;
#[expect(dead_code, reason = "shared with the other tests, which use more of it")]
#[path = "../it/support.rs"]
mod support;
mod tampering;
#[expect(dead_code, reason = "shared with the other tests, which use more of it")]
#[path = "../it/terminal.rs"]
mod terminal;
mod terminals;
mod tmux;
mod tty;
mod two_at_once;
mod vanished;
mod where_it_lies;
mod write_protected;

#[test]
fn a_file_that_nothing_befell_holds() {
    invariant::holds(&support::Desk::new(), "nothing");
    invariant::holds(&support::Desk::copy_of(support::demo()), "the demo");
}

/// A table whose import takes a while.
fn many_rows(n: usize) -> String {
    use std::fmt::Write as _;
    let mut text =
        String::from("call_id,agent_id,agent_name,team,evaluator,call_started_at,dimension,earned,possible\n");
    for n in 0..n {
        let (agent, day, earned) = (n % 50, n % 9, n % 100);
        let _ = writeln!(text, "v{n},A{agent},Ada {agent},North,Kim,2026-11-1{day}T10:00:00Z,Empathy,{earned},100");
    }
    text
}
