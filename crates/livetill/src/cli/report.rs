use clap::Args;

use super::From;

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[arg(long, default_value = "week", conflicts_with_all = ["first", "last"])]
    pub(crate) span: String,

    #[arg(long)]
    pub(crate) first: Option<jiff::civil::Date>,

    #[arg(long, requires = "first")]
    pub(crate) last: Option<jiff::civil::Date>,

    #[arg(long, default_value = "previous")]
    pub(crate) against: String,

    #[arg(long, default_value = "day")]
    pub(crate) step: String,

    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) from: From,
}
