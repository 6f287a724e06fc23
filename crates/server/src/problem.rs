//! Errors as RFC 9457 problem documents: what was wrong, where, and what to do.

use std::num::NonZeroU32;
use std::time::Duration;

use api_types::Problem;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Shop;
use pipeline::{BufferError, IntakeError, Trouble};
use ports::{ErrorKind, StoreError};

use crate::auth::Role;
use crate::mending::{BROKEN, STOPPED, helps};

/// The `Retry-After` value, in seconds, while the store is away.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");

/// The `WWW-Authenticate` challenge for clients without a valid key.
const CHALLENGE: &str = "Bearer realm=\"livetill\"";

/// A request that is answered with a problem document.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    name: &'static str,
    title: &'static str,
    detail: String,
    /// Further headers.
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl ApiError {
    pub(crate) fn new(
        status: StatusCode,
        name: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> ApiError {
        ApiError {
            status,
            name,
            title,
            detail: detail.into(),
            headers: Vec::new(),
        }
    }

    /// 401: the request has no credentials.
    pub(crate) fn unauthorized() -> ApiError {
        ApiError::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "Sign in first",
            "this needs a key: `Authorization: Bearer ltk_…`, or sign in with a browser",
        )
        .challenging("")
    }

    /// 401: a platform's message without a valid signature, for whatever reason, or for no shop.
    pub(crate) fn not_signed() -> ApiError {
        ApiError::new(
            StatusCode::UNAUTHORIZED,
            "not_signed",
            "Not signed for this shop",
            "the signature is missing, stale or wrong, or the shop is not connected with this platform: see its \
             `connect` section and docs/platforms.md",
        )
    }

    /// 401: the credentials are not a key, or not a valid one.
    pub(crate) fn invalid_key() -> ApiError {
        ApiError::new(
            StatusCode::UNAUTHORIZED,
            "invalid_key",
            "Invalid key",
            "this server does not know this key; it may have been revoked (`livetill keys list` shows the keys)",
        )
        .challenging(", error=\"invalid_token\"")
    }

    /// 401: a browser whose session is over.
    pub(crate) fn session_over() -> ApiError {
        ApiError::new(
            StatusCode::UNAUTHORIZED,
            "session_over",
            "Session over",
            "this browser is no longer signed in: its session has expired, its key was revoked, or the server was \
             restarted; sign in again",
        )
        .challenging("")
    }

    /// 403: the key's role does not allow it.
    pub(crate) fn role_not_allowed(role: Role, needed: Role) -> ApiError {
        let detail = if needed == Role::Admin {
            format!("a key of role `{role}` may not do this; it needs role `admin`")
        } else {
            format!("a key of role `{role}` may not do this; it needs role `{needed}` or `admin`")
        };
        ApiError::new(
            StatusCode::FORBIDDEN,
            "role_not_allowed",
            "Role not allowed",
            detail,
        )
        .challenging(", error=\"insufficient_scope\"")
    }

    /// 403: the key is for other shops. The answer does not reveal whether this one exists.
    pub(crate) fn shop_not_allowed(id: &str) -> ApiError {
        let shown: String = id.chars().take(64).collect();
        ApiError::new(
            StatusCode::FORBIDDEN,
            "shop_not_allowed",
            "Shop not allowed",
            format!("this key is not for shop `{shown}`; say which shop you mean with `?shop=`, in a command with --shop"),
        )
        .challenging(", error=\"insufficient_scope\"")
    }

    /// 403: the request concerns all shops, but the key is limited to some.
    pub(crate) fn all_shops_needed() -> ApiError {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "shop_not_allowed",
            "Shop not allowed",
            "this concerns all shops, but the key is limited to some",
        )
        .challenging(", error=\"insufficient_scope\"")
    }

    /// 403: a write by cookie that does not name the page that sends it.
    pub(crate) fn origin_needed() -> ApiError {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "origin_needed",
            "Origin needed",
            "requests with a session's cookie must have an Origin header, as browsers send it; programs send \
             `Authorization: Bearer` instead",
        )
    }

    /// 421: an open server is addressed by a name that may be a stranger's.
    pub(crate) fn foreign_host() -> ApiError {
        ApiError::new(
            StatusCode::MISDIRECTED_REQUEST,
            "foreign_host",
            "Foreign host",
            "the Host header has a name that this server does not know; because it has no keys, a page of another site \
             could read it this way. Configure keys, or list the name in `hosts`",
        )
    }

    /// 500: something that should not happen; details are in the log.
    pub(crate) fn internal(detail: &str) -> ApiError {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        ApiError::new(status, "internal", "Internal error", detail)
    }

    /// 429: the client asks too often.
    pub(crate) fn too_many(wait: Duration) -> ApiError {
        let seconds = wait.as_secs().saturating_add(1);
        let status = StatusCode::TOO_MANY_REQUESTS;
        let detail = format!("too many requests; try again in {seconds} s");
        ApiError::new(status, "too_many_requests", "Too many requests", detail)
            .with(header::RETRY_AFTER, seconds.into())
    }

    /// 429: a shop posts more orders than it may.
    pub(crate) fn too_many_orders(shop: &Shop, wait: Duration) -> ApiError {
        let seconds = wait.as_secs().saturating_add(1);
        let most = shop.max_orders_per_second.map_or(0, NonZeroU32::get);
        let detail = format!(
            "shop `{}` may post {most} orders a second on average; nothing of this request was counted; send it again \
             in {seconds} s",
            shop.id
        );
        let status = StatusCode::TOO_MANY_REQUESTS;
        ApiError::new(status, "too_many_orders", "Too many orders", detail)
            .with(header::RETRY_AFTER, seconds.into())
    }

    /// 503: the server already holds as many unfinished bodies as it may.
    pub(crate) fn busy() -> ApiError {
        ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "Busy",
            "too much is being sent at once and nothing of this request was counted; send it again \
             in a moment",
        )
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn is_unauthorized(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED
    }

    /// Adds a header.
    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> ApiError {
        self.headers.push((name, value));
        self
    }

    fn challenging(self, more: &str) -> ApiError {
        match HeaderValue::try_from(format!("{CHALLENGE}{more}")) {
            Ok(challenge) => self.with(header::WWW_AUTHENTICATE, challenge),
            Err(_) => self,
        }
    }

    /// 400: something in the request is invalid.
    pub(crate) fn bad_request(detail: impl Into<String>) -> ApiError {
        ApiError::new(
            StatusCode::BAD_REQUEST,
            "bad_request",
            "Bad request",
            detail,
        )
    }

    /// 400: a query parameter is invalid.
    pub(crate) fn bad_parameter(name: &str, detail: &str) -> ApiError {
        let detail = format!("query parameter `{name}` {detail}");
        ApiError::new(
            StatusCode::BAD_REQUEST,
            "invalid_parameter",
            "Invalid parameter",
            detail,
        )
    }

    /// 404: no such shop.
    pub(crate) fn unknown_shop(id: &str) -> ApiError {
        let shown: String = id.chars().take(64).collect();
        let detail = format!(
            "there is no shop `{shown}`; GET /v1/shops lists the shops, as does `livetill shops list`"
        );
        ApiError::new(
            StatusCode::NOT_FOUND,
            "unknown_shop",
            "Unknown shop",
            detail,
        )
    }

    /// 413: more than one request may have.
    pub(crate) fn too_large(detail: impl Into<String>) -> ApiError {
        ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "Request too large",
            detail,
        )
    }

    /// 403: the request comes from a page of another site.
    pub(crate) fn foreign_origin() -> ApiError {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "Foreign origin",
            "the page belongs to another site than the Host header names: only the dashboard itself may send a browser \
             here. A proxy in front has to pass Host on, or put it in X-Forwarded-Host (docs/proxies.md)",
        )
    }

    /// 503: the server is shutting down.
    pub(crate) fn closing() -> ApiError {
        ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "shutting_down",
            "Shutting down",
            "the server is shutting down; try again in a moment",
        )
    }

    /// 503: the store does not answer.
    pub(crate) fn store_away(detail: &str) -> ApiError {
        ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "store_unavailable",
            "Store unavailable",
            detail,
        )
    }

    /// 503: the store refuses orders until somebody fixes it.
    pub(crate) fn store_refuses(detail: impl Into<String>) -> ApiError {
        ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "store_refuses",
            "Store refuses orders",
            detail,
        )
    }

    /// 503 for orders that the store would refuse like the ones before. Anybody who may send orders sees its message,
    /// which is about keys and settings and never about stored data.
    pub(crate) fn trouble(trouble: &Trouble) -> ApiError {
        ApiError::refused_until_mended(trouble.kind, &trouble.message)
    }

    fn refused_until_mended(kind: ErrorKind, message: &str) -> ApiError {
        let what = helps(kind);
        ApiError::store_refuses(format!(
            "the store refuses orders until somebody fixes it ({message}): {what}; none of these orders was taken; send \
             the same request again afterwards"
        ))
    }

    /// 503 for a failed read. The cause is for the log, not for strangers.
    pub(crate) fn reading(error: &StoreError) -> ApiError {
        tracing::warn!(
            error = error as &dyn std::error::Error,
            "the store could not be read"
        );
        if error.kind() == ErrorKind::Poisoned {
            return ApiError::store_away(STOPPED);
        }
        ApiError::store_away("the store cannot be read now; try again in a moment")
    }

    /// 503 whatever the cause, unless no store could hold the orders: a client that gave up now would lose them.
    pub(crate) fn intake(error: &IntakeError) -> ApiError {
        // It has been logged once, so its callers do not.
        let commit = match error {
            IntakeError::Closed => return ApiError::closing(),
            IntakeError::Broken => return ApiError::store_away(BROKEN),
            IntakeError::TooLarge(_) => {
                return ApiError::too_large(
                    "the sums of these orders exceed what the store can count, so none of them was counted; sending \
                     them again would not help",
                );
            }
            IntakeError::Commit(commit) => commit,
        };
        match commit.store() {
            Some(_) if commit.needs_restart() => ApiError::store_away(STOPPED),
            Some(store) if store.kind().needs_mending() && store.is_refused() => {
                ApiError::refused_until_mended(store.kind(), &store.to_string())
            }
            Some(store) if store.kind().needs_mending() => ApiError::store_refuses(format!(
                "the store failed in a way that does not pass by itself ({store}): {}; it is unknown whether these \
                 orders were counted; sending the same request again counts each of them once",
                helps(store.kind())
            )),
            Some(store) if store.kind() == ErrorKind::TooFewReplicas => ApiError::store_away(
                &format!("{store}; send the same request again: what the store took counts once"),
            ),
            _ if commit.may_be_applied() => ApiError::store_away(
                "the store did not say in time whether it took the orders; send the same request \
                 again: what it took counts once",
            ),
            _ => ApiError::store_away(
                "the orders could not be made durable and none of them was counted; send the same \
                 request again",
            ),
        }
    }

    /// 503 for orders that neither the store nor the intake buffer could take.
    pub(crate) fn buffer(error: &BufferError) -> ApiError {
        // The buffer has logged the failure.
        ApiError::store_away(match error {
            BufferError::Full => {
                "the store is away and the intake buffer is full: none of the orders was taken; send \
                 the same request again when the store is back"
            }
            BufferError::Failed(_) => {
                "the store is away and the disk of the intake buffer cannot be written: none of the orders was \
                 taken; send the same request again until one of them works"
            }
            BufferError::Closed => return ApiError::closing(),
        })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = Problem::new(self.name, self.status.as_u16(), self.title, self.detail);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let content_type = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, content_type);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(self.headers);
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.entry(header::RETRY_AFTER).or_insert(RETRY_AFTER);
        }
        response
    }
}
