//! The content of an order before it is checked.

use super::line::OrderLine;
use crate::{Amount, Rate, Timestamp};

/// Whether an order counts. One that does not is remembered but contributes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It counts.
    #[default]
    Counts,
    /// It was cancelled.
    Cancelled,
    /// It is not yet paid or confirmed: a later version may count.
    Pending,
    /// It is a test order.
    Test,
}

impl Standing {
    /// Every standing, in the order of their numbers, which are permanent.
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

    /// The standing with this number; `None` = it belongs to a newer version.
    pub fn of_number(number: u8) -> Option<Standing> {
        Standing::ALL.get(usize::from(number)).copied()
    }

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Standing::Counts => "counts",
            Standing::Cancelled => "cancelled",
            Standing::Pending => "pending",
            Standing::Test => "test",
        }
    }

    /// The standing with this name.
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
    /// When it was placed; for a refund: when it was refunded.
    pub placed_at: Timestamp,
    /// The ISO 4217 code; `None` = the shop's currency.
    pub currency: Option<&'a str>,
    /// Units of the shop's currency for one of `currency`, from the body itself.
    pub rate: Option<Rate>,
    /// Its version; the higher one wins.
    pub version: i64,
    /// Whether it counts.
    pub standing: Standing,
    /// The id of the refunded order. With it, the event is a refund and not an order.
    pub refund_of: Option<&'a str>,
    /// Whether the prices and discounts of its lines include tax.
    pub tax_included: bool,
    /// The channel that sold it, in the body's words.
    pub channel: Option<&'a str>,
    /// The country it goes to, in the body's words.
    pub country: Option<&'a str>,
    /// Its lines.
    pub lines: &'a [OrderLine<'a>],
    /// Its amounts for the order as a whole.
    pub whole: WholeAmounts,
}

impl<'a> OrderEvent<'a> {
    /// A counting order of version 0 with only these lines.
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

/// Amounts of an order as a whole. Each counts like a line of its kind with only that amount: tax is always added, and
/// a discount includes no tax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WholeAmounts {
    /// Shipping.
    pub shipping: Amount,
    /// Discount.
    pub discount: Amount,
    /// Added tax.
    pub tax: Amount,
    /// Tip from the customer.
    pub tip: Amount,
    /// Handling, duties, restocking.
    pub fee: Amount,
}

impl WholeAmounts {
    /// The value for an order without any.
    pub const NONE: WholeAmounts = WholeAmounts {
        shipping: Amount::ZERO,
        discount: Amount::ZERO,
        tax: Amount::ZERO,
        tip: Amount::ZERO,
        fee: Amount::ZERO,
    };

    /// Whether all of them are 0.
    pub fn is_none(&self) -> bool {
        *self == WholeAmounts::NONE
    }

    /// Each with its name in bodies.
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
