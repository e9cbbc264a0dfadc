//! Parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    if coachlog::reads_workbook(std::env::args_os()) && !memory::hold_to(coachlog::WORKBOOK_MEMORY) {
        return ExitCode::FAILURE;
    }
    coachlog::run(std::env::args_os())
}

/// What the program may take can be limited. It is, in the child that reads a workbook: a small one can ask for all
/// memory there is.
#[cfg(target_os = "linux")]
mod memory {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// What the program itself and its libraries lie in, in bytes.
    const PROGRAM: usize = 40 << 20;

    /// The system keeps to it, so that nobody has to count. Where it holds the program to less already, that stays.
    pub fn hold_to(bytes: usize) -> bool {
        let already = getrlimit(Resource::As);
        let wanted = u64::try_from(PROGRAM + bytes).ok();
        let most = [already.current, already.maximum, wanted].into_iter().flatten().min();
        setrlimit(Resource::As, Rlimit { current: most, maximum: most }).is_ok()
    }
}

/// What the program may take can be limited. It is, in the child that reads a workbook: a small one can ask for all
/// memory there is. Elsewhere than here no system keeps to a limit, so all that is asked for is counted.
#[cfg(not(target_os = "linux"))]
mod memory {
    use std::alloc::System;

    use cap::Cap;

    #[global_allocator]
    static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

    pub fn hold_to(bytes: usize) -> bool {
        MEMORY.set_limit(bytes).is_ok()
    }
}
