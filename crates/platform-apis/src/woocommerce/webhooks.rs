//! The site's webhooks.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use http_client::http::Method;
use serde::Deserialize;
use serde_json::json;

use super::{PER_PAGE, PLATFORM, WooCommerce};
use crate::{ApiError, ApiSecret, Subscribed, Webhook};

/// Topics about sales. There is none for refunds: an update of the order reports them.
const TOPICS: [&str; 4] = [
    "order.created",
    "order.updated",
    "order.deleted",
    "order.restored",
];
/// More webhooks than any site has.
const MOST: usize = 2_000;

#[derive(Deserialize)]
struct Hook {
    id: u64,
    status: String,
    topic: String,
    delivery_url: String,
}

async fn hooks(shop: &WooCommerce) -> Result<Vec<Hook>, ApiError> {
    let mut hooks: Vec<Hook> = Vec::new();
    for page in 1_usize.. {
        let path = format!(
            "/wc/v3/webhooks?per_page={PER_PAGE}&page={page}&_fields=id,status,topic,delivery_url"
        );
        let some: Vec<Hook> = shop.get(&path).await?.json("the webhooks")?;
        let is_last = some.len() < PER_PAGE;
        hooks.extend(some);
        if is_last || hooks.len() >= MOST {
            break;
        }
    }
    Ok(hooks)
}

pub(super) async fn webhooks(shop: &WooCommerce) -> Result<Vec<Webhook>, ApiError> {
    let mut by_url: BTreeMap<String, Webhook> = BTreeMap::new();
    for hook in hooks(shop).await? {
        let is_active = hook.status == "active";
        let of = by_url
            .entry(hook.delivery_url.clone())
            .or_insert_with(|| Webhook {
                url: hook.delivery_url,
                topics: Vec::new(),
                is_active: true,
            });
        of.topics.push(hook.topic);
        of.is_active &= is_active;
    }
    let mut webhooks: Vec<Webhook> = by_url.into_values().collect();
    for webhook in &mut webhooks {
        webhook.topics.sort();
        webhook.topics.dedup();
    }
    Ok(webhooks)
}

/// The site does not reveal a webhook's secret, so it is set again each time.
pub(super) async fn subscribe(
    shop: &WooCommerce,
    url: &str,
    secret: Option<&ApiSecret>,
) -> Result<Subscribed, ApiError> {
    let mut subscribed = Subscribed::default();
    let secret = match secret {
        Some(secret) => secret.clone(),
        None => {
            let made = new_secret()?;
            subscribed.secret = Some(made.clone());
            made
        }
    };
    let there = hooks(shop).await?;
    for topic in TOPICS {
        let mut ours = there
            .iter()
            .filter(|hook| hook.delivery_url == url && hook.topic == topic);
        if let Some(hook) = ours.next() {
            let change = json!({"status": "active", "secret": secret.expose()});
            shop.send(Method::PUT, &format!("/webhooks/{}", hook.id), &change)
                .await?;
            if hook.status != "active" {
                subscribed.restored.push(topic.to_owned());
            }
        } else {
            let webhook = json!({
                "name": format!("Livetill: {topic}"),
                "topic": topic,
                "delivery_url": url,
                "secret": secret.expose(),
                "status": "active",
            });
            shop.send(Method::POST, "/webhooks", &webhook).await?;
            subscribed.added.push(topic.to_owned());
        }
        // Two webhooks for a topic would post everything twice, one of them with an unknown signature.
        for hook in ours {
            take_away(shop, hook).await?;
        }
    }
    Ok(subscribed)
}

pub(super) async fn unsubscribe(shop: &WooCommerce, url: &str) -> Result<usize, ApiError> {
    let mut count = 0;
    for hook in hooks(shop)
        .await?
        .iter()
        .filter(|hook| hook.delivery_url == url)
    {
        take_away(shop, hook).await?;
        count += 1;
    }
    Ok(count)
}

async fn take_away(shop: &WooCommerce, hook: &Hook) -> Result<(), ApiError> {
    let path = format!("/webhooks/{}?force=true", hook.id);
    shop.send(Method::DELETE, &path, &json!({})).await.map(drop)
}

/// 256 random bits, in digits that form encoding does not change.
fn new_secret() -> Result<ApiSecret, ApiError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| ApiError::Refused {
        platform: PLATFORM,
        detail: "this machine provides no random numbers for a secret".to_owned(),
    })?;
    Ok(ApiSecret::new(&HEXLOWER.encode(&bytes)))
}
