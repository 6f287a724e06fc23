//! A server to test against, and requests to it.

mod away;
mod client;
mod linker;
mod opener;
mod socket;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::{Rates, Shop, ShopId, Timestamp};
use http_server::ConnectionSettings;
use pipeline::{Intake, PlatformLink};
use ports::{Ledger as _, Store};
use server::alerts::AlertSettings;
use server::auth::{Access, Key, Role, SecretKey};
use server::digest::DigestSettings;
use server::{AppState, Connections, serve};
use store_embedded::EmbeddedStore;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) use away::AwayStore;
pub(crate) use client::{Answer, JSON, NDJSON};
pub(crate) use linker::{NamedLinker, of_settings};
pub(crate) use socket::Socket;

use opener::Opener;

/// The time at which every test begins, in the default shop's zone.
pub(crate) const MORNING: &str = "2018-03-14T10:23:45.123-04:00";

/// A running server with two shops: `default` (New York, USD) and `acme` (Tokyo, JPY).
pub(crate) struct TestServer {
    pub(crate) address: SocketAddr,
    pub(crate) store: Arc<AwayStore>,
    pub(crate) connections: Connections,
    pub(crate) linker: Arc<NamedLinker>,
    state: AppState,
    now: Arc<AtomicI64>,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
    folder: Arc<TempDir>,
}

impl TestServer {
    pub(crate) async fn start() -> TestServer {
        TestServer::start_with(Access::open()).await
    }

    /// A server that also looks for problems.
    pub(crate) async fn start_with_alerts(alerts: AlertSettings) -> TestServer {
        TestServer::start_all(Access::open(), ConnectionSettings::default(), Some(alerts)).await
    }

    pub(crate) async fn start_with(access: Access) -> TestServer {
        TestServer::start_on(access, ConnectionSettings::default()).await
    }

    pub(crate) async fn start_on(access: Access, settings: ConnectionSettings) -> TestServer {
        TestServer::start_all(access, settings, None).await
    }

    async fn start_all(
        access: Access,
        settings: ConnectionSettings,
        alerts: Option<AlertSettings>,
    ) -> TestServer {
        let folder = tempfile::tempdir().unwrap();
        let embedded = EmbeddedStore::open(folder.path()).unwrap();
        let store = Arc::new(AwayStore::new(embedded));
        let now = Arc::new(AtomicI64::new(millis(MORNING)));
        TestServer::serve(
            Arc::new(folder),
            store,
            now,
            (access, settings),
            (alerts, 0),
        )
        .await
    }

    /// A server with this many more shops, in UTC and EUR: `further-0` and so on.
    pub(crate) async fn start_with_shops(further: usize, alerts: AlertSettings) -> TestServer {
        let folder = tempfile::tempdir().unwrap();
        let embedded = EmbeddedStore::open(folder.path()).unwrap();
        let store = Arc::new(AwayStore::new(embedded));
        let now = Arc::new(AtomicI64::new(millis(MORNING)));
        let door = (Access::open(), ConnectionSettings::default());
        TestServer::serve(Arc::new(folder), store, now, door, (Some(alerts), further)).await
    }

    /// Another server at the same store and with the same clock.
    pub(crate) async fn another_with_alerts(&self, alerts: AlertSettings) -> TestServer {
        self.another_locked(Access::open(), alerts).await
    }

    /// Another server at the same store, which requires keys.
    pub(crate) async fn another_locked(&self, access: Access, alerts: AlertSettings) -> TestServer {
        let (folder, store) = (Arc::clone(&self.folder), Arc::new(self.store.beside()));
        let (now, door) = (
            Arc::clone(&self.now),
            (access, ConnectionSettings::default()),
        );
        TestServer::serve(folder, store, now, door, (Some(alerts), 0)).await
    }

    /// Another one, whose settings connect these shops, and for which the store is away from then on.
    pub(crate) async fn another_linked_away(
        &self,
        links: BTreeMap<String, PlatformLink>,
    ) -> TestServer {
        let (folder, store) = (Arc::clone(&self.folder), Arc::new(self.store.beside()));
        let (now, door) = (
            Arc::clone(&self.now),
            (Access::open(), ConnectionSettings::default()),
        );
        TestServer::serve_linked(folder, store, now, door, (None, 0), Some(links)).await
    }

    async fn serve(
        folder: Arc<TempDir>,
        store: Arc<AwayStore>,
        now: Arc<AtomicI64>,
        door: (Access, ConnectionSettings),
        of: (Option<AlertSettings>, usize),
    ) -> TestServer {
        TestServer::serve_linked(folder, store, now, door, of, None).await
    }

    async fn serve_linked(
        folder: Arc<TempDir>,
        store: Arc<AwayStore>,
        now: Arc<AtomicI64>,
        (access, settings): (Access, ConnectionSettings),
        (alerts, further): (Option<AlertSettings>, usize),
        linked_away: Option<BTreeMap<String, PlatformLink>>,
    ) -> TestServer {
        let shared: Arc<dyn Store> = store.clone();
        let mut intakes = Vec::new();
        let rates = Rates::default();
        let further = (0..further).map(|number| format!("further-{number}"));
        let further: Vec<String> = further.collect();
        let further = further.iter().map(|id| (&**id, "UTC", "EUR"));
        let shops = [
            ("default", "America/New_York", "USD"),
            ("acme", "Asia/Tokyo", "JPY"),
        ];
        for (id, zone, currency) in shops.into_iter().chain(further) {
            let shop = Shop::new(id, zone, currency).unwrap();
            let shop = Arc::new(Shop {
                rates: rates.clone(),
                ..shop
            });
            store.open_shop(&shop).await.unwrap();
            intakes.push(Intake::start(shop, shared.clone()));
        }
        let clock = {
            let now = Arc::clone(&now);
            Arc::new(move || {
                let now = now.load(Ordering::SeqCst);
                assert_ne!(now, i64::MIN, "for the test");
                Timestamp::from_millis(now)
            })
        };
        let state = AppState::start(shared, intakes, clock, access);
        if let Some(alerts) = alerts {
            state.start_alerts(alerts);
        }
        let connections = state.connections().clone();
        let linker = Arc::new(NamedLinker::default());
        store.set_away(linked_away.is_some());
        let links = linked_away.unwrap_or_else(of_settings);
        let follow = state.follow_connections(linker.clone(), links);
        follow.await.unwrap();
        let (ending, own) = (state.clone(), state.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            serve(listener, state, settings, stopped).await;
            ending.stop_connections().await;
        });
        let (stop, served) = (Some(stop), Some(served));
        TestServer {
            address,
            store,
            connections,
            linker,
            state: own,
            now,
            stop,
            served,
            folder,
        }
    }

    /// Shops can be added from now on.
    pub(crate) async fn follow_roster(&self) {
        let opener = Opener(self.store.clone());
        self.state.follow_roster(Arc::new(opener)).await;
    }

    /// Sends digests from now on.
    pub(crate) fn send_digests(&self, settings: DigestSettings) {
        self.state.start_digests(settings);
    }

    /// Takes in orders that came before their time from now on.
    pub(crate) fn take_in_early_orders(&self) {
        self.state.take_in_early_orders();
    }

    /// Writes and reads an archive in a folder from now on.
    #[cfg(feature = "parquet")]
    pub(crate) fn keep_archive(&self, folder: &std::path::Path) {
        let store = object_store::local::LocalFileSystem::new_with_prefix(folder).unwrap();
        let archive = server::Archive::new(Arc::new(store), "here").in_folder(folder.to_owned());
        self.state.follow_archive(archive, true);
    }

    /// Moves the server's clock.
    pub(crate) fn set_time(&self, rfc3339: &str) {
        self.now.store(millis(rfc3339), Ordering::SeqCst);
    }

    /// From now on, whoever asks the server's clock panics.
    pub(crate) fn break_clock(&self) {
        self.now.store(i64::MIN, Ordering::SeqCst);
    }

    /// Signals the server to stop; [`stopped`](TestServer::stopped) waits until it has.
    pub(crate) fn stop(&mut self) {
        drop(self.stop.take());
    }

    pub(crate) async fn stopped(&mut self) {
        self.served.take().unwrap().await.unwrap();
    }
}

fn millis(rfc3339: &str) -> i64 {
    Timestamp::parse_rfc3339(rfc3339).unwrap().millis()
}

/// A new key, as its holder and as the server knows it.
pub(crate) fn key(role: Role, shops: &[&str]) -> (String, Key) {
    let secret = SecretKey::generate().unwrap();
    let shops = shops.iter().map(|shop| ShopId::new(shop).unwrap());
    let shops: Vec<ShopId> = shops.collect();
    let key = Key {
        name: format!("{role}-{}", shops.len()),
        role,
        shops: (!shops.is_empty()).then_some(shops),
        hash: secret.hash(),
    };
    (secret.expose().to_owned(), key)
}

/// An order of one line, placed a minute before the tests begin.
pub(crate) fn order(id: &str, sku: &str, price: &str, quantity: i64) -> String {
    format!(
        r#"{{"id":"{id}","timestamp":"2018-03-14T10:22:45-04:00","items":[{{"sku":"{sku}","name":"Item {sku}","price":{price},"quantity":{quantity}}}]}}"#
    )
}
