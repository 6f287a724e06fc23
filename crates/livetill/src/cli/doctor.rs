use clap::Args;

use super::KeyArgs;
use crate::config::{AccessArgs, CommonArgs, ShopArgs, SourceArgs};

/// Exit code: 0 if there is nothing to fix, 2 if there is, 1 if it could not look.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[arg(long)]
    pub(crate) server: Option<String>,

    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) key: KeyArgs,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) access: AccessArgs,

    #[command(flatten)]
    pub(crate) shop: ShopArgs,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}
