//! The store as a whole: written out, and checked.

pub(crate) mod backup;
pub(crate) mod verify;

use ports::StoreExport;

use crate::AppState;
use crate::problem::ApiError;

/// The store, if it can be read out.
fn export(state: &AppState) -> Result<&dyn StoreExport, ApiError> {
    state.store().as_export().ok_or_else(ApiError::no_export)
}
