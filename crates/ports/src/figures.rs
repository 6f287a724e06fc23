//! What a store must do for code that shows figures.

use async_trait::async_trait;
use domain::{
    BoardData, BoardQuery, BusinessDay, DayItems, DayRecord, DaySlices, FoundItem, ItemDay,
    ItemDays, ItemOnDay, LatestItem, Pulse, RankedItem, SearchText, Shop,
};
use tokio::sync::watch;

use crate::StoreError;

/// The figures of a store: everything that screens show.
#[async_trait]
pub trait Figures: Send + Sync + 'static {
    /// The figures of a board, all as of one moment. Days that are not kept are empty.
    ///
    /// # Errors
    /// Any kind.
    async fn board(&self, shop: &Shop, query: &BoardQuery) -> Result<BoardData, StoreError>;

    /// The minutes of a retained day that have sales. Reads nothing else.
    ///
    /// # Errors
    /// Any kind.
    async fn minutes(&self, shop: &Shop, day: BusinessDay)
    -> Result<Vec<(u16, Pulse)>, StoreError>;

    /// How many items the shop has had. Reads nothing else.
    ///
    /// # Errors
    /// Any kind.
    async fn known_items(&self, shop: &Shop) -> Result<u64, StoreError>;

    /// Each day from `first` to `last`, oldest first. Retained days come in detail, dropped days as totals with the
    /// hours of their orders and revenue, days without data empty.
    ///
    /// # Errors
    /// Any kind.
    async fn days(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DayRecord>, StoreError>;

    /// The oldest day of which anything is kept, as totals or in detail; `None` = no day.
    ///
    /// # Errors
    /// Any kind.
    async fn first_day(&self, shop: &Shop) -> Result<Option<BusinessDay>, StoreError>;

    /// A page of the leaderboard, all-time or of one retained day: items with units above 0, most
    /// first, ties by SKU bytes descending.
    ///
    /// # Errors
    /// Any kind.
    async fn popular(
        &self,
        shop: &Shop,
        day: Option<BusinessDay>,
        offset: usize,
        limit: usize,
    ) -> Result<Page<RankedItem>, StoreError>;

    /// A page of the items in a leaderboard whose SKU or name contains a text, in the leaderboard's order, each with
    /// its rank in the whole leaderboard. `total` counts all matches. This looks at every item, so it may take long,
    /// and may or may not show changes made meanwhile.
    ///
    /// # Errors
    /// Any kind.
    async fn search(
        &self,
        shop: &Shop,
        day: Option<BusinessDay>,
        text: &SearchText,
        offset: usize,
        limit: usize,
    ) -> Result<Page<FoundItem>, StoreError>;

    /// What items sold and got back on these days, retained or not. For a dropped day, at most
    /// [`KEPT_ITEMS`](domain::KEPT_ITEMS) come one by one. `None` = unknown: the day was dropped before its items were
    /// kept, or the original design counted it. This may look at every item, so it may take long.
    ///
    /// # Errors
    /// Any kind.
    async fn items_of_days(
        &self,
        shop: &Shop,
        days: &[BusinessDay],
    ) -> Result<Vec<Option<DayItems>>, StoreError>;

    /// One of these items on each of the days. A store does not read the other items if it can avoid that.
    ///
    /// # Errors
    /// Any kind.
    async fn item_on_days(
        &self,
        shop: &Shop,
        sku: &str,
        days: &[BusinessDay],
    ) -> Result<Vec<Option<ItemOnDay>>, StoreError> {
        let items = self.items_of_days(shop, days).await?.into_iter();
        Ok(items.map(|items| Some(items?.on(sku))).collect())
    }

    /// What some items sold and got back on a retained day, in the requested sequence, and 0 for unknown ones; `None`
    /// if amounts by line are unknown for the day.
    ///
    /// # Errors
    /// Any kind.
    async fn amounts_of(
        &self,
        shop: &Shop,
        day: BusinessDay,
        skus: &[&str],
    ) -> Result<Option<Vec<ItemDay>>, StoreError>;

    /// The newest names of items, in the requested sequence; `None` for an item that no order named.
    ///
    /// # Errors
    /// Any kind.
    async fn names(&self, shop: &Shop, skus: &[&str]) -> Result<Vec<Option<String>>, StoreError>;

    /// The same days by channel and by country. Days kept only as totals have this too.
    ///
    /// # Errors
    /// Any kind.
    async fn slices(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DaySlices>, StoreError>;

    /// What an item sold on each retained day; `None` for one that was never sold.
    ///
    /// # Errors
    /// Any kind.
    async fn item_days(&self, shop: &Shop, sku: &str) -> Result<Option<ItemDays>, StoreError>;

    /// The feed, newest first; at most [`domain::LATEST_LINES`].
    ///
    /// # Errors
    /// Any kind.
    async fn latest(&self, shop: &Shop) -> Result<Vec<LatestItem>, StoreError>;

    /// Signals news: the value changes after every effective commit by any process. It may also change needlessly, and
    /// several commits may cause only one change. The store listens for the shop as long as a receiver exists.
    fn news(&self, shop: &Shop) -> watch::Receiver<u64>;

    /// Waits until the store listens for these shops. Each must have a receiver of [`news`](Figures::news). A caller
    /// that reads after this gets news of every commit that its read missed. Returns soon if the store cannot listen
    /// now; the receivers then get news as soon as it can.
    async fn listening(&self, shops: &[&Shop]) {
        let _ = shops;
    }

    /// The same news, but commits of other processes may be reported a minute late. The store does not listen for the shop
    /// because of this receiver.
    fn slow_news(&self, shop: &Shop) -> watch::Receiver<u64> {
        self.news(shop)
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The requested part.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: usize,
}
