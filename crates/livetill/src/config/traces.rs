//! Where traces go.

use clap::Args;
use serde::Deserialize;

#[derive(Debug, Default, Args)]
pub(crate) struct TraceArgs {
    #[arg(long)]
    otlp_endpoint: Option<String>,
}

/// `[traces]` in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TraceSection {
    otlp_endpoint: Option<String>,
}

impl TraceSection {
    /// The collector that receives traces; `None` = no traces are made.
    pub(crate) fn resolve(&self, args: &TraceArgs) -> Option<String> {
        let said = args.otlp_endpoint.as_ref();
        said.or(self.otlp_endpoint.as_ref()).cloned()
    }
}
