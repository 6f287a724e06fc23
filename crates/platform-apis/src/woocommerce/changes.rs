//! Changes: orders, the trash, and refunds, one list after the other.

use std::time::Duration;

use domain::Timestamp;

use super::cursor::{List, Read};
use super::walk::{Entry, OVERLAP, read_on};
use super::{WooCommerce, is_no_route, orders};
use crate::{ApiBody, ApiError, Ask, Page};

/// The fields of an order that we read: none identifies a person.
pub(super) const ORDER: &str = "id,parent_id,status,currency,prices_include_tax,date_created_gmt,date_modified_gmt,\
    date_paid_gmt,date_completed_gmt,created_via,total,total_tax,billing.country,shipping.country,line_items,shipping_lines,\
    fee_lines,refunds";
/// The fields of a refund that we read.
pub(super) const REFUND: &str =
    "id,parent_id,date_created_gmt,amount,line_items,shipping_lines,fee_lines";

pub(super) async fn changes(shop: &WooCommerce, ask: Ask<'_>) -> Result<Page, ApiError> {
    let mut read = ask
        .cursor
        .and_then(Read::of)
        .unwrap_or_else(|| Read::new(ask.since));
    let list = read.list;
    let second = |at: Timestamp| at.millis().div_euclid(1_000);
    // A round may begin at the end of the last one, but not before the beginning.
    let now = second(ask.now).max(second(ask.since) + OVERLAP);
    let fields = match list {
        List::Orders | List::Trash => ORDER,
        List::Refunds => REFUND,
    };
    let (entries, is_over) = match read_on(shop, list, fields, read.mark(), now).await {
        // Then orders name their refunds.
        Err(error) if list == List::Refunds && is_no_route(&error) => {
            shop.has_no_list_of_refunds();
            (Vec::new(), true)
        }
        read => read?,
    };
    let mut bodies = Vec::with_capacity(entries.len());
    for entry in entries {
        let refunded =
            (list != List::Refunds && !shop.lists_refunds() && !entry.head.refunds.is_empty())
                .then_some(entry.head.id);
        bodies.push(body(list, entry));
        if let Some(order) = refunded {
            bodies.extend(orders::refunds_of(shop, order).await?);
        }
    }
    let is_last = is_over && list == List::Refunds;
    if is_over {
        read.list = match list {
            List::Orders => List::Trash,
            List::Trash => List::Refunds,
            List::Refunds => List::Orders,
        };
    }
    read.filled |= is_last;
    Ok(Page {
        bodies,
        is_last,
        filled: Some(filled(&read, ask.since, ask.now)),
        next: read.cursor(),
        pause: Duration::ZERO,
    })
}

pub(super) fn body(list: List, entry: Entry) -> ApiBody {
    ApiBody {
        topic: match list {
            List::Orders | List::Trash => "order.updated".to_owned(),
            List::Refunds => format!("orders/{}/refunds", entry.head.parent_id),
        },
        body: Box::<str>::from(entry.body).into_string().into_bytes(),
    }
}

/// Orders make up most of a first fill.
fn filled(read: &Read, since: Timestamp, now: Timestamp) -> f64 {
    let (since, now) = (
        since.millis() as f64 / 1_000.0,
        now.millis() as f64 / 1_000.0,
    );
    match read.list {
        _ if read.filled => 1.0,
        List::Orders => {
            ((read.orders.from as f64 - since) / (now - since).max(1.0)).clamp(0.0, 1.0) * 0.9
        }
        List::Trash => 0.9,
        List::Refunds => 0.95,
    }
}
