//! BigCommerce's orders: a row per order, with all items in one cell.

use compact_str::format_compact;
use domain::{LineKind, Quantity, Reason, Rejection, Standing};

use super::lines::{fit, take_off, whole_order};
use super::rows::{Rows, invalid, item_key};
use super::status::{Stand, Words};
use super::{Column, Export, Zone};
use crate::event::{Event, Line};
use crate::money::Money;
use crate::text::Text;

pub(super) const EXPORT: Export = Export {
    name: "bigcommerce",
    title: "BigCommerce",
    doubt: Some(
        "these columns have not been confirmed with a real shop: check the first orders and the totals",
    ),
    zone: Zone::Shop,
    times: &[],
    has_quotes: true,
    untold: "the hour of a sale if the date has none, or the day and items of a refund (counted as one amount with tax, \
        on the order's day)",
    columns: &[
        (Column::Id, &["orderid"]),
        (Column::Time, &["date", "orderdate", "datecreated"]),
        (Column::TimeOfDay, &["time", "ordertime"]),
        (Column::Status, &["orderstatus"]),
        (Column::Subtotal, &["subtotalextax"]),
        (Column::Tax, &["taxtotal"]),
        (Column::Shipping, &["shippingcostextax"]),
        (Column::Fee, &["handlingcostextax"]),
        (Column::Total, &["ordertotalextax"]),
        (Column::Quantity, &["totalquantity"]),
        (Column::Currency, &["ordercurrencycode"]),
        (Column::Refunded, &["refundamount"]),
        (Column::Items, &["productdetails"]),
        (Column::Country, &["shippingcountry", "shippingcountrycode"]),
        (
            Column::BillingCountry,
            &["billingcountry", "billingcountrycode"],
        ),
    ],
    needed: &[Column::Id, Column::Time, Column::Subtotal],
    marks: &[
        "orderstatus",
        "subtotalinctax",
        "subtotalextax",
        "productdetails",
        "ordertotalinctax",
    ],
    read,
    standing: STANDING,
};

const STANDING: Words = &[
    ("pending", Stand::Nothing),
    ("disputed", Stand::Placed),
    ("refunded", Stand::Placed),
    ("manual verification required", Stand::Placed),
    ("awaiting fulfillment", Stand::Placed),
    ("awaiting shipment", Stand::Placed),
    ("awaiting pickup", Stand::Placed),
    ("partially shipped", Stand::Placed),
];

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    let mut sale = rows.event(rows.id("bigcommerce")?, rows.placed_at()?);
    if rows.standing() == Stand::Nothing {
        sale.standing = Standing::Cancelled;
        return Ok(vec![sale]);
    }
    let subtotal = rows.once_or_zero(Column::Subtotal)?;
    let (shipping, fee) = (
        rows.once_or_zero(Column::Shipping)?,
        rows.once_or_zero(Column::Fee)?,
    );
    let tax = rows.once_or_zero(Column::Tax)?;
    let mut lines = match rows.first(Column::Items) {
        Some(cell) => items(cell)?,
        None => Vec::new(),
    };
    match lines.is_empty() {
        true => lines = whole_order(subtotal, rows.quantity(0)?.unwrap_or(1_000)),
        false => fit(&mut lines, subtotal),
    }
    let discount = rows
        .once(Column::Total)?
        .map(|total| subtotal - (total - shipping - fee));
    take_off(&mut lines, discount.unwrap_or(Money::ZERO));
    for (kind, amount) in [
        (LineKind::Shipping, shipping),
        (LineKind::Fee, fee),
        (LineKind::Tax, tax),
    ] {
        lines.extend(Line::some(kind, amount));
    }
    sale.lines = lines;
    let refunded = rows.once_or_zero(Column::Refunded)?;
    let back = (!refunded.is_zero()).then(|| {
        let id = format_compact!("{}:refund:export", sale.id);
        rows.refund(&sale, id, sale.at, refunded)
    });
    Ok([Some(sale), back].into_iter().flatten().collect())
}

/// Parses `Product ID: 77, Product Qty: 2, …|Product ID: 78, …`. Names may contain commas and bars, too.
fn items(cell: &str) -> Result<Vec<Line>, Rejection> {
    const BEGINS: &str = "Product ID:";
    let begins = cell.match_indices(BEGINS).map(|(at, _)| at);
    // A name may contain these words as well, so an item must begin the cell or follow a bar.
    let begins = begins.filter(|at| {
        let before = cell[..*at].trim_end();
        before.is_empty() || before.ends_with('|')
    });
    let begins: Vec<usize> = begins.collect();
    let ends = begins.iter().skip(1).copied().chain([cell.len()]);
    let items = begins
        .iter()
        .zip(ends)
        .map(|(from, to)| item(cell[*from..to].trim_end().trim_end_matches('|')));
    items.collect()
}

fn item(text: &str) -> Result<Line, Rejection> {
    let field = |name: &str| {
        let label = format!("{name}:");
        let from = match text.strip_prefix(&label) {
            Some(_) => label.len(),
            None => text.find(&format!(", {label}"))? + 2 + label.len(),
        };
        let rest = &text[from..];
        let end = rest.find(", Product ").unwrap_or(rest.len());
        Some(rest[..end].trim()).filter(|text| !text.is_empty())
    };
    let number = |name: &str| match field(name) {
        None => Ok(Money::ZERO),
        Some(number) => {
            let number = Money::parse(number);
            number.map_err(|what| invalid(Reason::InvalidAmount, Column::Items, &what))
        }
    };
    let thousandths = number("Product Qty")?.micros() / 1_000;
    let pieces = Quantity::from_thousandths(thousandths).filter(|_| thousandths > 0);
    if pieces.is_none() {
        return Err(invalid(
            Reason::InvalidQuantity,
            Column::Items,
            "have no quantity",
        ));
    }
    let amount = match field("Product Total Price") {
        Some(_) => number("Product Total Price")?,
        None => number("Product Unit Price")?.share(thousandths, 1_000),
    };
    let name = field("Product Name");
    Ok(Line {
        sku: item_key(field("Product SKU").or_else(|| field("Product ID")), name),
        name: name.map(Text::from),
        quantity: thousandths,
        amount,
        ..Line::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_cell_are_parted_whatever_their_names_hold() {
        let cell = "Product ID: 77, Product Qty: 2, Product SKU: A, Product Name: Filter, paper | white, Product Unit Price: 20.00, \
            Product Total Price: 40.00|Product ID: 78, Product Qty: 1.5, Product SKU: , Product Name: Tea, Product Unit Price: 2.00";
        let items = items(cell).unwrap();
        let shown: Vec<_> = items
            .iter()
            .map(|it| {
                (
                    &*it.sku,
                    it.name.as_deref(),
                    it.quantity,
                    it.amount.micros(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("A", Some("Filter, paper | white"), 2_000, 40_000_000),
                ("78", Some("Tea"), 1_500, 3_000_000)
            ]
        );
        assert!(super::items("Product ID: 1, Product Qty: 0").is_err());
    }
}
