//! The board: what the screen shows, put together from a store's figures.

use crate::money::div_half_away;
use crate::{BusinessDay, Minor, Price, Shop, Timestamp};

/// How many calendar days of hourly revenue a board shows.
const WEEK: i32 = 7;

/// What a store must read for a board, in one consistent look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardQuery {
    /// The board's business day.
    pub day: BusinessDay,
    /// How many items of each leaderboard.
    pub popular: usize,
}

impl BoardQuery {
    /// Entries of each leaderboard on a board.
    pub const POPULAR: usize = 50;

    /// The question for a board of this day.
    pub fn of(day: BusinessDay) -> BoardQuery {
        BoardQuery {
            day,
            popular: BoardQuery::POPULAR,
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

/// The figures of one local hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourRecord {
    /// Orders with at least one sold line.
    pub orders: i64,
    /// Gross revenue.
    pub revenue: Minor,
    /// Returns, positive.
    pub returns: Minor,
}

/// The figures of one local minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinuteRecord {
    /// The minute of the day, 0–1,439.
    pub minute: u16,
    /// Orders with at least one sold line.
    pub orders: i64,
    /// Gross revenue.
    pub revenue: Minor,
}

/// The figures of one business day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRecord {
    /// The day.
    pub day: BusinessDay,
    /// Orders with at least one sold line.
    pub orders: i64,
    /// Distinct items with net units above 0.
    pub unique_items: u64,
    /// Units sold.
    pub units: i64,
    /// Gross revenue.
    pub revenue: Minor,
    /// Returns, positive.
    pub returns: Minor,
    /// By local hour; all zero for a day that is kept as totals only.
    pub hours: [HourRecord; 24],
}

impl DayRecord {
    /// A day on which nothing happened.
    pub fn empty(day: BusinessDay) -> DayRecord {
        DayRecord {
            day,
            orders: 0,
            unique_items: 0,
            units: 0,
            revenue: 0,
            returns: 0,
            hours: [HourRecord::default(); 24],
        }
    }

    /// The day's headline figures.
    pub fn figures(&self) -> DayFigures {
        DayFigures {
            orders: self.orders,
            unique_items: self.unique_items,
            units: self.units,
            revenue: self.revenue,
            returns: self.returns,
            net_revenue: self.revenue - self.returns,
            average_order: match i128::from(self.orders) {
                orders if orders > 0 => div_half_away(self.revenue, orders),
                _ => 0,
            },
        }
    }
}

/// An item in a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankedItem {
    /// The item.
    pub sku: String,
    /// Its newest name.
    pub name: Option<String>,
    /// Units sold, corrections taken away.
    pub units: i64,
}

/// An item that a search found in a leaderboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundItem {
    /// Its place in the whole leaderboard, from 1 on.
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
    /// How many; `None` where the store was filled by the original design, which keeps SKUs only.
    pub quantity: Option<u64>,
    /// Price of one; `None` as for `quantity`.
    pub price: Option<Price>,
    /// When its order was placed; `None` as for `quantity`.
    pub sold_at: Option<Timestamp>,
}

/// A store's answer to a [`BoardQuery`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardData {
    /// Seven days, oldest first, the board's own last.
    pub week: Vec<DayRecord>,
    /// Minutes of the board's day in which something sold, in order.
    pub minutes: Vec<MinuteRecord>,
    /// The same of the day before.
    pub yesterday_minutes: Vec<MinuteRecord>,
    /// The same of the same weekday a week ago.
    pub last_week_minutes: Vec<MinuteRecord>,
    /// The all-time leaderboard.
    pub popular: Vec<RankedItem>,
    /// The day's leaderboard.
    pub popular_day: Vec<RankedItem>,
    /// The feed, newest first.
    pub latest: Vec<LatestItem>,
}

/// Headline figures of a business day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayFigures {
    /// Orders with at least one sold line.
    pub orders: i64,
    /// Distinct items with net units above 0.
    pub unique_items: u64,
    /// Units sold.
    pub units: i64,
    /// Gross revenue.
    pub revenue: Minor,
    /// Returns, positive.
    pub returns: Minor,
    /// Revenue − returns.
    pub net_revenue: Minor,
    /// Revenue / orders, rounded half away from zero; 0 without orders.
    pub average_order: Minor,
}

/// A comparison day's figures up to the same time of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Orders.
    pub orders: i64,
    /// Gross revenue.
    pub revenue: Minor,
}

/// Everything the screen shows of a shop at a moment.
#[derive(Clone, Debug)]
pub struct Board {
    /// The board's business day.
    pub day: BusinessDay,
    /// When it was put together.
    pub as_of: Timestamp,
    /// The day's headline figures.
    pub figures: DayFigures,
    /// The day before until the same time.
    pub yesterday: Baseline,
    /// The same weekday a week ago until the same time.
    pub last_week: Baseline,
    /// What the store said.
    pub data: BoardData,
}

impl Board {
    /// Puts a board together from a store's figures at the moment `as_of`.
    ///
    /// The comparison days are summed up to the same wall-clock minute as `as_of`, the running
    /// minute left out; for a board of a past day they are summed whole.
    pub fn assemble(shop: &Shop, as_of: Timestamp, query: &BoardQuery, data: BoardData) -> Board {
        let now = shop.clock.local(as_of);
        let until = if now.day == query.day {
            now.minute()
        } else {
            u16::MAX
        };
        let figures = data.week.last().map(DayRecord::figures).unwrap_or_default();
        Board {
            day: query.day,
            as_of,
            figures,
            yesterday: Baseline::until(&data.yesterday_minutes, until),
            last_week: Baseline::until(&data.last_week_minutes, until),
            data,
        }
    }
}

impl Baseline {
    fn until(minutes: &[MinuteRecord], until: u16) -> Baseline {
        let mut sum = Baseline::default();
        for minute in minutes.iter().take_while(|minute| minute.minute < until) {
            sum.orders += minute.orders;
            sum.revenue += minute.revenue;
        }
        sum
    }
}
