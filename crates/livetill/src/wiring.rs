//! The one place that knows which stores there are.

use std::sync::Arc;

use anyhow::{Context, bail};
use domain::Shop;
use ports::SalesStore;
use store_embedded::EmbeddedStore;

/// Opens the store of a URL.
///
/// # Errors
/// When the URL names no store, or the store cannot be opened.
pub(crate) async fn open_store(url: &str) -> anyhow::Result<Arc<dyn SalesStore>> {
    match url.split_once(':') {
        Some(("embedded", path)) if !path.is_empty() => {
            Ok(Arc::new(EmbeddedStore::open(path).context("store")?))
        }
        _ => bail!("store: `{url}` names no store; use embedded:PATH"),
    }
}

/// Opens the store of a URL with these shops in it.
///
/// # Errors
/// As [`open_store`], and when a shop was stored with other settings.
pub(crate) async fn open_shops(
    url: &str,
    shops: &[Arc<Shop>],
) -> anyhow::Result<Arc<dyn SalesStore>> {
    let store = open_store(url).await?;
    for shop in shops {
        store.open_shop(shop).await?;
    }
    Ok(store)
}
