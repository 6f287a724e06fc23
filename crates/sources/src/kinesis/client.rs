//! The connection to Kinesis.

use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::config::retry::RetryConfig;

use super::KinesisUrl;
use crate::aws::{self, NoConnection};

/// Connects as the URL says, and for what it does not say as everything on AWS does.
///
/// # Errors
/// [`NoConnection`] when there is no region, or there are no credentials.
pub async fn connect(url: &KinesisUrl) -> Result<Client, NoConnection> {
    let config = aws::connect(region(url), |loader| {
        // Tried again here, where it is known what is worth it and what has to be counted.
        let loader = loader.retry_config(RetryConfig::disabled());
        match &url.endpoint {
            Some(endpoint) => loader.endpoint_url(endpoint),
            None => loader,
        }
    });
    Ok(Client::new(&config.await?))
}

/// The region that need not be looked for. A test server has none, and nobody should wait for a
/// machine's metadata to be asked.
fn region(url: &KinesisUrl) -> Option<String> {
    match (&url.region, &url.endpoint) {
        (Some(region), _) => Some(region.clone()),
        (None, Some(_)) => Some(aws::named_region().unwrap_or_else(|| "us-east-1".to_owned())),
        (None, None) => None,
    }
}
