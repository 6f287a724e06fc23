//! What a store must do for those who commit.

use async_trait::async_trait;
use domain::{BusinessDay, Commit, FirstDays, ItemRoom, LedgerEntry, Minor, RetainedDays, Shop};

use crate::{Receipt, StoreError};

/// The ledger of a store: it compares and applies.
///
/// Every method may be called from any task at any time, for any number of shops; that holds for
/// the other traits of a store as well.
#[async_trait]
pub trait Ledger: Send + Sync + 'static {
    /// Makes a shop known, or checks that it is the one stored under its name: figures belong to a
    /// time zone and a currency, and neither can change under them. Called once before any other
    /// method is used for the shop.
    ///
    /// # Errors
    /// [`Settings`](crate::ErrorKind::Settings), naming the setting, when they differ.
    async fn open_shop(&self, shop: &Shop) -> Result<(), StoreError>;

    /// To be called before orders of another store come into an empty shop: of each measure the later first
    /// whole day of both holds from now on (see [`FirstDays::raise`]). Durable when this returns; doing
    /// it again changes nothing.
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
    /// it takes writes, holds the shop with these settings, and what made it refuse the last commit
    /// is mended. Asked after a failure, because a store that is back may be another one.
    ///
    /// # Errors
    /// The reason why not.
    async fn check_shop(&self, shop: &Shop) -> Result<(), StoreError>;

    /// Where a source stands; `None` = never committed.
    ///
    /// # Errors
    /// Any kind.
    async fn position(&self, shop: &Shop, source: &str) -> Result<Option<String>, StoreError>;

    /// Takes a commit in to compare and apply it: if every expected version, position and memo and the epoch of
    /// the retained days is what the store holds, there is room for the items that are new, and no day's
    /// sums would exceed [`MAX_DAY_SUM`](domain::MAX_DAY_SUM), all of it is applied in one atomic step; if
    /// not, nothing is. The [`Receipt`] tells which.
    ///
    /// When this returns, the commit's place is fixed: behind every commit of the shop that was submitted
    /// to this store before, and before every one that is submitted afterwards. So the next commit can be
    /// made counting on this one while nobody knows yet what becomes of it. Where the place is lost all the
    /// same, because a connection broke and the commit had to be sent again, what counted on it meets a
    /// conflict: order spares work, and no figure depends on it.
    ///
    /// A commit without content compares nothing, and is durable when everything is that was answered as
    /// applied before.
    ///
    /// # Errors
    /// Any kind. Committing again is always right: see [`StoreError`].
    async fn submit<'c>(
        &'c self,
        shop: &'c Shop,
        commit: &'c Commit<'c>,
    ) -> Result<Receipt<'c>, StoreError>;

    /// How many order lines one commit should hold at most; an order without lines counts as one.
    /// A batch beyond it is split before it is folded, because a commit is applied as a whole. A
    /// store takes larger commits all the same, at the price of keeping others waiting meanwhile.
    fn max_lines_per_commit(&self) -> usize {
        usize::MAX
    }
}

/// Has a shop's amounts by line kept as its setting says (see [`RetainedDays::with_products`]): a store calls it at the end of
/// [`Ledger::open_shop`].
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
    /// By key: what is remembered.
    pub memos: Vec<(String, Option<String>)>,
    /// The retained days, if they are others.
    pub retained: Option<RetainedDays>,
    /// The items, if the commit would have brought more than it [may](Commit::max_items).
    pub items: Option<ItemRoom>,
    /// Days whose sums would exceed [`MAX_DAY_SUM`](domain::MAX_DAY_SUM), with the greater of those
    /// that are stored.
    pub full_days: Vec<(BusinessDay, Minor)>,
}
