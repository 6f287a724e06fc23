//! What a store must do for code that commits.

use async_trait::async_trait;
use domain::{BusinessDay, Commit, FirstDays, ItemRoom, LedgerEntry, Minor, RetainedDays, Shop};

use crate::{Receipt, StoreError};

/// The ledger of a store: it compares and applies.
///
/// Every method may be called from any task at any time, for any number of shops; this is also true
/// of a store's other traits.
#[async_trait]
pub trait Ledger: Send + Sync + 'static {
    /// Registers a shop, or checks that it matches the one stored under its name: figures belong to a time zone and a
    /// currency, and neither can change; only a shop that has never held anything may leave the default ones, if the
    /// process has the store to itself. Called once before any other method is used for the shop.
    ///
    /// # Errors
    /// [`Settings`](crate::ErrorKind::Settings), naming the setting, if they differ.
    async fn open_shop(&self, shop: &Shop) -> Result<(), StoreError>;

    /// Call this before orders of another store are copied into an empty shop. From then on, the later first complete
    /// day of the two stores applies to each measure (see [`FirstDays::raise`]). It is durable when this returns;
    /// repeating it changes nothing.
    ///
    /// # Errors
    /// Any kind.
    async fn raise_first_days(&self, shop: &Shop, others: &FirstDays) -> Result<(), StoreError>;

    /// The days kept in detail.
    ///
    /// # Errors
    /// Any kind.
    async fn retained(&self, shop: &Shop) -> Result<RetainedDays, StoreError>;

    /// Whether the store can take commits of this shop now, as far as it can tell without making one: it accepts
    /// writes, has the shop with these settings, and whatever made it refuse the last commit is fixed. Called after a
    /// failure, because a store that is back may be another one.
    ///
    /// # Errors
    /// The reason why not.
    async fn check_shop(&self, shop: &Shop) -> Result<(), StoreError>;

    /// A source's position; `None` = never committed.
    ///
    /// # Errors
    /// Any kind.
    async fn position(&self, shop: &Shop, source: &str) -> Result<Option<String>, StoreError>;

    /// Takes a commit to compare and apply it. If every expected version, position and memo and the epoch of the
    /// retained days match the store's, if there is room for new items, and if no day's sums would exceed
    /// [`MAX_DAY_SUM`](domain::MAX_DAY_SUM), the whole commit is applied in one atomic step; otherwise nothing is. The
    /// [`Receipt`] says which.
    ///
    /// When this returns, the commit's place is fixed: after every commit of the shop submitted to this store before,
    /// and before every one submitted later. So the next commit can rely on this one before its outcome is known. The
    /// place can still be lost if a connection breaks and the commit has to be sent again; commits that relied on it
    /// then meet a conflict. The order saves work, but no figure depends on it.
    ///
    /// An empty commit compares nothing, and is durable once everything answered as applied before it is durable.
    ///
    /// # Errors
    /// Any kind. Committing again is always right: see [`StoreError`].
    async fn submit<'c>(
        &'c self,
        shop: &'c Shop,
        commit: &'c Commit<'c>,
    ) -> Result<Receipt<'c>, StoreError>;

    /// How many order lines one commit should have at most; an order without lines counts as one. A larger batch is
    /// split before it is folded, because a commit is applied as a whole. A store also takes larger commits, but they
    /// keep others waiting.
    fn max_lines_per_commit(&self) -> usize {
        usize::MAX
    }
}

/// Makes a shop keep amounts by line according to its setting (see [`RetainedDays::with_products`]). A store calls this
/// at the end of [`Ledger::open_shop`].
///
/// # Errors
/// Any kind.
pub async fn settle_products<L: Ledger + ?Sized>(
    ledger: &L,
    shop: &Shop,
) -> Result<(), StoreError> {
    loop {
        let stored = ledger.retained(shop).await?;
        let Some(retained) = stored.with_products(shop.products) else {
            return Ok(());
        };
        let commit = Commit {
            expected_epoch: stored.epoch,
            retained: Some(retained),
            ..Commit::default()
        };
        match ledger.submit(shop, &commit).await?.durable().await? {
            Committed::Applied => return Ok(()),
            // Somebody else changed them.
            Committed::Conflict(_) => {}
        }
    }
}

/// The answer to a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Committed {
    /// Everything is applied.
    Applied,
    /// Nothing is applied: this is what the store holds instead of what the commit expected.
    Conflict(Conflict),
}

/// What a store holds instead of what a commit expected. At least one part is not empty. It may be incomplete: the next
/// commit may find another difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// By order id: the stored entry, `None` = nothing (any more).
    pub entries: Vec<(Box<str>, Option<LedgerEntry>)>,
    /// By source: its position.
    pub positions: Vec<(String, Option<String>)>,
    /// By key: the stored memo.
    pub memos: Vec<(String, Option<String>)>,
    /// The retained days, if they differ.
    pub retained: Option<RetainedDays>,
    /// The items, if the commit would have brought more than it [may](Commit::max_items).
    pub items: Option<ItemRoom>,
    /// Days whose sums would exceed [`MAX_DAY_SUM`](domain::MAX_DAY_SUM), with the largest of the stored ones.
    pub full_days: Vec<(BusinessDay, Minor)>,
}
