//! Fills an empty shop with everything that another one has, by commits alone.

use std::collections::BTreeSet;

use domain::{
    BusinessDay, Commit, DayItems, DayRecord, FirstDays, LatestItem, LatestLine, LedgerEntry,
    LeftDay, Memo, MemoChange, PositionChange, Reject, RetainedDays, Shop, SkuDelta, SkuSlot,
    Slices, restate,
};
use ports::{CatalogueItem, Committed, Export, Figures, Ledger, StoreError};

/// A copy failed.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A store failed.
    #[error("a store failed")]
    Store(#[from] StoreError),
    /// The target already has figures.
    #[error("the shop already has figures in the store to copy to; copy into an empty one")]
    NotEmpty,
    /// Another process wrote to it meanwhile.
    #[error("the store to copy to was changed during the copy; empty it and copy again")]
    Changed,
    /// The boards differ, so the copy does too.
    #[error(
        "the boards of {0} differ after the copy; did the store to copy from change meanwhile?"
    )]
    Differs(BusinessDay),
}

/// Items or orders per commit.
const COMMIT_SIZE: usize = 5_000;
/// Days to read at a time.
const DAYS_AT_ONCE: i32 = 400;
/// Rejects per commit: each may have 16 KiB.
pub(crate) const REJECTS: usize = 500;
/// Memos per commit: as many as keep it within some megabytes.
pub(crate) const MEMOS: usize = 500;

/// A shop that is being filled. Nothing else may write to it meanwhile.
pub(crate) struct Target<'t, S: ?Sized> {
    shop: &'t Shop,
    to: &'t S,
    epoch: u64,
}

impl<'t, S: Ledger + ?Sized> Target<'t, S> {
    /// Checks that the shop has no figures yet, and makes sure that unknown figures of the source do not become 0 in
    /// it.
    pub(crate) async fn empty(
        shop: &'t Shop,
        to: &'t S,
        first_days: &FirstDays,
    ) -> Result<Target<'t, S>, CopyError>
    where
        S: Figures,
    {
        let before = to.retained(shop).await?;
        if !before.days.is_empty() || !to.latest(shop).await?.is_empty() {
            return Err(CopyError::NotEmpty);
        }
        to.raise_first_days(shop, first_days).await?;
        let epoch = before.epoch;
        Ok(Target { shop, to, epoch })
    }

    async fn commit(&self, commit: Commit<'_>) -> Result<(), CopyError> {
        match self.to.submit(self.shop, &commit).await?.applied().await? {
            Committed::Applied => Ok(()),
            Committed::Conflict(_) => Err(CopyError::Changed),
        }
    }

    /// Call this last: it makes everything durable.
    pub(crate) async fn finish(&self) -> Result<(), CopyError> {
        let nothing = Commit::default();
        match self.to.submit(self.shop, &nothing).await?.durable().await? {
            Committed::Applied => Ok(()),
            Committed::Conflict(_) => Err(CopyError::Changed),
        }
    }

    fn nothing(&self) -> Commit<'static> {
        Commit {
            expected_epoch: self.epoch,
            ..Commit::default()
        }
    }

    /// Call this first: orders of other days would be refused.
    pub(crate) async fn retain(&mut self, retained: RetainedDays) -> Result<(), CopyError> {
        let epoch = self.epoch + 1;
        let retained = Some(RetainedDays { epoch, ..retained });
        self.commit(Commit {
            retained,
            ..self.nothing()
        })
        .await?;
        self.epoch = epoch;
        Ok(())
    }

    pub(crate) async fn items(&self, items: &[CatalogueItem]) -> Result<(), CopyError> {
        for items in items.chunks(COMMIT_SIZE) {
            let delta = |item: &CatalogueItem| (item.units, item.name.clone());
            let deltas: Vec<_> = items.iter().map(delta).collect();
            let skus = items
                .iter()
                .zip(&deltas)
                .map(|(item, (units, name))| SkuDelta {
                    sku: &item.sku,
                    units: *units,
                    name: name.as_ref().map(|(at, name)| (*at, &**name)),
                });
            self.commit(Commit {
                skus: skus.collect(),
                ..self.nothing()
            })
            .await?;
        }
        Ok(())
    }

    pub(crate) async fn orders(&self, orders: &[(Box<str>, LedgerEntry)]) -> Result<(), CopyError> {
        for orders in orders.chunks(COMMIT_SIZE) {
            let orders = orders.iter().map(|(id, entry)| (&**id, entry));
            self.commit(restate(self.epoch, orders)).await?;
        }
        Ok(())
    }

    /// The dropped days.
    pub(crate) async fn totals(&self, totals: &[DayRecord]) -> Result<(), CopyError> {
        for totals in totals.chunks(COMMIT_SIZE) {
            self.commit(Commit {
                totals: totals.to_vec(),
                ..self.nothing()
            })
            .await?;
        }
        Ok(())
    }

    /// The slices of dropped days.
    pub(crate) async fn sliced(&self, sliced: &[(BusinessDay, Slices)]) -> Result<(), CopyError> {
        for sliced in sliced.chunks(COMMIT_SIZE) {
            self.commit(Commit {
                sliced_totals: sliced.to_vec(),
                ..self.nothing()
            })
            .await?;
        }
        Ok(())
    }

    /// The items of a dropped day.
    pub(crate) async fn left(&self, day: BusinessDay, items: &DayItems) -> Result<(), CopyError> {
        let mut commit = self.nothing();
        let skus = items.items.iter().map(|(sku, _)| SkuDelta {
            sku,
            units: 0,
            name: None,
        });
        commit.skus.extend(skus);
        let figures = items.items.iter().map(|(_, item)| *item);
        commit.left.push(LeftDay {
            day,
            has_amounts: items.has_amounts,
            items: (0..).zip(figures).collect(),
            rest: items.rest,
        });
        self.commit(commit).await
    }

    /// The feed, newest first.
    pub(crate) async fn latest(&self, feed: &[LatestItem]) -> Result<(), CopyError> {
        let mut commit = self.nothing();
        for line in feed.iter().rev() {
            // Lines of the original design only have a SKU, so they are not lines of an order.
            let (Some(quantity), Some(price), Some(sold_at)) =
                (line.quantity, line.price, line.sold_at)
            else {
                continue;
            };
            let sku = commit.skus.len() as SkuSlot;
            commit.skus.push(SkuDelta {
                sku: &line.sku,
                units: 0,
                name: None,
            });
            commit.latest.push(LatestLine {
                sku,
                quantity,
                price,
                sold_at,
            });
        }
        self.commit(commit).await
    }

    /// Some rejects, oldest first; see [`REJECTS`].
    pub(crate) async fn rejects(&self, rejects: Vec<Reject>) -> Result<(), CopyError> {
        self.commit(Commit {
            rejects,
            ..self.nothing()
        })
        .await
    }

    /// Some memos; see [`MEMOS`].
    pub(crate) async fn memos(&self, memos: Vec<Memo>) -> Result<(), CopyError> {
        let memos = memos.into_iter().map(|memo| MemoChange {
            expected: None,
            memo,
        });
        self.commit(Commit {
            memos: memos.collect(),
            ..self.nothing()
        })
        .await
    }

    pub(crate) async fn positions(
        &self,
        positions: Vec<(String, String)>,
    ) -> Result<(), CopyError> {
        let positions = positions.into_iter();
        let positions = positions.map(|(source, position)| PositionChange {
            source,
            expected: None,
            position,
        });
        self.commit(Commit {
            positions: positions.collect(),
            ..self.nothing()
        })
        .await
    }
}

/// The totals that a store keeps of dropped days.
pub(crate) async fn totals_of(
    shop: &Shop,
    from: &dyn Export,
    retained: &BTreeSet<BusinessDay>,
) -> Result<Vec<DayRecord>, StoreError> {
    let (mut next, newest) = (from.first_day(shop).await?, retained.last());
    let mut totals = Vec::new();
    while let Some((first, newest)) = next.zip(newest).filter(|(first, last)| first <= last) {
        let last = (first + DAYS_AT_ONCE).min(*newest);
        let days = from.days(shop, first, last).await?.into_iter();
        totals.extend(days.filter(|day| !retained.contains(&day.day) && !day.sums.is_zero()));
        next = Some(last + 1);
    }
    Ok(totals)
}

/// The slices that a store keeps of dropped days.
pub(crate) async fn sliced_of(
    shop: &Shop,
    from: &dyn Export,
    retained: &BTreeSet<BusinessDay>,
) -> Result<Vec<(BusinessDay, Slices)>, StoreError> {
    let (mut next, newest) = (from.first_day(shop).await?, retained.last());
    let mut sliced = Vec::new();
    while let Some((first, newest)) = next.zip(newest).filter(|(first, last)| first <= last) {
        let last = (first + DAYS_AT_ONCE).min(*newest);
        let days = from.slices(shop, first, last).await?.into_iter();
        let left = days.filter(|it| !retained.contains(&it.day) && !it.slices.is_empty());
        sliced.extend(left.map(|it| (it.day, it.slices)));
        next = Some(last + 1);
    }
    Ok(sliced)
}

/// How many days' items to request at a time.
const LEFT_AT_ONCE: usize = 100;

/// Calls `take` with the items of each of these days that was dropped, as far as they are kept.
pub(crate) async fn each_left<E: From<StoreError>>(
    shop: &Shop,
    from: &dyn Export,
    totals: &[DayRecord],
    mut take: impl AsyncFnMut(BusinessDay, DayItems) -> Result<(), E>,
) -> Result<(), E> {
    for totals in totals.chunks(LEFT_AT_ONCE) {
        let days: Vec<BusinessDay> = totals.iter().map(|day| day.day).collect();
        let items = from.items_of_days(shop, &days).await?;
        for (day, items) in days.into_iter().zip(items) {
            if let Some(items) = items {
                take(day, items).await?;
            }
        }
    }
    Ok(())
}

/// A day's sums by channel and country.
pub(crate) async fn slices_on<F: Figures + ?Sized>(
    shop: &Shop,
    from: &F,
    day: BusinessDay,
) -> Result<Slices, StoreError> {
    let days = from.slices(shop, day, day).await?;
    Ok(days
        .into_iter()
        .map(|it| it.slices)
        .next()
        .unwrap_or_default())
}
