//! What stands before a group of routes.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use metrics::counter;

use super::{Access, Permission};
use crate::metrics::REFUSALS;

/// Lets those in who have a permission.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    pub(crate) access: Access,
    pub(crate) permission: Permission,
}

/// Asks who sends a request, and passes on who that is, or why not.
pub(crate) async fn guard(
    State(guard): State<Guard>,
    mut request: Request,
    next: Next,
) -> Response {
    match guard.access.admit(guard.permission, &request) {
        Ok(Some(identity)) => {
            request.extensions_mut().insert(identity);
            next.run(request).await
        }
        Ok(None) => {
            // Who brings a key in the body is refused behind the guard.
            let response = next.run(request).await;
            count(response.status());
            response
        }
        Err(refusal) => {
            count(refusal.status());
            refusal.into_response()
        }
    }
}

fn count(status: StatusCode) {
    const REFUSING: [StatusCode; 4] = [
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::MISDIRECTED_REQUEST,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    if REFUSING.contains(&status) {
        counter!(REFUSALS, "status" => status.as_str().to_owned()).increment(1);
    }
}
