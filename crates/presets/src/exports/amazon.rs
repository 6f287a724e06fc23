//! Amazon's *All orders* report: a row per item, separated by tabs, without quotes. `item-price` is the price of the
//! whole line.

use domain::{LineKind, Rejection, Standing};

use super::rows::Rows;
use super::status::{Stand, Words};
use super::{Column, Export, Zone};
use crate::event::{Event, Line};
use crate::money::Money;

pub(super) const EXPORT: Export = Export {
    name: "amazon",
    title: "Amazon (all orders)",
    doubt: None,
    zone: Zone::Utc,
    times: &[],
    has_quotes: false,
    untold: "refunds",
    columns: &[
        (Column::Id, &["amazonorderid", "orderid"]),
        (Column::Time, &["purchasedate"]),
        (Column::Changed, &["lastupdateddate"]),
        (Column::Status, &["orderstatus"]),
        (Column::Currency, &["currency"]),
        (Column::Sku, &["sku"]),
        (Column::ItemId, &["asin"]),
        (Column::Title, &["productname"]),
        (Column::Quantity, &["quantity", "quantitypurchased"]),
        (Column::Amount, &["itemprice"]),
        (Column::LineTax, &["itemtax"]),
        (Column::LineDiscount, &["itempromotiondiscount"]),
        (Column::Shipping, &["shippingprice"]),
        (Column::ShippingTax, &["shippingtax"]),
        (Column::ShippingDiscount, &["shippromotiondiscount"]),
        (Column::Fee, &["giftwrapprice"]),
        (Column::FeeTax, &["giftwraptax"]),
        (Column::Country, &["shipcountry"]),
    ],
    needed: &[Column::Id, Column::Time, Column::Quantity, Column::Amount],
    marks: &[
        "amazonorderid",
        "merchantorderid",
        "lastupdateddate",
        "fulfillmentchannel",
        "saleschannel",
        "itempromotiondiscount",
        "shippromotiondiscount",
        "asin",
    ],
    read,
    standing: STANDING,
};

const STANDING: Words = &[
    ("unshipped", Stand::Placed),
    ("partiallyshipped", Stand::Placed),
    ("invoiceunconfirmed", Stand::Placed),
    ("shipping", Stand::Placed),
    ("unfulfillable", Stand::Nothing),
    ("pendingavailability", Stand::Nothing),
    ("pending", Stand::Nothing),
];

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    let mut sale = rows.event(rows.id("amazon")?, rows.placed_at()?);
    sale.channel = Some("marketplace".into());
    for row in rows.each() {
        let changed = rows.time_of(row, Column::Changed)?.unwrap_or_default();
        sale.version = sale.version.max(changed.max(0) * 1_000_000);
    }
    if rows.standing() == Stand::Nothing {
        // A later file contains it again, with a price, once it is confirmed.
        sale.standing = Standing::Cancelled;
        return Ok(vec![sale]);
    }
    let (mut shipping, mut fee, mut tax) = (Money::ZERO, Money::ZERO, Money::ZERO);
    for row in rows.each() {
        let amount = rows.money(row, Column::Amount)?;
        if let Some(quantity) = rows.quantity(row)? {
            sale.lines.push(Line {
                quantity,
                amount,
                discount: rows
                    .money(row, Column::LineDiscount)?
                    .abs()
                    .min(amount.max(Money::ZERO)),
                ..rows.item(row)
            });
        }
        tax += rows.money(row, Column::LineTax)?;
        tax += rows.money(row, Column::ShippingTax)? + rows.money(row, Column::FeeTax)?;
        fee += rows.money(row, Column::Fee)?;
        shipping +=
            rows.money(row, Column::Shipping)? - rows.money(row, Column::ShippingDiscount)?.abs();
    }
    for (kind, amount) in [
        (LineKind::Shipping, shipping),
        (LineKind::Fee, fee),
        (LineKind::Tax, tax),
    ] {
        sale.lines.extend(Line::some(kind, amount));
    }
    if sale.lines.is_empty() {
        sale.standing = Standing::Cancelled;
    }
    Ok(vec![sale])
}
