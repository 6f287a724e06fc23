//! The program. The library next to it does the work.

use std::process::ExitCode;

/// The program makes many short-lived allocations on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    livetill::run()
}
