//! One business day, added up.

use crate::order::Order;
use jiff::civil::Date;
use std::collections::HashMap;

/// The figures of one business day. Money is in whole minor units of the currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTruth {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Orders with at least one sold line.
    pub orders: u64,
    /// Distinct skus sold.
    pub unique_items: u64,
    /// Units sold.
    pub units: i64,
    /// Gross revenue, in minor units.
    pub revenue: i128,
    /// Returned, in minor units, not negative.
    pub returns: i128,
    /// Gross revenue of each local hour, in minor units; the two 01:00 hours of a
    /// 25-hour day are one.
    pub hours: [i128; 24],
    /// Units sold of each sku, most first, ties by sku bytes descending.
    pub popular: Vec<(String, i64)>,
}

impl DayTruth {
    /// Revenue less returns, in minor units.
    #[must_use]
    pub fn net_revenue(&self) -> i128 {
        self.revenue - self.returns
    }
}

#[derive(Debug, Default)]
pub(super) struct Day<'a> {
    orders: u64,
    revenue: i128,
    returns: i128,
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
            }
        }
        let sold = rounded(sold, minor_digits);
        self.orders += u64::from(sells);
        self.revenue += sold;
        self.hours[hour] += sold;
        self.returns += rounded(returned, minor_digits);
    }

    pub(super) fn finish(self, date: Date) -> DayTruth {
        DayTruth {
            date: date.to_string(),
            orders: self.orders,
            unique_items: self.units.len() as u64,
            units: self.units.values().sum(),
            revenue: self.revenue,
            returns: self.returns,
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
