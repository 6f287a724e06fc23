//! The source's address and its options: `sqs:URL?lease=…`.

use std::time::Duration;

use crate::options::{self, InvalidUrl, Options};

/// Which queue to read, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqsUrl {
    /// The queue's URL, as SQS names it.
    pub queue: String,
    /// How long a silent worker keeps its place.
    pub lease: Duration,
    /// How long a receive waits for a message, in seconds.
    pub wait: i32,
}

/// The longest wait of SQS, in seconds.
const LONGEST_WAIT: i32 = 20;

impl SqsUrl {
    /// The scheme of its URLs.
    pub const SCHEME: &str = "sqs:";

    /// Reads a URL.
    ///
    /// # Errors
    /// [`InvalidUrl`] names the invalid part.
    pub fn parse(url: &str) -> Result<SqsUrl, InvalidUrl> {
        let rest = url.strip_prefix(SqsUrl::SCHEME).unwrap_or(url);
        let (queue, options) = Options::split(rest)?;
        let mut parsed = SqsUrl {
            queue,
            lease: Duration::from_secs(15),
            wait: 5,
        };
        if parsed.split().is_none_or(|(_, path)| name(path).is_empty()) {
            return Err(InvalidUrl::new(format!(
                "`{}` is no queue's URL: sqs:https://sqs.REGION.amazonaws.com/ACCOUNT/QUEUE",
                parsed.queue
            )));
        }
        for (name, value) in options {
            parsed.set(&name, &value)?;
        }
        Ok(parsed)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), InvalidUrl> {
        match name {
            "lease" => self.lease = options::time(name, value)?,
            "wait" => {
                let wait = value.strip_suffix('s').unwrap_or(value).parse().ok();
                let wait = wait.filter(|wait| (0..=LONGEST_WAIT).contains(wait));
                self.wait = wait.ok_or_else(|| {
                    InvalidUrl::new(format!("wait is 0s to {LONGEST_WAIT}s, not `{value}`"))
                })?;
            }
            _ => return Err(options::unknown(name, "lease and wait")),
        }
        Ok(())
    }

    /// The scheme and host, and the path after them.
    fn split(&self) -> Option<(&str, &str)> {
        let scheme = ["https://", "http://"]
            .into_iter()
            .find(|scheme| self.queue.starts_with(scheme))?;
        let slash = scheme.len() + self.queue[scheme.len()..].find('/')?;
        (slash > scheme.len()).then(|| self.queue.split_at(slash))
    }

    /// The queue's region, if its host names one.
    pub(super) fn region(&self) -> Option<String> {
        let (origin, _) = self.split()?;
        let (_, host) = origin.split_once("://")?;
        match host
            .strip_prefix("sqs.")
            .and_then(|rest| rest.split_once('.'))
        {
            Some((region, _)) => Some(region.to_owned()),
            // A test server has none, and waiting for the machine's metadata service would be pointless.
            None => Some(crate::aws::named_region().unwrap_or_else(|| "us-east-1".to_owned())),
        }
    }

    /// The service's address, if it is not the region's own.
    pub(super) fn endpoint(&self) -> Option<&str> {
        let (origin, _) = self.split()?;
        let is_awss = origin.contains(".amazonaws.com");
        (!is_awss).then_some(origin)
    }

    /// The queue's name as a source of orders.
    pub fn source(&self) -> String {
        format!("{}{}", SqsUrl::SCHEME, name(&self.queue))
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_may_be_said() {
        let url =
            "sqs:https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo?lease=3s&wait=20s";
        let url = SqsUrl::parse(url).unwrap();
        assert_eq!((url.lease.as_secs(), url.wait), (3, 20));
        assert_eq!(url.region().as_deref(), Some("eu-west-1"));
        assert_eq!(url.endpoint(), None);
        assert_eq!(url.source(), "sqs:orders.fifo");
        let url = SqsUrl::parse("sqs:http://127.0.0.1:5000/1/orders").unwrap();
        assert_eq!(url.endpoint(), Some("http://127.0.0.1:5000"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (url, named) in [
            ("sqs:orders", "orders"),
            ("sqs:https://host", "no queue's URL"),
            ("sqs:https:///orders", "no queue's URL"),
            ("sqs:https://host/1/", "no queue's URL"),
            ("sqs:https://h/1/o?region=x", "region"),
            ("sqs:https://h/1/o?wait=21s", "21s"),
            ("sqs:https://h/1/o?lease=1ms", "lease"),
        ] {
            let error = SqsUrl::parse(url).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
