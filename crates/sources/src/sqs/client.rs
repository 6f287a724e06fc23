//! The connection to SQS.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::retry::RetryConfig;

use super::SqsUrl;
use crate::aws::{self, NoConnection};

/// Connects to the service that the queue's URL names.
///
/// # Errors
/// [`NoConnection`] when there is no region, or there are no credentials.
pub async fn connect(url: &SqsUrl) -> Result<Client, NoConnection> {
    let config = aws::connect(url.region(), |loader| {
        // Tried again by the driver, which counts and tells it.
        let loader = loader.retry_config(RetryConfig::disabled());
        match url.endpoint() {
            Some(endpoint) => loader.endpoint_url(endpoint),
            None => loader,
        }
    });
    Ok(Client::new(&config.await?))
}
