pub(crate) mod events;
pub(crate) mod get;
pub(crate) mod websocket;

use axum::http::StatusCode;

use crate::AppState;
use crate::live::Subscription;
use crate::overview::{NoView, View};
use crate::problem::ApiError;

/// Subscribes a viewer, or returns the reason against it.
async fn subscribe(state: &AppState, view: View) -> Result<Subscription, ApiError> {
    let subscribed = state.overview().subscribe(view).await;
    subscribed.map_err(|why| match why {
        NoView::TooMany => ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too_many_views",
            "Too many views",
            "the most different live views of the overview are already open; ask for one of them, or use GET \
             /v1/overview",
        ),
        NoView::NotYet if state.is_closing() => ApiError::closing(),
        NoView::NotYet => {
            ApiError::store_away("the store could not be read yet; try again in a moment")
        }
    })
}
