//! Orders that changed.

use std::fmt;
use std::time::Duration;

use domain::Timestamp;

/// How far changes have been read. Only the platform's client interprets this text. It has at most 1,024 bytes, and no
/// secret or personal data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// A stored cursor.
    pub fn new(text: impl Into<String>) -> Cursor {
        Cursor(text.into())
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where to continue reading changes.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Continue after this cursor; `None` = from the beginning. A cursor of another version of this program or another
    /// platform also means the beginning: changes read twice count once.
    pub cursor: Option<&'a Cursor>,
    /// The beginning: earlier changes are not requested.
    pub since: Timestamp,
    /// The current time, to calculate the progress of the first fill. It selects no orders, but limits where the next
    /// round begins.
    pub now: Timestamp,
}

/// Bodies of changes; their order does not matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The bodies.
    pub bodies: Vec<ApiBody>,
    /// The cursor after them. If it is committed together with them, nothing is lost and nothing has to be read twice.
    pub next: Cursor,
    /// Whether this is all for now. If so, ask again in a while; if not, ask at once.
    pub is_last: bool,
    /// Progress of the first fill from 0 to 1, by time and not by count; 1 once it is complete; `None` if the platform
    /// gives no basis for it.
    pub filled: Option<f64>,
    /// How long the platform asks us to wait before the next request.
    pub pause: Duration,
}

/// A body from an API, in the form of the platform's webhooks.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ApiBody {
    /// Its topic, from which `presets` chooses how to read it: `order.updated`, `orders/1001/refunds`.
    pub topic: String,
    /// The bytes. They may contain personal data, so they are never shown.
    pub body: Vec<u8>,
}

impl fmt::Debug for ApiBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiBody")
            .field("topic", &self.topic)
            .field("bytes", &self.body.len())
            .finish()
    }
}
