//! What to log, and how.

use clap::ValueEnum;
use serde::Deserialize;

use super::required::required;

/// `[log]` in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LogSection {
    filter: Option<String>,
    format: Option<LogFormat>,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// What to log, and how.
#[derive(Clone, Debug)]
pub(crate) struct LogSettings {
    pub filter: String,
    pub format: LogFormat,
}

impl LogSection {
    pub(super) fn resolve(
        &self,
        filter: Option<&str>,
        format: Option<LogFormat>,
    ) -> anyhow::Result<LogSettings> {
        let filter = filter.or(self.filter.as_deref()).map(str::to_owned);
        Ok(LogSettings {
            filter: required("log.filter", filter)?,
            format: required("log.format", format.or(self.format))?,
        })
    }
}
