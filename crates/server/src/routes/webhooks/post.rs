//! Takes what a platform posts.

use std::sync::{Arc, LazyLock};

use api_types::Problem;
use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use domain::{Shop, Timestamp};
use pipeline::{Decoded, Delivery, IntakeError, decode_delivery};
use presets::Platform;
use telemetry::labels::{WebhookOutcome, WebhookTopic};
use tokio::sync::Semaphore;

use super::counted;
use crate::AppState;
use crate::connections::Connection;
use crate::problem::ApiError;
use crate::reconcile::complete_soon;
use crate::routes::aside::{INLINE, aside};
use crate::routes::orders::body::collect;
use crate::routes::orders::post::MAX_KEY;
use crate::shops::ShopState;

/// The most bytes of a body: an order with its refunds, several times over.
const MAX_BODY: usize = 8 * 1024 * 1024;
/// How many large bodies are verified and read at a time: each takes several times its bytes meanwhile.
static LARGE: Semaphore = Semaphore::const_new(4);
/// Of no shop, in the order of the platforms: whoever names a shop that is not there waits as long as for a wrong signature.
static NOBODYS: LazyLock<[Arc<Connection>; Platform::ALL.len()]> = LazyLock::new(|| {
    // Every platform can read it.
    let secret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    Platform::ALL.map(|platform| {
        let secret = platform.preset().secret(secret);
        Arc::new(Connection {
            platform,
            secrets: secret.into_iter().collect(),
        })
    })
});

/// Takes what a platform posts for a shop, signed.
///
/// The signature over the raw bytes is the key. A 200 says that the delivery is durable, or has no effect on sales.
/// What cannot be understood is kept among the rejects, without names, addresses or notes. The URL decides which shop
/// it is for, never a header.
#[utoipa::path(
    post,
    path = "/v1/webhooks/{platform}/{shop}",
    operation_id = "postWebhook",
    tag = "orders",
    params(
        ("platform" = String, Path, description = "`shopify`, `woocommerce`, `stripe`, or `standard` for Standard Webhooks with our own order events in `data`."),
        ("shop" = String, Path, description = "The shop's name on this server."),
    ),
    request_body(description = "What the platform sends, unchanged; at most 8 MiB.", content((String = "application/json"))),
    responses(
        (status = 200, description = "The signature is right, and the delivery is durable if it concerns sales. Also \
            the answer to the unsigned ping of a new WooCommerce webhook."),
        (status = 401, description = "The signature of this shop's platform is missing, wrong, or stale. A shop that is \
            not connected answers the same.", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "The body did not arrive.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 8 MiB.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Nothing durable could be written, or too much is being sent. It is always right \
            to send it again.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn post_webhook(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let (mut parts, body) = request.into_parts();
    let mut room = state.webhook_room().begin();
    let body = collect(&parts, body, MAX_BODY, &mut room).await?;
    let decoded;
    let (platform, shop) = match plain_address(parts.uri.path()) {
        Some(address) => address,
        None => match Path::<(String, String)>::from_request_parts(&mut parts, &()).await {
            Ok(Path(address)) => {
                decoded = address;
                (&*decoded.0, &*decoded.1)
            }
            Err(error) => return Ok(error.into_response()),
        },
    };
    let Some(platform) = Platform::from_name(platform) else {
        counted::refused(None, None);
        return Err(ApiError::not_signed());
    };
    let connection = state.connections().of(shop);
    let connection = connection.filter(|it| it.platform == platform);
    let (connection, known) = connection.zip(state.shop_named(shop)).unzip();
    let work = Work {
        connection: connection.unwrap_or_else(|| Arc::clone(&NOBODYS[platform as usize])),
        shop: known.as_ref().map(|known| Arc::clone(known.shop())),
        now: state.now(),
        headers: parts.headers,
        body,
    };
    let Read {
        topic,
        decoded,
        left_out,
    } = work.read().await?;
    let outcome = match (known, decoded) {
        (Some(known), Some(decoded)) => {
            let taken = take(&known, decoded).await;
            known.board.note_write();
            // What was rejected would only be rejected again.
            let is_counted = matches!(taken, Ok(WebhookOutcome::Taken | WebhookOutcome::Duplicate));
            if let Some(order) = left_out.filter(|_| is_counted) {
                complete_soon(&state, known.shop().id.as_str(), order);
            }
            taken
        }
        _ => Ok(WebhookOutcome::PassedOver),
    };
    drop(room);
    let told = *outcome.as_ref().unwrap_or(&WebhookOutcome::Failed);
    counted::signed(platform, topic, told);
    outcome.map(|_| StatusCode::OK.into_response())
}

/// The platform and the shop of a path without escapes, as nearly all are.
pub(crate) fn plain_address(path: &str) -> Option<(&str, &str)> {
    let address = path.strip_prefix("/v1/webhooks/")?;
    let (platform, shop) = address.split_once('/')?;
    let is_plain = |part: &str| !part.is_empty() && !part.contains(['%', '/']);
    (is_plain(platform) && is_plain(shop)).then_some((platform, shop))
}

/// What a body says.
struct Read {
    topic: WebhookTopic,
    /// `None` = nothing of sales.
    decoded: Option<Decoded>,
    /// The order or payment of which it leaves something out.
    left_out: Option<String>,
}

/// A collected body, to be verified and read.
struct Work {
    connection: Arc<Connection>,
    /// `None` = nobody's: no signature is right.
    shop: Option<Arc<Shop>>,
    now: Timestamp,
    headers: HeaderMap,
    body: Bytes,
}

impl Work {
    async fn read(self) -> Result<Read, ApiError> {
        if self.body.len() <= INLINE {
            return self.read_now();
        }
        aside(&LARGE, move || self.read_now()).await
    }

    fn read_now(self) -> Result<Read, ApiError> {
        let (platform, secrets) = (self.connection.platform, &self.connection.secrets);
        let preset = platform.preset();
        let header = |name: &str| self.headers.get(name).map(HeaderValue::as_bytes);
        if self.shop.is_some() && preset.is_ping(&header, &self.body) {
            return Ok(Read {
                topic: WebhookTopic::Ping,
                decoded: None,
                left_out: None,
            });
        }
        let seconds = self.now.millis().div_euclid(1_000);
        let verified = preset.verify(&header, &self.body, secrets, seconds);
        let Some(shop) = self.shop.as_ref().filter(|_| verified.is_ok()) else {
            // Of a shop that is not there a signature is wrong whatever it is.
            let why = verified.err().filter(|_| self.shop.is_some());
            counted::refused(Some(platform), why);
            return Err(ApiError::not_signed());
        };
        // Stands in for the id of an event in our own format as an idempotency key does.
        let key = (platform == Platform::Standard).then(|| header("webhook-id"));
        let key = key.flatten().and_then(|id| std::str::from_utf8(id).ok());
        let delivery = Delivery {
            platform,
            topic: preset.topic(&header, &self.body),
            key: key.filter(|id| id.len() <= MAX_KEY).map(str::to_owned),
            body: self.body.clone(),
        };
        let topic = counted::topic(platform, &delivery.topic);
        let left_out = preset.left_out(&delivery.topic, &self.body);
        let decoded = decode_delivery(shop, self.now, self.now, delivery);
        Ok(Read {
            topic,
            decoded: Some(decoded).filter(|decoded| decoded.events() > 0),
            left_out,
        })
    }
}

/// To the store, or, if that is away and there is an intake buffer, into that.
async fn take(shop: &ShopState, decoded: Decoded) -> Result<WebhookOutcome, ApiError> {
    let refused = |error: IntakeError| ApiError::intake(&error);
    let Some(buffer) = shop.intake.buffer() else {
        let summary = shop.intake.submit(decoded).await.map_err(refused)?;
        return Ok(counted::outcome(&summary));
    };
    if buffer.is_in_use() {
        if let Some(trouble) = buffer.standing_trouble() {
            return Err(ApiError::trouble(&trouble));
        }
    } else {
        match shop.intake.submit(decoded.clone()).await {
            Ok(summary) => return Ok(counted::outcome(&summary)),
            Err(error @ IntakeError::Commit(_)) if error.is_retryable() => {}
            Err(error) => return Err(refused(error)),
        }
    }
    let kept = buffer.keep(decoded).await;
    let kept = kept.map_err(|error| ApiError::buffer(&error));
    kept.map(|_| WebhookOutcome::Buffered)
}
