//! A line of an order.

use crate::money::div_half_away;
use crate::{Amount, Price, Quantity};

/// The kind of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// An item. The only kind with units and a place in the leaderboards.
    #[default]
    Product,
    /// A sold gift card: money for later purchases.
    GiftCard,
    /// Shipping.
    Shipping,
    /// A tip.
    Tip,
    /// Handling, duties, restocking.
    Fee,
    /// Added tax.
    Tax,
    /// A discount on the order.
    Discount,
    /// Money returned without goods (below 0), or withheld from the value of returned goods.
    Adjustment,
}

impl LineKind {
    /// Every kind.
    pub const ALL: [LineKind; 8] = [
        LineKind::Product,
        LineKind::GiftCard,
        LineKind::Shipping,
        LineKind::Tip,
        LineKind::Fee,
        LineKind::Tax,
        LineKind::Discount,
        LineKind::Adjustment,
    ];

    /// Its stable name in bodies.
    pub const fn as_str(self) -> &'static str {
        match self {
            LineKind::Product => "product",
            LineKind::GiftCard => "gift_card",
            LineKind::Shipping => "shipping",
            LineKind::Tip => "tip",
            LineKind::Fee => "fee",
            LineKind::Tax => "tax",
            LineKind::Discount => "discount",
            LineKind::Adjustment => "adjustment",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<LineKind> {
        LineKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// The value of a line before its discount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineValue {
    /// A quantity at a unit price.
    Priced {
        /// The price of one piece.
        price: Price,
        /// Below 0 for a return.
        quantity: Quantity,
    },
    /// A quantity for a total amount.
    Total {
        /// The amount of the whole line, with the sign of the quantity, or 0.
        amount: Amount,
        /// Below 0 for a return.
        quantity: Quantity,
    },
    /// An amount without a quantity, of either sign.
    Lump(Amount),
}

/// One line of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderLine<'a> {
    /// Its kind.
    pub kind: LineKind,
    /// The stock-keeping unit. A product without one is identified by its name; other lines need none.
    pub sku: &'a str,
    /// Its name for people.
    pub name: Option<&'a str>,
    /// Its value.
    pub value: LineValue,
    /// The discount on the whole line, at least 0 and at most its value.
    pub discount: Amount,
    /// Tax of the whole line, at least 0.
    pub tax: Amount,
}

impl<'a> OrderLine<'a> {
    /// An item at a price, without further data.
    pub const fn product(
        sku: &'a str,
        name: Option<&'a str>,
        price: Price,
        quantity: Quantity,
    ) -> OrderLine<'a> {
        OrderLine {
            kind: LineKind::Product,
            sku,
            name,
            value: LineValue::Priced { price, quantity },
            discount: Amount::ZERO,
            tax: Amount::ZERO,
        }
    }

    /// Its quantity, if it has one.
    pub const fn quantity(&self) -> Option<Quantity> {
        match self.value {
            LineValue::Priced { quantity, .. } | LineValue::Total { quantity, .. } => {
                Some(quantity)
            }
            LineValue::Lump(_) => None,
        }
    }

    /// The quantity of an item that it sells; `None` if it sells none.
    pub fn sold(&self) -> Option<Quantity> {
        let quantity = self.quantity().filter(|quantity| quantity.is_sold());
        quantity.filter(|_| self.kind == LineKind::Product)
    }

    /// The whole pieces of an item that it sells; `None` if it sells none.
    pub fn sold_units(&self) -> Option<u64> {
        self.sold().map(Quantity::pieces)
    }

    /// The whole pieces of an item that it returns; `None` if it returns none.
    pub fn returned_units(&self) -> Option<u64> {
        let quantity = self.quantity().filter(|quantity| !quantity.is_sold());
        let quantity = quantity.filter(|_| self.kind == LineKind::Product);
        quantity.map(Quantity::pieces)
    }

    /// The price of one; if the line has a total, that divided by the quantity, to the millionth.
    pub fn unit_price(&self) -> Price {
        match self.value {
            LineValue::Priced { price, .. } => price,
            LineValue::Total { amount, quantity } => {
                let thousandths = i128::from(quantity.thousandths()).abs();
                let micros = i128::from(amount.micros()).abs() * 1_000;
                let each = div_half_away(micros, thousandths);
                Price::from_micros(u64::try_from(each).unwrap_or(u64::MAX))
            }
            LineValue::Lump(amount) => Price::from_micros(amount.micros().unsigned_abs()),
        }
    }

    /// Whether it adds to its sum rather than subtracts from it.
    pub(crate) const fn is_positive(&self) -> bool {
        match self.value {
            LineValue::Priced { quantity, .. } | LineValue::Total { quantity, .. } => {
                quantity.is_sold()
            }
            LineValue::Lump(amount) => !amount.is_negative(),
        }
    }

    /// Its absolute value before the discount, in billionths of the major unit.
    pub(crate) fn worth_nanos(&self) -> i128 {
        match self.value {
            LineValue::Priced { price, quantity } => {
                i128::from(price.micros()) * i128::from(quantity.thousandths()).abs()
            }
            LineValue::Total { amount, .. } | LineValue::Lump(amount) => nanos(amount).abs(),
        }
    }
}

/// An amount in billionths of the major unit.
pub(crate) fn nanos(amount: Amount) -> i128 {
    i128::from(amount.micros()) * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    #[test]
    fn kinds_have_stable_words() {
        for kind in LineKind::ALL {
            assert_eq!(LineKind::from_name(kind.as_str()), Some(kind));
        }
        assert_eq!(LineKind::from_name("bundle"), None);
    }

    #[test]
    fn a_total_has_a_price_each() {
        let line = |amount: &str, of: &str| OrderLine {
            value: LineValue::Total {
                amount: Amount::parse(amount).unwrap(),
                quantity: quantity(of),
            },
            ..OrderLine::product("A", None, Price::default(), quantity("1"))
        };
        assert_eq!(
            line("10.00", "3").unit_price(),
            Price::from_micros(3_333_333)
        );
        assert_eq!(
            line("-4.50", "-1.5").unit_price(),
            Price::from_micros(3_000_000)
        );
        assert_eq!(line("-4.50", "-1.5").sold_units(), None);
        assert_eq!(line("4.50", "1.5").sold_units(), Some(2));
        // The largest amount for the smallest quantity is beyond any price, but does not panic.
        line("1000000000000", "0.001").unit_price();
    }
}
