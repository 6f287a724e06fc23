//! How long the server waits for a client.

use std::time::Duration;

/// How long a client may take for each part of a request. Slower than any line that people use; who
/// is slower holds a place that others need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a request's head; so long a connection may be idle, too.
    pub head: Duration,
    /// To agree on TLS.
    pub tls: Duration,
    /// For a body, whatever its length, before [`slowest`](Patience::slowest) counts.
    pub body: Duration,
    /// The fewest bytes of a body a second on the average, after that. Not 0.
    pub slowest: u32,
    /// Without sending anything in the middle of a body.
    pub silence: Duration,
    /// Without taking anything while there is something for it.
    pub stall: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            head: Duration::from_secs(60),
            tls: Duration::from_secs(10),
            body: Duration::from_secs(30),
            slowest: 4 * 1024,
            silence: Duration::from_secs(30),
            stall: Duration::from_secs(15),
        }
    }
}

impl Patience {
    /// How long a body of which so many bytes have come may have taken.
    pub(crate) fn with_body(&self, bytes: usize) -> Duration {
        self.body + Duration::from_secs(bytes as u64 / u64::from(self.slowest.max(1)))
    }
}
