//! Counts and times requests, by route.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::extract::Request;
use axum::response::Response;
use telemetry::catalogue::{HTTP_REQUESTS, HTTP_SECONDS};
use telemetry::labels::{Method, OfAnswers, OfRoute, StatusClass};
use telemetry::{Count, Distribution};
use tower::{Layer, Service};
use tracing::{Instrument as _, trace_span};
use utoipa_axum::router::{UtoipaMethodRouter, UtoipaMethodRouterExt};

/// The classes by a status' first digit.
const CLASSES: [StatusClass; 5] = [
    StatusClass::Informational,
    StatusClass::Success,
    StatusClass::Redirection,
    StatusClass::ClientError,
    StatusClass::ServerError,
];

/// Measures the methods of one route.
pub(crate) fn measured<S>(routes: UtoipaMethodRouter<S>) -> UtoipaMethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    let route = routes.1.paths.keys().next().cloned().unwrap_or_default();
    routes.layer(Measure {
        meters: Arc::new(Meters::new(&route)),
    })
}

/// The series of a route. Looking them up for each request would cost more than all other handling of a small request.
struct Meters {
    route: String,
    get: Meter,
    post: Meter,
    other: Meter,
}

struct Meter {
    /// In the order of [`CLASSES`].
    requests: [Arc<Count>; 5],
    seconds: Arc<Distribution>,
}

impl Meters {
    fn new(route: &str) -> Meters {
        let shared: Arc<str> = route.into();
        let meter = |method| {
            let of = |status| OfAnswers::new(method, Arc::clone(&shared), status);
            let requests = CLASSES.map(|status| HTTP_REQUESTS.series(of(status)));
            let seconds = HTTP_SECONDS.series(OfRoute::new(method, Arc::clone(&shared)));
            Meter { requests, seconds }
        };
        Meters {
            route: route.to_owned(),
            get: meter(Method::Get),
            post: meter(Method::Post),
            other: meter(Method::Other),
        }
    }
}

#[derive(Clone)]
struct Measure {
    meters: Arc<Meters>,
}

impl<S> Layer<S> for Measure {
    type Service = Measured<S>;

    fn layer(&self, inner: S) -> Measured<S> {
        Measured {
            inner,
            meters: Arc::clone(&self.meters),
        }
    }
}

#[derive(Clone)]
struct Measured<S> {
    inner: S,
    meters: Arc<Meters>,
}

impl<S> Service<Request> for Measured<S>
where
    S: Service<Request, Response = Response>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let started = Instant::now();
        let method = request.method().clone();
        let meters = Arc::clone(&self.meters);
        let span = trace_span!(
            target: pipeline::SPANS,
            "request",
            otel.kind = "server",
            otel.name = format_args!("{method} {}", meters.route),
            http.request.method = method.as_str(),
            http.route = meters.route,
            http.response.status_code = tracing::field::Empty,
        );
        let answer = span.in_scope(|| self.inner.call(request));
        let recorded = span.clone();
        let answer = async move {
            let response = answer.await?;
            recorded.record("http.response.status_code", response.status().as_u16());
            let meter = match method.as_str() {
                "GET" => &meters.get,
                "POST" => &meters.post,
                _ => &meters.other,
            };
            let class = usize::from(response.status().as_u16() / 100).clamp(1, 5) - 1;
            meter.requests[class].add(1);
            meter.seconds.record(started.elapsed().as_secs_f64());
            Ok(response)
        };
        Box::pin(answer.instrument(span))
    }
}
