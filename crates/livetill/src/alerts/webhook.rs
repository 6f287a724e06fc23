//! Alerts as HTTP requests: JSON of our own, and what Slack's incoming webhooks take, which
//! Mattermost, Rocket.Chat and others take as well.

use anyhow::bail;
use async_trait::async_trait;
use http_client::HttpClient;
use serde_json::{Value, json};
use server::alerts::{AlertMessage, AlertTarget};
use ureq::http::Uri;

/// What a webhook understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WebhookFormat {
    /// `occasion`, `title` and the alert as `GET /v1/alerts` has it.
    Json,
    /// `text`.
    Slack,
}

/// An address that gets alerts. It is a secret: whoever knows it can write there.
pub(crate) struct Webhook {
    client: HttpClient,
    uri: Uri,
    format: WebhookFormat,
}

impl Webhook {
    /// # Errors
    /// When it is no address.
    pub(crate) fn new(url: &str, format: WebhookFormat) -> anyhow::Result<Webhook> {
        let uri = url.parse::<Uri>();
        let uri = uri.ok().filter(|uri| {
            matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some()
        });
        let Some(uri) = uri else {
            // Not the value: it may be a secret with a slip in it.
            bail!("it must be an address such as https://example.com/hook");
        };
        Ok(Webhook {
            client: HttpClient::to(url)?,
            uri,
            format,
        })
    }

    fn body(&self, message: &AlertMessage) -> Value {
        match self.format {
            WebhookFormat::Json => json!({
                "occasion": message.occasion.as_str(),
                "title": message.title(),
                "alert": message.alert,
            }),
            WebhookFormat::Slack => json!({ "text": escaped(&message.title()) }),
        }
    }
}

/// What Slack asks to be escaped. The names of shops and sources are not ours.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[async_trait]
impl AlertTarget for Webhook {
    fn name(&self) -> &str {
        match self.format {
            WebhookFormat::Json => "webhook",
            WebhookFormat::Slack => "slack",
        }
    }

    async fn send(&self, message: &AlertMessage) -> Result<(), String> {
        let body = self.body(message).to_string();
        let answer = self
            .client
            .post(&self.uri, "application/json", body.into_bytes())
            .await;
        let status = answer.map_err(|error| format!("{:#}", anyhow::Error::new(error)))?;
        if status.is_success() {
            Ok(())
        } else {
            Err(format!("it answered {status}"))
        }
    }
}
