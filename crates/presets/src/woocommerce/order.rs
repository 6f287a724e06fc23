//! An order's body. Amounts of lines are without tax, whatever `prices_include_tax` says.

use compact_str::format_compact;
use domain::{LineKind, Quantity, Rejection};

use super::family::{Body, Stub, Told};
use crate::event::Line;
use crate::json::{self, Value, invalid, no_time};
use crate::money::Money;
use crate::text::Text;

/// The longest key of an item, in bytes.
const MAX_KEY: usize = 128;

/// Statuses of orders that do not count.
const OUT: [&str; 7] = [
    "auto-draft",
    "draft",
    "checkout-draft",
    "pending",
    "failed",
    "cancelled",
    "trash",
];

pub(super) fn told(body: &Value<'_>) -> Result<Told, Rejection> {
    let id = json::id(body, "id")?;
    let created =
        json::utc(body, "date_created_gmt")?.ok_or_else(|| no_time("date_created_gmt"))?;
    let modified = json::utc(body, "date_modified_gmt")?;
    let modified = modified.ok_or_else(|| no_time("date_modified_gmt"))?;
    let status = body.text("status").unwrap_or_default();
    let refunds = body.each("refunds").iter().map(|refund| {
        let total = json::needed_money(refund, "total")?;
        Ok((
            json::id(refund, "id")?,
            Stub {
                at: modified,
                total,
            },
        ))
    });
    let refunds = refunds.collect::<Result<Vec<(Text, Stub)>, Rejection>>()?;
    let version = modified * 1_000_000 + rank(status) * 1_000 + refunds.len().min(999) as i64;
    let order = Body {
        version,
        modified,
        at: json::utc(body, "date_paid_gmt")?.unwrap_or(created),
        created,
        counts: !OUT.contains(&status),
        currency: body.owned_text("currency"),
        channel: channel(body),
        country: country(body),
        lines: lines(body)?,
    };
    Ok(Told::ordered(&id, order, refunds))
}

fn rank(status: &str) -> i64 {
    match status {
        "auto-draft" | "draft" | "checkout-draft" => 0,
        "pending" => 1,
        "failed" => 2,
        "on-hold" => 3,
        "completed" => 5,
        "cancelled" => 6,
        "refunded" => 7,
        "trash" => 8,
        // `processing`, and a shop's own statuses.
        _ => 4,
    }
}

fn lines(body: &Value<'_>) -> Result<Vec<Line>, Rejection> {
    let mut lines = Vec::new();
    for item in body.each("line_items") {
        let subtotal = json::needed_money(item, "subtotal")?;
        let discount = subtotal - json::needed_money(item, "total")?;
        let tax = json::money(item, "total_tax")?;
        let quantity = quantity(item)?.unwrap_or(1_000).abs();
        // A negative line is a discount entered as a line; a negative discount is a surcharge.
        let is_plain = !subtotal.is_negative() && !discount.is_negative() && discount <= subtotal;
        let (amount, off) = match is_plain {
            true => (subtotal, discount),
            false => (subtotal.max(Money::ZERO), Money::ZERO),
        };
        lines.push(Line {
            sku: key(item),
            name: item.owned_text("name"),
            quantity,
            amount,
            discount: off,
            tax: tax.max(Money::ZERO),
            ..Line::default()
        });
        let net = subtotal - discount;
        lines.extend(Line::some(LineKind::Discount, amount - off - net));
        lines.extend(Line::some(LineKind::Tax, tax.min(Money::ZERO)));
    }
    for (kind, list) in [
        (LineKind::Shipping, "shipping_lines"),
        (LineKind::Fee, "fee_lines"),
    ] {
        for line in body.each(list) {
            lines.extend(Line::some(kind, json::needed_money(line, "total")?));
            lines.extend(Line::some(LineKind::Tax, json::money(line, "total_tax")?));
        }
    }
    Ok(lines)
}

/// Thousandths of a piece; plug-ins sell fractions. `None` = 0.
pub(super) fn quantity(item: &Value<'_>) -> Result<Option<i64>, Rejection> {
    let micros = json::needed_money(item, "quantity")?.micros();
    let thousandths = micros.signum() * ((micros.abs() + 500) / 1_000);
    match thousandths {
        0 => Ok(None),
        some if Quantity::from_thousandths(some).is_some() => Ok(Some(some)),
        _ => Err(invalid("line_items[].quantity", "is beyond 1,000,000")),
    }
}

/// The key of an item: its SKU may be empty, and 0 means no variation.
pub(super) fn key(item: &Value<'_>) -> Text {
    let keys = ["sku", "variation_id", "product_id"].into_iter();
    let mut keys = keys.filter_map(|key| item.text(key).filter(|text| *text != "0"));
    let mut key = match keys.next() {
        Some(key) => key.into(),
        None => format_compact!("name:{}", item.text("name").unwrap_or_default()),
    };
    key.truncate(key.floor_char_boundary(MAX_KEY));
    key
}

fn channel(body: &Value<'_>) -> Option<Text> {
    let via = body.text("created_via")?;
    Some(match via {
        "checkout" | "store-api" => "online".into(),
        other => other.into(),
    })
}

fn country(body: &Value<'_>) -> Option<Text> {
    let of = |key| body.at(key).and_then(|address| address.text("country"));
    let country = of("shipping").or_else(|| of("billing"));
    country.map(Text::from)
}
