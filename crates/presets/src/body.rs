//! Writes an event as a body in our own format.

use domain::Standing;
use serde::Serialize;

use crate::event::{Event, Line};
use crate::money::Money;

#[derive(Serialize)]
struct Body<'e> {
    id: &'e str,
    timestamp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refund_of: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax_included: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'e str>,
    items: Vec<Item<'e>>,
}

#[derive(Serialize)]
struct Item<'e> {
    #[serde(skip_serializing_if = "str::is_empty")]
    kind: &'e str,
    #[serde(skip_serializing_if = "str::is_empty")]
    sku: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<String>,
    amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    discount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax: Option<String>,
}

impl Event {
    /// The event as a JSON order event, see `docs/orders.md`.
    ///
    /// # Errors
    /// If it cannot be serialized, which its types rule out.
    pub fn body(&self) -> serde_json::Result<String> {
        serde_json::to_string(&Body {
            id: &self.id,
            timestamp: self.at,
            version: Some(self.version).filter(|version| *version != 0),
            status: match self.standing {
                Standing::Counts | Standing::Test => None,
                other => Some(other.as_str()),
            },
            test: (self.standing == Standing::Test).then_some(true),
            refund_of: self.refund_of.as_deref(),
            tax_included: self.tax_included.then_some(true),
            channel: self.channel.as_deref(),
            country: self.country.as_deref(),
            currency: self.currency.as_deref(),
            items: self.lines.iter().map(Line::item).collect(),
        })
    }
}

impl Line {
    fn item(&self) -> Item<'_> {
        let some = |money: Money| (!money.is_zero()).then(|| decimal(money.micros(), 6));
        Item {
            kind: &self.kind,
            sku: &self.sku,
            name: self.name.as_deref(),
            quantity: (self.quantity != 0).then(|| decimal(self.quantity, 3)),
            amount: decimal(self.amount.micros(), 6),
            discount: some(self.discount),
            tax: some(self.tax),
        }
    }
}

/// A number of parts as a decimal with this many decimals.
fn decimal(parts: i64, decimals: u32) -> String {
    let scale = 10_u64.pow(decimals);
    let (whole, rest) = (parts.unsigned_abs() / scale, parts.unsigned_abs() % scale);
    let sign = if parts < 0 { "-" } else { "" };
    match rest {
        0 => format!("{sign}{whole}"),
        rest => {
            let digits = format!("{rest:0width$}", width = decimals as usize);
            format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_decimals() {
        assert_eq!(decimal(-1_500_000, 6), "-1.5");
        assert_eq!(decimal(1, 6), "0.000001");
        assert_eq!(decimal(2_000, 3), "2");
    }
}
