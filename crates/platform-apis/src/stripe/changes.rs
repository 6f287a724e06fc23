//! Changes of an account.
//!
//! The feed of events is complete but reaches back only 30 days; older data is read object by object. Lists are read
//! newest first, so new objects shift nothing, and the feed's next round begins a little before the newest event of
//! this one.

use std::time::Duration;

use domain::Timestamp;

use super::cursor::{List, Read};
use super::list::{Entry, page};
use super::{Stripe, objects};
use crate::{ApiBody, ApiError, Ask, Page};

/// Events appear late, so the last five minutes are read again.
const OVERLAP: i64 = 300;
/// After a longer absence the past is read again: the feed is cut off at 30 days.
const FEED: i64 = 28 * 86_400;
/// A payment may be created this long before it is completed.
const BEGUN_BEFORE: i64 = 7 * 86_400;
/// Types of events about sales.
pub(super) const TYPES: [&str; 9] = [
    "payment_intent.succeeded",
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "charge.succeeded",
    "charge.captured",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
];

pub(super) async fn changes(account: &Stripe, ask: Ask<'_>) -> Result<Page, ApiError> {
    let mut read = ask
        .cursor
        .and_then(Read::of)
        .unwrap_or_else(|| Read::new(ask.since));
    let now = ask.now.millis().div_euclid(1_000);
    // Also in the middle of a round: the event after which the list continues would be gone.
    if read.list == List::Events && read.events < now - FEED && read.filled {
        let since = Timestamp::from_millis((read.events - OVERLAP) * 1_000);
        read = Read::new(since);
        read.filled = true;
    }
    if read.list == List::Begin {
        let newest = page(account, "events", "", read.past, None).await?.entries;
        let newest = newest.first().map(|event| event.head.created - OVERLAP);
        read.events = newest.unwrap_or(read.past).max(read.past);
        read.list = List::Sessions;
    }
    let listed = match read.list {
        List::Events => {
            let types: String = TYPES.iter().map(|it| format!("&types[]={it}")).collect();
            page(
                account,
                "events",
                &types,
                read.events,
                read.after.as_deref(),
            )
            .await?
        }
        list => {
            let (path, query, from) = of_past(list, read.past);
            page(account, path, query, from, read.after.as_deref()).await?
        }
    };
    let mut bodies = Vec::with_capacity(listed.entries.len());
    let oldest = listed.entries.last().map(|entry| entry.head.created);
    if read.list == List::Events {
        let newest = listed.entries.first().map(|entry| entry.head.created);
        read.newest = read.newest.max(newest);
    }
    read.after = listed.entries.last().map(|entry| entry.head.id.clone());
    for entry in &listed.entries {
        bodies.extend(body(account, read.list, read.past, entry).await?);
    }
    let filled = filled(&read, oldest, now);
    let is_over = !listed.has_more;
    let is_last = is_over && read.list == List::Events;
    if is_over {
        read.after = None;
        read.list = next(read.list);
    }
    if is_last {
        // An event in the future, because of a wrong clock, must not hide those that come until then.
        let newest = read.newest.take().map(|newest| newest.min(now));
        read.events = newest.map_or(read.events, |newest| newest - OVERLAP);
        read.filled = true;
    }
    Ok(Page {
        bodies,
        filled: Some(match read.filled {
            true => 1.0,
            false => filled,
        }),
        next: read.cursor(),
        is_last,
        pause: Duration::ZERO,
    })
}

fn next(list: List) -> List {
    match list {
        List::Begin => List::Sessions,
        List::Sessions => List::Intents,
        List::Intents => List::Charges,
        List::Charges => List::Refunds,
        List::Refunds | List::Events => List::Events,
    }
}

/// A list of the past: its path, its parameters, and where it begins.
fn of_past(list: List, past: i64) -> (&'static str, &'static str, i64) {
    match list {
        List::Sessions => (
            "checkout/sessions",
            "&status=complete&expand[]=data.payment_intent.latest_charge",
            past - BEGUN_BEFORE,
        ),
        List::Intents => (
            "payment_intents",
            "&expand[]=data.latest_charge",
            past - BEGUN_BEFORE,
        ),
        List::Refunds => ("refunds", "", past),
        List::Charges | List::Begin | List::Events => ("charges", "", past),
    }
}

async fn body(
    account: &Stripe,
    list: List,
    past: i64,
    entry: &Entry,
) -> Result<Option<ApiBody>, ApiError> {
    match list {
        List::Sessions => objects::session(&entry.body, past),
        List::Intents => objects::intent(&entry.body, past),
        List::Charges => objects::charge(&entry.body),
        List::Refunds => objects::refund(account, &entry.body).map(Some),
        List::Events | List::Begin => objects::event(account, &entry.body).await.map(Some),
    }
}

/// Payments make up most of the past. A list goes backwards from now.
fn filled(read: &Read, oldest: Option<i64>, now: i64) -> f64 {
    let whole = (now - read.past).max(1) as f64;
    let of_list = oldest.map_or(1.0, |oldest| {
        ((now - oldest) as f64 / whole).clamp(0.0, 1.0)
    });
    let (before, part) = match read.list {
        List::Begin => (0.0, 0.0),
        List::Sessions => (0.0, 0.3),
        List::Intents => (0.3, 0.4),
        List::Charges => (0.7, 0.1),
        List::Refunds => (0.8, 0.1),
        List::Events => (0.9, 0.1),
    };
    before + part * of_list
}
