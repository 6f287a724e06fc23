//! Exact money.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use domain::{Amount, InvalidAmount};
use serde::{Deserialize, Serialize};

/// An amount in millionths of the major unit, of any sign. Sums cannot overflow: a single amount is at most 10^12 major
/// units, and larger sums are rejected when they become an [`Amount`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub(crate) struct Money(i64);

impl Money {
    pub(crate) const ZERO: Money = Money(0);

    /// Reads a decimal number and rounds off the noise of floats.
    pub(crate) fn parse(text: &str) -> Result<Money, String> {
        match Amount::parse(text) {
            Ok(amount) => Ok(Money(amount.micros())),
            // More digits than any currency has, as in high-precision tax. Half a millionth does not matter.
            Err(InvalidAmount::TooPrecise) => {
                let cut = text.find('.').map_or(text.len(), |point| point + 7);
                let cut = text.get(..cut).unwrap_or(text);
                Amount::parse(cut)
                    .map(|amount| Money(amount.micros()))
                    .map_err(|error| error.to_string())
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// An amount in the smallest unit of a currency with this many decimals.
    pub(crate) fn of_minor(minor: i64, decimals: u32) -> Money {
        Money(minor.saturating_mul(10_i64.pow(6 - decimals.min(6))))
    }

    pub(crate) const fn micros(self) -> i64 {
        self.0
    }

    pub(crate) const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub(crate) const fn abs(self) -> Money {
        Money(self.0.saturating_abs())
    }

    /// The amount times a count.
    pub(crate) const fn times(self, count: i64) -> Money {
        Money(self.0.saturating_mul(count))
    }

    /// The share `of` / `whole` of it, rounded half away from zero to the millionth.
    pub(crate) fn share(self, of: i64, whole: i64) -> Money {
        let (product, whole) = (
            i128::from(self.0) * i128::from(of),
            i128::from(whole.max(1)),
        );
        let (twice, sign) = (product.abs() * 2 + whole, product.signum());
        Money(i64::try_from(sign * (twice / (2 * whole))).unwrap_or(i64::MAX))
    }

    /// As the domain counts it; `None` if it is out of range.
    pub(crate) fn amount(self) -> Option<Amount> {
        Amount::from_micros(self.0)
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(all: I) -> Money {
        all.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stay_what_they_are() {
        for (text, micros) in [
            ("245.67", 245_670_000),
            ("31.939999999999998", 31_940_000),
            ("-12.34", -12_340_000),
            ("0.7823521", 782_352),
        ] {
            assert_eq!(Money::parse(text), Ok(Money(micros)), "{text}");
        }
        assert!(Money::parse("ten").is_err());
    }

    #[test]
    fn shares_are_rounded_half_away() {
        assert_eq!(Money(10_000_000).share(1, 3), Money(3_333_333));
        assert_eq!(Money(-5).share(1, 2), Money(-3));
        assert_eq!(Money::of_minor(12_340, 3), Money(12_340_000));
    }
}
