//! Sends requests to S3 with the HTTP client used for everything else.

use std::time::Duration;

use async_trait::async_trait;
use http_body_util::BodyExt as _;
use http_client::{HttpClient, Limits, http};
use object_store::ClientOptions;
use object_store::client::{
    self, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};

/// Limits for one part of a file.
const LIMITS: Limits = Limits {
    patience: Duration::from_secs(60),
    max_answer: 128 * 1024 * 1024,
};

/// Creates clients that send [`Requests`].
#[derive(Debug, Default)]
pub(super) struct Connector {}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<client::HttpClient> {
        Ok(client::HttpClient::new(Requests))
    }
}

#[derive(Debug)]
struct Requests;

#[async_trait]
impl HttpService for Requests {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let client = HttpClient::within(&head.uri.to_string(), LIMITS).map_err(failed)?;
        let request = http::Request::from_parts(head, body.to_vec());
        let answer = client.exchange(request).await.map_err(failed)?;
        Ok(answer.map(Into::into))
    }
}

/// It is unknown whether the request arrived, so it is repeated only if arriving twice is harmless.
fn failed(error: http_client::HttpError) -> HttpError {
    let kind = match error {
        http_client::HttpError::Late(_) => HttpErrorKind::Timeout,
        http_client::HttpError::Failed(_) => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    };
    HttpError::new(kind, error)
}
