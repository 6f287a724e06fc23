//! The board: the content of the screen, composed of a store's figures.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::Measure::{Orders, Revenue, Units};
use crate::{
    Baseline, BusinessDay, Headline, LATEST_LINES, MeasureSet, Price, Pulse, Quantity, Shop, Sums,
    Timestamp, Totals, WholeHours,
};

/// How many calendar days of hourly revenue a board shows.
const WEEK: i32 = 7;

/// The data that a store must read for a board, all as of one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardQuery {
    /// The board's business day.
    pub day: BusinessDay,
    /// The number of items of each leaderboard.
    pub popular: usize,
    /// The number of lines of the feed.
    pub latest: usize,
}

impl BoardQuery {
    /// Entries of each leaderboard on a board.
    pub const POPULAR: usize = 50;

    /// The query for a board of this day.
    pub fn of(day: BusinessDay) -> BoardQuery {
        BoardQuery {
            day,
            popular: BoardQuery::POPULAR,
            latest: LATEST_LINES,
        }
    }

    /// The query for only the sums of a day and of its comparison days, and the newest line of the feed.
    pub fn sums_of(day: BusinessDay) -> BoardQuery {
        BoardQuery {
            day,
            popular: 0,
            latest: 1,
        }
    }

    /// The seven calendar days of hourly revenue, oldest first, ending at the board's.
    pub fn week(&self) -> impl Iterator<Item = BusinessDay> + use<> {
        let day = self.day;
        (0..WEEK).rev().map(move |back| day - back)
    }

    /// The day before.
    pub fn yesterday(&self) -> BusinessDay {
        self.day - 1
    }

    /// The same weekday a week ago.
    pub fn last_week(&self) -> BusinessDay {
        self.day - WEEK
    }
}

/// The figures of one business day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRecord {
    /// The day.
    pub day: BusinessDay,
    /// The sums of its orders.
    pub sums: Sums,
    /// Distinct items with net units above 0.
    pub unique_items: u64,
    /// By local hour, the measures kept by the hour. For a dropped day only orders and revenue, or nothing if it was
    /// dropped before those were kept.
    pub hours: [Sums; 24],
    /// Whether it had data and has been dropped, so that its orders, minutes and items are not known.
    pub has_left: bool,
    /// Measures that are not fully known for the day, whatever `sums` has.
    pub unknown: MeasureSet,
}

impl DayRecord {
    /// Why the day is not known order by order, by minute and by item; `None` if it is.
    pub fn unknown_in_detail(&self) -> Option<Unknown> {
        let has_left = self.has_left.then_some(Unknown::TotalsOnly);
        self.unknown_by_hour().or(has_left)
    }

    /// Why the day's orders are not known by hour; `None` if they are. Whatever is missing, it is in the day's sum but
    /// not in its hours.
    pub fn unknown_by_hour(&self) -> Option<Unknown> {
        if self.unknown.has(Orders) {
            return Some(Unknown::NotKept);
        }
        let of_hours: i128 = self.hours.iter().map(|hour| hour[Orders]).sum();
        if of_hours == self.sums[Orders] && self.is_revenue_by_hour() {
            return None;
        }
        // A day kept as totals has no known hours, and an order that we counted has units.
        let has_hours = self.hours.iter().any(|hour| !hour.is_zero());
        Some(match has_hours || self.sums[Units] == 0 {
            true => Unknown::OriginalDesign,
            false => Unknown::TotalsOnly,
        })
    }

    /// Whether the day's revenue is known by hour, so that an hour without any had none.
    pub fn is_revenue_by_hour(&self) -> bool {
        Headline::Gross.is_by_hour(self)
    }

    /// The sums until the time of `now` on another day, by the wall clock and without the running minute. `minutes` are
    /// the day's minutes with sales.
    ///
    /// # Errors
    /// Why they are not known.
    pub fn until(
        &self,
        shop: &Shop,
        now: Timestamp,
        minutes: &[(u16, Pulse)],
    ) -> Result<Pulse, Unknown> {
        let repeated = shop.clock.repeated(self.day);
        let until = shop.clock.elapsed_minute(now);
        until_minute(self, minutes, Some(until), repeated.as_ref())
    }

    /// The part of sorted days that is in a range.
    pub fn within(days: &[DayRecord], range: crate::Range) -> &[DayRecord] {
        let place = |day: BusinessDay| days.partition_point(|it| it.day < day);
        let (from, to) = (place(range.first), place(range.last + 1));
        days.get(from..to).unwrap_or_default()
    }

    /// The totals of several days, see [`Totals::of_several`].
    pub fn totals_of(days: &[DayRecord]) -> Totals {
        let totals: Vec<Totals> = days.iter().map(DayRecord::totals).collect();
        Totals::of_several(&totals)
    }

    /// The measures kept by the minute, over the whole day.
    fn pulse(&self) -> Pulse {
        Pulse {
            // No shop has more orders in a day than fit into 64 bits.
            orders: i64::try_from(self.sums[Orders]).unwrap_or(i64::MAX),
            revenue: self.sums[Revenue],
        }
    }

    /// A day without orders.
    pub fn empty(day: BusinessDay) -> DayRecord {
        DayRecord {
            day,
            sums: Sums::ZERO,
            unique_items: 0,
            hours: [Sums::ZERO; 24],
            has_left: false,
            unknown: MeasureSet::NONE,
        }
    }

    /// The day's headline figures.
    pub fn totals(&self) -> Totals {
        let unique_items = Some(self.unique_items).filter(|_| !self.unknown.has(Orders));
        let totals = Totals::new(self.sums, unique_items).without(self.unknown);
        match self.unknown_by_hour() {
            Some(Unknown::OriginalDesign) => totals.without(MeasureSet::NONE.with(Units)),
            _ => totals,
        }
    }
}

/// Why a figure is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The day has been dropped: its totals are kept, and at best the hours of its orders and revenue.
    TotalsOnly,
    /// The day is so long ago that not even totals are kept.
    NotKept,
    /// The original design counted the day, at least in part: it kept neither orders by hour and minute, nor the units
    /// of the day and its items.
    OriginalDesign,
    /// The moment is in an hour that the day's clock showed twice: the sales of both are one sum.
    RepeatedHour,
    /// The day is before the first one with any data: neither its sales nor the shop's existence are known.
    BeforeFirst,
}

/// An item in a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankedItem {
    /// The item.
    pub sku: String,
    /// Its newest name.
    pub name: Option<String>,
    /// Units sold, less corrections.
    pub units: i64,
}

/// A search result in a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundItem {
    /// Its rank in the whole leaderboard, from 1.
    pub rank: usize,
    /// The item.
    pub item: RankedItem,
}

/// A line of the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatestItem {
    /// The item.
    pub sku: String,
    /// Its newest name.
    pub name: Option<String>,
    /// The quantity; `None` if the original design filled the store, which keeps SKUs only.
    pub quantity: Option<Quantity>,
    /// The price of one piece; `None` as for `quantity`.
    pub price: Option<Price>,
    /// When its order was placed; `None` as for `quantity`.
    pub sold_at: Option<Timestamp>,
}

/// A store's answer to a [`BoardQuery`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardData {
    /// Seven days, oldest first, the board's own day last.
    pub week: Vec<DayRecord>,
    /// The same weekday a week ago, which is the day before `week`.
    pub last_week: DayRecord,
    /// Minutes of the board's day with sales, 0–1,439, in order.
    pub minutes: Vec<(u16, Pulse)>,
    /// The same for the day before.
    pub yesterday_minutes: Vec<(u16, Pulse)>,
    /// The same for the same weekday a week ago.
    pub last_week_minutes: Vec<(u16, Pulse)>,
    /// The all-time leaderboard.
    pub popular: Vec<RankedItem>,
    /// The day's leaderboard.
    pub popular_day: Vec<RankedItem>,
    /// The feed, newest first.
    pub latest: Vec<LatestItem>,
    /// The number of distinct items the store knows, which [`Shop::max_items`] limits.
    pub known_items: u64,
}

impl BoardData {
    /// Whether the oldest day is empty, so that it and later ones may be before the shop's first day.
    pub fn begins_empty(&self) -> bool {
        self.last_week.sums.is_zero()
    }
}

/// Everything that the screen shows of a shop at one moment.
#[derive(Clone, Debug)]
pub struct Board {
    /// The board's business day.
    pub day: BusinessDay,
    /// When it was composed.
    pub as_of: Timestamp,
    /// The day's headline figures.
    pub totals: Totals,
    /// The day before until the same time, or why it is not known.
    pub yesterday: Result<Pulse, Unknown>,
    /// The same weekday a week ago until the same time, or why it is not known.
    pub last_week: Result<Pulse, Unknown>,
    /// The three days until the last whole hour.
    pub whole_hours: WholeHours,
    /// The ranks of items on the day before; `None` = there is nothing to compare with.
    pub places_before: Option<Arc<Places>>,
    /// The shop's first day, or the board's own if it has none; `None` = the whole board is after it.
    pub begins: Option<BusinessDay>,
    /// The store's data.
    pub data: BoardData,
}

/// Ranks in a day's leaderboard, from 1, by SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places(HashMap<String, usize>);

impl Places {
    /// How many ranks are read: enough for the items on the next day's board.
    pub const KNOWN: usize = 1_000;

    /// The ranks of a leaderboard's first items; `None` if there are none.
    pub fn of(items: Vec<RankedItem>) -> Option<Places> {
        let places: HashMap<_, _> = items.into_iter().map(|item| item.sku).zip(1..).collect();
        (!places.is_empty()).then_some(Places(places))
    }

    /// An item's rank, if it is known.
    pub fn get(&self, sku: &str) -> Option<usize> {
        self.0.get(sku).copied()
    }
}

impl Board {
    /// Whether the shop existed a week ago.
    pub fn has_last_week(&self) -> bool {
        self.last_week != Err(Unknown::BeforeFirst)
    }

    /// The board of a shop whose days begin with `first`; `None` = it has no days. Earlier days are unknown.
    #[must_use]
    pub fn known_from(mut self, first: Option<BusinessDay>) -> Board {
        let is_before = |day: BusinessDay| first.is_none_or(|first| day < first);
        let query = BoardQuery::of(self.day);
        self.begins = Some(first.unwrap_or(self.day));
        if is_before(query.yesterday()) {
            self.yesterday = self.yesterday.and(Err(Unknown::BeforeFirst));
            self.whole_hours.yesterday = self.whole_hours.yesterday.and(Err(Unknown::BeforeFirst));
        }
        if is_before(query.last_week()) {
            self.last_week = self.last_week.and(Err(Unknown::BeforeFirst));
            self.whole_hours.last_week = self.whole_hours.last_week.and(Err(Unknown::BeforeFirst));
        }
        self
    }

    /// Why the day is not known by minute and item, nor its units; `None` if it is.
    pub fn unknown(&self) -> Option<Unknown> {
        self.data.week.last().and_then(DayRecord::unknown_in_detail)
    }

    /// Composes a board from a store's figures at the moment `as_of`.
    ///
    /// The comparison days are summed up to the same wall-clock minute as `as_of`, without the running minute. During a
    /// repeated hour they are summed to its end, because its first pass is over. Within an hour that was repeated on a
    /// comparison day, that day's sums are unknown: its minutes hold both passes. For a board of a past day, whole days
    /// are summed.
    pub fn assemble(shop: &Shop, as_of: Timestamp, query: &BoardQuery, data: BoardData) -> Board {
        let now = shop.clock.local(as_of);
        let until = (now.day == query.day).then(|| shop.clock.elapsed_minute(as_of));
        let none = DayRecord::empty(query.day);
        let mut newest_first = data.week.iter().rev();
        let today = newest_first.next().unwrap_or(&none);
        let yesterday = newest_first.next().unwrap_or(&none);
        let compared = |day: &DayRecord, minutes: &[(u16, Pulse)]| {
            until_minute(day, minutes, until, shop.clock.repeated(day.day).as_ref())
        };
        Board {
            day: query.day,
            as_of,
            totals: today.totals(),
            yesterday: compared(yesterday, &data.yesterday_minutes),
            last_week: compared(&data.last_week, &data.last_week_minutes),
            whole_hours: WholeHours::until(until, [today, yesterday, &data.last_week]),
            places_before: None,
            begins: None,
            data,
        }
    }
}

/// The sums of a comparison day up to a minute, or whole. `repeated` are the seconds that its clock showed twice.
fn until_minute(
    day: &DayRecord,
    minutes: &[(u16, Pulse)],
    until: Option<u16>,
    repeated: Option<&Range<u32>>,
) -> Result<Pulse, Unknown> {
    let unknown = day.unknown_in_detail();
    let Some(until) = until else {
        return match unknown {
            Some(Unknown::NotKept) => Err(Unknown::NotKept),
            _ => Ok(day.pulse()),
        };
    };
    Baseline::of(unknown, minutes, repeated.cloned()).until(until)
}

#[cfg(test)]
mod tests;
