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
    One(OrderEvent),
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
    /// When it was placed: RFC 3339 with offset, or a number since 1970: seconds below 10^11,
    /// milliseconds below 10^14, microseconds below 10^17, nanoseconds above. Not before 1995, at most
    /// ten minutes in the future.
    #[schema(schema_with = timestamp_schema)]
    pub timestamp: String,
    /// ISO 4217 code; absent = the shop's. Another one is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "USD")]
    pub currency: Option<String>,
    /// The item lines.
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<OrderItem>,
    /// The higher one wins: an integer or an RFC 3339 time; absent = 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = version_schema)]
    pub version: Option<String>,
    /// `placed`, or `cancelled`: then it contributes nothing. Absent = `placed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "placed")]
    pub status: Option<String>,
}

/// An item line. A negative quantity is a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderItem {
    /// Stock-keeping unit, 1 to 128 bytes.
    #[schema(schema_with = sku_schema)]
    pub sku: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Price of one, not negative, at most 6 decimals; what a float added behind them is rounded.
    /// Exact: it never becomes a float.
    #[schema(schema_with = price_schema)]
    pub price: String,
    /// How many, up to a million either way, not 0. An integer however it is written: 2, 2.0, "2".
    #[schema(minimum = -1_000_000, maximum = 1_000_000)]
    pub quantity: i64,
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

fn sku_schema() -> Schema {
    text_or(Type::Integer, "Stock-keeping unit, 1 to 128 bytes.")
}

fn price_schema() -> Schema {
    let about = "Price of one: a decimal, not negative, at most 6 decimals. Taken exactly as it \
                 is written; only the noise of a float (19.989999999999998) is rounded to 6 decimals.";
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
