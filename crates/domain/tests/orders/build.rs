//! Orders to check, also in plain fractions.

use domain::{
    Amount, LineKind, LineValue, OrderEvent, OrderLine, Orders, Price, Quantity, Rate, Rejection,
    Shop, Standing, Sums, Timestamp, WholeAmounts,
};
use num_rational::BigRational;
use num_traits::{One as _, Zero as _};

use super::model::{self, micros};

const NOW: Timestamp = Timestamp::from_millis(1_520_776_000_000);

/// An order to check.
#[derive(Clone, Debug)]
pub(crate) struct Built {
    pub(crate) refund_of: Option<&'static str>,
    pub(crate) tax_included: bool,
    pub(crate) lines: Vec<OrderLine<'static>>,
    pub(crate) whole: WholeAmounts,
    /// `None` = it is in the shop's currency.
    pub(crate) rate: Option<Rate>,
}

pub(crate) fn order(lines: &[OrderLine<'static>]) -> Built {
    Built {
        refund_of: None,
        tax_included: false,
        lines: lines.to_vec(),
        whole: WholeAmounts::NONE,
        rate: None,
    }
}

pub(crate) fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

pub(crate) fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap()
}

/// A quantity of an item at a price.
pub(crate) fn sold(of: &str, price: &str) -> OrderLine<'static> {
    OrderLine::product("A", None, Price::parse(price).unwrap(), quantity(of))
}

/// A lump amount of a kind.
pub(crate) fn lump(kind: LineKind, of: &str) -> OrderLine<'static> {
    OrderLine {
        kind,
        sku: "",
        value: LineValue::Lump(amount(of)),
        ..sold("1", "0")
    }
}

/// A line with a discount and tax.
pub(crate) fn with(line: OrderLine<'static>, discount: &str, tax: &str) -> OrderLine<'static> {
    OrderLine {
        discount: amount(discount),
        tax: amount(tax),
        ..line
    }
}

impl Built {
    pub(crate) fn push(&self, currency: &str, into: &mut Orders) -> Result<(), Rejection> {
        let event = OrderEvent {
            id: "1",
            placed_at: NOW,
            currency: self.rate.map(|_| "XOF"),
            rate: self.rate,
            version: 0,
            standing: Standing::Counts,
            refund_of: self.refund_of,
            tax_included: self.tax_included,
            channel: None,
            country: None,
            lines: &self.lines,
            whole: self.whole,
        };
        into.push(&Shop::new("shop", "UTC", currency).unwrap(), NOW, &event)
    }

    pub(crate) fn sums(&self, currency: &str) -> Sums {
        let mut orders = Orders::default();
        self.push(currency, &mut orders).unwrap();
        let order = orders.get(0).unwrap();
        assert_eq!(order.lines().collect::<Vec<_>>(), self.lines);
        assert_eq!(
            (order.whole(), order.refund_of()),
            (self.whole, self.refund_of)
        );
        order.sums()
    }

    /// The factor for its amounts.
    pub(crate) fn factor(&self) -> BigRational {
        let Some(rate) = self.rate else {
            return BigRational::one();
        };
        let text = rate.to_string();
        let decimals = text
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        let digits: i128 = text.replace('.', "").parse().unwrap();
        BigRational::new(digits.into(), 10_i128.pow(decimals as u32).into())
    }

    /// The order in plain fractions.
    pub(crate) fn plain(&self) -> model::Order {
        let kinds = [
            LineKind::Shipping,
            LineKind::Discount,
            LineKind::Tax,
            LineKind::Tip,
            LineKind::Fee,
        ];
        let whole = kinds
            .into_iter()
            .zip(self.whole.each())
            .map(|(kind, (_, amount))| model::Line {
                kind,
                quantity: None,
                worth: micros(amount.micros()),
                discount: BigRational::zero(),
                tax: BigRational::zero(),
            });
        let lines = self.lines.iter().map(|line| {
            let quantity = line.quantity();
            let thousandths =
                |quantity: Quantity| BigRational::new(quantity.thousandths().into(), 1_000.into());
            let worth = match line.value {
                LineValue::Priced { price, quantity } => {
                    micros(price.micros() as i64) * thousandths(quantity)
                }
                LineValue::Total { amount, .. } | LineValue::Lump(amount) => {
                    micros(amount.micros())
                }
            };
            model::Line {
                kind: line.kind,
                quantity: quantity.map(thousandths),
                worth,
                discount: micros(line.discount.micros()),
                tax: micros(line.tax.micros()),
            }
        });
        model::Order {
            is_refund: self.refund_of.is_some(),
            tax_included: self.tax_included,
            lines: lines.chain(whole).collect(),
        }
    }
}
