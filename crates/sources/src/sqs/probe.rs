//! Whether a queue is there and may be asked. No message is received: it would be nobody's for a while.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::ProvideErrorMetadata as _;
use aws_sdk_sqs::types::QueueAttributeName;

use super::SqsUrl;

/// What there is of a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// About how many messages wait in it.
    pub messages: Option<u64>,
}

/// Why a queue cannot be asked: AWS's word for it, if there was an answer, and the whole of it.
pub type ProbeError = (Option<String>, String);

/// Looks at the queue.
///
/// # Errors
/// [`ProbeError`] when it does not answer, is not there, or may not be asked.
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
