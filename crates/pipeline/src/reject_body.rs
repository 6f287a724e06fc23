//! What is kept of a refused event: the fields that are ours, never the unknown ones, which may be
//! personal data. It is an order event again, so that it can be replayed.

use domain::{LineKind, LineValue, OrderLine, OrderRef, Price, Quantity, Standing};
use serde_json::{Map, Value, json};

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
    let items: Vec<Value> = order.lines().map(|line| item(&line)).collect();
    let status = match order.standing() {
        Standing::Counts | Standing::Test => "placed",
        Standing::Cancelled => "cancelled",
        Standing::Pending => "pending",
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
    if order.standing() == Standing::Test {
        event["test"] = true.into();
    }
    if let Some(id) = order.refund_of() {
        event["refund_of"] = id.into();
    }
    if order.tax_included() {
        event["tax_included"] = true.into();
    }
    for (name, said) in [("channel", order.channel()), ("country", order.country())] {
        if let Some(said) = said {
            event[name] = said.into();
        }
    }
    if let Some(currency) = order.currency() {
        event["currency"] = currency.into();
    }
    if let Some(rate) = order.rate() {
        event["rate"] = rate.to_string().into();
    }
    for (name, amount) in order.whole().each() {
        if !amount.is_zero() {
            event[name] = amount.format().into();
        }
    }
    event.to_string().into_bytes()
}

fn item(line: &OrderLine<'_>) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| item.insert(name.to_owned(), value);
    if line.kind != LineKind::Product {
        put("kind", line.kind.as_str().into());
    }
    if !line.sku.is_empty() {
        put("sku", line.sku.into());
    }
    put("name", line.name.into());
    match line.value {
        LineValue::Priced { price, .. } => {
            put("price", Price::format(price, PRICE_DECIMALS).into())
        }
        LineValue::Total { amount, .. } | LineValue::Lump(amount) => {
            put("amount", amount.format().into())
        }
    };
    if let Some(quantity) = line.quantity() {
        put("quantity", number(quantity));
    }
    for (name, amount) in [("discount", line.discount), ("tax", line.tax)] {
        if !amount.is_zero() {
            put(name, amount.format().into());
        }
    }
    item.into()
}

/// Whole pieces as a number, others as text, so that no float touches them.
fn number(quantity: Quantity) -> Value {
    match quantity.thousandths() {
        whole if whole % 1_000 == 0 => (whole / 1_000).into(),
        _ => quantity.format().into(),
    }
}
