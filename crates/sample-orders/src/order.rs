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

impl Price {
    fn write(self, out: &mut Vec<u8>, is_negative: bool) {
        out.push(b'"');
        if is_negative {
            out.push(b'-');
        }
        json::decimal(out, self.units, self.decimals);
        out.push(b'"');
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::new();
        json::decimal(&mut text, self.units, self.decimals);
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

/// An exact quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity {
    /// In thousandths of a piece; negative for a return, never 0.
    pub thousandths: i32,
}

impl Quantity {
    /// Whole pieces.
    #[must_use]
    pub const fn pieces(pieces: i32) -> Self {
        Self {
            thousandths: pieces * 1000,
        }
    }

    /// Whether it is a return.
    #[must_use]
    pub const fn is_return(self) -> bool {
        self.thousandths < 0
    }

    /// The same quantity as a return.
    #[must_use]
    pub const fn returned(self) -> Self {
        Self {
            thousandths: -self.thousandths,
        }
    }

    fn write(self, out: &mut Vec<u8>) {
        if self.thousandths % 1000 == 0 {
            return json::integer(out, i64::from(self.thousandths / 1000));
        }
        if self.is_return() {
            out.push(b'-');
        }
        json::decimal(out, self.thousandths.unsigned_abs().into(), 3);
    }
}

/// The kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Goods.
    #[default]
    Product,
    /// A gift card, which does not count as revenue.
    GiftCard,
    /// A service such as gift wrapping.
    Fee,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its kind; [`Kind::Product`] is not written.
    pub kind: Kind,
    /// The stock-keeping unit.
    pub sku: String,
    /// The product's name, if the event has one.
    pub name: Option<String>,
    /// The price of one unit, or of the whole line.
    pub price: Price,
    /// Whether the price is for the whole line: it is then written as `amount`, with the sign of the quantity.
    pub is_of_line: bool,
    /// The quantity.
    pub quantity: Quantity,
    /// The discount on the whole line.
    pub discount: Option<Price>,
    /// The tax of the whole line.
    pub tax: Option<Price>,
}

/// Whether an order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// The order counts.
    #[default]
    Placed,
    /// The order is cancelled and does not count.
    Cancelled,
    /// The order is not paid yet and does not count.
    Pending,
}

/// Optional data of an order besides its lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extras {
    /// The order that this event refunds. The amounts below are then written as negative ones.
    pub refund_of: Option<String>,
    /// Whether the lines' prices and discounts include their tax.
    pub tax_included: bool,
    /// A test order, which does not count.
    pub is_test: bool,
    /// Shipping of the whole order.
    pub shipping: Option<Price>,
    /// A discount of the whole order.
    pub discount: Option<Price>,
    /// Tax of the whole order, added to its prices.
    pub tax: Option<Price>,
    /// A tip.
    pub tip: Option<Price>,
    /// A fee.
    pub fee: Option<Price>,
    /// Where it was sold.
    pub channel: Option<&'static str>,
    /// Where it is shipped to.
    pub country: Option<&'static str>,
}

impl Extras {
    /// The amounts of the whole order, with the names of their fields.
    pub(crate) fn amounts(&self) -> impl Iterator<Item = (&'static str, Price)> {
        [
            ("shipping", self.shipping),
            ("discount", self.discount),
            ("tax", self.tax),
            ("tip", self.tip),
            ("fee", self.fee),
        ]
        .into_iter()
        .filter_map(|(name, amount)| Some((name, amount?)))
    }

    fn write(&self, out: &mut Vec<u8>) {
        if let Some(id) = &self.refund_of {
            out.extend_from_slice(b",\"refund_of\":");
            json::string(out, id);
        }
        for (name, is_true) in [("tax_included", self.tax_included), ("test", self.is_test)] {
            if is_true {
                field(out, name);
                out.extend_from_slice(b"true");
            }
        }
        for (name, amount) in self.amounts() {
            field(out, name);
            amount.write(out, self.refund_of.is_some());
        }
        for (name, text) in [("channel", self.channel), ("country", self.country)] {
            if let Some(text) = text {
                field(out, name);
                json::string(out, text);
            }
        }
    }
}

fn field(out: &mut Vec<u8>, name: &str) {
    out.push(b',');
    json::string(out, name);
    out.push(b':');
}

/// An order event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The order's id in its shop.
    pub id: String,
    /// When it was placed, in milliseconds since 1970 UTC.
    pub timestamp_ms: i64,
    /// ISO 4217; `None` = the shop's own.
    pub currency: Option<String>,
    /// The higher version replaces a lower one; 0 is not written.
    pub version: u32,
    /// [`Status::Placed`] is not written.
    pub status: Status,
    /// Optional data; `None` for an order like the oldest ones.
    pub extras: Option<Box<Extras>>,
    /// The lines.
    pub items: Vec<Item>,
}

impl Order {
    /// Whether it adds to any figure.
    #[must_use]
    pub fn counts(&self) -> bool {
        let is_test = self.extras.as_ref().is_some_and(|extras| extras.is_test);
        self.status == Status::Placed && !is_test
    }

    /// Whether it refunds another order.
    #[must_use]
    pub fn is_refund(&self) -> bool {
        let extras = self.extras.as_ref();
        extras.is_some_and(|extras| extras.refund_of.is_some())
    }

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
        // An order that does not count, or has an amount of its own, needs no lines.
        let (status, extras) = match altered.without_items {
            true => (Status::Placed, None),
            false => (self.status, self.extras.as_ref()),
        };
        match status {
            Status::Placed => {}
            Status::Cancelled => out.extend_from_slice(b",\"status\":\"cancelled\""),
            Status::Pending => out.extend_from_slice(b",\"status\":\"pending\""),
        }
        if let Some(extras) = extras {
            extras.write(out);
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
        // Only a product must have one.
        let kind = altered.sku.map_or(self.kind, |_| Kind::Product);
        out.extend_from_slice(match kind {
            Kind::Product => b"{\"sku\":",
            Kind::GiftCard => b"{\"kind\":\"gift_card\",\"sku\":",
            Kind::Fee => b"{\"kind\":\"fee\",\"sku\":".as_slice(),
        });
        json::string(out, altered.sku.unwrap_or(&self.sku));
        // A name would replace the removed sku.
        if let Some(name) = self.name.as_ref().filter(|_| altered.sku.is_none()) {
            out.extend_from_slice(b",\"name\":");
            json::string(out, name);
        }
        match altered.price {
            Some(raw) => {
                field(out, "price");
                out.extend_from_slice(raw.as_bytes());
            }
            None if self.is_of_line => {
                field(out, "amount");
                self.price.write(out, self.quantity.is_return());
            }
            None => {
                field(out, "price");
                self.price.write(out, false);
            }
        }
        field(out, "quantity");
        match altered.quantity {
            Some(raw) => out.extend_from_slice(raw.as_bytes()),
            None => self.quantity.write(out),
        }
        for (name, amount) in [("discount", self.discount), ("tax", self.tax)] {
            if let Some(amount) = amount {
                field(out, name);
                amount.write(out, false);
            }
        }
        out.push(b'}');
    }
}

/// Deliberate errors in an event. `timestamp`, `price` and `quantity` are raw JSON. Errors in a line go into the last
/// one, to catch readers that apply lines as they read them.
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
            extras: None,
            items: vec![
                Item {
                    kind: Kind::Product,
                    sku: "123456789".into(),
                    name: Some("Kéks \"extra\"".into()),
                    price: Price {
                        units: 199,
                        decimals: 2,
                    },
                    is_of_line: false,
                    quantity: Quantity::pieces(2),
                    discount: None,
                    tax: None,
                },
                Item {
                    kind: Kind::Product,
                    sku: "987654321".into(),
                    name: None,
                    price: Price {
                        units: 5,
                        decimals: 0,
                    },
                    is_of_line: false,
                    quantity: Quantity::pieces(-1),
                    discount: None,
                    tax: None,
                },
            ],
        };
        assert_eq!(
            order.to_json(),
            r#"{"id":"S1-7","timestamp":1784000000123,"currency":"EUR","version":2,"status":"cancelled","items":[{"sku":"123456789","name":"Kéks \"extra\"","price":"1.99","quantity":2},{"sku":"987654321","price":"5","quantity":-1}]}"#
        );
    }
}
