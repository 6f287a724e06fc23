//! The credentials of a request.

use axum::http::{Extensions, HeaderMap, header};

use http_server::{Peer, is_forwarded_https};

/// The cookie of a signed-in browser.
pub(crate) const SESSION_COOKIE: &str = "livetill_session";

/// The credentials of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Credentials<'a> {
    /// Nothing.
    None,
    /// A key, from `Authorization: Bearer`.
    Key(&'a str),
    /// A session, from the cookie.
    Session(&'a str),
    /// An `Authorization` header without a key.
    Other,
}

impl<'a> Credentials<'a> {
    /// A key takes precedence over a cookie: it was sent on purpose.
    pub(super) fn of(headers: &'a HeaderMap) -> Credentials<'a> {
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            let words = value
                .to_str()
                .ok()
                .and_then(|text| text.trim().split_once(' '));
            return match words {
                Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => {
                    Credentials::Key(key.trim())
                }
                _ => Credentials::Other,
            };
        }
        cookie(headers, SESSION_COOKIE).map_or(Credentials::None, Credentials::Session)
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let values = headers.get_all(header::COOKIE).iter();
    let pairs = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(own, value)| (own == name).then_some(value))
}

/// Whether the browser uses TLS, to this server or, by a proxy's word, to that proxy. Believing it only tightens
/// cookies.
pub(crate) fn is_https(headers: &HeaderMap, extensions: &Extensions) -> bool {
    let is_tls = extensions.get::<Peer>().is_some_and(|peer| peer.is_tls);
    is_tls || is_forwarded_https(headers)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()));
        pairs.collect()
    }

    #[test]
    fn a_key_beats_a_cookie_and_is_found_however_the_scheme_is_written() {
        let all = headers(&[
            (header::COOKIE, "a=b; livetill_session=s1; c=d"),
            (header::AUTHORIZATION, "bearer  k1 "),
        ]);
        assert_eq!(Credentials::of(&all), Credentials::Key("k1"));
        let cookie = headers(&[(header::COOKIE, "a=b; livetill_session=s1; c=d")]);
        assert_eq!(Credentials::of(&cookie), Credentials::Session("s1"));
        let foreign = headers(&[(header::COOKIE, "xlivetill_session=s1")]);
        assert_eq!(Credentials::of(&foreign), Credentials::None);
        for other in ["Basic dTpw", "Bearer", ""] {
            let other = headers(&[(header::AUTHORIZATION, other)]);
            assert_eq!(Credentials::of(&other), Credentials::Other);
        }
    }
}
