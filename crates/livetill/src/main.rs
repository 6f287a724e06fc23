//! The program; the library next to it does the work.

use std::process::ExitCode;

/// Many short-lived allocations on several threads are what this program does all day.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    livetill::run()
}
