use clap::Args;

use super::From;
use crate::config::SecretArgs;

#[derive(Debug, Args)]
pub(crate) struct ReconcileArgs {
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=31))]
    pub(crate) days: u32,

    #[arg(long)]
    pub(crate) last: Option<jiff::civil::Date>,

    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) secrets: SecretArgs,

    #[command(flatten)]
    pub(crate) from: From,
}
