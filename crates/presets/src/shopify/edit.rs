//! An edit names lines and numbers of pieces, and no prices.

use domain::Rejection;
use serde::{Deserialize, Serialize};
use sonic_rs::Value;

use crate::json::{self, Look, no_time};

/// What an edit added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Edit {
    /// When, in seconds since 1970.
    pub(super) at: i64,
    /// Lines by id, and how many pieces more they have.
    pub(super) added: Vec<(String, i64)>,
    /// Whether its event was made once: it is taken back when nothing of it is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) told: bool,
}

/// An edit, behind the ids of its order and of itself.
pub(super) fn read(edit: &Value) -> Result<(String, String, Edit), Rejection> {
    let at = json::time(edit, "created_at")?.ok_or_else(|| no_time("order_edit.created_at"))?;
    let lines = edit.at("line_items");
    let additions = lines.into_iter().flat_map(|lines| lines.each("additions"));
    let added =
        additions.map(|line| Ok((json::id(line, "id")?, json::whole(line, "delta")?.abs())));
    Ok((
        json::id(edit, "order_id")?,
        json::id(edit, "id")?,
        Edit {
            at,
            added: added.collect::<Result<_, Rejection>>()?,
            told: false,
        },
    ))
}
