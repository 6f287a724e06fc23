//! Settings of every command that opens a store: the configuration file, the store, and logging.

use std::path::PathBuf;

use clap::Args;

use super::log::LogFormat;

#[derive(Debug, Default, Args)]
pub(crate) struct CommonArgs {
    #[arg(long)]
    pub(crate) config: Option<PathBuf>,
    #[arg(long)]
    pub(crate) store: Option<String>,
    #[arg(long)]
    pub(crate) log: Option<String>,
    #[arg(long)]
    pub(crate) log_format: Option<LogFormat>,
}
