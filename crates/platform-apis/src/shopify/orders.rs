//! Single orders, and those parts of an order that its page left out.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::ask::is_too_dear;
use super::order::{body, deleted, edits, nodes};
use super::queries::{EDITS, LINES, ORDER, REFUND, REFUND_LINES, REFUNDS};
use super::{PLATFORM, Shopify, about, strange};
use crate::{ApiBody, ApiError, Onward};

/// How many lines and refunds to request together with an order.
pub(super) const LINES_AT_ONCE: usize = 10;
pub(super) const REFUNDS_AT_ONCE: usize = 2;
/// Many times the lines of the longest order, which the platform limits to some hundred.
const MOST_LINES: usize = 20_000;
/// How often to read an order again if it changes meanwhile.
const ATTEMPTS: usize = 5;

pub(super) async fn orders(shop: &Shopify, ids: &[String]) -> Result<Vec<ApiBody>, ApiError> {
    let mut bodies = Vec::new();
    // Without access to old orders, they look the same as deleted ones.
    let mut sees_all = None;
    for id in ids {
        let number: u64 = id
            .parse()
            .map_err(|_| super::ask::refused("the id of an order is a number"))?;
        match fetch(shop, &format!("gid://shopify/Order/{number}")).await? {
            Some(order) => bodies.extend(told(shop, order).await?),
            None => {
                let all = match sees_all {
                    Some(all) => all,
                    None => about::sees_all(shop).await?,
                };
                sees_all = Some(all);
                bodies.extend(all.then(|| deleted(number)));
            }
        }
    }
    Ok(bodies)
}

pub(super) async fn fetch(shop: &Shopify, id: &str) -> Result<Option<Value>, ApiError> {
    let variables = json!({"id": id, "lines": LINES_AT_ONCE, "refunds": REFUNDS_AT_ONCE});
    let data = shop.query(ORDER, variables).await?;
    Ok(Some(data["order"].clone()).filter(|order| !order.is_null()))
}

/// The bodies of a complete order. An edited order comes with its edits.
pub(super) async fn told(shop: &Shopify, order: Value) -> Result<Vec<ApiBody>, ApiError> {
    let Some(order) = whole(shop, order).await? else {
        return Ok(Vec::new());
    };
    let mut bodies = Vec::new();
    if order["edited"] == true {
        let (mut after, mut onward) = (Value::Null, Onward::default());
        loop {
            onward.to(PLATFORM, &after.to_string())?;
            let variables = json!({"id": order["id"], "after": after});
            let data = shop.query(EDITS, variables).await?;
            let agreements = &data["order"]["agreements"];
            bodies.extend(edits(&order["id"], agreements)?);
            match more(agreements) {
                Some(next) => after = next,
                None => break,
            }
        }
    }
    bodies.push(body(&order)?);
    Ok(bodies)
}

/// The order with all its lines and refunds, as of one moment; `None` = it has been deleted meanwhile.
async fn whole(shop: &Shopify, mut order: Value) -> Result<Option<Value>, ApiError> {
    for _ in 0..ATTEMPTS {
        if complete(shop, &mut order).await? {
            return Ok(Some(order));
        }
        let id = order["id"].as_str().unwrap_or_default().to_owned();
        match fetch(shop, &id).await? {
            Some(again) => order = again,
            None => return Ok(None),
        }
    }
    Err(strange("an order changes faster than it can be read"))
}

/// Adds what is missing. Returns whether the order stayed unchanged meanwhile.
async fn complete(shop: &Shopify, order: &mut Value) -> Result<bool, ApiError> {
    let id = order["id"].clone();
    let is_same = |data: &Value, order: &Value| data["order"]["updatedAt"] == order["updatedAt"];
    let mut onward = Onward::default();
    while let Some(after) = more(&order["lineItems"]) {
        onward.to(PLATFORM, &after.to_string())?;
        let data = shop.query(LINES, json!({"id": id, "after": after})).await?;
        if !is_same(&data, order) {
            return Ok(false);
        }
        extend(&mut order["lineItems"], &data["order"]["lineItems"])?;
    }
    let refunds = order["refunds"].as_array().map_or(0, Vec::len);
    if refunds >= REFUNDS_AT_ONCE {
        let data = shop.query(REFUNDS, json!({"id": id})).await?;
        if !is_same(&data, order) {
            return Ok(false);
        }
        let all = data["order"]["refunds"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        for refund in all.iter().skip(refunds) {
            let variables = json!({"id": refund["id"], "lines": LINES_AT_ONCE});
            let data = shop.query(REFUND, variables).await?;
            if let Some(refunds) = order["refunds"].as_array_mut() {
                refunds.push(data["refund"].clone());
            }
        }
    }
    let refunds = order["refunds"].as_array_mut().into_iter().flatten();
    for refund in refunds {
        let mut onward = Onward::default();
        while let Some(after) = more(&refund["refundLineItems"]) {
            onward.to(PLATFORM, &after.to_string())?;
            let variables = json!({"id": refund["id"], "after": after});
            let data = shop.query(REFUND_LINES, variables).await?;
            extend(
                &mut refund["refundLineItems"],
                &data["refund"]["refundLineItems"],
            )?;
        }
    }
    Ok(true)
}

/// Where a list continues, if it does.
pub(super) fn more(connection: &Value) -> Option<Value> {
    let page = &connection["pageInfo"];
    (page["hasNextPage"] == true).then(|| page["endCursor"].clone())
}

fn extend(connection: &mut Value, by: &Value) -> Result<(), ApiError> {
    let nodes = nodes(by)?.to_vec();
    connection["pageInfo"] = by["pageInfo"].clone();
    if let Some(known) = connection["nodes"].as_array_mut() {
        known.extend(nodes);
        if known.len() > MOST_LINES {
            return Err(strange("an order has more lines than any order can have"));
        }
    }
    Ok(())
}

/// Requests as much of a list as the platform allows in one query. `first` is remembered between queries.
pub(super) async fn as_many_as_it_gives(
    shop: &Shopify,
    query: super::queries::Query,
    first: &std::sync::atomic::AtomicUsize,
    mut variables: Value,
) -> Result<Value, ApiError> {
    loop {
        let count = first.load(Ordering::Relaxed);
        variables["first"] = count.into();
        match shop.query(query, variables.clone()).await {
            Err(error) if is_too_dear(&error) && count > 1 => {
                first.store(count / 2, Ordering::Relaxed);
            }
            answer => return answer,
        }
    }
}
