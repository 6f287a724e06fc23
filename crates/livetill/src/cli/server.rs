use std::path::PathBuf;

use clap::Args;

use crate::config::{
    AccessArgs, AlertArgs, BufferArgs, CloudWatchArgs, CommonArgs, DigestPlanArgs, Listen,
    SecretArgs, ShopArgs, SourceArgs, TraceArgs,
};

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[arg(long)]
    pub(crate) listen: Option<Listen>,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) access: AccessArgs,

    #[command(flatten)]
    pub(crate) secrets: SecretArgs,

    #[command(flatten)]
    pub(crate) buffer: BufferArgs,

    #[arg(long)]
    pub(crate) rates: Option<PathBuf>,

    #[arg(long)]
    pub(crate) archive: Option<String>,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,

    #[command(flatten)]
    pub(crate) alerts: AlertArgs,

    #[command(flatten)]
    pub(crate) digest: DigestPlanArgs,

    #[command(flatten)]
    pub(crate) cloudwatch: CloudWatchArgs,

    #[command(flatten)]
    pub(crate) traces: TraceArgs,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    #[arg(long)]
    pub(crate) listen: Option<Listen>,

    #[arg(long, default_value_t = 320_000)]
    pub(crate) orders: u64,

    #[arg(long, default_value_t = 0.5)]
    pub(crate) rate: f64,

    #[arg(long, default_value_t = 500)]
    pub(crate) skus: u32,

    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,
}
