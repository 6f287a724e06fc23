//! Negotiates deflated messages (RFC 7692).
//!
//! Each message is deflated on its own, without the context of earlier ones: so it is built once for all viewers, and
//! neither side holds a window per connection.

use axum::http::{HeaderMap, HeaderValue, header};

/// The answer to an accepted offer.
pub(super) const AGREED: HeaderValue = HeaderValue::from_static(
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
);

/// Whether the client makes an offer that [`AGREED`] may answer. It may make several.
pub(super) fn is_offered(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::SEC_WEBSOCKET_EXTENSIONS);
    let values = values.iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(is_acceptable)
}

/// An offer with a smaller window than usual, or with unknown parameters, is skipped.
fn is_acceptable(offer: &str) -> bool {
    let mut parts = offer.split(';').map(str::trim);
    let is_deflate = parts
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("permessage-deflate"));
    is_deflate
        && parts.all(|parameter| {
            let (name, value) = match parameter.split_once('=') {
                Some((name, value)) => (name.trim_end(), Some(value.trim().trim_matches('"'))),
                None => (parameter, None),
            };
            match name.to_ascii_lowercase().as_str() {
                "server_no_context_takeover" | "client_no_context_takeover" => value.is_none(),
                // Deflated messages from the client are not read anyway.
                "client_max_window_bits" => true,
                "server_max_window_bits" => value == Some("15"),
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_of_browsers_are_taken_and_others_only_if_they_can_be_kept() {
        let offered = |offers: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for offer in offers {
                let offer = HeaderValue::from_static(offer);
                headers.append(header::SEC_WEBSOCKET_EXTENSIONS, offer);
            }
            is_offered(&headers)
        };
        assert!(offered(&["permessage-deflate; client_max_window_bits"]));
        assert!(offered(&["permessage-deflate"]));
        assert!(offered(&[
            "x-other",
            "Permessage-Deflate;server_max_window_bits=15"
        ]));
        assert!(offered(&[
            "permessage-deflate; server_max_window_bits=10, permessage-deflate"
        ]));
        assert!(!offered(&[]));
        assert!(!offered(&["x-webkit-deflate-frame"]));
        assert!(!offered(&["permessage-deflate; server_max_window_bits=10"]));
        assert!(!offered(&["permessage-deflate; unheard_of"]));
    }
}
