//! Totals of several shops.

use api_types::{Baseline, OverviewComparison, OverviewSum};
use domain::{Currency, Minor, Pulse, Share, Unknown};

use super::figures::{Figures, as_count};

/// Sums of several shops, by currency until the end.
#[derive(Default)]
pub(super) struct Sum {
    shops: u64,
    orders: i128,
    /// `None` = unknown for at least one shop.
    units: Known,
    /// Today, yesterday and a week ago.
    revenue: Vec<(Currency, Share, [Minor; 3])>,
    orders_before: [i128; 2],
    unknown_before: [u64; 2],
    /// Shops that had not begun yet: they count as nothing in the sum of the others.
    not_begun_before: [u64; 2],
    without_rate: u64,
    orders_without_rate: i128,
}

/// A sum that becomes unknown if one part is.
struct Known(Option<i128>);

impl Default for Known {
    fn default() -> Known {
        Known(Some(0))
    }
}

impl Sum {
    /// Adds a shop whose orders and revenue of today are known.
    pub(super) fn add(&mut self, shop: &Figures<'_>) {
        let Some(share) = &shop.share else {
            self.without_rate += 1;
            self.orders_without_rate += shop.orders;
            return;
        };
        self.shops += 1;
        self.orders += shop.orders;
        self.units.0 = self.units.0.zip(shop.units).map(|(sum, units)| sum + units);
        let mut revenue = [shop.revenue, 0, 0];
        for (place, before) in [shop.yesterday, shop.last_week].into_iter().enumerate() {
            match before {
                Ok(Pulse {
                    orders,
                    revenue: was,
                }) => {
                    self.orders_before[place] += i128::from(orders);
                    revenue[place + 1] = was;
                }
                Err(Unknown::BeforeFirst) => self.not_begun_before[place] += 1,
                Err(_) => self.unknown_before[place] += 1,
            }
        }
        let currency = &shop.row.shop.currency;
        let known = self.revenue.iter_mut().find(|(of, ..)| of == currency);
        match known {
            Some((.., sums)) => {
                for (sum, more) in sums.iter_mut().zip(revenue) {
                    *sum += more;
                }
            }
            None => self.revenue.push((*currency, share.clone(), revenue)),
        }
    }

    /// Today's revenue in the wanted currency.
    pub(super) fn revenue(&self) -> Minor {
        self.converted(0)
    }

    pub(super) fn written(&self, currency: &Currency) -> OverviewSum {
        let is_known = self.shops > 0 || self.without_rate == 0;
        let unknown = |place: usize| match self.not_begun_before[place] {
            _ if !is_known => self.without_rate,
            count if count == self.shops => count,
            _ => self.unknown_before[place],
        };
        let before = |place: usize| {
            (unknown(place) == 0).then(|| Baseline {
                orders: as_count(self.orders_before[place]),
                revenue: currency.format(self.converted(place + 1)),
            })
        };
        OverviewSum {
            shops: self.shops,
            orders: as_count(self.orders),
            units: self.units.0.map(as_count),
            revenue: is_known.then(|| currency.format(self.revenue())),
            comparison: OverviewComparison {
                yesterday: before(0),
                last_week: before(1),
                yesterday_unknown: unknown(0),
                last_week_unknown: unknown(1),
            },
            without_rate: self.without_rate,
            orders_without_rate: as_count(self.orders_without_rate),
        }
    }

    fn converted(&self, place: usize) -> Minor {
        match &self.revenue[..] {
            [(_, share, sums)] => share.minor(sums[place]),
            several => Share::total(several.iter().map(|(_, share, sums)| (share, sums[place]))),
        }
    }
}
