use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::From;

#[derive(Debug, Args)]
pub(crate) struct RatesArgs {
    #[command(subcommand)]
    pub(crate) command: RatesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RatesCommand {
    /// Load rates: the European Central Bank's eurofxref-hist.csv, or CSV with date, base, quote and rate
    Import {
        #[arg(required = true)]
        files: Vec<PathBuf>,

        #[arg(long)]
        json: bool,

        #[command(flatten)]
        from: Box<From>,
    },
}
