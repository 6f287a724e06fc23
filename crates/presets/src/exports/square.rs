//! Square's *Items detail*: a row per item. A refund's row has the id of the payment it refunds.

use compact_str::format_compact;
use domain::{LineKind, Rejection};

use super::rows::Rows;
use super::{Column, Export, Zone};
use crate::event::{Event, Line};
use crate::money::Money;

pub(super) const EXPORT: Export = Export {
    name: "square",
    title: "Square (items)",
    doubt: None,
    zone: Zone::Shop,
    times: &[],
    has_quotes: true,
    untold: "tips or shipping",
    columns: &[
        (Column::Id, &["transactionid"]),
        (Column::Time, &["date"]),
        (Column::TimeOfDay, &["time"]),
        (Column::Zone, &["timezone"]),
        (Column::Kind, &["eventtype"]),
        (Column::Payment, &["paymentid"]),
        (Column::Sku, &["sku"]),
        (Column::Title, &["item"]),
        (Column::ItemKind, &["itemizationtype"]),
        (Column::Quantity, &["qty"]),
        (Column::Amount, &["grosssales"]),
        (Column::LineDiscount, &["discounts"]),
        (Column::LineTax, &["tax"]),
    ],
    needed: &[Column::Id, Column::Time, Column::Amount],
    marks: &[
        "pricepointname",
        "modifiersapplied",
        "grosssales",
        "netsales",
        "paymentid",
        "devicename",
        "diningoption",
        "eventtype",
        "itemizationtype",
    ],
    read,
    standing: &[],
};

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    let id = rows.id("square")?;
    let mut sale: Option<Event> = None;
    let mut refunds: Vec<(i64, Vec<Line>)> = Vec::new();
    for row in rows.each() {
        let at = match rows.time_of(row, Column::Time)? {
            Some(at) => at,
            None => rows.placed_at()?,
        };
        let gross = rows.needed_money(row, Column::Amount)?;
        let quantity = rows.quantity(row)?;
        let (discount, tax) = (
            rows.money(row, Column::LineDiscount)?,
            rows.money(row, Column::LineTax)?,
        );
        let is_refund = match rows.text(row, Column::Kind) {
            Some(kind) => kind.to_lowercase().contains("refund"),
            None => gross.is_negative(),
        };
        let mut item = rows.item(row);
        let kind = rows
            .text(row, Column::ItemKind)
            .unwrap_or_default()
            .to_lowercase();
        if kind.contains("gift card") || kind.contains("gift_card") {
            item.kind = LineKind::GiftCard.as_str().into();
        }
        if is_refund {
            let lines = given_back(item, quantity, gross, discount, tax);
            match refunds.iter_mut().find(|(known, _)| *known == at) {
                Some((_, known)) => known.extend(lines),
                None => refunds.push((at, lines)),
            }
        } else {
            let sale = sale.get_or_insert_with(|| rows.event(id.clone(), at));
            sale.lines.push(Line {
                quantity: quantity.unwrap_or(1_000).abs(),
                amount: gross,
                discount: discount.abs(),
                tax: tax.max(Money::ZERO),
                ..item
            });
        }
    }
    refunds.sort_by_key(|(at, _)| *at);
    let refunds = refunds.into_iter().enumerate().map(|(index, (at, lines))| {
        let own = match index {
            0 => format_compact!("{id}:refund"),
            further => format_compact!("{id}:refund:{}", further + 1),
        };
        Event {
            refund_of: Some(id.clone()),
            lines,
            ..rows.event(own, at)
        }
    });
    let refunds: Vec<Event> = refunds.collect();
    Ok(sale.into_iter().chain(refunds).collect())
}

/// What a refund's row gives back: pieces, or only money.
fn given_back(
    item: Line,
    quantity: Option<i64>,
    gross: Money,
    discount: Money,
    tax: Money,
) -> Vec<Line> {
    // Discounts have the opposite sign of the amount they reduce.
    let net = -(gross.abs() - discount.abs());
    let goods = match quantity {
        Some(quantity) => Line {
            quantity: -quantity.abs(),
            amount: net,
            ..item
        },
        None => Line::lump(LineKind::Adjustment, net),
    };
    let tax = Line::some(LineKind::Tax, -tax.abs());
    [Some(goods), tax].into_iter().flatten().collect()
}
