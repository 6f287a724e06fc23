//! The one place that knows which sources of orders there are, and that runs them.

use std::sync::Arc;

use anyhow::{Context, bail};
use pipeline::Troubles;
use ports::{OrderSource, Store};
use server::system_clock;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::SourceSetting;

/// What is said of a URL that is none of a source.
pub(crate) const NO_SUCH_SOURCE: &str =
    "no such source; there are kinesis:STREAM and redis-stream:KEY";

/// A source, and what is known of the store's refusing what it brings.
pub(crate) struct Opened {
    source: Box<dyn OrderSource>,
    pub(crate) troubles: Arc<Troubles>,
}

/// Checks the sources and connects to them.
///
/// # Errors
/// Names the source that is none, is named twice, or cannot be set up.
pub(crate) async fn open(
    settings: &[SourceSetting],
    store: &Arc<dyn Store>,
    store_url: &str,
) -> anyhow::Result<Vec<Opened>> {
    let mut sources: Vec<Opened> = Vec::new();
    let mut names = Vec::new();
    for setting in settings {
        let source = open_one(setting, store, store_url)
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

async fn open_one(
    setting: &SourceSetting,
    store: &Arc<dyn Store>,
    store_url: &str,
) -> anyhow::Result<Opened> {
    match setting.url.split_once(':') {
        Some(("kinesis", _)) => kinesis(setting, store).await,
        Some(("redis-stream", _)) => redis_stream(setting, store, store_url),
        _ => bail!(NO_SUCH_SOURCE),
    }
}

/// What a binary says that cannot read Kinesis.
#[cfg(not(feature = "aws"))]
pub(crate) const WITHOUT_KINESIS: &str = "this binary was built without Kinesis: use one with the \
    feature `aws` (cargo build --release -p livetill --features aws)";

#[cfg(feature = "aws")]
async fn kinesis(setting: &SourceSetting, store: &Arc<dyn Store>) -> anyhow::Result<Opened> {
    use sources::kinesis::{KinesisSource, KinesisUrl, connect};
    let url = KinesisUrl::parse(&setting.url)?;
    let client = connect(&url).await?;
    let troubles = troubles(setting, &url.source());
    let shop = Arc::clone(&setting.shop);
    let (ledger, leases, told) = (store.clone(), store.clone(), Arc::clone(&troubles));
    let source = KinesisSource::new(url, client, shop, ledger, leases, told, system_clock());
    Ok(Opened {
        source: Box::new(source),
        troubles,
    })
}

#[cfg(not(feature = "aws"))]
async fn kinesis(_: &SourceSetting, _: &Arc<dyn Store>) -> anyhow::Result<Opened> {
    bail!(WITHOUT_KINESIS)
}

fn redis_stream(
    setting: &SourceSetting,
    store: &Arc<dyn Store>,
    store_url: &str,
) -> anyhow::Result<Opened> {
    use sources::redis_stream::{RedisStreamSource, RedisStreamUrl};
    let url = RedisStreamUrl::parse(&setting.url)?;
    let dialer = dialer(&url, store_url)?;
    // As a store's server is dialled: alone, by Sentinels, as a cluster, over TLS.
    let dial = move || {
        let dialer = dialer.clone();
        async move { dialer.dial().await }
    };
    let troubles = troubles(setting, &url.source());
    let shop = Arc::clone(&setting.shop);
    let (ledger, leases, told) = (store.clone(), store.clone(), Arc::clone(&troubles));
    let source = RedisStreamSource::new(url, dial, shop, ledger, leases, told, system_clock());
    Ok(Opened {
        source: Box::new(source),
        troubles,
    })
}

fn troubles(setting: &SourceSetting, source: &str) -> Arc<Troubles> {
    Arc::new(Troubles::of_source(&setting.shop.id, source))
}

/// Makes connections to a stream's server: the one that its URL names, or the store's.
///
/// # Errors
/// When there is no such server, or its URL makes no sense.
pub(crate) fn dialer(
    url: &sources::redis_stream::RedisStreamUrl,
    store_url: &str,
) -> anyhow::Result<store_redis::Dialer> {
    let server = match (&url.server, store_redis::StoreUrl::is_redis(store_url)) {
        (Some(server), _) => server.as_str(),
        (None, true) => store_url,
        (None, false) => bail!(
            "the store is no Redis, so the stream's has to be named: \
             redis-stream:KEY?url=redis://HOST:PORT"
        ),
    };
    let server = store_redis::StoreUrl::parse(server)?;
    Ok(store_redis::Dialer::new(&server)?)
}

/// A source's URL as it may be shown.
pub(crate) fn shown(url: &str) -> String {
    match url.split_once("url=") {
        Some((before, server)) => {
            format!("{before}url={}", crate::wiring::without_password(server))
        }
        None => url.to_owned(),
    }
}

/// Sources that are being read.
pub(crate) struct Running {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Begins to read.
    pub(crate) fn start(sources: Vec<Opened>) -> Running {
        let (stop, stopped) = watch::channel(false);
        let start = |opened: Opened| tokio::spawn(opened.source.run(stopped.clone()));
        Running {
            tasks: sources.into_iter().map(start).collect(),
            stop,
        }
    }

    /// Ends when what was begun to be committed is finished.
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
