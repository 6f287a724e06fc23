//! What a platform delivered.

use domain::{BusinessDay, Reject};
use presets::{Piece, Platform};

/// Of a topic so many bytes are kept.
const MAX_TOPIC: usize = 64;

/// A body that a platform signed, or that its API gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Whose.
    pub platform: Platform,
    /// What it is about, as its platform says.
    pub topic: String,
    /// Identifies our own events without an id, as an idempotency key does.
    pub key: Option<String>,
    /// The bytes.
    pub body: Vec<u8>,
}

/// The pieces of a delivery, and the body that they were read from.
#[derive(Clone, Debug)]
pub(crate) struct Delivered {
    pub(crate) delivery: Delivery,
    pub(crate) pieces: Vec<Piece>,
    /// The first day on which its events count, as it was when it came.
    pub(crate) counts_from: Option<BusinessDay>,
}

impl Delivery {
    /// Where a reject of it says that it came from.
    pub(crate) fn source(&self) -> String {
        let topic: String = self.topic.chars().filter(|it| !it.is_control()).collect();
        let topic = &topic[..topic.floor_char_boundary(MAX_TOPIC)];
        format!("{}{}:{topic}", Reject::DELIVERED, self.platform.as_str())
    }

    /// The delivery that a reject was made of; `None` = it was none, or none of it could be kept.
    pub(crate) fn of_reject(reject: &Reject) -> Option<Delivery> {
        let (platform, topic) = reject
            .source
            .strip_prefix(Reject::DELIVERED)?
            .split_once(':')?;
        let platform = Platform::from_name(platform)?;
        // Our own events are kept one by one, as those of any other source.
        (platform != Platform::Standard && !reject.body.is_empty()).then(|| Delivery {
            platform,
            topic: topic.to_owned(),
            key: None,
            body: reject.body.clone(),
        })
    }

    /// What may be kept of it, as far as a reject may be long. A body that is cut could not be read again, so of a longer one
    /// nothing is.
    pub(crate) fn kept(&self) -> Vec<u8> {
        let kept = self.platform.kept_body(&self.body);
        let kept = kept.filter(|body| body.len() <= Reject::MAX_DELIVERY);
        kept.unwrap_or_default()
    }
}
