//! The figures of a shop at one moment, and the order of shops.

use std::cmp::Ordering;

use api_types::{Baseline, OverviewShop};
use domain::{Conversion, Currency, Minor, Pulse, Share, Unknown};

use super::keeper::{Row, Rows};
use super::summary::Summary;
use super::view::{Against, Sort, View};

/// The figures of a shop at one moment.
pub(super) struct Figures<'r> {
    pub(super) row: &'r Row,
    summary: &'r Summary,
    pub(super) orders: i128,
    pub(super) units: Option<i128>,
    pub(super) revenue: Minor,
    pub(super) yesterday: Result<Pulse, Unknown>,
    pub(super) last_week: Result<Pulse, Unknown>,
    /// Its share of the total's currency; `None` = there is no rate.
    pub(super) share: Option<Share>,
    converted: Option<Minor>,
}

impl<'r> Figures<'r> {
    /// `None` = the shop could not be read, or its revenue is not known.
    pub(super) fn of(
        row: &'r Row,
        minute: u16,
        conversion: &mut Conversion,
    ) -> Option<Figures<'r>> {
        let summary = row.summary.as_ref()?;
        let revenue = summary.revenue?;
        let share = conversion.share(&row.shop.currency);
        Some(Figures {
            row,
            summary,
            orders: summary.orders?,
            units: summary.units,
            revenue,
            yesterday: summary.yesterday.until(minute),
            last_week: summary.last_week.until(minute),
            converted: share.as_ref().map(|share| share.minor(revenue)),
            share,
        })
    }

    /// Today's revenue and the one it is compared with; `None` if there is nothing to compare with, or too little for the
    /// comparison to say anything.
    fn growth(&self, against: Against) -> Option<(Minor, Minor)> {
        let before = match against {
            Against::Yesterday => self.yesterday,
            Against::LastWeek => self.last_week,
        };
        let Pulse { orders, revenue } = before.ok()?;
        (orders >= Pulse::FEWEST_COMPARED && revenue > 0).then_some((self.revenue, revenue))
    }

    /// The shop's row.
    pub(super) fn written(&self, currency: &Currency, rows: &Rows) -> OverviewShop {
        let shop = &self.row.shop;
        let before = |day: &Result<Pulse, Unknown>| match day {
            Ok(pulse) => {
                let revenue = shop.currency.format(pulse.revenue);
                let orders = pulse.orders;
                (Some(Baseline { orders, revenue }), None)
            }
            Err(why) => (None, Some((*why).into())),
        };
        let (yesterday, yesterday_unknown) = before(&self.yesterday);
        let (last_week, last_week_unknown) = before(&self.last_week);
        let last_order = self.summary.last_order;
        OverviewShop {
            date: self.summary.day.to_string(),
            orders: Some(as_count(self.orders)),
            units: self.units.map(as_count),
            revenue: Some(shop.currency.format(self.revenue)),
            yesterday,
            yesterday_unknown,
            last_week,
            last_week_unknown,
            last_order_at: last_order.map(|at| shop.clock.rfc3339(at)),
            converted: self.converted.map(|amount| currency.format(amount)),
            unread: false,
            ..unread_shop(rows, self.row)
        }
    }
}

impl View {
    /// Which of two shops comes first.
    pub(super) fn order(&self, one: &Figures<'_>, other: &Figures<'_>) -> Ordering {
        let by = match self.sort {
            Sort::Revenue => {
                self.known(one.converted, other.converted, |one, other| other.cmp(one))
            }
            Sort::Growth => {
                let growth = |shop: &Figures<'_>| shop.growth(self.against);
                // The product fits: both are below 2^63.
                let more = |one: &(Minor, Minor), other: &(Minor, Minor)| {
                    (other.0 * one.1).cmp(&(one.0 * other.1))
                };
                self.known(growth(one), growth(other), more)
            }
            Sort::Silence => {
                let last = |shop: &Figures<'_>| shop.summary.last_order;
                self.known(last(one), last(other), Ord::cmp)
            }
            Sort::Name => {
                let id = |shop: &Figures<'_>| shop.row.shop.id.clone();
                self.known(Some(id(one)), Some(id(other)), Ord::cmp)
            }
        };
        by.then_with(|| one.row.shop.id.cmp(&other.row.shop.id))
    }

    /// Unknown values come last in either direction.
    fn known<T>(
        &self,
        one: Option<T>,
        other: Option<T>,
        order: impl Fn(&T, &T) -> Ordering,
    ) -> Ordering {
        match (one, other) {
            (Some(one), Some(other)) if self.is_reverse => order(&other, &one),
            (Some(one), Some(other)) => order(&one, &other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}

/// A shop of which only the settings are known.
pub(super) fn unread_shop(rows: &Rows, row: &Row) -> OverviewShop {
    let shop = &row.shop;
    OverviewShop {
        shop: shop.id.to_string(),
        display_name: row.display_name.as_deref().map(str::to_owned),
        timezone: shop.clock.name().to_owned(),
        currency: shop.currency.code().to_owned(),
        date: shop.today(rows.as_of).to_string(),
        orders: None,
        units: None,
        revenue: None,
        yesterday: None,
        yesterday_unknown: None,
        last_week: None,
        last_week_unknown: None,
        last_order_at: None,
        converted: None,
        unread: true,
    }
}

/// A count for JSON, limited to 64 bits: no shop exceeds that, and the limit is the nearest value.
pub(super) fn as_count(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}
