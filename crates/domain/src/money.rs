//! Exact money: unit prices in millionths, sums in the currency's minor unit. No float anywhere.

use std::fmt::Write as _;

use crate::decimal::{InvalidDecimal, parse_decimal};

/// An amount in the currency's minor unit (cents for USD, yen for JPY, fils for KWD).
///
/// 128 bits: the largest order allowed (1,000 lines of a million items at the highest price) times
/// any number of orders that fit on a disk stays far below the limit, so sums never overflow.
pub type Minor = i128;

/// The number of decimals of a [`Price`].
const PRICE_DECIMALS: u32 = 6;
/// The decimals of a price times a quantity.
const NANO_DECIMALS: u32 = 9;
/// Thousand-millionths of the major unit in a minor one, by the minor unit's decimals.
const MINOR_NANOS: [i128; NANO_DECIMALS as usize + 1] = {
    let (mut nanos, mut decimals) = ([1; NANO_DECIMALS as usize + 1], NANO_DECIMALS as usize);
    while decimals > 0 {
        decimals -= 1;
        nanos[decimals] = nanos[decimals + 1] * 10;
    }
    nanos
};
const MICROS: u64 = 10_u64.pow(PRICE_DECIMALS);

/// A unit price in millionths of the currency's major unit: 1.99 is 1,990,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(u64);

/// Why a price was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPrice {
    /// Not a decimal number.
    #[error("not a decimal number")]
    NotANumber,
    /// Below zero: returns are expressed by a negative quantity.
    #[error("below zero; a return is a negative quantity, not a negative price")]
    Negative,
    /// More than six decimals that are neither zero nor a float's noise.
    #[error("more than 6 decimals")]
    TooPrecise,
    /// Above [`Price::MAX`].
    #[error("above 1,000,000,000,000")]
    TooLarge,
}

impl Price {
    /// The highest accepted unit price: 10^12 major units.
    pub const MAX: Price = Price(10_u64.pow(12) * MICROS);

    /// A price from millionths of the major unit.
    pub const fn from_micros(micros: u64) -> Price {
        Price(micros)
    }

    /// The price in millionths of the major unit.
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// Reads a decimal number as JSON writes it: `1.99`, `5`, `1e-2`. A binary float's noise is
    /// rounded to six decimals: `19.989999999999998` is 19.99.
    ///
    /// # Errors
    /// See [`InvalidPrice`].
    pub fn parse(text: &str) -> Result<Price, InvalidPrice> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let micros = parse_decimal(digits, PRICE_DECIMALS).map_err(|invalid| match invalid {
            InvalidDecimal::NotANumber => InvalidPrice::NotANumber,
            InvalidDecimal::TooPrecise => InvalidPrice::TooPrecise,
            InvalidDecimal::TooLarge => InvalidPrice::TooLarge,
        })?;
        if negative && micros != 0 {
            return Err(InvalidPrice::Negative);
        }
        if micros > Price::MAX.0 {
            return Err(InvalidPrice::TooLarge);
        }
        Ok(Price(micros))
    }

    /// The price as a decimal string with at least `exponent` decimals: `1.99`, `0.125`, `3`.
    pub fn format(self, exponent: u8) -> String {
        let whole = self.0 / MICROS;
        let mut fraction = format!("{:06}", self.0 % MICROS);
        while fraction.len() > usize::from(exponent) && fraction.ends_with('0') {
            fraction.pop();
        }
        if fraction.is_empty() {
            whole.to_string()
        } else {
            format!("{whole}.{fraction}")
        }
    }
}

/// An ISO 4217 currency with the number of decimals of its minor unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency {
    code: [u8; 3],
    exponent: u8,
}

/// The text is not an ISO 4217 code of a currency with a minor unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ISO 4217 currency code such as USD, EUR or JPY")]
pub struct UnknownCurrency(pub String);

impl Currency {
    /// The euro: the base of the rates that the European Central Bank publishes.
    pub const EURO: Currency = Currency {
        code: *b"EUR",
        exponent: 2,
    };

    /// Finds a currency by its three-letter code (upper case).
    ///
    /// # Errors
    /// [`UnknownCurrency`] for anything that ISO 4217 does not list, and for its entries without a
    /// minor unit (gold, test codes).
    pub fn from_code(code: &str) -> Result<Currency, UnknownCurrency> {
        let unknown = || UnknownCurrency(code.to_owned());
        let listed = iso_currency::Currency::from_code(code).ok_or_else(unknown)?;
        let exponent = listed.exponent().ok_or_else(unknown)?;
        let exponent = u8::try_from(exponent).map_err(|_| unknown())?;
        let code = code.as_bytes().try_into().map_err(|_| unknown())?;
        Ok(Currency { code, exponent })
    }

    /// The three-letter code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or_default()
    }

    /// The code as a key of tables.
    pub(crate) const fn key(&self) -> [u8; 3] {
        self.code
    }

    /// Decimals of the minor unit: JPY 0, USD 2, KWD 3.
    pub fn exponent(&self) -> u8 {
        self.exponent
    }

    /// Rounds a sum in millionths to the minor unit, half away from zero.
    pub fn round_micros(&self, micros: i128) -> Minor {
        let unit = 10_i128.pow(PRICE_DECIMALS - u32::from(self.exponent).min(PRICE_DECIMALS));
        div_half_away(micros, unit)
    }

    /// The same for a sum in thousand-millionths.
    pub fn round_nanos(&self, nanos: i128) -> Minor {
        div_half_away(nanos, self.minor_nanos())
    }

    /// Thousand-millionths of the major unit in a minor one.
    pub(crate) fn minor_nanos(&self) -> i128 {
        MINOR_NANOS[usize::from(self.exponent).min(NANO_DECIMALS as usize)]
    }

    /// The amount as an exact decimal string: `1234.56`, `-0.05`, `700` (JPY).
    pub fn format(&self, amount: Minor) -> String {
        let mut out = String::new();
        self.write(amount, &mut out);
        out
    }

    /// Appends the amount to a text, in the form of [`format`](Currency::format).
    pub fn write(&self, amount: Minor, out: &mut String) {
        if amount < 0 {
            out.push('-');
        }
        let (magnitude, width) = (amount.unsigned_abs(), usize::from(self.exponent));
        let scale = 10_u64.pow(u32::from(self.exponent));
        // Nearly all amounts fit in 64 bits, whose division takes a fraction of the time.
        let rest = match u64::try_from(magnitude) {
            Ok(magnitude) => {
                push_digits(magnitude / scale, 1, out);
                magnitude % scale
            }
            Err(_) => {
                let scale = u128::from(scale);
                // Writing to a String cannot fail.
                let _ = write!(out, "{}", magnitude / scale);
                // It is less than the scale.
                (magnitude % scale) as u64
            }
        };
        if width > 0 {
            out.push('.');
            push_digits(rest, width, out);
        }
    }
}

/// Writes a number with at least this many digits.
fn push_digits(mut number: u64, least: usize, out: &mut String) {
    let mut digits = [0; 20];
    let mut begin = digits.len();
    while number > 0 || digits.len() - begin < least {
        begin -= 1;
        digits[begin] = (number % 10) as u8;
        number /= 10;
    }
    out.extend(digits[begin..].iter().map(|digit| char::from(b'0' + digit)));
}

/// Divides by a positive number, rounding half away from zero.
pub(crate) fn div_half_away(value: i128, divisor: i128) -> i128 {
    // Nearly all sums fit in 64 bits, whose division takes a fraction of the time.
    let (quotient, remainder) = match (i64::try_from(value), i64::try_from(divisor)) {
        (Ok(value), Ok(divisor)) => (i128::from(value / divisor), i128::from(value % divisor)),
        _ => (value / divisor, value % divisor),
    };
    if remainder.abs() * 2 >= divisor {
        quotient + value.signum()
    } else {
        quotient
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> Result<u64, InvalidPrice> {
        Price::parse(text).map(Price::micros)
    }

    #[test]
    fn reads_decimals_exactly() {
        assert_eq!(micros("1.99"), Ok(1_990_000));
        assert_eq!(micros("0.000001"), Ok(1));
        assert_eq!(micros("5"), Ok(5_000_000));
        assert_eq!(micros("1e-2"), Ok(10_000));
        assert_eq!(micros("1.5E3"), Ok(1_500_000_000));
        assert_eq!(micros("-0.00"), Ok(0));
        assert_eq!(micros("1.9900000000"), Ok(1_990_000));
        assert_eq!(micros("1000000000000"), Ok(Price::MAX.micros()));
    }

    #[test]
    fn refuses_what_is_no_price() {
        for text in [
            "", "-", ".5", "5.", "1,99", "abc", "1.2.3", "+1", "1e", " 1", "NaN", "0x10",
        ] {
            assert_eq!(micros(text), Err(InvalidPrice::NotANumber), "{text:?}");
        }
        assert_eq!(micros("-0.01"), Err(InvalidPrice::Negative));
        assert_eq!(micros("0.0000001"), Err(InvalidPrice::TooPrecise));
        assert_eq!(micros("1e-400"), Err(InvalidPrice::TooPrecise));
        assert_eq!(micros("1000000000000.01"), Err(InvalidPrice::TooLarge));
        assert_eq!(micros("1e400"), Err(InvalidPrice::TooLarge));
        assert_eq!(micros(&"9".repeat(500)), Err(InvalidPrice::TooLarge));
    }

    #[test]
    fn rounds_half_away_from_zero_to_the_minor_unit() {
        let round = |code, micros| Currency::from_code(code).map(|c| c.round_micros(micros));
        assert_eq!(round("USD", 1_005_000), Ok(101));
        assert_eq!(round("USD", 1_004_999), Ok(100));
        assert_eq!(round("USD", -1_005_000), Ok(-101));
        assert_eq!(round("JPY", 500_000), Ok(1));
        assert_eq!(round("KWD", 1_000_500), Ok(1_001));
    }

    #[test]
    fn formats_with_the_currencys_decimals() {
        let format = |code, minor| Currency::from_code(code).map(|c| c.format(minor));
        assert_eq!(format("USD", 521_043), Ok("5210.43".to_owned()));
        assert_eq!(format("USD", -5), Ok("-0.05".to_owned()));
        assert_eq!(format("JPY", 700), Ok("700".to_owned()));
        assert_eq!(format("KWD", 1), Ok("0.001".to_owned()));
        assert_eq!(format("KWD", 0), Ok("0.000".to_owned()));
        let most = "170141183460469231731687303715884105727";
        assert_eq!(format("JPY", i128::MAX), Ok(most.to_owned()));
        let least = "-1701411834604692317316873037158841057.28";
        assert_eq!(format("USD", i128::MIN), Ok(least.to_owned()));
        let wide = i128::from(u64::MAX);
        assert_eq!(format("USD", wide), Ok("184467440737095516.15".to_owned()));
        let wider = Ok("184467440737095516.16".to_owned());
        assert_eq!(format("USD", wide + 1), wider);
        assert!(format("XAU", 1).is_err());
        assert!(format("usd", 1).is_err());
    }

    #[test]
    fn prices_keep_the_decimals_they_need() {
        assert_eq!(Price::from_micros(1_990_000).format(2), "1.99");
        assert_eq!(Price::from_micros(125_000).format(2), "0.125");
        assert_eq!(Price::from_micros(3_000_000).format(2), "3.00");
        assert_eq!(Price::from_micros(3_000_000).format(0), "3");
    }
}
