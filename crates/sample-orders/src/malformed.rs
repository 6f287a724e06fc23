//! Events that no server may accept.

use crate::dice::Dice;
use crate::order::{Altered, Order};

/// A way to spoil an event. Each has one reason for its rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Malformed {
    /// The line ends in the middle.
    CutOff,
    /// Not JSON at all: a proxy's error page.
    NotJson,
    /// No id. Not an error on a transport that assigns ids to events (Kinesis, an `Idempotency-Key`).
    NoId,
    /// A time in words.
    TimeInWords,
    /// A time in the year 2100 or later.
    InFuture,
    /// No lines.
    NoItems,
    /// A line without a sku.
    EmptySku,
    /// A price below zero.
    NegativePrice,
    /// A price with a decimal comma.
    CommaPrice,
    /// A price with more than six decimals.
    TooFinePrice,
    /// A quantity of zero.
    ZeroQuantity,
    /// A quantity beyond a million.
    HugeQuantity,
    /// A currency other than the shop's: the code reserved for tests, XTS.
    OtherCurrency,
}

impl Malformed {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::CutOff,
        Self::NotJson,
        Self::NoId,
        Self::TimeInWords,
        Self::InFuture,
        Self::NoItems,
        Self::EmptySku,
        Self::NegativePrice,
        Self::CommaPrice,
        Self::TooFinePrice,
        Self::ZeroQuantity,
        Self::HugeQuantity,
        Self::OtherCurrency,
    ];

    /// The server's reason for rejecting it.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::CutOff | Self::NotJson => "malformed_json",
            Self::NoId => "missing_id",
            Self::TimeInWords => "invalid_timestamp",
            Self::InFuture => "in_future",
            Self::NoItems => "no_items",
            Self::EmptySku => "invalid_sku",
            Self::NegativePrice | Self::CommaPrice | Self::TooFinePrice => "invalid_price",
            Self::ZeroQuantity | Self::HugeQuantity => "invalid_quantity",
            Self::OtherCurrency => "currency_mismatch",
        }
    }

    /// The line of a spoiled order, without its end. Always a single line, so that a reader finds the next event after
    /// it.
    pub(crate) fn spoil(self, order: &Order, dice: &mut Dice) -> Vec<u8> {
        // 2100-01-01, and up to a year later.
        let future = (4_102_444_800_000 + dice.below(31_536_000_000)).to_string();
        let mut altered = Altered::default();
        match self {
            Self::NotJson => return b"<html><body><h1>502 Bad Gateway</h1></body></html>".to_vec(),
            Self::CutOff => {
                let mut line = Vec::new();
                order.write_json(&mut line);
                let kept = 1 + dice.below(line.len() as u64 - 1) as usize;
                line.truncate(kept);
                return line;
            }
            Self::NoId => altered.without_id = true,
            Self::TimeInWords => altered.timestamp = Some("\"yesterday\""),
            Self::InFuture => altered.timestamp = Some(&future),
            Self::NoItems => altered.without_items = true,
            Self::EmptySku => altered.sku = Some(""),
            Self::NegativePrice => altered.price = Some("\"-1.00\""),
            Self::CommaPrice => altered.price = Some("\"12,50\""),
            Self::TooFinePrice => altered.price = Some("\"0.0000001\""),
            Self::ZeroQuantity => altered.quantity = Some("0"),
            Self::HugeQuantity => altered.quantity = Some("1000001"),
            Self::OtherCurrency => altered.currency = Some("XTS"),
        }
        let mut line = Vec::new();
        order.write_with(&mut line, &altered);
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::basket::Baskets;
    use jiff::tz::TimeZone;

    #[test]
    fn every_kind_differs_from_the_order_in_what_it_says() {
        let mut baskets = Baskets::new(&Settings::new(1, TimeZone::UTC)).unwrap();
        let mut dice = Dice::new(1, 9);
        for kind in Malformed::ALL {
            for n in 0..50 {
                let order = baskets.order(n);
                let line = kind.spoil(&order, &mut dice);
                assert!(!line.contains(&b'\n') && !line.is_empty());
                let parsed = serde_json::from_slice::<serde_json::Value>(&line);
                assert_eq!(
                    parsed.is_err(),
                    kind.reason() == "malformed_json",
                    "{kind:?}"
                );
                assert_ne!(line, order.to_json().into_bytes());
            }
        }
    }
}
