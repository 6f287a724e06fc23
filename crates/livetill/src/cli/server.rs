use clap::Args;

use super::{AccessArgs, AlertArgs, BufferArgs, CloudWatchArgs, CommonArgs, ShopArgs, SourceArgs};
use crate::config::Listen;

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on; localhost:8080 and :8080, for every address, will do as well
    /// [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS", env = "LIVETILL_LISTEN")]
    pub(crate) listen: Option<Listen>,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) access: AccessArgs,

    #[command(flatten)]
    pub(crate) buffer: BufferArgs,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,

    #[command(flatten)]
    pub(crate) alerts: AlertArgs,

    #[command(flatten)]
    pub(crate) cloudwatch: CloudWatchArgs,

    /// Collector that gets traces over OTLP, such as http://127.0.0.1:4318 [default: none]
    #[arg(long, value_name = "URL", env = "LIVETILL_OTLP_ENDPOINT")]
    pub(crate) otlp_endpoint: Option<String>,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Address to listen on; a free port is taken when this one is in use
    /// [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS", env = "LIVETILL_LISTEN")]
    pub(crate) listen: Option<Listen>,

    /// Orders of the week before; the default goes with the default rate
    #[arg(long, value_name = "N", default_value_t = 320_000)]
    pub(crate) orders: u64,

    /// New orders a second, on average over the day
    #[arg(long, value_name = "N", default_value_t = 0.5)]
    pub(crate) rate: f64,

    /// Items in the catalogue
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) skus: u32,

    /// The same seed gives the same history
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,
}
