//! The quantity of an item: whole pieces, or a weight or length.

use crate::decimal::{InvalidDecimal, parse_signed};

/// The decimals of a [`Quantity`]: scales show grams.
const DECIMALS: u32 = 3;
const ONE: i32 = 1_000;

/// The quantity that a line sells (above 0) or returns (below 0), in thousandths: from −1,000,000 to 1,000,000, but
/// never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i32);

/// Why a quantity was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuantity {
    /// Not a decimal number.
    #[error("must be a number")]
    NotANumber,
    /// More than three decimals that are neither zero nor a float's noise.
    #[error("has more than 3 decimals")]
    TooPrecise,
    /// 0, or more than a million in either direction.
    #[error("must be at most 1,000,000 and not 0; a return has a negative quantity")]
    OutOfRange,
}

impl Quantity {
    /// The most that a line sells or returns.
    pub const MAX: Quantity = Quantity(1_000_000 * ONE);

    /// A number of whole pieces; `None` for 0 and beyond [`Quantity::MAX`] in either direction.
    pub fn whole(pieces: i64) -> Option<Quantity> {
        Quantity::from_thousandths(pieces.checked_mul(ONE.into())?)
    }

    /// A number of thousandths; `None` for 0 and beyond [`Quantity::MAX`] in either direction.
    pub fn from_thousandths(thousandths: i64) -> Option<Quantity> {
        let is_valid = thousandths != 0 && thousandths.unsigned_abs() <= Quantity::MAX.0 as u64;
        is_valid.then_some(Quantity(thousandths as i32))
    }

    /// Its thousandths, below 0 for returns.
    pub const fn thousandths(self) -> i64 {
        self.0 as i64
    }

    /// Reads a decimal number in JSON's notation. The noise of a binary float is rounded.
    ///
    /// # Errors
    /// See [`InvalidQuantity`].
    pub fn parse(text: &str) -> Result<Quantity, InvalidQuantity> {
        if let Ok(pieces) = text.parse() {
            return Quantity::whole(pieces).ok_or(InvalidQuantity::OutOfRange);
        }
        let thousandths = parse_signed(text, DECIMALS).map_err(|invalid| match invalid {
            InvalidDecimal::NotANumber => InvalidQuantity::NotANumber,
            InvalidDecimal::TooPrecise => InvalidQuantity::TooPrecise,
            InvalidDecimal::TooLarge => InvalidQuantity::OutOfRange,
        })?;
        Quantity::from_thousandths(thousandths).ok_or(InvalidQuantity::OutOfRange)
    }

    /// Whether it is a sale and not a return.
    pub const fn is_sold(self) -> bool {
        self.0 > 0
    }

    /// Whether it is a number of whole pieces.
    pub const fn is_whole(self) -> bool {
        self.0 % ONE == 0
    }

    /// Whole pieces, without sign: rounded half up, but at least 1, because 1.5 m and 3 pieces cannot be added.
    pub const fn pieces(self) -> u64 {
        let pieces = (self.0.unsigned_abs() + ONE as u32 / 2) / ONE as u32;
        if pieces == 0 { 1 } else { pieces as u64 }
    }

    /// As a decimal string without trailing zeros: `2`, `-1.5`, `0.125`.
    pub fn format(self) -> String {
        let magnitude = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (magnitude / ONE as u32, magnitude % ONE as u32);
        let text = format!("{sign}{whole}.{rest:03}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_have_three_decimals() {
        for (text, thousandths, written) in [
            ("2", 2_000, "2"),
            ("2.0", 2_000, "2"),
            ("1e0", 1_000, "1"),
            ("0.5", 500, "0.5"),
            ("-1.25", -1_250, "-1.25"),
            ("0.001", 1, "0.001"),
            ("2.9999999999999996", 3_000, "3"),
            ("0.30000000000000004", 300, "0.3"),
            ("1000000", 1_000_000_000, "1000000"),
            ("-1000000.000", -1_000_000_000, "-1000000"),
        ] {
            let quantity = Quantity::parse(text).unwrap();
            assert_eq!(quantity.thousandths(), thousandths, "{text}");
            assert_eq!(quantity.format(), written, "{text}");
        }
    }

    #[test]
    fn others_are_refused_with_the_reason() {
        use InvalidQuantity::{NotANumber, OutOfRange, TooPrecise};
        for (text, why) in [
            ("", NotANumber),
            ("two", NotANumber),
            ("NaN", NotANumber),
            ("1,5", NotANumber),
            ("--1", NotANumber),
            ("0", OutOfRange),
            ("-0.000", OutOfRange),
            ("1000000.001", OutOfRange),
            ("-1000001", OutOfRange),
            ("1e30", OutOfRange),
            ("0.0005", TooPrecise),
            ("1.0001", TooPrecise),
        ] {
            assert_eq!(Quantity::parse(text), Err(why), "{text}");
        }
        assert_eq!(Quantity::whole(i64::MAX), None);
        assert_eq!(Quantity::whole(0), None);
        assert_eq!(Quantity::from_thousandths(i64::MIN), None);
    }

    #[test]
    fn pieces_are_whole_and_at_least_one() {
        for (thousandths, pieces) in [(1, 1), (499, 1), (1_499, 1), (1_500, 2), (-2_500, 3)] {
            let quantity = Quantity::from_thousandths(thousandths).unwrap();
            assert_eq!(quantity.pieces(), pieces, "{thousandths}");
        }
    }
}
