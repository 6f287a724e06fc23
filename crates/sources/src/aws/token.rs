//! Logins by IAM: instead of a password, a signed request that is never sent identifies the caller.

use std::time::{Duration, SystemTime};

use aws_sdk_kinesis::config::{Credentials, ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ports::with_causes;
use tokio::sync::Mutex;

use super::{NoConnection, connect};

/// How long a token opens new connections: no service allows more.
const VALID: Duration = Duration::from_secs(15 * 60);

/// Signs with the AWS identity of this machine, task or user.
#[derive(Debug)]
pub struct Signer {
    region: String,
    provider: SharedCredentialsProvider,
    /// The last ones used, if they expire.
    credentials: Mutex<Option<Credentials>>,
}

impl Signer {
    /// Finds that identity; see [`connect`].
    ///
    /// # Errors
    /// [`NoConnection`].
    pub async fn connect(region: Option<String>) -> Result<Signer, NoConnection> {
        let config = connect(region, |loader| loader).await?;
        let region = config.region().ok_or(NoConnection::Region)?.to_string();
        let provider = config.credentials_provider();
        let none = || NoConnection::Credentials("no provider".to_owned());
        Ok(Signer::new(region, provider.ok_or_else(none)?))
    }

    fn new(region: String, provider: SharedCredentialsProvider) -> Signer {
        Signer {
            region,
            provider,
            credentials: Mutex::new(None),
        }
    }

    /// A password for a user of an ElastiCache cache, valid for fifteen minutes from now.
    ///
    /// # Errors
    /// Why there is none now, for people.
    pub async fn elasticache(
        &self,
        cache: &str,
        is_serverless: bool,
        user: &str,
    ) -> Result<String, String> {
        // Names of caches do not depend on case.
        let (cache, user) = (cache.to_ascii_lowercase(), encoded(user));
        let kind = match is_serverless {
            true => "&ResourceType=ServerlessCache",
            false => "",
        };
        let url = format!("http://{cache}/?Action=connect&User={user}{kind}");
        let token = self.presigned(&url, "elasticache").await?;
        Ok(token.trim_start_matches("http://").to_owned())
    }

    /// A token for the brokers of MSK in the region, valid for fifteen minutes from now.
    ///
    /// # Errors
    /// Why there is none now, for people.
    pub async fn msk(&self) -> Result<String, String> {
        let host = format!("kafka.{}.amazonaws.com", self.region);
        let url = format!("https://{host}/?Action=kafka-cluster%3AConnect");
        let signed = self.presigned(&url, "kafka-cluster").await?;
        // Brokers log it. It is not part of what is signed.
        let agent = concat!("&User-Agent=livetill%2F", env!("CARGO_PKG_VERSION"));
        Ok(URL_SAFE_NO_PAD.encode(signed + agent))
    }

    async fn presigned(&self, url: &str, service: &str) -> Result<String, String> {
        let (credentials, now) = (self.credentials().await?, SystemTime::now());
        presigned(url, (&credentials, &self.region, service), now)
    }

    /// Gets credentials, unless the last ones outlive a token. For machines and tasks this takes a network request, and
    /// each connection needs them.
    async fn credentials(&self) -> Result<Credentials, String> {
        let mut last = self.credentials.lock().await;
        let outlives = |it: &&Credentials| it.expiry() > Some(SystemTime::now() + VALID);
        if let Some(last) = last.as_ref().filter(outlives) {
            return Ok(last.clone());
        }
        let found = self.provider.provide_credentials().await;
        let found = found.map_err(|error| {
            // Its own text does not include the cause.
            NoConnection::Credentials(with_causes(&error)).to_string()
        })?;
        Ok(last.insert(found).clone())
    }
}

#[cfg(feature = "kafka")]
#[async_trait::async_trait]
impl crate::kafka::Tokens for Signer {
    async fn token(&self) -> Result<String, String> {
        self.msk().await
    }
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A URL with a signature for a GET request.
fn presigned(
    url: &str,
    (credentials, region, service): (&Credentials, &str, &str),
    now: SystemTime,
) -> Result<String, String> {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(VALID);
    let identity = credentials.clone().into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(now)
        .settings(settings)
        .build();
    let params = params.map_err(|error| with_causes(&error))?.into();
    let request = SignableRequest::new("GET", url, std::iter::empty(), SignableBody::Bytes(&[]));
    let request = request.map_err(|error| with_causes(&error))?;
    let signed = sign(request, &params).map_err(|error| with_causes(&error))?;
    let (instructions, _) = signed.into_parts();
    let mut url = url.to_owned();
    for (name, value) in instructions.params() {
        url.push('&');
        url.push_str(name);
        url.push('=');
        url.push_str(&encoded(value));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn seconds(rfc3339: &str) -> SystemTime {
        let at = domain::Timestamp::parse_rfc3339(rfc3339).unwrap();
        SystemTime::UNIX_EPOCH + Duration::from_millis(at.millis().unsigned_abs())
    }

    /// The parts of a query. Parameters may come in any order, and implementations differ.
    fn parts(url: &str) -> BTreeSet<&str> {
        url.split(['?', '&']).collect()
    }

    #[test]
    fn tokens_are_those_of_another_implementation() {
        let file: Value = serde_json::from_str(include_str!("token-vectors.json")).unwrap();
        let vectors = file["vectors"].as_array().unwrap();
        assert_eq!(vectors.len(), 7);
        for vector in vectors {
            let text = |name: &str| vector[name].as_str();
            let session = text("session_token").map(str::to_owned);
            let [key, secret, region, service, url, expected, at] = [
                "access_key",
                "secret_key",
                "region",
                "service",
                "url",
                "signed",
                "at",
            ]
            .map(|it| text(it).unwrap());
            let credentials = Credentials::new(key, secret, session, None, "test");
            let signed = presigned(url, (&credentials, region, service), seconds(at));
            assert_eq!(parts(&signed.unwrap()), parts(expected));
        }
    }

    fn signer(credentials: Credentials) -> Signer {
        let provider = SharedCredentialsProvider::new(credentials);
        Signer::new("eu-west-1".to_owned(), provider)
    }

    fn fixed() -> Credentials {
        Credentials::new("AKIAIOSFODNN7EXAMPLE", "hush", None, None, "test")
    }

    /// A login signs what the test vectors sign.
    #[tokio::test]
    async fn passwords_of_caches_have_no_scheme() {
        let signer = signer(fixed());
        let of = async |is_serverless| signer.elasticache("Till-1", is_serverless, "a+b").await;
        let (password, serverless) = (of(false).await.unwrap(), of(true).await.unwrap());
        assert!(password.starts_with("till-1/?Action=connect&User=a%2Bb&X-Amz-"));
        let begins = "till-1/?Action=connect&User=a%2Bb&ResourceType=ServerlessCache&X-Amz-";
        assert!(serverless.starts_with(begins), "{serverless}");
        for part in ["X-Amz-Expires=900", "X-Amz-SignedHeaders=host"] {
            assert!(parts(&password).contains(part), "{password}");
        }
        assert!(!password.contains("hush"));
    }

    #[tokio::test]
    async fn tokens_of_msk_are_encoded_once_more() {
        let token = signer(fixed()).msk().await.unwrap();
        let url = String::from_utf8(URL_SAFE_NO_PAD.decode(token).unwrap()).unwrap();
        let begins = "https://kafka.eu-west-1.amazonaws.com/?Action=kafka-cluster%3AConnect&X-Amz-";
        assert!(url.starts_with(begins), "{url}");
        assert!(url.contains("%2Fkafka-cluster%2Faws4_request"), "{url}");
        let (_, agent) = url.split_once("&User-Agent=livetill%2F").unwrap();
        assert_eq!(agent, env!("CARGO_PKG_VERSION"));
        assert!(!url.contains("hush"));
    }

    #[tokio::test]
    async fn credentials_are_asked_for_again_before_they_end() {
        let signer = signer(fixed());
        let key = async |minutes: u64| {
            let ends = SystemTime::now() + Duration::from_secs(minutes * 60);
            let last = Credentials::new("LAST", "hush", None, Some(ends), "test");
            *signer.credentials.lock().await = Some(last);
            let found = signer.credentials().await.unwrap();
            found.access_key_id().to_owned()
        };
        assert_eq!(key(60).await, "LAST");
        assert_eq!(key(10).await, "AKIAIOSFODNN7EXAMPLE");
        // Credentials that never expire may change, and are at hand anyway.
        *signer.credentials.lock().await =
            Some(Credentials::new("OLD", "hush", None, None, "test"));
        let found = signer.credentials().await.unwrap();
        assert_eq!(found.access_key_id(), "AKIAIOSFODNN7EXAMPLE");
    }
}
