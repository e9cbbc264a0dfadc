//! Parse, run, exit code.

use std::alloc::System;
use std::process::ExitCode;

use cap::Cap;

/// A limit can be set to what the program may take. It is, in the child that reads a workbook: a small one can ask
/// for all memory there is.
#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> ExitCode {
    if coachlog::reads_workbook(std::env::args_os()) && MEMORY.set_limit(coachlog::WORKBOOK_MEMORY).is_err() {
        return ExitCode::FAILURE;
    }
    coachlog::run(std::env::args_os())
}
