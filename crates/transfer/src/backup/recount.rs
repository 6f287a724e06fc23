//! A backup of a store that cannot be frozen.
//!
//! Redis cannot show a single moment of itself, and in a busy shop commits never pause. But figures are not
//! independent: they are the sums of the ledger's orders. So the orders are read while others are committed, and the
//! figures are counted from those that were read. The result is a shop that could have existed: it has every order that
//! was acknowledged before the backup began, each in its version at that time or a newer one, perhaps some later
//! orders, and exactly the figures of all these.
//!
//! For that, the order of reading matters:
//!
//! 1. **Positions and the feed first.** Every order before a position is in the ledger when that is read later. Orders
//!    after the positions may be read as well; they are duplicates when a restored store reads its sources again, which
//!    changes nothing.
//! 2. **Then the ledger.** A scan returns everything that exists from its beginning to its end, and orders only leave the
//!    ledger together with their day.
//! 3. **Then the catalogue**: it knows every item of every order that was read. All-time units reach further back than
//!    the ledger. The part before the ledger ([`Export::earlier`]) changes only when a day is dropped; the rest is
//!    counted like everything else.
//!
//! A day that begins or is dropped meanwhile would break this, so the backup is then started again. This happens about
//! once a day, and continually while a long history is loaded.
//!
//! As a result, a backup does not contain damaged figures of the store; `verify` finds them.

use std::collections::HashMap;

use domain::{BoardQuery, BusinessDay, DayRecord, RetainedDays, Shop};
use ports::{CatalogueItem, Export, Pieces};

use super::figures::FiguresLine;
use super::line::Line;
use super::value::InvalidValue;
use super::writer::{BackupError, BackupWriter, put_rejects};
use crate::ledger_sums::{DaySums, LedgerSums};

pub(super) async fn recount(
    shop: &Shop,
    store: &dyn Export,
    backup: &mut BackupWriter,
) -> Result<(), BackupError> {
    let retained = store.retained(shop).await?;
    backup.put_shop(shop, store, &retained).await?;
    let original = backup.put_original(shop, store, &retained).await?;
    let positions = store.positions(shop).await?;
    let latest = store.latest(shop).await?;
    backup.put_memos(store.memos(shop).await?).await?;
    let mut sums = LedgerSums::default();
    let mut pieces = Pieces::of(shop, store);
    while let Some(piece) = pieces.next().await? {
        backup.put_orders(&piece.orders, &shop.channels).await?;
        sums.add(&piece.orders);
    }
    let items = all_time(store.earlier(shop).await?, &mut sums);
    backup.put_items(&items).await?;
    backup.put_totals(shop, store, &retained).await?;
    backup.put_latest(&latest).await?;
    put_rejects(shop, store, backup).await?;
    backup.put_positions(positions).await?;
    put_figures((shop, &retained), &sums, &original, backup).await?;
    let units = items.iter().map(|item| (&*item.sku, item.units));
    backup.put(&Line::Popular(leaders(units))).await?;
    match store.retained(shop).await?.epoch == retained.epoch {
        true => Ok(()),
        false => Err(BackupError::DaysChanged),
    }
}

/// The catalogue with the units of the orders that were read.
fn all_time(mut items: Vec<CatalogueItem>, sums: &mut LedgerSums) -> Vec<CatalogueItem> {
    let mut sold = HashMap::new();
    for (number, item) in sums.days.values().flat_map(|day| &day.items) {
        *sold.entry(*number).or_insert(0) += item.units;
    }
    for item in &mut items {
        item.units += sold.remove(&sums.number(&item.sku)).unwrap_or(0);
    }
    // Sold items that the catalogue lacks, if any.
    items.extend(sold.into_iter().map(|(number, units)| CatalogueItem {
        sku: sums.skus[number as usize].clone(),
        name: None,
        units,
    }));
    items
}

/// The figures of the retained days, to compare a restored store with. For days that the original design counted,
/// orders are added to its figures.
async fn put_figures(
    (shop, retained): (&Shop, &RetainedDays),
    sums: &LedgerSums,
    original: &[DayRecord],
    backup: &mut BackupWriter,
) -> Result<(), BackupError> {
    let none = DaySums::default();
    for &day in &retained.days {
        let of_day = sums.days.get(&day).unwrap_or(&none);
        let figures = counted(day, of_day, sums)?;
        let mut figures = figures.by(&of_day.slices, &shop.channels)?;
        if let Some(original) = original.iter().find(|original| original.day == day) {
            figures.add(original)?;
        }
        backup.put(&Line::Figures(figures)).await?;
    }
    Ok(())
}

fn counted(
    day: BusinessDay,
    of_day: &DaySums,
    sums: &LedgerSums,
) -> Result<FiguresLine, InvalidValue> {
    let units = of_day.items.iter();
    let units = units.map(|(number, item)| (&*sums.skus[*number as usize], item.units));
    FiguresLine::counted(day, of_day, leaders(units))
}

/// The front of a leaderboard, in the order of boards: most units first; for equal units, the greater SKU.
fn leaders<'s>(units: impl Iterator<Item = (&'s str, i64)>) -> Vec<(String, i64)> {
    let mut ranked: Vec<(&str, i64)> = units.filter(|(_, units)| *units > 0).collect();
    ranked.sort_unstable_by(|a, b| (b.1, b.0).cmp(&(a.1, a.0)));
    ranked.truncate(BoardQuery::POPULAR);
    let ranked = ranked.into_iter();
    ranked.map(|(sku, units)| (sku.to_owned(), units)).collect()
}
