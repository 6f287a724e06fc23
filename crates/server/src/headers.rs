//! The security headers of every answer.

use std::sync::LazyLock;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use http_server::Peer;

/// The dashboard's page may load only its own files and talk only to this server. No other page may frame it.
const PAGE_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; \
                           form-action 'self'; frame-ancestors 'none'";
/// Data is not a page: a browser that shows it as one must not run anything in it.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// TLS only, for two years after the first connection by TLS.
const TLS_ONLY: &str = "max-age=63072000";
const NOTHING_ALLOWED: &str = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), \
                               magnetometer=(), microphone=(), payment=(), usb=()";

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// Without and with TLS: the headers of an answer that has no others, as to a webhook. To copy them all takes less than to add
/// one after the other.
static ALONE: LazyLock<[HeaderMap; 2]> = LazyLock::new(|| {
    [false, true].map(|is_tls| {
        let mut headers = HeaderMap::new();
        add_each(&mut headers, is_tls);
        headers
    })
});

/// Whether a list such as `text/html, */*;q=0.8` contains this name, and not with weight 0.
pub(crate) fn accepts(headers: &HeaderMap, list: &HeaderName, name: &str) -> bool {
    weight(headers, list, name).is_some_and(|weight| weight > 0.0)
}

/// The weight of a name in a list such as `text/html, */*;q=0.8`: 1 where none is given. `None` = it is not in the list.
pub(crate) fn weight(headers: &HeaderMap, list: &HeaderName, name: &str) -> Option<f32> {
    let values = headers
        .get_all(list)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let parts = values.flat_map(|value| value.split(','));
    let weights = parts.filter_map(|part| {
        let mut parameters = part.split(';').map(str::trim);
        let own = parameters.next().unwrap_or_default();
        let weight = parameters.find_map(|it| it.strip_prefix("q=").or(it.strip_prefix("Q=")));
        let weight = weight.and_then(|weight| weight.parse().ok());
        let weight = weight.filter(|weight| (0.0..=1.0).contains(weight));
        own.eq_ignore_ascii_case(name)
            .then_some(weight.unwrap_or(1.0))
    });
    weights.reduce(f32::max)
}

/// Adds the security headers of every answer.
pub(crate) async fn add(request: Request, next: Next) -> Response {
    let is_tls = is_tls(&request);
    let mut response = next.run(request).await;
    set(response.headers_mut(), is_tls);
    response
}

/// Whether a request came by TLS to this server.
pub(crate) fn is_tls<B>(request: &Request<B>) -> bool {
    let peer = request.extensions().get::<Peer>();
    peer.is_some_and(|peer| peer.is_tls)
}

/// Sets the security headers of an answer.
pub(crate) fn set(headers: &mut HeaderMap, is_tls: bool) {
    match headers.is_empty() {
        true => headers.clone_from(&ALONE[usize::from(is_tls)]),
        false => add_each(headers, is_tls),
    }
}

fn add_each(headers: &mut HeaderMap, is_tls: bool) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, DATA_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(CROSS_ORIGIN_RESOURCE_POLICY, "same-origin");
    if is_tls {
        set(header::STRICT_TRANSPORT_SECURITY, TLS_ONLY);
    }
}

/// Adds the further headers of a page or a file of the dashboard.
pub(crate) fn set_page(headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, PAGE_POLICY);
    // For browsers that do not know frame-ancestors.
    set(header::X_FRAME_OPTIONS, "DENY");
    set(PERMISSIONS_POLICY, NOTHING_ALLOWED);
    set(CROSS_ORIGIN_OPENER_POLICY, "same-origin");
}
