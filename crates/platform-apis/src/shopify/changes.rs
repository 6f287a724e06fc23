//! Changed orders, by time of change.

use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use serde_json::json;

use super::bulk;
use super::cursor::{OVERLAP, Read, second, since};
use super::order::nodes;
use super::orders::{LINES_AT_ONCE, REFUNDS_AT_ONCE, as_many_as_it_gives, more, told};
use super::queries::CHANGED;
use super::{PLATFORM, Shopify, strange};
use crate::onward::endless;
use crate::{ApiError, Ask, Page};

/// A list ends at 25,000 orders, so a new one is started earlier.
const MOST: u32 = 20_000;
/// How many orders to request at once; reduced when the platform says that it is too many.
static AT_ONCE: AtomicUsize = AtomicUsize::new(20);

pub(super) async fn changes(shop: &Shopify, ask: Ask<'_>) -> Result<Page, ApiError> {
    let mut read = ask
        .cursor
        .and_then(Read::of)
        .unwrap_or_else(|| Read::new(ask.since));
    if let Some(page) = bulk::page(shop, &mut read, ask).await? {
        return Ok(page);
    }
    let variables = json!({
        "query": since(read.from),
        "after": read.after,
        "lines": LINES_AT_ONCE,
        "refunds": REFUNDS_AT_ONCE,
    });
    let data = as_many_as_it_gives(shop, CHANGED, &AT_ONCE, variables).await?;
    let orders = &data["orders"];
    let mut bodies = Vec::new();
    let mut newest = read.newest;
    for order in nodes(orders)? {
        newest = newest.max(Some(second(order["updatedAt"].as_str())?));
        bodies.extend(told(shop, order.clone()).await?);
        read.count += 1;
    }
    read.newest = newest;
    let after = more(orders);
    if after.as_ref().is_some_and(|after| !after.is_string()) {
        return Err(strange("a list goes on, but does not say after what"));
    }
    let after = after.as_ref().and_then(|after| after.as_str());
    if after.is_some() && after == read.after.as_deref() {
        return Err(endless(PLATFORM));
    }
    read.after = after.map(str::to_owned);
    let is_last = read.after.is_none();
    let begin = ask.since.millis().div_euclid(1_000);
    let now = ask.now.millis().div_euclid(1_000);
    if is_last {
        // A change in the future, because of a wrong clock, must not hide those that come until then.
        let newest = read.newest.take().map(|newest| newest.min(now.max(begin)));
        read.from = newest.map_or(read.from, |newest| newest - OVERLAP);
        read.filled = true;
    }
    if is_last || read.count >= MOST {
        read.count = 0;
        read.after = None;
        read.from = read.newest.unwrap_or(read.from);
    }
    let reached = read.newest.unwrap_or(read.from);
    let whole = (now - begin).max(1);
    Ok(Page {
        bodies,
        is_last,
        filled: Some(match read.filled {
            true => 1.0,
            false => ((reached - begin) as f64 / whole as f64).clamp(0.0, 1.0),
        }),
        next: read.cursor(),
        pause: Duration::ZERO,
    })
}
