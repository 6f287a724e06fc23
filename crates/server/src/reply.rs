//! Successful answers.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;

use crate::problem::ApiError;

/// JSON that is only valid at this moment.
pub(crate) fn json(value: &impl Serialize) -> Result<Response, ApiError> {
    json_with(StatusCode::OK, value)
}

/// JSON with another status.
pub(crate) fn json_with(status: StatusCode, value: &impl Serialize) -> Result<Response, ApiError> {
    let text = text_of(value)?;
    let mut response = json_text(text.into());
    *response.status_mut() = status;
    Ok(response)
}

/// The JSON of an object whose last member is a list. The list is empty in `value`; `fill` writes its content, of about
/// this many bytes.
pub(crate) fn json_list(
    value: &impl Serialize,
    bytes: usize,
    fill: impl FnOnce(&mut String),
) -> Result<Response, ApiError> {
    let text = text_of(value)?;
    let Some(head) = text.strip_suffix("]}") else {
        return Err(ApiError::internal("the answer could not be written"));
    };
    let mut whole = String::with_capacity(text.len() + bytes);
    whole.push_str(head);
    fill(&mut whole);
    whole.push_str("]}");
    Ok(json_text(whole.into()))
}

fn text_of(value: &impl Serialize) -> Result<String, ApiError> {
    serde_json::to_string(value).map_err(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "an answer has no JSON form"
        );
        ApiError::internal("the answer could not be written; see the log")
    })
}

/// JSON text that is already serialized.
pub(crate) fn json_text(text: Bytes) -> Response {
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
