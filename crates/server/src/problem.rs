//! Errors as RFC 9457 problem documents: what was wrong, where, and what to do.

use api_types::Problem;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use pipeline::IntakeError;
use ports::StoreError;

/// After how many seconds a client should try again when the store is away.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");

/// A request that is answered with a problem document.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    name: &'static str,
    title: &'static str,
    detail: String,
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
        }
    }

    /// 400: something in the request makes no sense.
    pub(crate) fn bad_request(detail: impl Into<String>) -> ApiError {
        ApiError::new(
            StatusCode::BAD_REQUEST,
            "bad_request",
            "Bad request",
            detail,
        )
    }

    /// 400: a query parameter makes no sense.
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
        let detail =
            format!("there is no shop `{shown}`; shops are set in the server's configuration");
        ApiError::new(
            StatusCode::NOT_FOUND,
            "unknown_shop",
            "Unknown shop",
            detail,
        )
    }

    /// 413: more than is taken in one request.
    pub(crate) fn too_large(detail: impl Into<String>) -> ApiError {
        ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "Request too large",
            detail,
        )
    }

    /// 403: a page of another site asks.
    pub(crate) fn foreign_origin() -> ApiError {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "Foreign origin",
            "the Origin header names another site than the Host header; a browser may only be sent \
             here by the dashboard itself",
        )
    }

    /// 503: the server is on its way out.
    pub(crate) fn closing() -> ApiError {
        ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "shutting_down",
            "Shutting down",
            "the server is shutting down; ask again in a moment",
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

    /// 503 for a read that failed. The cause is for the log, not for strangers.
    pub(crate) fn reading(error: &StoreError) -> ApiError {
        tracing::warn!(
            error = error as &dyn std::error::Error,
            "the store could not be read"
        );
        ApiError::store_away("the store cannot be read now; ask again in a moment")
    }

    /// 503 for orders that could not be committed, whoever's fault it is: none of them counts, and
    /// a client that gave up now would lose them.
    pub(crate) fn intake(error: &IntakeError) -> ApiError {
        // A failed commit is logged once, by the committer, and not by each of its callers.
        let _ = error;
        ApiError::store_away(
            "the orders could not be made durable and none of them was counted; send the same \
             request again",
        )
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
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}
