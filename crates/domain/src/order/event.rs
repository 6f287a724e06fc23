//! What an order says, before it is checked.

use super::line::OrderLine;
use crate::{Amount, Rate, Timestamp};

/// Whether an order counts. One that does not is remembered and contributes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It counts.
    #[default]
    Counts,
    /// It was cancelled.
    Cancelled,
    /// It is not paid or not confirmed yet: a later version may count.
    Pending,
    /// It is a test.
    Test,
}

impl Standing {
    /// Every standing, in the order of their numbers, which stand in records for ever.
    pub const ALL: [Standing; 4] = [
        Standing::Counts,
        Standing::Cancelled,
        Standing::Pending,
        Standing::Test,
    ];

    /// Its permanent number.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The standing of a number; `None` = of a newer version.
    pub fn of_number(number: u8) -> Option<Standing> {
        Standing::ALL.get(usize::from(number)).copied()
    }

    /// The stable word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Standing::Counts => "counts",
            Standing::Cancelled => "cancelled",
            Standing::Pending => "pending",
            Standing::Test => "test",
        }
    }

    /// The standing of a word.
    pub fn from_name(name: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// Whether it counts.
    pub const fn counts(self) -> bool {
        matches!(self, Standing::Counts)
    }
}

/// One order event, decoded but not yet checked against its shop.
#[derive(Clone, Debug)]
pub struct OrderEvent<'a> {
    /// The order's identity in its shop.
    pub id: &'a str,
    /// When it was placed; of a refund: when it was refunded.
    pub placed_at: Timestamp,
    /// ISO 4217 code, absent = the shop's.
    pub currency: Option<&'a str>,
    /// Units of the shop's currency for one of `currency`, as the body itself says.
    pub rate: Option<Rate>,
    /// The higher one wins.
    pub version: i64,
    /// Whether it counts.
    pub standing: Standing,
    /// The id of the order that it takes back: it is a refund then, and no order.
    pub refund_of: Option<&'a str>,
    /// Whether the prices and discounts of its lines contain their tax.
    pub tax_included: bool,
    /// Where it was sold, as the body says it.
    pub channel: Option<&'a str>,
    /// Where it goes, as the body says it.
    pub country: Option<&'a str>,
    /// Its lines.
    pub lines: &'a [OrderLine<'a>],
    /// What it says of the order as a whole.
    pub whole: WholeAmounts,
}

impl<'a> OrderEvent<'a> {
    /// A counting order of version 0 with these lines, and nothing more.
    pub const fn of_lines(
        id: &'a str,
        placed_at: Timestamp,
        lines: &'a [OrderLine<'a>],
    ) -> OrderEvent<'a> {
        OrderEvent {
            id,
            placed_at,
            currency: None,
            rate: None,
            version: 0,
            standing: Standing::Counts,
            refund_of: None,
            tax_included: false,
            channel: None,
            country: None,
            lines,
            whole: WholeAmounts::NONE,
        }
    }
}

/// Amounts of an order as a whole. Each is what a line of its kind with that amount alone would be:
/// tax is on top, always, and a discount has no tax in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WholeAmounts {
    /// For shipping.
    pub shipping: Amount,
    /// Taken off.
    pub discount: Amount,
    /// Tax on top.
    pub tax: Amount,
    /// Given by the customer.
    pub tip: Amount,
    /// For handling, duties, restocking.
    pub fee: Amount,
}

impl WholeAmounts {
    /// Of an order that says nothing of the kind.
    pub const NONE: WholeAmounts = WholeAmounts {
        shipping: Amount::ZERO,
        discount: Amount::ZERO,
        tax: Amount::ZERO,
        tip: Amount::ZERO,
        fee: Amount::ZERO,
    };

    /// Whether none of them is other than 0.
    pub fn is_none(&self) -> bool {
        *self == WholeAmounts::NONE
    }

    /// Each with the name that bodies have for it.
    pub fn each(&self) -> [(&'static str, Amount); 5] {
        [
            ("shipping", self.shipping),
            ("discount", self.discount),
            ("tax", self.tax),
            ("tip", self.tip),
            ("fee", self.fee),
        ]
    }
}
