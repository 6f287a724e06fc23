//! The HTTP client of the running server: for alerts and traces. Commands of the terminal use ureq.

use std::time::Duration;

use anyhow::Context;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::{Request, Response, StatusCode, Uri, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::time::timeout;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer that we ask for is longer.
const MAX_ANSWER: usize = 1024 * 1024;

/// A client for http and https, with the machine's certificate authorities. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct HttpClient(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl HttpClient {
    /// # Errors
    /// When the machine has no certificate authorities.
    pub(crate) fn new() -> anyhow::Result<HttpClient> {
        let provider = rustls::crypto::ring::default_provider();
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(provider)
            .context("the machine's certificate authorities")?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(HttpClient(
            Client::builder(TokioExecutor::new()).build(connector),
        ))
    }

    /// Sends a body and gives the answer's status. Redirects are not followed.
    ///
    /// # Errors
    /// When no answer came. The address is not named: it may be a secret.
    pub(crate) async fn post(
        &self,
        uri: &Uri,
        content_type: &'static str,
        body: Bytes,
    ) -> anyhow::Result<StatusCode> {
        let request = Request::post(uri.clone())
            .header(header::CONTENT_TYPE, content_type)
            .header(
                header::USER_AGENT,
                concat!("livetill/", env!("CARGO_PKG_VERSION")),
            )
            .body(body)?;
        Ok(self.send(request).await?.status())
    }

    /// Sends a request and collects the answer.
    ///
    /// # Errors
    /// When no answer came in time.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> anyhow::Result<Response<Bytes>> {
        let exchange = async {
            let answer = self.0.request(request.map(Full::new)).await?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, MAX_ANSWER).collect().await;
            let body = body.map_err(|error| anyhow::anyhow!(error))?.to_bytes();
            anyhow::Ok(Response::from_parts(head, body))
        };
        timeout(PATIENCE, exchange)
            .await
            .context("no answer in time")?
    }
}
