//! Webhooks of an account.

use crate::ApiSecret;

/// A webhook of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The address it posts to.
    pub url: String,
    /// Its topics, by the platform's names, sorted.
    pub topics: Vec<String>,
    /// Whether it is active: platforms switch off webhooks that fail too often.
    pub is_active: bool,
}

/// The result of registering webhooks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscribed {
    /// The secret that signs from now on, if it differs from the caller's.
    pub secret: Option<ApiSecret>,
    /// Topics that are newly registered.
    pub added: Vec<String>,
    /// Topics that were switched off and are active again, or left out fields and have them now.
    pub restored: Vec<String>,
}
