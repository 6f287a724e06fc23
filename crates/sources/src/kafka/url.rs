//! The source's address and its options: `kafka:TOPIC?brokers=…&start=…`.

use std::path::PathBuf;
use std::time::Duration;

use pipeline::SecretPlace;

use crate::options::{self, InvalidUrl, Options};
use crate::start::{Start, StartOption};

/// Where a topic is, and how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KafkaUrl {
    /// The topic's name.
    pub topic: String,
    /// Hosts and ports of brokers; any that answers names the others.
    pub brokers: Vec<(String, u16)>,
    /// Where to begin partitions that the store does not know yet.
    pub start: StartOption,
    /// Whether to use TLS.
    pub tls: bool,
    /// A file with certificate authorities to trust instead of the machine's.
    pub ca: Option<PathBuf>,
    /// How to log in; `None` = without a login.
    pub sasl: Option<Sasl>,
    /// The user who logs in.
    pub user: Option<String>,
    /// Where that user's password is.
    pub password: Option<SecretPlace>,
    /// The region of an MSK cluster; if absent, that of the environment.
    pub region: Option<String>,
    /// How long a silent worker keeps its partitions.
    pub lease: Duration,
    /// How many bytes to request from a partition at once.
    pub batch: i32,
    /// Whether to read a topic from which Kafka removes records that share a key.
    pub compacted: bool,
}

/// How a user authenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sasl {
    /// With the plain password.
    Plain,
    /// By proving knowledge of the password without sending it.
    ScramSha256,
    /// The same with SHA-512.
    ScramSha512,
    /// With a token that IAM of AWS signs.
    AwsMskIam,
}

impl Sasl {
    const ALL: [(Sasl, &str); 4] = [
        (Sasl::Plain, "plain"),
        (Sasl::ScramSha256, "scram-sha-256"),
        (Sasl::ScramSha512, "scram-sha-512"),
        (Sasl::AwsMskIam, "aws-msk-iam"),
    ];

    /// The mechanism's name in SASL.
    pub fn mechanism(self) -> &'static str {
        match self {
            Sasl::Plain => "PLAIN",
            Sasl::ScramSha256 => "SCRAM-SHA-256",
            Sasl::ScramSha512 => "SCRAM-SHA-512",
            Sasl::AwsMskIam => "OAUTHBEARER",
        }
    }
}

/// The default port of brokers.
const PORT: u16 = 9092;
const MIB: i32 = 1024 * 1024;
const OPTIONS: &str =
    "brokers, start, tls, ca, sasl, user, password, region, lease, batch, compacted";

impl KafkaUrl {
    /// The scheme of its URLs.
    pub const SCHEME: &str = "kafka:";

    /// Reads a URL.
    ///
    /// # Errors
    /// [`InvalidUrl`] names the invalid part, and never contains a password.
    pub fn parse(url: &str) -> Result<KafkaUrl, InvalidUrl> {
        let rest = url.strip_prefix(KafkaUrl::SCHEME).unwrap_or(url);
        let (topic, options) = Options::split(rest)?;
        let is_name = (1..=249).contains(&topic.len())
            && topic
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
        if !is_name {
            return Err(InvalidUrl::new(format!(
                "`{topic}` is not a topic's name (1-249 of a-z, A-Z, 0-9, _ . -): kafka:TOPIC?brokers=HOST:PORT"
            )));
        }
        let mut parsed = KafkaUrl {
            topic,
            brokers: Vec::new(),
            start: StartOption::Fixed(Start::TrimHorizon),
            tls: false,
            ca: None,
            sasl: None,
            user: None,
            password: None,
            region: None,
            lease: Duration::from_secs(15),
            batch: 4 * MIB,
            compacted: false,
        };
        for (name, value) in options {
            parsed.set(&name, value)?;
        }
        parsed.checked()
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), InvalidUrl> {
        match name {
            "brokers" => self.brokers = brokers(&value)?,
            "start" => self.start = StartOption::parse(&value, "earliest")?,
            "tls" => self.tls = options::switch(name, &value)?,
            "ca" if !value.is_empty() => self.ca = Some(value.into()),
            "ca" => return Err(InvalidUrl::new("ca is a file with certificates, not empty")),
            "sasl" => {
                let found = Sasl::ALL.iter().find(|(_, word)| *word == value);
                let words = Sasl::ALL.map(|(_, word)| word).join(", ");
                let (sasl, _) = found.ok_or_else(|| {
                    InvalidUrl::new(format!("sasl is one of {words}, not `{value}`"))
                })?;
                self.sasl = Some(*sasl);
            }
            "user" if !value.is_empty() => self.user = Some(value),
            "user" => return Err(InvalidUrl::new("user is empty")),
            "password" => self.password = Some(options::secret(name, &value)?),
            "region" if !value.is_empty() => self.region = Some(value),
            "region" => return Err(InvalidUrl::new("region is empty")),
            "lease" => self.lease = options::time(name, &value)?,
            "batch" => self.batch = options::number(name, &value, 1_024..=64 * MIB, "bytes")?,
            "compacted" if value == "allow" => self.compacted = true,
            "compacted" => {
                let message = format!("compacted can only be allow, not `{value}`");
                return Err(InvalidUrl::new(message));
            }
            _ => return Err(options::unknown(name, OPTIONS)),
        }
        Ok(())
    }

    fn checked(self) -> Result<KafkaUrl, InvalidUrl> {
        let wrong = |what: &str| Err(InvalidUrl::new(what));
        match (&self.sasl, &self.user, &self.password) {
            _ if self.brokers.is_empty() => {
                wrong("brokers are missing: kafka:TOPIC?brokers=HOST:PORT,HOST:PORT")
            }
            _ if self.ca.is_some() && !self.tls => wrong("ca is for tls=on"),
            (Some(Sasl::AwsMskIam), None, None) if self.tls => Ok(self),
            (Some(Sasl::AwsMskIam), None, None) => {
                wrong("sasl=aws-msk-iam needs tls=on, and the brokers' port for IAM, 9098 or 9198")
            }
            (Some(Sasl::AwsMskIam), _, _) => {
                wrong("sasl=aws-msk-iam has no user and no password: AWS knows who asks")
            }
            _ if self.region.is_some() => wrong("region is for sasl=aws-msk-iam"),
            (None, None, None) | (Some(_), Some(_), Some(_)) => Ok(self),
            (None, _, _) => wrong("user and password need sasl, which says how they are shown"),
            _ => wrong("sasl needs user=NAME and password=env:VARIABLE or file:PATH"),
        }
    }

    /// The topic's name as a source of orders.
    pub fn source(&self) -> String {
        format!("{}{}", KafkaUrl::SCHEME, self.topic)
    }
}

fn brokers(value: &str) -> Result<Vec<(String, u16)>, InvalidUrl> {
    let each = value.split(',').map(|broker| {
        let (host, port) = match broker.rsplit_once(':') {
            // In an IPv6 address without a port, the last colon does not precede a port.
            Some((host, port)) if !broker.ends_with(']') => (host, port.parse().ok()),
            _ => (broker, Some(PORT)),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        match port.filter(|port| *port > 0) {
            Some(port) if !host.is_empty() => Ok((host.to_owned(), port)),
            _ => Err(InvalidUrl::new(format!(
                "brokers are HOST:PORT with commas between them, not `{broker}`"
            ))),
        }
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_may_be_said() {
        let url = "kafka:shop.orders?brokers=h1:9093,[::1]:7,h3&start=latest&tls=on&ca=/etc/ca.pem&sasl=scram-sha-512\
            &user=till&password=env:KAFKA_PASSWORD&lease=3s&batch=65536&compacted=allow";
        let url = KafkaUrl::parse(url).unwrap();
        let broker = |host: &str, port| (host.to_owned(), port);
        let brokers = [broker("h1", 9093), broker("::1", 7), broker("h3", 9092)];
        assert_eq!(url.brokers, brokers);
        assert_eq!((url.start, url.tls), (StartOption::Latest, true));
        assert_eq!(url.sasl.unwrap().mechanism(), "SCRAM-SHA-512");
        let password = SecretPlace::Variable("KAFKA_PASSWORD".to_owned());
        assert_eq!(url.password, Some(password));
        assert_eq!((url.lease.as_secs(), url.batch), (3, 65_536));
        assert!(url.compacted);
        assert_eq!(url.source(), "kafka:shop.orders");
        let url = "kafka:a?brokers=h:9098&tls=on&sasl=aws-msk-iam&region=eu-west-1";
        let url = KafkaUrl::parse(url).unwrap();
        assert_eq!(url.sasl.unwrap().mechanism(), "OAUTHBEARER");
        assert_eq!(url.region.as_deref(), Some("eu-west-1"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (options, named) in [
            ("", "brokers are missing"),
            ("brokers=", "HOST:PORT"),
            ("brokers=h:port", "h:port"),
            ("brokers=h:0", "h:0"),
            ("brokers=h&broker=x", "`broker`"),
            ("brokers=h&start=oldest", "oldest"),
            ("brokers=h&tls=yes", "yes"),
            ("brokers=h&ca=x", "tls=on"),
            ("brokers=h&sasl=gssapi", "scram-sha-256"),
            ("brokers=h&sasl=plain", "user=NAME"),
            ("brokers=h&user=a", "need sasl"),
            ("brokers=h&sasl=aws-msk-iam", "tls=on"),
            ("brokers=h&tls=on&sasl=aws-msk-iam&user=a", "no user"),
            (
                "brokers=h&tls=on&sasl=aws-msk-iam&password=env:P",
                "no password",
            ),
            ("brokers=h&tls=on&sasl=aws-msk-iam&region=", "region"),
            ("brokers=h&tls=on&region=eu-west-1", "sasl=aws-msk-iam"),
            ("brokers=h&lease=1ms", "lease"),
            ("brokers=h&batch=1", "batch"),
            ("brokers=h&compacted=no", "allow"),
        ] {
            let error = KafkaUrl::parse(&format!("kafka:orders?{options}")).unwrap_err();
            assert!(error.to_string().contains(named), "{error}");
        }
        let error = KafkaUrl::parse("kafka:a b?brokers=h").unwrap_err();
        assert!(error.to_string().contains("a b"), "{error}");
        let secret = "kafka:orders?brokers=h&sasl=plain&user=a&password=hush";
        let error = KafkaUrl::parse(secret).unwrap_err().to_string();
        assert!(error.contains("env:") && !error.contains("hush"), "{error}");
    }
}
