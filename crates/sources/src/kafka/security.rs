//! How we trust brokers, and how we authenticate.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore, crypto::ring};

use super::{KafkaUrl, Sasl};
use crate::Password;

/// Security settings of every connection.
#[derive(Clone, Default)]
pub struct Security {
    /// `None` = without TLS.
    pub(super) tls: Option<Arc<ClientConfig>>,
    pub(super) login: Option<Login>,
}

/// Signs tokens for logins, each valid for some minutes.
#[async_trait]
pub trait Tokens: Send + Sync + 'static {
    /// A token that is valid as of now.
    ///
    /// # Errors
    /// The reason, for people and without secrets.
    async fn token(&self) -> Result<String, String>;
}

/// The proof of identity for a login.
#[derive(Clone)]
pub enum Secret {
    /// The user's password.
    Password(Password),
    /// A token for each connection, which also names the user.
    Tokens(Arc<dyn Tokens>),
}

/// A user who logs in.
#[derive(Clone)]
pub(super) struct Login {
    pub(super) sasl: Sasl,
    pub(super) user: String,
    pub(super) secret: Secret,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Login { sasl, user, .. } = self;
        f.debug_struct("Login")
            .field("sasl", sasl)
            .field("user", user)
            .finish_non_exhaustive()
    }
}

impl Security {
    /// The settings of a URL. `secret` proves our identity if the URL asks for a login.
    ///
    /// # Errors
    /// When the certificate authorities cannot be read, for people.
    pub fn of(url: &KafkaUrl, secret: Secret) -> Result<Security, String> {
        let tls = match (url.tls, &url.ca) {
            (false, _) => None,
            (true, Some(file)) => Some(trusting(named(file)?)?),
            (true, None) => Some(trusting(the_machines())?),
        };
        let login = url.sasl.map(|sasl| Login {
            sasl,
            user: url.user.clone().unwrap_or_default(),
            secret,
        });
        Ok(Security { tls, login })
    }
}

fn named(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let wrong = |what: &dyn fmt::Display| format!("ca: {}: {what}", file.display());
    let found = CertificateDer::pem_file_iter(file).map_err(|error| wrong(&error))?;
    let found: Result<Vec<_>, _> = found.collect();
    let found = found.map_err(|error| wrong(&error))?;
    match found.is_empty() {
        true => Err(wrong(&"no certificate is in it")),
        false => Ok(found),
    }
}

fn the_machines() -> Vec<CertificateDer<'static>> {
    let found = rustls_native_certs::load_native_certs();
    for error in found.errors {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "a trusted authority cannot be read");
    }
    found.certs
}

fn trusting(authorities: Vec<CertificateDer<'static>>) -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(authorities);
    if roots.is_empty() {
        return Err("no trusted authority is on this machine: name one with ca=FILE".to_owned());
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    Ok(Arc::new(config))
}
