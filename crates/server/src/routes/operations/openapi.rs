//! Describes the API.

use std::sync::OnceLock;

use axum::response::Response;
use bytes::Bytes;

use crate::{openapi_json, reply};

/// The description of this API.
pub(crate) async fn openapi() -> Response {
    static TEXT: OnceLock<Bytes> = OnceLock::new();
    reply::json_text(TEXT.get_or_init(|| openapi_json().into()).clone())
}
