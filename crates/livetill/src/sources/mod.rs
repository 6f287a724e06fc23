//! The only place that knows which sources of orders exist. It also runs them.

#[cfg(feature = "kafka")]
mod kafka;
pub(crate) mod kind;
#[cfg(feature = "aws")]
mod kinesis;
#[cfg(feature = "nats")]
mod nats;
mod redis_stream;
pub(crate) mod registry;
#[cfg(feature = "aws")]
mod sqs;

use std::sync::Arc;

use anyhow::{Context as _, Error, bail};
use ports::Store;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub(crate) use self::kind::Opened;
use self::kind::Opening;
use crate::config::SourceSetting;

/// Checks the sources and connects to them.
///
/// # Errors
/// Names the source that is unknown, listed twice, or cannot be set up.
pub(crate) async fn open(
    settings: &[SourceSetting],
    store: &Arc<dyn Store>,
    store_url: &str,
) -> anyhow::Result<Vec<Opened>> {
    let mut sources: Vec<Opened> = Vec::new();
    let mut names = Vec::new();
    for setting in settings {
        let opening = Opening {
            setting,
            store,
            store_url,
        };
        let source = open_one(opening)
            .await
            .with_context(|| format!("source: `{}`", shown(&setting.url)))?;
        let name = (setting.shop.id.clone(), source.source.name());
        if names.contains(&name) {
            bail!("source: `{}` is named twice for shop `{}`", name.1, name.0);
        }
        names.push(name);
        sources.push(source);
    }
    Ok(sources)
}

async fn open_one(opening: Opening<'_>) -> anyhow::Result<Opened> {
    let kind = registry::kind_of(&opening.setting.url).map_err(Error::msg)?;
    (kind.open)(opening).await
}

/// A source's URL for display: without the password of a server in it, and without anything written by mistake where
/// only the place of a password belongs.
pub(crate) fn shown(url: &str) -> String {
    if let Some((before, server)) = url.split_once("url=") {
        return format!("{before}url={}", crate::wiring::without_password(server));
    }
    let Some((before, rest)) = url.split_once("password=") else {
        return url.to_owned();
    };
    let (place, after) = match rest.split_once('&') {
        Some((place, after)) => (place, format!("&{after}")),
        None => (rest, String::new()),
    };
    let is_place = pipeline::SecretPlace::parse(place).is_some();
    let place = if is_place { place } else { "…" };
    format!("{before}password={place}{after}")
}

/// Sources that are being read.
pub(crate) struct Running {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Starts reading.
    pub(crate) fn start(sources: Vec<Opened>) -> Running {
        let (stop, stopped) = watch::channel(false);
        let start = |opened: Opened| tokio::spawn(opened.source.run(stopped.clone()));
        Running {
            tasks: sources.into_iter().map(start).collect(),
            stop,
        }
    }

    /// Waits until commits that have started are finished.
    pub(crate) async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a source panicked"
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn no_password_is_shown() {
        for (url, as_shown) in [
            ("kinesis:orders?region=x", "kinesis:orders?region=x"),
            (
                "kafka:o?password=env:P&user=a",
                "kafka:o?password=env:P&user=a",
            ),
            ("kafka:o?password=hush&user=a", "kafka:o?password=…&user=a"),
            ("kafka:o?user=a&password=hush", "kafka:o?user=a&password=…"),
        ] {
            assert_eq!(shown(url), as_shown);
        }
    }
}
