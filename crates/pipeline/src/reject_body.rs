//! What is kept of a refused event: the fields that are ours, never the unknown ones, which may be
//! personal data. It is an order event again, so that it can be replayed.

use domain::{OrderRef, Price, Status};
use serde_json::{Value, json};

/// Decimals that a price is written with at least; the currency does not matter for a replay.
const PRICE_DECIMALS: u8 = 2;

/// The event of an order that passed the checks and was refused by the fold. An id that its source gave
/// it is left out: it stands beside the body, and within it would look like the order's own.
pub(crate) fn of_order(order: &OrderRef<'_>) -> Vec<u8> {
    event(order, Some(order.id()).filter(|_| !order.is_id_given()))
}

/// The same with its id, whoever gave it.
pub(crate) fn with_id(order: &OrderRef<'_>) -> Vec<u8> {
    event(order, Some(order.id()))
}

fn event(order: &OrderRef<'_>, id: Option<&str>) -> Vec<u8> {
    let items: Vec<Value> = order
        .lines()
        .map(|line| {
            json!({
                "sku": line.sku,
                "name": line.name,
                "price": Price::format(line.price, PRICE_DECIMALS),
                "quantity": line.quantity,
            })
        })
        .collect();
    let status = match order.status() {
        Status::Placed => "placed",
        Status::Cancelled => "cancelled",
    };
    let mut event = json!({
        // Milliseconds below 10^11 would read as seconds: as RFC 3339 every time is itself.
        "timestamp": order.placed_at().rfc3339_utc(),
        "version": order.version(),
        "status": status,
        "items": items,
    });
    if let Some(id) = id {
        event["id"] = id.into();
    }
    event.to_string().into_bytes()
}
