//! Copies everything about a shop from one store into another, empty one. All of it is written through a store's only
//! write, so a copy is right on any store that commits correctly.

use domain::{BoardQuery, Shop};
use ports::{Export, Figures, Ledger, Pieces};

use crate::original::{comparable, without_ledger};
use crate::target::{
    CopyError, MEMOS, REJECTS, Target, each_left, sliced_of, slices_on, totals_of,
};

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
    /// How many of the retained days were counted by the original design: as totals, without orders.
    pub original_days: u64,
}

/// Copies a shop that both stores have opened, and compares the boards of every retained day.
///
/// # Errors
/// [`CopyError`]; the copy is then incomplete.
pub async fn copy<S>(shop: &Shop, from: &dyn Export, to: &S) -> Result<Copied, CopyError>
where
    S: Ledger + Figures + ?Sized,
{
    let first_days = from.first_days(shop).await?;
    let mut target = Target::empty(shop, to, &first_days).await?;
    let retained = from.retained(shop).await?;
    let days = retained.days.clone();
    target.retain(retained).await?;
    let original = without_ledger(shop, from, &days).await?;
    let mut copied = Copied {
        days: days.len() as u64,
        original_days: original.len() as u64,
        ..Copied::default()
    };
    // Before their orders, which add to them.
    target.totals(&original).await?;
    for memos in from.memos(shop).await?.chunks(MEMOS) {
        target.memos(memos.to_vec()).await?;
    }
    let mut pieces = Pieces::of(shop, from);
    while let Some(piece) = pieces.next().await? {
        target.items(&piece.items).await?;
        target.orders(&piece.orders).await?;
        copied.items += piece.items.len() as u64;
        copied.orders += piece.orders.len() as u64;
    }
    let totals = totals_of(shop, from, &days).await?;
    target.totals(&totals).await?;
    each_left(shop, from, &totals, async |day, items| {
        target.left(day, &items).await
    })
    .await?;
    target.sliced(&sliced_of(shop, from, &days).await?).await?;
    target.latest(&from.latest(shop).await?).await?;
    copied.rejects = rejects(shop, from, &target).await?;
    target.positions(from.positions(shop).await?).await?;
    target.finish().await?;
    for day in days {
        let query = BoardQuery::of(day);
        let (one, other) = (
            from.board(shop, &query).await?,
            to.board(shop, &query).await?,
        );
        let slices = (
            slices_on(shop, from, day).await?,
            slices_on(shop, to, day).await?,
        );
        if comparable(one) != comparable(other) || slices.0 != slices.1 {
            return Err(CopyError::Differs(day));
        }
    }
    Ok(copied)
}

/// The oldest first, so that they are numbered in the same order.
async fn rejects(
    shop: &Shop,
    from: &dyn Export,
    target: &Target<'_, impl Ledger + ?Sized>,
) -> Result<u64, CopyError> {
    let total = from.rejects(shop, 0, 1).await?.total;
    let mut end = total;
    while end > 0 {
        let offset = end.saturating_sub(REJECTS);
        let page = from.rejects(shop, offset, end - offset).await?;
        let page = page.items.into_iter().rev();
        target
            .rejects(page.map(|stored| stored.reject).collect())
            .await?;
        end = offset;
    }
    Ok(total as u64)
}
