//! What Shopify itself reports as sold: the sales agreements of orders, which its reports are made of.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicUsize;

use domain::{Amount, BusinessDay, ShopClock, Timestamp};
use serde_json::{Value, json};

use super::ask::refused;
use super::cursor::{second, since};
use super::order::nodes;
use super::orders::{as_many_as_it_gives, more};
use super::queries::{BOOK, BOOKS, SHOP};
use super::{PLATFORM, Shopify, number, strange};
use crate::{Amounts, ApiError, BookEntry, Books, Onward};

/// How many orders to request at once; reduced when the platform says that it is too many.
static AT_ONCE: AtomicUsize = AtomicUsize::new(10);

pub(super) async fn books(
    shop: &Shopify,
    first: BusinessDay,
    last: BusinessDay,
    clock: &ShopClock,
) -> Result<Books, ApiError> {
    let days = (first.epoch_days()..=last.epoch_days()).map(BusinessDay::from_epoch_days);
    let own = shop.query(SHOP, json!({})).await?;
    let own = own["shop"]["currencyCode"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    // Any agreement since then also changed its order since then. No zone is further from UTC than a day.
    let query = since(i64::from(first.epoch_days() - 1) * 86_400);
    // An order that changes meanwhile appears again.
    let mut entries: BTreeMap<String, BookEntry> = BTreeMap::new();
    let (mut after, mut onward) = (Value::Null, Onward::default());
    loop {
        onward.to(PLATFORM, &after.to_string())?;
        let variables = json!({"query": query, "after": after});
        let data = as_many_as_it_gives(shop, BOOKS, &AT_ONCE, variables).await?;
        for order in nodes(&data["orders"])? {
            if order["test"] == true {
                continue;
            }
            for entry in of_order(shop, order, clock).await? {
                let is_asked = (first..=last).contains(&entry.day);
                if is_asked && entry.amounts != NOTHING {
                    entries.insert(entry.id.clone(), entry);
                }
            }
        }
        if entries.len() > Books::MAX_ENTRIES {
            return Err(refused(&format!(
                "there are more than {} orders; ask for fewer days",
                Books::MAX_ENTRIES
            )));
        }
        match more(&data["orders"]) {
            Some(next) => after = next,
            None => return Ok(Books::of(own, days, entries.into_values().collect())),
        }
    }
}

const NOTHING: Amounts = Amounts {
    total: 0,
    tax: Some(0),
    shipping: Some(0),
};

async fn of_order(
    shop: &Shopify,
    order: &Value,
    clock: &ShopClock,
) -> Result<Vec<BookEntry>, ApiError> {
    let is_whole = |agreements: &Value| -> Result<bool, ApiError> {
        let has_more = nodes(agreements)?.iter().any(more_sales);
        Ok(!has_more && more(agreements).is_none())
    };
    if is_whole(&order["agreements"])? {
        let agreements = nodes(&order["agreements"])?.iter();
        let entries: Result<Vec<BookEntry>, ApiError> =
            agreements.map(|it| entry(order, it, clock)).collect();
        return with_cancellation(order, entries?, clock);
    }
    let (mut entries, mut after, mut onward) = (Vec::new(), Value::Null, Onward::default());
    loop {
        onward.to(PLATFORM, &after.to_string())?;
        let data = shop
            .query(BOOK, json!({"id": order["id"], "after": after}))
            .await?;
        let agreements = &data["order"]["agreements"];
        for agreement in nodes(agreements)? {
            if more_sales(agreement) {
                return Err(refused(
                    "an order has more than 250 lines in one agreement, which Livetill does not read",
                ));
            }
            entries.push(entry(order, agreement, clock)?);
        }
        match more(agreements) {
            Some(next) => after = next,
            None => return with_cancellation(order, entries, clock),
        }
    }
}

/// Adds a missing reversal: an order cancelled before any payment may have no agreement that takes its sale back,
/// because no money moved. Shopify's reports take the sale back on the day of the cancellation, and so does this.
fn with_cancellation(
    order: &Value,
    mut entries: Vec<BookEntry>,
    clock: &ShopClock,
) -> Result<Vec<BookEntry>, ApiError> {
    const UNPAID: [&str; 4] = ["PENDING", "AUTHORIZED", "EXPIRED", "VOIDED"];
    let status = order["displayFinancialStatus"].as_str().unwrap_or_default();
    let cancelled = order["cancelledAt"].as_str();
    let Some(cancelled) = cancelled.filter(|_| UNPAID.contains(&status)) else {
        return Ok(entries);
    };
    let sum = |of: fn(&Amounts) -> i128| -entries.iter().map(|it| of(&it.amounts)).sum::<i128>();
    let amounts = Amounts {
        total: sum(|it| it.total),
        tax: Some(sum(|it| it.tax.unwrap_or_default())),
        shipping: Some(sum(|it| it.shipping.unwrap_or_default())),
    };
    if amounts != NOTHING {
        let number = number(order["id"].as_str());
        let number = number.ok_or_else(|| strange("a global id does not end in a number"))?;
        let of = format!("shopify:{number}");
        let at = Timestamp::from_millis(second(Some(cancelled))? * 1_000);
        entries.push(BookEntry {
            id: format!("{of}:refund:cancel"),
            order: of,
            day: clock.local(at).day,
            at,
            currency: None,
            amounts,
        });
    }
    Ok(entries)
}

fn more_sales(agreement: &Value) -> bool {
    agreement["sales"]["pageInfo"]["hasNextPage"] == true
}

fn entry(order: &Value, agreement: &Value, clock: &ShopClock) -> Result<BookEntry, ApiError> {
    let of = |value: &Value| {
        number(value.as_str()).ok_or_else(|| strange("a global id does not end in a number"))
    };
    let order = format!("shopify:{}", of(&order["id"])?);
    let id = match agreement["__typename"].as_str() {
        Some("OrderAgreement") => order.clone(),
        Some("RefundAgreement") if agreement["refund"].is_object() => {
            format!("{order}:refund:{}", of(&agreement["refund"]["id"])?)
        }
        Some("OrderEditAgreement") => format!("{order}:edit:{}", of(&agreement["id"])?),
        _ => format!("{order}:agreement:{}", of(&agreement["id"])?),
    };
    let at = Timestamp::from_millis(second(agreement["happenedAt"].as_str())? * 1_000);
    let (mut total, mut tax, mut shipping) = (0, 0, 0);
    for sale in nodes(&agreement["sales"])? {
        let (of_sale, of_tax) = (
            micros(&sale["totalAmount"])?,
            micros(&sale["totalTaxAmount"])?,
        );
        total += of_sale;
        tax += of_tax;
        if sale["lineType"] == "SHIPPING" {
            shipping += of_sale - of_tax;
        }
    }
    Ok(BookEntry {
        id,
        order,
        day: clock.local(at).day,
        at,
        currency: None,
        amounts: Amounts {
            total,
            tax: Some(tax),
            shipping: Some(shipping),
        },
    })
}

fn micros(bag: &Value) -> Result<i128, ApiError> {
    let text = bag["shopMoney"]["amount"].as_str().unwrap_or_default();
    let amount =
        Amount::parse(text).map_err(|_| strange("an amount of a sale is not an amount"))?;
    Ok(i128::from(amount.micros()))
}
