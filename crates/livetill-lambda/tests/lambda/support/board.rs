//! What the store shows, read in the same way as by the server.

use domain::Measure::{Orders, Revenue};
use domain::{BusinessDay, DayRecord, Shop};
use ports::{Figures as _, Ledger as _, Records as _, StoredReject};
use sample_orders::{DayTruth, Truth};
use store_redis::RedisStore;
use test_servers::Redis;
use tokio::runtime::Runtime;

/// The day of the tests' orders, which has 23 hours in New York.
const DAY: &str = "2018-03-11";
const MANY: usize = 100_000;

pub(crate) struct Board {
    runtime: Runtime,
    store: RedisStore,
    shop: Shop,
}

impl Board {
    /// Opens the default shop, in New York.
    pub(crate) fn open(redis: &Redis) -> Board {
        Board::of(
            redis,
            Shop::new("default", "America/New_York", "USD").unwrap(),
        )
    }

    pub(crate) fn of(redis: &Redis, shop: Shop) -> Board {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let store = runtime.block_on(async {
            let store = RedisStore::connect(&redis.url()).await.unwrap();
            store.open_shop(&shop).await.unwrap();
            store
        });
        Board {
            runtime,
            store,
            shop,
        }
    }

    /// Orders and revenue of 2018-03-11 in cents.
    pub(crate) fn day(&self) -> (i128, i128) {
        let day = self.record(DAY);
        (day.sums[Orders], day.sums[Revenue])
    }

    /// SKU and name of the feed's lines, newest first.
    pub(crate) fn latest(&self) -> Vec<(String, Option<String>)> {
        let latest = self.runtime.block_on(self.store.latest(&self.shop));
        let lines = latest.unwrap().into_iter();
        lines.map(|line| (line.sku, line.name)).collect()
    }

    /// The rejects, oldest first.
    pub(crate) fn rejects(&self) -> Vec<StoredReject> {
        let rejects = self.store.rejects(&self.shop, 0, MANY);
        let mut rejects = self.runtime.block_on(rejects).unwrap().items;
        rejects.reverse();
        rejects
    }

    /// Their reasons.
    pub(crate) fn reasons(&self) -> Vec<&'static str> {
        let rejects = self.rejects().into_iter();
        rejects
            .map(|stored| stored.reject.rejection.reason.as_str())
            .collect()
    }

    /// Whether the ledger knows an order.
    pub(crate) fn knows(&self, id: &str) -> bool {
        let day = BusinessDay::parse(DAY).unwrap();
        let everything = domain::OrderFilter::default();
        let orders = self.store.orders(&self.shop, day, &everything, 0, MANY);
        let orders = self.runtime.block_on(orders).unwrap().items;
        orders.iter().any(|order| &*order.id == id)
    }

    /// Every figure of every day, and both leaderboards.
    #[track_caller]
    pub(crate) fn assert_is(&self, truth: &Truth) {
        let days = truth.days();
        assert!(!days.is_empty());
        for DayTruth {
            date,
            figures,
            hours,
            popular,
            ..
        } in days
        {
            let found = self.record(&date);
            let totals = found.totals();
            for (name, figure) in figures {
                assert_eq!(totals.named(name), Some(figure.value()), "{name} of {date}");
            }
            assert_eq!(found.hours.map(|hour| hour[Revenue]), hours, "{date}");
            let day = BusinessDay::parse(&date).unwrap();
            assert_eq!(self.popular(Some(day)), popular, "{date}");
        }
        assert_eq!(self.popular(None), truth.popular());
    }

    fn popular(&self, day: Option<BusinessDay>) -> Vec<(String, i64)> {
        let page = self.store.popular(&self.shop, day, 0, MANY);
        let items = self.runtime.block_on(page).unwrap().items.into_iter();
        items.map(|item| (item.sku, item.units)).collect()
    }

    fn record(&self, date: &str) -> DayRecord {
        let day = BusinessDay::parse(date).unwrap();
        let days = self.store.days(&self.shop, day, day);
        self.runtime.block_on(days).unwrap().remove(0)
    }
}
