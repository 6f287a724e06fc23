//! Which site a browser's request comes from.

use axum::http::{HeaderMap, HeaderName, header};

use crate::problem::ApiError;

/// Where a proxy keeps the host that the browser asked for. A page cannot set it, so trusting it
/// gives a foreign site nothing.
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Refuses requests that a browser sends on behalf of another site. WebSockets and bodies without
/// a type are not covered by the browsers' own rules. Clients that are no browser send no Origin.
pub(crate) fn check(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return Ok(());
    };
    let Ok(origin) = origin.to_str() else {
        return Err(ApiError::foreign_origin());
    };
    let hosts = [header::HOST, FORWARDED_HOST];
    let hosts = hosts
        .iter()
        .filter_map(|name| headers.get(name)?.to_str().ok());
    let mut hosts = hosts.into_iter();
    if hosts.any(|host| is_same(origin, host)) {
        Ok(())
    } else {
        Err(ApiError::foreign_origin())
    }
}

fn is_same(origin: &str, host: &str) -> bool {
    let (authority, default_port) = if let Some(rest) = origin.strip_prefix("https://") {
        (rest, ":443")
    } else if let Some(rest) = origin.strip_prefix("http://") {
        (rest, ":80")
    } else {
        return false;
    };
    let bare = |host: &str| {
        host.strip_suffix(default_port)
            .unwrap_or(host)
            .to_ascii_lowercase()
    };
    bare(authority) == bare(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_counts_unless_it_is_the_schemes_own() {
        assert!(is_same("http://localhost:8080", "localhost:8080"));
        assert!(is_same("https://Shop.example", "shop.example"));
        assert!(is_same("https://shop.example", "shop.example:443"));
        assert!(is_same("http://[::1]:8080", "[::1]:8080"));
        assert!(!is_same("http://localhost:5173", "localhost:8080"));
        assert!(!is_same("https://evil.example", "shop.example"));
        assert!(!is_same(
            "https://shop.example.evil.example",
            "shop.example"
        ));
        assert!(!is_same("null", "shop.example"));
    }
}
