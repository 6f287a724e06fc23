//! Reads the past of a large shop from a file that Shopify makes in a bulk operation. Each line is an object; the lines
//! of an order follow it.
//!
//! A file cannot contain lists within lists, so refunded orders are requested one by one. If Shopify makes no file, or
//! gives up on one, the past is read page by page.

use std::time::Duration;

use serde_json::{Value, json};

use super::bulk_file::{Piece, piece};
use super::cursor::{Bulk, OVERLAP, Read, second, since};
use super::orders::{fetch, told};
use super::queries::{BEGIN, COUNT, LOOK, bulk_text};
use super::{Shopify, strange};
use crate::{ApiBody, ApiError, Ask, Page};

/// With fewer orders than this, reading pages is faster than waiting for a file.
const LARGE: u64 = 1_000;
/// How often to check whether the file is ready.
const PAUSE: Duration = Duration::from_secs(5);

/// The next page of the past, if it is read from a file.
pub(super) async fn page(
    shop: &Shopify,
    read: &mut Read,
    ask: Ask<'_>,
) -> Result<Option<Page>, ApiError> {
    if read.filled || read.by_pages || read.newest.is_some() {
        return Ok(None);
    }
    let Some(bulk) = read.bulk.clone() else {
        return begin(shop, read).await;
    };
    let data = shop.query(LOOK, json!({"id": bulk.id})).await?;
    let operation = &data["node"];
    match operation["status"].as_str() {
        Some("CREATED" | "RUNNING") => return Ok(Some(waiting(read))),
        Some("COMPLETED") => {}
        // The operation failed, was given up, or is no longer known.
        _ => return Ok(by_pages(read)),
    }
    let begun = second(operation["createdAt"].as_str())?;
    let piece = match operation["url"].as_str() {
        Some(url) => match piece(url, bulk.at).await {
            // What cannot be read from a file can be read page by page.
            Err(ApiError::Refused { .. } | ApiError::Impossible { .. }) => {
                return Ok(by_pages(read));
            }
            piece => piece?,
        },
        None => Piece::default(),
    };
    let mut bodies = Vec::new();
    for order in piece.orders {
        bodies.extend(whole(shop, order).await?);
    }
    match piece.next {
        Some(at) => read.bulk = Some(Bulk { at, ..bulk }),
        None => {
            // Changes since the file was started are read page by page.
            (read.bulk, read.by_pages) = (None, true);
            read.from = begun - OVERLAP;
        }
    }
    Ok(Some(Page {
        bodies,
        is_last: false,
        filled: Some(filled(read, ask, begun, piece.share)),
        next: read.cursor(),
        pause: Duration::ZERO,
    }))
}

async fn begin(shop: &Shopify, read: &mut Read) -> Result<Option<Page>, ApiError> {
    let query = since(read.from);
    let counted = shop
        .query(COUNT, json!({"query": query, "limit": LARGE}))
        .await?;
    if counted["ordersCount"]["count"].as_u64() < Some(LARGE) {
        return Ok(by_pages(read));
    }
    let text = bulk_text(&query, shop.may_read_country());
    let data = shop.query(BEGIN, json!({"query": text})).await?;
    let id = data["bulkOperationRunQuery"]["bulkOperation"]["id"].as_str();
    let Some(id) = id else {
        return Ok(by_pages(read));
    };
    read.bulk = Some(Bulk {
        id: id.to_owned(),
        at: 0,
    });
    Ok(Some(waiting(read)))
}

/// The bodies of an order in the file.
async fn whole(shop: &Shopify, order: Value) -> Result<Vec<ApiBody>, ApiError> {
    let refunds = order["refunds"].as_array().map_or(0, Vec::len);
    if refunds == 0 {
        return told(shop, order).await;
    }
    let id = order["id"].as_str();
    let id = id.ok_or_else(|| strange("an order of the file has no id"))?;
    match fetch(shop, id).await? {
        Some(order) => told(shop, order).await,
        // It has been deleted since.
        None => Ok(Vec::new()),
    }
}

fn by_pages(read: &mut Read) -> Option<Page> {
    (read.bulk, read.by_pages) = (None, true);
    None
}

fn waiting(read: &Read) -> Page {
    Page {
        bodies: Vec::new(),
        is_last: false,
        filled: Some(0.0),
        next: read.cursor(),
        pause: PAUSE,
    }
}

/// Progress by time: the file's content ends when the operation started.
fn filled(read: &Read, ask: Ask<'_>, begun: i64, share: f64) -> f64 {
    let begin = ask.since.millis().div_euclid(1_000);
    let whole = (ask.now.millis().div_euclid(1_000) - begin).max(1);
    let share = if read.bulk.is_some() { share } else { 1.0 };
    ((begun - begin) as f64 / whole as f64 * share).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    #[test]
    fn how_much_is_read_goes_by_the_time_that_the_file_covers() {
        let ask = Ask {
            cursor: None,
            since: Timestamp::from_millis(0),
            now: Timestamp::from_millis(1_000_000),
        };
        let mut read = Read::new(ask.since);
        read.bulk = Some(Bulk {
            id: "1".to_owned(),
            at: 5,
        });
        assert_eq!(filled(&read, ask, 900, 0.5), 0.45);
        read.bulk = None;
        assert_eq!(filled(&read, ask, 900, 0.5), 0.9);
    }
}
