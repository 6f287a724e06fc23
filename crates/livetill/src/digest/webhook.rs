//! Digests as HTTP requests.

use async_trait::async_trait;
use serde_json::json;
use server::digest::{DigestMessage, DigestTarget};

use super::{Sheet, text};
use crate::delivery::{Hook, slack_text};

/// An address that receives digests as JSON.
pub(crate) struct Webhook(pub(crate) Hook);

#[async_trait]
impl DigestTarget for Webhook {
    fn name(&self) -> &str {
        "webhook"
    }

    async fn send(&self, message: &DigestMessage) -> Result<(), String> {
        let title = Sheet::of(&message.digest).subject;
        let body = json!({
            "occasion": "digest",
            "id": message.id,
            "title": title,
            "digest": *message.digest,
        });
        self.0.post(&body).await
    }
}

/// An incoming webhook of Slack, or of a chat that accepts the same format.
pub(crate) struct Slack(pub(crate) Hook);

impl Slack {
    /// The subject, and the rest as preformatted text: it is a table, and other chats show it properly too.
    fn text(message: &DigestMessage) -> String {
        let sheet = Sheet::of(&message.digest);
        // Three backticks would end the preformatted text early.
        let rest = slack_text(&text(&sheet)).replace("```", "'''");
        format!(
            "*{}*\n```{}```",
            slack_text(&sheet.subject).replace('*', "∗"),
            rest.trim_end()
        )
    }
}

#[async_trait]
impl DigestTarget for Slack {
    fn name(&self) -> &str {
        "slack"
    }

    async fn send(&self, message: &DigestMessage) -> Result<(), String> {
        self.0.post(&json!({ "text": Slack::text(message) })).await
    }
}
