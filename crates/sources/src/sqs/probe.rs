//! Checks whether a queue exists and may be used. It receives no message, because that would hide the message from
//! others for a while.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::ProvideErrorMetadata as _;
use aws_sdk_sqs::types::QueueAttributeName;

use super::SqsUrl;

/// A usable queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// About how many messages are waiting in it.
    pub messages: Option<u64>,
}

/// Why a queue cannot be used: AWS's error code, if there was an answer, and the full message.
pub type ProbeError = (Option<String>, String);

/// Checks the queue.
///
/// # Errors
/// [`ProbeError`] when it does not answer, does not exist, or may not be used.
pub async fn probe(client: &Client, url: &SqsUrl) -> Result<Probed, ProbeError> {
    let waiting = QueueAttributeName::ApproximateNumberOfMessages;
    let request = client.get_queue_attributes().queue_url(&url.queue);
    let answer = request.attribute_names(waiting.clone()).send().await;
    let answer = answer.map_err(|error| {
        let code = error.code().map(str::to_owned);
        (code, crate::aws::said(&error))
    })?;
    let found = answer.attributes().and_then(|all| all.get(&waiting));
    Ok(Probed {
        messages: found.and_then(|text| text.parse().ok()),
    })
}
