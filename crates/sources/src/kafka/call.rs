//! Requests to a cluster, and how they fail.

use kafka_protocol::ResponseError;
use telemetry::labels::SourceError;

use crate::driver::{Fault, Remedy};

/// The kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No broker answers, or not in time.
    Unreached,
    /// The server does not speak Kafka, or not a version that we do.
    NotKafka,
    /// The user, the password or the token is wrong, or the user lacks a right.
    Denied,
    /// The topic does not exist.
    NoTopic,
    /// The topic is compacted, which the URL does not allow.
    Compacted,
    /// Any other answer of a broker.
    Refused,
}

/// A call that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct CallError {
    /// The kind of failure.
    pub trouble: Trouble,
    message: String,
}

impl CallError {
    pub(super) fn new(trouble: Trouble, message: impl Into<String>) -> CallError {
        CallError {
            trouble,
            message: message.into(),
        }
    }

    /// Turns a broker's error code into an error.
    pub(super) fn check(doing: &str, code: i16) -> Result<(), CallError> {
        let Some(error) = ResponseError::try_from_code(code) else {
            return Ok(());
        };
        let trouble = match error {
            ResponseError::UnknownTopicOrPartition => Trouble::NoTopic,
            ResponseError::TopicAuthorizationFailed
            | ResponseError::ClusterAuthorizationFailed
            | ResponseError::SaslAuthenticationFailed => Trouble::Denied,
            _ => Trouble::Refused,
        };
        let message = format!("{doing}: the broker answers {error:?} ({code})");
        Err(CallError::new(trouble, message))
    }

    /// Prefixes the place where it happened.
    pub(super) fn at(mut self, place: &str) -> CallError {
        self.message = format!("{place}: {}", self.message);
        self
    }
}

impl From<CallError> for Fault {
    fn from(error: CallError) -> Fault {
        let kind = match error.trouble {
            Trouble::NoTopic => SourceError::NotFound,
            _ => SourceError::CallFailed,
        };
        Fault::new(Remedy::Wait, kind, error)
    }
}
