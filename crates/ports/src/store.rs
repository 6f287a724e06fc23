//! What a store of sales must do.

use async_trait::async_trait;
use domain::{
    BoardData, BoardQuery, BusinessDay, Commit, DayRecord, FoundItem, ItemDays, ItemRoom,
    LatestItem, LedgerEntry, LedgerOrder, Minor, RankedItem, Reason, Reject, RetainedDays,
    SearchText, Shop,
};
use tokio::sync::watch;

use crate::{Lease, LeaseRequest, StoreError, StoreExport, StoreMonitor};

/// A store of sales: it compares and applies, and it answers what the screens ask.
///
/// Every method may be called from any task at any time, for any number of shops.
#[async_trait]
pub trait SalesStore: StoreMonitor + Send + Sync + 'static {
    /// Makes a shop known, or checks that it is the one stored under its name: figures belong to a
    /// time zone and a currency, and neither can change under them. Called once before any other
    /// method is used for the shop.
    ///
    /// # Errors
    /// [`Settings`](crate::ErrorKind::Settings), naming the setting, when they differ.
    async fn open_shop(&self, shop: &Shop) -> Result<(), StoreError>;

    /// Compares and applies: if every expected version and position and the epoch of the retained
    /// days is what the store holds, there is room for the items that are new, and no day's sums would
    /// exceed [`MAX_DAY_SUM`](domain::MAX_DAY_SUM), all of the commit is applied in one atomic step and is durable
    /// when this returns; if not, nothing is, and the answer says what the store holds instead.
    ///
    /// # Errors
    /// Any kind. Committing again is always right: see [`StoreError`].
    async fn commit(&self, shop: &Shop, commit: &Commit<'_>) -> Result<Committed, StoreError>;

    /// The same as [`commit`](SalesStore::commit), but what is applied need be durable only after
    /// the next [`sync`](SalesStore::sync). After a crash a store holds every commit up to some
    /// point and none after it.
    ///
    /// # Errors
    /// As for `commit`.
    async fn commit_deferred(
        &self,
        shop: &Shop,
        commit: &Commit<'_>,
    ) -> Result<Committed, StoreError> {
        self.commit(shop, commit).await
    }

    /// Returns when everything that is applied is durable. Stores whose commits always are have
    /// nothing to do.
    ///
    /// # Errors
    /// Any kind; what was applied deferred is then in doubt.
    async fn sync(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// The days kept in detail.
    ///
    /// # Errors
    /// Any kind.
    async fn retained(&self, shop: &Shop) -> Result<RetainedDays, StoreError>;

    /// Where a source stands; `None` = never committed.
    ///
    /// # Errors
    /// Any kind.
    async fn position(&self, shop: &Shop, source: &str) -> Result<Option<String>, StoreError>;

    /// Takes, renews and gives back leases of a shop's sources in one atomic step, and tells which
    /// ones of the group are held afterwards, and by whom. They run out by the store's own clock,
    /// and may be lost with its last writes. A store without any grants what is asked: that is right
    /// where one process has it to itself.
    ///
    /// # Errors
    /// Any kind.
    async fn lease(
        &self,
        shop: &Shop,
        request: &LeaseRequest<'_>,
    ) -> Result<Vec<Lease>, StoreError> {
        let _ = shop;
        let granted = request.take.iter().map(|claim| Lease {
            name: claim.name.clone(),
            owner: request.owner.to_owned(),
        });
        Ok(granted.collect())
    }

    /// The figures of a board, all of one moment. Days that are not kept are empty.
    ///
    /// # Errors
    /// Any kind.
    async fn board(&self, shop: &Shop, query: &BoardQuery) -> Result<BoardData, StoreError>;

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

    /// A page of the items of a leaderboard whose SKU or name contains a text, in the leaderboard's
    /// order, each with its place in the whole of it. `total` counts what was found. It looks at
    /// every item, so it may take long; what changes meanwhile may be seen or not.
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

    /// What an item sold on each retained day; `None` for one that was never sold.
    ///
    /// # Errors
    /// Any kind.
    async fn item_days(&self, shop: &Shop, sku: &str) -> Result<Option<ItemDays>, StoreError>;

    /// A page of the orders of a retained day as the ledger holds them now, newest first: by
    /// second of the day, ties by the bytes of the id, descending. With `sku` those that sold this
    /// item. Cancelled orders stand on the day of their cancellation's time. None on a day that is
    /// not retained. It looks at every order, so it may take long; what changes meanwhile may be
    /// seen or not.
    ///
    /// # Errors
    /// Any kind.
    async fn orders(
        &self,
        shop: &Shop,
        day: BusinessDay,
        sku: Option<&str>,
        offset: usize,
        limit: usize,
    ) -> Result<Page<LedgerOrder>, StoreError>;

    /// The feed, newest first; at most [`domain::LATEST_LINES`].
    ///
    /// # Errors
    /// Any kind.
    async fn latest(&self, shop: &Shop) -> Result<Vec<LatestItem>, StoreError>;

    /// The days from `first` to `last`, each one, oldest first; retained days in detail, older ones
    /// as totals (their hours are zero), days without data empty.
    ///
    /// # Errors
    /// Any kind.
    async fn days(
        &self,
        shop: &Shop,
        first: BusinessDay,
        last: BusinessDay,
    ) -> Result<Vec<DayRecord>, StoreError>;

    /// A page of the kept rejects, newest first.
    ///
    /// # Errors
    /// Any kind.
    async fn rejects(
        &self,
        shop: &Shop,
        offset: usize,
        limit: usize,
    ) -> Result<Page<StoredReject>, StoreError>;

    /// How many rejects are kept, by reason; reasons without any are left out.
    ///
    /// # Errors
    /// Any kind.
    async fn reject_counts(&self, shop: &Shop) -> Result<Vec<RejectCount>, StoreError>;

    /// Forgets rejects by their numbers; returns how many there were.
    ///
    /// # Errors
    /// Any kind.
    async fn drop_rejects(&self, shop: &Shop, numbers: &[u64]) -> Result<usize, StoreError>;

    /// Tells of news: the value changes after every commit that changed something, by whichever
    /// process. It may also change without need, and several commits may be one change.
    fn news(&self, shop: &Shop) -> watch::Receiver<u64>;

    /// How many order lines one commit should hold at most; an order without lines counts as one.
    /// A batch beyond it is split before it is folded, because a commit is applied as a whole. A
    /// store takes larger commits all the same, at the price of keeping others waiting meanwhile.
    fn max_lines_per_commit(&self) -> usize {
        usize::MAX
    }

    /// The store as one that can be read out; `None` = it cannot.
    fn as_export(&self) -> Option<&dyn StoreExport> {
        None
    }

    /// Whether the store can take a commit now.
    ///
    /// # Errors
    /// The reason why not.
    async fn ready(&self) -> Result<(), StoreError>;

    /// Whether the store can take commits of this shop now, as far as can be told without making one:
    /// it takes writes, holds the shop with these settings, and what made it refuse the last commit
    /// is mended. Asked after a failure, because a store that is back may be another one.
    ///
    /// # Errors
    /// The reason why not.
    async fn check_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        let _ = shop;
        self.ready().await
    }

    /// Lets go of everything held, after the last call. Commits that returned are durable without.
    ///
    /// # Errors
    /// Any kind.
    async fn close(&self) -> Result<(), StoreError>;
}

/// The answer to a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Committed {
    /// Everything is applied and durable.
    Applied,
    /// Nothing is applied: this is what the store holds where the commit expected otherwise.
    Conflict(Conflict),
}

/// What a store holds where a commit expected something else. At least one part is not empty, and
/// it need not be complete: the next commit may find another difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// By order id: what is stored, `None` = nothing (any more).
    pub entries: Vec<(Box<str>, Option<LedgerEntry>)>,
    /// By source: where it stands.
    pub positions: Vec<(String, Option<String>)>,
    /// The retained days, if they are others.
    pub retained: Option<RetainedDays>,
    /// The items, if the commit would have brought more than it [may](Commit::max_items).
    pub items: Option<ItemRoom>,
    /// Days whose sums would exceed [`MAX_DAY_SUM`](domain::MAX_DAY_SUM), with the greater of those
    /// that are stored.
    pub full_days: Vec<(BusinessDay, Minor)>,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The part that was asked for.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: usize,
}

/// A reject with the number it is dropped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReject {
    /// Grows with each reject of the shop.
    pub number: u64,
    /// The reject.
    pub reject: Reject,
}

/// How many rejects are kept of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RejectCount {
    /// The reason.
    pub reason: Reason,
    /// How many.
    pub count: u64,
}
