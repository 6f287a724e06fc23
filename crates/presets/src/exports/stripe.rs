//! Stripe's payments: a row per charge, times in UTC, amounts in the major unit. Rows that moved no money are skipped.

use compact_str::format_compact;
use domain::{Rejection, Standing};

use super::rows::Rows;
use super::status::{Stand, Words};
use super::{Column, Export, Zone};
use crate::event::{Event, Line};

pub(super) const EXPORT: Export = Export {
    name: "stripe",
    title: "Stripe",
    doubt: None,
    zone: Zone::Utc,
    times: &[],
    has_quotes: true,
    untold: "items, discounts, shipping, tax or tips; of several refunds of a payment it has only the sum and the last \
        one's time",
    columns: &[
        (Column::Id, &["id", "chargeid"]),
        (Column::Payment, &["paymentintentid", "paymentintent"]),
        (
            Column::Time,
            &["createddateutc", "createdutc", "created", "createddate"],
        ),
        (Column::RefundedAt, &["refundeddateutc", "refundedutc"]),
        (Column::Status, &["status"]),
        (Column::Kind, &["captured"]),
        (Column::Mode, &["mode"]),
        (Column::Currency, &["currency"]),
        (Column::Amount, &["amount"]),
        (Column::Refunded, &["amountrefunded"]),
    ],
    needed: &[Column::Id, Column::Time, Column::Amount],
    marks: &[
        "amountrefunded",
        "convertedamount",
        "convertedcurrency",
        "sellermessage",
        "statementdescriptor",
        "paymentintentid",
        "declinereason",
        "taxesonfee",
        "cardid",
    ],
    read,
    standing: STANDING,
};

const STANDING: Words = &[
    ("succeeded", Stand::Placed),
    ("partially refunded", Stand::Placed),
    ("refunded", Stand::Placed),
    ("disputed", Stand::Placed),
    ("blocked", Stand::Nothing),
    ("uncaptured", Stand::Nothing),
    ("requires capture", Stand::Nothing),
    ("pending", Stand::Nothing),
];

fn read(rows: &Rows<'_>) -> Result<Vec<Event>, Rejection> {
    let captured = rows.first(Column::Kind).map(str::to_ascii_lowercase);
    let is_captured = !matches!(captured.as_deref(), Some("false" | "no" | "0"));
    if !is_captured || rows.standing() == Stand::Nothing {
        return Ok(Vec::new());
    }
    let charge = rows.id("stripe")?;
    let payment = rows.first(Column::Payment);
    let id = payment.map_or_else(
        || charge.clone(),
        |payment| format_compact!("stripe:{payment}"),
    );
    let mut sale = rows.event(id, rows.placed_at()?);
    if rows
        .first(Column::Mode)
        .is_some_and(|mode| mode.eq_ignore_ascii_case("test"))
    {
        sale.standing = Standing::Test;
    }
    sale.lines = vec![Line {
        sku: "payment".into(),
        quantity: 1_000,
        amount: rows.needed_once(Column::Amount)?,
        ..Line::default()
    }];
    let refunded = rows.once_or_zero(Column::Refunded)?;
    let back = match refunded.is_zero() {
        true => None,
        false => {
            let at = rows.time(Column::RefundedAt)?.unwrap_or(sale.at);
            Some(rows.refund(
                &sale,
                format_compact!("{charge}:refund:export"),
                at,
                refunded,
            ))
        }
    };
    Ok([Some(sale), back].into_iter().flatten().collect())
}
