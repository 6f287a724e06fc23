//! An order's body.

use domain::{LineKind, Rejection};
use serde::{Deserialize, Serialize};

use super::line::{duties, line, needed_shop_money, shop_money, sum_of};
use super::refund::{self, Refund};
use crate::event::Line;
use crate::json::{self, Value, no_time};
use crate::money::Money;
use crate::text::Text;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    #[serde(rename = "v")]
    pub(super) version: i64,
    /// When it last changed.
    #[serde(rename = "u")]
    pub(super) updated: i64,
    /// When it was placed.
    pub(super) at: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) test: bool,
    /// Whether prices contain tax.
    #[serde(rename = "i", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) inside: bool,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub(super) currency: Option<Text>,
    #[serde(rename = "ch", default, skip_serializing_if = "Option::is_none")]
    pub(super) channel: Option<Text>,
    #[serde(rename = "co", default, skip_serializing_if = "Option::is_none")]
    pub(super) country: Option<Text>,
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub(super) cancelled: Option<i64>,
    /// Whether it was cancelled before anything was paid.
    #[serde(rename = "n", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) unpaid: bool,
    /// Lines by id.
    #[serde(rename = "l")]
    pub(super) lines: Vec<(Text, Line)>,
    /// Shipping, after its discounts.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) shipping: Vec<Line>,
    /// Tips that are not lines, and duties.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) rest: Vec<Line>,
}

/// The refunds in an order's body, by id.
pub(super) type Refunds = Vec<(Text, Refund)>;

/// An order and the refunds in its body, with its id.
pub(super) fn read(body: &Value<'_>) -> Result<(Text, Order, Refunds), Rejection> {
    let id = json::id(body, "id")?;
    let order = order(body)?;
    let refunds = body.each("refunds").iter();
    let refunds = refunds.map(|it| refund::refund(it, order.version, Some(order.inside)));
    let refunds = refunds.collect::<Result<Vec<(Text, Refund)>, Rejection>>()?;
    Ok((id, order, refunds))
}

fn order(body: &Value<'_>) -> Result<Order, Rejection> {
    let updated = json::time(body, "updated_at")?.ok_or_else(|| no_time("updated_at"))?;
    let placed = match json::time(body, "processed_at")? {
        Some(at) => Some(at),
        None => json::time(body, "created_at")?,
    };
    let cancelled = json::time(body, "cancelled_at")?;
    let lines = body.each("line_items").iter().map(line);
    let mut lines: Vec<(Text, Line)> = lines.collect::<Result<_, Rejection>>()?;
    let pieces: i64 = lines.iter().map(|(_, line)| line.quantity / 1_000).sum();
    let tips = lines.iter().filter(|(_, line)| line.is_kind(LineKind::Tip));
    let tips: Money = tips.map(|(_, line)| line.amount).sum();
    lines.retain(|(_, line)| line.quantity > 0);
    Ok(Order {
        version: updated * 1_000_000 + rank(body, cancelled.is_some(), pieces),
        updated,
        at: placed.ok_or_else(|| no_time("processed_at"))?,
        test: body.flag("test"),
        inside: body.flag("taxes_included"),
        currency: body.owned_text("currency"),
        channel: channel(body),
        country: country(body),
        cancelled,
        unpaid: cancelled.is_some() && is_unpaid(body),
        lines,
        shipping: shipping(body)?,
        rest: rest(body, tips)?,
    })
}

fn is_unpaid(body: &Value<'_>) -> bool {
    const UNPAID: [&str; 4] = ["pending", "authorized", "expired", "voided"];
    let status = body.text("financial_status");
    status.is_some_and(|status| UNPAID.contains(&status))
}

/// Grows during an order's life, so that two bodies of the same second keep their order.
fn rank(body: &Value<'_>, is_cancelled: bool, pieces: i64) -> i64 {
    let refunds = body.each("refunds").len().min(399) as i64;
    i64::from(is_cancelled) * 400_000 + refunds * 1_000 + pieces.min(999)
}

fn shipping(body: &Value<'_>) -> Result<Vec<Line>, Rejection> {
    let lines = body.each("shipping_lines").iter().map(|it| {
        Ok(Line {
            discount: sum_of(it, "discount_allocations", "amount")?,
            tax: sum_of(it, "tax_lines", "price")?,
            ..Line::lump(LineKind::Shipping, needed_shop_money(it, "price")?)
        })
    });
    lines.collect()
}

/// `total_tip_received` is the sum of all tips, including those of lines. Additional fees are the order's, as placed.
fn rest(body: &Value<'_>, tips_of_lines: Money) -> Result<Vec<Line>, Rejection> {
    let tips = json::money(body, "total_tip_received")? - tips_of_lines;
    let duties = body.each("line_items").iter().map(duties);
    let duties: Money = duties.sum::<Result<_, _>>()?;
    let fees = duties + shop_money(body, "original_total_additional_fees")?;
    let all = [(LineKind::Tip, tips), (LineKind::Fee, fees)].into_iter();
    let some = all.filter(|(_, amount)| !amount.is_zero() && !amount.is_negative());
    Ok(some
        .map(|(kind, amount)| Line::lump(kind, amount))
        .collect())
}

fn channel(body: &Value<'_>) -> Option<Text> {
    let source = body.text("source_name")?;
    Some(match source {
        "web" => "online".into(),
        "iphone" | "android" => "app".into(),
        other => other.into(),
    })
}

fn country(body: &Value<'_>) -> Option<Text> {
    let of = |key| {
        body.at(key)
            .and_then(|address| address.text("country_code"))
    };
    let code = of("shipping_address").or_else(|| of("billing_address"));
    code.map(Text::from)
}
