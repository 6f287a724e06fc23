//! Where traces go.

use serde::Deserialize;

use super::file::File;
use crate::cli::ServeArgs;

/// `[traces]` of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TraceSection {
    otlp_endpoint: Option<String>,
}

/// The collector that gets traces; `None` = none are made.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn otlp_endpoint(args: &ServeArgs) -> anyhow::Result<Option<String>> {
    if args.otlp_endpoint.is_some() {
        return Ok(args.otlp_endpoint.clone());
    }
    match &args.common.config {
        Some(path) => Ok(File::read(path)?.traces.otlp_endpoint),
        None => Ok(None),
    }
}
