//! Days of the original design: counted, at least in part, before there was a ledger.
//!
//! Their orders are not known one by one, so only their sums can be handed on. A store takes these as the totals of a
//! day, to which the orders in its ledger are then added.

use std::collections::BTreeSet;

use domain::Measure::{self, Revenue};
use domain::{BoardData, BoardQuery, BusinessDay, DayRecord, Grain, Pulse, Shop, Sums, Unknown};
use ports::{Export, StoreError};

/// For each retained day that the original design counted, the part that is not in the ledger: its totals less those of
/// its orders.
pub(crate) async fn without_ledger(
    shop: &Shop,
    from: &dyn Export,
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

/// The original design kept revenue by the hour, and no units. All other hourly figures, the minutes, and measures kept
/// for the whole day come only from the day's own orders.
fn less_its_orders(shown: &DayRecord, minutes: &[(u16, Pulse)], unique: u64) -> DayRecord {
    let mut own: Sums = shown.hours.iter().copied().sum();
    own[Revenue] = minutes.iter().map(|(_, pulse)| pulse.revenue).sum();
    for measure in Measure::all().filter(|it| it.def().grain == Grain::Day) {
        own[measure] = shown.sums[measure];
    }
    DayRecord {
        sums: shown.sums - own,
        unique_items: shown.unique_items.saturating_sub(unique),
        ..DayRecord::empty(shown.day)
    }
}

/// A day after it was handed on: its hours are those of its orders.
pub(crate) fn handed_on(mut day: DayRecord, minutes: &[(u16, Pulse)]) -> DayRecord {
    if day.unknown_by_hour().is_some() {
        day.hours.iter_mut().for_each(|hour| hour[Revenue] = 0);
        for (minute, pulse) in minutes {
            if let Some(hour) = day.hours.get_mut(usize::from(minute / 60)) {
                hour[Revenue] += pulse.revenue;
            }
        }
    }
    day
}

/// A board without what cannot be handed on from the original design: hours of days, and lines of the feed.
pub(crate) fn comparable(mut board: BoardData) -> BoardData {
    let days = board.week.iter_mut().chain([&mut board.last_week]);
    for day in days.filter(|day| day.unknown_by_hour() == Some(Unknown::OriginalDesign)) {
        day.hours = [Sums::ZERO; 24];
    }
    board.latest.retain(|line| line.quantity.is_some());
    // Items have numbers only once a store has adopted them.
    board.known_items = 0;
    board
}
