//! Lines of orders and refunds.

use compact_str::format_compact;
use domain::{LineKind, Rejection};

use crate::event::Line;
use crate::json::{self, Value, invalid, missing};
use crate::money::Money;
use crate::text::Text;

/// The longest key of an item, in bytes.
const MAX_KEY: usize = 128;

/// An amount in the shop's currency, 0 if there is none: `KEY_set.shop_money`, or else `KEY`, which is in the shop's
/// currency too.
pub(super) fn shop_money(object: &Value<'_>, key: &str) -> Result<Money, Rejection> {
    Ok(some_shop_money(object, key)?.unwrap_or_default())
}

/// Like [`shop_money`], for an amount without which nothing is known.
pub(super) fn needed_shop_money(object: &Value<'_>, key: &str) -> Result<Money, Rejection> {
    some_shop_money(object, key)?.ok_or_else(|| missing(key))
}

fn some_shop_money(object: &Value<'_>, key: &str) -> Result<Option<Money>, Rejection> {
    let money = object.set_of(key).and_then(|set| set.at("shop_money"));
    let amount = money.map_or(Ok(None), |money| json::some_money(money, "amount"))?;
    match amount {
        Some(amount) => Ok(Some(amount)),
        None => json::some_money(object, key),
    }
}

/// The sum of an amount over a list, of which each entry has one.
pub(super) fn sum_of(object: &Value<'_>, list: &str, key: &str) -> Result<Money, Rejection> {
    let entries = object.each(list).iter();
    entries.map(|it| needed_shop_money(it, key)).sum()
}

/// The duties of an order's line. A webhook has their `shop_money` without a name for the set.
pub(super) fn duties(item: &Value<'_>) -> Result<Money, Rejection> {
    let duties = item.each("duties").iter();
    let amounts = duties.map(|duty| match duty.at("shop_money") {
        Some(money) => json::needed_money(money, "amount"),
        None => needed_shop_money(duty, "price"),
    });
    amounts.sum()
}

/// An order's line with its id.
pub(super) fn line(item: &Value<'_>) -> Result<(Text, Line), Rejection> {
    let quantity = json::needed_whole(item, "quantity")?;
    let price = needed_shop_money(item, "price")?;
    let worth = i128::from(price.micros()) * i128::from(quantity);
    if quantity < 0 || worth > i128::from(domain::Amount::MAX.micros()) {
        return Err(invalid("line_items[].quantity", "is out of range"));
    }
    let line = Line {
        kind: kind(item).as_str().into(),
        sku: key(item),
        name: item.owned_text("name"),
        quantity: quantity * 1_000,
        amount: price.times(quantity),
        discount: sum_of(item, "discount_allocations", "amount")?,
        tax: sum_of(item, "tax_lines", "price")?,
    };
    Ok((json::id(item, "id")?, line))
}

/// The kind of a line. A tip says how it was paid: in `tip`, or in two fields of its own.
pub(super) fn kind(item: &Value<'_>) -> LineKind {
    let is_paid_by = |key| item.text(key).is_some();
    if item.flag("gift_card") {
        LineKind::GiftCard
    } else if item.at("tip").is_some_and(Value::is_object)
        || is_paid_by("tip_payment_gateway")
        || is_paid_by("tip_payment_method")
    {
        LineKind::Tip
    } else {
        LineKind::Product
    }
}

/// The key of an item: its SKU is often empty.
pub(super) fn key(item: &Value<'_>) -> Text {
    let keys = ["sku", "variant_id", "product_id"];
    let mut key = match keys.into_iter().find_map(|key| item.text(key)) {
        Some(key) => key.into(),
        None => {
            let title = item.text("title").or_else(|| item.text("name"));
            format_compact!("name:{}", title.unwrap_or_default())
        }
    };
    key.truncate(key.floor_char_boundary(MAX_KEY));
    key
}

/// The share `of` / `whole` of a line, by pieces.
pub(super) fn part(line: &Line, of: i64) -> Line {
    let whole = line.quantity / 1_000;
    Line {
        quantity: of * 1_000,
        amount: line.amount.share(of, whole),
        discount: line.discount.share(of, whole),
        tax: line.tax.share(of, whole),
        ..line.clone()
    }
}
