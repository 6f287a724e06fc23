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
    /// Makes a shop known, or checks that it is the one stored under its name: figures belong to a
    /// time zone and a currency, and neither can change under them. Called once before any other
    /// method is used for the shop.
    ///
    /// # Errors [`Settings`](crate::ErrorKind::Settings), naming the setting, if they differ.
    async fn open_shop(&self, shop: &Shop) -> Result<(), StoreError>;

    /// Call this before orders of another store come into an empty shop: from now on, the later first whole
    /// day of the two applies to each measure (see [`FirstDays::raise`]). It is durable when this returns;
    /// doing it again changes nothing.
    ///
    /// # Errors
    /// Any kind.
    async fn raise_first_days(&self, shop: &Shop, others: &FirstDays) -> Result<(), StoreError>;

    /// The days kept in detail.
    ///
    /// # Errors
    /// Any kind.
    async fn retained(&self, shop: &Shop) -> Result<RetainedDays, StoreError>;

    /// Whether the store can take commits of this shop now, as far as can be told without making one:
    /// it takes writes, has the shop with these settings, and what made it refuse the last commit is
    /// fixed. Called after a failure, because a store that is back may be another one.
    ///
    /// # Errors
    /// The reason why not.
    async fn check_shop(&self, shop: &Shop) -> Result<(), StoreError>;

    /// A source's position; `None` = never committed.
    ///
    /// # Errors
    /// Any kind.
    async fn position(&self, shop: &Shop, source: &str) -> Result<Option<String>, StoreError>;

    /// Takes a commit to compare and apply it. If every expected version, position and memo and the epoch of
    /// the retained days is what the store holds, if there is room for new items, and if no day's sums would
    /// exceed [`MAX_DAY_SUM`](domain::MAX_DAY_SUM), all of it is applied in one atomic step; otherwise nothing
    /// is. The [`Receipt`] says which.
    ///
    /// When this returns, the commit's place is fixed: behind every commit of the shop that was submitted
    /// to this store before, and before every one that is submitted afterwards. So the next commit can rely
    /// on this one before its outcome is known. If the place is lost nevertheless, because a connection
    /// broke and the commit had to be sent again, what relied on it meets a conflict: the order saves work,
    /// but no figure depends on it.
    ///
    /// A commit without content compares nothing, and is durable once everything is durable that was
    /// answered as applied before it.
    ///
    /// # Errors
    /// Any kind. Committing again is always right: see [`StoreError`].
    async fn submit<'c>(
        &'c self,
        shop: &'c Shop,
        commit: &'c Commit<'c>,
    ) -> Result<Receipt<'c>, StoreError>;

    /// How many order lines one commit should have at most; an order without lines counts as one. A
    /// larger batch is split before it is folded, because a commit is applied as a whole. A store
    /// takes larger commits too, but they keep others waiting meanwhile.
    fn max_lines_per_commit(&self) -> usize {
        usize::MAX
    }
}

/// Makes a shop keep amounts by line as its setting says (see [`RetainedDays::with_products`]). A store calls this at
/// the end of [`Ledger::open_shop`].
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
    /// Nothing is applied: this is what the store holds where the commit expected something else.
    Conflict(Conflict),
}

/// What a store holds where a commit expected something else. At least one part is not empty, and
/// it need not be complete: the next commit may find another difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// By order id: what is stored, `None` = nothing (any more).
    pub entries: Vec<(Box<str>, Option<LedgerEntry>)>,
    /// By source: its position.
    pub positions: Vec<(String, Option<String>)>,
    /// By key: what is remembered.
    pub memos: Vec<(String, Option<String>)>,
    /// The retained days, if they differ.
    pub retained: Option<RetainedDays>,
    /// The items, if the commit would have brought more than it [may](Commit::max_items).
    pub items: Option<ItemRoom>,
    /// Days whose sums would exceed [`MAX_DAY_SUM`](domain::MAX_DAY_SUM), with the greater of those
    /// that are stored.
    pub full_days: Vec<(BusinessDay, Minor)>,
}
