//! Livetill: real-time sales analytics for online shops.
//!
//! The one crate that knows concrete stores and sources. [`cli`] says what can be asked, [`config`]
//! what it means, [`commands`] does it.

mod cli;
mod commands;
mod config;
mod import;
mod shutdown;
mod telemetry;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

/// Many short-lived allocations on several threads are what this program does all day.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match config::check_environment().and_then(|()| commands::run(cli)) {
        Ok(code) => code,
        Err(error) => {
            // `{:#}` puts the causes behind the message, each after a colon.
            report(&format!("error: {error:#}"));
            ExitCode::from(1)
        }
    }
}

/// Says something to the person at the terminal; results go to stdout, everything else here.
#[expect(
    clippy::print_stderr,
    reason = "the one place that writes to the terminal"
)]
fn report(text: &str) {
    eprintln!("{text}");
}

/// Prints a result.
#[expect(clippy::print_stdout, reason = "the one place that writes results")]
fn print(text: &str) {
    println!("{text}");
}
