//! The only place that knows which stores exist.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use domain::Shop;
use pipeline::load_rates;
use ports::{ErrorKind, Store, StoreError};
use store_embedded::EmbeddedStore;
use store_redis::{RedisStore, StoreUrl};

use crate::config::{CommonArgs, Config, File, ShopArgs, take_over};
use crate::iam;

/// The kind of store that a URL names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoreKind<'u> {
    /// In this folder.
    Embedded(&'u Path),
    /// Redis or Valkey; the URL has the details.
    Redis,
}

impl StoreKind<'_> {
    /// # Errors
    /// When the URL does not name a store.
    pub(crate) fn of(url: &str) -> anyhow::Result<StoreKind<'_>> {
        const REDIS: [&str; 2] = ["redis", "valkey"];
        match url.split_once(':') {
            Some(("embedded", path)) if !path.is_empty() => {
                Ok(StoreKind::Embedded(Path::new(path)))
            }
            // Also rediss, redis-cluster, redis-sentinel and the like.
            Some((scheme, _)) if REDIS.iter().any(|redis| scheme.starts_with(redis)) => {
                Ok(StoreKind::Redis)
            }
            _ => bail!(
                "store: `{}` is not a store; use embedded:PATH, redis://…, redis-cluster://… or redis-sentinel://…",
                without_password(url)
            ),
        }
    }
}

/// Opens the store of a URL.
///
/// # Errors
/// When the URL does not name a store, or the store cannot be opened.
async fn open_store(url: &str) -> anyhow::Result<Arc<dyn Store>> {
    match StoreKind::of(url)? {
        StoreKind::Embedded(path) => Ok(Arc::new(EmbeddedStore::open(path).context("store")?)),
        StoreKind::Redis => {
            let parsed = StoreUrl::parse(url).context("store")?;
            let store = RedisStore::connect_with(parsed, iam::passwords()).await;
            let store = store.with_context(|| format!("store {}", without_password(url)));
            Ok(Arc::new(store?))
        }
    }
}

/// For commands that take something from a store: opening an embedded one creates it, and under a misspelt name an
/// empty shop would pass for the one that is meant.
///
/// # Errors
/// When the URL does not name a store, or an embedded one that does not exist.
pub(crate) fn must_exist(url: &str) -> anyhow::Result<()> {
    match StoreKind::of(url)? {
        StoreKind::Embedded(folder) if !EmbeddedStore::is_in(folder) => bail!(
            "store: there is no store in {}; check the path and the folder you are in",
            folder.display()
        ),
        _ => Ok(()),
    }
}

/// Opens the store of a URL with these shops in it.
///
/// # Errors
/// As [`open_store`], and when a shop was stored with other settings.
pub(crate) async fn open_shops(url: &str, shops: &[Arc<Shop>]) -> anyhow::Result<Arc<dyn Store>> {
    let store = open_store(url).await?;
    open_each(&store, shops).await?;
    // All shops share one table of rates.
    if let Some(shop) = shops.first() {
        shop.rates.set(load_rates(&*store).await?);
    }
    Ok(store)
}

/// The settings of a command that opens a store for a person.
pub(crate) struct Asked<'a> {
    pub(crate) file: &'a File,
    pub(crate) shop: &'a ShopArgs,
    pub(crate) common: &'a CommonArgs,
}

impl Asked<'_> {
    /// Opens the store with all shops of the settings. Where nobody chose the default shop's time zone or currency, they
    /// are those of the store. A server must be told: the store may be away when it starts.
    ///
    /// # Errors
    /// As [`open_shops`], and when a setting is invalid.
    pub(crate) async fn open(&self) -> anyhow::Result<(Arc<dyn Store>, Config)> {
        self.open_with(|config| Ok(config.shops.clone())).await
    }

    /// Opens the store in this way with one shop: of the settings, or from the list in the store.
    ///
    /// # Errors
    /// As [`open`](Asked::open), and when no such shop exists; the error lists the configured ones.
    pub(crate) async fn open_one(&self, id: &str) -> anyhow::Result<(Arc<dyn Store>, Arc<Shop>)> {
        let config = self.config(self.shop)?;
        if config.has(id) {
            let one = |config: &Config| Ok(vec![config.shop(id)?]);
            let (store, config) = self.open_with(one).await?;
            return Ok((store, config.shop(id)?));
        }
        let store = open_store(&config.store).await?;
        let listed = store.roster().await?;
        let listed = listed.iter().find(|it| it.id.as_str() == id);
        let shop = match listed {
            Some(listed) => config.every.listed(listed)?,
            None => config.shop(id)?,
        };
        store.open_shop(&shop).await?;
        shop.rates.set(load_rates(&*store).await?);
        Ok((store, shop))
    }

    /// The URL of the store.
    ///
    /// # Errors
    /// When a setting is invalid.
    pub(crate) fn store(&self) -> anyhow::Result<String> {
        Ok(self.config(self.shop)?.store)
    }

    async fn open_with(
        &self,
        shops: impl Fn(&Config) -> anyhow::Result<Vec<Arc<Shop>>>,
    ) -> anyhow::Result<(Arc<dyn Store>, Config)> {
        let mut settings = self.shop.clone();
        let mut config = self.config(&settings)?;
        let store = open_store(&config.store).await?;
        while let Err(error) = open_each(&store, &shops(&config)?).await {
            let other = error.setting_of_store();
            if !other.is_some_and(|other| take_over(&mut settings, self.file, other)) {
                return Err(error.into());
            }
            config = self.config(&settings)?;
        }
        config.every.rates.set(load_rates(&*store).await?);
        Ok((store, config))
    }

    fn config(&self, shop: &ShopArgs) -> anyhow::Result<Config> {
        Config::resolve(self.file, shop, self.common)
    }
}

/// Like [`open_shops`], for a server that can buffer orders: if a Redis store is away, it says so, and the shops are to
/// be opened later.
///
/// # Errors
/// As [`open_shops`], unless the store is away.
pub(crate) async fn open_if_there(
    url: &str,
    shops: &[Arc<Shop>],
) -> anyhow::Result<(Arc<dyn Store>, bool)> {
    let url = StoreUrl::parse(url).context("store")?;
    let store: Arc<dyn Store> = Arc::new(RedisStore::lazy(url, iam::passwords()).context("store")?);
    match open_each(&store, shops).await {
        Ok(()) => Ok((store, true)),
        Err(error) if error.is_retryable() => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the store is away; orders wait in the intake buffer"
            );
            Ok((store, false))
        }
        // A failover may be under way. The server reports that it is not ready until it is over.
        Err(error) if error.kind() == ErrorKind::ReadOnly => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the store takes no writes; no orders are taken until it does"
            );
            Ok((store, false))
        }
        Err(error) => Err(error.into()),
    }
}

/// Opens shops concurrently: each takes a few round trips to the store.
async fn open_each(store: &Arc<dyn Store>, shops: &[Arc<Shop>]) -> Result<(), StoreError> {
    const AT_ONCE: usize = 64;
    for some in shops.chunks(AT_ONCE) {
        let opening = some.iter().map(|shop| {
            let (store, shop) = (Arc::clone(store), Arc::clone(shop));
            tokio::spawn(async move { store.open_shop(&shop).await })
        });
        let opening: Vec<_> = opening.collect();
        for opened in opening {
            match opened.await {
                Ok(opened) => opened?,
                // Nothing cancels these tasks.
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
        }
    }
    Ok(())
}

/// A store's URL for display.
pub(crate) fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            format!("{}://***@{}", &url[..scheme], &url[at + 1..])
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_means_one_kind_of_store() {
        let folder = StoreKind::of("embedded:./a:b").unwrap();
        assert_eq!(folder, StoreKind::Embedded(Path::new("./a:b")));
        for url in [
            "redis://h",
            "rediss://h",
            "valkey-cluster://h,i",
            "redis-sentinel://h/m",
        ] {
            assert_eq!(StoreKind::of(url).unwrap(), StoreKind::Redis, "{url}");
        }
        for url in ["", "embedded:", "embedded", "mysql:x", "x:redis://h"] {
            let error = StoreKind::of(url).unwrap_err().to_string();
            assert!(error.contains(&format!("store: `{url}`")), "{error}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(
            without_password("redis://u:secret@h:6379/1"),
            "redis://***@h:6379/1"
        );
        assert_eq!(without_password("embedded:./a@b"), "embedded:./a@b");
    }
}
