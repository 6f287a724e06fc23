//! The starting point of most cases: an empty store and an open shop.

use std::sync::Arc;

use domain::Measure::{Orders, Revenue};
use domain::{
    BoardData, BoardQuery, BusinessDay, DayRecord, Known, Outcome, RankedItem, RetainedDays,
    Retention, Shop, Sums, fold,
};

use super::{Event, StoreFactory, commit_all, durably, is_rich, orders_of};
use crate::{Committed, Conflict, Store};

/// An open store with one open shop: UTC, US dollars, 8 retained days.
pub struct Fixture {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The shop.
    pub shop: Shop,
    /// The retention of its days.
    pub retention: Retention,
}

impl Fixture {
    /// Opens a fresh store and the shop.
    pub async fn open(factory: &dyn StoreFactory) -> Fixture {
        Fixture::over(factory.open().await, factory.shop()).await
    }

    /// Opens the shop in a store.
    pub async fn over(store: Arc<dyn Store>, shop: &str) -> Fixture {
        Fixture::in_zone(store, shop, "UTC").await
    }

    /// Like [`Fixture::over`], with the shop in another zone.
    pub async fn in_zone(store: Arc<dyn Store>, shop: &str, zone: &str) -> Fixture {
        let shop = Shop::new(shop, zone, "USD").expect("the shop is valid");
        Fixture::of(store, shop, Some(is_rich())).await
    }

    /// Opens a shop in a store, with its setting `products`.
    pub async fn of(store: Arc<dyn Store>, mut shop: Shop, products: Option<bool>) -> Fixture {
        shop.products = products;
        store.open_shop(&shop).await.expect("the shop opens");
        let retention = Retention {
            max_days: shop.retention_days,
            hold: None,
        };
        Fixture {
            store,
            shop,
            retention,
        }
    }

    /// Commits events as one batch, see [`commit_all`].
    pub async fn commit<'e>(&self, events: impl IntoIterator<Item = &'e Event>) -> Vec<Outcome> {
        commit_all(&*self.store, &self.shop, &self.retention, events).await
    }

    /// Commits events once, folded against `known`, and expects a refusal.
    pub async fn refused(&self, known: &Known, events: &[Event]) -> Conflict {
        let orders = orders_of(&self.shop, events);
        let folded = fold(&self.shop, &self.retention, known, &orders);
        match durably(&*self.store, &self.shop, &folded.commit).await {
            Ok(Committed::Conflict(conflict)) => conflict,
            other => panic!("the commit should be refused, but: {other:?}"),
        }
    }

    /// The board of a day such as `2018-03-11`.
    pub async fn board(&self, day: &str) -> BoardData {
        self.store
            .board(&self.shop, &BoardQuery::of(date(day)))
            .await
            .expect("a board is read")
    }

    /// The figures of a day.
    pub async fn day(&self, day: &str) -> DayRecord {
        self.day_at(date(day)).await
    }

    /// The figures of a day.
    pub async fn day_at(&self, day: BusinessDay) -> DayRecord {
        let days = self
            .store
            .days(&self.shop, day, day)
            .await
            .expect("days are read");
        assert_eq!(days.len(), 1, "one day was asked for");
        assert_eq!(days[0].day, day);
        days[0].clone()
    }

    /// The retained days.
    pub async fn retained(&self) -> RetainedDays {
        self.store
            .retained(&self.shop)
            .await
            .expect("the retained days are read")
    }

    /// The whole leaderboard as (SKU, units).
    pub async fn leaders(&self, day: Option<BusinessDay>) -> Vec<(String, i64)> {
        let page = self
            .store
            .popular(&self.shop, day, 0, 1_000)
            .await
            .expect("a page is read");
        page.items
            .into_iter()
            .map(|RankedItem { sku, units, .. }| (sku, units))
            .collect()
    }

    /// The SKUs of the feed, newest first.
    pub async fn feed(&self) -> Vec<String> {
        let latest = self
            .store
            .latest(&self.shop)
            .await
            .expect("the feed is read");
        latest.into_iter().map(|line| line.sku).collect()
    }

    /// Everything readable about some days, as text: equal texts mean equal states.
    pub async fn picture(&self, days: &[BusinessDay]) -> String {
        let mut picture = String::new();
        for &day in days {
            let query = BoardQuery {
                popular: 1_000,
                ..BoardQuery::of(day)
            };
            let board = self
                .store
                .board(&self.shop, &query)
                .await
                .expect("a board is read");
            picture.push_str(&format!("{board:#?}\n"));
        }
        let rejects = self
            .store
            .rejects(&self.shop, 0, 1_000)
            .await
            .expect("rejects are read");
        let latest = self
            .store
            .latest(&self.shop)
            .await
            .expect("the feed is read");
        let retained = self.retained().await;
        picture.push_str(&format!("{rejects:#?}\n{latest:#?}\n{retained:?}\n"));
        picture
    }
}

/// A day from `2018-03-11`.
pub(super) fn date(day: &str) -> BusinessDay {
    BusinessDay::parse(day).expect("the case writes days right")
}

/// Reduces a day's figures to what remains when it is dropped.
pub(super) fn has_left(day: &mut DayRecord) {
    day.has_left = !day.sums.is_zero();
    for hour in &mut day.hours {
        *hour = Sums::from([Orders, Revenue].map(|measure| (measure, hour[measure])));
    }
}

/// (SKU, units) pairs in the form of a leaderboard.
pub(super) fn units(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs
        .iter()
        .map(|&(sku, units)| (sku.to_owned(), units))
        .collect()
}
