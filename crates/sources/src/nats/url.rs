//! The source's address and its options: `nats:STREAM?servers=…&start=…`.

use std::path::PathBuf;
use std::time::Duration;

use pipeline::SecretPlace;

use crate::options::{self, InvalidUrl, Options};
use crate::start::{Start, StartOption};

/// Where a stream is, and how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatsUrl {
    /// The stream's name.
    pub stream: String,
    /// Hosts and ports of servers; any that answers names the others.
    pub servers: Vec<String>,
    /// Which of the stream's subjects to read; `None` = all.
    pub subject: Option<String>,
    /// Where to begin a stream that the store does not know yet.
    pub start: StartOption,
    /// Whether to use TLS.
    pub tls: bool,
    /// A file with certificate authorities to trust in addition to the machine's.
    pub ca: Option<PathBuf>,
    /// The user who logs in.
    pub user: Option<String>,
    /// Where that user's password is.
    pub password: Option<SecretPlace>,
    /// A credentials file, which holds a token and a key.
    pub creds: Option<PathBuf>,
    /// How long a silent worker keeps the stream.
    pub lease: Duration,
    /// The most messages to request at once.
    pub batch: usize,
}

const MOST_MESSAGES: usize = 10_000;
const OPTIONS: &str = "servers, subject, start, tls, ca, user, password, creds, lease, batch";

impl NatsUrl {
    /// The scheme of its URLs.
    pub const SCHEME: &str = "nats:";

    /// Reads a URL.
    ///
    /// # Errors
    /// [`InvalidUrl`] names the invalid part, and never contains a password.
    pub fn parse(url: &str) -> Result<NatsUrl, InvalidUrl> {
        let rest = url.strip_prefix(NatsUrl::SCHEME).unwrap_or(url);
        let (stream, options) = Options::split(rest)?;
        let is_part = |it: char| !it.is_whitespace() && !it.is_control() && !"./\\*>".contains(it);
        if stream.is_empty() || !stream.chars().all(is_part) {
            return Err(InvalidUrl::new(format!(
                "`{stream}` is not a stream's name: nats:STREAM?servers=HOST:PORT"
            )));
        }
        let mut parsed = NatsUrl {
            stream,
            servers: Vec::new(),
            subject: None,
            start: StartOption::Fixed(Start::TrimHorizon),
            tls: false,
            ca: None,
            user: None,
            password: None,
            creds: None,
            lease: Duration::from_secs(15),
            batch: 1_000,
        };
        for (name, value) in options {
            parsed.set(&name, value)?;
        }
        parsed.checked()
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), InvalidUrl> {
        match name {
            "servers" => self.servers = value.split(',').map(str::to_owned).collect(),
            "subject" if !value.is_empty() => self.subject = Some(value),
            "start" => self.start = StartOption::parse(&value, "earliest")?,
            "tls" => self.tls = options::switch(name, &value)?,
            "ca" if !value.is_empty() => self.ca = Some(value.into()),
            "user" if !value.is_empty() => self.user = Some(value),
            "password" => self.password = Some(options::secret(name, &value)?),
            "creds" if !value.is_empty() => self.creds = Some(value.into()),
            "lease" => self.lease = options::time(name, &value)?,
            "batch" => {
                self.batch = options::number(name, &value, 1..=MOST_MESSAGES, "messages")?;
            }
            "subject" | "ca" | "user" | "creds" => {
                return Err(InvalidUrl::new(format!("{name} is empty")));
            }
            _ => return Err(options::unknown(name, OPTIONS)),
        }
        Ok(())
    }

    fn checked(self) -> Result<NatsUrl, InvalidUrl> {
        let wrong = |what: &str| Err(InvalidUrl::new(what));
        let is_server = |it: &String| !it.is_empty() && !it.contains(['/', '@']);
        if self.servers.is_empty() || !self.servers.iter().all(is_server) {
            return wrong(
                "servers are HOST:PORT with commas between them: nats:STREAM?servers=HOST:PORT",
            );
        }
        match (&self.user, &self.password, &self.creds) {
            _ if self.ca.is_some() && !self.tls => wrong("ca is for tls=on"),
            (None, None, _) | (Some(_), Some(_), None) => Ok(self),
            (_, _, Some(_)) => {
                wrong("creds have a user of their own: leave user and password away")
            }
            _ => wrong("user and password go together"),
        }
    }

    /// The stream's name as a source of orders.
    pub fn source(&self) -> String {
        format!("{}{}", NatsUrl::SCHEME, self.stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_may_be_said() {
        let url = "nats:ORDERS?servers=h1:4222,h2&subject=orders.eu&start=latest&tls=on&ca=/ca.pem&user=till&password=file:/p&lease=3s&batch=9";
        let url = NatsUrl::parse(url).unwrap();
        assert_eq!(url.servers, ["h1:4222", "h2"]);
        assert_eq!(url.subject.as_deref(), Some("orders.eu"));
        assert_eq!((url.start, url.tls), (StartOption::Latest, true));
        assert_eq!((url.lease.as_secs(), url.batch), (3, 9));
        assert_eq!(url.source(), "nats:ORDERS");
        assert!(NatsUrl::parse("nats:O?servers=h&creds=/u.creds").is_ok());
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (url, named) in [
            ("nats:", "stream's name"),
            ("nats:a.b?servers=h", "a.b"),
            ("nats:O", "servers are HOST:PORT"),
            ("nats:O?servers=nats://u:hush@h", "servers are HOST:PORT"),
            ("nats:O?servers=h&sever=x", "`sever`"),
            ("nats:O?servers=h&start=new", "new"),
            ("nats:O?servers=h&tls=1", "on or off"),
            ("nats:O?servers=h&ca=x", "tls=on"),
            ("nats:O?servers=h&user=a", "together"),
            ("nats:O?servers=h&creds=c&user=a&password=env:P", "creds"),
            ("nats:O?servers=h&user=a&password=hush", "env:"),
            ("nats:O?servers=h&batch=0", "batch"),
            ("nats:O?servers=h&lease=1ms", "lease"),
            ("nats:O?servers=h&subject=", "subject"),
        ] {
            let error = NatsUrl::parse(url).unwrap_err().to_string();
            assert!(error.contains(named) && !error.contains("hush"), "{error}");
        }
    }
}
