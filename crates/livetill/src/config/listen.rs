//! Listening addresses as people write them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};
use std::str::FromStr;

use anyhow::Context;
use serde::Deserialize;

/// An address and a port, a name and a port, or only a port for every address of the machine.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Listen {
    host: Host,
    port: u16,
    /// The original text.
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    Every,
    Name(String),
}

/// Text that is not a valid address to listen on.
#[derive(Debug)]
pub(crate) struct InvalidListen(String);

impl std::error::Error for InvalidListen {}

impl fmt::Display for InvalidListen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "`{}` is not an address to listen on; use 127.0.0.1:8080, [::1]:8080, localhost:8080, or :8080 for every \
             address",
            self.0
        )
    }
}

impl Listen {
    /// The addresses meant. Listen on the first one that the machine has.
    ///
    /// # Errors
    /// When the name cannot be resolved.
    pub(crate) fn addresses(&self) -> anyhow::Result<Vec<SocketAddr>> {
        let with_port = |address: IpAddr| SocketAddr::new(address, self.port);
        let (v4, v6) = match &self.host {
            Host::Address(address) => return Ok(vec![with_port(*address)]),
            // IPv6 also accepts connections over IPv4; a machine without IPv6 listens on IPv4 only.
            Host::Every => {
                let every = [
                    IpAddr::V6(Ipv6Addr::UNSPECIFIED),
                    IpAddr::V4(Ipv4Addr::UNSPECIFIED),
                ];
                return Ok(every.map(with_port).to_vec());
            }
            // Answered without a lookup: a container may have no hosts file.
            Host::Name(name) if name.eq_ignore_ascii_case("localhost") => (
                vec![with_port(IpAddr::V4(Ipv4Addr::LOCALHOST))],
                vec![with_port(IpAddr::V6(Ipv6Addr::LOCALHOST))],
            ),
            Host::Name(name) => {
                let resolved = (name.as_str(), self.port).to_socket_addrs();
                let resolved = resolved
                    .with_context(|| format!("listen: {self}: `{name}` has no known address"))?;
                resolved.partition(SocketAddr::is_ipv4)
            }
        };
        Ok([v4, v6].concat())
    }
}

impl FromStr for Listen {
    type Err = InvalidListen;

    fn from_str(text: &str) -> Result<Listen, InvalidListen> {
        let invalid = || InvalidListen(text.chars().take(128).collect());
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Listen {
                host: Host::Address(address.ip()),
                port: address.port(),
                text: text.to_owned(),
            });
        }
        let (host, port) = text.rsplit_once(':').ok_or_else(invalid)?;
        let is_digits = port.bytes().all(|byte| byte.is_ascii_digit());
        let port = port.parse().ok().filter(|_| is_digits);
        let is_name = |host: &str| {
            let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            // A name that ends in digits is a mistyped address.
            let last = host.rsplit('.').next().unwrap_or_default();
            host.bytes().all(is_sign) && last.bytes().any(|byte| byte.is_ascii_alphabetic())
        };
        let host = match host {
            "" | "*" => Host::Every,
            name if is_name(name) => Host::Name(name.to_owned()),
            _ => return Err(invalid()),
        };
        Ok(Listen {
            host,
            port: port.ok_or_else(invalid)?,
            text: text.to_owned(),
        })
    }
}

impl TryFrom<String> for Listen {
    type Error = InvalidListen;

    fn try_from(text: String) -> Result<Listen, InvalidListen> {
        text.trim().parse()
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(text: &str) -> Vec<String> {
        let listen: Listen = text.parse().unwrap();
        assert_eq!(listen.to_string(), text);
        let addresses = listen.addresses().unwrap().into_iter();
        addresses.map(|address| address.to_string()).collect()
    }

    #[test]
    fn an_address_is_read_as_people_write_it() {
        assert_eq!(addresses("127.0.0.1:8080"), ["127.0.0.1:8080"]);
        assert_eq!(addresses("[::1]:0"), ["[::1]:0"]);
        let both = ["127.0.0.1:80", "[::1]:80"];
        assert_eq!(addresses("localhost:80"), both);
        assert_eq!(addresses("LocalHost:80"), both);
        let every = ["[::]:8080", "0.0.0.0:8080"];
        assert_eq!(addresses(":8080"), every);
        assert_eq!(addresses("*:8080"), every);
    }

    #[test]
    fn what_is_none_is_said_with_what_would_be() {
        for wrong in [
            "",
            "nowhere",
            "8080",
            ":",
            ":x",
            ":+80",
            ":65536",
            "localhost:",
            "localhost:x",
            "127.0.0:80",
            "1.2.3.4.5:80",
            "::1:80",
            "[::1]",
            "http://x:80",
            "a b:80",
        ] {
            let error = wrong.parse::<Listen>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{wrong}`")), "{error}");
            assert!(error.contains("localhost:8080"), "{error}");
        }
    }
}
