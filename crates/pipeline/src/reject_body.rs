//! What is kept of a refused event: the fields that are ours, never the unknown ones, which may be
//! personal data. It is an order event again, so that it can be replayed.

use domain::{OrderRef, Price, Status};
use serde_json::{Value, json};

/// Decimals that a price is written with at least; the currency does not matter for a replay.
const PRICE_DECIMALS: u8 = 2;

/// The event of an order that passed the checks and was refused by the fold.
pub(crate) fn of_order(order: &OrderRef<'_>) -> Vec<u8> {
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
    let event = json!({
        "id": order.id(),
        // Milliseconds below 10^11 would read as seconds: as RFC 3339 every time is itself.
        "timestamp": order.placed_at().rfc3339_utc(),
        "version": order.version(),
        "status": status,
        "items": items,
    });
    event.to_string().into_bytes()
}
