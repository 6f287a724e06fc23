//! Digests by mail.

use async_trait::async_trait;
use lettre::Message;
use lettre::message::MultiPart;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use server::digest::{DigestMessage, DigestTarget};

use super::{Sheet, html, text};
use crate::delivery::Mailer;

/// A mail server, a sender and recipients.
pub(crate) struct Email(pub(crate) Mailer);

/// Marks the mail as written by a program, so that programs do not answer it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Email {
    fn mail(&self, message: &DigestMessage) -> Result<Message, String> {
        let sheet = Sheet::of(&message.digest);
        // With the same id, a mailbox shows a repeated mail once.
        let id = format!("<digest.{}@{}>", message.id, self.0.domain());
        let mail = self.0.begin(sheet.subject.clone());
        let mail = mail.message_id(Some(id)).header(AutoSubmitted);
        let parts = MultiPart::alternative_plain_html(text(&sheet), html(&sheet));
        mail.multipart(parts).map_err(|error| error.to_string())
    }
}

#[async_trait]
impl DigestTarget for Email {
    fn name(&self) -> &str {
        "email"
    }

    async fn send(&self, message: &DigestMessage) -> Result<(), String> {
        self.0.send(self.mail(message)?).await
    }
}
