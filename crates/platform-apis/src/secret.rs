//! Secrets.

use std::fmt;

/// A secret of an account or a webhook. It is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiSecret(String);

impl ApiSecret {
    /// A secret as it was given, without what stands round it.
    pub fn new(text: &str) -> ApiSecret {
        ApiSecret(text.trim().to_owned())
    }

    /// The secret itself, to be sent or written where secrets are.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiSecret")
    }
}
