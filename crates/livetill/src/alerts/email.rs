//! Alerts by mail.

use anyhow::Context;
use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use server::alerts::{AlertMessage, AlertTarget};

/// A mail server, a sender and receivers.
pub(crate) struct Email {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    to: Vec<Mailbox>,
}

impl Email {
    /// `smtps://` speaks TLS from the start, `smtp://…?tls=required` turns to it, `smtp://` alone
    /// does not.
    ///
    /// # Errors
    /// When the server's address or a mail address makes no sense; the former is not quoted, it has
    /// a password.
    pub(crate) fn new(smtp: &str, from: &str, to: &[String]) -> anyhow::Result<Email> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp).ok();
        let server = server.context(
            "smtp: it must be an address such as smtps://user:password@mail.example.com",
        )?;
        let mailbox = |name: &str, address: &str| {
            address
                .parse::<Mailbox>()
                .with_context(|| format!("{name}: `{address}` is no mail address"))
        };
        Ok(Email {
            server: server.build(),
            from: mailbox("from", from)?,
            to: to
                .iter()
                .map(|address| mailbox("to", address))
                .collect::<anyhow::Result<_>>()?,
        })
    }

    fn mail(&self, message: &AlertMessage) -> Result<Message, String> {
        let alert = &message.alert;
        let mut mail = Message::builder()
            .from(self.from.clone())
            .subject(message.title())
            .header(ContentType::TEXT_PLAIN);
        for to in &self.to {
            mail = mail.to(to.clone());
        }
        let text = format!(
            "{}\n\nrule: {}\nsince: {}\nalert: {}\n",
            message.title(),
            alert.rule,
            alert.since,
            alert.id
        );
        mail.body(text).map_err(|error| error.to_string())
    }
}

#[async_trait]
impl AlertTarget for Email {
    fn name(&self) -> &str {
        "email"
    }

    async fn send(&self, message: &AlertMessage) -> Result<(), String> {
        let sent = self.server.send(self.mail(message)?).await;
        sent.map(drop)
            .map_err(|error| format!("{:#}", anyhow::Error::from(error)))
    }
}
