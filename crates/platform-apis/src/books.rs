//! What the platform itself reports as sold.

use std::collections::BTreeMap;

use domain::{BusinessDay, Timestamp};

/// The platform's own figures for some days, to compare with ours. They come from its reports and from the totals of
/// its orders and refunds, never from summing lines as we do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    /// The currency of every amount, ISO 4217 in capitals.
    pub currency: String,
    /// Every requested day, in order, including days without sales.
    pub days: Vec<BookDay>,
    /// Every order, refund and edit on one of the days, by day and id.
    pub entries: Vec<BookEntry>,
}

/// One day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookDay {
    /// Its date.
    pub day: BusinessDay,
    /// How many orders were placed on it, including refunded and cancelled ones if they count.
    pub orders: u64,
    /// The sums of its entries.
    pub amounts: Amounts,
    /// The day in the platform's own report; `None` if there is no report. It may be hours behind.
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
    /// The id of the matching event in our ledger: `woo:2003`, `woo:2003:refund:9`, `stripe:re_1`. An edit's addition
    /// is `shopify:O:edit:A`, where A may differ from the number in the edit's webhook.
    pub id: String,
    /// The order that it belongs to; for an order, its own id.
    pub order: String,
    /// The day it belongs to, in the requested zone.
    pub day: BusinessDay,
    /// When it happened.
    pub at: Timestamp,
    /// The currency of its amounts, if it differs from that of the books; the day's sums leave it out.
    pub currency: Option<String>,
    /// What it adds to the day; negative for a refund.
    pub amounts: Amounts,
}

/// Amounts in millionths of the currency's major unit, signed as they add to the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// The charged amount: the sum of net revenue, shipping, tax, fees, tips and gift cards sold.
    pub total: i128,
    /// The tax in it; `None` if the platform does not report it.
    pub tax: Option<i128>,
    /// The shipping in it, without tax; `None` if the platform does not report it.
    pub shipping: Option<i128>,
}

impl Books {
    /// The most entries to hold: a week of a shop with 28,000 orders a day. Requests for more are answered with the
    /// advice to ask for fewer days.
    pub const MAX_ENTRIES: usize = 200_000;
}

impl Books {
    /// Builds the books of these days, in order, from their entries.
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
    /// If either amount is unknown, so is the sum.
    fn add_assign(&mut self, other: Amounts) {
        let both = |a: Option<i128>, b: Option<i128>| Some(a? + b?);
        self.total += other.total;
        self.tax = both(self.tax, other.tax);
        self.shipping = both(self.shipping, other.shipping);
    }
}
