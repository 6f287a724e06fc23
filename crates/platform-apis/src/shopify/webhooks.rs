//! The shop's webhooks. Shopify deletes a subscription that fails too often, so every existing one is active.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ask::refused;
use super::order::nodes;
use super::orders::more;
use super::queries::{RENEW, SUBSCRIBE, UNSUBSCRIBE, WEBHOOKS};
use super::{PLATFORM, Shopify};
use crate::{ApiError, Onward, Subscribed, Webhook};

/// Topics about sales.
const TOPICS: [&str; 6] = [
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_EDITED",
    "ORDERS_CANCELLED",
    "ORDERS_DELETE",
    "REFUNDS_CREATE",
];
/// The fields of an order that we read: none identifies a person.
const ORDER: [&str; 18] = [
    "id",
    "order_number",
    "created_at",
    "processed_at",
    "updated_at",
    "cancelled_at",
    "currency",
    "financial_status",
    "taxes_included",
    "test",
    "source_name",
    "total_tip_received",
    "original_total_additional_fees_set",
    "line_items",
    "shipping_lines",
    "shipping_address.country_code",
    "billing_address.country_code",
    "refunds",
];

struct Hook {
    id: Value,
    topic: String,
    url: String,
    /// Whether it leaves out a field that we read: it was registered before we read it.
    is_short: bool,
}

async fn hooks(shop: &Shopify) -> Result<Vec<Hook>, ApiError> {
    let (mut hooks, mut after) = (Vec::new(), Value::Null);
    let mut onward = Onward::default();
    loop {
        onward.to(PLATFORM, &after.to_string())?;
        let data = shop.query(WEBHOOKS, json!({ "after": after })).await?;
        let list = &data["webhookSubscriptions"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        hooks.extend(nodes(list)?.iter().map(|hook| Hook {
            id: hook["id"].clone(),
            topic: text(&hook["topic"]),
            url: text(&hook["uri"]),
            is_short: is_short(&hook["includeFields"]),
        }));
        match more(list) {
            Some(next) => after = next,
            None => return Ok(hooks),
        }
    }
}

/// Without a list, a webhook has all fields.
fn is_short(fields: &Value) -> bool {
    let fields = fields.as_array().filter(|fields| !fields.is_empty());
    fields.is_some_and(|fields| {
        ORDER
            .iter()
            .any(|field| !fields.iter().any(|it| it == field))
    })
}

pub(super) async fn webhooks(shop: &Shopify) -> Result<Vec<Webhook>, ApiError> {
    let mut by_url: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for hook in hooks(shop).await? {
        by_url.entry(hook.url).or_default().push(hook.topic);
    }
    let webhooks = by_url.into_iter().map(|(url, mut topics)| {
        topics.sort();
        Webhook {
            url,
            topics,
            is_active: true,
        }
    });
    Ok(webhooks.collect())
}

pub(super) async fn subscribe(shop: &Shopify, url: &str) -> Result<Subscribed, ApiError> {
    let there = hooks(shop).await?;
    let mut subscribed = Subscribed::default();
    for topic in TOPICS {
        let mut known = there.iter();
        let known = known.find(|hook| hook.url == url && hook.topic == topic);
        if known.is_some_and(|hook| !hook.is_short) {
            continue;
        }
        let mut webhook = json!({"uri": url, "format": "JSON"});
        if matches!(
            topic,
            "ORDERS_CREATE" | "ORDERS_UPDATED" | "ORDERS_CANCELLED"
        ) {
            webhook["includeFields"] = json!(ORDER);
        }
        if let Some(hook) = known {
            let variables = json!({"id": hook.id, "webhook": webhook});
            let data = shop.query(RENEW, variables).await?;
            done(&data["webhookSubscriptionUpdate"], topic)?;
            subscribed.restored.push(topic.to_owned());
            continue;
        }
        let variables = json!({"topic": topic, "webhook": webhook});
        let data = shop.query(SUBSCRIBE, variables).await?;
        done(&data["webhookSubscriptionCreate"], topic)?;
        subscribed.added.push(topic.to_owned());
    }
    Ok(subscribed)
}

pub(super) async fn unsubscribe(shop: &Shopify, url: &str) -> Result<usize, ApiError> {
    let mut count = 0;
    for hook in hooks(shop).await?.iter().filter(|hook| hook.url == url) {
        let data = shop.query(UNSUBSCRIBE, json!({"id": hook.id})).await?;
        done(&data["webhookSubscriptionDelete"], &hook.topic)?;
        count += 1;
    }
    Ok(count)
}

/// User errors are in the answer itself, not among the errors.
fn done(said: &Value, topic: &str) -> Result<(), ApiError> {
    match said["userErrors"].as_array().is_none_or(Vec::is_empty) {
        true => Ok(()),
        false => Err(refused(&format!(
            "it does not accept the webhook of {topic}: the address must be public and use TLS, and the app needs read_orders"
        ))),
    }
}
