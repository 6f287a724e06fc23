//! What a store must do for code that explains a figure.

use async_trait::async_trait;
use domain::{BusinessDay, LedgerOrder, OrderFilter, Reason, Reject, Shop, Timestamp};

use crate::{Page, StoreError};

/// The records of a store, one by one: orders and rejects.
#[async_trait]
pub trait Records: Send + Sync + 'static {
    /// A page of a retained day's orders as the ledger holds them now, newest first: by second of the day, ties by the
    /// bytes of the id, descending. Cancelled orders are on the day of their cancellation. Empty for a day that is not
    /// retained. This looks at every order, so it may take long, and may or may not show changes made meanwhile.
    ///
    /// # Errors
    /// Any kind.
    async fn orders(
        &self,
        shop: &Shop,
        day: BusinessDay,
        filter: &OrderFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<LedgerOrder>, StoreError>;

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

    /// How many rejects are kept, by reason; reasons without rejects are left out.
    ///
    /// # Errors
    /// Any kind.
    async fn reject_counts(&self, shop: &Shop) -> Result<Vec<RejectCount>, StoreError>;

    /// Removes rejects by their numbers; returns how many there were.
    ///
    /// # Errors
    /// Any kind.
    async fn drop_rejects(&self, shop: &Shop, numbers: &[u64]) -> Result<usize, StoreError>;

    /// Removes rejects that platforms [delivered](Reject::is_delivery) before this moment. Returns how much
    /// [room](Reject::MAX_APART) the rejects kept apart take afterwards. A store also removes them by itself when new
    /// rejects arrive that are so much later.
    ///
    /// # Errors
    /// Any kind.
    async fn expire_rejects(&self, shop: &Shop, before: Timestamp) -> Result<u64, StoreError>;
}

/// A reject with the number by which it can be dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReject {
    /// Grows by 1 with each reject of the shop, from 1 on; never used again.
    pub number: u64,
    /// The reject.
    pub reject: Reject,
}

/// How many rejects are kept for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RejectCount {
    /// The reason.
    pub reason: Reason,
    /// How many.
    pub count: u64,
}
