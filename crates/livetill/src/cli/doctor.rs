use clap::Args;

use super::{AccessArgs, CommonArgs, KeyArgs, ShopArgs, SourceArgs};

/// Exit code: 0 when nothing has to be mended, 2 when something has, 1 when it could not look.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Also ask a running server, such as http://127.0.0.1:8080
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,

    /// Print what was found as JSON
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
