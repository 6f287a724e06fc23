use clap::Args;

use super::From;

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) days: DaysArgs,

    #[arg(long, default_value = "previous")]
    pub(crate) against: String,

    #[arg(long, default_value = "day")]
    pub(crate) step: String,

    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) from: From,
}

/// Which days.
#[derive(Debug, Args)]
pub(crate) struct DaysArgs {
    #[arg(long, default_value = "week", conflicts_with_all = ["first", "last"])]
    pub(crate) span: String,

    #[arg(long)]
    pub(crate) first: Option<jiff::civil::Date>,

    #[arg(long, requires = "first")]
    pub(crate) last: Option<jiff::civil::Date>,
}

impl DaysArgs {
    /// Adds the days to a query.
    pub(crate) fn ask(&self, query: &mut form_urlencoded::Serializer<'_, String>) {
        match &self.first {
            None => query.append_pair("span", &self.span),
            Some(first) => query.append_pair("first", &first.to_string()),
        };
        if let Some(last) = &self.last {
            query.append_pair("last", &last.to_string());
        }
    }
}
