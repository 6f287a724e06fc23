//! The other end of a connection.

use std::net::{IpAddr, Ipv6Addr};
use std::task::{Context, Poll};

use hyper::{HeaderMap, Request};
use tower::Service;

use super::{Patience, forwarded};

/// The other end of a connection, added to the extensions of its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its address; IPv4 in IPv6 is written as IPv4.
    pub address: IpAddr,
    /// Whether it uses TLS to this server.
    pub is_tls: bool,
    /// How long the server waits for it.
    pub patience: Patience,
}

/// The unit of limits by address: one address, or the /64 network of one IPv6 customer, who has 2^64 addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Neighbour(IpAddr);

impl Neighbour {
    /// The neighbour at this address.
    pub fn of(address: IpAddr) -> Neighbour {
        Neighbour(match address.to_canonical() {
            IpAddr::V6(address) => {
                let bits = address.to_bits() & (u128::MAX << 64);
                IpAddr::V6(Ipv6Addr::from_bits(bits))
            }
            address => address,
        })
    }
}

/// The proxies in front of a server, which name the client they forward for.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<(IpAddr, u8)>);

/// A text that is not an address or network.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is neither an address nor a network such as 10.0.0.0/8")]
pub struct InvalidProxy(String);

impl Proxies {
    /// Reads addresses and networks such as `10.0.0.0/8`.
    ///
    /// # Errors
    /// Names the text that cannot be read.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Proxies, InvalidProxy> {
        let parse = |text: &str| {
            let (address, length) = match text.split_once('/') {
                Some((address, length)) => (address, Some(length)),
                None => (text, None),
            };
            let address: IpAddr = address.parse().ok()?;
            let most = if address.is_ipv4() { 32 } else { 128 };
            let length = length.map_or(Some(most), |length| length.parse().ok())?;
            (length <= most).then_some((address, length))
        };
        let proxies = texts
            .into_iter()
            .map(|text| parse(text).ok_or_else(|| InvalidProxy(text.to_owned())));
        Ok(Proxies(proxies.collect::<Result<_, _>>()?))
    }

    /// Whether this address is one of the proxies.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0
            .iter()
            .any(|(network, length)| match (network, address) {
                (IpAddr::V4(network), IpAddr::V4(address)) => {
                    let differing = network.to_bits() ^ address.to_bits();
                    differing.leading_zeros() >= u32::from(*length)
                }
                (IpAddr::V6(network), IpAddr::V6(address)) => {
                    let differing = network.to_bits() ^ address.to_bits();
                    differing.leading_zeros() >= u32::from(*length)
                }
                _ => false,
            })
    }

    /// The real client: the last address outside our own proxies, by `X-Forwarded-For` or `Forwarded`. Anybody may have
    /// written what comes before it.
    ///
    /// A proxy writes one of the two headers, and may pass on the other as a client wrote it. So if they name different
    /// clients, neither is believed, and the proxy counts as the client.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.contains(peer) {
            return peer;
        }
        let named = (
            self.outermost(forwarded::by_list(headers)),
            self.outermost(forwarded::by_elements(headers)),
        );
        match named {
            (Some(one), Some(other)) if one != other => peer,
            (Some(client), _) | (None, Some(client)) => client,
            (None, None) => peer,
        }
    }

    /// The first address, seen from the server, that is not one of our proxies, or else the last one.
    fn outermost(&self, hops: impl Iterator<Item = Option<IpAddr>>) -> Option<IpAddr> {
        let mut client = None;
        for hop in hops.map_while(|hop| hop) {
            let address = hop.to_canonical();
            client = Some(address);
            if !self.contains(address) {
                break;
            }
        }
        client
    }
}

/// Adds the peer of a connection to its requests.
#[derive(Clone, Debug)]
pub(super) struct WithPeer<S> {
    pub(super) inner: S,
    pub(super) peer: Peer,
}

impl<B, S: Service<Request<B>>> Service<Request<B>> for WithPeer<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        request.extensions_mut().insert(self.peer);
        self.inner.call(request)
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_of_a_network_is_found() {
        let proxies = Proxies::parse(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]).unwrap();
        for inside in ["10.1.2.3", "192.0.2.7", "2001:db8:1::1", "::ffff:10.9.9.9"] {
            assert!(proxies.contains(ip(inside)), "{inside}");
        }
        for outside in ["11.0.0.1", "192.0.2.8", "2001:db9::1", "::1"] {
            assert!(!proxies.contains(ip(outside)), "{outside}");
        }
        assert!(
            Proxies::parse(["0.0.0.0/0"])
                .unwrap()
                .contains(ip("8.8.8.8"))
        );
        for wrong in ["", "host", "10.0.0.0/33", "::/129", "10.0.0.0/x"] {
            assert!(Proxies::parse([wrong]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_a_proxy_of_ours_is_believed_and_only_what_it_saw() {
        let proxies = Proxies::parse(["10.0.0.0/8"]).unwrap();
        let client = |peer: &str, said: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in said {
                let value = HeaderValue::from_bytes(value.as_bytes());
                headers.append("x-forwarded-for", value.unwrap());
            }
            proxies.client(ip(peer), &headers).to_string()
        };
        assert_eq!(client("203.0.113.5", &["198.51.100.1"]), "203.0.113.5");
        assert_eq!(client("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"]),
            "198.51.100.1"
        );
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1", "198.51.100.1"]),
            "198.51.100.1"
        );
        assert_eq!(client("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["1.1.1.1, nonsense"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["1.1.1.1", "\u{fc}"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.1:80, ,"]), "198.51.100.1");
        assert_eq!(
            client("10.0.0.1", &["[2001:db8::7]:80, 10.0.0.2:81"]),
            "2001:db8::7"
        );
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_header_that_the_proxy_does_not_write_cannot_name_another_client() {
        let proxies = Proxies::parse(["10.0.0.0/8"]).unwrap();
        let client = |list: &str, elements: &str| {
            let headers = [("x-forwarded-for", list), ("forwarded", elements)];
            let headers = headers
                .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
            let headers = headers.into_iter().collect();
            proxies.client(ip("10.0.0.1"), &headers).to_string()
        };
        assert_eq!(
            client("198.51.100.1", "for=\"198.51.100.1:443\";proto=https"),
            "198.51.100.1"
        );
        assert_eq!(client("198.51.100.1", "for=1.1.1.1"), "10.0.0.1");
        assert_eq!(client("198.51.100.1", "for=unknown"), "198.51.100.1");
        assert_eq!(client("unknown", "for=198.51.100.1"), "198.51.100.1");
        assert_eq!(client("", "for=1.1.1.1, for=10.0.0.2"), "1.1.1.1");
    }

    #[test]
    fn a_customer_with_a_network_is_one_neighbour() {
        assert_eq!(
            Neighbour::of(ip("2001:db8::1")),
            Neighbour::of(ip("2001:db8::ffff:1"))
        );
        assert_ne!(
            Neighbour::of(ip("2001:db8::1")),
            Neighbour::of(ip("2001:db8:0:1::1"))
        );
        assert_eq!(
            Neighbour::of(ip("::ffff:10.0.0.1")),
            Neighbour::of(ip("10.0.0.1"))
        );
        assert_ne!(Neighbour::of(ip("10.0.0.1")), Neighbour::of(ip("10.0.0.2")));
    }
}
