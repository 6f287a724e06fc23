//! The kept form of a refused event: known fields only, because unknown ones may be personal data. It is an order event
//! itself, so that it can be replayed.

use domain::{LineKind, LineValue, OrderLine, OrderRef, Price, Quantity, Standing};
use serde_json::{Map, Value, json};

/// The fewest decimals of a written price; the currency does not matter for a replay.
const PRICE_DECIMALS: u8 = 2;

/// The event of an order that passed the checks but was refused by the fold. A derived id is left out: it is kept next
/// to the body, because inside it would look like the order's own.
pub(crate) fn of_order(order: &OrderRef<'_>) -> Vec<u8> {
    event(order, Some(order.id()).filter(|_| !order.is_id_given()))
}

/// The same with its id, own or derived.
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
        // Milliseconds below 10^11 would be read as seconds; RFC 3339 is unambiguous.
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

/// Whole pieces as a number, others as text, so that no float is involved.
fn number(quantity: Quantity) -> Value {
    match quantity.thousandths() {
        whole if whole % 1_000 == 0 => (whole / 1_000).into(),
        _ => quantity.format().into(),
    }
}
