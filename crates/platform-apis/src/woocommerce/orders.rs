//! The current state of single orders.

use std::collections::BTreeSet;

use super::changes::{ORDER, REFUND, body};
use super::cursor::List;
use super::walk::{Entry, entry};
use super::{PLATFORM, WooCommerce};
use crate::{ApiBody, ApiError};

pub(super) async fn orders(shop: &WooCommerce, ids: &[String]) -> Result<Vec<ApiBody>, ApiError> {
    let wanted = ids.iter().map(|id| {
        id.parse().map_err(|_| ApiError::Refused {
            platform: PLATFORM,
            detail: "the id of an order is a number".to_owned(),
        })
    });
    let mut missing: BTreeSet<u64> = wanted.collect::<Result<_, _>>()?;
    let mut bodies = Vec::new();
    for list in [List::Orders, List::Trash] {
        for order in fetch(shop, list, ORDER, &missing).await? {
            missing.remove(&order.head.id);
            let refunded = (!order.head.refunds.is_empty()).then_some(order.head.id);
            bodies.push(body(list, order));
            if let Some(order) = refunded {
                bodies.extend(refunds_of(shop, order).await?);
            }
        }
    }
    // These are not even in the trash.
    bodies.extend(missing.into_iter().map(|id| ApiBody {
        topic: "order.deleted".to_owned(),
        body: format!(r#"{{"id":{id}}}"#).into_bytes(),
    }));
    Ok(bodies)
}

/// Orders of a list by id, as far as they exist.
pub(super) async fn fetch(
    shop: &WooCommerce,
    list: List,
    fields: &str,
    ids: &BTreeSet<u64>,
) -> Result<Vec<Entry>, ApiError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let status = match list {
        List::Trash => "trash",
        List::Orders | List::Refunds => "any",
    };
    let ids: Vec<String> = ids.iter().map(u64::to_string).collect();
    let ids = ids.join(",");
    let path = format!("/wc/v3/orders?status={status}&include={ids}&per_page=100&_fields={fields}");
    let answer = shop.get(&path).await?;
    answer
        .entries("the orders")?
        .into_iter()
        .map(entry)
        .collect()
}

/// The refunds of an order, with their lines.
pub(super) async fn refunds_of(shop: &WooCommerce, order: u64) -> Result<Vec<ApiBody>, ApiError> {
    let path = format!("/wc/v3/orders/{order}/refunds?per_page=100&_fields={REFUND}");
    let answer = shop.get(&path).await?;
    let refunds = answer.entries("the refunds of an order")?.into_iter();
    let refunds = refunds.map(|refund| ApiBody {
        topic: format!("orders/{order}/refunds"),
        body: refund.get().as_bytes().to_vec(),
    });
    Ok(refunds.collect())
}
