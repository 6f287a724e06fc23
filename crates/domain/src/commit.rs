//! What a batch of orders changes: the one thing a store writes.

use std::ops::Range;

use hashbrown::HashMap;

use crate::{BusinessDay, DayRecord, LocalTime, Minor, Price, Reject, RetainedDays, Timestamp};

/// An item's place in [`Commit::skus`].
pub type SkuSlot = u32;

/// The summed effect of a batch, to be applied whole or not at all.
///
/// A store first compares: every [`EntryChange::expected`], every [`PositionChange::expected`] and
/// the retained days' epoch must be what it holds. If they are, it applies everything in one
/// atomic step; if not, it changes nothing and answers with what it holds.
#[derive(Clone, Debug, Default)]
pub struct Commit<'a> {
    /// The epoch of the retained days this was folded against.
    pub expected_epoch: u64,
    /// The retained days afterwards, if they change. Days that leave lose their detail and keep
    /// their totals.
    pub retained: Option<RetainedDays>,
    /// The most items that the shop may have; `None` = any number. Beyond it a store refuses a commit
    /// that brings new ones, but no other: those that are there stay. A copy from another store brings
    /// what that one has.
    pub max_items: Option<u64>,
    /// The items it touches. Those that the store does not know are new, whatever their units.
    pub skus: Vec<SkuDelta<'a>>,
    /// The ledger entries it writes, each id once.
    pub entries: Vec<EntryChange<'a>>,
    /// The sold lines of all `entries`: item and units.
    pub sold: Vec<(SkuSlot, u64)>,
    /// The changes by business day, each day once.
    pub days: Vec<DayDelta>,
    /// New lines of the feed, in arrival order; at most [`crate::LATEST_LINES`].
    pub latest: Vec<LatestLine>,
    /// Events to keep as rejects.
    pub rejects: Vec<Reject>,
    /// Source positions that move with the effect.
    pub positions: Vec<PositionChange>,
    /// Totals of days that have left the window, to be kept as they are. Only a copy from another
    /// store brings any: days of this store keep their own when they leave.
    pub totals: Vec<DayRecord>,
}

impl DayDelta {
    /// How the day's revenue and returns change.
    pub fn money(&self) -> (Minor, Minor) {
        let minutes = self.minutes.values();
        minutes.fold((0, 0), |(revenue, returns), minute| {
            (revenue + minute.revenue, returns + minute.returns)
        })
    }
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
            && self.totals.is_empty()
    }
}

/// An item that a commit touches.
#[derive(Clone, Copy, Debug)]
pub struct SkuDelta<'a> {
    /// The item.
    pub sku: &'a str,
    /// The all-time change of its units.
    pub units: i64,
    /// Its name, with the time of the order that called it so. A store keeps the name with the
    /// greatest (time, name): the newest, whatever order the events came in.
    pub name: Option<(Timestamp, &'a str)>,
}

impl SkuDelta<'_> {
    fn is_nothing(&self) -> bool {
        self.units == 0 && self.name.is_none()
    }
}

/// A ledger entry to write.
#[derive(Clone, Debug)]
pub struct EntryChange<'a> {
    /// The order's id.
    pub id: &'a str,
    /// The version the store must hold now; `None` = it must not know the id.
    pub expected: Option<i64>,
    /// The version it holds afterwards.
    pub version: i64,
    /// See [`crate::LedgerEntry`].
    pub cancelled: bool,
    /// The business day and second the order's figures belong to.
    pub at: LocalTime,
    /// Sum of the sold lines.
    pub revenue: Minor,
    /// Sum of the return lines, positive.
    pub returns: Minor,
    /// Its part of [`Commit::sold`].
    pub sold: Range<u32>,
}

/// What changes in a business day.
#[derive(Clone, Debug)]
pub struct DayDelta {
    /// The day.
    pub day: BusinessDay,
    /// Units of its sold lines.
    pub units: i64,
    /// By local minute, 0–1,439. The day's and the hours' sums are the sums of these.
    pub minutes: HashMap<u16, MinuteDelta>,
    /// Units by item.
    pub items: HashMap<SkuSlot, i64>,
}

/// What changes in a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MinuteDelta {
    /// Orders with at least one sold line.
    pub orders: i64,
    /// Gross revenue.
    pub revenue: Minor,
    /// Returns, positive.
    pub returns: Minor,
}

/// A line for the feed of latest items.
#[derive(Clone, Copy, Debug)]
pub struct LatestLine {
    /// The item.
    pub sku: SkuSlot,
    /// How many were sold.
    pub quantity: u64,
    /// Price of one.
    pub price: Price,
    /// When the order was placed.
    pub sold_at: Timestamp,
}

/// A source's position, moved in the same step as what was read up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionChange {
    /// The source's stable name, such as `kinesis:orders:shardId-000`.
    pub source: String,
    /// Where the store must say it was; `None` = never seen.
    pub expected: Option<String>,
    /// Where it is afterwards.
    pub position: String,
}
