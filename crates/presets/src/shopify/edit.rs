//! An edit, which names lines and numbers of pieces, but no prices.

use std::collections::BTreeMap;

use domain::Rejection;
use serde::{Deserialize, Serialize};

use crate::json::{self, Value, no_time};
use crate::text::Text;

/// What an edit added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Edit {
    /// When, in seconds since 1970.
    pub(super) at: i64,
    /// Lines by id, with the number of pieces added.
    pub(super) added: Vec<(Text, i64)>,
    /// Whether its event was ever produced. If so, it is taken back when nothing of the edit is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) told: bool,
    /// Whether it is an agreement of the order, reported by the API and not by a webhook.
    #[serde(rename = "g", default, skip_serializing_if = "std::ops::Not::not")]
    agreed: bool,
    /// The other number under which it was reported.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub(super) also: Option<Text>,
}

/// The longest time between a webhook and its agreement, in seconds.
const APART: i64 = 300;

impl Edit {
    /// Whether both are the same edit, one from a webhook and one from the API.
    pub(super) fn is_told_by(&self, other: &Edit) -> bool {
        let pieces = |edit: &Edit| {
            let mut by_line: BTreeMap<Text, i64> = BTreeMap::new();
            for (line, pieces) in &edit.added {
                *by_line.entry(line.clone()).or_default() += pieces;
            }
            by_line.retain(|_, pieces| *pieces != 0);
            by_line
        };
        self.agreed != other.agreed
            && self.also.is_none()
            && (self.at - other.at).abs() <= APART
            && pieces(self) == pieces(other)
    }
}

/// An edit, with the ids of its order and of itself.
pub(super) fn read(edit: &Value<'_>) -> Result<(Text, Text, Edit), Rejection> {
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
            agreed: edit.flag("agreement"),
            also: None,
        },
    ))
}
