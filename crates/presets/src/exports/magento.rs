//! The order grid of Magento and Adobe Commerce: a row per order, without its items, in the shop's base currency.

use compact_str::format_compact;
use domain::{LineKind, Rejection, Standing};

use super::lines::{take_off, whole_order};
use super::rows::Rows;
use super::status::{Stand, Words};
use super::{Column, Export, Zone};
use crate::event::{Event, Line};
use crate::money::Money;

pub(super) const EXPORT: Export = Export {
    name: "magento",
    title: "Magento (order grid)",
    doubt: None,
    zone: Zone::Utc,
    times: &["%b %d, %Y %I:%M:%S %p", "%b %d, %Y, %I:%M:%S %p"],
    has_quotes: true,
    untold: "items and units (each order counts one), separate tax and discount (what exceeds subtotal and shipping \
        counts as tax, what falls short as discount), or the day of a refund (the order's day counts)",
    columns: &[
        (Column::Id, &["id", "ordernumber"]),
        (Column::Time, &["purchasedate"]),
        (Column::Status, &["status"]),
        (Column::Subtotal, &["subtotal"]),
        (Column::Shipping, &["shippingandhandling"]),
        (Column::Total, &["grandtotalbase", "grandtotalpurchased"]),
        (Column::Refunded, &["totalrefunded"]),
    ],
    needed: &[Column::Id, Column::Time, Column::Total],
    marks: &[
        "purchasepoint",
        "purchasedate",
        "grandtotalbase",
        "grandtotalpurchased",
        "billtoname",
        "shiptoname",
        "allocatedsources",
    ],
    read,
    standing: STANDING,
};

/// An order that is `pending` was placed; one in `pending_payment` has not been paid.
const STANDING: Words = &[
    ("pending", Stand::Placed),
    ("payment review", Stand::Placed),
    ("suspected fraud", Stand::Placed),
    ("canceled", Stand::Nothing),
];

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    let mut sale = rows.event(rows.id("magento")?, rows.placed_at()?);
    if rows.standing() == Stand::Nothing {
        sale.standing = Standing::Cancelled;
        return Ok(vec![sale]);
    }
    let (total, shipping) = (
        rows.needed_once(Column::Total)?,
        rows.once_or_zero(Column::Shipping)?,
    );
    let subtotal = rows.once(Column::Subtotal)?.unwrap_or(total - shipping);
    let rest = total - subtotal - shipping;
    sale.lines = whole_order(subtotal, 1_000);
    take_off(&mut sale.lines, (-rest).max(Money::ZERO));
    sale.lines.extend(Line::some(LineKind::Shipping, shipping));
    sale.lines
        .extend(Line::some(LineKind::Tax, rest.max(Money::ZERO)));
    let refunded = rows.once_or_zero(Column::Refunded)?;
    let back = (!refunded.is_zero()).then(|| {
        let id = format_compact!("{}:refund:export", sale.id);
        rows.refund(&sale, id, sale.at, refunded)
    });
    Ok([Some(sale), back].into_iter().flatten().collect())
}
