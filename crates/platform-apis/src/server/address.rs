//! The address of a platform's server.

use http_client::http::Uri;
use http_client::is_this_machine;

use crate::ApiError;

/// An address that may receive credentials: over TLS, or on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address(String);

impl Address {
    /// Reads an address such as `https://harbor.example.com/shop`; without a scheme it uses TLS.
    pub(crate) fn parse(text: &str) -> Result<Address, ApiError> {
        let text = text.trim().trim_end_matches('/');
        let whole = match text.contains("://") {
            true => text.to_owned(),
            false => format!("https://{text}"),
        };
        let wrong = |what: &str| ApiError::Misconfigured(format!("the shop's address {what}"));
        let uri: Uri = whole
            .parse()
            .map_err(|_| wrong("must be like https://shop.example.com"))?;
        let host = uri
            .host()
            .filter(|host| !host.is_empty())
            .ok_or_else(|| wrong("must be like https://shop.example.com"))?;
        if uri.authority().is_some_and(|it| it.as_str().contains('@')) {
            return Err(wrong(
                "must not contain a user or a password; give the key separately",
            ));
        }
        if uri.query().is_some() || whole.contains('#') {
            return Err(wrong("must end with the path of the shop"));
        }
        match uri.scheme_str() {
            Some("https") => Ok(Address(whole)),
            Some("http") if is_this_machine(host) => Ok(Address(whole)),
            Some("http") => Err(wrong(
                "begins with http://, but credentials are sent only over TLS; give one with https://",
            )),
            _ => Err(wrong("must begin with https://")),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_over_tls(&self) -> bool {
        http_client::is_tls(&self.0)
    }

    /// The address of a path, which begins with a slash.
    pub(crate) fn with(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_and_this_machine_are_asked() {
        let parsed = |text| Address::parse(text).map(|it| it.as_str().to_owned());
        assert_eq!(
            parsed("shop.example.com/").unwrap(),
            "https://shop.example.com"
        );
        assert_eq!(
            parsed("https://a.example/shop/").unwrap(),
            "https://a.example/shop"
        );
        for here in ["http://127.0.0.1:81", "http://localhost", "http://[::1]:8"] {
            assert_eq!(parsed(here).unwrap(), here);
        }
        for (wrong, said) in [
            ("http://shop.example.com", "https://"),
            ("http://127.0.0.1.example.com", "https://"),
            ("https://key:hush@shop.example.com", "user or a password"),
            ("ftp://shop.example.com", "https://"),
            ("https://shop.example.com/?key=hush", "path of the shop"),
            ("", "must be like"),
        ] {
            let error = parsed(wrong).unwrap_err().to_string();
            assert!(
                error.contains(said) && !error.contains("hush"),
                "{wrong}: {error}"
            );
        }
    }
}
