use std::path::PathBuf;

use clap::Args;

use crate::config::ShopArgs;

#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    #[arg(long)]
    pub(crate) from: String,

    #[arg(long)]
    pub(crate) to: String,

    #[arg(long)]
    pub(crate) config: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,
}
