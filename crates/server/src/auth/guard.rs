//! What stands before a group of routes.

use axum::extract::{Request, State};
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
        Ok(identity) => {
            request.extensions_mut().insert(identity);
            next.run(request).await
        }
        Err(refusal) => {
            let status = refusal.status().as_str().to_owned();
            counter!(REFUSALS, "status" => status).increment(1);
            refusal.into_response()
        }
    }
}
