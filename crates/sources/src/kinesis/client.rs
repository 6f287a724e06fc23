//! The connection to Kinesis.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region};
use aws_sdk_kinesis::Client;
use aws_sdk_kinesis::config::ProvideCredentials;
use aws_sdk_kinesis::config::retry::RetryConfig;
use aws_sdk_kinesis::config::timeout::TimeoutConfig;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

use super::KinesisUrl;

/// Kinesis answers within a second; ten megabytes over a thin line take longer.
const ATTEMPT_LIMIT: Duration = Duration::from_secs(30);
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// Why there is no connection: a setting is missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoConnection {
    /// Nothing says which region it is.
    #[error(
        "kinesis: which region? Say `?region=…` in the source's URL, or set AWS_REGION or a profile"
    )]
    Region,
    /// Nothing says who we are.
    #[error(
        "kinesis: no credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or a \
         profile, or give this machine, task or function a role ({0})"
    )]
    Credentials(String),
}

/// Connects as the URL says, and for what it does not say as everything on AWS does: environment,
/// profile, web identity, the role of the container or the machine.
///
/// # Errors
/// [`NoConnection`] when there is no region, or there are no credentials.
pub async fn connect(url: &KinesisUrl) -> Result<Client, NoConnection> {
    let http = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_LIMIT)
        .operation_attempt_timeout(ATTEMPT_LIMIT)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .timeout_config(timeouts)
        // Tried again here, where it is known what is worth it and what has to be counted.
        .retry_config(RetryConfig::disabled());
    // Unless it is given one, the loader asks environment, profile and machine.
    if let Some(region) = region(url) {
        loader = loader.region(Region::new(region));
    }
    if let Some(endpoint) = &url.endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    let config = loader.load().await;
    if config.region().is_none() {
        return Err(NoConnection::Region);
    }
    let missing = |what: String| NoConnection::Credentials(what);
    let credentials = config.credentials_provider();
    let credentials = credentials.ok_or_else(|| missing("no provider".to_owned()))?;
    let found = credentials.provide_credentials().await;
    found.map_err(|error| missing(error.to_string()))?;
    Ok(Client::new(&config))
}

/// The region that need not be looked for. A test server has none, and nobody should wait for a
/// machine's metadata to be asked.
fn region(url: &KinesisUrl) -> Option<String> {
    let named = || {
        let names = ["AWS_REGION", "AWS_DEFAULT_REGION"];
        names.iter().find_map(|name| std::env::var(name).ok())
    };
    match (&url.region, &url.endpoint) {
        (Some(region), _) => Some(region.clone()),
        (None, Some(_)) => Some(named().unwrap_or_else(|| "us-east-1".to_owned())),
        (None, None) => None,
    }
}
