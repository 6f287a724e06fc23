//! TLS: which certificate to use, and picking up a new one.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use http_server::Tls;
use serde::Deserialize;
use server::Stamp;

use super::again::{OfFiles, keep_reading};
use super::stamp::stamp;

/// How often to check the files. Certificates are renewed weeks before they expire.
const EVERY: Duration = Duration::from_secs(5);

#[derive(Debug, Default, Args)]
pub(crate) struct TlsArgs {
    #[arg(long)]
    tls_cert: Option<PathBuf>,
    #[arg(long)]
    tls_key: Option<PathBuf>,
}

/// `[tls]` in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TlsSection {
    cert: Option<PathBuf>,
    key: Option<PathBuf>,
}

impl TlsSection {
    /// The configured certificate, if any.
    ///
    /// # Errors
    /// When only one of the two files is set, or the files cannot be used.
    pub(super) fn resolve(&self, args: &TlsArgs) -> anyhow::Result<Option<Tls>> {
        let certificate = args.tls_cert.as_ref().or(self.cert.as_ref());
        let key = args.tls_key.as_ref().or(self.key.as_ref());
        match (certificate, key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => Ok(Some(Tls::load(certificate, key)?)),
            (Some(_), None) => {
                bail!("tls-key: a certificate is set (tls-cert), but not its private key")
            }
            (None, Some(_)) => {
                bail!("tls-cert: a private key is set (tls-key), but no certificate")
            }
        }
    }
}

/// Picks up renewed certificates, forever. While the two files do not match, because only one has been replaced, the
/// old certificate stays.
pub(crate) async fn watch(tls: Tls) {
    keep_reading("the certificate", EVERY, tls).await;
}

impl OfFiles for Tls {
    fn stamps(&self) -> [Stamp; 2] {
        self.files().map(stamp)
    }

    fn read(&mut self) -> anyhow::Result<()> {
        Ok(self.reload()?)
    }
}
