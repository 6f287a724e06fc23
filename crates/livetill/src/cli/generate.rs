use std::path::PathBuf;

use clap::Args;

use super::KeyArgs;

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[arg(long, default_value_t = 8)]
    pub(crate) days: u32,

    #[arg(long, default_value_t = 10_000)]
    pub(crate) orders: u64,

    #[arg(long)]
    pub(crate) rate: Option<f64>,

    #[arg(long, default_value_t = 500)]
    pub(crate) skus: u32,

    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,

    #[arg(long)]
    pub(crate) faults: bool,

    #[arg(long, conflicts_with_all = ["faults", "rate", "truth"])]
    pub(crate) plain: bool,

    #[arg(long)]
    pub(crate) rich: bool,

    #[arg(long, default_value = "-")]
    pub(crate) to: String,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    #[arg(long = "shop", alias = "shop-id", default_value = domain::ShopId::DEFAULT)]
    pub(crate) shop_id: String,

    #[arg(long)]
    pub(crate) truth: Option<PathBuf>,

    #[arg(long, default_value = "UTC")]
    pub(crate) timezone: String,

    #[arg(long)]
    pub(crate) now: Option<String>,
}
