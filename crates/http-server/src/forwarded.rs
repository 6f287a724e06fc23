//! The headers in which proxies name the client they forward for: `Forwarded` (RFC 7239) and the older `X-Forwarded-…`.

use std::borrow::Cow;
use std::net::IpAddr;

use hyper::header::{self, HeaderMap, HeaderName};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The addresses in `X-Forwarded-For`, the nearest first. `None` for an entry that is not an address: entries beyond it
/// cannot be trusted.
pub(super) fn by_list(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let values = headers.get_all(FORWARDED_FOR).iter().rev();
    let hops = values.flat_map(|value| value.as_bytes().rsplit(|&byte| byte == b','));
    // An empty element means nothing (RFC 9110, section 5.6.1).
    let hops = hops.map(<[u8]>::trim_ascii).filter(|hop| !hop.is_empty());
    hops.map(|hop| node(std::str::from_utf8(hop).ok()?))
}

/// The addresses in `Forwarded`, the nearest first; `None` as in [`by_list`].
pub(super) fn by_elements(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    elements(headers).rev().map(|element| {
        let pairs = element?;
        let (_, value) = pairs
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
        node(&value)
    })
}

/// Whether the browser used TLS to the first proxy that reports it.
pub fn is_https(headers: &HeaderMap) -> bool {
    let of_list = headers.get(FORWARDED_PROTO).and_then(|value| {
        let first = value.as_bytes().split(|&byte| byte == b',').next()?;
        Some(first.trim_ascii().eq_ignore_ascii_case(b"https"))
    });
    let of_elements = || {
        let pairs = elements(headers).next()??;
        let mut protos = pairs
            .into_iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("proto"));
        protos
            .next()
            .map(|(_, value)| value.eq_ignore_ascii_case("https"))
    };
    of_list.or_else(of_elements).unwrap_or(false)
}

/// An address as proxies write it: bare, with a port, or in brackets. A pseudonym or `unknown` gives `None`.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        let is_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return if is_port { ipv6(address) } else { None };
    }
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    match text.rsplit_once(':') {
        // Also accepts IPv6 without brackets if the eight groups before the port leave no doubt.
        Some((address, port)) if is_port(port) => address.parse().ok().or_else(|| ipv6(address)),
        _ => ipv6(text),
    }
}

/// An IPv6 address. Drops a zone such as in `fe80::1%eth0`: it belongs to the proxy's machine.
fn ipv6(text: &str) -> Option<IpAddr> {
    let (address, _) = text.split_once('%').unwrap_or((text, ""));
    address.parse().ok().map(IpAddr::V6)
}

/// RFC 7239 lets a proxy write a name instead of the number.
fn is_port(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    match text.strip_prefix('_') {
        Some(name) => !name.is_empty() && name.bytes().all(is_sign),
        None => text.parse::<u16>().is_ok(),
    }
}

type Pairs<'a> = Vec<(&'a str, Cow<'a, str>)>;

/// The elements of all `Forwarded` headers in order, each with its pairs. A header that breaks the grammar is `None` as
/// a whole: a quotation mark that a client left open swallows what a proxy wrote after it.
fn elements(headers: &HeaderMap) -> impl DoubleEndedIterator<Item = Option<Pairs<'_>>> {
    let values = headers.get_all(header::FORWARDED).iter();
    values.flat_map(|value| {
        let parsed = value.to_str().ok().and_then(parse);
        match parsed {
            Some(elements) => elements.into_iter().map(Some).collect(),
            None => vec![None],
        }
    })
}

fn parse(mut rest: &str) -> Option<Vec<Pairs<'_>>> {
    let (mut elements, mut pairs) = (Vec::new(), Pairs::new());
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if !rest.is_empty() && !rest.starts_with([';', ',']) {
            let (name, value) = rest.split_once('=')?;
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            if name.is_empty() || !name.bytes().all(is_name) {
                return None;
            }
            let (value, behind) = match value.strip_prefix('"') {
                Some(quoted) => unquote(quoted)?,
                None => {
                    // Many proxies write addresses without the required quotation marks.
                    let end = value.find([',', ';', ' ', '\t', '"']);
                    let (value, behind) = value.split_at(end.unwrap_or(value.len()));
                    (Cow::Borrowed(value), behind)
                }
            };
            pairs.push((name, value));
            rest = behind.trim_start_matches([' ', '\t']);
        }
        let is_end = rest.is_empty();
        if (is_end || rest.starts_with(',')) && !pairs.is_empty() {
            elements.push(std::mem::take(&mut pairs));
        }
        if is_end {
            return Some(elements);
        }
        rest = rest.strip_prefix([';', ','])?;
    }
}

/// The text up to the closing quotation mark, and the rest.
fn unquote(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut signs = text.char_indices();
    let mut plain = String::new();
    loop {
        match signs.next()? {
            (end, '"') => return Some((Cow::Owned(plain), &text[end + 1..])),
            (_, '\\') => plain.push(signs.next()?.1),
            (_, sign) => plain.push(sign),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_however_a_proxy_writes_it() {
        for (text, expected) in [
            ("203.0.113.1", "203.0.113.1"),
            ("203.0.113.1:1234", "203.0.113.1"),
            ("203.0.113.1:_hidden", "203.0.113.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("2001:db8:1:2:3:4:5:6:443", "2001:db8:1:2:3:4:5:6"),
            ("[fe80::1%eth0]:443", "fe80::1"),
            ("::ffff:203.0.113.1", "::ffff:203.0.113.1"),
        ] {
            assert_eq!(node(text).unwrap().to_string(), expected, "{text}");
        }
        for none in [
            "",
            "unknown",
            "_hidden",
            "203.0.113.1:99999",
            "203.0.113.1:",
            "203.0.113",
            "[203.0.113.1]:80",
            "[2001:db8::1]x",
            "[2001:db8::1",
            "localhost:80",
        ] {
            assert_eq!(node(none), None, "{none}");
        }
    }

    fn forwarded(values: &[&str]) -> Vec<Option<String>> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::FORWARDED, value.parse().unwrap());
        }
        by_elements(&headers)
            .map(|hop| hop.map(|address| address.to_string()))
            .collect()
    }

    #[test]
    fn elements_of_the_standard_header_are_read_from_the_nearest() {
        // The examples of RFC 7239, sections 4 and 7.1.
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(forwarded(&["for=\"_gazonk\""]), [None]);
        let v6 = "For=\"[2001:db8:cafe::17]:4711\"";
        assert_eq!(forwarded(&[v6]), [some("2001:db8:cafe::17")]);
        assert_eq!(
            forwarded(&["for=192.0.2.60;proto=http;by=203.0.113.43"]),
            [some("192.0.2.60")]
        );
        let both = [some("198.51.100.17"), some("192.0.2.43")];
        assert_eq!(forwarded(&["for=192.0.2.43, for=198.51.100.17"]), both);
        assert_eq!(forwarded(&["for=192.0.2.43", "for=198.51.100.17"]), both);
        assert_eq!(
            forwarded(&["for=192.0.2.43,, proto=https ; for=\"198.51.100.17:80\", "]),
            both
        );
        assert_eq!(forwarded(&["proto=https"]), [None]);
    }

    #[test]
    fn a_header_that_breaks_the_grammar_names_nobody() {
        for broken in [
            "for=1.2.3.4, for=\"x, for=198.51.100.17",
            "for=1.2.3.4, for=\"x, for=\"[2001:db8::1]\"",
            "for=1.2.3.4, for=\"x, for=\"[2001:db8::1]\";proto=https",
            "for=1.2.3.4 for=198.51.100.17",
            "for 1.2.3.4",
            "=1.2.3.4",
        ] {
            assert_eq!(forwarded(&[broken]), [None], "{broken}");
        }
        let after = forwarded(&["for=1.2.3.4, for=\"", "for=198.51.100.17"]);
        assert_eq!(after, [Some("198.51.100.17".to_owned()), None]);
    }

    #[test]
    fn the_browsers_protocol_is_the_first_that_is_named() {
        let is = |pairs: &[(HeaderName, &str)]| {
            let pairs = pairs.iter();
            let pairs = pairs.map(|(name, value)| (name.clone(), value.parse().unwrap()));
            is_https(&pairs.collect())
        };
        assert!(is(&[(FORWARDED_PROTO, "HTTPS")]));
        assert!(is(&[(FORWARDED_PROTO, "https, http")]));
        assert!(!is(&[(FORWARDED_PROTO, "http, https")]));
        assert!(is(&[(
            header::FORWARDED,
            "for=192.0.2.1;proto=https, for=_x"
        )]));
        assert!(!is(&[(header::FORWARDED, "proto=http")]));
        assert!(!is(&[]));
    }
}
