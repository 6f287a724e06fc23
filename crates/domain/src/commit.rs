//! The changes of a batch of orders: the only thing that a store writes.

mod item_deltas;

use std::ops::Range;

use hashbrown::HashMap;

pub use self::item_deltas::ItemDeltas;
use crate::order::joined;
use crate::{
    BusinessDay, DayRecord, Extra, ItemDay, LedgerEntry, LeftDay, LocalTime, MAX_ITEM_SUM, Measure,
    MemoChange, Minor, Price, Pulse, Quantity, Reject, RetainedDays, Slice, SliceSums, Slices,
    SoldUnits, Standing, Sums, Timestamp,
};

/// The largest sum of a day or of one of its hours, in minor units and in either direction: what fits into 64 bits,
/// with some reserve. It is eighty thousand million million dollars.
pub const MAX_DAY_SUM: Minor = 8_000_000_000_000_000_000;

/// An item's index in [`Commit::skus`].
pub type SkuSlot = u32;

/// The summed effect of a batch, to be applied whole or not at all.
///
/// A store first compares: every [`EntryChange::expected`], [`PositionChange::expected`] and [`MemoChange::expected`]
/// and the retained days' epoch must match its content. If so, it applies everything in one atomic step; if not, it
/// changes nothing and answers with its content.
#[derive(Clone, Debug, Default)]
pub struct Commit<'a> {
    /// The epoch of the retained days this was folded against.
    pub expected_epoch: u64,
    /// The retained days after the commit, if they change. Dropped days lose their detail and keep their totals.
    pub retained: Option<RetainedDays>,
    /// The most items that the shop may have; `None` = any number. Beyond that, a store refuses only commits that bring
    /// new items: existing items stay. A copy from another store brings all of that store's items.
    pub max_items: Option<u64>,
    /// The items it touches. An item that the store does not know is new, whatever its units.
    pub skus: Vec<SkuDelta<'a>>,
    /// The ledger entries it writes, each id once.
    pub entries: Vec<EntryChange<'a>>,
    /// The sold lines of all `entries`.
    pub sold: Vec<CommitLine>,
    /// Their return lines, if the shop keeps [amounts by line](RetainedDays::products).
    pub returned: Vec<CommitLine>,
    /// The changes by business day, each day once.
    pub days: Vec<DayDelta>,
    /// New lines of the feed, in arrival order; at most [`crate::LATEST_LINES`].
    pub latest: Vec<LatestLine>,
    /// Events to keep as rejects.
    pub rejects: Vec<Reject>,
    /// Source positions that advance together with the effect.
    pub positions: Vec<PositionChange>,
    /// Memos about orders that arrive in pieces, each key once.
    pub memos: Vec<MemoChange>,
    /// Totals of days outside the window, to be kept as they are. Only copies from another store have any: this store's
    /// own days keep their totals when they are dropped.
    pub totals: Vec<DayRecord>,
    /// The sums by slice of such days; at most once per day, and never for a retained day.
    pub sliced_totals: Vec<(BusinessDay, Slices)>,
    /// The items of such days.
    pub left: Vec<LeftDay>,
}

impl Commit<'_> {
    /// Whether applying it would change nothing at all.
    pub fn is_empty(&self) -> bool {
        self.retained.is_none()
            && self.entries.is_empty()
            && self.latest.is_empty()
            && self.skus.iter().all(SkuDelta::is_nothing)
            && self.rejects.is_empty()
            && self.positions.is_empty()
            && self.memos.is_empty()
            && self.totals.is_empty()
            && self.sliced_totals.is_empty()
            && self.left.is_empty()
    }
}

/// An item that a commit touches.
#[derive(Clone, Copy, Debug)]
pub struct SkuDelta<'a> {
    /// The item.
    pub sku: &'a str,
    /// The all-time change of its units.
    pub units: i64,
    /// Its name, with the time of the order that used it. A store keeps the name with the greatest (time, name): the
    /// newest, in whatever sequence the events arrived.
    pub name: Option<(Timestamp, &'a str)>,
}

impl SkuDelta<'_> {
    fn is_nothing(&self) -> bool {
        self.units == 0 && self.name.is_none()
    }
}

/// A line of an order that a commit writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitLine {
    /// The item.
    pub sku: SkuSlot,
    /// Whole pieces, above 0.
    pub units: u64,
    /// Their value, see [`SoldUnits::amount`].
    pub amount: u64,
}

/// A ledger entry to write.
#[derive(Clone, Debug)]
pub struct EntryChange<'a> {
    /// The order's id.
    pub id: &'a str,
    /// The version that the store must hold; `None` = it must not know the id.
    pub expected: Option<i64>,
    /// The version after the commit.
    pub version: i64,
    /// See [`crate::LedgerEntry`].
    pub standing: Standing,
    /// The business day and second that the order's figures belong to.
    pub at: LocalTime,
    /// Sum of the sold lines.
    pub revenue: Minor,
    /// Sum of the return lines, positive.
    pub returns: Minor,
    /// Its part of [`Commit::sold`].
    pub sold: Range<u32>,
    /// Its part of [`Commit::returned`].
    pub returned: Range<u32>,
    /// Its data besides the lines and the two amounts, if any.
    pub extra: Option<&'a Extra>,
}

impl EntryChange<'_> {
    /// The ledger's entry for the order after the commit.
    pub fn entry(&self, commit: &Commit<'_>) -> LedgerEntry {
        let named = |line: &CommitLine| SoldUnits {
            sku: commit.skus[line.sku as usize].sku.into(),
            units: line.units,
            amount: line.amount,
        };
        LedgerEntry {
            version: self.version,
            standing: self.standing,
            at: self.at,
            revenue: self.revenue,
            returns: self.returns,
            sold: self.sold(commit).iter().map(named).collect(),
            returned: self.returned(commit).iter().map(named).collect(),
            extra: self.extra.cloned().map(Box::new),
        }
    }

    /// All sums of the order.
    pub fn sums(&self, commit: &Commit<'_>) -> Sums {
        let units = self.sold(commit).iter().map(|line| line.units);
        joined(units, self.revenue, self.returns, self.extra)
    }

    /// Its sold lines.
    pub fn sold<'c>(&self, commit: &'c Commit<'_>) -> &'c [CommitLine] {
        &commit.sold[self.sold.start as usize..self.sold.end as usize]
    }

    /// Its return lines, if they are kept.
    pub fn returned<'c>(&self, commit: &'c Commit<'_>) -> &'c [CommitLine] {
        &commit.returned[self.returned.start as usize..self.returned.end as usize]
    }
}

/// The changes of a business day.
#[derive(Clone, Debug)]
pub struct DayDelta {
    /// The day.
    pub day: BusinessDay,
    /// By local minute, 0–1,439: the measures of grain [`Minute`](crate::Grain::Minute).
    pub minutes: HashMap<u16, Pulse>,
    /// By local hour: the measures kept by the hour or the minute. Their sums are those of the day.
    pub hours: Box<[Sums; 24]>,
    /// The measures of grain [`Day`](crate::Grain::Day).
    pub day_only: Sums,
    /// By item.
    pub items: ItemDeltas,
    /// By channel and by country.
    pub slices: Slices,
}

impl DayDelta {
    /// A day without changes.
    pub fn new(day: BusinessDay) -> DayDelta {
        DayDelta {
            day,
            minutes: HashMap::new(),
            hours: Box::new([Sums::ZERO; 24]),
            day_only: Sums::ZERO,
            items: ItemDeltas::default(),
            slices: Slices::default(),
        }
    }

    /// The changes of the day's sums.
    pub fn sums(&self) -> Sums {
        self.hours.iter().copied().sum::<Sums>() + self.day_only
    }

    /// If a sum of the day, one of its hours or one of its slices would exceed [`MAX_DAY_SUM`] in either direction: the
    /// largest of the stored sums. A change that moves a sum nearer to zero is always accepted.
    pub fn too_large_for(
        &self,
        stored: &Sums,
        hours: &[Sums; 24],
        slices: &Slices,
    ) -> Option<Minor> {
        let is_beyond = |stored: Minor, by: Minor| {
            let after = (stored + by).abs();
            after > MAX_DAY_SUM && after > stored.abs()
        };
        // Most commits have a single order, which changes one hour of the 24.
        let is_too_large = |(stored, by): (&Sums, &Sums)| {
            !by.is_zero() && Measure::all().any(|measure| is_beyond(stored[measure], by[measure]))
        };
        let is_large_slice = |(slice, by): (Slice, SliceSums)| {
            let stored = slices.get(slice).0;
            stored
                .iter()
                .zip(by.0)
                .any(|(stored, by)| is_beyond(*stored, by))
        };
        let is_full = is_too_large((stored, &self.sums()))
            || hours.iter().zip(self.hours.iter()).any(is_too_large)
            || self.slices.each().any(is_large_slice);
        let parts = hours.iter().map(Sums::greatest);
        let parts = parts.chain(slices.each().map(|(_, sums)| sums.greatest()));
        is_full.then(|| parts.fold(stored.greatest(), Minor::max))
    }

    /// The same check for the amounts of the day's items. `stored` returns the store's figures of an item. The limit is
    /// [`MAX_ITEM_SUM`], which leaves room below [`MAX_DAY_SUM`]. No stored item has more than `most`, so `stored` is
    /// only called for items that may come near the limit.
    pub fn items_too_large_for(
        &self,
        most: Minor,
        stored: impl Fn(SkuSlot) -> ItemDay,
    ) -> Option<Minor> {
        let has_room = |by: Minor| most + by.abs() <= MAX_ITEM_SUM;
        let large = self.items.iter();
        let large = large.filter(|(_, by)| !(has_room(by.amount) && has_room(by.returned)));
        let too_large = large.filter_map(|(slot, by)| {
            let item = stored(slot);
            let is_beyond = |stored: Minor, by: Minor| {
                let after = (stored + by).abs();
                after > MAX_ITEM_SUM && after > stored.abs()
            };
            let is_full =
                is_beyond(item.amount, by.amount) || is_beyond(item.returned, by.returned);
            is_full.then(|| item.amount.abs().max(item.returned.abs()))
        });
        too_large.max().map(DayDelta::full_with_item)
    }

    /// The sum that a store reports for a day without room for an item of this amount: the day has as much room left as
    /// the item.
    pub const fn full_with_item(amount: Minor) -> Minor {
        MAX_DAY_SUM - MAX_ITEM_SUM + amount
    }
}

/// A line for the feed of latest items.
#[derive(Clone, Copy, Debug)]
pub struct LatestLine {
    /// The item.
    pub sku: SkuSlot,
    /// The quantity sold, above 0.
    pub quantity: Quantity,
    /// The price of one piece.
    pub price: Price,
    /// When the order was placed.
    pub sold_at: Timestamp,
}

/// A source's position, advanced together with the effect of everything read up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionChange {
    /// The source's stable name, such as `kinesis:orders:shardId-000`.
    pub source: String,
    /// The position that the store must hold; `None` = it must not know the source.
    pub expected: Option<String>,
    /// The position after the commit.
    pub position: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use Measure::{Returns, Revenue};

    const NONE: [Sums; 24] = [Sums::ZERO; 24];

    fn too_large(delta: &DayDelta, stored: &Sums, hours: &[Sums; 24]) -> Option<Minor> {
        delta.too_large_for(stored, hours, &Slices::default())
    }

    fn delta(hours: [(usize, Measure, i128); 2]) -> DayDelta {
        let mut delta = DayDelta::new(BusinessDay::from_epoch_days(17_601));
        for (hour, measure, sum) in hours {
            delta.hours[hour][measure] += sum;
        }
        delta
    }

    #[test]
    fn a_day_has_a_greatest_sum() {
        let half = MAX_DAY_SUM / 2;
        let fits = delta([(1, Revenue, half), (2, Revenue, half)]);
        assert_eq!(too_large(&fits, &Sums::ZERO, &NONE), None);
        let more = delta([(1, Revenue, half), (2, Revenue, half + 1)]);
        assert_eq!(too_large(&more, &Sums::ZERO, &NONE), Some(0));
        let stored = Sums::from([(Revenue, 7), (Returns, 9)]);
        assert_eq!(too_large(&fits, &stored, &NONE), Some(9));
        let below = delta([(1, Revenue, -half), (2, Revenue, -half - 1)]);
        assert_eq!(too_large(&below, &Sums::ZERO, &NONE), Some(0));
    }

    #[test]
    fn hours_that_cancel_out_have_one_as_well() {
        let opposite = delta([
            (1, Returns, MAX_DAY_SUM + 1),
            (2, Returns, -MAX_DAY_SUM - 1),
        ]);
        assert!(opposite.sums().is_zero());
        assert_eq!(too_large(&opposite, &Sums::ZERO, &NONE), Some(0));
        let mut hours = NONE;
        (hours[1][Returns], hours[2][Returns]) = (MAX_DAY_SUM, -MAX_DAY_SUM);
        let one = delta([(1, Returns, 1), (2, Returns, -1)]);
        assert_eq!(too_large(&one, &Sums::ZERO, &hours), Some(MAX_DAY_SUM));
        let back = delta([(1, Returns, -1), (2, Returns, 1)]);
        assert_eq!(too_large(&back, &Sums::ZERO, &hours), None);
    }

    /// Slices may have either sign while the day's sum is near zero.
    #[test]
    fn a_slice_has_a_greatest_sum() {
        let [pos, online] = [0, 1].map(|number| Slice::of_number(number).unwrap());
        let returns = |sum| SliceSums::of(&Sums::from([(Returns, sum)]));
        let stored: Slices = [(pos, returns(MAX_DAY_SUM)), (online, returns(-MAX_DAY_SUM))]
            .into_iter()
            .collect();
        let full = |slice, sum| {
            let mut delta = delta([(1, Returns, sum), (1, Returns, 0)]);
            delta.slices.add(slice, returns(sum));
            delta.too_large_for(&Sums::ZERO, &NONE, &stored)
        };
        assert_eq!(full(pos, 1), Some(MAX_DAY_SUM));
        assert_eq!(full(online, -1), Some(MAX_DAY_SUM));
        assert_eq!((full(pos, -1), full(online, 1)), (None, None));
    }

    #[test]
    fn what_comes_nearer_to_zero_is_never_too_much() {
        let stored = Sums::from([(Revenue, 2 * MAX_DAY_SUM)]);
        let less = delta([(1, Revenue, -3), (1, Revenue, 2)]);
        assert_eq!(too_large(&less, &stored, &NONE), None);
    }
}
