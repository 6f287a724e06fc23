//! Shopify's `orders_export.csv`: a row per item. Fields of the order are only on its first row; `Name` is on each.

use compact_str::format_compact;
use domain::{LineKind, Reason, Rejection, Standing};

use super::lines::{take_off, tax_inside};
use super::rows::{Rows, invalid};
use super::status::{Stand, Words};
use super::{Column, Export, Zone};
use crate::event::{Event, Line};
use crate::money::Money;

pub(super) const EXPORT: Export = Export {
    name: "shopify",
    title: "Shopify",
    doubt: None,
    zone: Zone::Shop,
    times: &[],
    has_quotes: true,
    untold: "the day and the items of a refund (counted as one amount with tax, on the day of the cancellation if there \
        is one, else on the order's), gift cards, tips, test orders, or edits",
    columns: &[
        (Column::Key, &["name"]),
        (Column::Id, &["id"]),
        (Column::Time, &["createdat"]),
        (Column::Status, &["financialstatus"]),
        (Column::CancelledAt, &["cancelledat"]),
        (Column::Currency, &["currency"]),
        (Column::Sku, &["lineitemsku"]),
        (Column::Title, &["lineitemname"]),
        (Column::Quantity, &["lineitemquantity"]),
        (Column::Price, &["lineitemprice"]),
        (Column::LineDiscount, &["lineitemdiscount"]),
        (Column::Subtotal, &["subtotal"]),
        (Column::Discount, &["discountamount"]),
        (Column::Shipping, &["shipping"]),
        (Column::Tax, &["taxes"]),
        (Column::Fee, &["duties"]),
        (Column::Total, &["total"]),
        (Column::Refunded, &["refundedamount"]),
        (Column::Country, &["shippingcountry"]),
        (Column::BillingCountry, &["billingcountry"]),
        (Column::Channel, &["source"]),
    ],
    needed: &[Column::Key, Column::Time, Column::Quantity, Column::Price],
    marks: &[
        "lineitemname",
        "lineitemprice",
        "lineitemquantity",
        "lineitemsku",
        "financialstatus",
        "fulfillmentstatus",
    ],
    read,
    standing: STANDING,
};

/// Unpaid and voided orders count, as in Shopify's own report.
const STANDING: Words = &[
    ("pending", Stand::Placed),
    ("authorized", Stand::Placed),
    ("partially paid", Stand::Placed),
    ("unpaid", Stand::Placed),
    ("paid", Stand::Placed),
    ("partially refunded", Stand::Placed),
    ("refunded", Stand::Placed),
    ("voided", Stand::Placed),
    ("expired", Stand::Placed),
];

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    rows.standing();
    let id = rows.id("shopify")?;
    let mut sale = rows.event(id, rows.placed_at()?);
    sale.channel = rows.first(Column::Channel).map(|source| match source {
        "web" => "online".into(),
        "iphone" | "android" => "app".into(),
        other => other.into(),
    });
    let mut lines = Vec::new();
    for row in rows.each() {
        let is_empty = |column| rows.text(row, column).is_none();
        if is_empty(Column::Quantity) && !is_empty(Column::Price) {
            return Err(invalid(
                Reason::InvalidQuantity,
                Column::Quantity,
                "is empty",
            ));
        }
        if let Some(quantity) = rows.quantity(row)? {
            let price = rows.needed_money(row, Column::Price)?;
            lines.push(Line {
                quantity,
                amount: price.share(quantity, 1_000),
                ..rows.item(row)
            });
        }
    }
    let gross: Money = lines.iter().map(|line| line.amount).sum();
    let (tax, shipping) = (
        rows.once_or_zero(Column::Tax)?,
        rows.once_or_zero(Column::Shipping)?,
    );
    let duties = rows.once_or_zero(Column::Fee)?;
    let subtotal = rows.once(Column::Subtotal)?;
    // `Discount Amount` includes discounts of shipping.
    let discount = match subtotal {
        Some(subtotal) => gross - subtotal,
        None => rows.once_or_zero(Column::Discount)?.min(gross),
    };
    take_off(&mut lines, discount);
    if !shipping.is_zero() {
        lines.push(Line::lump(LineKind::Shipping, shipping));
    }
    let total = rows.once(Column::Total)?;
    // Tips and the rounding of cash are in the total as well. Tax on top is all in it, tax inside prices is not.
    let more = total.map(|total| total - (gross - discount + shipping + duties));
    let is_inside = more.is_some_and(|more| more.times(10) < tax.times(9));
    // For tax inside prices only the sum is known, so each line gets its share.
    let on_top = match is_inside {
        true => tax_inside(&mut lines, tax),
        false => tax,
    };
    sale.tax_included = is_inside;
    lines.extend(Line::some(LineKind::Tax, on_top));
    lines.extend(Line::some(LineKind::Fee, duties));
    sale.lines = lines;
    let (refunded, cancelled) = (
        rows.once_or_zero(Column::Refunded)?,
        rows.time(Column::CancelledAt)?,
    );
    let back = match (refunded.is_zero(), cancelled) {
        (false, at) => {
            let id = format_compact!("{}:refund:export", sale.id);
            Some(rows.refund(&sale, id, at.unwrap_or(sale.at), refunded))
        }
        (true, Some(at)) => Some(called_off(&sale, at)),
        (true, None) => None,
    };
    if sale.lines.is_empty() {
        sale.standing = Standing::Cancelled;
    }
    Ok([Some(sale), back].into_iter().flatten().collect())
}

/// Takes back a whole order that was cancelled without a refund.
fn called_off(sale: &Event, at: i64) -> Event {
    let back = sale.lines.iter().flat_map(|line| {
        let inside = match sale.tax_included {
            true => line.tax,
            false => Money::ZERO,
        };
        let net = line.amount - line.discount - inside;
        let goods = Line {
            quantity: -line.quantity,
            amount: -net,
            discount: Money::ZERO,
            tax: Money::ZERO,
            ..line.clone()
        };
        [Some(goods), Line::some(LineKind::Tax, -line.tax)]
    });
    Event {
        id: format_compact!("{}:refund:cancel", sale.id),
        at,
        refund_of: Some(sale.id.clone()),
        tax_included: false,
        lines: back.flatten().collect(),
        ..sale.clone()
    }
}
