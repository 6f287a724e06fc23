use clap::Args;

use super::From;

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Print the result as JSON, as GET /v1/verify answers
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) from: From,
}
