//! What goes wrong when a cluster is asked, and what it asks for.

use kafka_protocol::ResponseError;
use telemetry::labels::SourceError;

use crate::driver::{Fault, Remedy};

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody answers, or not in time.
    Unreached,
    /// Who answers speaks no Kafka, or not this one's.
    NotKafka,
    /// User or password are wrong, or the user may not do this.
    Denied,
    /// The topic is not there.
    NoTopic,
    /// The topic is compacted, which was not allowed.
    Compacted,
    /// Whatever else a broker answers.
    Refused,
}

/// A call that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct CallError {
    /// What stands in the way.
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

    /// What a broker answered, if it is an error.
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

    /// Puts before it where it happened.
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
