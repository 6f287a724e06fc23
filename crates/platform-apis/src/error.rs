//! Why a platform does not tell.

use std::time::Duration;

/// A platform's API said no, or nothing. Each says what was wrong and what to do, as a text for people, and none holds a secret or
/// anything of a body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The credentials are wrong, expired or revoked. Trying again does not help until somebody has changed them.
    #[error("{platform} refuses the credentials; {to_do}")]
    Unauthorized {
        /// Who.
        platform: &'static str,
        /// What to do.
        to_do: String,
    },
    /// The credentials are right, and may not do this. Trying again does not help until somebody has allowed it.
    #[error("{platform} does not let these credentials {what}: {scope} is missing; {to_do}")]
    MissingScope {
        /// Who.
        platform: &'static str,
        /// What was to be done, such as `read orders`.
        what: &'static str,
        /// The platform's word for the right, such as `read_orders`.
        scope: String,
        /// What to do.
        to_do: String,
    },
    /// Too many questions. Later it works.
    #[error("{platform} wants fewer requests")]
    Limited {
        /// Who.
        platform: &'static str,
        /// How long it wants to be left alone, where it says so.
        retry_after: Option<Duration>,
    },
    /// Nobody answered, or something failed there. Later it works.
    #[error("{platform} cannot be reached: {detail}")]
    Away {
        /// Who.
        platform: &'static str,
        /// What happened: a status, or what became of the connection.
        detail: String,
    },
    /// The platform does not do what it was asked to. Trying again does not help.
    #[error("{platform} refuses: {detail}")]
    Refused {
        /// Who.
        platform: &'static str,
        /// What it said and what to do, without anything of a body.
        detail: String,
    },
    /// The answer has another form than the platform's documentation says: a plug-in, a page of a proxy, or a newer version.
    #[error("{platform} gave an answer that Livetill does not understand: {detail}")]
    Impossible {
        /// Who.
        platform: &'static str,
        /// What is missing or different, and where; never what stood there.
        detail: String,
    },
    /// What was given to ask with makes no sense, such as an address without TLS.
    #[error("{0}")]
    Misconfigured(String),
}

impl ApiError {
    /// Whether the same question may be answered later, without anybody changing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            ApiError::Limited { .. } | ApiError::Away { .. } => true,
            // Of a body, and the next one may be another.
            ApiError::Impossible { .. } => true,
            ApiError::Unauthorized { .. }
            | ApiError::MissingScope { .. }
            | ApiError::Refused { .. }
            | ApiError::Misconfigured(_) => false,
        }
    }

    /// Whether somebody has to change the credentials or what they may do.
    pub fn is_of_credentials(&self) -> bool {
        matches!(
            self,
            ApiError::Unauthorized { .. } | ApiError::MissingScope { .. }
        )
    }

    /// How long to wait before the next question, where the platform says so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            ApiError::Limited { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
