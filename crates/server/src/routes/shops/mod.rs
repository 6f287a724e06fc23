pub(crate) mod add;
pub(crate) mod list;
pub(crate) mod remove;

use std::sync::Arc;

use axum::http::StatusCode;

use crate::AppState;
use crate::problem::ApiError;
use crate::roster::{NotChanged, RosterKeeper};

/// The keeper of the list of shops; a server for one command or a demonstration may have none.
fn keeper(state: &AppState) -> Result<&Arc<RosterKeeper>, ApiError> {
    state.roster().ok_or_else(|| {
        let detail = "the shops of this server are those of its settings";
        ApiError::new(
            StatusCode::CONFLICT,
            "shops_fixed",
            "Shops are fixed",
            detail,
        )
    })
}

fn refused(name: &str, why: NotChanged) -> ApiError {
    let shown: String = name.chars().take(64).collect();
    let conflict =
        |name, title, detail: String| ApiError::new(StatusCode::CONFLICT, name, title, detail);
    match why {
        NotChanged::Impossible(error) => ApiError::bad_request(error),
        NotChanged::Exists => {
            let detail = format!("there is already a shop `{shown}`; it stays as it is");
            conflict("shop_exists", "Shop exists", detail)
        }
        NotChanged::Leaving => {
            let detail = format!("a shop `{shown}` is being removed; add it when that is done");
            conflict("shop_leaving", "Shop is being removed", detail)
        }
        NotChanged::OfSettings => {
            let detail = format!(
                "shop `{shown}` is in the server's settings; remove it there, and restart the server"
            );
            conflict("shop_of_settings", "Shop of the settings", detail)
        }
        NotChanged::Unknown => ApiError::unknown_shop(name),
        NotChanged::Store(error) => ApiError::reading(&error),
    }
}
