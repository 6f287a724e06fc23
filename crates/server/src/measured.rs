//! Counts and times requests, by route.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::extract::Request;
use axum::http;
use axum::response::Response;
use futures_util::TryFutureExt as _;
use telemetry::catalogue::{HTTP_REQUESTS, HTTP_SECONDS};
use telemetry::labels::{Method, OfAnswers, OfRoute, StatusClass};
use telemetry::{Count, Distribution};
use tower::{Layer, Service};
use tracing::{Instrument as _, Span, trace_span};
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
    let meters = Arc::new(Meters::of(&routes));
    routes.layer(Measure { meters })
}

/// The series of a route. Looking them up for each request would cost more than all other handling of a small request.
pub(crate) struct Meters {
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
    pub(crate) fn of<S>(routes: &UtoipaMethodRouter<S>) -> Meters {
        let route = routes.1.paths.keys().next().cloned().unwrap_or_default();
        Meters::new(&route)
    }

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

    /// Begins to measure a request of this method.
    pub(crate) fn begin(self: &Arc<Meters>, method: http::Method) -> Begun {
        let started = Instant::now();
        let span = trace_span!(
            target: pipeline::SPANS,
            "request",
            otel.kind = "server",
            otel.name = format_args!("{method} {}", self.route),
            http.request.method = method.as_str(),
            http.route = self.route,
            http.response.status_code = tracing::field::Empty,
        );
        let meters = Arc::clone(self);
        Begun {
            meters,
            method,
            started,
            span,
        }
    }
}

/// A request that is being handled.
pub(crate) struct Begun {
    meters: Arc<Meters>,
    method: http::Method,
    started: Instant,
    span: Span,
}

impl Begun {
    /// Waits for the answer, and counts it. An `async` block would hold the future of the answer twice, and each layer
    /// around it twice as much again.
    pub(crate) fn finish<E>(
        self,
        answer: impl Future<Output = Result<Response, E>>,
    ) -> impl Future<Output = Result<Response, E>> {
        let span = self.span.clone();
        let answer = answer.map_ok(move |response| {
            self.count(response.status().as_u16());
            response
        });
        answer.instrument(span)
    }

    fn count(&self, status: u16) {
        self.span.record("http.response.status_code", status);
        let meter = match self.method.as_str() {
            "GET" => &self.meters.get,
            "POST" => &self.meters.post,
            _ => &self.meters.other,
        };
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        meter.requests[class].add(1);
        meter.seconds.record(self.started.elapsed().as_secs_f64());
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
    S: Service<Request, Response = Response, Error: 'static>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let begun = self.meters.begin(request.method().clone());
        let answer = begun.span.in_scope(|| self.inner.call(request));
        Box::pin(begun.finish(answer))
    }
}
