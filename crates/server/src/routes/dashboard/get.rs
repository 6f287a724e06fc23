//! Serves the dashboard.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use bytes::Bytes;
use web_assets::Asset;

use crate::headers::{self, accepts};
use crate::problem::ApiError;

/// The pages of the dashboard besides the board, which is at the root. All are one segment below it, so that relative
/// addresses in them lead to the same files.
const PAGES: [&str; 5] = ["items", "days", "feed", "health", "shops"];

/// The methods that a page or a file accepts, and those of the root.
const ALLOWS: &str = "GET, HEAD";
const ROOT_ALLOWS: &str = "GET, HEAD, OPTIONS";

/// Serves a file of the dashboard or one of its pages. For any other address opened in a browser, the dashboard itself
/// says that the page does not exist.
pub(crate) async fn get_file(
    method: Method,
    uri: Uri,
    asked: HeaderMap,
) -> Result<Response, ApiError> {
    let path = uri.path().strip_prefix('/').unwrap_or(uri.path());
    let is_root = matches!(path, "" | "*");
    if method == Method::OPTIONS && is_root {
        return Ok(alive());
    }
    if method != Method::GET && method != Method::HEAD {
        if !is_root && !PAGES.contains(&path) && web_assets::get(path).is_none() {
            return Err(not_found(&uri));
        }
        let allow = HeaderValue::from_static(if is_root { ROOT_ALLOWS } else { ALLOWS });
        let refusal = method_not_allowed(method, uri).await;
        return Err(refusal.with(header::ALLOW, allow));
    }
    if let Some(asset) = web_assets::get(path) {
        return Ok(send(asset, &asked));
    }
    if path.is_empty() || PAGES.contains(&path) {
        return Ok(send(web_assets::index(), &asked));
    }
    let is_browser = accepts(&asked, &header::ACCEPT, "text/html");
    if is_browser && let Some(page) = path.strip_suffix('/').filter(|page| !page.contains('/')) {
        return Ok(redirect(page, &uri));
    }
    if is_browser && !path.contains('/') {
        let mut page = send(web_assets::index(), &asked);
        if page.status() == StatusCode::OK {
            *page.status_mut() = StatusCode::NOT_FOUND;
        }
        return Ok(page);
    }
    Err(not_found(&uri))
}

/// The answer to a load balancer's usual health check, HAProxy's default.
fn alive() -> Response {
    let mut response = Response::new(Body::empty());
    let allow = HeaderValue::from_static(ROOT_ALLOWS);
    response.headers_mut().insert(header::ALLOW, allow);
    response
}

/// Redirects to the page without the trailing slash. The target is relative, because a proxy may serve the dashboard
/// below any path.
fn redirect(page: &str, uri: &Uri) -> Response {
    let query = uri.query().map(|query| format!("?{query}"));
    let target = format!("../{page}{}", query.unwrap_or_default());
    let mut response = Response::new(Body::empty());
    // An address that a browser sent is also a valid header value.
    if let Ok(target) = HeaderValue::try_from(target) {
        *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
        response.headers_mut().insert(header::LOCATION, target);
    }
    response
}

/// Answers a method that an address does not accept; the router adds `Allow`.
pub(crate) async fn method_not_allowed(method: Method, uri: Uri) -> ApiError {
    let detail = format!(
        "{} does not accept {method}; the Allow header says what it accepts",
        uri.path()
    );
    let status = StatusCode::METHOD_NOT_ALLOWED;
    ApiError::new(status, "method_not_allowed", "Method not allowed", detail)
}

fn not_found(uri: &Uri) -> ApiError {
    let path: String = uri.path().chars().take(128).collect();
    let detail = format!(
        "there is nothing at {path}; /openapi.json lists what there is. A proxy that serves the dashboard below a path \
         has to cut that path off (docs/proxies.md)"
    );
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
    // A compressing proxy turns a strong tag into a weak one.
    asked == "*" || asked.strip_prefix("W/").unwrap_or(asked) == etag
}
