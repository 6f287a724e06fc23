//! The sums of one business day.

use crate::order::{Extras, Item, Kind, Order, Price, Quantity};
use jiff::civil::Date;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use std::collections::BTreeMap;

/// The figures of one business day. Money is in whole minor units of the currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTruth {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Its figures, each under its name in the server's answers.
    pub figures: Vec<(&'static str, Figure)>,
    /// Gross revenue by local hour, in minor units; the two 01:00 hours of a 25-hour day are combined.
    pub hours: [i128; 24],
    /// Units sold of each sku, most first, ties by sku bytes descending.
    pub popular: Vec<(String, i64)>,
    /// What each item sold and got back, by its sku.
    pub products: Vec<(String, ItemTruth)>,
    /// The sales of each channel, by name.
    pub channels: Vec<Slice>,
    /// The sales to each country, by code.
    pub countries: Vec<Slice>,
}

/// What an item sold and got back on a day. Each line is rounded separately, to whole minor units of the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemTruth {
    /// Pieces sold.
    pub units: i64,
    /// What they were sold for.
    pub amount: i128,
    /// Pieces returned.
    pub returned: i64,
    /// Their value.
    pub returned_amount: i128,
}

/// The sums of a day's orders with the same value. Money is in whole minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slice {
    /// The value; `None` for orders without one.
    pub value: Option<&'static str>,
    /// How many orders.
    pub orders: i128,
    /// Gross revenue.
    pub revenue: i128,
    /// Discounts.
    pub discounts: i128,
    /// Returns.
    pub returns: i128,
}

impl Slice {
    fn add(&mut self, other: &Slice) {
        self.orders += other.orders;
        self.revenue += other.revenue;
        self.discounts += other.discounts;
        self.returns += other.returns;
    }
}

/// A figure of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// A count.
    Count(i128),
    /// An amount, in minor units.
    Money(i128),
}

impl Figure {
    /// Its number, in whichever unit.
    #[must_use]
    pub fn value(self) -> i128 {
        match self {
            Figure::Count(value) | Figure::Money(value) => value,
        }
    }
}

impl DayTruth {
    /// A figure by its name; `None` if the day does not have it.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<i128> {
        let mut figures = self.figures.iter();
        let (_, figure) = figures.find(|(known, _)| *known == name)?;
        Some(figure.value())
    }
}

#[derive(Debug, Default)]
pub(super) struct Day<'a> {
    sums: Slice,
    shipping: i128,
    tax: i128,
    tips: i128,
    fees: i128,
    gift_cards: i128,
    hours: [i128; 24],
    products: BTreeMap<&'a str, ItemTruth>,
    channels: BTreeMap<Option<&'static str>, Slice>,
    countries: BTreeMap<Option<&'static str>, Slice>,
}

impl<'a> Day<'a> {
    pub(super) fn add(&mut self, order: &'a Order, hour: usize, minor_digits: u8) {
        let once = |sum: Nanos| rounded(sum, minor_digits);
        let extras = order.extras.as_deref();
        let is_inside = extras.is_some_and(|extras| extras.tax_included);
        let lines = || order.items.iter().map(|item| Line::of(item, is_inside));
        let sold = || lines().filter(|line| line.is_sold(Kind::Product));
        let returned = || lines().filter(|line| line.kind == Kind::Product && line.is_return);
        let signed = |kind| -> Nanos {
            let lines = lines().filter(|line| line.kind == kind);
            lines.map(|line| line.signed(line.net)).sum()
        };
        // An amount of the whole order by name; a refund subtracts it.
        let whole = |name| -> Nanos {
            let amounts = extras.into_iter().flat_map(Extras::amounts);
            let named = amounts.filter(|(known, _)| *known == name);
            let amount: Nanos = named.map(|(_, amount)| nanos(amount)).sum();
            if order.is_refund() { -amount } else { amount }
        };

        let sells = lines().any(|line| line.is_sold(Kind::Product) || line.is_sold(Kind::GiftCard));
        let revenue = match is_inside {
            true => rounded_exactly(&sold().map(|line| line.gross()).sum(), minor_digits),
            false => once(sold().map(|line| line.worth).sum()),
        };
        self.hours[hour] += revenue;
        let net = once(sold().map(|line| line.net).sum());
        let sums = Slice {
            value: None,
            orders: i128::from(sells && !order.is_refund()),
            revenue,
            discounts: revenue - net + once(whole("discount")),
            returns: once(returned().map(|line| line.net).sum()),
        };
        self.sums.add(&sums);
        let channel = extras.and_then(|extras| extras.channel);
        self.channels.entry(channel).or_default().add(&sums);
        let country = extras.and_then(|extras| extras.country);
        self.countries.entry(country).or_default().add(&sums);
        self.shipping += once(whole("shipping"));
        let tax: Nanos = lines().map(|line| line.signed(line.tax)).sum();
        self.tax += once(tax + whole("tax"));
        self.tips += once(whole("tip"));
        self.fees += once(signed(Kind::Fee) + whole("fee"));
        self.gift_cards += once(signed(Kind::GiftCard));
        for item in order.items.iter().filter(|item| item.kind == Kind::Product) {
            let product = self.products.entry(&item.sku).or_default();
            let amount = once(Line::of(item, is_inside).net);
            if item.quantity.is_return() {
                product.returned += pieces(item.quantity);
                product.returned_amount += amount;
            } else {
                product.units += pieces(item.quantity);
                product.amount += amount;
            }
        }
    }

    pub(super) fn finish(self, date: Date) -> DayTruth {
        let products = self.products.into_iter();
        let products: Vec<_> = products.map(|(sku, of)| (sku.to_owned(), of)).collect();
        let sold = products.iter().filter(|(_, of)| of.units > 0);
        let popular = super::rank(sold.map(|(sku, of)| (sku.as_str(), of.units)).collect());
        let units: i64 = popular.iter().map(|(_, units)| units).sum();
        let returned: i64 = products.iter().map(|(_, of)| of.returned).sum();
        let net = self.sums.revenue - self.sums.discounts - self.sums.returns;
        let total = net + self.shipping + self.tax + self.fees;
        let charged = total + self.tips + self.gift_cards;
        DayTruth {
            date: date.to_string(),
            figures: vec![
                ("orders", Figure::Count(self.sums.orders)),
                ("unique_items", Figure::Count(popular.len() as i128)),
                ("units", Figure::Count(units.into())),
                ("revenue", Figure::Money(self.sums.revenue)),
                ("returns", Figure::Money(self.sums.returns)),
                ("returned_units", Figure::Count(returned.into())),
                ("discounts", Figure::Money(self.sums.discounts)),
                ("shipping", Figure::Money(self.shipping)),
                ("tax", Figure::Money(self.tax)),
                ("tips", Figure::Money(self.tips)),
                ("fees", Figure::Money(self.fees)),
                ("gift_cards", Figure::Money(self.gift_cards)),
                ("net_revenue", Figure::Money(net)),
                ("total_sales", Figure::Money(total)),
                ("charged", Figure::Money(charged)),
                (
                    "sales_ex_tax",
                    Figure::Money(charged - self.tax - self.shipping),
                ),
            ],
            hours: self.hours,
            popular,
            products,
            channels: slices(self.channels),
            countries: slices(self.countries),
        }
    }
}

fn slices(of: BTreeMap<Option<&'static str>, Slice>) -> Vec<Slice> {
    let named = |(value, sums)| Slice { value, ..sums };
    of.into_iter().map(named).collect()
}

/// An amount in billionths of the currency's unit: a price has six decimals, a quantity three.
type Nanos = i128;

const NANOS: i128 = 1_000_000_000;

/// The value of a line, without its sign.
struct Line {
    kind: Kind,
    is_return: bool,
    worth: Nanos,
    paid: Nanos,
    net: Nanos,
    tax: Nanos,
}

impl Line {
    fn of(item: &Item, tax_included: bool) -> Self {
        let amount = |of: Option<Price>| of.map_or(0, nanos);
        let thousandths = i128::from(item.quantity.thousandths).abs();
        let worth = match item.is_of_line {
            true => nanos(item.price),
            false => nanos(item.price) / 1000 * thousandths,
        };
        let (paid, tax) = (worth - amount(item.discount), amount(item.tax));
        Self {
            kind: item.kind,
            is_return: item.quantity.is_return(),
            worth,
            paid,
            net: if tax_included { paid - tax } else { paid },
            tax,
        }
    }

    /// Its price without included tax, as an exact fraction: tax is removed from the price before the discount.
    fn gross(&self) -> BigRational {
        let exact = |nanos: Nanos| BigRational::from_integer(nanos.into());
        match self.paid {
            0 => exact(self.worth),
            paid => exact(self.worth) * exact(self.net) / exact(paid),
        }
    }

    fn is_sold(&self, kind: Kind) -> bool {
        self.kind == kind && !self.is_return
    }

    fn signed(&self, amount: Nanos) -> Nanos {
        if self.is_return { -amount } else { amount }
    }
}

fn nanos(price: Price) -> Nanos {
    i128::from(price.units) * 10i128.pow(9 - u32::from(price.decimals))
}

/// Whole pieces of a line, rounded half up, at least one.
pub(super) fn pieces(quantity: Quantity) -> i64 {
    ((i64::from(quantity.thousandths).abs() + 500) / 1000).max(1)
}

/// Whole minor units, rounded half away from zero.
fn rounded(nanos: Nanos, minor_digits: u8) -> i128 {
    let unit = NANOS / 10i128.pow(minor_digits.into());
    let size = (2 * nanos.abs() + unit) / (2 * unit);
    size * nanos.signum()
}

/// Like [`rounded`], for a fraction; the library rounds halves away from zero.
fn rounded_exactly(nanos: &BigRational, minor_digits: u8) -> i128 {
    let unit = NANOS / 10i128.pow(minor_digits.into());
    let minor = nanos / BigRational::from_integer(unit.into());
    minor.round().to_integer().to_i128().unwrap_or(i128::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        let both = |millionths: i128, digits| {
            let exactly = BigRational::from_integer((millionths * 1_000).into());
            assert_eq!(
                rounded_exactly(&exactly, digits),
                rounded(millionths * 1_000, digits)
            );
            rounded(millionths * 1_000, digits)
        };
        assert_eq!(both(1_005_000, 2), 101);
        assert_eq!(both(1_004_999, 2), 100);
        assert_eq!(both(-1_005_000, 2), -101);
        assert_eq!(both(500_000, 0), 1);
        assert_eq!(both(499_999, 0), 0);
        assert_eq!(both(7, 6), 7);
        assert_eq!(both(0, 2), 0);
    }

    #[test]
    fn tax_leaves_the_price_before_the_discount_does() {
        let price = |cents| Price {
            units: cents,
            decimals: 2,
        };
        let item = Item {
            kind: Kind::Product,
            sku: "a".into(),
            name: None,
            price: price(10_000),
            is_of_line: false,
            quantity: Quantity::pieces(1),
            discount: Some(price(2_500)),
            tax: Some(price(682)),
        };
        let line = Line::of(&item, true);
        assert_eq!(
            (rounded_exactly(&line.gross(), 2), rounded(line.net, 2)),
            (9_091, 6_818)
        );
    }
}
