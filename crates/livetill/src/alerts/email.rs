//! Alerts by mail.

use async_trait::async_trait;
use lettre::Message;
use lettre::message::header::ContentType;
use server::alerts::{AlertMessage, AlertTarget};

use crate::delivery::Mailer;

/// A mail server, a sender and recipients.
pub(crate) struct Email(pub(crate) Mailer);

impl Email {
    fn mail(&self, message: &AlertMessage) -> Result<Message, String> {
        let alert = &message.alert;
        let mail = self.0.begin(message.title());
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
        "email"
    }

    async fn send(&self, message: &AlertMessage) -> Result<(), String> {
        self.0.send(self.mail(message)?).await
    }
}
