//! Amounts in other currencies than the shop's.

use domain::{Currency, Minor};

/// What was charged in another currency than the shop's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) currency: OwnCurrency,
    /// In minor units of the currency; of an unlisted one in millionths.
    pub(crate) total: Minor,
}

/// The currency of an order on a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OwnCurrency {
    Listed(Currency),
    /// A code that is not in ISO 4217, such as BTC. Orders in it are always rejected here.
    Unlisted(Box<str>),
}

impl Own {
    /// An amount in millionths of the currency with this code.
    pub(crate) fn of(code: &str, micros: i128) -> Own {
        match Currency::from_code(code) {
            Ok(currency) => Own {
                currency: OwnCurrency::Listed(currency),
                total: currency.round_micros(micros),
            },
            Err(_) => Own {
                currency: OwnCurrency::Unlisted(code.into()),
                total: micros,
            },
        }
    }
}

impl From<Currency> for OwnCurrency {
    fn from(currency: Currency) -> OwnCurrency {
        OwnCurrency::Listed(currency)
    }
}

impl OwnCurrency {
    pub(crate) fn code(&self) -> &str {
        match self {
            OwnCurrency::Listed(currency) => currency.code(),
            OwnCurrency::Unlisted(code) => code,
        }
    }

    /// An amount as an exact decimal; of an unlisted currency with two to six decimals.
    pub(crate) fn format(&self, total: Minor) -> String {
        const MICROS: u128 = 1_000_000;
        match self {
            OwnCurrency::Listed(currency) => currency.format(total),
            OwnCurrency::Unlisted(_) => {
                let (sign, size) = (if total < 0 { "-" } else { "" }, total.unsigned_abs());
                let decimals = format!("{:06}", size % MICROS);
                let (least, more) = decimals.split_at(2);
                let more = more.trim_end_matches('0');
                format!("{sign}{}.{least}{more}", size / MICROS)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_exactly_in_its_own_currency() {
        for (code, micros, written) in [
            ("USD", 12_345_000, "12.35"),
            ("JPY", 1_000_000, "1"),
            ("BTC", 1_234, "0.001234"),
            ("BTC", -1_500_000, "-1.50"),
            ("USDT", 0, "0.00"),
        ] {
            let own = Own::of(code, micros);
            let found = (own.currency.code(), own.currency.format(own.total));
            assert_eq!(found, (code, written.to_owned()));
        }
    }
}
