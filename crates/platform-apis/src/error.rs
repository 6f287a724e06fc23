//! Errors of platforms' APIs.

use std::time::Duration;

/// A platform's API refused a request or did not answer. Each error says what was wrong and what to do, in text for
/// people. None contains a secret or any part of a body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The credentials are wrong, expired or revoked. Retrying does not help until somebody changes them.
    #[error("{platform} refuses the credentials; {to_do}")]
    Unauthorized {
        /// The platform.
        platform: &'static str,
        /// What to do.
        to_do: String,
    },
    /// The credentials are right, but do not allow this. Retrying does not help until somebody grants the right.
    #[error("{platform} does not let these credentials {what}: {scope} is missing; {to_do}")]
    MissingScope {
        /// The platform.
        platform: &'static str,
        /// The refused action, such as `read orders`.
        what: &'static str,
        /// The platform's name of the right, such as `read_orders`.
        scope: String,
        /// What to do.
        to_do: String,
    },
    /// Too many requests. It works again later.
    #[error("{platform} wants fewer requests")]
    Limited {
        /// The platform.
        platform: &'static str,
        /// How long the platform asks us to wait, if it names a time.
        retry_after: Option<Duration>,
    },
    /// The platform did not answer, or failed. It works again later.
    #[error("{platform} cannot be reached: {detail}")]
    Away {
        /// The platform.
        platform: &'static str,
        /// What happened: a status, or a connection error.
        detail: String,
    },
    /// The platform refuses the request. Retrying does not help.
    #[error("{platform} refuses: {detail}")]
    Refused {
        /// The platform.
        platform: &'static str,
        /// What the platform answered and what to do, without any part of a body.
        detail: String,
    },
    /// The answer does not have the documented form, because of a plug-in, a proxy's page, or a newer version.
    #[error("{platform} gave an answer that Livetill does not understand: {detail}")]
    Impossible {
        /// The platform.
        platform: &'static str,
        /// What is missing or different, and where; never the value itself.
        detail: String,
    },
    /// The settings of the API are invalid, such as an address without TLS.
    #[error("{0}")]
    Misconfigured(String),
}

impl ApiError {
    /// Whether the same request may succeed later without any change.
    pub fn is_retryable(&self) -> bool {
        match self {
            ApiError::Limited { .. } | ApiError::Away { .. } => true,
            // It concerns one body; the next may be different.
            ApiError::Impossible { .. } => true,
            ApiError::Unauthorized { .. }
            | ApiError::MissingScope { .. }
            | ApiError::Refused { .. }
            | ApiError::Misconfigured(_) => false,
        }
    }

    /// How long to wait before the next request, if the platform names a time.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            ApiError::Limited { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
