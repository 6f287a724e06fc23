//! Runs each command.

mod api;
mod backup;
mod board;
mod configuration;
mod connect;
mod copy;
mod demo;
mod digest;
mod disconnect;
mod doctor;
mod download;
mod export;
mod generate;
mod health;
mod keys;
mod rates;
mod reconcile;
mod rejects;
mod report;
mod restore;
mod serve;
mod shops;
mod size;
mod top;
mod verify;

use std::process::ExitCode;

use anyhow::Context;

use crate::cli::{Cli, Command};
pub(crate) use serve::check_listen;

/// Runs a command to its end.
///
/// # Errors
/// What went wrong, for people.
pub(crate) fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Demo(args) => done(demo::run(&args)),
        Command::Serve(args) => done(serve::run(&args)),
        Command::Connect(args) => connect::run(*args),
        Command::Disconnect(args) => done(disconnect::run(args)),
        Command::Reconcile(args) => reconcile::run(&args),
        Command::Import(args) => crate::import::run(&args),
        Command::Generate(args) => done(generate::run(&args)),
        Command::Board(args) => done(board::run(&args)),
        Command::Top(args) => done(top::run(&args)),
        Command::Report(args) => done(report::run(&args)),
        Command::Export(args) => done(export::run(&args)),
        Command::Digest(args) => done(digest::run(&args)),
        Command::Rates(args) => done(rates::run(args.command)),
        Command::Rejects(args) => done(rejects::run(args.command)),
        Command::Shops(args) => done(shops::run(args.command)),
        Command::Keys(args) => done(keys::run(args.command)),
        Command::Copy(args) => done(copy::run(&args)),
        Command::Backup(args) => done(backup::run(&args)),
        Command::Restore(args) => done(restore::run(&args)),
        Command::Verify(args) => verify::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Health(args) => done(health::run(&args)),
        Command::Size(args) => done(size::run(&args)),
        Command::Configuration => done(configuration::run()),
        Command::Openapi => done(crate::terminal::print(&server::openapi_json())),
    }
}

fn done(result: anyhow::Result<()>) -> anyhow::Result<ExitCode> {
    result.map(|()| ExitCode::SUCCESS)
}

/// A runtime on all cores.
pub(crate) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Runtime::new().context("cannot start the runtime")
}
