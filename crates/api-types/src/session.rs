//! Who is asking.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the caller may do here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// `ingest`: post orders; `view`: look at figures; `admin`: everything.
    #[schema(example = "view")]
    pub role: String,
    /// The shops that the key is limited to; null: all shops.
    #[schema(required)]
    pub shops: Option<Vec<String>>,
    /// True if the server asks for no key: it has none, and listens only on its own machine.
    pub open: bool,
    /// The name of the key; null if there is none.
    #[schema(required)]
    pub name: Option<String>,
}

/// A key, to sign in with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// A key of role `view` or `admin`, as `livetill keys add` printed it.
    #[schema(format = Password)]
    pub key: String,
}

/// A key stays out of logs.
impl std::fmt::Debug for SignIn {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SignIn { key: … }")
    }
}
