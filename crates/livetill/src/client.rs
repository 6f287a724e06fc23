//! The HTTP client, with the machine's certificate authorities, or those of `SSL_CERT_FILE`.
//!
//! Commands take the ways of the machine they are called on: proxies that the environment names, and
//! redirects, though no key goes along to another address. What the running server sends goes to the
//! address that was set, and nowhere else.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use rustls::crypto::ring;
use tokio::sync::oneshot;
use ureq::config::{Config, ConfigBuilder};
use ureq::http::{HeaderValue, Request, Response, StatusCode, Uri, header};
use ureq::middleware::MiddlewareNext;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::typestate::AgentScope;
use ureq::{Agent, SendBody};

use crate::cli::KeyArgs;

/// How long a request of the running server may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// It asks for no answer that is longer.
const MAX_ANSWER: u64 = 1024 * 1024;

/// A client of commands for the server at `base`: answers with any status are answers, and every
/// request says who sends it, if there is a key.
pub(crate) fn agent(key: &KeyArgs, base: &str) -> Agent {
    let authorities = is_tls(base).then(authorities);
    let config = settings(authorities).timeout_connect(Some(PATIENCE));
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

/// A client of the running server: an answer with any status is an answer, also a redirect, which is
/// not followed. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct HttpClient(Agent);

impl HttpClient {
    /// For this address.
    ///
    /// # Errors
    /// When it is asked over TLS, and the machine has no certificate authorities.
    pub(crate) fn to(address: &str) -> anyhow::Result<HttpClient> {
        HttpClient::patient(address, PATIENCE)
    }

    fn patient(address: &str, patience: Duration) -> anyhow::Result<HttpClient> {
        let authorities = is_tls(address).then(authorities);
        if authorities.as_ref().is_some_and(Vec::is_empty) {
            bail!("the machine's certificate authorities: there are none");
        }
        let config = settings(authorities)
            .timeout_global(Some(patience))
            .max_redirects(0)
            .proxy(None);
        Ok(HttpClient(config.build().into()))
    }

    /// Sends a body and gives the answer's status.
    ///
    /// # Errors
    /// When no answer came. The address is not named: it may be a secret.
    pub(crate) async fn post(
        &self,
        uri: &Uri,
        content_type: &'static str,
        body: Vec<u8>,
    ) -> anyhow::Result<StatusCode> {
        let request = Request::post(uri.clone())
            .header(header::CONTENT_TYPE, content_type)
            .body(body)?;
        let (client, (told, answer)) = (self.clone(), oneshot::channel());
        // No thread of the runtime: a server that stops would wait for it.
        thread::Builder::new()
            .name("livetill-http".to_owned())
            .spawn(move || {
                // Whoever asked may have given up.
                let _ = told.send(client.send(request));
            })
            .context("cannot start a thread")?;
        Ok(answer.await.context("no answer")??.status())
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// # Errors
    /// When no answer came in time.
    pub(crate) fn send(&self, request: Request<Vec<u8>>) -> anyhow::Result<Response<Vec<u8>>> {
        let exchange = || -> Result<_, ureq::Error> {
            let (head, mut body) = self.0.run(request)?.into_parts();
            let body = body.with_config().limit(MAX_ANSWER).read_to_vec()?;
            Ok(Response::from_parts(head, body))
        };
        exchange().map_err(|error| match error {
            ureq::Error::Timeout(_) => anyhow::Error::new(error).context("no answer in time"),
            error => error.into(),
        })
    }
}

/// What every client is made with.
fn settings(authorities: Option<Vec<Certificate<'static>>>) -> ConfigBuilder<AgentScope> {
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

fn is_tls(text: &str) -> bool {
    text.starts_with("https://")
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
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::sync::mpsc::{self, Receiver};

    use server::auth::SecretKey;

    use super::*;

    /// An address that gives every caller this answer, and what the callers said before their bodies.
    fn answering(answer: String) -> (String, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let (said, heard) = mpsc::channel();
        thread::spawn(move || {
            for mut caller in listener.incoming().map_while(Result::ok) {
                let lines = BufReader::new(caller.try_clone().unwrap()).lines();
                let head: Vec<String> = lines
                    .map_while(Result::ok)
                    .take_while(|line| !line.is_empty())
                    .collect();
                let _ = said.send(head.join("\n"));
                let _ = caller.write_all(answer.as_bytes());
            }
        });
        (address, heard)
    }

    fn redirected() -> (String, Receiver<String>, Receiver<String>) {
        let (end, there) = answering("HTTP/1.1 204 No Content\r\n\r\n".to_owned());
        let moved = format!("HTTP/1.1 307 Moved\r\nlocation: {end}\r\ncontent-length: 0\r\n\r\n");
        let (start, here) = answering(moved);
        (start, here, there)
    }

    #[test]
    fn a_command_follows_a_redirect_and_leaves_its_key_behind() {
        let (start, here, there) = redirected();
        let key = KeyArgs::of(&SecretKey::generate().unwrap());
        let answer = agent(&key, &start).get(&start).call().unwrap();
        assert_eq!(answer.status(), 204);
        assert!(here.recv().unwrap().contains("Bearer ltk_"));
        assert!(!there.recv().unwrap().contains("Bearer"));
    }

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
    fn an_answer_without_end_is_no_answer() {
        let long = "x".repeat(MAX_ANSWER as usize + 1);
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
        let client = HttpClient::patient(&address, Duration::from_millis(50)).unwrap();
        let request = Request::get(&address).body(Vec::new()).unwrap();
        let error = format!("{:#}", client.send(request).unwrap_err());
        assert!(error.contains("no answer in time"), "{error}");
        assert!(!error.contains("secret"), "{error}");
    }
}
