//! Whether the server also sends its figures to CloudWatch.

use clap::Args;
use serde::Deserialize;

#[derive(Debug, Default, Args)]
pub(crate) struct CloudWatchArgs {
    #[arg(long)]
    cloudwatch: Option<String>,
}

/// `[cloudwatch]` in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CloudWatchSection {
    namespace: Option<String>,
}

impl CloudWatchSection {
    /// The namespace of the figures; `None` = nothing is sent.
    pub(crate) fn resolve(&self, args: &CloudWatchArgs) -> Option<String> {
        let said = args.cloudwatch.as_ref();
        said.or(self.namespace.as_ref()).cloned()
    }
}
