//! Livetill: real-time sales analytics for online shops.
//!
//! This is the only crate that knows concrete stores and sources. `cli` defines the commands and arguments, `config`
//! resolves them, `commands` does the work. It is a library only so that the fuzzer can reach its decoders.

mod alerts;
mod archive;
mod buffer;
mod cli;
mod client;
mod cloudwatch;
mod commands;
mod config;
mod delivery;
mod digest;
mod doctor;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod iam;
mod import;
mod linker;
mod logging;
mod open_files;
mod opener;
mod owner;
mod platforms;
mod rates_file;
mod secrets;
mod shutdown;
mod sizing;
mod sources;
mod terminal;
mod wiring;

use std::process::ExitCode;

use config::Refused;
use terminal::{ReaderGone, report};

/// Runs the command line.
pub fn run() -> ExitCode {
    let variable = |name: &str| std::env::var_os(name);
    let cli: cli::Cli = match config::read_command(std::env::args_os(), variable) {
        Ok(cli) => cli,
        Err(refused) => return explain(&refused),
    };
    match config::check_environment().and_then(|()| commands::run(cli)) {
        Ok(code) => code,
        Err(error) if error.is::<ReaderGone>() => ExitCode::SUCCESS,
        Err(error) => {
            report(&format!("error: {}", ports::with_causes(&*error)));
            ExitCode::FAILURE
        }
    }
}

/// Prints help, or what is wrong with the command line. The exit code is 1, not clap's 2: `import` ends with 2 if it
/// ran and events were rejected.
fn explain(Refused { error, variable }: &Refused) -> ExitCode {
    // The reader may have gone already.
    let _ = error.print();
    if !error.use_stderr() {
        return ExitCode::SUCCESS;
    }
    if let Some(variable) = variable {
        report(&format!("The value comes from {variable}."));
    }
    ExitCode::FAILURE
}
