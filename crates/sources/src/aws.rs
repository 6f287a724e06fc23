//! The connection to AWS, shared by all its clients.

pub mod token;

use std::error::Error;
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_sdk_kinesis::config::ProvideCredentials;
use aws_sdk_kinesis::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use ports::with_causes;

/// AWS answers within a second, but ten megabytes over a slow line take longer.
const ATTEMPT_LIMIT: Duration = Duration::from_secs(30);
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// Why no connection is possible: a setting is missing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoConnection {
    /// No region is set.
    #[error(
        "no AWS region is set: set AWS_REGION or a profile's region; the URL of a stream or a \
         store may also say `?region=…`"
    )]
    Region,
    /// No credentials are set.
    #[error(
        "no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or a \
         profile, or give this machine, task or function a role ({0})"
    )]
    Credentials(String),
}

/// Settings for any AWS client. Anything not given here comes from the usual places: the environment, the profile, a
/// web identity, or the role of the container or machine. `AWS_ENDPOINT_URL` sets another address.
///
/// # Errors
/// [`NoConnection`] when the region is missing or empty, or the credentials are missing.
pub async fn connect(
    region: Option<String>,
    adjust: impl FnOnce(ConfigLoader) -> ConfigLoader,
) -> Result<SdkConfig, NoConnection> {
    let http = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_LIMIT)
        .operation_attempt_timeout(ATTEMPT_LIMIT)
        .build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .timeout_config(timeouts);
    // Without a given region, the loader asks the environment, the profile and the machine.
    if let Some(region) = region.or_else(named_region) {
        loader = loader.region(Region::new(region));
    }
    let config = adjust(loader).load().await;
    if config.region().is_none_or(|it| it.as_ref().is_empty()) {
        return Err(NoConnection::Region);
    }
    let missing = |what: String| NoConnection::Credentials(what);
    let credentials = config.credentials_provider();
    let credentials = credentials.ok_or_else(|| missing("no provider".to_owned()))?;
    let found = credentials.provide_credentials().await;
    found.map_err(|error| missing(error.to_string()))?;
    Ok(config)
}

/// The region in the environment, if any.
pub(crate) fn named_region() -> Option<String> {
    let names = ["AWS_REGION", "AWS_DEFAULT_REGION"];
    let mut named = names.iter().filter_map(|name| std::env::var(name).ok());
    named.find(|region| !region.is_empty())
}

/// AWS's text for an error or, without an answer, the underlying causes.
pub(crate) fn said<E, R>(error: &SdkError<E, R>) -> String
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug + 'static,
{
    match (error.code(), error.message()) {
        (Some(code), message) => format!("{code}: {}", message.unwrap_or("no message")),
        // The SDK's own text would add the whole answer.
        (None, _) => with_causes(error),
    }
}
