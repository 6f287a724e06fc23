//! The reads for screens, and single orders and rejects.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    BoardData, BoardQuery, BusinessDay, DayItems, DayRecord, DaySlices, FoundItem, ItemDay,
    ItemDays, ItemOnDay, LATEST_LINES, LatestItem, LedgerOrder, OrderFilter, Pulse, RankedItem,
    SearchText, Shop, Timestamp,
};
use ports::{Figures, Page, Records, RejectCount, StoreError, StoredReject};
use tokio::sync::watch;

use super::EmbeddedStore;
use crate::scan::Scan;

#[async_trait]
impl Figures for EmbeddedStore {
    async fn board(&self, shop: &Shop, query: &BoardQuery) -> Result<BoardData, StoreError> {
        self.read(shop, |state| state.board(query))
    }

    async fn minutes(
        &self,
        shop: &Shop,
        day: BusinessDay,
    ) -> Result<Vec<(u16, Pulse)>, StoreError> {
        self.read(shop, |state| state.minutes(day))
    }

    async fn known_items(&self, shop: &Shop) -> Result<u64, StoreError> {
        self.read(shop, |state| state.known_items())
    }

    async fn popular(
        &self,
        shop: &Shop,
        day: Option<BusinessDay>,
        offset: usize,
        limit: usize,
    ) -> Result<Page<RankedItem>, StoreError> {
        self.read(shop, |state| state.popular(day, offset, limit))
    }

    async fn search(
        &self,
        shop: &Shop,
        day: Option<BusinessDay>,
        text: &SearchText,
        offset: usize,
        limit: usize,
    ) -> Result<Page<FoundItem>, StoreError> {
        let text = text.clone();
        let scan = self.scan(shop)?;
        scan.run(move |scan| scan.search(day, text, offset, limit))
            .await
    }

    async fn items_of_days(
        &self,
        shop: &Shop,
        days: &[BusinessDay],
    ) -> Result<Vec<Option<DayItems>>, StoreError> {
        let days = days.to_owned();
        let scan = self.scan(shop)?;
        scan.run(move |mut scan| days.iter().map(|day| scan.items_of_day(*day)).collect())
            .await
    }

    async fn item_on_days(
        &self,
        shop: &Shop,
        sku: &str,
        days: &[BusinessDay],
    ) -> Result<Vec<Option<ItemOnDay>>, StoreError> {
        let (sku, days) = (sku.to_owned(), days.to_owned());
        let scan = self.scan(shop)?;
        scan.run(move |mut scan| {
            let items = days.iter().map(|day| scan.item_on_day(&sku, *day));
            items.collect()
        })
        .await
    }

    async fn amounts_of(
        &self,
        shop: &Shop,
        day: BusinessDay,
        skus: &[&str],
    ) -> Result<Option<Vec<ItemDay>>, StoreError> {
        self.read(shop, |state| state.amounts_of(day, skus))
    }

    async fn names(&self, shop: &Shop, skus: &[&str]) -> Result<Vec<Option<String>>, StoreError> {
        self.read(shop, |state| state.names(skus))
    }

    async fn item_days(&self, shop: &Shop, sku: &str) -> Result<Option<ItemDays>, StoreError> {
        self.read(shop, |state| state.item_days(sku))
    }

    async fn latest(&self, shop: &Shop) -> Result<Vec<LatestItem>, StoreError> {
        self.read(shop, |state| state.latest(LATEST_LINES))
    }

    async fn days(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DayRecord>, StoreError> {
        let days = first.epoch_days()..=last.epoch_days();
        let days = days.map(BusinessDay::from_epoch_days);
        self.read(shop, |state| days.map(|day| state.day(day)).collect())
    }

    async fn first_day(&self, shop: &Shop) -> Result<Option<BusinessDay>, StoreError> {
        self.read(shop, |state| state.first_day())
    }

    async fn slices(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DaySlices>, StoreError> {
        let days = first.epoch_days()..=last.epoch_days();
        let days = days.map(BusinessDay::from_epoch_days);
        self.read(shop, |state| days.map(|day| state.slices(day)).collect())
    }

    fn news(&self, shop: &Shop) -> watch::Receiver<u64> {
        // A shop that is not open has no news; its other calls return an error.
        self.figures(shop)
            .map_or_else(|_| watch::channel(0).1, |figures| figures.news.subscribe())
    }
}

#[async_trait]
impl Records for EmbeddedStore {
    async fn orders(
        &self,
        shop: &Shop,
        day: BusinessDay,
        filter: &OrderFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<LedgerOrder>, StoreError> {
        let filter = filter.clone();
        let day = (day, shop.clock.repeated(day));
        let scan = self.scan(shop)?;
        scan.run(move |scan| scan.orders(day, filter, offset, limit))
            .await
    }

    async fn rejects(
        &self,
        shop: &Shop,
        offset: usize,
        limit: usize,
    ) -> Result<Page<StoredReject>, StoreError> {
        let (open, figures) = (self.opened()?, self.figures(shop)?);
        let rejects = self.poison.lock(&figures.rejects)?;
        rejects.page(&open.disk, figures.number, offset, limit)
    }

    async fn reject_counts(&self, shop: &Shop) -> Result<Vec<RejectCount>, StoreError> {
        let figures = self.figures(shop)?;
        Ok(self.poison.lock(&figures.rejects)?.counts())
    }

    async fn drop_rejects(&self, shop: &Shop, numbers: &[u64]) -> Result<usize, StoreError> {
        let (open, figures) = (self.opened()?, self.figures(shop)?);
        let (dropped, ticket) = {
            let _turn = open.syncer.turn().await;
            let mut batch = open.disk.batch();
            let mut rejects = self.poison.lock(&figures.rejects)?;
            let dropped = rejects.stage_drop(&open.disk, figures.number, numbers, &mut batch);
            batch.commit().map_err(|error| self.poison.poison(&error))?;
            (dropped, open.syncer.written())
        };
        open.syncer.wait(ticket, &self.poison).await?;
        figures.news.send_modify(|commits| *commits += 1);
        Ok(dropped)
    }

    async fn expire_rejects(&self, shop: &Shop, before: Timestamp) -> Result<u64, StoreError> {
        let (open, figures) = (self.opened()?, self.figures(shop)?);
        let _turn = open.syncer.turn().await;
        let mut batch = open.disk.batch();
        let mut rejects = self.poison.lock(&figures.rejects)?;
        let left = rejects.stage_expired(&open.disk, figures.number, before, &mut batch);
        // Whether they are gone before the next sync makes no difference: they would be found again.
        if !batch.is_empty() {
            batch.commit().map_err(|error| self.poison.poison(&error))?;
        }
        Ok(left)
    }
}

impl EmbeddedStore {
    fn scan(&self, shop: &Shop) -> Result<Scan, StoreError> {
        Ok(Scan::new(self.figures(shop)?, Arc::clone(&self.poison)))
    }
}
