//! The source's address and its options: `kinesis:STREAM?region=…&start=…`.

use std::time::Duration;

use crate::options::{self, InvalidUrl, Options};
use crate::start::{Start, StartOption};

/// Where a stream is, and how it is read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KinesisUrl {
    /// The stream's name.
    pub stream: String,
    /// The AWS region; `None` = from the environment or the profile.
    pub region: Option<String>,
    /// An address other than the region's, such as a test server's.
    pub endpoint: Option<String>,
    /// Where to begin a stream that the store does not know yet.
    pub start: StartOption,
    /// How long a silent worker keeps its shards.
    pub lease: Duration,
    /// The most records to request at once.
    pub batch: i32,
}

/// The most records that Kinesis returns at once.
const MOST_RECORDS: i32 = 10_000;

impl KinesisUrl {
    /// The scheme of its URLs.
    pub const SCHEME: &str = "kinesis:";

    /// Reads a URL.
    ///
    /// # Errors
    /// [`InvalidUrl`] names the invalid part.
    pub fn parse(url: &str) -> Result<KinesisUrl, InvalidUrl> {
        let rest = url.strip_prefix(KinesisUrl::SCHEME).unwrap_or(url);
        let (stream, options) = Options::split(rest)?;
        let is_name = (1..=128).contains(&stream.len())
            && stream
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
        if !is_name {
            return Err(InvalidUrl::new(format!(
                "`{stream}` is not a stream's name (1-128 of a-z, A-Z, 0-9, _ . -): kinesis:STREAM"
            )));
        }
        let mut parsed = KinesisUrl {
            stream,
            region: None,
            endpoint: None,
            start: StartOption::Fixed(Start::TrimHorizon),
            lease: Duration::from_secs(15),
            batch: MOST_RECORDS,
        };
        for (name, value) in options {
            parsed.set(&name, value)?;
        }
        Ok(parsed)
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), InvalidUrl> {
        match name {
            "region" => self.region = Some(value),
            "endpoint" if value.starts_with("http://") || value.starts_with("https://") => {
                self.endpoint = Some(value);
            }
            "endpoint" => {
                let message =
                    format!("endpoint is an address such as http://localhost:4567, not `{value}`");
                return Err(InvalidUrl::new(message));
            }
            "start" => self.start = StartOption::parse(&value, "trim_horizon")?,
            "lease" => self.lease = options::time(name, &value)?,
            "batch" => self.batch = options::number(name, &value, 1..=MOST_RECORDS, "records")?,
            _ => {
                let known = "region, endpoint, start, lease, batch";
                return Err(options::unknown(name, known));
            }
        }
        Ok(())
    }

    /// The stream's name as a source of orders.
    pub fn source(&self) -> String {
        format!("{}{}", KinesisUrl::SCHEME, self.stream)
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    #[test]
    fn everything_may_be_said() {
        let url = "kinesis:my.orders?region=eu-west-1&endpoint=http://127.0.0.1:4567&start=latest&lease=3s&batch=500";
        let url = KinesisUrl::parse(url).unwrap();
        assert_eq!(
            (&*url.stream, url.region.as_deref()),
            ("my.orders", Some("eu-west-1"))
        );
        assert_eq!(url.endpoint.as_deref(), Some("http://127.0.0.1:4567"));
        assert_eq!(
            (url.start, url.lease, url.batch),
            (StartOption::Latest, Duration::from_secs(3), 500)
        );
        assert_eq!(url.source(), "kinesis:my.orders");
    }

    #[test]
    fn a_name_alone_is_read_from_its_beginning() {
        let url = KinesisUrl::parse("kinesis:orders").unwrap();
        let now = Timestamp::from_millis(5);
        assert_eq!(url.start.at(now), Start::TrimHorizon);
        assert_eq!(StartOption::Latest.at(now), Start::At(now));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (url, named) in [
            ("kinesis:", "stream's name"),
            ("kinesis:a b", "a b"),
            ("kinesis:orders?regoin=x", "regoin"),
            ("kinesis:orders?start=yesterday", "yesterday"),
            ("kinesis:orders?endpoint=localhost", "localhost"),
            ("kinesis:orders?lease=10ms", "lease"),
            ("kinesis:orders?batch=0", "batch"),
        ] {
            let error = KinesisUrl::parse(url).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
