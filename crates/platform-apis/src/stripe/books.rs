//! What Stripe itself reports as paid and refunded: its charges and refunds.

use std::collections::BTreeMap;

use domain::{BusinessDay, ShopClock, Timestamp};
use serde::Deserialize;

use super::list::{Entry, page, parsed};
use super::{PLATFORM, Stripe};
use crate::{Amounts, ApiError, BookEntry, Books, Onward};

#[derive(Deserialize)]
struct Account {
    default_currency: String,
}

#[derive(Deserialize)]
struct Charge {
    id: String,
    created: i64,
    livemode: bool,
    status: String,
    amount_captured: i64,
    currency: String,
    payment_intent: Option<String>,
}

#[derive(Deserialize)]
struct Refund {
    id: String,
    created: i64,
    amount: i64,
    currency: String,
    status: Option<String>,
    payment_intent: Option<String>,
    charge: Option<String>,
}

pub(super) async fn books(
    account: &Stripe,
    first: BusinessDay,
    last: BusinessDay,
    clock: &ShopClock,
) -> Result<Books, ApiError> {
    let days = (first.epoch_days()..=last.epoch_days()).map(BusinessDay::from_epoch_days);
    let own: Account = account.get("/v1/account").await?.json("the account")?;
    // No zone is further from UTC than a day.
    let from = i64::from(first.epoch_days() - 1) * 86_400;
    let until = i64::from(last.epoch_days() + 2) * 86_400;
    let mut entries = Vec::new();
    for entry in all(account, "charges", from, until).await? {
        let charge: Charge = parsed(&entry.body, "a charge")?;
        if charge.status == "succeeded" && charge.livemode {
            let id = charge.payment_intent.as_ref().unwrap_or(&charge.id);
            let entry = of(
                &own,
                clock,
                charge.created,
                charge.amount_captured,
                &charge.currency,
            );
            entries.push(entry(format!("stripe:{id}"), format!("stripe:{id}")));
        }
    }
    for entry in all(account, "refunds", from, until).await? {
        let refund: Refund = parsed(&entry.body, "a refund")?;
        let is_back = matches!(refund.status.as_deref(), Some("failed" | "canceled"));
        if !is_back && !account.is_test {
            let order = refund.payment_intent.as_ref().or(refund.charge.as_ref());
            let order = order.map_or("unknown", |order| order);
            let entry = of(
                &own,
                clock,
                refund.created,
                -refund.amount,
                &refund.currency,
            );
            entries.push(entry(
                format!("stripe:{}", refund.id),
                format!("stripe:{order}"),
            ));
        }
    }
    Ok(Books::of(
        own.default_currency.to_ascii_uppercase(),
        days,
        entries,
    ))
}

/// An entry for an amount in the smallest unit of a currency, to be completed with its ids.
fn of(
    own: &Account,
    clock: &ShopClock,
    created: i64,
    minor: i64,
    currency: &str,
) -> impl FnOnce(String, String) -> BookEntry + use<> {
    let at = Timestamp::from_millis(created.saturating_mul(1_000));
    let day = clock.local(at).day;
    let total = i128::from(minor) * 10_i128.pow(6 - decimals(currency));
    let foreign = (currency != own.default_currency).then(|| currency.to_ascii_uppercase());
    move |id, order| BookEntry {
        id,
        order,
        day,
        at,
        currency: foreign,
        amounts: Amounts {
            total,
            tax: None,
            shipping: None,
        },
    }
}

/// Decimals of a currency's amounts, from Stripe's page on currencies.
fn decimals(currency: &str) -> u32 {
    const NONE: &str = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf";
    const THREE: &str = "bhd jod kwd omr tnd";
    let is_in = |list: &str| list.split(' ').any(|it| it == currency);
    match (is_in(NONE), is_in(THREE)) {
        (true, _) => 0,
        (_, true) => 3,
        _ => 2,
    }
}

/// All objects of a list created between two seconds, each once.
async fn all(account: &Stripe, list: &str, from: i64, until: i64) -> Result<Vec<Entry>, ApiError> {
    let bound = format!("&created[lt]={until}");
    let mut found: BTreeMap<String, Entry> = BTreeMap::new();
    let mut after: Option<String> = None;
    let mut onward = Onward::default();
    loop {
        onward.to(PLATFORM, after.as_deref().unwrap_or_default())?;
        let listed = page(account, list, &bound, from, after.as_deref()).await?;
        after = listed.entries.last().map(|entry| entry.head.id.clone());
        let is_over = !listed.has_more;
        found.extend(
            listed
                .entries
                .into_iter()
                .map(|entry| (entry.head.id.clone(), entry)),
        );
        if is_over {
            return Ok(found.into_values().collect());
        }
        if found.len() > Books::MAX_ENTRIES {
            return Err(ApiError::Refused {
                platform: PLATFORM,
                detail: format!(
                    "there are more than {} {list}; ask for fewer days",
                    Books::MAX_ENTRIES
                ),
            });
        }
    }
}
