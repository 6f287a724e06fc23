//! One business day, added up.

use crate::order::Order;
use jiff::civil::Date;
use std::collections::HashMap;

/// The figures of one business day. Money is in whole minor units of the currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTruth {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Its figures, each under the name that the server's answers have for it.
    pub figures: Vec<(&'static str, Figure)>,
    /// Gross revenue of each local hour, in minor units; the two 01:00 hours of a
    /// 25-hour day are one.
    pub hours: [i128; 24],
    /// Units sold of each sku, most first, ties by sku bytes descending.
    pub popular: Vec<(String, i64)>,
}

/// A figure of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// How many.
    Count(i128),
    /// How much, in minor units.
    Money(i128),
}

impl Figure {
    /// Its number, whatever it counts in.
    #[must_use]
    pub fn value(self) -> i128 {
        match self {
            Figure::Count(value) | Figure::Money(value) => value,
        }
    }
}

impl DayTruth {
    /// A figure by its name; `None` when there is none of it.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<i128> {
        let mut figures = self.figures.iter();
        let (_, figure) = figures.find(|(known, _)| *known == name)?;
        Some(figure.value())
    }
}

#[derive(Debug, Default)]
pub(super) struct Day<'a> {
    orders: u64,
    revenue: i128,
    returns: i128,
    returned_units: i128,
    hours: [i128; 24],
    units: HashMap<&'a str, i64>,
}

impl<'a> Day<'a> {
    pub(super) fn add(&mut self, order: &'a Order, hour: usize, minor_digits: u8) {
        let (mut sold, mut returned) = (0, 0);
        let mut sells = false;
        for item in &order.items {
            let quantity = i128::from(item.quantity);
            let millionths = i128::from(item.price.units)
                * 10i128.pow(6 - u32::from(item.price.decimals))
                * quantity;
            if quantity > 0 {
                sells = true;
                sold += millionths;
                *self.units.entry(&item.sku).or_default() += i64::from(item.quantity);
            } else {
                returned -= millionths;
                self.returned_units -= quantity;
            }
        }
        let sold = rounded(sold, minor_digits);
        self.orders += u64::from(sells);
        self.revenue += sold;
        self.hours[hour] += sold;
        self.returns += rounded(returned, minor_digits);
    }

    pub(super) fn finish(self, date: Date) -> DayTruth {
        let units: i64 = self.units.values().sum();
        // These orders have neither discounts nor anything beside their items: customers paid the net.
        let net = Figure::Money(self.revenue - self.returns);
        let none = Figure::Money(0);
        DayTruth {
            date: date.to_string(),
            figures: vec![
                ("orders", Figure::Count(self.orders.into())),
                ("unique_items", Figure::Count(self.units.len() as i128)),
                ("units", Figure::Count(units.into())),
                ("revenue", Figure::Money(self.revenue)),
                ("returns", Figure::Money(self.returns)),
                ("returned_units", Figure::Count(self.returned_units)),
                ("discounts", none),
                ("shipping", none),
                ("tax", none),
                ("tips", none),
                ("fees", none),
                ("gift_cards", none),
                ("net_revenue", net),
                ("total_sales", net),
                ("charged", net),
                ("sales_ex_tax", net),
            ],
            hours: self.hours,
            popular: super::rank(self.units),
        }
    }
}

/// Millionths as whole minor units, half away from zero. Both sums of an order are
/// at least zero, so that "away from zero" is "up".
fn rounded(millionths: i128, minor_digits: u8) -> i128 {
    let unit = 10i128.pow(6 - u32::from(minor_digits));
    (2 * millionths + unit) / (2 * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_up() {
        assert_eq!(rounded(1_005_000, 2), 101);
        assert_eq!(rounded(1_004_999, 2), 100);
        assert_eq!(rounded(500_000, 0), 1);
        assert_eq!(rounded(499_999, 0), 0);
        assert_eq!(rounded(7, 6), 7);
        assert_eq!(rounded(0, 2), 0);
    }
}
