use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::ShopId;
use server::auth::Role;

#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
    #[command(subcommand)]
    pub(crate) command: KeysCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Make a key and print it, this once; only its hash is kept
    Add {
        /// What it is for: ingest (post orders), view (look at figures), admin (everything)
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// What to call it [default: the role and a number]
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Limit it to a shop; repeat it for several [default: all shops]
        #[arg(long = "shop", value_name = "ID", value_parser = ShopId::new)]
        shops: Vec<ShopId>,
        /// Keep it nowhere: only print it, and the line for LIVETILL_KEYS
        #[arg(long)]
        print_only: bool,
        #[command(flatten)]
        place: KeysPlace,
    },
    /// The keys there are: names, roles, shops, where they stand
    List {
        /// Print them as JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: KeysPlace,
        /// As for serve
        #[arg(
            long,
            value_name = "ENTRIES",
            env = "LIVETILL_KEYS",
            hide_env_values = true
        )]
        keys: Option<String>,
    },
    /// Take keys back; a running server ends their sessions and live connections within seconds
    Revoke {
        /// Their names, as `keys list` shows them
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
        #[command(flatten)]
        place: KeysPlace,
    },
}

/// Where the keys are kept.
#[derive(Debug, Args)]
pub(crate) struct KeysPlace {
    /// File that keeps the keys [default: livetill-keys.toml]
    #[arg(long, value_name = "FILE", env = "LIVETILL_KEYS_FILE")]
    pub(crate) keys_file: Option<PathBuf>,

    /// Configuration file of the server, which may name the keys file and hold keys itself
    #[arg(long, value_name = "FILE", env = "LIVETILL_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}
