//! Checks which site a browser's request comes from.

use axum::http::{HeaderMap, HeaderName, header};

use crate::problem::ApiError;

/// The header in which a proxy keeps the host that the browser asked for. A page cannot set it, so trusting it gains a
/// foreign site nothing.
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Refuses requests that a browser sends for another site. The browsers' own rules do not cover WebSockets and bodies
/// without a type. Clients other than browsers send no Origin.
pub(crate) fn check(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return Ok(());
    };
    match origin.to_str() {
        Ok(origin) if is_asked(headers, origin) => Ok(()),
        _ => Err(ApiError::foreign_origin()),
    }
}

/// Refuses a request of a page that knows this server by another name than the request's host. If a proxy does not pass
/// `Host` on, the page's WebSocket is refused for that reason, and browsers do not tell pages why. A plain request from
/// the page's own site has no `Origin`, but its `Referer` names the page.
pub(crate) fn check_page(headers: &HeaderMap) -> Result<(), ApiError> {
    let page = headers.get(header::REFERER);
    let Some(page) = page.and_then(|page| page.to_str().ok()) else {
        return Ok(());
    };
    let site = page
        .match_indices('/')
        .nth(2)
        .map_or(page, |(end, _)| &page[..end]);
    if is_asked(headers, site) {
        Ok(())
    } else {
        Err(ApiError::foreign_origin())
    }
}

/// Whether the request was sent to the site of this origin.
fn is_asked(headers: &HeaderMap, origin: &str) -> bool {
    let hosts = [header::HOST, FORWARDED_HOST];
    let hosts = hosts
        .iter()
        .filter_map(|name| headers.get(name)?.to_str().ok());
    hosts.into_iter().any(|host| is_same(origin, host))
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
