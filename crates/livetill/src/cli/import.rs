use std::path::PathBuf;

use clap::Args;
use order_files::{CsvArgs, Format};

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
