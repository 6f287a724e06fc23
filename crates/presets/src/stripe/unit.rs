//! Amounts as Stripe writes them.

use domain::{Reason, Rejection};

use crate::json::{self, Value};
use crate::money::Money;
use crate::text::Text;

/// Currencies whose smallest unit Stripe writes as the major one. It writes ISK and UGX with two decimals, always 00.
const WHOLE: [&str; 15] = [
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
    "XOF", "XPF",
];
/// Currencies that Stripe writes with three decimals.
const THOUSANDTHS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// The smallest unit of a currency as Stripe counts it.
pub(super) struct Unit {
    pub(super) currency: Text,
    decimals: u32,
}

impl Unit {
    pub(super) fn of(object: &Value<'_>) -> Result<Unit, Rejection> {
        let currency = object
            .text("currency")
            .map(str::to_ascii_uppercase)
            .map(Text::from);
        let currency = currency
            .ok_or_else(|| Rejection::new(Reason::InvalidCurrency, "the object has no currency"))?;
        let decimals = match &*currency {
            code if WHOLE.contains(&code) => 0,
            code if THOUSANDTHS.contains(&code) => 3,
            _ => 2,
        };
        Ok(Unit { currency, decimals })
    }

    /// An amount; 0 if there is none.
    pub(super) fn money(&self, object: &Value<'_>, key: &str) -> Result<Money, Rejection> {
        Ok(Money::of_minor(json::whole(object, key)?, self.decimals))
    }

    /// An amount without which nothing is known.
    pub(super) fn needed(&self, object: &Value<'_>, key: &str) -> Result<Money, Rejection> {
        let minor = json::needed_whole(object, key)?;
        Ok(Money::of_minor(minor, self.decimals))
    }
}
