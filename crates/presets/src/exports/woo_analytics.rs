//! The orders of WooCommerce Analytics: a row per order, without its items.

use domain::{Rejection, Standing};

use super::lines::whole_order;
use super::rows::Rows;
use super::status::{Stand, Words};
use super::{Column, Export, Zone};
use crate::event::Event;

pub(super) const EXPORT: Export = Export {
    name: "woocommerce-analytics",
    title: "WooCommerce Analytics",
    doubt: None,
    zone: Zone::Shop,
    times: &[],
    has_quotes: true,
    untold: "items, discounts, shipping, tax or refunds: revenue is net sales, including fees",
    columns: &[
        (Column::Id, &["order", "orderid", "ordernumber"]),
        (Column::Time, &["date"]),
        (Column::Status, &["status"]),
        (Column::Quantity, &["itemssold"]),
        (Column::Subtotal, &["netsales", "nrevenue", "netrevenue"]),
    ],
    needed: &[Column::Id, Column::Time, Column::Subtotal],
    marks: &[
        "nrevenueformatted",
        "nrevenue",
        "itemssold",
        "customertype",
        "coupons",
        "products",
        "attribution",
    ],
    read,
    standing: STANDING,
};

pub(super) const STANDING: Words = &[("pending", Stand::Nothing)];

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    let mut sale = rows.event(rows.id("woo")?, rows.placed_at()?);
    match rows.standing() {
        Stand::Nothing => sale.standing = Standing::Cancelled,
        Stand::Placed | Stand::Refunded => {
            let pieces = rows.quantity(0)?.unwrap_or(1_000);
            sale.lines = whole_order(rows.needed_once(Column::Subtotal)?, pieces);
        }
    }
    Ok(vec![sale])
}
