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
use axum::response::{IntoResponse, Response};
use futures_util::future::Either;
use futures_util::{FutureExt as _, TryFutureExt as _};
use hyper::body::Incoming;
use tower::Service;
use utoipa_axum::routes;

use crate::auth::{Guard, Permission};
use crate::measured::{Begun, Meters};
use crate::router::router;
use crate::routes::{orders, webhooks};
use crate::{AppState, headers};

/// Answers every request. Orders and webhooks, which come in great numbers, do not go through the router: it would copy
/// the parameters of their addresses into new memory, and each of its layers allocates as well. Only an address without
/// escapes goes the short way, and everything that is not sure to be one of them goes the usual one.
#[derive(Clone)]
pub(crate) struct Front {
    router: Router,
    short: Arc<Short>,
}

struct Short {
    state: AppState,
    orders: Arc<Meters>,
    webhooks: Arc<Meters>,
    /// In front of orders, as in the router.
    guard: Guard,
}

type Answer = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

impl Front {
    pub(crate) fn of(state: &AppState) -> Front {
        let of_orders = Meters::of::<AppState>(&routes!(orders::post::post_orders));
        let of_webhooks = Meters::of::<AppState>(&routes!(webhooks::post::post_webhook));
        let short = Short {
            state: state.clone(),
            orders: Arc::new(of_orders),
            webhooks: Arc::new(of_webhooks),
            guard: Guard {
                access: state.access().clone(),
                permission: Permission::Post,
            },
        };
        Front {
            router: router(state.clone()),
            short: Arc::new(short),
        }
    }
}

impl Short {
    fn answer_webhook(&self, request: Request) -> Answer {
        let (is_tls, state) = (headers::is_tls(&request), State(self.state.clone()));
        let begun = self.webhooks.begin(request.method().clone());
        Box::pin(finish(
            begun,
            is_tls,
            webhooks::post::post_webhook(state, request),
        ))
    }

    fn answer_orders(&self, request: Request) -> Answer {
        let (is_tls, state) = (headers::is_tls(&request), State(self.state.clone()));
        if let Err(mut refusal) = self.guard.admit(None, &request) {
            headers::set(refusal.headers_mut(), is_tls);
            return Box::pin(std::future::ready(Ok(refusal)));
        }
        let begun = self.orders.begin(request.method().clone());
        Box::pin(finish(
            begun,
            is_tls,
            orders::post::post_orders(state, request),
        ))
    }
}

/// What the router's layers do around an endpoint.
fn finish<R: IntoResponse>(
    begun: Begun,
    is_tls: bool,
    answer: impl Future<Output = R>,
) -> impl Future<Output = Result<Response, Infallible>> {
    let answer = begun.finish(answer.map(|answer| Ok(answer.into_response())));
    answer.map_ok(move |mut response| {
        headers::set(response.headers_mut(), is_tls);
        response
    })
}

impl Service<Request<Incoming>> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<<Router as Service<Request<Incoming>>>::Future, Answer>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request<Incoming>>::poll_ready(&mut self.router, cx)
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        let (is_post, path) = (request.method() == Method::POST, request.uri().path());
        if is_post && path == "/v1/orders" {
            Either::Right(self.short.answer_orders(request.map(Body::new)))
        } else if is_post && webhooks::post::plain_address(path).is_some() {
            Either::Right(self.short.answer_webhook(request.map(Body::new)))
        } else {
            Either::Left(self.router.call(request))
        }
    }
}
