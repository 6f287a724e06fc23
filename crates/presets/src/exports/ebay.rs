//! eBay's orders report: a row per item. An order with several items has an extra row before them, with their sums.

use domain::{LineKind, Rejection};

use super::rows::Rows;
use super::{Column, Export, Zone};
use crate::event::{Event, Line};
use crate::money::Money;

pub(super) const EXPORT: Export = Export {
    name: "ebay",
    title: "eBay (orders report)",
    doubt: None,
    zone: Zone::Shop,
    times: &["%b-%d-%y", "%d-%b-%y", "%b-%d-%Y", "%d-%b-%Y"],
    has_quotes: true,
    untold: "discounts, refunds, or the hour of a sale (all are at midnight); the tax that eBay collects and keeps is \
        not counted",
    columns: &[
        (Column::Id, &["ordernumber"]),
        (Column::Time, &["saledate"]),
        (Column::Sku, &["customlabel", "customlabelsku"]),
        (Column::ItemId, &["itemnumber"]),
        (Column::Title, &["itemtitle"]),
        (Column::Quantity, &["quantity"]),
        (Column::Price, &["soldfor"]),
        (
            Column::Shipping,
            &["shippingandhandling", "postageandpackaging"],
        ),
        (Column::Tax, &["sellercollectedtax"]),
        (Column::Country, &["shiptocountry", "posttocountry"]),
    ],
    needed: &[Column::Id, Column::Price, Column::Quantity],
    marks: &[
        "salesrecordnumber",
        "itemtitle",
        "customlabel",
        "buyerusername",
        "soldfor",
        "soldviapromotedlistings",
        "ebaycollectedtax",
        "ebayplus",
    ],
    read,
    standing: &[],
};

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    let mut sale = rows.event(rows.id("ebay")?, rows.placed_at()?);
    sale.channel = Some("marketplace".into());
    let has_item = |row: usize| {
        rows.text(row, Column::Title).is_some() || rows.text(row, Column::Sku).is_some()
    };
    let items: Vec<usize> = rows.each().filter(|row| has_item(*row)).collect();
    let of_sums = rows.each().find(|row| !has_item(*row) && !items.is_empty());
    let items = match items.is_empty() {
        true => rows.each().collect(),
        false => items,
    };
    for row in &items {
        let quantity = rows.quantity(*row)?.unwrap_or(1_000);
        sale.lines.push(Line {
            quantity,
            amount: rows
                .needed_money(*row, Column::Price)?
                .share(quantity, 1_000),
            ..rows.item(*row)
        });
    }
    for (kind, column) in [
        (LineKind::Shipping, Column::Shipping),
        (LineKind::Tax, Column::Tax),
    ] {
        let of_order = match of_sums {
            Some(row) => rows.some_money(row, column)?,
            None => None,
        };
        let of_items = || {
            items
                .iter()
                .map(|row| rows.money(*row, column))
                .sum::<Result<Money, _>>()
        };
        let amount = of_order.map_or_else(of_items, Ok)?;
        sale.lines.extend(Line::some(kind, amount));
    }
    Ok(vec![sale])
}
