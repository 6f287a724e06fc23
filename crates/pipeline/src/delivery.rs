//! Deliveries of platforms.

use std::borrow::Cow;

use bytes::Bytes;
use domain::{BusinessDay, Reject};
use presets::{Piece, Platform};

/// The most bytes kept of a topic.
const MAX_TOPIC: usize = 64;

/// A body that a platform signed, or that its API returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The sender.
    pub platform: Platform,
    /// Its topic, in the platform's words.
    pub topic: String,
    /// Identifies events in our own format that have no id, like an idempotency key.
    pub key: Option<String>,
    /// The bytes, as they arrived.
    pub body: Bytes,
}

/// The pieces of a delivery, and the body they come from.
#[derive(Clone, Debug)]
pub(crate) struct Delivered {
    pub(crate) delivery: Delivery,
    pub(crate) pieces: Vec<Piece>,
    /// The first day for which its events count, as of its arrival.
    pub(crate) counts_from: Option<BusinessDay>,
}

impl Delivery {
    /// The source that its rejects name.
    pub(crate) fn source(&self) -> String {
        let topic: Cow<'_, str> = match self.topic.contains(char::is_control) {
            true => self.topic.chars().filter(|it| !it.is_control()).collect(),
            false => Cow::Borrowed(&self.topic),
        };
        let topic = &topic[..topic.floor_char_boundary(MAX_TOPIC)];
        [Reject::DELIVERED, self.platform.as_str(), ":", topic].concat()
    }

    /// The delivery that a reject came from; `None` = it was not a delivery, or could not be kept.
    pub(crate) fn of_reject(reject: &Reject) -> Option<Delivery> {
        let (platform, topic) = reject
            .source
            .strip_prefix(Reject::DELIVERED)?
            .split_once(':')?;
        let platform = Platform::from_name(platform)?;
        // Events in our own format are kept one by one, like those of any other source.
        (platform != Platform::Standard && !reject.body.is_empty()).then(|| Delivery {
            platform,
            topic: topic.to_owned(),
            key: None,
            body: reject.body.clone().into(),
        })
    }

    /// The part of the body that may be kept, if it fits into a reject. A truncated body could not be read again, so
    /// nothing is kept of a longer one.
    pub(crate) fn kept(&self) -> Vec<u8> {
        let kept = self.platform.kept_body(&self.body);
        let kept = kept.filter(|body| body.len() <= Reject::MAX_DELIVERY);
        kept.unwrap_or_default()
    }
}
