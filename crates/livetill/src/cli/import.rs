use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::KeyArgs;
use crate::config::{CommonArgs, ShopArgs};

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,

    #[arg(long, conflicts_with = "store")]
    pub(crate) to: Option<String>,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    #[arg(long = "shop", alias = "shop-id", default_value = domain::ShopId::DEFAULT)]
    pub(crate) shop_id: String,

    #[arg(long, value_enum, default_value_t = Format::Auto)]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) csv: CsvArgs,

    #[arg(long)]
    pub(crate) dry_run: bool,

    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// How CSV files are read.
#[derive(Debug, Args)]
pub(crate) struct CsvArgs {
    #[arg(long, value_delimiter = ',')]
    pub(crate) map: Vec<String>,

    #[arg(long)]
    pub(crate) time_format: Option<String>,

    #[arg(long, value_enum)]
    pub(crate) decimal: Option<DecimalSign>,

    #[arg(long)]
    pub(crate) encoding: Option<String>,

    #[arg(long)]
    pub(crate) delimiter: Option<String>,

    #[arg(long)]
    pub(crate) preset: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Auto,
    Ndjson,
    Csv,
}

/// The decimal separator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DecimalSign {
    Comma,
    Point,
}
