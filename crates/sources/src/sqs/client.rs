//! The connection to SQS.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::retry::RetryConfig;

use super::SqsUrl;
use crate::aws::{self, NoConnection};

/// Connects to the service that the queue's URL names.
///
/// # Errors
/// [`NoConnection`] when the region or the credentials are missing.
pub async fn connect(url: &SqsUrl) -> Result<Client, NoConnection> {
    let config = aws::connect(url.region(), |loader| {
        // The driver retries, counts and reports failures.
        let loader = loader.retry_config(RetryConfig::disabled());
        match url.endpoint() {
            Some(endpoint) => loader.endpoint_url(endpoint),
            None => loader,
        }
    });
    Ok(Client::new(&config.await?))
}
