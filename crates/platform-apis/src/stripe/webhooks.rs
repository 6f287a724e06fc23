//! The account's webhooks.

use http_client::http::Method;
use serde::Deserialize;

use super::changes::TYPES;
use super::{PLATFORM, Stripe, VERSION};
use crate::{ApiError, ApiSecret, Onward, Subscribed, Webhook};

#[derive(Deserialize)]
struct Endpoints {
    has_more: bool,
    data: Vec<Endpoint>,
}

#[derive(Deserialize)]
struct Endpoint {
    id: String,
    url: String,
    enabled_events: Vec<String>,
    status: String,
    /// Only in the answer to its creation.
    #[serde(default)]
    secret: Option<String>,
}

impl Endpoint {
    fn is_active(&self) -> bool {
        self.status == "enabled"
    }
}

async fn endpoints(account: &Stripe) -> Result<Vec<Endpoint>, ApiError> {
    let mut all: Vec<Endpoint> = Vec::new();
    let mut onward = Onward::default();
    loop {
        let after = all.last().map(|it| format!("&starting_after={}", it.id));
        let after = after.unwrap_or_default();
        onward.to(PLATFORM, &after)?;
        let path = format!("/v1/webhook_endpoints?limit=100{after}");
        let page: Endpoints = account.get(&path).await?.json("the webhook endpoints")?;
        let is_last = !page.has_more || page.data.is_empty();
        all.extend(page.data);
        if is_last {
            return Ok(all);
        }
    }
}

pub(super) async fn webhooks(account: &Stripe) -> Result<Vec<Webhook>, ApiError> {
    let endpoints = endpoints(account).await?.into_iter();
    let webhooks = endpoints.map(|endpoint| {
        let is_active = endpoint.is_active();
        let mut topics = endpoint.enabled_events;
        topics.sort();
        Webhook {
            url: endpoint.url,
            topics,
            is_active,
        }
    });
    Ok(webhooks.collect())
}

/// Stripe reveals the secret only at creation, so an endpoint whose secret is lost is created again.
pub(super) async fn subscribe(
    account: &Stripe,
    url: &str,
    secret: Option<&ApiSecret>,
) -> Result<Subscribed, ApiError> {
    let there = endpoints(account).await?;
    let ours: Vec<&Endpoint> = there
        .iter()
        .filter(|endpoint| endpoint.url == url)
        .collect();
    if let ([endpoint], Some(_)) = (&ours[..], secret) {
        let has = |topic: &&str| {
            endpoint
                .enabled_events
                .iter()
                .any(|it| it == topic || it == "*")
        };
        let topics = TYPES.iter().filter(|topic| !has(topic));
        let added: Vec<String> = topics.map(|it| (*it).to_owned()).collect();
        let is_active = endpoint.is_active();
        if !added.is_empty() || !is_active {
            let mut form = events();
            form.push(("disabled", "false"));
            let path = format!("/v1/webhook_endpoints/{}", endpoint.id);
            account.send(Method::POST, &path, &form).await?;
        }
        return Ok(Subscribed {
            secret: None,
            added,
            restored: match is_active {
                true => Vec::new(),
                false => TYPES.map(str::to_owned).to_vec(),
            },
        });
    }
    for endpoint in ours {
        take_away(account, endpoint).await?;
    }
    let mut form = events();
    form.extend([
        ("url", url),
        ("api_version", VERSION),
        ("description", "Livetill"),
    ]);
    let made = account
        .send(Method::POST, "/v1/webhook_endpoints", &form)
        .await?;
    let made: Endpoint = made.json("the new webhook endpoint")?;
    Ok(Subscribed {
        secret: made.secret.as_deref().map(ApiSecret::new),
        added: TYPES.map(str::to_owned).to_vec(),
        restored: Vec::new(),
    })
}

fn events() -> Vec<(&'static str, &'static str)> {
    TYPES
        .iter()
        .map(|topic| ("enabled_events[]", *topic))
        .collect()
}

pub(super) async fn unsubscribe(account: &Stripe, url: &str) -> Result<usize, ApiError> {
    let mut count = 0;
    for endpoint in endpoints(account).await?.iter().filter(|it| it.url == url) {
        take_away(account, endpoint).await?;
        count += 1;
    }
    Ok(count)
}

async fn take_away(account: &Stripe, endpoint: &Endpoint) -> Result<(), ApiError> {
    let path = format!("/v1/webhook_endpoints/{}", endpoint.id);
    account.send(Method::DELETE, &path, &[]).await.map(drop)
}
