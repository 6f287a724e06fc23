//! Envelopes around an event: CloudEvents 1.0, and EventBridge's own format.
//!
//! Both name where an event comes from (`source`), its number there (`id`) and its `time`, and have the payload in
//! `data`, `data_base64` or `detail`. Source and id together identify an event that has no id of its own, and the time
//! replaces a missing `timestamp`. The order's own values always take precedence: a shop that wraps an order twice
//! wraps the same order.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Reason, Rejection, Timestamp};
use presets::is_too_deep;
use sonic_rs::{JsonValueTrait, LazyValue};

use super::raw::Object;

/// The only major version that is read. Its minor versions only add to it.
const VERSION: &str = "1.";
const WRONG_VERSION: &str = "specversion must be `1.0`: other CloudEvents are not read";

/// What the headers of a message say about its event, in the binary mode of CloudEvents 1.0. The fields are named like
/// the attributes, without the prefix that a protocol adds.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventHeaders<'a> {
    /// The version of CloudEvents.
    pub specversion: &'a str,
    /// Where the event comes from.
    pub source: Option<&'a str>,
    /// Its number there.
    pub id: Option<&'a str>,
    /// When it happened, as RFC 3339.
    pub time: Option<&'a str>,
}

impl<'a> EventHeaders<'a> {
    /// Combines the headers with a body, or explains why they cannot be used.
    pub(super) fn open(&self, data: &'a [u8]) -> Result<Envelope<'a>, Rejection> {
        if !self.specversion.starts_with(VERSION) {
            return Err(Rejection::new(Reason::MalformedJson, WRONG_VERSION));
        }
        addressed(self.source, self.id, self.time, Cow::Borrowed(data))
            .map_err(|what| Rejection::new(Reason::MalformedJson, what))
    }
}

/// An opened envelope.
#[derive(Debug)]
pub(super) struct Envelope<'a> {
    /// Source and id, which together are unique.
    pub identity: String,
    /// When it happened.
    pub time: Option<Timestamp>,
    /// The payload's text.
    pub data: Cow<'a, [u8]>,
}

/// An envelope that cannot be opened, with the parts that may be kept.
#[derive(Debug)]
pub(super) struct Sealed {
    pub rejection: Rejection,
    pub id: Option<String>,
    pub known: Vec<u8>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Raw<'a> {
    specversion: Option<LazyValue<'a>>,
    id: Option<LazyValue<'a>>,
    source: Option<LazyValue<'a>>,
    time: Option<LazyValue<'a>>,
    data: Option<LazyValue<'a>>,
    data_base64: Option<LazyValue<'a>>,
    #[serde(rename = "detail-type")]
    detail_type: Option<LazyValue<'a>>,
    detail: Option<LazyValue<'a>>,
}

/// Opens an envelope. `None` if the text is not an envelope: it is then an order event or invalid.
pub(super) fn open(text: &str) -> Option<Result<Envelope<'_>, Sealed>> {
    // A plain order contains neither name, so it is not parsed twice.
    let may_be = ["\"specversion\"", "\"detail-type\""];
    if !may_be.iter().any(|name| text.contains(name)) || is_too_deep(text.as_bytes()) {
        return None;
    }
    let raw: Raw<'_> = sonic_rs::from_str(text).ok()?;
    let payload = match (&raw.specversion, &raw.detail_type) {
        (Some(version), _) => raw.cloud_event(version),
        (None, Some(_)) => match &raw.detail {
            Some(detail) => Ok(text_of(detail)),
            None => Err("the EventBridge event has no detail"),
        },
        (None, None) => return None,
    };
    Some(
        payload
            .and_then(|data| raw.addressed(data))
            .map_err(|what| {
                let text =
                    |value: &Option<LazyValue<'_>>| Some(value.as_ref()?.as_str()?.to_owned());
                Sealed {
                    rejection: Rejection::new(Reason::MalformedJson, what),
                    id: text(&raw.id),
                    known: raw.known_fields(),
                }
            }),
    )
}

fn text_of<'a>(value: &LazyValue<'a>) -> Cow<'a, [u8]> {
    match value.as_raw_cow() {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

impl<'a> Raw<'a> {
    fn cloud_event(&self, version: &LazyValue<'_>) -> Result<Cow<'a, [u8]>, &'static str> {
        if !version
            .as_str()
            .is_some_and(|text| text.starts_with(VERSION))
        {
            return Err(WRONG_VERSION);
        }
        match (&self.data, &self.data_base64) {
            (Some(data), _) => Ok(text_of(data)),
            (None, Some(encoded)) => {
                let decoded = encoded.as_str().and_then(|text| STANDARD.decode(text).ok());
                decoded.map(Cow::Owned).ok_or("data_base64 is not base64")
            }
            (None, None) => Err("the CloudEvent has no data"),
        }
    }

    fn addressed(&self, data: Cow<'a, [u8]>) -> Result<Envelope<'a>, &'static str> {
        let text = |value: &'_ Option<LazyValue<'a>>| -> Option<String> {
            Some(value.as_ref()?.as_str().unwrap_or_default().to_owned())
        };
        let (source, id, time) = (text(&self.source), text(&self.id), text(&self.time));
        addressed(source.as_deref(), id.as_deref(), time.as_deref(), data)
    }

    /// What is kept of an envelope whose payload was not read: nothing of the payload, which may be personal data.
    fn known_fields(&self) -> Vec<u8> {
        let mut object = Object::default();
        for (name, value) in [
            ("specversion", &self.specversion),
            ("id", &self.id),
            ("source", &self.source),
            ("time", &self.time),
            ("detail-type", &self.detail_type),
        ] {
            if let Some(value) = value {
                object.field(name, |out| out.push_str(value.as_raw_str()));
            }
        }
        object.finish().into_bytes()
    }
}

/// Joins source and id with a space. A source is a URI reference and cannot contain one, so two different pairs never
/// become the same identity.
fn addressed<'d>(
    source: Option<&str>,
    id: Option<&str>,
    time: Option<&str>,
    data: Cow<'d, [u8]>,
) -> Result<Envelope<'d>, &'static str> {
    let said = |part: Option<&'_ str>| part.filter(|part| !part.is_empty()).map(str::to_owned);
    let source = said(source).filter(|source| !source.contains(' '));
    let source = source.ok_or("the envelope's source must be a URI reference")?;
    let id = said(id).ok_or("the envelope's id must be text")?;
    let time = time.map(Timestamp::parse_rfc3339).transpose();
    Ok(Envelope {
        identity: format!("{source} {id}"),
        time: time.map_err(|_| "the envelope's time must be RFC 3339 with an offset")?,
        data,
    })
}
