use std::path::PathBuf;

use clap::Args;

use super::KeyArgs;

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// Days of history that end now
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) days: u32,

    /// Events in all: orders, refunds, changes. With --rate: 0 = until stopped
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub(crate) orders: u64,

    /// Live orders a second instead of a history
    #[arg(long, value_name = "N")]
    pub(crate) rate: Option<f64>,

    /// Items in the catalogue
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) skus: u32,

    /// The same seed gives the same orders
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,

    /// Add what goes wrong in life: duplicates, reordering, malformed events, clock skew
    #[arg(long)]
    pub(crate) faults: bool,

    /// Simple distinct orders without names, changes or refunds, as fast as can be: for measuring
    #[arg(long, conflicts_with_all = ["faults", "rate", "truth"])]
    pub(crate) plain: bool,

    /// Where they go: a file, `-` for stdout, a server such as http://127.0.0.1:8080, or a stream
    /// such as kinesis:orders?region=eu-west-1
    #[arg(long, value_name = "FILE|URL", default_value = "-")]
    pub(crate) to: String,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// Also write the exact figures that the events must add up to, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,

    /// The shop's time zone: it decides when lunch is
    #[arg(
        long,
        value_name = "ZONE",
        env = "LIVETILL_TIMEZONE",
        default_value = "UTC"
    )]
    pub(crate) timezone: String,

    /// The moment at which the history ends, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,
}
