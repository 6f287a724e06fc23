//! What changed: orders by the time of change.

use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use domain::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::order::nodes;
use super::orders::{LINES_AT_ONCE, REFUNDS_AT_ONCE, as_many_as_it_gives, more, told};
use super::queries::CHANGED;
use super::{Shopify, strange};
use crate::{ApiError, Ask, Cursor, Page};

/// Bodies come late: the last five minutes are read again.
const OVERLAP: i64 = 300;
/// A list ends at 25,000; it is begun anew before.
const MOST: u32 = 20_000;
/// How many orders are asked for at once, until the platform says that this is too much.
static AT_ONCE: AtomicUsize = AtomicUsize::new(20);

/// How far orders were read. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Read {
    /// The number of this form.
    form: u8,
    /// All that changed before is read.
    from: i64,
    /// Behind this the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    /// How much of the list is read.
    #[serde(default)]
    count: u32,
    /// The second of the newest change of this round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    newest: Option<i64>,
    /// Whether the past was read to its end.
    filled: bool,
}

const FORM: u8 = 1;

impl Read {
    fn new(since: Timestamp) -> Read {
        Read {
            form: FORM,
            from: since.millis().div_euclid(1_000),
            after: None,
            count: 0,
            newest: None,
            filled: false,
        }
    }

    fn of(cursor: &Cursor) -> Option<Read> {
        let read: Read = serde_json::from_str(cursor.as_str()).ok()?;
        (read.form == FORM).then_some(read)
    }
}

pub(super) async fn changes(shop: &Shopify, ask: Ask<'_>) -> Result<Page, ApiError> {
    let mut read = ask
        .cursor
        .and_then(Read::of)
        .unwrap_or_else(|| Read::new(ask.since));
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
    read.after = after
        .as_ref()
        .and_then(|after| after.as_str())
        .map(str::to_owned);
    let is_last = read.after.is_none();
    if is_last {
        read.from = read
            .newest
            .take()
            .map_or(read.from, |newest| newest - OVERLAP);
        read.filled = true;
    }
    if is_last || read.count >= MOST {
        read.count = 0;
        read.after = None;
        read.from = read.newest.unwrap_or(read.from);
    }
    let reached = read.newest.unwrap_or(read.from);
    let begin = ask.since.millis().div_euclid(1_000);
    let whole = (ask.now.millis().div_euclid(1_000) - begin).max(1);
    Ok(Page {
        bodies,
        is_last,
        filled: Some(match read.filled {
            true => 1.0,
            false => ((reached - begin) as f64 / whole as f64).clamp(0.0, 1.0),
        }),
        // Numbers and words always become JSON.
        next: Cursor::new(serde_json::to_string(&read).unwrap_or_default()),
        pause: Duration::ZERO,
    })
}

/// Orders that changed at or after a second, as the platform's search has it.
pub(super) fn since(second: i64) -> String {
    let at = Timestamp::from_millis(second.saturating_mul(1_000)).rfc3339_utc();
    format!("updated_at:>='{at}'")
}

pub(super) fn second(text: Option<&str>) -> Result<i64, ApiError> {
    let at = text.and_then(|text| Timestamp::parse_rfc3339(text).ok());
    let at = at.ok_or_else(|| strange("a time of an order is none"))?;
    Ok(at.millis().div_euclid(1_000))
}
