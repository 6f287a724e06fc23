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
    /// Make a key and print it, once; only its hash is kept
    Add {
        #[arg(long)]
        role: Role,
        #[arg(long)]
        name: Option<String>,
        #[arg(long = "shop", value_parser = ShopId::new)]
        shops: Vec<ShopId>,
        #[arg(long)]
        print_only: bool,
        #[command(flatten)]
        place: KeysPlace,
    },
    /// List the keys: their names, roles, shops, and where they are kept
    List {
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: KeysPlace,
        #[arg(long)]
        keys: Option<String>,
    },
    /// Revoke keys; a running server ends their sessions and live connections within seconds
    Revoke {
        #[arg(required = true)]
        names: Vec<String>,
        #[command(flatten)]
        place: KeysPlace,
    },
}

/// Where the keys are kept.
#[derive(Debug, Args)]
pub(crate) struct KeysPlace {
    #[arg(long)]
    pub(crate) keys_file: Option<PathBuf>,

    #[arg(long)]
    pub(crate) config: Option<PathBuf>,
}
