//! The check in front of a group of routes.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use telemetry::catalogue::REFUSALS;
use telemetry::labels::{OfRefusals, RefusalStatus};

use super::{Access, Permission};

/// Admits requests that have a permission.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    pub(crate) access: Access,
    pub(crate) permission: Permission,
}

/// Identifies the sender of a request, and passes the identity on or refuses.
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
            // A key in the body is checked and refused behind the guard.
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
    let refused = match status {
        StatusCode::UNAUTHORIZED => RefusalStatus::Unauthorized,
        StatusCode::FORBIDDEN => RefusalStatus::Forbidden,
        StatusCode::MISDIRECTED_REQUEST => RefusalStatus::MisdirectedRequest,
        StatusCode::TOO_MANY_REQUESTS => RefusalStatus::TooManyRequests,
        _ => return,
    };
    REFUSALS.series(OfRefusals::new(refused)).add(1);
}
