//! Secrets.

use std::fmt;

/// A secret of an account or a webhook. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiSecret(String);

impl ApiSecret {
    /// A secret as given, without surrounding white space.
    pub fn new(text: &str) -> ApiSecret {
        ApiSecret(text.trim().to_owned())
    }

    /// The secret itself, to send it or to write it where secrets are kept.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiSecret")
    }
}
