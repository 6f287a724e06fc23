//! The order list of PrestaShop: a row per order. Its statuses are texts in the shop's language.

use compact_str::format_compact;
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
        "these columns have not been confirmed with a real shop: check the first orders and the totals",
    ),
    zone: Zone::Shop,
    times: &[],
    has_quotes: true,
    untold: "items, units (each order counts one), tax, shipping or discounts: revenue is what was charged, including \
        tax and shipping; of refunds it shows only that the whole order was refunded (on the order's day)",
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
    let total = rows.needed_once(Column::Total)?;
    sale.lines = whole_order(total, 1_000);
    let back = (stand == Stand::Refunded).then(|| {
        let id = format_compact!("{}:refund:export", sale.id);
        rows.refund(&sale, id, sale.at, total)
    });
    Ok([Some(sale), back].into_iter().flatten().collect())
}
