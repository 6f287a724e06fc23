//! How long the server waits for a client.

use std::time::Duration;

/// How long a client may take for each part of a request. Generous for every line in use; a slower client would hold a
/// place that others need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a request's head, and for an idle connection.
    pub head: Duration,
    /// For the TLS handshake.
    pub tls: Duration,
    /// For a body of any length, before [`slowest`](Patience::slowest) applies.
    pub body: Duration,
    /// The lowest average rate of a body after that, in bytes per second. Not 0.
    pub slowest: u32,
    /// Without sending anything in the middle of a body.
    pub silence: Duration,
    /// Without reading anything while data is waiting.
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
    /// The longest time in which this many bytes of a body may arrive.
    pub fn with_body(&self, bytes: usize) -> Duration {
        self.body + Duration::from_secs(bytes as u64 / u64::from(self.slowest.max(1)))
    }
}
