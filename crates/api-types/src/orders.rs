//! Orders as they may be sent. Decoding does not go through these types: it takes each event on
//! its own, so that a bad one never stops the good ones beside it. They describe, and they help a
//! client to write.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};

/// What `POST /v1/orders` takes as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum OrdersBody {
    /// One order.
    One(Box<OrderEvent>),
    /// Many.
    Many(Vec<OrderEvent>),
}

/// An order event. Unknown fields are ignored and never stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderEvent {
    /// The order's identity in its shop: 1 to 128 bytes without control characters. May be absent
    /// with an `Idempotency-Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = id_schema)]
    pub id: Option<String>,
    /// When it was placed: RFC 3339 with an offset, or a number since 1970: seconds below 10^11,
    /// milliseconds below 10^14, microseconds below 10^17, nanoseconds above. Not before 1995, at most
    /// ten minutes in the future.
    #[schema(schema_with = timestamp_schema)]
    pub timestamp: String,
    /// ISO 4217 code; the shop's if absent. Another currency is converted, by `rate` or by the table of
    /// rates.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "USD")]
    pub currency: Option<String>,
    /// Units of the shop's currency for one of `currency`: at most 12 significant digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "1.0823")]
    pub rate: Option<String>,
    /// The lines. They may be missing only if the order has an amount as a whole, or does not
    /// count.
    #[schema(max_items = 1000)]
    pub items: Vec<OrderItem>,
    /// An integer or an RFC 3339 time; 0 if absent. The highest version wins.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = version_schema)]
    pub version: Option<String>,
    /// `placed` (default), or `pending` and `cancelled`, which contribute nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "placed")]
    pub status: Option<String>,
    /// True: a test order, which contributes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<bool>,
    /// The id of the order that this event refunds: it is a refund, not an order.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = refund_of_schema)]
    pub refund_of: Option<String>,
    /// Where it was sold: `online`, `pos`, `app`, `marketplace`, `social`, `phone`, `wholesale`, `subscription`, or
    /// one of the shop's own channels. Any other counts as `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "online")]
    pub channel: Option<String>,
    /// Where it goes: ISO 3166-1 alpha-2. A value that is not a country counts as absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "DE")]
    pub country: Option<String>,
    /// True: prices and discounts of the lines include tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_included: Option<bool>,
    /// Shipping of the whole order. Below 0 only in a refund, like the four that follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = amount_schema)]
    pub shipping: Option<String>,
    /// Taken off the whole order, without tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = amount_schema)]
    pub discount: Option<String>,
    /// Tax of the whole order, on top.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = amount_schema)]
    pub tax: Option<String>,
    /// A tip.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = amount_schema)]
    pub tip: Option<String>,
    /// Handling, duties, restocking.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = amount_schema)]
    pub fee: Option<String>,
}

/// A line. A negative quantity is a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderItem {
    /// `product`, `gift_card`, `shipping`, `tip`, `fee`, `tax`, `discount`, `adjustment`. Default: `product`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "product")]
    pub kind: Option<String>,
    /// Stock-keeping unit, at most 128 bytes. A product without one is known by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = sku_schema)]
    pub sku: Option<String>,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = name_schema)]
    pub name: Option<String>,
    /// Price of one, not negative, at most 6 decimals; float noise after them is rounded. Exact: it
    /// never becomes a float.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = price_schema)]
    pub price: Option<String>,
    /// How many, up to a million either way, not 0, at most 3 decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = quantity_schema)]
    pub quantity: Option<String>,
    /// Instead of a price: the amount of the whole line, with the sign of its quantity. Without a
    /// quantity it is a lump sum; products need a quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = amount_schema)]
    pub amount: Option<String>,
    /// Taken off the whole line: from 0 to the line's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = amount_schema)]
    pub discount: Option<String>,
    /// Tax of the whole line, at least 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = amount_schema)]
    pub tax: Option<String>,
}

fn id_schema() -> Schema {
    let about = "The order's identity in its shop: 1 to 128 bytes without control characters. \
                 May be absent with an `Idempotency-Key`.";
    text_or(Type::Integer, about)
}

fn timestamp_schema() -> Schema {
    let about = "When it was placed: RFC 3339 with offset, or a number since 1970: seconds below \
                 10^11, milliseconds below 10^14, microseconds below 10^17, nanoseconds above. \
                 Not before 1995, at most ten minutes in the future.";
    text_or(Type::Number, about)
}

fn version_schema() -> Schema {
    let about = "The higher one wins: an integer or an RFC 3339 time; absent = 0.";
    text_or(Type::Integer, about)
}

fn refund_of_schema() -> Schema {
    let about = "The id of the order that this event takes back: it is a refund, and no order.";
    text_or(Type::Integer, about)
}

fn sku_schema() -> Schema {
    let about =
        "Stock-keeping unit, at most 128 bytes. A product without one is known by its name.";
    text_or(Type::Integer, about)
}

fn name_schema() -> Schema {
    text_or(Type::Integer, "What people call it.")
}

fn quantity_schema() -> Schema {
    let about =
        "How many, up to a million either way, not 0, at most 3 decimals. Below 0 it is a return.";
    text_or(Type::Number, about)
}

fn amount_schema() -> Schema {
    let about = "A decimal with at most 6 decimals, at most 10^12. Taken exactly as written.";
    text_or(Type::Number, about)
}

fn price_schema() -> Schema {
    let about = "Price of one: a decimal, not negative, at most 6 decimals. Taken exactly as written; only float noise \
                 (19.989999999999998) is rounded to 6 decimals.";
    text_or(Type::Number, about)
}

fn text_or(other: Type, about: &str) -> Schema {
    let object = |kind| {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(kind))
            .build()
    };
    let either = OneOfBuilder::new()
        .item(object(Type::String))
        .item(object(other));
    Schema::OneOf(either.description(Some(about)).build())
}
