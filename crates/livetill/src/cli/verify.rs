use clap::Args;

use super::From;

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) from: From,
}
