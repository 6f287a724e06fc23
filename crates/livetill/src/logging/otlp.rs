//! Traces over OTLP: spans of requests, of the commits they wait for, and of the notices to viewers, as protobuf over
//! HTTP.

use anyhow::bail;
use async_trait::async_trait;
use http_client::HttpClient;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient as Transport, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;

use super::BoxedLayer;

/// The path of traces below the endpoint, as OTLP defines it.
const PATH: &str = "v1/traces";

/// Sends spans in batches. Sends what is left when dropped.
pub(super) struct Exporter(SdkTracerProvider);

impl Drop for Exporter {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last traces could not be sent");
        }
    }
}

/// Starts to send to a collector such as `http://127.0.0.1:4318`.
///
/// # Errors
/// When the endpoint is not a valid address.
pub(super) fn start(endpoint: &str) -> anyhow::Result<(Exporter, BoxedLayer)> {
    let is_address = ["http://", "https://"]
        .iter()
        .any(|scheme| endpoint.starts_with(scheme));
    if !is_address {
        bail!("`{endpoint}` is not an address such as http://127.0.0.1:4318");
    }
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Client(HttpClient::to(endpoint)?))
        .with_endpoint(format!("{}/{PATH}", endpoint.trim_end_matches('/')))
        .build()?;
    let resource = Resource::builder().with_service_name("livetill").build();
    let provider = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_batch_exporter(exporter)
        .build();
    let spans = Targets::new().with_target(pipeline::SPANS, LevelFilter::TRACE);
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("livetill"))
        .with_location(false)
        .with_threads(false)
        .with_filter(spans);
    Ok((Exporter(provider), layer.boxed()))
}

/// Our HTTP client. The exporter waits for it on a thread of its own.
#[derive(Debug)]
struct Client(HttpClient);

#[async_trait]
impl Transport for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.0.send(request.map(|body| body.to_vec()))?;
        Ok(answer.map(Bytes::from))
    }
}
