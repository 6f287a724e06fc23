//! The check in front of a group of routes.

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use telemetry::catalogue::REFUSALS;
use telemetry::labels::{OfRefusals, RefusalStatus};

use super::{Access, Identity, Permission};

/// Admits requests that have a permission.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    pub(crate) access: Access,
    pub(crate) permission: Permission,
}

impl Guard {
    /// Who sends a request; `shop` is the one in its path. `None` if the sender does not matter.
    ///
    /// # Errors
    /// The refusal, which is counted.
    #[expect(clippy::result_large_err, reason = "it is the answer")]
    pub(crate) fn admit(
        &self,
        shop: Option<&str>,
        request: &Request,
    ) -> Result<Option<Identity>, Response> {
        let admitted = self.access.admit(self.permission, shop, request);
        admitted.map_err(|refusal| {
            count(refusal.status());
            refusal.into_response()
        })
    }
}

/// Identifies the sender of a request, and passes the identity on or refuses.
pub(crate) async fn guard(
    State(guard): State<Guard>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    // A path that cannot be read names no shop, and its endpoint refuses it.
    let path = path.ok();
    let shop = path.iter().flatten().find(|(name, _)| *name == "shop");
    let shop = shop.map(|(_, shop)| shop);
    match guard.admit(shop, &request) {
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
        Err(refusal) => refusal,
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
