use std::path::PathBuf;

use clap::Args;

use super::{CommonArgs, From};

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// File to write, `-` for stdout, or a folder: then the file is called
    /// livetill-SHOP-TIME.jsonl.zst
    #[arg(value_name = "FILE|FOLDER")]
    pub(crate) to: PathBuf,

    #[command(flatten)]
    pub(crate) from: From,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// Archive to read, as `backup` wrote it
    #[arg(value_name = "FILE")]
    pub(crate) from: PathBuf,

    /// Only check whether the archive is whole; nothing is written
    #[arg(long)]
    pub(crate) check: bool,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}
