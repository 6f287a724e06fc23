//! What the platform itself says was sold.

use domain::{BusinessDay, Timestamp};

/// The platform's own figures of some days, to be held against ours. They come from its reports and from the totals that stand on
/// its orders and refunds, never from lines that are summed as ours are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    /// The currency of every amount, ISO 4217 in capitals.
    pub currency: String,
    /// Every day that was asked for, in order; also one on which nothing was sold.
    pub days: Vec<BookDay>,
    /// Every order, refund and edit that stands on one of the days, by day and id.
    pub entries: Vec<BookEntry>,
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookDay {
    /// Which.
    pub day: BusinessDay,
    /// How many orders were placed on it, refunded and cancelled ones among them; `None` where the platform does not count
    /// them as we do.
    pub orders: Option<u64>,
    /// Its sums: by the platform's report where it has one, else those of the entries.
    pub amounts: Amounts,
}

/// An order, a refund or an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookEntry {
    /// Its identity, which is that of the event that our ledger has of it: `woo:2003`, `woo:2003:refund:9`, `stripe:re_1`. What an
    /// edit added is `shopify:O:edit:A`, where A may be another number than the webhook of the edit had.
    pub id: String,
    /// The order that it belongs to; of an order its own id.
    pub order: String,
    /// The day on which it stands, in the zone that was asked for.
    pub day: BusinessDay,
    /// When.
    pub at: Timestamp,
    /// What it adds to the day; a refund takes away.
    pub amounts: Amounts,
}

/// Amounts in millionths of the currency's major unit, signed as they add to a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// What was charged: net revenue, shipping, tax, fees, tips and gift cards sold, all together.
    pub total: i128,
    /// The tax of it; `None` where the platform does not say.
    pub tax: Option<i128>,
    /// The shipping of it, without tax; `None` where the platform does not say.
    pub shipping: Option<i128>,
}

impl Books {
    /// The most entries that are held: a month of a shop with 16,000 orders a day. Whoever asks for more is told to ask for fewer
    /// days.
    pub const MAX_ENTRIES: usize = 500_000;
}

impl std::ops::AddAssign for Amounts {
    /// What one of both does not say, the sum does not say.
    fn add_assign(&mut self, other: Amounts) {
        let both = |a: Option<i128>, b: Option<i128>| Some(a? + b?);
        self.total += other.total;
        self.tax = both(self.tax, other.tax);
        self.shipping = both(self.shipping, other.shipping);
    }
}
