//! The embedded store, which can be made to fail.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use domain::{
    BoardData, BoardQuery, BusinessDay, Commit, DayItems, DayRecord, DaySlices, FirstDays,
    FoundItem, ItemDay, ItemDays, LatestItem, LedgerOrder, Memo, OrderFilter, Pulse, RankedItem,
    RetainedDays, SearchText, Shop, ShopId, Timestamp,
};
use ports::{
    ErrorKind, Export, ExportedPiece, Figures, Ledger, ListedShop, Page, Presence, Receipt,
    Records, RejectCount, Roster, ServerRecord, Store, StoreError, StoreFigures, StoredReject,
};
use store_embedded::EmbeddedStore;
use tokio::sync::watch;

pub(crate) struct AwayStore {
    inner: Arc<EmbeddedStore>,
    own: Own,
}

/// Why and how it fails, and how often something was read.
#[derive(Default)]
struct Own {
    refuses: Mutex<Option<ErrorKind>>,
    is_away: AtomicBool,
    is_poisoned: AtomicBool,
    boards: AtomicU64,
    minutes: AtomicU64,
    leaderboards: AtomicU64,
    looks: AtomicU64,
    lists: AtomicU64,
    begins: AtomicU64,
}

impl AwayStore {
    pub(crate) fn new(inner: EmbeddedStore) -> AwayStore {
        AwayStore {
            inner: Arc::new(inner),
            own: Own::default(),
        }
    }

    /// A second handle on the same data, as another server has it: failures set on this store do not affect it.
    pub(crate) fn beside(&self) -> AwayStore {
        AwayStore {
            inner: Arc::clone(&self.inner),
            own: Own::default(),
        }
    }

    pub(crate) fn set_away(&self, is_away: bool) {
        self.own.is_away.store(is_away, Ordering::SeqCst);
    }

    /// Refuses every commit, for a reason that somebody has to fix.
    pub(crate) fn set_refuses(&self, kind: Option<ErrorKind>) {
        *self.own.refuses.lock().unwrap() = kind;
    }

    fn takes_commits(&self) -> Result<&EmbeddedStore, StoreError> {
        match *self.own.refuses.lock().unwrap() {
            Some(kind) => Err(StoreError::new(kind, "refused for the test").refused()),
            None => self.here(),
        }
    }

    /// A full store refuses every write; one with a key of the wrong type only commits.
    fn takes_writes(&self) -> Result<&EmbeddedStore, StoreError> {
        let refuses = *self.own.refuses.lock().unwrap();
        if refuses == Some(ErrorKind::Unavailable) {
            self.takes_commits()
        } else {
            self.here()
        }
    }

    /// Refuses everything from now on, as after a failed write.
    pub(crate) fn poison(&self) {
        self.own.is_poisoned.store(true, Ordering::SeqCst);
    }

    pub(crate) fn board_reads(&self) -> u64 {
        self.own.boards.load(Ordering::SeqCst)
    }

    /// How often the minutes of a day were read.
    pub(crate) fn minute_reads(&self) -> u64 {
        self.own.minutes.load(Ordering::SeqCst)
    }

    /// How many pages of leaderboards were read.
    pub(crate) fn leaderboard_reads(&self) -> u64 {
        self.own.leaderboards.load(Ordering::SeqCst)
    }

    /// How often its own figures were read.
    pub(crate) fn looks(&self) -> u64 {
        self.own.looks.load(Ordering::SeqCst)
    }

    /// How often the whole list of shops was read.
    pub(crate) fn list_reads(&self) -> u64 {
        self.own.lists.load(Ordering::SeqCst)
    }

    /// How often a shop's first day was read.
    pub(crate) fn begin_reads(&self) -> u64 {
        self.own.begins.load(Ordering::SeqCst)
    }

    fn here(&self) -> Result<&EmbeddedStore, StoreError> {
        if self.own.is_away.load(Ordering::SeqCst) {
            return Err(StoreError::new(
                ErrorKind::Unavailable,
                "the store is away for the test",
            ));
        }
        if self.own.is_poisoned.load(Ordering::SeqCst) {
            let message = "the store is poisoned for the test";
            return Err(StoreError::new(ErrorKind::Poisoned, message));
        }
        Ok(&self.inner)
    }
}

#[async_trait]
impl Presence for AwayStore {
    async fn ready(&self) -> Result<(), StoreError> {
        self.here()?.ready().await
    }

    async fn health(&self) -> Result<StoreFigures, StoreError> {
        self.own.looks.fetch_add(1, Ordering::SeqCst);
        self.here()?.health().await
    }

    async fn announce(&self, server: &ServerRecord) -> Result<Vec<ServerRecord>, StoreError> {
        self.takes_writes()?.announce(server).await
    }

    async fn servers(&self) -> Result<Vec<ServerRecord>, StoreError> {
        self.here()?.servers().await
    }

    async fn notes(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.here()?.notes().await
    }

    async fn set_note(&self, name: &str, text: Option<&str>) -> Result<(), StoreError> {
        self.here()?.set_note(name, text).await
    }

    async fn document(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        self.here()?.document(name).await
    }

    async fn replace_document(
        &self,
        name: &str,
        known: &[u8],
        new: &[u8],
    ) -> Result<bool, StoreError> {
        let store = self.takes_writes()?;
        store.replace_document(name, known, new).await
    }
}

#[async_trait]
impl Ledger for AwayStore {
    async fn open_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        self.here()?.open_shop(shop).await
    }

    async fn raise_first_days(&self, shop: &Shop, others: &FirstDays) -> Result<(), StoreError> {
        self.takes_commits()?.raise_first_days(shop, others).await
    }

    async fn check_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        self.takes_commits()?.check_shop(shop).await
    }

    async fn submit<'c>(
        &'c self,
        shop: &'c Shop,
        commit: &'c Commit<'c>,
    ) -> Result<Receipt<'c>, StoreError> {
        self.takes_commits()?.submit(shop, commit).await
    }

    async fn retained(&self, shop: &Shop) -> Result<RetainedDays, StoreError> {
        self.here()?.retained(shop).await
    }

    async fn position(&self, shop: &Shop, source: &str) -> Result<Option<String>, StoreError> {
        self.here()?.position(shop, source).await
    }
}

#[async_trait]
impl Figures for AwayStore {
    async fn board(&self, shop: &Shop, query: &BoardQuery) -> Result<BoardData, StoreError> {
        self.own.boards.fetch_add(1, Ordering::SeqCst);
        self.here()?.board(shop, query).await
    }

    async fn minutes(
        &self,
        shop: &Shop,
        day: BusinessDay,
    ) -> Result<Vec<(u16, Pulse)>, StoreError> {
        self.own.minutes.fetch_add(1, Ordering::SeqCst);
        self.here()?.minutes(shop, day).await
    }

    async fn known_items(&self, shop: &Shop) -> Result<u64, StoreError> {
        self.here()?.known_items(shop).await
    }

    async fn items_of_days(
        &self,
        shop: &Shop,
        days: &[BusinessDay],
    ) -> Result<Vec<Option<DayItems>>, StoreError> {
        self.here()?.items_of_days(shop, days).await
    }

    async fn amounts_of(
        &self,
        shop: &Shop,
        day: BusinessDay,
        skus: &[&str],
    ) -> Result<Option<Vec<ItemDay>>, StoreError> {
        self.here()?.amounts_of(shop, day, skus).await
    }

    async fn names(&self, shop: &Shop, skus: &[&str]) -> Result<Vec<Option<String>>, StoreError> {
        self.here()?.names(shop, skus).await
    }

    async fn popular(
        &self,
        shop: &Shop,
        day: Option<BusinessDay>,
        offset: usize,
        limit: usize,
    ) -> Result<Page<RankedItem>, StoreError> {
        self.own.leaderboards.fetch_add(1, Ordering::SeqCst);
        self.here()?.popular(shop, day, offset, limit).await
    }

    async fn search(
        &self,
        shop: &Shop,
        day: Option<BusinessDay>,
        text: &SearchText,
        offset: usize,
        limit: usize,
    ) -> Result<Page<FoundItem>, StoreError> {
        self.here()?.search(shop, day, text, offset, limit).await
    }

    async fn slices(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DaySlices>, StoreError> {
        self.here()?.slices(shop, first, last).await
    }

    async fn item_days(&self, shop: &Shop, sku: &str) -> Result<Option<ItemDays>, StoreError> {
        self.here()?.item_days(shop, sku).await
    }

    async fn latest(&self, shop: &Shop) -> Result<Vec<LatestItem>, StoreError> {
        self.here()?.latest(shop).await
    }

    async fn first_day(&self, shop: &Shop) -> Result<Option<BusinessDay>, StoreError> {
        self.own.begins.fetch_add(1, Ordering::SeqCst);
        self.inner.first_day(shop).await
    }

    async fn days(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DayRecord>, StoreError> {
        self.here()?.days(shop, first, last).await
    }

    fn news(&self, shop: &Shop) -> watch::Receiver<u64> {
        self.inner.news(shop)
    }

    async fn listening(&self, shops: &[&Shop]) {
        self.inner.listening(shops).await;
    }

    fn slow_news(&self, shop: &Shop) -> watch::Receiver<u64> {
        self.inner.slow_news(shop)
    }
}

#[async_trait]
impl Records for AwayStore {
    async fn orders(
        &self,
        shop: &Shop,
        day: BusinessDay,
        filter: &OrderFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<LedgerOrder>, StoreError> {
        self.here()?.orders(shop, day, filter, offset, limit).await
    }

    async fn rejects(
        &self,
        shop: &Shop,
        offset: usize,
        limit: usize,
    ) -> Result<Page<StoredReject>, StoreError> {
        self.here()?.rejects(shop, offset, limit).await
    }

    async fn reject_counts(&self, shop: &Shop) -> Result<Vec<RejectCount>, StoreError> {
        self.here()?.reject_counts(shop).await
    }

    async fn drop_rejects(&self, shop: &Shop, numbers: &[u64]) -> Result<usize, StoreError> {
        self.here()?.drop_rejects(shop, numbers).await
    }

    async fn expire_rejects(&self, shop: &Shop, before: Timestamp) -> Result<u64, StoreError> {
        self.here()?.expire_rejects(shop, before).await
    }
}

#[async_trait]
impl Export for AwayStore {
    async fn export(&self, shop: &Shop, cursor: u64) -> Result<ExportedPiece, StoreError> {
        self.here()?.export(shop, cursor).await
    }

    async fn positions(&self, shop: &Shop) -> Result<Vec<(String, String)>, StoreError> {
        self.here()?.positions(shop).await
    }

    async fn memos(&self, shop: &Shop) -> Result<Vec<Memo>, StoreError> {
        self.here()?.memos(shop).await
    }

    async fn first_days(&self, shop: &Shop) -> Result<FirstDays, StoreError> {
        self.here()?.first_days(shop).await
    }

    async fn freeze(&self, shop: &Shop) -> Result<Option<Arc<dyn Export>>, StoreError> {
        self.here()?.freeze(shop).await
    }
}

#[async_trait]
impl Roster for AwayStore {
    async fn roster_version(&self) -> Result<u64, StoreError> {
        self.here()?.roster_version().await
    }

    async fn roster(&self) -> Result<Vec<ListedShop>, StoreError> {
        self.own.lists.fetch_add(1, Ordering::SeqCst);
        self.here()?.roster().await
    }

    async fn list_shop(&self, shop: &ListedShop) -> Result<Option<u64>, StoreError> {
        self.here()?.list_shop(shop).await
    }

    async fn leave_shop(&self, shop: &ShopId) -> Result<bool, StoreError> {
        self.here()?.leave_shop(shop).await
    }

    fn close_shop(&self, shop: &Shop) {
        self.inner.close_shop(shop);
    }

    async fn forget_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        self.here()?.forget_shop(shop).await
    }
}

#[async_trait]
impl Store for AwayStore {
    async fn close(&self) -> Result<(), StoreError> {
        self.inner.close().await
    }
}
