//! What an error looks like.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// RFC 9457 problem details (`application/problem+json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Stable identifier of the kind of problem; its last part is one word.
    #[schema(example = "urn:livetill:problem:unknown_shop")]
    pub r#type: String,
    /// The kind of problem, for people; the same for every problem of the type.
    #[schema(example = "Unknown shop")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 404)]
    pub status: u16,
    /// What was wrong this time, where, and what to do.
    pub detail: String,
}

impl Problem {
    /// What the `type` of every problem begins with.
    pub const TYPE_PREFIX: &str = "urn:livetill:problem:";

    /// A problem of the kind `name`.
    pub fn new(name: &str, status: u16, title: &str, detail: impl Into<String>) -> Problem {
        Problem {
            r#type: format!("{}{name}", Problem::TYPE_PREFIX),
            title: title.to_owned(),
            status,
            detail: detail.into(),
        }
    }

    /// The last part of the type: one word, such as `unknown_shop`.
    pub fn kind(&self) -> &str {
        let kind = self.r#type.strip_prefix(Problem::TYPE_PREFIX);
        kind.unwrap_or_default()
    }
}
