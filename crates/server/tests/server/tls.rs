//! TLS, with certificates made for the test.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use http_server::{ConnectionSettings, Tls};
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use serde_json::json;
use server::auth::{Access, AccessSettings, Role};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::support::{TestServer, key};

/// Longer than the server waits for a handshake.
const SOON: Duration = Duration::from_secs(30);

/// A certificate for `localhost` on disk, and the certificates that clients trust.
struct Certificate {
    folder: TempDir,
    trusted: RootCertStore,
}

impl Certificate {
    fn make() -> Certificate {
        let mut certificate = Certificate {
            folder: tempfile::tempdir().unwrap(),
            trusted: RootCertStore::empty(),
        };
        certificate.renew();
        certificate
    }

    /// Replaces it with another certificate, which the clients trust as well.
    fn renew(&mut self) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(self.path("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(self.path("key.pem"), made.signing_key.serialize_pem()).unwrap();
        self.trusted.add(made.cert.der().clone()).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn load(&self) -> Tls {
        Tls::load(&self.path("cert.pem"), &self.path("key.pem")).unwrap()
    }

    async fn connect(&self, server: &TestServer) -> std::io::Result<TlsStream<TcpStream>> {
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(self.trusted.clone())
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let stream = TcpStream::connect(server.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
    }
}

async fn serve(tls: &Tls) -> (TestServer, String) {
    let (secret, admin) = key(Role::Admin, &[]);
    let access = Access::new(vec![admin], AccessSettings::default());
    let settings = ConnectionSettings {
        tls: Some(tls.clone()),
        ..ConnectionSettings::default()
    };
    (TestServer::start_on(access, settings).await, secret)
}

async fn ask(stream: &mut TlsStream<TcpStream>, request: &str, body: &str) -> String {
    let length = body.len();
    let text = format!(
        "{request} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    timeout(SOON, stream.read_to_end(&mut answer))
        .await
        .unwrap()
        .unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn it_is_spoken_and_told_to_browsers() {
    let certificate = Certificate::make();
    let (server, secret) = serve(&certificate.load()).await;
    let mut stream = certificate.connect(&server).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    let answer = ask(&mut stream, "GET /healthz", "").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(
        answer.contains("strict-transport-security: max-age="),
        "{answer}"
    );
    let mut stream = certificate.connect(&server).await.unwrap();
    let body = json!({"key": secret}).to_string();
    let answer = ask(&mut stream, "POST /v1/session", &body).await;
    assert!(answer.contains("SameSite=Strict; Secure\r\n"), "{answer}");
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_over_and_open_connections_go_on() {
    let mut certificate = Certificate::make();
    let tls = certificate.load();
    let (server, _) = serve(&tls).await;
    let shown =
        |stream: &TlsStream<TcpStream>| stream.get_ref().1.peer_certificates().unwrap()[0].clone();
    let mut before = certificate.connect(&server).await.unwrap();
    certificate.renew();
    tls.reload().unwrap();
    let after = certificate.connect(&server).await.unwrap();
    assert_ne!(shown(&before), shown(&after));
    assert!(
        ask(&mut before, "GET /healthz", "")
            .await
            .starts_with("HTTP/1.1 200 ")
    );

    // A broken key file: the old certificate stays in use.
    std::fs::write(certificate.path("key.pem"), "rubbish").unwrap();
    let error = tls.reload().unwrap_err().to_string();
    assert!(error.contains("key.pem has no private key"), "{error}");
    let still = certificate.connect(&server).await.unwrap();
    assert_eq!(shown(&after), shown(&still));
}

#[tokio::test]
async fn what_is_no_tls_or_takes_too_long_is_closed_and_others_are_served() {
    let certificate = Certificate::make();
    let (server, _) = serve(&certificate.load()).await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut plain = TcpStream::connect(server.address).await.unwrap();
    plain
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await
        .unwrap();
    let mut stream = certificate.connect(&server).await.unwrap();
    assert!(
        ask(&mut stream, "GET /healthz", "")
            .await
            .starts_with("HTTP/1.1 200 ")
    );
    for stream in [&mut plain, &mut silent] {
        let mut said = Vec::new();
        // Closed or reset: either way it is over, and nothing came in plain text.
        let _ = timeout(SOON, stream.read_to_end(&mut said))
            .await
            .expect("it is closed");
        assert!(!String::from_utf8_lossy(&said).contains("HTTP"), "{said:?}");
    }
}

#[tokio::test]
async fn a_stranger_who_does_not_trust_it_does_not_connect() {
    let (certificate, other) = (Certificate::make(), Certificate::make());
    let (server, _) = serve(&certificate.load()).await;
    assert!(other.connect(&server).await.is_err());
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let (one, other) = (Certificate::make(), Certificate::make());
    let error =
        |certificate: &Path, key: &Path| Tls::load(certificate, key).unwrap_err().to_string();
    let (cert, key) = (one.path("cert.pem"), one.path("key.pem"));
    assert!(error(&one.path("nope.pem"), &key).contains("nope.pem has no certificate"));
    assert!(error(&key, &key).contains("key.pem has no certificate"));
    assert!(error(&cert, &cert).contains("cert.pem has no private key"));
    assert!(error(&cert, &other.path("key.pem")).contains("cannot be used"));
}
