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

/// Contents of an order that only some orders have.
#[derive(Clone, Copy, Debug)]
pub(super) struct OrderDetails {
    /// Empty = it is not a refund.
    pub(super) refund_of: Span,
    pub(super) tax_included: bool,
    /// Empty = it has none.
    pub(super) channel: Span,
    pub(super) country: Span,
    pub(super) whole: WholeAmounts,
    /// Empty = the shop's.
    pub(super) currency: Span,
    pub(super) rate: Option<Rate>,
    pub(super) exchange: Option<Exchange>,
    /// See [`Orders::note_joined`](super::Orders::note_joined).
    pub(super) is_joined: bool,
    pub(super) earlier: Option<Timestamp>,
}

impl OrderDetails {
    pub(super) const NONE: OrderDetails = OrderDetails {
        refund_of: Span::EMPTY,
        tax_included: false,
        channel: Span::EMPTY,
        country: Span::EMPTY,
        whole: WholeAmounts::NONE,
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
    /// For a line without details.
    pub(super) price: Price,
    pub(super) quantity: Quantity,
    pub(super) details: u32,
}

/// Contents of a line that is not a plain product.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineDetails {
    pub(super) kind: LineKind,
    pub(super) value: LineValue,
    pub(super) discount: Amount,
    pub(super) tax: Amount,
}

// Imports hold mostly these rows, so their size matters.
const _: () = assert!(size_of::<OrderRow>() == 64 && size_of::<LineRow>() == 32);

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
