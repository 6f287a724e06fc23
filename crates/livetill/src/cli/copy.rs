use std::path::PathBuf;

use clap::Args;

use super::ShopArgs;

#[derive(Debug, Args)]
pub(crate) struct CopyArgs {
    /// Store to copy from, such as embedded:./livetill-data; nobody may write to it meanwhile
    #[arg(long, value_name = "URL")]
    pub(crate) from: String,

    /// Store to copy to, such as redis://127.0.0.1:6379; the shops must have no figures there
    #[arg(long, value_name = "URL")]
    pub(crate) to: String,

    /// Configuration file: all its shops are copied
    #[arg(long, value_name = "FILE", env = "LIVETILL_CONFIG")]
    pub(crate) config: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,
}
