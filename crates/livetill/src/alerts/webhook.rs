//! Alerts as HTTP requests: our own JSON, or the format of Slack's incoming webhooks, which Mattermost, Rocket.Chat and
//! others accept too.

use async_trait::async_trait;
use serde_json::{Value, json};
use server::alerts::{AlertMessage, AlertTarget};

use crate::delivery::{Hook, slack_text};

/// The format that a webhook understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WebhookFormat {
    /// `occasion`, `title` and the alert as `GET /v1/alerts` has it.
    Json,
    /// `text`.
    Slack,
}

/// An address that receives alerts.
pub(crate) struct Webhook {
    hook: Hook,
    format: WebhookFormat,
}

impl Webhook {
    /// # Errors
    /// When the URL is not a valid address.
    pub(crate) fn new(url: &str, format: WebhookFormat) -> anyhow::Result<Webhook> {
        let hook = Hook::new(url)?;
        Ok(Webhook { hook, format })
    }

    fn body(&self, message: &AlertMessage) -> Value {
        match self.format {
            WebhookFormat::Json => json!({
                "occasion": message.occasion.as_str(),
                "title": message.title(),
                "alert": message.alert,
            }),
            WebhookFormat::Slack => json!({ "text": slack_text(&message.title()) }),
        }
    }
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
        self.hook.post(&self.body(message)).await
    }
}
