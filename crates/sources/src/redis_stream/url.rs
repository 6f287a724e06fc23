//! The source's address and its options: `redis-stream:KEY?url=redis://…&group=…`.

use std::time::Duration;

use crate::options::{self, InvalidUrl, Options};

/// Which stream to read, and how.
#[derive(Clone, PartialEq, Eq)]
pub struct RedisStreamUrl {
    /// The stream's key.
    pub key: String,
    /// URL of its server; `None` = the store's.
    pub server: Option<String>,
    /// The consumer group.
    pub group: String,
    /// Where a new group begins: `0` or `$`.
    pub start: String,
    /// The entries' field that holds the order.
    pub field: String,
    /// How long a worker may hold an entry before another one takes it.
    pub claim: Duration,
    /// How long a silent worker keeps its place.
    pub lease: Duration,
    /// How many entries to request at once.
    pub batch: u32,
}

/// Without the server's address, which may contain a password.
impl std::fmt::Debug for RedisStreamUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "redis-stream:{} group {}", self.key, self.group)
    }
}

impl RedisStreamUrl {
    /// The scheme of its URLs.
    pub const SCHEME: &str = "redis-stream:";

    /// Reads a URL. The server's own URL comes last if it has options of its own, or else with `&` written as `%26`.
    ///
    /// # Errors
    /// [`InvalidUrl`] names the invalid part.
    pub fn parse(url: &str) -> Result<RedisStreamUrl, InvalidUrl> {
        let rest = url.strip_prefix(RedisStreamUrl::SCHEME).unwrap_or(url);
        let (key, options) = Options::split(rest)?;
        if key.is_empty() {
            return Err(InvalidUrl::new(
                "the stream's key is missing: redis-stream:KEY",
            ));
        }
        let mut parsed = RedisStreamUrl {
            key,
            server: None,
            group: "livetill".to_owned(),
            start: "0".to_owned(),
            field: "order".to_owned(),
            claim: Duration::from_secs(60),
            lease: Duration::from_secs(15),
            batch: 1_000,
        };
        for (name, value) in options {
            parsed.set(&name, value)?;
        }
        Ok(parsed)
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), InvalidUrl> {
        match name {
            "url" => self.server = Some(value),
            "group" if !value.is_empty() => self.group = value,
            "field" if !value.is_empty() => self.field = value,
            "start" => {
                let start = match &*value {
                    "trim_horizon" => "0",
                    "latest" => "$",
                    _ => {
                        let message = format!("start is trim_horizon or latest, not `{value}`");
                        return Err(InvalidUrl::new(message));
                    }
                };
                start.clone_into(&mut self.start);
            }
            "claim" => self.claim = options::time(name, &value)?,
            "lease" => self.lease = options::time(name, &value)?,
            "batch" => self.batch = options::number(name, &value, 1..=10_000, "entries")?,
            "group" | "field" => return Err(InvalidUrl::new(format!("{name} is empty"))),
            _ => {
                let known = "url, group, start, field, claim, lease, batch";
                return Err(options::unknown(name, known));
            }
        }
        Ok(())
    }

    /// The key of the hash next to the stream, which records what each worker has acknowledged. In a cluster both keys
    /// must be on one node.
    pub fn acknowledged(&self) -> String {
        let tag = match self.key.contains('{') {
            true => self.key.clone(),
            false => format!("{{{}}}", self.key),
        };
        format!("livetill:acknowledged:{tag}:{}", self.group)
    }

    /// The stream's name as a source of orders.
    pub fn source(&self) -> String {
        format!("{}{}", RedisStreamUrl::SCHEME, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_may_be_said() {
        let url = "redis-stream:my:orders?group=g&start=latest&field=f&claim=5s&lease=2s&batch=9&url=redis://:p@h:1/2?wait=1";
        let url = RedisStreamUrl::parse(url).unwrap();
        assert_eq!(
            (&*url.key, &*url.group, &*url.start, &*url.field),
            ("my:orders", "g", "$", "f")
        );
        assert_eq!(
            (url.claim.as_secs(), url.lease.as_secs(), url.batch),
            (5, 2, 9)
        );
        assert_eq!(url.server.as_deref(), Some("redis://:p@h:1/2?wait=1"));
        assert!(!format!("{url:?}").contains(":p@"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (url, named) in [
            ("redis-stream:", "key"),
            ("redis-stream:k?gruop=x", "gruop"),
            ("redis-stream:k?start=7", "7"),
            ("redis-stream:k?claim=1ms", "claim"),
            ("redis-stream:k?batch=0", "batch"),
            ("redis-stream:k?field=", "field"),
        ] {
            let error = RedisStreamUrl::parse(url).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }
}
