//! Logs go to stderr, and traces, if enabled, to a collector.

#[cfg(feature = "otlp")]
mod otlp;

use std::env;
use std::io::{self, IsTerminal};

use anyhow::Context;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use crate::config::{LogFormat, LogSettings};

/// Libraries that log their own workings at `info`. A filter that names them overrides this.
const QUIETER: &str = "fjall=warn,lsm_tree=warn";

/// An optional layer.
type BoxedLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// Sends traces until it is dropped, then sends what is left.
#[derive(Default)]
pub(crate) struct Traces {
    #[cfg(feature = "otlp")]
    _exporter: Option<otlp::Exporter>,
}

/// Starts logging.
///
/// # Errors
/// When the filter cannot be understood.
pub(crate) fn start(settings: &LogSettings) -> anyhow::Result<()> {
    init(settings, None)
}

/// Starts logging, and sends traces to the collector at an OTLP endpoint, if there is one.
///
/// # Errors
/// When the filter or the endpoint is invalid, or when this binary cannot send traces.
pub(crate) fn start_with_traces(
    settings: &LogSettings,
    endpoint: Option<&str>,
) -> anyhow::Result<Traces> {
    let Some(endpoint) = endpoint else {
        init(settings, None)?;
        return Ok(Traces::default());
    };
    #[cfg(feature = "otlp")]
    {
        let (exporter, layer) = otlp::start(endpoint).context("otlp_endpoint")?;
        init(settings, Some(layer))?;
        Ok(Traces {
            _exporter: Some(exporter),
        })
    }
    #[cfg(not(feature = "otlp"))]
    anyhow::bail!(
        "otlp_endpoint: {endpoint}: this binary sends no traces; build it with --features otlp"
    )
}

/// Starts logging for commands without log settings: only warnings and errors.
///
/// # Errors
/// When logging was started before.
pub(crate) fn start_quietly() -> anyhow::Result<()> {
    start(&LogSettings {
        filter: "warn".to_owned(),
        format: LogFormat::Text,
    })
}

fn init(settings: &LogSettings, traces: Option<BoxedLayer>) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(format!("{QUIETER},{}", settings.filter))
        .with_context(|| format!("log: `{}` is not a log filter", settings.filter))?;
    let lines = fmt::layer()
        .with_ansi(has_colours())
        .with_writer(io::stderr);
    let lines: BoxedLayer = match settings.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let mut layers = vec![lines.with_filter(filter).boxed()];
    layers.extend(traces);
    let started = tracing_subscriber::registry().with(layers).try_init();
    started.map_err(|error| anyhow::anyhow!("logging could not be started: {error}"))
}

fn has_colours() -> bool {
    let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stderr().is_terminal() && !unwanted
}
