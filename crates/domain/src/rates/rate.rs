//! The rate between two currencies.

use std::fmt;

use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::{Currency, Minor, Price};

/// A positive decimal of at most 12 significant digits, from 10^-9 to 10^9: units of one currency for one unit of
/// another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate {
    /// Its digits, without trailing zeros,
    digits: u64,
    /// and how many of them are decimals; if negative, this many zeros follow.
    decimals: i8,
}

/// A text is not a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be a decimal number above 0 of at most 12 significant digits, from 0.000000001 to 1,000,000,000"
)]
pub struct InvalidRate;

/// The most significant digits.
const MOST_DIGITS: usize = 12;
/// Rates are at most ten to this power, and at least its inverse.
const MOST_POWER: i32 = 9;

impl Rate {
    /// The rate 1.
    pub const ONE: Rate = Rate {
        digits: 1,
        decimals: 0,
    };

    /// Reads a decimal, with an optional exponent as in JSON.
    ///
    /// # Errors
    /// [`InvalidRate`].
    pub fn parse(text: &str) -> Result<Rate, InvalidRate> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            None => (text, 0),
            Some((mantissa, exponent)) => (mantissa, exponent.parse().map_err(|_| InvalidRate)?),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            None => (mantissa, ""),
            Some((_, "")) => return Err(InvalidRate),
            Some(parts) => parts,
        };
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
            return Err(InvalidRate);
        }
        let all = format!("{whole}{fraction}");
        let without_end = all.trim_end_matches('0');
        let digits = without_end.trim_start_matches('0');
        if digits.is_empty() || digits.len() > MOST_DIGITS {
            return Err(InvalidRate);
        }
        let ending = i64::try_from(all.len() - without_end.len()).map_err(|_| InvalidRate)?;
        let behind = i64::try_from(fraction.len()).map_err(|_| InvalidRate)?;
        let decimals = behind - ending - i64::from(exponent_of(exponent)?);
        // The power of ten of its first digit.
        let first = digits.len() as i64 - 1 - decimals;
        let is_most = digits == "1" && first == i64::from(MOST_POWER);
        if !(i64::from(-MOST_POWER)..i64::from(MOST_POWER)).contains(&first) && !is_most {
            return Err(InvalidRate);
        }
        Ok(Rate {
            digits: digits.parse().map_err(|_| InvalidRate)?,
            decimals: i8::try_from(decimals).map_err(|_| InvalidRate)?,
        })
    }

    fn fraction(self) -> BigRational {
        let power = |by: u32| 10_i128.pow(by);
        let (above, below) = match u32::try_from(self.decimals) {
            Ok(decimals) => (1, power(decimals)),
            Err(_) => (power(u32::from(self.decimals.unsigned_abs())), 1),
        };
        BigRational::new((i128::from(self.digits) * above).into(), below.into())
    }
}

fn exponent_of(exponent: i32) -> Result<i32, InvalidRate> {
    let sane = -64..=64;
    sane.contains(&exponent)
        .then_some(exponent)
        .ok_or(InvalidRate)
}

/// The decimal without an exponent.
impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match usize::try_from(self.decimals) {
            Err(_) => {
                let zeros = usize::from(self.decimals.unsigned_abs());
                write!(out, "{}{}", self.digits, "0".repeat(zeros))
            }
            Ok(0) => write!(out, "{}", self.digits),
            Ok(decimals) => {
                let digits = format!("{:0>width$}", self.digits, width = decimals + 1);
                let (whole, fraction) = digits.split_at(digits.len() - decimals);
                write!(out, "{whole}.{fraction}")
            }
        }
    }
}

/// The factor for amounts in another currency: a rate, or a quotient of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exchange {
    /// Units of the target currency
    to: Rate,
    /// for this many of the source currency; `None` = for one.
    from: Option<Rate>,
}

impl Exchange {
    /// A plain rate: units of the target currency for one of the source.
    pub const fn by(rate: Rate) -> Exchange {
        Exchange {
            to: rate,
            from: None,
        }
    }

    /// By way of a third currency: units of the target and of the source for one of it.
    pub const fn over(to: Rate, from: Rate) -> Exchange {
        Exchange {
            to,
            from: Some(from),
        }
    }

    fn factor(self) -> BigRational {
        match self.from {
            None => self.to.fraction(),
            Some(from) => self.to.fraction() / from.fraction(),
        }
    }

    /// The factor from minor units of the source to minor units of the target.
    pub(super) fn minor_factor(self, from: &Currency, to: &Currency) -> BigRational {
        let units = BigRational::new(from.minor_nanos().into(), to.minor_nanos().into());
        self.factor() * units
    }

    /// Converts billionths of the source currency's unit into the target currency, rounded once to its minor unit, half
    /// away from zero.
    pub fn minor(self, currency: &Currency, nanos: &BigRational) -> Minor {
        let unit = BigRational::from_integer(currency.minor_nanos().into());
        let minor = (nanos * self.factor() / unit).round().to_integer();
        // Amounts and rates are bounded: 10^24 billionths times at most 10^18.
        minor.to_i128().unwrap_or(Minor::MAX)
    }

    /// Units of the target currency for one of the source, as a decimal for display: a quotient of two rates is rounded
    /// to nine significant digits.
    pub fn shown(self) -> String {
        const LEAST: i64 = 100_000_000;
        const MOST_DECIMALS: usize = 27;
        let mut scaled = match self.from {
            Some(from) if from != Rate::ONE => self.factor(),
            _ => return self.to.to_string(),
        };
        let (ten, least) = (
            BigRational::from_integer(10.into()),
            BigRational::from_integer(LEAST.into()),
        );
        let mut decimals = 0;
        while scaled < least && decimals < MOST_DECIMALS {
            scaled *= &ten;
            decimals += 1;
        }
        let digits = scaled.round().to_integer().to_string();
        let digits = format!("{digits:0>width$}", width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let fraction = fraction.trim_end_matches('0');
        match fraction {
            "" => whole.to_owned(),
            fraction => format!("{whole}.{fraction}"),
        }
    }

    /// Converts one price to the minor unit, for display.
    pub fn price(self, currency: &Currency, price: Price) -> Price {
        let nanos = BigRational::from_integer((i128::from(price.micros()) * 1_000).into());
        let micros = self.minor(currency, &nanos) * (currency.minor_nanos() / 1_000);
        Price::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_quotient_of_rates_is_shown_by_nine_digits() {
        let rate = |text| Rate::parse(text).unwrap();
        for (to, from, shown) in [
            ("1.0823", "1", "1.0823"),
            ("1", "1.0823", "0.923958237"),
            ("163.4", "1.0823", "150.974776"),
            ("1", "163.4", "0.00611995104"),
            ("2", "0.5", "4"),
            ("1000000000", "0.000000001", "1000000000000000000"),
            ("0.000000001", "1000000000", "0.000000000000000001"),
        ] {
            assert_eq!(Exchange::over(rate(to), rate(from)).shown(), shown);
        }
        assert_eq!(Exchange::by(rate("0.00741")).shown(), "0.00741");
    }

    #[test]
    fn rates_are_read_by_their_digits() {
        for (text, read) in [
            ("1", "1"),
            ("1.0823", "1.0823"),
            ("0.000741234567", "0.000741234567"),
            ("163.40", "163.4"),
            ("7.41e-4", "0.000741"),
            ("1e9", "1000000000"),
            ("0.000000001", "0.000000001"),
            ("0.000000001234567", "0.000000001234567"),
            ("100", "100"),
            ("0100.50", "100.5"),
        ] {
            assert_eq!(Rate::parse(text).unwrap().to_string(), read, "{text}");
        }
        assert_eq!(Rate::parse("1.50"), Rate::parse("1.5"));
        for text in [
            "",
            "0",
            "0.000",
            "-1",
            "+1",
            "1,5",
            "1.",
            ".5",
            "NaN",
            "1e30",
            "1e-30",
            "1e99999999999",
            "1.1e9",
            "2000000000",
            "0.0000000009",
            "1.234567890123",
            "1 2",
        ] {
            assert_eq!(Rate::parse(text), Err(InvalidRate), "{text}");
        }
    }

    #[test]
    fn amounts_are_rounded_once_half_away_from_zero() {
        let euro = Currency::from_code("EUR").unwrap();
        let minor = |exchange: Exchange, cents: i64| {
            let nanos = BigRational::from_integer((i128::from(cents) * 10_000_000).into());
            exchange.minor(&euro, &nanos)
        };
        let by = |text| Exchange::by(Rate::parse(text).unwrap());
        assert_eq!(minor(by("0.5"), 101), 51);
        assert_eq!(minor(by("0.5"), -101), -51);
        assert_eq!(minor(by("0.49999"), 101), 50);
        let over = |to, from| Exchange::over(Rate::parse(to).unwrap(), Rate::parse(from).unwrap());
        // 100 yen by way of the dollar: 100 / 150.3 * 0.92.
        assert_eq!(minor(over("0.92", "150.3"), 10_000), 61);
        assert_eq!(minor(over("1", "3"), 100), 33);
        let price = by("0.5").price(&euro, Price::parse("1.01").unwrap());
        assert_eq!(price, Price::parse("0.51").unwrap());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(digits in 1_u64..1_000_000_000_000, point in 0_usize..12) {
            let digits = format!("{digits:012}");
            let text = format!("{}.{}", &digits[..point.min(9)], &digits[point.min(9)..]);
            let text = if text.starts_with('.') { format!("0{text}") } else { text };
            if let Ok(rate) = Rate::parse(&text) {
                prop_assert_eq!(Rate::parse(&rate.to_string()), Ok(rate));
            }
        }
    }
}
