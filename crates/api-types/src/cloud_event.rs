//! CloudEvents 1.0 round orders.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::OrderEvent;

/// An order event in an envelope of CloudEvents 1.0. Further attributes are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CloudEvent {
    /// The version of the envelope.
    #[schema(example = "1.0")]
    pub specversion: String,
    /// Where it comes from, a URI reference. Together with `id`, it identifies an order without an
    /// id.
    #[schema(example = "https://shop.example/orders")]
    pub source: String,
    /// Its identifier there.
    pub id: String,
    /// When it happened, RFC 3339: the time of an order without `timestamp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub time: Option<String>,
    /// The order event, or an array of them. `data_base64` may have it as bytes instead.
    pub data: OrderEvent,
}
