//! TLS with the current certificate.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// A server's certificate and key. Cheap to clone; all clones share the current one.
#[derive(Clone, Debug)]
pub struct Tls(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    certificate: PathBuf,
    key: PathBuf,
    config: RwLock<Arc<ServerConfig>>,
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is missing, or has no PEM of the expected kind.
    #[error("tls: {} has no {what}: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it should contain.
        what: &'static str,
        /// What is wrong with it.
        error: pem::Error,
    },
    /// The certificate and the key do not match, or cannot be used.
    #[error("tls: the certificate in {} and the key in {} cannot be used: {error}", .certificate.display(), .key.display())]
    Pair {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What is wrong with them.
        error: rustls::Error,
    },
}

impl Tls {
    /// Reads a certificate with its chain, and its private key, both in PEM.
    ///
    /// # Errors
    /// [`TlsError`] names the faulty file.
    pub fn load(certificate: &Path, key: &Path) -> Result<Tls, TlsError> {
        let config = RwLock::new(Arc::new(read(certificate, key)?));
        Ok(Tls(Arc::new(Inner {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            config,
        })))
    }

    /// Reads the files again. New connections use the new certificate; open ones are not affected. Nothing changes if
    /// the files cannot be used.
    ///
    /// # Errors
    /// As [`load`](Tls::load).
    pub fn reload(&self) -> Result<(), TlsError> {
        let config = Arc::new(read(&self.0.certificate, &self.0.key)?);
        *self
            .0
            .config
            .write()
            .unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    /// The files, certificate first.
    pub fn files(&self) -> [&Path; 2] {
        [&self.0.certificate, &self.0.key]
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let config = self.0.config.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&config))
    }
}

fn read(certificate: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    let file = |path: &Path, what| {
        let path = path.to_owned();
        move |error| TlsError::File { path, what, error }
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .and_then(|chain| match chain.len() {
            0 => Err(pem::Error::NoItemsFound),
            _ => Ok(chain),
        })
        .map_err(file(certificate, "certificate"))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(file(key, "private key"))?;
    let pair = |error| TlsError::Pair {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        error,
    };
    // TLS 1.2 and 1.3, with safe cipher suites only: rustls has no others.
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(pair)?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(pair)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
