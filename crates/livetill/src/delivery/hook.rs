//! Posts JSON to an address.

use anyhow::bail;
use http_client::HttpClient;
use serde_json::Value;
use ureq::http::Uri;

/// An address that accepts JSON. It is secret: anyone who knows it can post there.
pub(crate) struct Hook {
    client: HttpClient,
    uri: Uri,
}

impl Hook {
    /// # Errors
    /// When it is not a valid address.
    pub(crate) fn new(url: &str) -> anyhow::Result<Hook> {
        let uri = url.parse::<Uri>();
        let uri = uri.ok().filter(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
        });
        let Some(uri) = uri else {
            // Do not quote the value: it may be a mistyped secret.
            bail!("it must be an address such as https://example.com/hook");
        };
        Ok(Hook {
            client: HttpClient::to(url)?,
            uri,
        })
    }

    /// Posts the body.
    ///
    /// # Errors
    /// Why it was not accepted, for people and without the address.
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

/// Escapes what Slack asks to be escaped. Names of shops, sources and items come from outside.
pub(crate) fn slack_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
