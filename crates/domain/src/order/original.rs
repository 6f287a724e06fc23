//! The original currency data of a converted order, for people: no figure is derived from it.

use std::fmt;

use super::effect::sums_of;
use super::event::OrderEvent;
use crate::{Currency, Minor, Rate, Totals};

/// The original currency data of a converted order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Original {
    /// Its own currency.
    pub currency: Currency,
    /// The amount charged, in minor units of that currency: the figure `charged` of the order as it came.
    pub charged: Minor,
    /// The rate in the order itself; `None` = the table's.
    pub rate: Option<Rate>,
}

impl Original {
    /// The data of an event in this currency.
    pub(super) fn of(currency: Currency, event: &OrderEvent<'_>) -> Original {
        let totals = Totals::new(sums_of(&currency, None, event), None);
        Original {
            currency,
            charged: totals.named("charged").unwrap_or_default(),
            rate: event.rate,
        }
    }

    /// Reads the output of [`Display`](fmt::Display), as stores and backups keep it: `EUR 2290` in minor units, then
    /// the order's own rate if it had one.
    pub fn parse(text: &str) -> Option<Original> {
        let mut parts = text.split(' ');
        let currency = Currency::from_code(parts.next()?).ok()?;
        let charged = parts.next()?.parse().ok()?;
        let rate = parts.next().map(Rate::parse).transpose().ok()?;
        let original = Original {
            currency,
            charged,
            rate,
        };
        parts.next().is_none().then_some(original)
    }
}

impl fmt::Display for Original {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.currency.code(), self.charged)?;
        match self.rate {
            Some(rate) => write!(out, " {rate}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_short_text() {
        for text in ["EUR 2290", "JPY -7 0.00741", "KWD 0 1000000000"] {
            let original = Original::parse(text).unwrap();
            assert_eq!(original.to_string(), text);
        }
        for text in [
            "",
            "EUR",
            "EURO 1",
            "eur 1",
            "EUR 1.5",
            "EUR 1 x",
            "EUR 1 2 3",
            "EUR 1 ",
            "XAU 1",
        ] {
            assert_eq!(Original::parse(text), None, "{text}");
        }
    }
}
