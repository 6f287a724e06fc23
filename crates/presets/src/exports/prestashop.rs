//! The order list of PrestaShop: a row an order. Its statuses are texts in the shop's language.

use domain::{Rejection, Standing};

use super::lines::whole_order;
use super::rows::Rows;
use super::status::Stand;
use super::{Column, Export, Zone};
use crate::event::Event;

pub(super) const EXPORT: Export = Export {
    name: "prestashop",
    title: "PrestaShop (order list)",
    doubt: Some(
        "nobody has compared these columns with a shop's: look at the first orders and the totals",
    ),
    zone: Zone::Shop,
    times: &[],
    has_quotes: true,
    untold: "items, units (one a order), tax, shipping and discounts: revenue is what was charged, tax and shipping in it; of refunds only that the \
        whole order was given back (on the order's day)",
    columns: &[
        (Column::Id, &["id", "idorder", "orderid"]),
        (Column::Time, &["date", "dateadd"]),
        (
            Column::Status,
            &["status", "statut", "estado", "stato", "osname"],
        ),
        (Column::Total, &["total", "totalpaidtaxincl", "totalpaid"]),
        (Column::Currency, &["currency"]),
        (Column::Country, &["delivery", "country"]),
    ],
    needed: &[Column::Id, Column::Time, Column::Total],
    marks: &["reference", "newclient", "delivery", "payment", "total"],
    read,
    standing: &[],
};

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    let mut sale = rows.event(rows.id("prestashop")?, rows.placed_at()?);
    let stand = rows.standing();
    if stand == Stand::Nothing {
        sale.standing = Standing::Cancelled;
        return Ok(vec![sale]);
    }
    let total = rows.once_or_zero(Column::Total)?;
    sale.lines = whole_order(total, 1_000);
    let back = (stand == Stand::Refunded).then(|| {
        let id = format!("{}:refund:export", sale.id);
        rows.refund(&sale, id, sale.at, total)
    });
    Ok([Some(sale), back].into_iter().flatten().collect())
}
