//! Digests by mail.

use std::time::Duration;

use async_trait::async_trait;
use lettre::Message;
use lettre::message::MultiPart;
use server::digest::{DigestMessage, DigestTarget};

use super::{Sheet, html, text};
use crate::delivery::{MAIL_PATIENCE, Mailer};

/// A recipient of digests.
pub(crate) struct Email(pub(crate) Mailer);

impl Email {
    fn mail(&self, message: &DigestMessage) -> Result<Message, String> {
        let sheet = Sheet::of(&message.digest);
        let id = format!("digest.{}", message.id);
        let mail = self.0.begin(sheet.subject.clone(), &id);
        let parts = MultiPart::alternative_plain_html(text(&sheet), html(&sheet));
        mail.multipart(parts).map_err(|error| error.to_string())
    }
}

#[async_trait]
impl DigestTarget for Email {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn key(&self) -> String {
        self.0.key()
    }

    fn patience(&self) -> Duration {
        MAIL_PATIENCE
    }

    async fn send(&self, message: &DigestMessage) -> Result<(), String> {
        self.0.send(self.mail(message)?).await
    }
}
