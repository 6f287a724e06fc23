//! What the platform itself says was sold.

use std::collections::BTreeMap;

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
    /// How many orders were placed on it, refunded and cancelled ones among them if they count.
    pub orders: u64,
    /// The sums of its entries.
    pub amounts: Amounts,
    /// What the platform's own report has for it; `None` where there is no report. It may be hours behind.
    pub reported: Option<Reported>,
}

/// A day of the platform's own report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reported {
    /// How many orders.
    pub orders: u64,
    /// Its sums.
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
    /// The currency of its amounts, if it is not that of the books: the day's sums are without it.
    pub currency: Option<String>,
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
    /// The most entries that are held: a week of a shop with 28,000 orders a day. Whoever asks for more is told to ask for fewer
    /// days.
    pub const MAX_ENTRIES: usize = 200_000;
}

impl Books {
    /// The books of these days, in order, made of their entries.
    pub(crate) fn of(
        currency: String,
        days: impl Iterator<Item = BusinessDay>,
        mut entries: Vec<BookEntry>,
    ) -> Books {
        let mut sums: BTreeMap<BusinessDay, BookDay> =
            days.map(|day| (day, BookDay::nothing(day))).collect();
        entries.retain(|entry| sums.contains_key(&entry.day));
        entries.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
        for entry in entries.iter().filter(|entry| entry.currency.is_none()) {
            if let Some(sum) = sums.get_mut(&entry.day) {
                sum.orders += u64::from(entry.id == entry.order);
                sum.amounts += entry.amounts;
            }
        }
        Books {
            currency,
            days: sums.into_values().collect(),
            entries,
        }
    }
}

impl BookDay {
    fn nothing(day: BusinessDay) -> BookDay {
        BookDay {
            day,
            orders: 0,
            amounts: Amounts {
                total: 0,
                tax: Some(0),
                shipping: Some(0),
            },
            reported: None,
        }
    }
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
