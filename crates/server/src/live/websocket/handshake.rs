//! Upgrades an HTTP request to a WebSocket.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use hyper::upgrade::OnUpgrade;
use tungstenite::handshake::derive_accept_key;

use super::deflate;
use crate::problem::ApiError;

/// Checks that the request asks for a WebSocket. Returns the response to send, the connection it upgrades to, and
/// whether messages may be deflated.
pub(crate) fn handshake(request: &mut Request) -> Result<(Response, OnUpgrade, bool), ApiError> {
    let headers = request.headers();
    let is_upgrade = has_token(headers, &header::CONNECTION, "upgrade")
        && has_token(headers, &header::UPGRADE, "websocket");
    if !is_upgrade {
        let beside = request.uri().path().trim_end_matches("live");
        return Err(websocket_required(&format!(
            "this address speaks WebSocket; the same messages as Server-Sent Events are at {beside}events"
        )));
    }
    if !has_token(headers, &header::SEC_WEBSOCKET_VERSION, "13") {
        return Err(websocket_required(
            "header Sec-WebSocket-Version must be 13",
        ));
    }
    let Some(key) = headers.get(header::SEC_WEBSOCKET_KEY) else {
        return Err(ApiError::bad_request("header Sec-WebSocket-Key is missing"));
    };
    let accept = derive_accept_key(key.as_bytes());
    let accept = HeaderValue::try_from(accept)
        .map_err(|_| ApiError::bad_request("header Sec-WebSocket-Key is invalid"))?;
    let deflate = deflate::is_offered(headers);
    let Some(on_upgrade) = request.extensions_mut().remove::<OnUpgrade>() else {
        return Err(ApiError::bad_request(
            "this connection cannot become a WebSocket",
        ));
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    if deflate {
        headers.insert(header::SEC_WEBSOCKET_EXTENSIONS, deflate::AGREED);
    }
    Ok((response, on_upgrade, deflate))
}

/// 426, with the protocol and its version to ask for.
fn websocket_required(detail: &str) -> ApiError {
    let status = StatusCode::UPGRADE_REQUIRED;
    ApiError::new(status, "websocket_required", "WebSocket required", detail)
        .with(header::CONNECTION, HeaderValue::from_static("upgrade"))
        .with(header::UPGRADE, HeaderValue::from_static("websocket"))
        .with(
            header::SEC_WEBSOCKET_VERSION,
            HeaderValue::from_static("13"),
        )
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let values = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}
