//! The HTTP client, with the machine's certificate authorities, or those of `SSL_CERT_FILE`.
//!
//! Requests from the running server go only to the configured address: redirects are not followed, and the
//! environment's proxies are not used. Commands follow the settings of their machine, so they create their own client
//! from [`settings`].

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use rustls::crypto::ring;
use tokio::sync::oneshot;
use ureq::Agent;
use ureq::config::{Config, ConfigBuilder};
pub use ureq::http;
use ureq::http::{Request, Response, StatusCode, Uri, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::typestate::AgentScope;

/// How long a request may take, and how long its answer may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the whole exchange, from the name lookup to the answer's last byte.
    pub patience: Duration,
    /// The longest body of an answer, in bytes, decompressed.
    pub max_answer: u64,
}

impl Default for Limits {
    /// Ten seconds and one mebibyte: enough for a short request.
    fn default() -> Limits {
        Limits {
            patience: Duration::from_secs(10),
            max_answer: 1024 * 1024,
        }
    }
}

/// There is no answer. The error names neither the address nor what was sent: both may be secrets.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The request needs TLS, but there is no trusted authority.
    #[error("the machine's certificate authorities: there are none")]
    NoAuthorities,
    /// It takes longer than the limit.
    #[error("no answer in time")]
    Late(#[source] ureq::Error),
    /// The answer's body is longer than the limit.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(u64),
    /// There is no answer, or it is not HTTP.
    #[error("no answer")]
    Failed(#[source] ureq::Error),
    /// This machine has no room for a request.
    #[error("cannot start a thread")]
    NoThread(#[source] std::io::Error),
}

/// Connections that stay open for the next request, whoever makes it.
const IDLE: usize = 64;
/// The longest head of an answer, in bytes. A connection has this much memory to read, and as much to write.
const HEAD: usize = 32 * 1024;

/// The agents of all clients, by whether they speak TLS and by their patience: each has connections, memory and a list
/// of certificate authorities, which thousands of clients have to share.
static AGENTS: LazyLock<Mutex<BTreeMap<(bool, Duration), Agent>>> = LazyLock::new(Mutex::default);

/// A client of the running server. It returns answers with any status, including redirects, which it does not follow.
/// Cheap to make and to clone.
#[derive(Clone, Debug)]
pub struct HttpClient {
    agent: Agent,
    max_answer: u64,
}

impl HttpClient {
    /// For this address, within the usual [`Limits`].
    ///
    /// # Errors
    /// When the address needs TLS, and the machine has no certificate authorities.
    pub fn to(address: &str) -> Result<HttpClient, HttpError> {
        HttpClient::within(address, Limits::default())
    }

    /// For this address, within these limits.
    ///
    /// # Errors
    /// When the address needs TLS, and the machine has no certificate authorities.
    pub fn within(address: &str, limits: Limits) -> Result<HttpClient, HttpError> {
        Ok(HttpClient {
            agent: agent(is_tls(address), limits.patience)?,
            max_answer: limits.max_answer,
        })
    }

    /// Sends a body and returns the answer's status.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn post(
        &self,
        uri: &Uri,
        content_type: &'static str,
        body: Vec<u8>,
    ) -> Result<StatusCode, HttpError> {
        let request = Request::post(uri.clone())
            .header(header::CONTENT_TYPE, content_type)
            .body(body)
            .map_err(|error| HttpError::Failed(error.into()))?;
        Ok(self.exchange(request).await?.status())
    }

    /// Sends a request and returns the whole answer. A caller that gives up leaves the request behind, and it may still
    /// arrive.
    ///
    /// # Errors
    /// When there is no answer in time.
    pub async fn exchange(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, HttpError> {
        let (client, (told, answer)) = (self.clone(), oneshot::channel());
        // Not a thread of the runtime, because a server that is shutting down would wait for it.
        thread::Builder::new()
            .name("livetill-http".to_owned())
            .spawn(move || {
                // The caller may have given up.
                let _ = told.send(client.send(request));
            })
            .map_err(HttpError::NoThread)?;
        let lost = || HttpError::Failed(ureq::Error::ConnectionFailed);
        answer.await.unwrap_or_else(|_| Err(lost()))
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// # Errors
    /// When there is no answer in time.
    pub fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpError> {
        let exchange = || -> Result<_, ureq::Error> {
            let (head, mut body) = self.agent.run(request)?.into_parts();
            let body = body.with_config().limit(self.max_answer).read_to_vec()?;
            Ok(Response::from_parts(head, body))
        };
        exchange().map_err(|error| match error {
            ureq::Error::Timeout(_) => HttpError::Late(error),
            ureq::Error::BodyExceedsLimit(most) => HttpError::TooLarge(most),
            error => HttpError::Failed(error),
        })
    }
}

/// Whether what is sent to this host of an address stays on this machine.
pub fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let address = host.parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn agent(is_tls: bool, patience: Duration) -> Result<Agent, HttpError> {
    // Whoever panicked here has changed nothing.
    let mut agents = AGENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(agent) = agents.get(&(is_tls, patience)) {
        return Ok(agent.clone());
    }
    let authorities = is_tls.then(authorities);
    if authorities.as_ref().is_some_and(Vec::is_empty) {
        return Err(HttpError::NoAuthorities);
    }
    let config = with(authorities)
        .timeout_global(Some(patience))
        .max_redirects(0)
        .proxy(None)
        .max_idle_connections(IDLE)
        .max_response_header_size(HEAD)
        .input_buffer_size(HEAD)
        .output_buffer_size(HEAD);
    let agent: Agent = config.build().into();
    agents.insert((is_tls, patience), agent.clone());
    Ok(agent)
}

/// The settings of a client for this address: certificate authorities if it needs TLS, no status is an error, and the
/// user agent.
pub fn settings(address: &str) -> ConfigBuilder<AgentScope> {
    with(is_tls(address).then(authorities))
}

/// Whether the address needs TLS.
pub fn is_tls(address: &str) -> bool {
    address.starts_with("https://")
}

/// What to do about an error of a server at this address; empty if its text says enough.
pub fn mend(address: &str, error: &ureq::Error) -> &'static str {
    let io = match error {
        ureq::Error::Protocol(_) if !is_tls(address) => {
            return "; if the server speaks TLS, its address begins with https://";
        }
        ureq::Error::Io(error) => error.get_ref(),
        _ => None,
    };
    match io.and_then(|error| error.downcast_ref()) {
        Some(rustls::Error::InvalidMessage(_)) => {
            "; if the server does not speak TLS, its address begins with http://"
        }
        Some(rustls::Error::InvalidCertificate(_)) => {
            "; if you trust it, put its authority's certificate into the file that SSL_CERT_FILE names"
        }
        _ => "",
    }
}

fn with(authorities: Option<Vec<Certificate<'static>>>) -> ConfigBuilder<AgentScope> {
    let config = Config::builder()
        .http_status_as_error(false)
        .user_agent(concat!("livetill/", env!("CARGO_PKG_VERSION")));
    match authorities {
        None => config,
        Some(authorities) => config.tls_config(
            TlsConfig::builder()
                .root_certs(RootCerts::Specific(Arc::new(authorities)))
                .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
                .build(),
        ),
    }
}

fn authorities() -> Vec<Certificate<'static>> {
    let found = rustls_native_certs::load_native_certs();
    for error in found.errors {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "a trusted authority cannot be read"
        );
    }
    let authorities = found.certs.iter();
    authorities
        .map(|authority| Certificate::from_der(authority).to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use test_servers::{answering, redirected};

    use super::*;

    #[test]
    fn the_server_follows_no_redirect() {
        let (start, here, there) = redirected();
        let request = Request::get(&start).body(Vec::new()).unwrap();
        let answer = HttpClient::to(&start).unwrap().send(request).unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers().len()), (307, 2));
        assert!(here.recv().unwrap().contains("user-agent: livetill/"));
        assert!(there.try_recv().is_err());
    }

    #[test]
    fn clients_share_their_connections() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        // It accepts one connection.
        let server = thread::spawn(move || {
            let (mut connection, _) = listener.accept().unwrap();
            let mut heard = [0; 4096];
            for _ in 0..2 {
                assert_ne!(connection.read(&mut heard).unwrap(), 0);
                connection
                    .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
                    .unwrap();
            }
        });
        for _ in 0..2 {
            let request = Request::get(&address).body(Vec::new()).unwrap();
            let answer = HttpClient::to(&address).unwrap().send(request).unwrap();
            assert_eq!(answer.status(), 204);
        }
        server.join().unwrap();
    }

    #[test]
    fn an_answer_without_end_is_no_answer() {
        let long = "x".repeat(Limits::default().max_answer as usize + 1);
        let (address, _heard) = answering(format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{long}",
            long.len()
        ));
        let request = Request::get(&address).body(Vec::new()).unwrap();
        let error = HttpClient::to(&address).unwrap().send(request).unwrap_err();
        assert!(error.to_string().contains("larger"), "{error:#}");
    }

    #[test]
    fn who_does_not_answer_is_given_up() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/secret", silent.local_addr().unwrap());
        let client = HttpClient::within(
            &address,
            Limits {
                patience: Duration::from_millis(50),
                ..Limits::default()
            },
        )
        .unwrap();
        let request = Request::get(&address).body(Vec::new()).unwrap();
        let error = client.send(request).unwrap_err().to_string();
        assert!(error.contains("no answer in time"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}
