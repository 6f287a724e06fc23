//! *Advanced Order Export* of WooCommerce: a row per item. `Quantity (- Refund)` is what is left after refunds, and
//! `Item Cost` is after coupons. So the order's sums are right, and the lines are made to fit them.

use compact_str::format_compact;
use domain::{LineKind, Rejection, Standing};

use super::lines::{fit, whole_order};
use super::rows::Rows;
use super::status::Stand;
use super::woo_analytics::STANDING;
use super::{Column, Export, Zone};
use crate::event::{Event, Line};
use crate::money::Money;

pub(super) const EXPORT: Export = Export {
    name: "woocommerce-orders",
    title: "WooCommerce's Advanced Order Export",
    doubt: None,
    zone: Zone::Shop,
    times: &[],
    has_quotes: true,
    untold: "the day and the items of a refund (counted as one amount with tax, on the order's day), or how many pieces \
        a partly refunded order sold, unless the sums show it",
    columns: &[
        (Column::Id, &["orderid", "ordernumber"]),
        (Column::Status, &["orderstatus"]),
        (Column::Time, &["orderdate", "paiddate"]),
        (Column::Currency, &["currency", "ordercurrency"]),
        (Column::Sku, &["sku"]),
        (Column::ItemId, &["productid", "variationid"]),
        (Column::Title, &["itemname", "productname", "name"]),
        (Column::Quantity, &["quantityrefund", "quantity"]),
        (Column::Price, &["itemcost"]),
        (
            Column::Amount,
            &["orderlinewotax", "orderlinetotal", "itemtotal"],
        ),
        (Column::Subtotal, &["ordersubtotalamount"]),
        (Column::Discount, &["cartdiscountamount"]),
        (Column::Shipping, &["ordershippingamount"]),
        (Column::Tax, &["ordertotaltaxamount"]),
        (Column::Total, &["ordertotalamount"]),
        (Column::Refunded, &["orderrefundamount"]),
        (
            Column::Country,
            &["countrycodeshipping", "countrynameshipping"],
        ),
        (
            Column::BillingCountry,
            &["countrycodebilling", "countrynamebilling"],
        ),
    ],
    needed: &[Column::Id, Column::Time],
    marks: &[
        "cartdiscountamount",
        "ordersubtotalamount",
        "quantityrefund",
        "itemcost",
        "ordertotalamount",
        "ordertotaltaxamount",
        "orderrefundamount",
        "paymentmethodtitle",
    ],
    read,
    standing: STANDING,
};

/// More pieces than a line can have.
const MOST_OF_ONE: i64 = 1_000_000;
/// How many pieces of an item to try if two items were refunded.
const MOST_PIECES: i64 = 100;

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    let mut sale = rows.event(rows.id("woo")?, rows.placed_at()?);
    let stand = rows.standing();
    if stand == Stand::Nothing {
        sale.standing = Standing::Cancelled;
        return Ok(vec![sale]);
    }
    let total = rows.once(Column::Total)?;
    let refunded = match (rows.once(Column::Refunded)?, stand) {
        (Some(refunded), _) => refunded,
        (None, Stand::Refunded) => total.unwrap_or(Money::ZERO),
        (None, _) => Money::ZERO,
    };
    let subtotal = rows.once(Column::Subtotal)?;
    let discount = rows.once_or_zero(Column::Discount)?;
    let net = subtotal.map(|subtotal| subtotal - discount);
    let mut lines = items(rows, net.filter(|_| !refunded.is_zero()))?;
    if let Some(net) = net {
        if lines.is_empty() {
            lines = whole_order(net, 1_000);
        }
        fit(&mut lines, net);
    }
    before_coupons(&mut lines, discount);
    let (shipping, tax) = (
        rows.once_or_zero(Column::Shipping)?,
        rows.once_or_zero(Column::Tax)?,
    );
    let fee = match (net, total) {
        (Some(net), Some(total)) => total - (net + shipping + tax),
        _ => Money::ZERO,
    };
    for (kind, amount) in [
        (LineKind::Shipping, shipping),
        (LineKind::Fee, fee),
        (LineKind::Tax, tax),
    ] {
        lines.extend(Line::some(kind, amount));
    }
    if lines.is_empty() {
        sale.standing = Standing::Cancelled;
    }
    sale.lines = lines;
    let back = (!refunded.is_zero()).then(|| {
        let id = format_compact!("{}:refund:export", sale.id);
        rows.refund(&sale, id, sale.at, refunded)
    });
    Ok([Some(sale), back].into_iter().flatten().collect())
}

/// The items after coupons. `net` is what they were all worth if some were refunded: the file does not have those
/// pieces.
fn items(rows: &Rows<'_>, net: Option<Money>) -> Result<Vec<Line>, Rejection> {
    let mut items: Vec<(Line, Option<Money>)> = Vec::new();
    for row in rows.each() {
        let (price, amount) = (
            rows.some_money(row, Column::Price)?,
            rows.some_money(row, Column::Amount)?,
        );
        if price.is_none() && amount.is_none() {
            continue;
        }
        let mut quantity = rows.quantity(row)?.unwrap_or_default().abs();
        if quantity == 0 && net.is_some() {
            // It was sold, or there would be no row.
            quantity = 1_000;
        }
        let of_pieces = price.map(|price| price.share(quantity, 1_000));
        items.push((
            Line {
                quantity,
                amount: of_pieces.or(amount).unwrap_or(Money::ZERO),
                ..rows.item(row)
            },
            price,
        ));
    }
    if let Some(net) = net {
        give_back_pieces(&mut items, net);
    }
    let items = items.into_iter().map(|(line, _)| line);
    Ok(items.filter(|line| line.quantity > 0).collect())
}

/// If the missing amount equals some pieces of one or two items, treats these as sold and refunded.
fn give_back_pieces(items: &mut [(Line, Option<Money>)], net: Money) {
    let known: Money = items.iter().map(|(line, _)| line.amount).sum();
    let missing = net - known;
    let prices = items.iter().map(|(_, price)| price.unwrap_or(Money::ZERO));
    let prices: Vec<Money> = prices.collect();
    for (place, pieces) in pieces_worth(missing, &prices) {
        let (line, _) = &mut items[place];
        line.quantity += pieces * 1_000;
        line.amount += prices[place].times(pieces);
    }
}

/// Which items, and how many pieces of each, are worth an amount: one item if possible, otherwise two.
fn pieces_worth(amount: Money, prices: &[Money]) -> Vec<(usize, i64)> {
    let is_price = |place: &usize| !prices[*place].is_zero() && !prices[*place].is_negative();
    let priced: Vec<usize> = (0..prices.len()).filter(is_price).collect();
    let of_one = |amount: Money, place: usize, others: i64| {
        let price = prices[place].micros();
        let pieces = amount.micros().saturating_add(price / 2) / price;
        // Prices after coupons are each rounded to a cent.
        let is_off_by = (amount - prices[place].times(pieces)).abs();
        let is_near = is_off_by <= Money::of_minor(pieces.saturating_add(others), 2);
        ((1..=MOST_OF_ONE).contains(&pieces) && is_near).then_some(pieces)
    };
    for place in &priced {
        if let Some(pieces) = of_one(amount, *place, 0) {
            return vec![(*place, pieces)];
        }
    }
    for (index, first) in priced.iter().enumerate() {
        for second in &priced[index + 1..] {
            let others =
                (1..=MOST_PIECES).map(|others| (others, amount - prices[*first].times(others)));
            let found = others
                .take_while(|(_, left)| !left.is_negative())
                .find_map(|(others, left)| Some((others, of_one(left, *second, others)?)));
            if let Some((others, pieces)) = found {
                return vec![(*first, others), (*second, pieces)];
            }
        }
    }
    Vec::new()
}

/// Adds back what coupons took off the lines, by their value, as a discount.
fn before_coupons(lines: &mut Vec<Line>, discount: Money) {
    if discount.is_zero() || discount.is_negative() {
        lines.extend(Line::some(LineKind::Discount, discount));
        return;
    }
    let whole: Money = lines.iter().map(|line| line.amount).sum();
    let mut left = discount;
    for line in lines.iter_mut() {
        let part = discount
            .share(line.amount.micros(), whole.micros())
            .min(left);
        line.amount += part;
        line.discount += part;
        left = left - part;
    }
    if let Some(line) = lines.first_mut() {
        line.amount += left;
        line.discount += left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_that_are_missing_are_found_by_what_they_are_worth() {
        let money = |text: &str| Money::parse(text).unwrap();
        let prices = [money("8.10"), money("13.05"), Money::ZERO];
        for (amount, expected) in [
            ("8.10", vec![(0, 1)]),
            ("16.21", vec![(0, 2)]),
            ("26.10", vec![(1, 2)]),
            ("29.25", vec![(0, 2), (1, 1)]),
            ("0", vec![]),
            ("-8.10", vec![]),
            ("3.00", vec![]),
        ] {
            assert_eq!(pieces_worth(money(amount), &prices), expected, "{amount}");
        }
    }
}
