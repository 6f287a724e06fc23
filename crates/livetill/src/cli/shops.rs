use clap::{Args, Subcommand};
use domain::ShopId;

use super::{From, KeyArgs};
use crate::config::{CommonArgs, ShopArgs};

#[derive(Debug, Args)]
pub(crate) struct ShopsArgs {
    #[command(subcommand)]
    pub(crate) command: ShopsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ShopsCommand {
    /// Add a shop; every server on the store takes its orders within a second
    Add {
        #[arg(value_parser = ShopId::new)]
        name: ShopId,
        #[arg(long)]
        timezone: String,
        #[arg(long)]
        currency: String,
        #[arg(long)]
        display_name: Option<String>,
        #[arg(long)]
        retention_days: Option<u32>,
        #[command(flatten)]
        at: StoreOrServer,
    },
    /// List the shops: names, zones, currencies, newest days
    List {
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        at: StoreOrServer,
    },
    /// Remove a shop that was added, with all its orders and figures; asks first
    Remove {
        #[arg(value_parser = ShopId::new)]
        name: ShopId,
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        at: StoreOrServer,
    },
}

/// The store of all shops, or a server that has it.
#[derive(Debug, Default, Args)]
pub(crate) struct StoreOrServer {
    #[arg(long, conflicts_with = "store")]
    pub(crate) server: Option<String>,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

impl StoreOrServer {
    /// The source of figures for requests that concern no single shop.
    pub(crate) fn from(self) -> From {
        From {
            server: self.server,
            key: self.key,
            shop_id: ShopId::DEFAULT.to_owned(),
            shop: ShopArgs::default(),
            common: self.common,
        }
    }
}
