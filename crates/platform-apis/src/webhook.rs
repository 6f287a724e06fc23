//! Where the platform posts what happens.

use crate::ApiSecret;

/// A webhook that the account has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Where it posts.
    pub url: String,
    /// What it posts, by the platform's own words; sorted.
    pub topics: Vec<String>,
    /// Whether it does: platforms switch off what failed too often.
    pub is_active: bool,
}

/// What came of registering webhooks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscribed {
    /// The secret that signs from now on, if the caller has to keep another one than he gave.
    pub secret: Option<ApiSecret>,
    /// Topics that were not registered before.
    pub added: Vec<String>,
    /// Topics that were registered and switched off, and are on again.
    pub restored: Vec<String>,
}
