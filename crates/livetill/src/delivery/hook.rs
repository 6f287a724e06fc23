//! JSON to an address.

use anyhow::bail;
use http_client::HttpClient;
use serde_json::Value;
use ureq::http::Uri;

/// An address that takes JSON. It is a secret: whoever knows it can write there.
pub(crate) struct Hook {
    client: HttpClient,
    uri: Uri,
}

impl Hook {
    /// # Errors
    /// When it is no address.
    pub(crate) fn new(url: &str) -> anyhow::Result<Hook> {
        let uri = url.parse::<Uri>();
        let uri = uri.ok().filter(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
        });
        let Some(uri) = uri else {
            // Not the value: it may be a secret with a slip in it.
            bail!("it must be an address such as https://example.com/hook");
        };
        Ok(Hook {
            client: HttpClient::to(url)?,
            uri,
        })
    }

    /// Sends it.
    ///
    /// # Errors
    /// Why it was not taken, for people and without the address.
    pub(crate) async fn post(&self, body: &Value) -> Result<(), String> {
        let body = body.to_string().into_bytes();
        let answer = self.client.post(&self.uri, "application/json", body).await;
        let status = answer.map_err(|error| format!("{:#}", anyhow::Error::new(error)))?;
        match status.is_success() {
            true => Ok(()),
            false => Err(format!("it answered {status}")),
        }
    }
}

/// What Slack asks to be escaped. The names of shops, sources and items are not ours.
pub(crate) fn slack_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
