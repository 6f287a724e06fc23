//! Orders that changed.

use std::fmt;
use std::time::Duration;

use domain::Timestamp;

/// How far changes were read: a text of the platform's client, which nobody else takes apart. It has at most 1,024 bytes, and no
/// secret or personal data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// One that was kept.
    pub fn new(text: impl Into<String>) -> Cursor {
        Cursor(text.into())
    }

    /// To be kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// From where changes are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// Behind this; `None` = from the beginning. One that was written by another version of this program, or for another platform,
    /// is the beginning as well: what is told twice counts once.
    pub cursor: Option<&'a Cursor>,
    /// Where the beginning is: what changed before is not asked for.
    pub since: Timestamp,
    /// The time, to tell how far the first fill is. No order is chosen by it.
    pub now: Timestamp,
}

/// Bodies of what changed, in no order that matters.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The bodies.
    pub bodies: Vec<ApiBody>,
    /// Behind them. Committed in one step with them, nothing is lost and nothing has to be read twice.
    pub next: Cursor,
    /// There is nothing more now: ask again in a while. If not, ask at once.
    pub is_last: bool,
    /// How much of the first fill is behind us, from 0 to 1, by time and not by number; 1 from its end on; `None` where the platform
    /// gives nothing to tell it by.
    pub filled: Option<f64>,
    /// How long the platform wants to be left alone before the next question.
    pub pause: Duration,
}

/// Something that an API tells, in the form in which its platform's webhooks tell it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ApiBody {
    /// What it is about, as `presets` chooses the reading of a body: `order.updated`, `orders/1001/refunds`.
    pub topic: String,
    /// The bytes. They may hold what nobody should see, so they are shown nowhere.
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
