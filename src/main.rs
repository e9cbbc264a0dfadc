//! Parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    coachlog::run(std::env::args_os())
}
