//! The whole server as a service: the router, and a short way past it.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::response::{IntoResponse as _, Response};
use futures_util::future::Either;
use hyper::body::Incoming;
use tower::Service;
use utoipa_axum::routes;

use crate::measured::Meters;
use crate::router::router;
use crate::routes::webhooks::post;
use crate::{AppState, headers};

/// Answers every request. Webhooks, which come in great numbers, do not go through the router: it would copy the
/// parameters of their addresses into new memory, and each of its layers allocates as well. Only an address without
/// escapes goes the short way, and everything that is not sure to be a webhook goes the usual one.
#[derive(Clone)]
pub(crate) struct Front {
    router: Router,
    webhooks: Arc<Webhooks>,
}

struct Webhooks {
    state: AppState,
    meters: Arc<Meters>,
}

type Answer = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

impl Front {
    pub(crate) fn of(state: &AppState) -> Front {
        let webhooks = Webhooks {
            state: state.clone(),
            meters: Arc::new(Meters::of::<AppState>(&routes!(post::post_webhook))),
        };
        Front {
            router: router(state.clone()),
            webhooks: Arc::new(webhooks),
        }
    }
}

impl Webhooks {
    /// Answers as the router does.
    fn answer(&self, request: Request) -> Answer {
        let is_tls = headers::is_tls(&request);
        let begun = self.meters.begin(request.method().clone());
        let state = State(self.state.clone());
        let answer = async move {
            let answer = async { Ok(post::post_webhook(state, request).await.into_response()) };
            let answer: Result<Response, Infallible> = begun.finish(answer).await;
            let mut response = answer?;
            headers::set(response.headers_mut(), is_tls);
            Ok(response)
        };
        Box::pin(answer)
    }
}

impl Service<Request<Incoming>> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<<Router as Service<Request<Incoming>>>::Future, Answer>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request<Incoming>>::poll_ready(&mut self.router, cx)
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        let is_webhook =
            request.method() == Method::POST && post::plain_address(request.uri().path()).is_some();
        match is_webhook {
            true => Either::Right(self.webhooks.answer(request.map(Body::new))),
            false => Either::Left(self.router.call(request)),
        }
    }
}
