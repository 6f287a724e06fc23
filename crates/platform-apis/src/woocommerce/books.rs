//! What WooCommerce itself reports as sold: its analytics by day, and the totals of its orders and refunds.
//!
//! A total is what the customer was charged, with tax, shipping and fees. Orders belong to the day of their payment, or
//! else of their placement; refunds to the day they are made.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Amount, BusinessDay, Currency, ShopClock, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::about::currency;
use super::cursor::{List, Mark};
use super::walk::{Entry, read_on, utc};
use super::{PLATFORM, WooCommerce, is_no_route, orders};
use crate::server::impossible;
use crate::{Amounts, ApiError, BookEntry, Books, Onward, Reported};

const ORDER: &str = "id,status,currency,total,total_tax,shipping_total,date_created_gmt,date_modified_gmt,date_paid_gmt,refunds";
/// Statuses that its reports leave out, and statuses of orders that were never placed.
const LEFT_OUT: [&str; 7] = [
    "pending",
    "failed",
    "cancelled",
    "trash",
    "draft",
    "auto-draft",
    "checkout-draft",
];
/// The most decimals of an amount.
const DECIMALS: usize = 6;
/// How many orders to request at once by id.
const AT_ONCE: usize = 100;

#[derive(Deserialize)]
struct Order {
    id: u64,
    status: String,
    currency: String,
    total: String,
    total_tax: String,
    shipping_total: String,
    date_created_gmt: Option<String>,
    date_paid_gmt: Option<String>,
}

#[derive(Deserialize)]
struct Refund {
    id: u64,
    parent_id: u64,
    amount: String,
    date_created_gmt: Option<String>,
}

pub(super) async fn books(
    shop: &WooCommerce,
    first: BusinessDay,
    last: BusinessDay,
    clock: &ShopClock,
) -> Result<Books, ApiError> {
    let days = || (first.epoch_days()..=last.epoch_days()).map(BusinessDay::from_epoch_days);
    // Anything paid or refunded since then also changed since then. No zone is further from UTC than a day.
    let since = i64::from(first.epoch_days() - 1) * 86_400;
    let mut orders: BTreeMap<u64, Order> = BTreeMap::new();
    let mut refunded = Vec::new();
    for entry in all(shop, List::Orders, ORDER, since).await? {
        if !entry.head.refunds.is_empty() {
            refunded.push(entry.head.id);
        }
        let order: Order = parsed(&entry.body, "an order")?;
        orders.insert(order.id, order);
    }
    let mut refunds = Vec::new();
    for body in refund_bodies(shop, since, refunded).await? {
        refunds.push(parsed::<Refund>(&body, "a refund")?);
    }
    let unknown = refunds.iter().map(|refund| refund.parent_id);
    let unknown: BTreeSet<u64> = unknown
        .filter(|order| !orders.contains_key(order))
        .collect();
    let unknown: Vec<u64> = unknown.into_iter().collect();
    for some in unknown.chunks(AT_ONCE) {
        let some = some.iter().copied().collect();
        for entry in orders::fetch(shop, List::Orders, ORDER, &some).await? {
            let order: Order = parsed(&entry.body, "an order")?;
            orders.insert(order.id, order);
        }
    }
    let own = currency(shop).await?;
    let mut entries = Vec::new();
    for order in orders.values().filter(|order| order.counts()) {
        entries.push(order.entry(clock, &own)?);
    }
    for refund in &refunds {
        let order = orders.get(&refund.parent_id).filter(|order| order.counts());
        if let Some(order) = order {
            entries.push(refund.entry(clock, order.foreign(&own))?);
        }
    }
    let mut books = Books::of(own, days(), entries);
    let reported = report(shop, first, last).await?;
    for day in &mut books.days {
        day.reported = reported.get(&day.day).copied();
    }
    Ok(books)
}

/// All entries of a list that changed since then.
async fn all(
    shop: &WooCommerce,
    list: List,
    fields: &str,
    since: i64,
) -> Result<Vec<Entry>, ApiError> {
    let (mut mark, mut entries, mut is_over) = (Mark::at(since), Vec::new(), false);
    let mut onward = Onward::default();
    while !is_over {
        onward.to(PLATFORM, &format!("{mark:?}"))?;
        let some;
        (some, is_over) = read_on(shop, list, fields, &mut mark, i64::MAX).await?;
        entries.extend(some);
        if entries.len() > Books::MAX_ENTRIES {
            return Err(ApiError::Refused {
                platform: PLATFORM,
                detail: format!(
                    "it has more than {} orders since then; ask for fewer days",
                    Books::MAX_ENTRIES
                ),
            });
        }
    }
    Ok(entries)
}

/// All refunds made since then, and perhaps earlier ones.
async fn refund_bodies(
    shop: &WooCommerce,
    since: i64,
    refunded: Vec<u64>,
) -> Result<Vec<Box<RawValue>>, ApiError> {
    const FIELDS: &str = "id,parent_id,amount,date_created_gmt";
    match all(shop, List::Refunds, FIELDS, since).await {
        Err(error) if is_no_route(&error) => {}
        listed => {
            let mut seen = BTreeSet::new();
            let listed = listed?.into_iter();
            let once = listed.filter(|entry| seen.insert(entry.head.id));
            return Ok(once.map(|entry| entry.body).collect());
        }
    }
    let mut bodies = Vec::new();
    for order in refunded {
        let path = format!("/wc/v3/orders/{order}/refunds?per_page=100&_fields={FIELDS}");
        let answer = shop.get(&path).await?;
        for body in answer.entries("the refunds of an order")? {
            let mut refund: serde_json::Map<String, serde_json::Value> = parsed(body, "a refund")?;
            refund.insert("parent_id".to_owned(), order.into());
            let text = serde_json::Value::from(refund).to_string();
            bodies.push(parsed_raw(text)?);
        }
    }
    Ok(bodies)
}

fn parsed_raw(text: String) -> Result<Box<RawValue>, ApiError> {
    RawValue::from_string(text).map_err(|error| impossible(PLATFORM, "a refund", &error))
}

fn parsed<T: serde::de::DeserializeOwned>(body: &RawValue, what: &str) -> Result<T, ApiError> {
    serde_json::from_str(body.get()).map_err(|error| impossible(PLATFORM, what, &error))
}

impl Order {
    fn counts(&self) -> bool {
        !LEFT_OUT.contains(&&*self.status)
    }

    /// Its currency, if it differs from the shop's.
    fn foreign(&self, own: &str) -> Option<String> {
        (self.currency != own).then(|| self.currency.clone())
    }

    fn entry(&self, clock: &ShopClock, own: &str) -> Result<BookEntry, ApiError> {
        let id = format!("woo:{}", self.id);
        let paid = self
            .date_paid_gmt
            .as_deref()
            .or(self.date_created_gmt.as_deref());
        let at = moment(paid)?;
        let currency = self.foreign(own);
        let micros = |text| micros(text, currency.as_deref());
        Ok(BookEntry {
            order: id.clone(),
            id,
            day: clock.local(at).day,
            at,
            amounts: Amounts {
                total: micros(&self.total)?,
                tax: Some(micros(&self.total_tax)?),
                shipping: Some(micros(&self.shipping_total)?),
            },
            currency,
        })
    }
}

impl Refund {
    fn entry(&self, clock: &ShopClock, currency: Option<String>) -> Result<BookEntry, ApiError> {
        let order = format!("woo:{}", self.parent_id);
        let at = moment(self.date_created_gmt.as_deref())?;
        Ok(BookEntry {
            id: format!("{order}:refund:{}", self.id),
            order,
            day: clock.local(at).day,
            at,
            amounts: Amounts {
                total: -micros(&self.amount, currency.as_deref())?.abs(),
                // Only its lines have the tax, and they are not read here.
                tax: None,
                shipping: None,
            },
            currency,
        })
    }
}

fn moment(text: Option<&str>) -> Result<Timestamp, ApiError> {
    let seconds = utc(text).ok_or_else(|| strange("a time of an order or refund is not a time"))?;
    Ok(Timestamp::from_millis(seconds * 1_000))
}

/// An amount, in this currency if that is not the shop's. One that ISO 4217 does not list may have more than six
/// decimals, and these are cut: its orders never count here, and no other order should remain uncompared for them.
fn micros(text: &str, foreign: Option<&str>) -> Result<i128, ApiError> {
    let is_listed = |code| Currency::from_code(code).is_ok();
    let mut text = text.trim();
    if let Some(point) = text.find('.')
        && !foreign.is_none_or(is_listed)
    {
        text = text.get(..point + 1 + DECIMALS).unwrap_or(text);
    }
    let amount = Amount::parse(text);
    let amount = amount.map_err(|_| strange("an amount of an order or refund is not an amount"))?;
    Ok(i128::from(amount.micros()))
}

fn strange(what: &str) -> ApiError {
    ApiError::Impossible {
        platform: PLATFORM,
        detail: what.to_owned(),
    }
}

#[derive(Deserialize)]
struct Report {
    intervals: Vec<Interval>,
}

#[derive(Deserialize)]
struct Interval {
    interval: String,
    subtotals: Subtotals,
}

#[derive(Deserialize)]
struct Subtotals {
    orders_count: u64,
    total_sales: serde_json::Number,
    taxes: serde_json::Number,
    shipping: serde_json::Number,
}

/// The days of its analytics; empty if they are switched off.
async fn report(
    shop: &WooCommerce,
    first: BusinessDay,
    last: BusinessDay,
) -> Result<BTreeMap<BusinessDay, Reported>, ApiError> {
    let mut days = BTreeMap::new();
    let mut from = first;
    while from <= last {
        let until = BusinessDay::from_epoch_days(from.epoch_days() + AT_ONCE as i32 - 1).min(last);
        let path = format!(
            "/wc-analytics/reports/revenue/stats?interval=day&per_page={AT_ONCE}&order=asc&orderby=date&\
             after={from}T00:00:00&before={until}T23:59:59&_fields=intervals"
        );
        let answer = match shop.get(&path).await {
            Err(ApiError::Refused { .. } | ApiError::MissingScope { .. }) => {
                return Ok(BTreeMap::new());
            }
            answer => answer?,
        };
        let report: Report = answer.json("the report of revenue")?;
        for interval in report.intervals {
            let day = BusinessDay::parse(&interval.interval);
            let day = day.ok_or_else(|| strange("a day in the revenue report is not a day"))?;
            days.insert(day, interval.subtotals.reported()?);
        }
        from = BusinessDay::from_epoch_days(until.epoch_days() + 1);
    }
    Ok(days)
}

impl Subtotals {
    fn reported(&self) -> Result<Reported, ApiError> {
        Ok(Reported {
            orders: self.orders_count,
            amounts: Amounts {
                total: rounded(&self.total_sales)?,
                tax: Some(rounded(&self.taxes)?),
                shipping: Some(rounded(&self.shipping)?),
            },
        })
    }
}

/// Analytics are sums of floats; rounded to the ten-thousandth they equal the exact sums.
fn rounded(number: &serde_json::Number) -> Result<i128, ApiError> {
    let number = number.as_f64().filter(|it| it.abs() < 1e12);
    let number = number.ok_or_else(|| strange("a sum in the revenue report is not an amount"))?;
    Ok((number * 10_000.0).round() as i128 * 100)
}
