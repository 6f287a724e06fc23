//! The private decoders, for the fuzzer.

use axum::http::Uri;

use crate::query::Params;

/// Reads bytes as the query of a request for data.
pub fn query(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(uri) = format!("/v1/x?{text}").parse::<Uri>() else {
        return;
    };
    let known = ["limit", "offset", "date", "end", "days", "all", "q", "sku"];
    if let Ok(params) = Params::parse(&uri, &known) {
        if let Ok((_, limit)) = params.page() {
            assert!((1..=1_000).contains(&limit));
        }
        // Any answer is fine.
        let _ = (params.day("date"), params.day("end"), params.flag("all"));
        let _ = (params.key("q"), params.key("sku"));
        let _ = params.number("days", 7, 1..=400);
    }
}
