use std::path::PathBuf;

use clap::Args;

use super::From;
use crate::config::CommonArgs;

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    pub(crate) to: PathBuf,

    #[command(flatten)]
    pub(crate) from: From,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    pub(crate) from: PathBuf,

    #[arg(long)]
    pub(crate) check: bool,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}
