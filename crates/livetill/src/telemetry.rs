//! Logs go to stderr.

use std::env;
use std::io::{self, IsTerminal};

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSettings};

/// Libraries that report their own workings at `info`. A filter that names them overrides this.
const QUIETER: &str = "fjall=warn,lsm_tree=warn";

/// Starts logging.
///
/// # Errors
/// When the filter cannot be understood.
pub(crate) fn start(settings: &LogSettings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(format!("{QUIETER},{}", settings.filter))
        .with_context(|| format!("log: `{}` is not a log filter", settings.filter))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(has_colours())
        .with_writer(io::stderr);
    let started = match settings.format {
        LogFormat::Text => subscriber.try_init(),
        LogFormat::Json => subscriber.json().try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging could not be started: {error}"))
}

/// Starts logging for commands that have no log settings: only what goes wrong.
///
/// # Errors
/// When logging was started before.
pub(crate) fn start_quietly() -> anyhow::Result<()> {
    start(&LogSettings {
        filter: "warn".to_owned(),
        format: LogFormat::Text,
    })
}

fn has_colours() -> bool {
    let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stderr().is_terminal() && !unwanted
}
