//! Everything of a shop from one store into another, empty one. What is written goes through the
//! one write a store has, so a copy is right on any store that commits right.

use std::collections::BTreeSet;

use domain::{
    BoardQuery, BusinessDay, Commit, LatestLine, PositionChange, Reject, RetainedDays, Shop,
    SkuDelta, SkuSlot, TOTALS_DAYS, restate,
};
use ports::{CatalogueItem, Committed, ExportedPiece, SalesStore, StoreError, StoreExport};

/// Orders to a commit.
const COMMIT_ORDERS: usize = 5_000;
/// Rejects to a commit.
const COMMIT_REJECTS: usize = 500;

/// How much was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Orders of retained days.
    pub orders: u64,
    /// Items of the catalogue.
    pub items: u64,
    /// Retained days.
    pub days: u64,
    /// Kept rejects.
    pub rejects: u64,
}

/// A copy did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A store failed.
    #[error("a store failed")]
    Store(#[from] StoreError),
    /// Figures would be added to figures.
    #[error("the shop already has figures in the store to copy to; copy into an empty one")]
    NotEmpty,
    /// Somebody else wrote to it meanwhile.
    #[error("the store to copy to was changed during the copy; empty it and copy again")]
    Changed,
    /// The boards are not the same, so the copy is not either.
    #[error(
        "the boards of {0} differ after the copy; was the store to copy from changed meanwhile?"
    )]
    Differs(BusinessDay),
}

/// Copies a shop that both stores have opened, and compares the boards of every retained day.
///
/// # Errors
/// [`CopyError`]; the copy is then incomplete.
pub async fn copy(
    shop: &Shop,
    from: &dyn StoreExport,
    to: &dyn SalesStore,
) -> Result<Copied, CopyError> {
    let before = to.retained(shop).await?;
    if !before.days.is_empty() || !to.latest(shop).await?.is_empty() {
        return Err(CopyError::NotEmpty);
    }
    let retained = from.retained(shop).await?;
    let days = retained.days.clone();
    let mut target = Target {
        shop,
        to,
        epoch: before.epoch,
    };
    target.retain(retained).await?;
    let mut copied = Copied {
        days: days.len() as u64,
        ..Copied::default()
    };
    let mut cursor = Some(0);
    while let Some(at) = cursor {
        let ExportedPiece {
            items,
            orders,
            next,
        } = from.export(shop, at).await?;
        target.items(&items).await?;
        for orders in orders.chunks(COMMIT_ORDERS) {
            let orders = orders.iter().map(|(id, entry)| (&**id, entry));
            target.commit(restate(target.epoch, orders)).await?;
        }
        copied.items += items.len() as u64;
        copied.orders += orders.len() as u64;
        cursor = next;
    }
    target.totals(from, &days).await?;
    target.latest(from).await?;
    copied.rejects = target.rejects(from).await?;
    target.positions(from).await?;
    to.sync().await?;
    for day in days {
        let query = BoardQuery::of(day);
        if from.board(shop, &query).await? != to.board(shop, &query).await? {
            return Err(CopyError::Differs(day));
        }
    }
    Ok(copied)
}

struct Target<'t> {
    shop: &'t Shop,
    to: &'t dyn SalesStore,
    epoch: u64,
}

impl Target<'_> {
    async fn commit(&self, commit: Commit<'_>) -> Result<(), CopyError> {
        match self.to.commit_deferred(self.shop, &commit).await? {
            Committed::Applied => Ok(()),
            Committed::Conflict(_) => Err(CopyError::Changed),
        }
    }

    fn empty(&self) -> Commit<'static> {
        Commit {
            expected_epoch: self.epoch,
            ..Commit::default()
        }
    }

    async fn retain(&mut self, retained: RetainedDays) -> Result<(), CopyError> {
        let epoch = self.epoch + 1;
        let retained = Some(RetainedDays { epoch, ..retained });
        self.commit(Commit {
            retained,
            ..self.empty()
        })
        .await?;
        self.epoch = epoch;
        Ok(())
    }

    async fn items(&self, items: &[CatalogueItem]) -> Result<(), CopyError> {
        for items in items.chunks(COMMIT_ORDERS) {
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
                ..self.empty()
            })
            .await?;
        }
        Ok(())
    }

    /// The days that have left the window.
    async fn totals(
        &self,
        from: &dyn StoreExport,
        retained: &BTreeSet<BusinessDay>,
    ) -> Result<(), CopyError> {
        let Some(newest) = retained.last() else {
            return Ok(());
        };
        let mut totals = from.days(self.shop, *newest - TOTALS_DAYS, *newest).await?;
        totals.retain(|day| {
            let nothing = day.orders == 0 && day.revenue == 0 && day.returns == 0;
            !retained.contains(&day.day) && !nothing
        });
        self.commit(Commit {
            totals,
            ..self.empty()
        })
        .await
    }

    async fn latest(&self, from: &dyn StoreExport) -> Result<(), CopyError> {
        let feed = from.latest(self.shop).await?;
        let mut commit = self.empty();
        for line in feed.iter().rev() {
            // Lines of the original design know only their SKU: they are no lines of an order.
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

    async fn rejects(&self, from: &dyn StoreExport) -> Result<u64, CopyError> {
        let total = from.rejects(self.shop, 0, 1).await?.total;
        let mut end = total;
        while end > 0 {
            let offset = end.saturating_sub(COMMIT_REJECTS);
            let page = from.rejects(self.shop, offset, end - offset).await?;
            let rejects: Vec<Reject> = page
                .items
                .into_iter()
                .rev()
                .map(|stored| stored.reject)
                .collect();
            self.commit(Commit {
                rejects,
                ..self.empty()
            })
            .await?;
            end = offset;
        }
        Ok(total as u64)
    }

    async fn positions(&self, from: &dyn StoreExport) -> Result<(), CopyError> {
        let positions = from.positions(self.shop).await?.into_iter();
        let positions = positions.map(|(source, position)| PositionChange {
            source,
            expected: None,
            position,
        });
        self.commit(Commit {
            positions: positions.collect(),
            ..self.empty()
        })
        .await
    }
}
