//! The HTTP client of all commands.

use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use ureq::http::{HeaderValue, Request, header};
use ureq::middleware::MiddlewareNext;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, SendBody};

use crate::cli::KeyArgs;

/// A client for the server at `base`: answers with any status are answers, and every request says
/// who sends it, if there is a key. Which authorities it trusts is the system's to say, or that of
/// `SSL_CERT_FILE`.
pub(crate) fn agent(key: &KeyArgs, base: &str) -> Agent {
    let config = Agent::config_builder().http_status_as_error(false);
    let mut config = config.timeout_connect(Some(Duration::from_secs(10)));
    if is_tls(base) {
        config = config.tls_config(tls());
    }
    let bearer = key
        .key
        .as_ref()
        .map(|key| format!("Bearer {}", key.expose()));
    let identify = move |mut request: Request<SendBody<'_>>, next: MiddlewareNext<'_>| {
        if let Some(bearer) = &bearer {
            let value = HeaderValue::try_from(bearer);
            let mut value = value.map_err(|error| ureq::Error::Http(error.into()))?;
            // So that no log of a library shows it.
            value.set_sensitive(true);
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        next.handle(request)
    };
    config.middleware(identify).build().into()
}

/// Whether this is the address of a server.
pub(crate) fn is_url(text: &str) -> bool {
    text.starts_with("http://") || is_tls(text)
}

fn is_tls(text: &str) -> bool {
    text.starts_with("https://")
}

fn tls() -> TlsConfig {
    let found = rustls_native_certs::load_native_certs();
    for error in found.errors {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "a trusted authority cannot be read"
        );
    }
    let authorities = found.certs.iter();
    let authorities: Vec<Certificate<'static>> = authorities
        .map(|authority| Certificate::from_der(authority).to_owned())
        .collect();
    TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(authorities)))
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .build()
}
