use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{DaysArgs, From};

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    pub(crate) what: What,

    #[command(flatten)]
    pub(crate) days: DaysArgs,

    #[arg(long, default_value = "csv")]
    pub(crate) format: FileFormat,

    #[arg(long, default_value = "-")]
    pub(crate) output: PathBuf,

    #[arg(long)]
    pub(crate) archive: Option<String>,

    #[command(flatten)]
    pub(crate) from: From,
}

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    Days,
    Items,
    Orders,
    Lines,
}

/// As which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FileFormat {
    Csv,
    Ndjson,
    Parquet,
}
