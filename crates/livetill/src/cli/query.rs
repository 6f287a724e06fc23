use clap::{Args, Subcommand};

use super::{CommonArgs, KeyArgs, ShopArgs};

/// Which figures: a store's, or a running server's.
#[derive(Debug, Args)]
pub(crate) struct From {
    /// Ask a running server instead of opening the store, such as http://127.0.0.1:8080
    #[arg(long, value_name = "URL", conflicts_with = "store")]
    pub(crate) server: Option<String>,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    /// The shop
    #[arg(long, value_name = "ID", default_value = domain::ShopId::DEFAULT)]
    pub(crate) shop_id: String,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BoardArgs {
    /// A retained business day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) date: Option<jiff::civil::Date>,

    /// Print the board as JSON, as GET /v1/board answers
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) from: From,
}

#[derive(Debug, Args)]
pub(crate) struct RejectsArgs {
    #[command(subcommand)]
    pub(crate) command: RejectsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RejectsCommand {
    /// The newest rejects and how many there are by reason
    List {
        /// How many to show
        #[arg(long, value_name = "N", default_value_t = 20)]
        limit: usize,
        /// Print them as JSON, as GET /v1/rejects answers
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        from: From,
    },
    /// Take rejects in again, after what was wrong is mended; those that are good now leave
    Replay {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        from: From,
    },
    /// Forget rejects
    Drop {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        from: From,
    },
}

/// Which rejects.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// Their numbers, as `rejects list` shows them
    #[arg(value_name = "NUMBER")]
    pub(crate) numbers: Vec<u64>,
    /// All of them
    #[arg(long)]
    pub(crate) all: bool,
    /// All with this reason, such as too_many_items
    #[arg(long, value_name = "REASON")]
    pub(crate) reason: Option<String>,
}
