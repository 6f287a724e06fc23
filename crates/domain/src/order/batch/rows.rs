//! The rows of a batch, which refer to its text.

use super::super::event::{Standing, WholeAmounts};
use super::super::extra::ExtraSlot;
use super::super::line::{LineKind, LineValue};
use crate::{Amount, Exchange, Price, Quantity, Rate, Timestamp};

#[derive(Clone, Copy, Debug)]
pub(super) struct OrderRow {
    pub(super) id: Span,
    pub(super) placed_at: Timestamp,
    pub(super) version: i64,
    pub(super) standing: Standing,
    pub(super) is_id_given: bool,
    /// See [`Orders::note_compared`](super::Orders::note_compared).
    pub(super) is_compared: bool,
    pub(super) revenue: i64,
    pub(super) returns: i64,
    pub(super) lines: (u32, u32),
    pub(super) extra: ExtraSlot,
    pub(super) details: u32,
}

/// The index of an order or line without such details.
pub(super) const NONE: u32 = u32::MAX;

/// Contents of an order that only some orders have. Of some shops, every order has them.
#[derive(Clone, Copy, Debug)]
pub(super) struct OrderDetails {
    pub(super) tax_included: bool,
    /// Empty = it has none.
    pub(super) channel: Span,
    pub(super) country: Span,
    pub(super) whole: WholeAmounts,
    /// The index of its [`RareDetails`].
    pub(super) rare: u32,
}

impl OrderDetails {
    pub(super) const NONE: OrderDetails = OrderDetails {
        tax_included: false,
        channel: Span::EMPTY,
        country: Span::EMPTY,
        whole: WholeAmounts::NONE,
        rare: NONE,
    };
}

/// Contents of an order that few orders of any shop have.
#[derive(Clone, Copy, Debug)]
pub(super) struct RareDetails {
    /// Empty = it is not a refund.
    pub(super) refund_of: Span,
    /// Empty = the shop's.
    pub(super) currency: Span,
    pub(super) rate: Option<Rate>,
    pub(super) exchange: Option<Exchange>,
    /// See [`Orders::note_joined`](super::Orders::note_joined).
    pub(super) is_joined: bool,
    pub(super) earlier: Option<Timestamp>,
}

impl RareDetails {
    pub(super) const NONE: RareDetails = RareDetails {
        refund_of: Span::EMPTY,
        currency: Span::EMPTY,
        rate: None,
        exchange: None,
        is_joined: false,
        earlier: None,
    };
}

#[derive(Clone, Copy, Debug)]
pub(super) struct LineRow {
    pub(super) sku: Span,
    /// Empty = no name.
    pub(super) name: Span,
    /// The millionths of its price or amount.
    pub(super) micros: i64,
    pub(super) quantity: Quantity,
    pub(super) details: u32,
}

/// Contents of a line that is not a plain product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LineDetails {
    pub(super) kind: LineKind,
    pub(super) form: LineForm,
    pub(super) discount: Amount,
    pub(super) tax: Amount,
}

impl LineDetails {
    /// Those of a line without details.
    pub(super) const NONE: LineDetails = LineDetails {
        kind: LineKind::Product,
        form: LineForm::Priced,
        discount: Amount::ZERO,
        tax: Amount::ZERO,
    };
}

/// The form of a line's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineForm {
    Priced,
    Total,
    Lump,
}

impl LineForm {
    /// Splits a value into its form and the two numbers of its row.
    pub(super) const fn split(value: LineValue) -> (LineForm, i64, Quantity) {
        match value {
            LineValue::Priced { price, quantity } => {
                (LineForm::Priced, price.micros() as i64, quantity)
            }
            LineValue::Total { amount, quantity } => (LineForm::Total, amount.micros(), quantity),
            LineValue::Lump(amount) => (LineForm::Lump, amount.micros(), Quantity::MAX),
        }
    }

    /// The value with these two numbers.
    pub(super) fn joined(self, micros: i64, quantity: Quantity) -> LineValue {
        // It was an amount before.
        let amount = || Amount::from_micros(micros).unwrap_or_default();
        match self {
            LineForm::Priced => LineValue::Priced {
                price: Price::from_micros(micros as u64),
                quantity,
            },
            LineForm::Total => LineValue::Total {
                amount: amount(),
                quantity,
            },
            LineForm::Lump => LineValue::Lump(amount()),
        }
    }
}

// Imports hold mostly these rows, so their size matters.
const _: () = assert!(size_of::<OrderRow>() == 64 && size_of::<LineRow>() == 32);
const _: () = assert!(size_of::<OrderDetails>() == 64 && size_of::<LineDetails>() == 24);

/// A piece of the batch's text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) len: u32,
}

impl Span {
    pub(super) const EMPTY: Span = Span { start: 0, len: 0 };

    pub(super) fn of(self, text: &str) -> &str {
        &text[self.start as usize..(self.start + self.len) as usize]
    }

    pub(super) fn shifted(self, by: u32) -> Span {
        Span {
            start: self.start + by,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_its_form_and_two_numbers() {
        let quantity = Quantity::whole(-3).unwrap();
        let amounts = [
            Amount::MAX,
            Amount::ZERO,
            Amount::parse("-0.000001").unwrap(),
        ];
        let of_amounts = amounts.into_iter().flat_map(|amount| {
            [
                LineValue::Total { amount, quantity },
                LineValue::Lump(amount),
            ]
        });
        let prices = [0, 1_990_000, Price::MAX.micros(), u64::MAX].map(Price::from_micros);
        let priced = prices.map(|price| LineValue::Priced { price, quantity });
        for value in of_amounts.chain(priced) {
            let (form, micros, quantity) = LineForm::split(value);
            assert_eq!(form.joined(micros, quantity), value);
        }
    }
}
