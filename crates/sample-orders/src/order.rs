//! An order event as a shop sends it.

use crate::json;
use std::fmt;

/// A unit price, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// The price in units of `10^-decimals`.
    pub units: u64,
    /// Decimals written, 0 to 6.
    pub decimals: u8,
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::new();
        json::decimal(&mut text, self.units, self.decimals);
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The stock-keeping unit.
    pub sku: String,
    /// The product's name, where the event carries it.
    pub name: Option<String>,
    /// Price of one unit.
    pub price: Price,
    /// Units; negative for a return line, never 0.
    pub quantity: i32,
}

/// Whether an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// The order stands.
    #[default]
    Placed,
    /// The order counts for nothing.
    Cancelled,
}

/// An order event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The order's identity in its shop.
    pub id: String,
    /// When it was placed, in milliseconds since 1970 UTC.
    pub timestamp_ms: i64,
    /// ISO 4217; `None` = the shop's own.
    pub currency: Option<String>,
    /// A higher one replaces a lower one; 0 is not written.
    pub version: u32,
    /// Only [`Status::Cancelled`] is written.
    pub status: Status,
    /// The lines.
    pub items: Vec<Item>,
}

impl Order {
    /// Appends the event as one JSON object without a line end.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        self.write_with(out, &Altered::default());
    }

    /// The event as JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = Vec::with_capacity(96 * (1 + self.items.len()));
        self.write_json(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    pub(crate) fn write_with(&self, out: &mut Vec<u8>, altered: &Altered<'_>) {
        out.push(b'{');
        if !altered.without_id {
            out.extend_from_slice(b"\"id\":");
            json::string(out, &self.id);
            out.push(b',');
        }
        out.extend_from_slice(b"\"timestamp\":");
        match altered.timestamp {
            Some(raw) => out.extend_from_slice(raw.as_bytes()),
            None => json::integer(out, self.timestamp_ms),
        }
        if let Some(currency) = altered.currency.or(self.currency.as_deref()) {
            out.extend_from_slice(b",\"currency\":");
            json::string(out, currency);
        }
        if self.version > 0 {
            out.extend_from_slice(b",\"version\":");
            json::unsigned(out, u64::from(self.version));
        }
        if self.status == Status::Cancelled {
            out.extend_from_slice(b",\"status\":\"cancelled\"");
        }
        out.extend_from_slice(b",\"items\":[");
        if !altered.without_items {
            for (index, item) in self.items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                let spoiled = index == self.items.len() - 1;
                item.write_with(out, if spoiled { altered } else { &Altered::NONE });
            }
        }
        out.extend_from_slice(b"]}");
    }
}

impl Item {
    fn write_with(&self, out: &mut Vec<u8>, altered: &Altered<'_>) {
        out.extend_from_slice(b"{\"sku\":");
        json::string(out, altered.sku.unwrap_or(&self.sku));
        // A name would stand in for the sku that is taken away.
        if let Some(name) = self.name.as_ref().filter(|_| altered.sku.is_none()) {
            out.extend_from_slice(b",\"name\":");
            json::string(out, name);
        }
        out.extend_from_slice(b",\"price\":");
        match altered.price {
            Some(raw) => out.extend_from_slice(raw.as_bytes()),
            None => {
                out.push(b'"');
                json::decimal(out, self.price.units, self.price.decimals);
                out.push(b'"');
            }
        }
        out.extend_from_slice(b",\"quantity\":");
        match altered.quantity {
            Some(raw) => out.extend_from_slice(raw.as_bytes()),
            None => json::integer(out, i64::from(self.quantity)),
        }
        out.push(b'}');
    }
}

/// What is wrong with an event on purpose. `timestamp`, `price` and `quantity`
/// are raw JSON; what concerns a line is put into the last one, so that a reader
/// which applies lines as it meets them is caught.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Altered<'a> {
    pub(crate) without_id: bool,
    pub(crate) without_items: bool,
    pub(crate) timestamp: Option<&'a str>,
    pub(crate) currency: Option<&'a str>,
    pub(crate) sku: Option<&'a str>,
    pub(crate) price: Option<&'a str>,
    pub(crate) quantity: Option<&'a str>,
}

impl Altered<'_> {
    const NONE: Self = Self {
        without_id: false,
        without_items: false,
        timestamp: None,
        currency: None,
        sku: None,
        price: None,
        quantity: None,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_event_the_server_reads() {
        let order = Order {
            id: "S1-7".into(),
            timestamp_ms: 1_784_000_000_123,
            currency: Some("EUR".into()),
            version: 2,
            status: Status::Cancelled,
            items: vec![
                Item {
                    sku: "123456789".into(),
                    name: Some("Kéks \"extra\"".into()),
                    price: Price {
                        units: 199,
                        decimals: 2,
                    },
                    quantity: 2,
                },
                Item {
                    sku: "987654321".into(),
                    name: None,
                    price: Price {
                        units: 5,
                        decimals: 0,
                    },
                    quantity: -1,
                },
            ],
        };
        assert_eq!(
            order.to_json(),
            r#"{"id":"S1-7","timestamp":1784000000123,"currency":"EUR","version":2,"status":"cancelled","items":[{"sku":"123456789","name":"Kéks \"extra\"","price":"1.99","quantity":2},{"sku":"987654321","price":"5","quantity":-1}]}"#
        );
    }
}
