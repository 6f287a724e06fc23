//! A refund from the API, with its lines.

use domain::{LineKind, Rejection};

use super::family::{Refund, Told};
use super::order::{key, quantity};
use crate::event::Line;
use crate::json::{self, Value, no_time};
use crate::money::Money;

pub(super) fn told(order: &str, body: &Value<'_>) -> Result<Told, Rejection> {
    let at = json::utc(body, "date_created_gmt")?.ok_or_else(|| no_time("date_created_gmt"))?;
    let mut lines = Vec::new();
    let mut left = json::needed_money(body, "amount")?.abs();
    for item in body.each("line_items") {
        let total = json::needed_money(item, "total")?;
        let tax = json::money(item, "total_tax")?;
        left += total + tax;
        match quantity(item)? {
            Some(quantity) if total.is_negative() || total.is_zero() => lines.push(Line {
                sku: key(item),
                name: item.owned_text("name"),
                quantity: -quantity.abs(),
                amount: total,
                ..Line::default()
            }),
            // Money without pieces, or an amount with the wrong sign: a quantity would reverse it.
            _ => lines.extend(Line::some(LineKind::Adjustment, total)),
        }
        lines.extend(Line::some(LineKind::Tax, tax));
    }
    for (kind, list) in [
        (LineKind::Shipping, "shipping_lines"),
        (LineKind::Fee, "fee_lines"),
    ] {
        for line in body.each(list) {
            let total = json::needed_money(line, "total")?;
            let tax = json::money(line, "total_tax")?;
            left += total + tax;
            lines.extend(Line::some(kind, total));
            lines.extend(Line::some(LineKind::Tax, tax));
        }
    }
    // The part of the amount that no line covers was refunded without goods.
    lines.extend(Line::some(LineKind::Adjustment, Money::ZERO - left));
    let refund = Refund {
        version: at * 1_000_000 + 1,
        at,
        lines,
    };
    Ok(Told::refunded(order, json::id(body, "id")?, refund))
}
