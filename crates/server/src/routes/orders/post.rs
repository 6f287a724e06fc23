//! Accepts orders.

use std::fmt::Display;
use std::num::NonZeroU32;
use std::sync::Arc;

use api_types::{CloudEvent, IntakeAnswer, OrdersBody, Problem, RejectedOrder};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use domain::{Shop, Timestamp};
use pipeline::{BodyFormat, Decoded, IntakeError, Origin, Summary, decode_into};
use telemetry::catalogue::LIMITED_REQUESTS;
use telemetry::labels::OfShop;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::body::{Encoding, MAX_BODY, collect};
use super::room::Taken;
use crate::problem::ApiError;
use crate::query::Params;
use crate::routes::aside::{INLINE, aside};
use crate::shops::ShopState;
use crate::{AppState, reply};

/// The source that rejects name.
const SOURCE: &str = "http";
/// An answer with more refused events is written on a blocking thread, on which large bodies are also decoded: refusing
/// an event costs far more than accepting one, and a body may have one in every other byte.
const INLINE_REJECTS: usize = 1_000;
/// How many of these tasks run at a time: more would not be faster, but would need the memory of all of them at once.
static LARGE: Semaphore = Semaphore::const_new(4);

/// The most events of a body that may be refused. Each takes memory until it is stored and answered, and the store
/// keeps far fewer anyway.
const MAX_REJECTS: NonZeroU32 = NonZeroU32::new(100_000).unwrap();

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const COMPARE: HeaderName = HeaderName::from_static("livetill-compare");
/// The longest key, in bytes: together with the position after it, it has to fit into an order's id.
pub(crate) const MAX_KEY: usize = 96;

/// Takes orders: one object, an array, or one object per line, plain or compressed.
///
/// A 200 means that every accepted order is durable. A bad order does not affect the good ones: it
/// is rejected, and kept among the rejects. Sending the same orders again changes nothing. A 202
/// means that the store is away, and the orders wait on the server's disk.
#[utoipa::path(
    post,
    path = "/v1/orders",
    operation_id = "postOrders",
    tag = "orders",
    params(
        ("shop" = Option<String>, Query, description = "The shop; `default` when absent."),
        ("Idempotency-Key" = Option<String>, Header, min_length = 1, max_length = 96, pattern = "^[ -~]+$", description = "Together \
            with the position in the body, identifies orders without an `id`. At most 96 bytes. The same order again is \
            a duplicate; a different one is rejected (`idempotency_key_reused`)."),
        ("Livetill-Compare" = Option<String>, Header, pattern = "^1$", description = "`1`: an order that is known at \
            the same version with other contents is rejected (`conflicting_rows`), not a duplicate. For files that do \
            not show which of them is newer."),
    ),
    request_body(
        description = "Order events. Unknown fields are ignored and never stored.",
        content(
            (OrdersBody = "application/json"),
            (String = "application/x-ndjson"),
            (CloudEvent = "application/cloudevents+json"),
            (Vec<CloudEvent> = "application/cloudevents-batch+json"),
        ),
    ),
    responses(
        (status = 200, description = "Every accepted order is durable.", body = IntakeAnswer),
        (status = 202, description = "The store is away. Every order that was not rejected is durable on the server's \
            own disk, and is counted once when the store is back.", body = IntakeAnswer),
        (status = 400, description = "The request is invalid.", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The request comes from a page of another site.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Unknown shop.", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "The body did not arrive.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 64 MiB, more than 100,000 events that would be rejected, or sums beyond \
            what the store can count: nothing was counted.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The content type or encoding is not supported.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Every order was rejected.", body = IntakeAnswer),
        (status = 429, description = "The shop posts more orders a second than it may (`too_many_orders`); nothing of the request was counted.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The store is away, and there is no intake buffer or it is full \
            (`store_unavailable`), or it refuses orders until somebody fixes it (`store_refuses`). It is always right \
            to send the request again.", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn post_orders(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let params = Params::parse(&parts.uri, &[])?;
    let shop = state.shop(&params)?;
    let format = format_of(&parts.headers)?;
    let encoding = Encoding::of(&parts.headers)?;
    let key = idempotency_key(&parts.headers)?;
    check_pace(&shop)?;
    let is_compared = parts.headers.get(COMPARE).is_some_and(|value| value == "1");
    let mut room = state.room().begin();
    let body = collect(&parts, body, MAX_BODY, &mut room).await?;

    let work = Work {
        shop: Arc::clone(shop.shop()),
        now: state.now(),
        format,
        encoding,
        is_compared,
        body,
    };
    let (outcome, room) = take(&shop, work, key, room).await?;
    if outcome.summary.rejected.len() <= INLINE_REJECTS {
        return outcome.answer();
    }
    aside(&LARGE, move || {
        let answer = outcome.answer();
        drop(room);
        answer
    })
    .await
}

/// Refuses a shop that posts more than it may, before reading its orders.
fn check_pace(shop: &ShopState) -> Result<(), ApiError> {
    let Some(pace) = &shop.pace else {
        return Ok(());
    };
    pace.check(Instant::now()).map_err(|wait| {
        let of = OfShop::new(shop.shop().id.shared());
        LIMITED_REQUESTS.series(of).add(1);
        ApiError::too_many_orders(shop.shop(), wait)
    })
}

/// Counts decoded events against the shop's allowance.
fn note_pace(shop: &ShopState, decoded: &Decoded) {
    if let Some(pace) = &shop.pace {
        let events = decoded.order_count() + decoded.reject_count();
        pace.take(events as u64, Instant::now());
    }
}

/// The result of a request.
struct Outcome {
    summary: Summary,
    /// The number of orders that wait in the buffer.
    buffered: u64,
}

/// Passes orders to the store or, if the store is away and there is a buffer, to the buffer. They are durable
/// afterwards. The returned room belongs to the refused events. A refusal that somebody has to fix is returned at once.
async fn take(
    shop: &ShopState,
    work: Work,
    key: Option<&str>,
    mut room: Taken,
) -> Result<(Outcome, Taken), ApiError> {
    let Some(buffer) = shop.intake.buffer() else {
        let (decoded, room) = work.decode(key, room).await?;
        note_pace(shop, &decoded);
        let submitted = submit(shop, decoded).await;
        let outcome = submitted.map_err(|error| ApiError::intake(&error))?;
        return Ok((outcome, room));
    };
    let is_in_use = buffer.is_in_use();
    if is_in_use {
        if let Some(trouble) = buffer.standing_trouble() {
            return Err(ApiError::trouble(&trouble));
        }
    } else {
        // Bodies are shared, so this copies nothing.
        let (decoded, taken) = work.clone().decode(key, room).await?;
        room = taken;
        note_pace(shop, &decoded);
        match submit(shop, decoded).await {
            Ok(outcome) => return Ok((outcome, room)),
            Err(error @ IntakeError::Commit(_)) if error.is_retryable() => {}
            Err(error) => return Err(ApiError::intake(&error)),
        }
    }
    let (decoded, room) = work.decode(key, room).await?;
    if is_in_use {
        note_pace(shop, &decoded);
    }
    let buffered = buffer.keep(decoded).await;
    let buffered = buffered.map_err(|error| ApiError::buffer(&error))?;
    let outcome = Outcome {
        buffered: buffered.orders,
        summary: Summary {
            rejected: buffered.rejected,
            ignored: buffered.ignored,
            ..Summary::default()
        },
    };
    Ok((outcome, room))
}

async fn submit(shop: &ShopState, decoded: Decoded) -> Result<Outcome, IntakeError> {
    let summary = shop.intake.submit(decoded).await?;
    shop.board.note_write();
    Ok(Outcome {
        summary,
        buffered: 0,
    })
}

impl Outcome {
    fn answer(self) -> Result<Response, ApiError> {
        let ignored = self.summary.ignored.each();
        let ignored = ignored.map(|(name, values)| (name.to_owned(), values));
        let ignored = ignored.collect();
        let rejected = self.summary.rejected.into_iter();
        let rejected = rejected.map(|it| RejectedOrder::new(it.index, it.id, it.rejection));
        let answer = IntakeAnswer {
            accepted: self.summary.accepted,
            duplicates: self.summary.duplicates,
            updated: self.summary.updated,
            buffered: self.buffered,
            tests: self.summary.tests,
            rejected: rejected.collect(),
            ignored,
        };
        let status = if answer.is_all_rejected() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else if answer.buffered > 0 {
            StatusCode::ACCEPTED
        } else {
            StatusCode::OK
        };
        reply::json_with(status, &answer)
    }
}

/// A collected body that is yet to be decoded.
#[derive(Clone)]
struct Work {
    shop: Arc<Shop>,
    now: Timestamp,
    format: BodyFormat,
    encoding: Encoding,
    is_compared: bool,
    body: Bytes,
}

impl Work {
    async fn decode(self, key: Option<&str>, room: Taken) -> Result<(Decoded, Taken), ApiError> {
        if self.encoding == Encoding::Identity && self.body.len() <= INLINE {
            return self.decode_now(key, room);
        }
        let key = key.map(str::to_owned);
        aside(&LARGE, move || self.decode_now(key.as_deref(), room)).await
    }

    fn decode_now(self, key: Option<&str>, mut room: Taken) -> Result<(Decoded, Taken), ApiError> {
        let body = self.encoding.decode(self.body, MAX_BODY, &mut room)?;
        if body.trim_ascii().is_empty() {
            return Err(ApiError::bad_request(
                "the body is empty; send an order object, an array of them, or one per line",
            ));
        }
        let origin = Origin {
            source: SOURCE,
            now: self.now,
        };
        let mut decoded = Decoded::new(origin).holding_rejects(MAX_REJECTS);
        if self.is_compared {
            decoded = decoded.comparing();
        }
        let key = key.as_ref().map(|key| key as &dyn Display);
        decode_into(&self.shop, self.format, key, &body, &mut decoded);
        if decoded.passed_over() > 0 {
            return Err(ApiError::too_large(format!(
                "more than {MAX_REJECTS} events of this request would be rejected, so nothing of it was counted; send \
                 fewer to see what is wrong with them"
            )));
        }
        room.grow_by_rejects(decoded.reject_count())?;
        Ok((decoded, room))
    }
}

fn format_of(headers: &HeaderMap) -> Result<BodyFormat, ApiError> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return Ok(BodyFormat::Json);
    };
    let value = value.as_bytes();
    let essence = value
        .split(|&byte| byte == b';')
        .next()
        .unwrap_or_default()
        .trim_ascii();
    if essence.eq_ignore_ascii_case(b"application/json") {
        return Ok(BodyFormat::Json);
    }
    let envelopes: [&[u8]; 2] = [
        b"application/cloudevents+json",
        b"application/cloudevents-batch+json",
    ];
    if envelopes
        .iter()
        .any(|name| essence.eq_ignore_ascii_case(name))
    {
        return Ok(BodyFormat::CloudEvents);
    }
    let lines: [&[u8]; 3] = [
        b"application/x-ndjson",
        b"application/ndjson",
        b"application/jsonl",
    ];
    if lines.iter().any(|name| essence.eq_ignore_ascii_case(name)) {
        return Ok(BodyFormat::Ndjson);
    }
    let shown = String::from_utf8_lossy(&essence[..essence.len().min(64)]);
    let detail = format!(
        "header Content-Type is `{shown}`; orders are accepted as application/json (an object or an array), \
         application/x-ndjson (an object per line) or application/cloudevents+json"
    );
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Err(ApiError::new(
        status,
        "unsupported_media_type",
        "Unsupported media type",
        detail,
    ))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if (1..=MAX_KEY).contains(&key.len()) => Ok(Some(key)),
        _ => Err(ApiError::bad_request(
            "header Idempotency-Key must be 1 to 96 printable ASCII characters",
        )),
    }
}
