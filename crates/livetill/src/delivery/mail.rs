//! Mail.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use http_client::http::uri::Authority;
use http_client::is_this_machine;
use lettre::address::Envelope;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use sha2::{Digest as _, Sha256};

/// How long a mail may take. Some servers answer slowly on purpose, and some read a whole mail for spam before they
/// accept it: if we left too early, they would have it, and get it again (RFC 5321, section 4.5.3.2).
pub(crate) const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// How long a single answer of a server may take.
const ANSWER: Duration = Duration::from_secs(60);

/// A mail server, a sender and one of the recipients. Each recipient is sent to separately, so that an address that is
/// refused does not keep the others from their mail.
pub(crate) struct Mailer {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Everyone named in the mail.
    all: Arc<[Mailbox]>,
    to: Mailbox,
    name: String,
}

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

impl Mailer {
    /// One for each recipient. `smtps://` uses TLS from the start, and `smtp://…?tls=required` upgrades to it, as does
    /// `smtp://` with a password, so that nobody can read it on the way. `smtp://` without one, to this machine, or
    /// with `tls=none` does not encrypt.
    ///
    /// # Errors
    /// When the server's address or a mail address is invalid. The server's address is not quoted, because it contains
    /// a password.
    pub(crate) fn each(smtp: &str, from: &str, to: &[String]) -> anyhow::Result<Vec<Mailer>> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&with_tls(smtp)).ok();
        let server = server.context(
            "smtp: it must be an address such as smtps://user:password@mail.example.com or \
             smtp://user:password@mail.example.com:587?tls=required, with signs such as @ in the password \
             written as %40",
        )?;
        let server = server.timeout(Some(ANSWER)).build();
        let mailbox = |name: &str, address: &str| {
            address
                .parse::<Mailbox>()
                .with_context(|| format!("{name}: `{address}` is no mail address"))
        };
        let from = mailbox("from", from)?;
        let all = to.iter().map(|address| mailbox("to", address));
        let all = all.collect::<anyhow::Result<Arc<[Mailbox]>>>()?;
        let mailers = all.iter().enumerate().map(|(place, to)| Mailer {
            server: server.clone(),
            from: from.clone(),
            all: Arc::clone(&all),
            to: to.clone(),
            name: match all.len() {
                1 => "email".to_owned(),
                _ => format!("email {}", place + 1),
            },
        });
        Ok(mailers.collect())
    }

    /// `email`; if there are several recipients, with the place of this one.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Identifies the recipient in what the store keeps, without naming the address.
    pub(crate) fn key(&self) -> String {
        let address: &str = self.to.email.as_ref();
        let hash: [u8; 32] = Sha256::digest(address).into();
        let hash = hash.iter().take(8).map(|byte| format!("{byte:02x}"));
        format!("email:{}", hash.collect::<String>())
    }

    /// A mail with everything but its body. With the same identity, a mailbox shows a repeated mail once; there are
    /// mail servers that refuse a mail without any.
    pub(crate) fn begin(&self, subject: String, id: &str) -> MessageBuilder {
        let id = format!("<{id}@{}>", self.from.email.domain());
        let mail = Message::builder().from(self.from.clone()).subject(subject);
        let mail = mail.message_id(Some(id)).header(AutoSubmitted);
        let all = self.all.iter();
        all.fold(mail, |mail, to| mail.to(to.clone()))
    }

    /// Sends a mail to the recipient.
    ///
    /// # Errors
    /// Why it was not accepted, for people.
    pub(crate) async fn send(&self, mail: Message) -> Result<(), String> {
        let (from, to) = (self.from.email.clone(), self.to.email.clone());
        let envelope = Envelope::new(Some(from), vec![to]).map_err(|error| error.to_string())?;
        let sent = self.server.send_raw(&envelope, &mail.formatted()).await;
        // The error already contains the text of its causes.
        sent.map(drop).map_err(|error| error.to_string())
    }
}

/// The address of a mail server, as the library for mail takes it.
fn with_tls(smtp: &str) -> Cow<'_, str> {
    let (address, query) = smtp.split_once('?').unwrap_or((smtp, ""));
    if query == "tls=none" {
        return address.into();
    }
    let Some(rest) = address.strip_prefix("smtp://") else {
        return smtp.into();
    };
    let authority = rest.split('/').next().unwrap_or_default();
    let Some((_, host)) = authority.rsplit_once('@') else {
        return smtp.into();
    };
    let host = host.parse::<Authority>();
    let is_here = host.is_ok_and(|host| is_this_machine(host.host()));
    match is_here || query.contains("tls=") {
        true => smtp.into(),
        false => format!("{address}?tls=required").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_leaves_the_machine_only_encrypted_unless_that_is_said() {
        for (given, used) in [
            (
                "smtps://u:p@mail.example.com",
                "smtps://u:p@mail.example.com",
            ),
            (
                "smtp://u:p@mail.example.com:25",
                "smtp://u:p@mail.example.com:25?tls=required",
            ),
            (
                "smtp://u:p@mail.example.com/till",
                "smtp://u:p@mail.example.com/till?tls=required",
            ),
            (
                "smtp://u:p@mail.example.com?tls=opportunistic",
                "smtp://u:p@mail.example.com?tls=opportunistic",
            ),
            ("smtp://u:p@relay?tls=none", "smtp://u:p@relay"),
            ("smtp://u:p@127.0.0.1:25", "smtp://u:p@127.0.0.1:25"),
            ("smtp://u:p@[::1]", "smtp://u:p@[::1]"),
            ("smtp://u:p@localhost:25", "smtp://u:p@localhost:25"),
            (
                "smtp://u:p@localhost.example.com:25",
                "smtp://u:p@localhost.example.com:25?tls=required",
            ),
            (
                "smtp://u:p@127.example.com",
                "smtp://u:p@127.example.com?tls=required",
            ),
            ("smtp://relay", "smtp://relay"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(with_tls(given), used, "{given}");
        }
    }

    #[test]
    fn a_recipient_is_known_again_wherever_it_stands() {
        let each = |to: &[&str]| {
            let to: Vec<String> = to.iter().map(|to| (*to).to_owned()).collect();
            Mailer::each("smtp://127.0.0.1", "till@example.com", &to).unwrap()
        };
        let (one, two) = (
            each(&["a@example.com"]),
            each(&["b@example.com", "A <a@example.com>"]),
        );
        assert_eq!((one[0].name(), two[1].name()), ("email", "email 2"));
        assert_eq!(one[0].key(), two[1].key());
        assert_ne!(two[0].key(), two[1].key());
        assert!(!one[0].key().contains("example"));
    }
}
