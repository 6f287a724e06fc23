//! Days of the original design: counted, at least in part, before there was a ledger.
//!
//! Nobody knows their orders one by one, so all that can be handed on of them is what they add up to.
//! A store takes that as the totals of a day, on which the orders of its ledger then build.

use std::collections::BTreeSet;

use domain::{
    BoardData, BoardQuery, BusinessDay, DayRecord, HourRecord, Minor, MinuteRecord, Shop, Unknown,
};
use ports::{StoreError, StoreExport};

/// Of each retained day that the original design counted what is in no ledger: its totals less those
/// of its orders.
pub(crate) async fn without_ledger(
    shop: &Shop,
    from: &dyn StoreExport,
    retained: &BTreeSet<BusinessDay>,
) -> Result<Vec<DayRecord>, StoreError> {
    let (Some(first), Some(last)) = (retained.first(), retained.last()) else {
        return Ok(Vec::new());
    };
    let mut totals = Vec::new();
    for day in from.days(shop, *first, *last).await? {
        if !retained.contains(&day.day) || day.unknown_by_hour().is_none() {
            continue;
        }
        let day = day.day;
        let data = from.board(shop, &BoardQuery::of(day)).await?;
        let unique = from.popular(shop, Some(day), 0, 1).await?.total as u64;
        if let Some(shown) = data.week.last() {
            totals.push(less_its_orders(shown, &data.minutes, unique));
        }
    }
    Ok(totals)
}

/// Minutes, returns and orders by the hour are those of its own orders alone.
fn less_its_orders(shown: &DayRecord, minutes: &[MinuteRecord], unique: u64) -> DayRecord {
    let orders: i64 = shown.hours.iter().map(|hour| hour.orders).sum();
    let returns: Minor = shown.hours.iter().map(|hour| hour.returns).sum();
    let revenue: Minor = minutes.iter().map(|minute| minute.revenue).sum();
    DayRecord {
        orders: shown.orders - orders,
        unique_items: shown.unique_items.saturating_sub(unique),
        revenue: shown.revenue - revenue,
        returns: shown.returns - returns,
        ..DayRecord::empty(shown.day)
    }
}

/// A day as it is once it has been handed on: its hours are those of its orders.
pub(crate) fn handed_on(mut day: DayRecord, minutes: &[MinuteRecord]) -> DayRecord {
    if day.unknown_by_hour().is_some() {
        day.hours.iter_mut().for_each(|hour| hour.revenue = 0);
        for minute in minutes {
            if let Some(hour) = day.hours.get_mut(usize::from(minute.minute / 60)) {
                hour.revenue += minute.revenue;
            }
        }
    }
    day
}

/// A board without what cannot be handed on: hours of days, and lines of the feed, of the original
/// design.
pub(crate) fn comparable(mut board: BoardData) -> BoardData {
    let days = board.week.iter_mut().chain([&mut board.last_week]);
    for day in days.filter(|day| day.unknown_by_hour() == Some(Unknown::OriginalDesign)) {
        day.hours = [HourRecord::default(); 24];
    }
    board.latest.retain(|line| line.quantity.is_some());
    // Items have numbers only once a store has adopted them.
    board.known_items = 0;
    board
}
