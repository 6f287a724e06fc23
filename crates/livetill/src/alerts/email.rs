//! Alerts by mail.

use std::time::Duration;

use async_trait::async_trait;
use lettre::Message;
use lettre::message::header::ContentType;
use server::alerts::{AlertMessage, AlertTarget};

use crate::delivery::{MAIL_PATIENCE, Mailer};

/// A recipient of alerts.
pub(crate) struct Email(pub(crate) Mailer);

impl Email {
    fn mail(&self, message: &AlertMessage) -> Result<Message, String> {
        let alert = &message.alert;
        // Raised again, it is another message.
        let (id, at) = (&alert.id, alert.raised_at.replace(':', "-"));
        let id = format!("alert.{id}.{at}.{}", message.occasion.as_str());
        let mail = self.0.begin(message.title(), &id);
        let text = format!(
            "{}\n\nrule: {}\nsince: {}\nalert: {}\n",
            message.title(),
            alert.rule,
            alert.since,
            alert.id
        );
        let mail = mail.header(ContentType::TEXT_PLAIN).body(text);
        mail.map_err(|error| error.to_string())
    }
}

#[async_trait]
impl AlertTarget for Email {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn key(&self) -> String {
        self.0.key()
    }

    fn patience(&self) -> Duration {
        MAIL_PATIENCE
    }

    async fn send(&self, message: &AlertMessage) -> Result<(), String> {
        self.0.send(self.mail(message)?).await
    }
}
