//! Stores for the conformance suite.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use ports::Store;
use ports::suite::StoreFactory;
use store_redis::RedisStore;
use test_servers::Redis;

/// Opens a store by its URL.
pub(crate) async fn store(url: &str) -> Arc<dyn Store> {
    Arc::new(RedisStore::connect(url).await.unwrap())
}

/// A plain connection, for the article's raw commands.
pub(crate) fn plain(server: &Redis) -> redis::Connection {
    let client = redis::Client::open(server.url()).unwrap();
    client.get_connection().unwrap()
}

/// A separate server for each case, with the default shop on the article's own keys.
pub(crate) struct OwnServer(pub(crate) Redis);

#[async_trait]
impl StoreFactory for OwnServer {
    async fn open(&self) -> Arc<dyn Store> {
        store(&self.0.url()).await
    }

    async fn reopen(&self) -> Arc<dyn Store> {
        store(&self.0.url()).await
    }
}

/// The same, with narrow pages.
pub(crate) struct NarrowPages(pub(crate) Redis);

/// The store URL that requests them.
pub(crate) fn narrow(server: &Redis) -> String {
    server.url() + "?pages=narrow"
}

#[async_trait]
impl StoreFactory for NarrowPages {
    async fn open(&self) -> Arc<dyn Store> {
        store(&narrow(&self.0)).await
    }

    async fn reopen(&self) -> Arc<dyn Store> {
        store(&narrow(&self.0)).await
    }
}

/// Servers shared by all cases, each of which has its own shop.
pub(crate) struct SharedServers {
    url: String,
    shop: String,
}

impl SharedServers {
    pub(crate) fn at(url: String) -> SharedServers {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        SharedServers {
            url,
            shop: format!("case-{number}"),
        }
    }
}

#[async_trait]
impl StoreFactory for SharedServers {
    async fn open(&self) -> Arc<dyn Store> {
        store(&self.url).await
    }

    async fn reopen(&self) -> Arc<dyn Store> {
        store(&self.url).await
    }

    fn shop(&self) -> &str {
        &self.shop
    }
}
