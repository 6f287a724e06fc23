use clap::{Args, ValueEnum};

use super::From;

#[derive(Debug, Args)]
pub(crate) struct DigestArgs {
    #[arg(long, required = true)]
    pub(crate) preview: bool,

    #[arg(long, default_value = "daily")]
    pub(crate) every: Every,

    #[arg(long)]
    pub(crate) date: Option<jiff::civil::Date>,

    #[arg(long, conflicts_with = "json")]
    pub(crate) html: bool,

    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) from: From,
}

/// How often a digest goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Every {
    Daily,
    Weekly,
    Monthly,
}
