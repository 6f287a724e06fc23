//! Sums of several currencies in one.

use std::collections::HashMap;
use std::sync::Arc;

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

use super::{Rate, RateTable};
use crate::money::div_half_away;
use crate::{BusinessDay, Currency, Minor, Timestamp};

/// Converts sums of any currency into one, with the rates for orders of one moment (see [`RateTable`]).
pub struct Conversion {
    table: Arc<RateTable>,
    to: Currency,
    at: Timestamp,
    known: HashMap<[u8; 3], Option<Arc<Factor>>>,
}

/// The factor for minor units of one currency.
#[derive(Debug)]
struct Factor {
    exact: BigRational,
    /// Numerator and denominator, if they are small.
    short: Option<(i128, i128)>,
}

/// The conversion of sums from one currency to another. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Share(Arc<Factor>);

impl Conversion {
    /// Converts into a currency, with the rates of a moment.
    pub fn new(table: Arc<RateTable>, to: Currency, at: Timestamp) -> Conversion {
        Conversion {
            table,
            to,
            at,
            known: HashMap::new(),
        }
    }

    /// The target currency.
    pub fn currency(&self) -> &Currency {
        &self.to
    }

    /// The day of the rates.
    pub fn day(&self) -> BusinessDay {
        RateTable::day_of(self.at)
    }

    /// The conversion of sums from a currency; `None` = the table has no rate for the day.
    pub fn share(&mut self, from: &Currency) -> Option<Share> {
        let make = || {
            let exact = if *from == self.to {
                BigRational::from_integer(1.into())
            } else {
                let exchange = self.table.exchange(from, &self.to, self.at).ok()?;
                exchange.minor_factor(from, &self.to)
            };
            let short = exact.numer().to_i128().zip(exact.denom().to_i128());
            Some(Arc::new(Factor { exact, short }))
        };
        let factor = self.known.entry(from.key()).or_insert_with(make);
        factor.clone().map(Share)
    }

    /// The table's rate for a converted currency: units of it for one of the table's base. `None` = it is the base, or
    /// has no rate.
    pub fn rate(&self, currency: &Currency) -> Option<Rate> {
        self.table.rate(currency, self.day())
    }

    /// The codes of the currencies with rates.
    pub fn currencies(&self) -> Vec<String> {
        self.table.currencies(self.day())
    }

    /// The base of the table.
    pub fn base(&self) -> Option<&Currency> {
        self.table.base()
    }
}

impl Share {
    /// A sum in the target currency, rounded once to its minor unit, half away from zero.
    pub fn minor(&self, sum: Minor) -> Minor {
        if let Some((above, below)) = self.0.short
            && let Some(product) = sum.checked_mul(above)
        {
            return div_half_away(product, below);
        }
        rounded(&self.exact(sum))
    }

    /// The sum of several currencies in the target currency: added exactly, and rounded once.
    pub fn total<'s>(sums: impl Iterator<Item = (&'s Share, Minor)>) -> Minor {
        let exact = sums.fold(BigRational::zero(), |total, (share, sum)| {
            total + share.exact(sum)
        });
        rounded(&exact)
    }

    fn exact(&self, sum: Minor) -> BigRational {
        &self.0.exact * BigRational::from_integer(sum.into())
    }
}

fn rounded(exact: &BigRational) -> Minor {
    // Sums of days are below 2^63, and rates at most 10^18.
    exact.round().to_integer().to_i128().unwrap_or(Minor::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn conversion(to: &str) -> Conversion {
        let mut table = RateTable::default();
        let csv = "Date,USD,JPY,KWD,\n2026-03-13,1.0823,163.4,0.333333333333,\n";
        table.import(csv).unwrap();
        let at = Timestamp::parse_rfc3339("2026-03-16T10:00:00Z").unwrap();
        Conversion::new(Arc::new(table), Currency::from_code(to).unwrap(), at)
    }

    fn share(conversion: &mut Conversion, of: &str) -> Share {
        let currency = Currency::from_code(of).unwrap();
        conversion.share(&currency).unwrap()
    }

    #[test]
    fn sums_are_converted_over_the_base_and_rounded_once() {
        let mut to_euro = conversion("EUR");
        let (dollar, yen) = (share(&mut to_euro, "USD"), share(&mut to_euro, "JPY"));
        let euro = share(&mut to_euro, "EUR");
        assert_eq!(euro.minor(-12_345), -12_345);
        assert_eq!(dollar.minor(10_823), 10_000);
        assert_eq!(yen.minor(1_634), 1_000);
        // Alone, each of these is 0.0031 or 0.0046 euro and rounds to nothing; together they make a cent.
        let parts = [(&yen, 0), (&dollar, 0), (&yen, 1), (&euro, 0)];
        assert_eq!(Share::total(parts.into_iter()), 1);
        let halves = [(&dollar, 5), (&dollar, -5), (&euro, 7)];
        assert_eq!(Share::total(halves.into_iter()), 7);
        let pound = Currency::from_code("GBP").unwrap();
        assert!(to_euro.share(&pound).is_none());
        assert_eq!(to_euro.rate(&pound), None);
        assert_eq!(to_euro.day().to_string(), "2026-03-13");
        assert_eq!(to_euro.currencies(), ["EUR", "JPY", "KWD", "USD"]);
        let mut to_yen = conversion("JPY");
        assert_eq!(share(&mut to_yen, "USD").minor(10_823), 16_340);
        // Three decimals.
        assert_eq!(
            share(&mut to_yen, "KWD").minor(333_333_333_333),
            163_400_000_000
        );
    }

    proptest! {
        #[test]
        fn long_and_short_sums_are_rounded_alike(sum in -8_000_000_000_000_000_000_i128..8_000_000_000_000_000_000) {
            for (from, to) in [("USD", "JPY"), ("JPY", "USD"), ("KWD", "USD"), ("EUR", "USD")] {
                let mut conversion = conversion(to);
                let share = share(&mut conversion, from);
                prop_assert_eq!(share.minor(sum), rounded(&share.exact(sum)));
                prop_assert_eq!(share.minor(sum), Share::total([(&share, sum)].into_iter()));
            }
        }
    }
}
