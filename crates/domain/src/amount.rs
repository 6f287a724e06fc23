//! The amount of a whole line or order.

use crate::Price;
use crate::decimal::{InvalidDecimal, parse_signed};

/// The decimals of an [`Amount`].
const DECIMALS: u32 = 6;

/// A signed amount of money in millionths of the currency's major unit, at most 10^12 major units
/// either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

/// Why an amount was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAmount {
    /// Not a decimal number.
    #[error("is not a decimal number")]
    NotANumber,
    /// More than six decimals that are neither zero nor a float's noise.
    #[error("has more than 6 decimals")]
    TooPrecise,
    /// Beyond [`Amount::MAX`] either way.
    #[error("is beyond 1,000,000,000,000")]
    TooLarge,
}

impl Amount {
    /// Zero.
    pub const ZERO: Amount = Amount(0);
    /// The largest accepted amount: 10^12 major units.
    pub const MAX: Amount = Amount(Price::MAX.micros() as i64);

    /// An amount in millionths; `None` beyond [`Amount::MAX`] in either direction.
    pub fn from_micros(micros: i64) -> Option<Amount> {
        (micros.unsigned_abs() <= Amount::MAX.0.unsigned_abs()).then_some(Amount(micros))
    }

    /// The amount in millionths.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whether it is 0.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is below 0.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Reads a decimal number in JSON's notation. The noise of a binary float is rounded.
    ///
    /// # Errors
    /// See [`InvalidAmount`].
    pub fn parse(text: &str) -> Result<Amount, InvalidAmount> {
        let micros = parse_signed(text, DECIMALS).map_err(|invalid| match invalid {
            InvalidDecimal::NotANumber => InvalidAmount::NotANumber,
            InvalidDecimal::TooPrecise => InvalidAmount::TooPrecise,
            InvalidDecimal::TooLarge => InvalidAmount::TooLarge,
        })?;
        Amount::from_micros(micros).ok_or(InvalidAmount::TooLarge)
    }

    /// As a decimal string with at least two decimals: `4.90`, `-0.125`.
    pub fn format(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!(
            "{sign}{}",
            Price::from_micros(self.0.unsigned_abs()).format(2)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_signed_and_exact() {
        for (text, micros, written) in [
            ("4.9", 4_900_000, "4.90"),
            ("-12.34", -12_340_000, "-12.34"),
            ("0.000001", 1, "0.000001"),
            ("-0", 0, "0.00"),
            ("19.989999999999998", 19_990_000, "19.99"),
            ("1e12", 1_000_000_000_000_000_000, "1000000000000.00"),
            ("-1e12", -1_000_000_000_000_000_000, "-1000000000000.00"),
        ] {
            let amount = Amount::parse(text).unwrap();
            assert_eq!(
                (amount.micros(), &*amount.format()),
                (micros, written),
                "{text}"
            );
        }
    }

    #[test]
    fn others_are_refused_with_the_reason() {
        use InvalidAmount::{NotANumber, TooLarge, TooPrecise};
        for (text, why) in [
            ("", NotANumber),
            ("NaN", NotANumber),
            ("SUMMER10", NotANumber),
            ("4,90", NotANumber),
            ("1e30", TooLarge),
            ("1000000000000.000001", TooLarge),
            ("0.123456789012", TooPrecise),
        ] {
            assert_eq!(Amount::parse(text), Err(why), "{text}");
        }
        assert_eq!(Amount::from_micros(i64::MIN), None);
    }
}
