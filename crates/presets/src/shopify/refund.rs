//! A refund: an entry in an order's body, or a body of its own, which does not say whether prices contain tax.

use domain::{LineKind, Rejection};
use serde::{Deserialize, Serialize};

use super::line::{self, needed_shop_money, shop_money, sum_of};
use crate::event::Line;
use crate::json::{self, Value, no_time};
use crate::money::Money;
use crate::text::Text;

/// What a refund gives back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refund {
    #[serde(rename = "v")]
    pub(super) version: i64,
    pub(super) at: i64,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub(super) currency: Option<Text>,
    #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) back: Vec<Back>,
}

/// One refunded thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Back {
    /// For goods, the order's line.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<Text>,
    /// Its value, including tax if prices include it; both below 0 or of any sign.
    #[serde(flatten)]
    pub(super) line: Line,
    /// Whether its value includes tax, as far as the refund alone shows.
    #[serde(rename = "i", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) inside: bool,
    /// Whether the order may know this better.
    #[serde(rename = "g", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) guessed: bool,
}

impl Back {
    fn lump(kind: LineKind, amount: Money) -> Back {
        Back {
            of: None,
            line: Line::lump(kind, amount),
            inside: false,
            guessed: false,
        }
    }

    /// Lines without tax in their amounts, so that both kinds can be in one event.
    pub(super) fn lines(&self, order_says: Option<bool>) -> Vec<Line> {
        let inside = match order_says.filter(|_| self.guessed) {
            Some(inside) => inside,
            None => self.inside,
        };
        let tax = self.line.tax;
        // A refunded amount is below 0, its tax is not.
        let amount = match inside {
            true => self.line.amount + tax,
            false => self.line.amount,
        };
        if self.line.quantity != 0 {
            let amount = amount.min(Money::ZERO);
            return vec![Line {
                amount,
                ..self.line.clone()
            }];
        }
        let kind = self.line.line_kind();
        let both = [(kind, amount), (LineKind::Tax, -tax)].into_iter();
        let some = both.filter(|(_, amount)| !amount.is_zero());
        some.map(|(kind, amount)| Line::lump(kind, amount))
            .collect()
    }
}

/// The body of `refunds/create`: a refund with the ids of its order and of itself.
pub(super) fn read(body: &Value<'_>) -> Result<(Text, Text, Refund), Rejection> {
    let order = json::id(body, "order_id")?;
    let at = at(body)?;
    let (id, refund) = refund(body, at * 1_000_000, None)?;
    Ok((order, id, refund))
}

/// A refund with its id. `inside`: whether prices contain tax, if known.
pub(super) fn refund(
    body: &Value<'_>,
    version: i64,
    inside: Option<bool>,
) -> Result<(Text, Refund), Rejection> {
    let goods = body.each("refund_line_items").iter();
    let mut back: Vec<Back> = goods
        .map(|it| goods_back(it, inside))
        .collect::<Result<_, _>>()?;
    let pending = pending(body)?;
    shipping_back(body, inside, &mut back)?;
    discrepancies(body, pending, &mut back)?;
    back.extend(duties_back(body)?);
    let refund = Refund {
        version,
        at: at(body)?,
        currency: currency(body),
        back,
    };
    Ok((json::id(body, "id")?, refund))
}

/// `duties` has the amounts; `refund_duties` may only say which duties were asked to be refunded.
fn duties_back(body: &Value<'_>) -> Result<Option<Back>, Rejection> {
    let list = match body.each("duties").is_empty() {
        false => body.each("duties"),
        true => body.each("refund_duties"),
    };
    let amounts = list.iter().map(|duty| shop_money(duty, "amount"));
    let duties: Money = amounts.sum::<Result<_, _>>()?;
    Ok((!duties.is_zero()).then(|| Back::lump(LineKind::Fee, -duties)))
}

fn at(body: &Value<'_>) -> Result<i64, Rejection> {
    let at = match json::time(body, "processed_at")? {
        Some(at) => Some(at),
        None => json::time(body, "created_at")?,
    };
    at.ok_or_else(|| no_time("processed_at of the refund"))
}

fn goods_back(entry: &Value<'_>, inside: Option<bool>) -> Result<Back, Rejection> {
    let of = json::id(entry, "line_item_id")?;
    let item = entry.at("line_item");
    let guess = item.map_or(Ok(false), tax_inside)?;
    let quantity = json::needed_whole(entry, "quantity")?;
    let line = Line {
        // If the item is not named, the order's line has it.
        kind: item.map_or(LineKind::Product, line::kind).as_str().into(),
        sku: item.map_or_else(Text::default, line::key),
        name: item.and_then(|item| item.owned_text("name")),
        quantity: -quantity * 1_000,
        amount: -needed_shop_money(entry, "subtotal")?,
        discount: Money::ZERO,
        tax: shop_money(entry, "total_tax")?,
    };
    Ok(Back {
        of: Some(of),
        line,
        inside: inside.unwrap_or(guess),
        guessed: inside.is_none(),
    })
}

/// Shipping is refunded by lines, by adjustments, or by both. It counts once, by the lines if there are any.
fn shipping_back(
    body: &Value<'_>,
    inside: Option<bool>,
    back: &mut Vec<Back>,
) -> Result<(), Rejection> {
    let shipping = body.each("refund_shipping_lines");
    if shipping.is_empty() {
        for adjustment in body.each("order_adjustments") {
            if adjustment.text("kind") == Some("shipping_refund") {
                let mut one =
                    Back::lump(LineKind::Shipping, needed_shop_money(adjustment, "amount")?);
                one.line.tax = -shop_money(adjustment, "tax_amount")?;
                back.push(one);
            }
        }
        return Ok(());
    }
    let guess = shipping_tax_inside(body, back)?;
    for line in shipping {
        let mut one = Back::lump(
            LineKind::Shipping,
            -needed_shop_money(line, "subtotal_amount")?,
        );
        one.line.tax = shop_money(line, "tax_amount")?;
        (one.inside, one.guessed) = (inside.unwrap_or(guess), inside.is_none());
        back.push(one);
    }
    Ok(())
}

/// Derived from the goods next to it, or else from the money that moved.
fn shipping_tax_inside(body: &Value<'_>, goods: &[Back]) -> Result<bool, Rejection> {
    if goods.iter().any(|it| !it.line.tax.is_zero()) {
        return Ok(goods.iter().any(|it| it.inside));
    }
    let mut moved = Money::ZERO;
    for transaction in refunding(body) {
        moved += shop_money(transaction, "amount")?;
    }
    let shipping = sum_of(body, "refund_shipping_lines", "subtotal_amount")?;
    let goods: Money = goods.iter().map(|it| -it.line.amount).sum();
    Ok(moved == shipping + goods)
}

fn refunding<'b>(body: &'b Value<'b>) -> impl Iterator<Item = &'b Value<'b>> {
    let all = body.each("transactions").iter();
    all.filter(|it| it.text("kind") == Some("refund"))
}

/// Refunds whose money is still on its way.
fn pending(body: &Value<'_>) -> Result<Vec<Money>, Rejection> {
    let pending = refunding(body).filter(|it| it.text("status") == Some("pending"));
    pending.map(|it| shop_money(it, "amount")).collect()
}

/// Money refunded without goods, or held back. While the money is on its way, a discrepancy of the whole amount cancels
/// out the refund. It disappears when the money arrives, and does not count. Often its opposite is there as well.
fn discrepancies(
    body: &Value<'_>,
    mut pending: Vec<Money>,
    back: &mut Vec<Back>,
) -> Result<(), Rejection> {
    let mut left: Vec<(Money, Money)> = Vec::new();
    for adjustment in body.each("order_adjustments") {
        let kind = adjustment.text("kind");
        if kind.is_some_and(|kind| kind != "refund_discrepancy") {
            continue;
        }
        let amount = needed_shop_money(adjustment, "amount")?;
        let tax = shop_money(adjustment, "tax_amount")?;
        match left.iter().position(|known| *known == (-amount, -tax)) {
            Some(place) => {
                left.swap_remove(place);
            }
            None => left.push((amount, tax)),
        }
    }
    for (amount, tax) in left {
        if let Some(place) = pending.iter().position(|it| *it == amount + tax) {
            pending.swap_remove(place);
            continue;
        }
        for (kind, amount) in [(LineKind::Adjustment, amount), (LineKind::Tax, tax)] {
            if !amount.is_zero() {
                back.push(Back::lump(kind, amount));
            }
        }
    }
    Ok(())
}

/// The shop's currency, from an amount in the refund.
fn currency(body: &Value<'_>) -> Option<Text> {
    let lists = [
        ("refund_line_items", "subtotal_set"),
        ("refund_shipping_lines", "subtotal_amount_set"),
        ("order_adjustments", "amount_set"),
        ("transactions", "amount_set"),
    ];
    let mut sets = lists.into_iter().flat_map(|(list, set)| {
        let entries = body.each(list).iter();
        entries.filter_map(move |entry| entry.at(set))
    });
    sets.find_map(|set| {
        let code = set.at("shop_money")?.text("currency_code")?;
        Some(code.into())
    })
}

/// Whether a line's price contains its tax, judged by the rate: the case that comes nearer to what was paid.
fn tax_inside(item: &Value<'_>) -> Result<bool, Rejection> {
    let (mut rate, mut paid) = (Money::ZERO, Money::ZERO);
    for tax in item.each("tax_lines") {
        let (one, price) = (json::money(tax, "rate")?, shop_money(tax, "price")?);
        if !one.is_zero() && !price.is_zero() {
            rate += one;
            paid += price;
        }
    }
    if paid.is_zero() {
        return Ok(false);
    }
    let (_, line) = line::line(item)?;
    let left = i128::from((line.amount - line.discount).micros());
    // A rate is in millionths, like money. Compares both differences, multiplied by 1 and by 1 + rate.
    let (rate, paid, one) = (
        i128::from(rate.micros()),
        i128::from(paid.micros()),
        1_000_000,
    );
    let paid = paid * one * (one + rate);
    Ok((left * rate * one - paid).abs() < (left * rate * (one + rate) - paid).abs())
}
