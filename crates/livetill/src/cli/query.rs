use clap::{Args, Subcommand};

use super::KeyArgs;
use crate::config::{CommonArgs, ShopArgs};

/// Which figures: a store's, or a running server's.
#[derive(Debug, Args)]
pub(crate) struct From {
    #[arg(long, conflicts_with = "store")]
    pub(crate) server: Option<String>,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    #[arg(long = "shop", alias = "shop-id", default_value = domain::ShopId::DEFAULT)]
    pub(crate) shop_id: String,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BoardArgs {
    #[arg(long)]
    pub(crate) date: Option<jiff::civil::Date>,

    #[arg(long, conflicts_with_all = ["date", "full", "shop_id"])]
    pub(crate) all: bool,

    #[arg(long = "in", requires = "all")]
    pub(crate) total_in: Option<String>,

    #[arg(long, requires = "all")]
    pub(crate) sort: Option<String>,

    #[arg(long, requires = "all")]
    pub(crate) limit: Option<u16>,

    #[arg(long)]
    pub(crate) full: bool,

    #[arg(long)]
    pub(crate) watch: bool,

    #[arg(long, conflicts_with_all = ["full", "watch"])]
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
    /// Show the newest rejects, and how many there are by reason
    List {
        #[arg(long, default_value_t = 20)]
        limit: usize,
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        from: From,
    },
    /// Try rejects again after a fix; those that are good now are taken in
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
    pub(crate) numbers: Vec<u64>,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long)]
    pub(crate) reason: Option<String>,
}
