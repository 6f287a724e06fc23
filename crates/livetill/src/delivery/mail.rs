//! Mail.

use anyhow::Context;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

/// A mail server, a sender and recipients.
pub(crate) struct Mailer {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    to: Vec<Mailbox>,
}

impl Mailer {
    /// `smtps://` uses TLS from the start, `smtp://…?tls=required` upgrades to it, and `smtp://` alone uses none.
    ///
    /// # Errors
    /// When the server's address or a mail address is invalid. The server's address is not quoted, because it contains
    /// a password.
    pub(crate) fn new(smtp: &str, from: &str, to: &[String]) -> anyhow::Result<Mailer> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp).ok();
        let server = server.context(
            "smtp: it must be an address such as smtps://user:password@mail.example.com",
        )?;
        let mailbox = |name: &str, address: &str| {
            address
                .parse::<Mailbox>()
                .with_context(|| format!("{name}: `{address}` is no mail address"))
        };
        Ok(Mailer {
            server: server.build(),
            from: mailbox("from", from)?,
            to: to
                .iter()
                .map(|address| mailbox("to", address))
                .collect::<anyhow::Result<_>>()?,
        })
    }

    /// A mail with sender, recipients and subject, but no body yet.
    pub(crate) fn begin(&self, subject: String) -> MessageBuilder {
        let mail = Message::builder().from(self.from.clone()).subject(subject);
        self.to.iter().fold(mail, |mail, to| mail.to(to.clone()))
    }

    /// The sender's domain, which makes our message ids unique.
    pub(crate) fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// Sends a mail.
    ///
    /// # Errors
    /// Why it was not accepted, for people.
    pub(crate) async fn send(&self, mail: Message) -> Result<(), String> {
        let sent = self.server.send(mail).await;
        sent.map(drop)
            .map_err(|error| format!("{:#}", anyhow::Error::from(error)))
    }
}
