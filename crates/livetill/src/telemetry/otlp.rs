//! Traces over OTLP: spans of requests, of the commits that they wait for, and of the notices to
//! the viewers, as protobuf over HTTP.

use anyhow::{Context, bail};
use async_trait::async_trait;
use hyper::body::Bytes;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{HttpClient as Transport, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Runtime;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;

use super::BoxedLayer;
use crate::http_client::HttpClient;

/// Where the signal goes below the endpoint, as OTLP says.
const PATH: &str = "v1/traces";

/// Sends spans in batches. Dropped, it sends what is left.
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
/// When the endpoint is no address.
pub(super) fn start(endpoint: &str) -> anyhow::Result<(Exporter, BoxedLayer)> {
    let is_address = ["http://", "https://"]
        .iter()
        .any(|scheme| endpoint.starts_with(scheme));
    if !is_address {
        bail!("`{endpoint}` is no address such as http://127.0.0.1:4318");
    }
    let client = Client {
        client: HttpClient::new()?,
        runtime: Some(
            tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("livetill-traces")
                .enable_all()
                .build()
                .context("cannot start a thread")?,
        ),
    };
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(client)
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

/// Our client. The exporter works on a thread of its own without a runtime, so this brings one.
#[derive(Debug)]
struct Client {
    client: HttpClient,
    /// `None` once dropped.
    runtime: Option<Runtime>,
}

#[async_trait]
impl Transport for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let Some(runtime) = &self.runtime else {
            return Err("the exporter has stopped".into());
        };
        let client = self.client.clone();
        let sent = runtime.spawn(async move { client.send(request).await });
        Ok(sent.await??)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may be dropped where waiting is not allowed.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
