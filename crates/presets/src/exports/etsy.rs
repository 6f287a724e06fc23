//! Etsy's *Order items*: a row per item. Shipping and tax of the order are on each of its rows, or on the first.

use domain::{LineKind, Rejection};

use super::rows::Rows;
use super::{Column, Export, Zone};
use crate::event::{Event, Line};
use crate::money::Money;

pub(super) const EXPORT: Export = Export {
    name: "etsy",
    title: "Etsy (order items)",
    doubt: None,
    zone: Zone::Shop,
    times: &["%m/%d/%y"],
    has_quotes: true,
    untold: "refunds, cancellations, or the hour of a sale (all are at midnight)",
    columns: &[
        (Column::Id, &["orderid"]),
        (Column::Time, &["saledate"]),
        (Column::Currency, &["currency"]),
        (Column::Sku, &["sku"]),
        (Column::ItemId, &["listingid"]),
        (Column::Title, &["itemname"]),
        (Column::Quantity, &["quantity"]),
        (Column::Price, &["price"]),
        (Column::Amount, &["itemtotal"]),
        (Column::LineDiscount, &["discountamount"]),
        (Column::Shipping, &["ordershipping"]),
        (Column::ShippingDiscount, &["shippingdiscount"]),
        (Column::Tax, &["ordersalestax"]),
        (Column::Country, &["shipcountry"]),
    ],
    needed: &[Column::Id, Column::Time, Column::Quantity],
    marks: &[
        "listingid",
        "itemtotal",
        "ordershipping",
        "ordersalestax",
        "listingstype",
        "inpersondiscount",
        "vatpaidbybuyer",
        "datepaid",
    ],
    read,
    standing: &[],
};

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    let mut sale = rows.event(rows.id("etsy")?, rows.placed_at()?);
    sale.channel = Some("marketplace".into());
    for row in rows.each() {
        let quantity = rows.quantity(row)?.unwrap_or(1_000);
        let amount = match rows.some_money(row, Column::Price)? {
            Some(price) => price.share(quantity, 1_000),
            None => rows.needed_money(row, Column::Amount)?,
        };
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
    let shipping = rows.once_or_zero(Column::Shipping)?;
    let off = rows.once_or_zero(Column::ShippingDiscount)?.abs();
    let tax = rows.once_or_zero(Column::Tax)?;
    sale.lines
        .extend(Line::some(LineKind::Shipping, shipping - off));
    sale.lines.extend(Line::some(LineKind::Tax, tax));
    Ok(vec![sale])
}
