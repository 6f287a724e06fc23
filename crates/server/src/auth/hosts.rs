//! The host names that an open server answers to.
//!
//! A stranger's page can be made to look as if it came from this machine: its name first resolves to the stranger's
//! server and a moment later to 127.0.0.1 (DNS rebinding). To the browser that is one site, so no rule about origins
//! helps; but the name is in the request. Such a name is in the public DNS, so it has a dot in it. On a server with
//! keys the page would get nothing anyway.

use std::net::IpAddr;

/// Whether an open server answers to this `Host`.
pub(super) fn is_ours(host: &str, allowed: &[String]) -> bool {
    let name = without_port(host);
    let is_address = || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    !name.contains('.')
        || is_address()
        || name.ends_with(".localhost")
        || allowed.iter().any(|own| own.eq_ignore_ascii_case(&name))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_public_dns_are_not_ours_unless_they_are_allowed() {
        for ours in [
            "localhost:8080",
            "127.0.0.1:8080",
            "[::1]:8080",
            "shop",
            "x.localhost",
            "10.0.0.7",
        ] {
            assert!(is_ours(ours, &[]), "{ours}");
        }
        for foreign in [
            "evil.example:8080",
            "evil.example",
            "evil.example.",
            "127.0.0.1.evil.example:1",
        ] {
            assert!(!is_ours(foreign, &[]), "{foreign}");
        }
        let allowed = ["Shop.example".to_owned()];
        assert!(is_ours("shop.example:443", &allowed) && !is_ours("a.shop.example", &allowed));
    }
}
