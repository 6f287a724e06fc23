//! A shop in a store, with its platform's API as a source.

use std::sync::Arc;
use std::time::Duration;

use domain::{BusinessDay, Shop, Timestamp};
use pipeline::{Committer, Delivery, Durability, Troubles, decode_delivery};
use platform_apis::PlatformApi;
use ports::{Ledger as _, OrderSource, Store};
use presets::Platform;
use serde_json::Value;
use sources::driver::{Context, Driver};
use sources::platform::{PlatformConnector, Polling, Polls, Progress};
use store_embedded::EmbeddedStore;
use tempfile::TempDir;

use crate::samples::{self, Sample};

/// A shop in a store of its own.
pub(crate) struct Reading {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) shop: Arc<Shop>,
    pub(crate) platform: Platform,
    pub(crate) api: Arc<dyn PlatformApi>,
    _folder: TempDir,
}

/// If the deliveries come in another order than the real one, something later may already be known.
pub(crate) fn now() -> Timestamp {
    Timestamp::parse_rfc3339("2026-04-02T00:00:00Z").unwrap()
}

impl Reading {
    pub(crate) async fn new(name: &str, api: Arc<dyn PlatformApi>) -> Reading {
        let folder = tempfile::tempdir().unwrap();
        let (shop, platform) = samples::shop(name, name);
        let store = Arc::new(EmbeddedStore::open(folder.path()).unwrap());
        store.open_shop(&shop).await.unwrap();
        Reading {
            store,
            shop: Arc::new(shop),
            platform,
            api,
            _folder: folder,
        }
    }

    /// A worker of the API, and its progress.
    pub(crate) fn source(&self) -> (Box<dyn OrderSource>, Progress) {
        let polling = Polling {
            account: "account".to_owned(),
            since: Timestamp::parse_rfc3339("2026-03-01T00:00:00Z").unwrap(),
            every: Duration::from_millis(20),
        };
        let clock: sources::Clock = Arc::new(now);
        let connector = PlatformConnector::new(
            &self.shop.id,
            self.platform,
            Arc::clone(&self.api),
            polling,
            Arc::clone(&clock),
        )
        .leasing(Duration::from_millis(300));
        let progress = connector.progress();
        let context = Context {
            shop: Arc::clone(&self.shop),
            ledger: self.store.clone(),
            leases: self.store.clone(),
            troubles: Arc::new(Troubles::of_source(&self.shop.id, "api")),
            clock,
        };
        (Box::new(Driver::new(connector, context)), progress)
    }

    /// Reads a whole round.
    pub(crate) async fn poll(&self) {
        let polls = Polls::default();
        let (source, progress) = self.source();
        polls.start(self.shop.id.clone(), source).await;
        until("a round is read", || {
            progress.standing().complete_at.is_some()
        })
        .await;
        assert!(polls.is_running(&self.shop.id));
        polls.stop(&self.shop.id).await;
        assert!(!polls.is_running(&self.shop.id));
        let standing = progress.standing();
        assert_eq!((standing.filled, standing.trouble), (Some(1.0), None));
    }

    /// Handles a webhook's delivery.
    pub(crate) async fn deliver(&self, sample: &Sample) {
        let delivery = Delivery {
            platform: self.platform,
            topic: sample.topic.clone(),
            key: None,
            body: sample.body.clone().into(),
        };
        let decoded = decode_delivery(&self.shop, now(), sample.received_at, delivery);
        let mut committer = Committer::new(Arc::clone(&self.shop), self.store.clone())
            .await
            .unwrap();
        let summaries = committer
            .commit(vec![decoded], Durability::Deferred)
            .await
            .unwrap();
        assert!(
            summaries[0].rejected.is_empty(),
            "{}: {summaries:?}",
            sample.name
        );
    }

    /// The days' figures.
    pub(crate) async fn figures(&self) -> Value {
        let day = |text: &str| BusinessDay::parse(text).unwrap();
        let (first, last) = (day("2026-03-20"), day("2026-04-10"));
        let days = self.store.days(&self.shop, first, last).await.unwrap();
        let days = days.into_iter().filter(|record| !record.sums.is_zero());
        let days = days.map(|record| {
            (
                record.day.to_string(),
                samples::shown(&self.shop, &record.sums),
            )
        });
        Value::Object(days.collect())
    }

    /// How many rejects are kept.
    pub(crate) async fn rejects(&self) -> usize {
        self.store
            .rejects(&self.shop, 0, 100)
            .await
            .unwrap()
            .items
            .len()
    }
}

/// Waits until a condition holds.
pub(crate) async fn until(what: &str, mut so: impl FnMut() -> bool) {
    for _ in 0..6_000 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("waited in vain until {what}");
}
