//! Serves the dashboard.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use bytes::Bytes;
use web_assets::Asset;

use crate::headers;
use crate::problem::ApiError;

/// Addresses below these are not the dashboard's: a missing one is an error, not the start page.
const NOT_PAGES: [&str; 2] = ["v1/", "assets/"];

/// A file of the dashboard; its start page for every other address that a browser opens.
pub(crate) async fn get_file(
    method: Method,
    uri: Uri,
    asked: HeaderMap,
) -> Result<Response, ApiError> {
    let path = uri.path().trim_start_matches('/');
    if method != Method::GET && method != Method::HEAD {
        return Err(not_found(&uri));
    }
    if let Some(asset) = web_assets::get(path) {
        return Ok(send(asset, &asked));
    }
    let is_page = path.is_empty()
        || accepts(&asked, &header::ACCEPT, "text/html")
            && !NOT_PAGES.iter().any(|prefix| path.starts_with(prefix));
    if is_page {
        Ok(send(web_assets::index(), &asked))
    } else {
        Err(not_found(&uri))
    }
}

/// Answers a method that an address does not take; the router adds `Allow`.
pub(crate) async fn method_not_allowed(method: Method, uri: Uri) -> ApiError {
    let detail = format!(
        "{} does not take {method}; header Allow names what it takes",
        uri.path()
    );
    let status = StatusCode::METHOD_NOT_ALLOWED;
    ApiError::new(status, "method_not_allowed", "Method not allowed", detail)
}

fn not_found(uri: &Uri) -> ApiError {
    let path: String = uri.path().chars().take(128).collect();
    let detail = format!("there is nothing at {path}; /openapi.json lists what there is");
    ApiError::new(StatusCode::NOT_FOUND, "not_found", "Not found", detail)
}

fn send(asset: &'static Asset, asked: &HeaderMap) -> Response {
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|tags| tags.split(',').any(|tag| is_tag(tag, &asset.etag)));
    let gzip = asset
        .gzip
        .as_deref()
        .filter(|_| accepts(asked, &header::ACCEPT_ENCODING, "gzip"));
    let body = match (is_known, gzip) {
        (true, _) => Body::empty(),
        (false, Some(gzip)) => Body::from(Bytes::from_static(gzip)),
        (false, None) => Body::from(Bytes::from_static(&asset.bytes)),
    };
    let mut response = Response::new(body);
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let cache = if asset.immutable {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut set = |name: HeaderName, value: &'static str| {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_TYPE, asset.content_type);
    set(header::CACHE_CONTROL, cache);
    set(header::ETAG, &asset.etag);
    set(header::VARY, "accept-encoding");
    if gzip.is_some() && !is_known {
        set(header::CONTENT_ENCODING, "gzip");
    }
    headers::set_page(response.headers_mut());
    response
}

fn is_tag(asked: &str, etag: &str) -> bool {
    let asked = asked.trim();
    // A proxy that compresses makes a strong tag weak.
    asked == "*" || asked.strip_prefix("W/").unwrap_or(asked) == etag
}

/// Whether a list such as `text/html, */*;q=0.8` names this, and not with weight 0.
fn accepts(headers: &HeaderMap, list: &HeaderName, name: &str) -> bool {
    let values = headers
        .get_all(list)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| {
        let (own, weight) = part.split_once(';').unwrap_or((part, ""));
        let is_refused = matches!(weight.trim().trim_end_matches(['0', '.']), "q=");
        own.trim().eq_ignore_ascii_case(name) && !is_refused
    })
}
