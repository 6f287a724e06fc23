//! The commands of the command line. The rows of `config::settings` describe each argument.

mod backup;
mod connect;
mod copy;
mod digest;
mod doctor;
mod export;
mod generate;
mod health;
mod import;
mod key;
mod keys;
mod query;
mod rates;
mod reconcile;
mod report;
mod server;
mod shops;
mod size;
mod top;
mod verify;

use clap::{Parser, Subcommand};

pub(crate) use backup::{BackupArgs, RestoreArgs};
pub(crate) use connect::{ConnectArgs, DisconnectArgs};
pub(crate) use copy::CopyArgs;
pub(crate) use digest::DigestArgs;
pub(crate) use doctor::DoctorArgs;
pub(crate) use export::ExportArgs;
pub(crate) use generate::GenerateArgs;
pub(crate) use health::HealthArgs;
pub(crate) use import::ImportArgs;
pub(crate) use key::KeyArgs;
pub(crate) use keys::{KeysArgs, KeysCommand, KeysPlace};
pub(crate) use query::{BoardArgs, From, RejectsArgs, RejectsCommand, Which};
pub(crate) use rates::{RatesArgs, RatesCommand};
pub(crate) use reconcile::ReconcileArgs;
pub(crate) use report::{DaysArgs, ReportArgs};
pub(crate) use server::{DemoArgs, ServeArgs};
pub(crate) use shops::{ShopsArgs, ShopsCommand, StoreOrServer};
pub(crate) use size::SizeArgs;
pub(crate) use top::TopArgs;
pub(crate) use verify::VerifyArgs;

/// Real-time sales analytics for online shops: orders go in, a live dashboard comes out.
#[derive(Debug, Parser)]
#[command(
    name = "livetill",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Open a shop with sample orders: a week of history, then live. Nothing is kept.
    Demo(DemoArgs),
    /// Run the server: orders over HTTP, the dashboard, configured sources.
    Serve(Box<ServeArgs>),
    /// Connect a shop with its platform: check the API, register the webhooks, fetch the past.
    Connect(Box<ConnectArgs>),
    /// End a connection and remove its webhooks. Orders and figures stay.
    Disconnect(DisconnectArgs),
    /// Compare a shop's days with its platform's own figures, and fix what can be fixed.
    Reconcile(ReconcileArgs),
    /// Load orders from files: NDJSON or CSV, plain, .gz or .zst, or `-` for stdin.
    Import(ImportArgs),
    /// Make realistic sample orders.
    Generate(GenerateArgs),
    /// Show the current figures in the terminal.
    Board(BoardArgs),
    /// Show any run of days in the terminal, compared with the period or the year before.
    Report(ReportArgs),
    /// Write days, items, orders or their lines to a file: CSV, NDJSON or Parquet.
    Export(ExportArgs),
    /// What the digest of a day, week or month says that goes out in the morning.
    Digest(DigestArgs),
    /// How a server, its store and its machine are, live in the terminal.
    Top(TopArgs),
    /// List rejected events, replay them after a fix, or drop them.
    Rejects(RejectsArgs),
    /// Load exchange rates, for orders in another currency than their shop's.
    Rates(RatesArgs),
    /// Add shops while servers run, list them, or remove one.
    Shops(ShopsArgs),
    /// Manage keys: who may post orders, look at figures, or do everything.
    Keys(KeysArgs),
    /// Copy everything of a store into an empty one: ledger, positions, totals, rejects.
    Copy(CopyArgs),
    /// Save everything of a shop to a file, even while the server runs.
    Backup(BackupArgs),
    /// Restore a backup into an empty store of any kind.
    Restore(RestoreArgs),
    /// Recompute the retained days from the ledger and name every figure that differs.
    Verify(VerifyArgs),
    /// Look for what is wrong with the configuration, the store, the sources, clocks and files, and say what to do.
    Doctor(DoctorArgs),
    /// Ask a server whether it is alive, as the health check of a container does.
    Health(HealthArgs),
    /// How much memory, disk, network and how many cores a shop needs.
    Size(SizeArgs),
    /// Print the OpenAPI document of the HTTP interface.
    Openapi,
    /// Print docs/configuration.md.
    #[command(hide = true)]
    Configuration,
}
