//! The connection to Kinesis.

use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::config::retry::RetryConfig;

use super::KinesisUrl;
use crate::aws::{self, NoConnection};

/// Connects with the URL's settings; anything missing comes from AWS's usual places.
///
/// # Errors
/// [`NoConnection`] when the region or the credentials are missing.
pub async fn connect(url: &KinesisUrl) -> Result<Client, NoConnection> {
    let config = aws::connect(region(url), |loader| {
        // Our own code retries: it knows what is worth retrying and has to be counted.
        let loader = loader.retry_config(RetryConfig::disabled());
        match &url.endpoint {
            Some(endpoint) => loader.endpoint_url(endpoint),
            None => loader,
        }
    });
    Ok(Client::new(&config.await?))
}

/// The region, if known without searching. A test server has none, and waiting for the machine's metadata service would
/// be pointless.
fn region(url: &KinesisUrl) -> Option<String> {
    match (&url.region, &url.endpoint) {
        (Some(region), _) => Some(region.clone()),
        (None, Some(_)) => Some(aws::named_region().unwrap_or_else(|| "us-east-1".to_owned())),
        (None, None) => None,
    }
}
