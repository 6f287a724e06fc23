//! One JSON text to one order event, or the reason why not.

use std::borrow::Cow;

use domain::{
    InvalidPrice, OrderEvent, OrderLine, Price, Reason, Rejection, Shop, Status, Timestamp,
    parse_version_time, parse_whole,
};
use sonic_rs::{JsonType, JsonValueTrait, LazyValue};

use super::kept::{Fallback, cut};
use super::raw::{RawItem, RawOrder};
use super::scan::is_too_deep;
use crate::Decoded;

/// Decodes one event's text into the batch.
pub(super) fn decode_event(shop: &Shop, text: &str, fallback: Fallback<'_>, into: &mut Decoded) {
    let raw = match parse(text) {
        Ok(raw) => raw,
        Err(rejection) => return into.reject(rejection, None, cut(text.as_bytes())),
    };
    let id = match raw.id.as_ref() {
        None => match fallback.id {
            Some(id) => Ok(Cow::Borrowed(id)),
            None => Err(Rejection::new(
                Reason::MissingId,
                "no id, and the source gives none",
            )),
        },
        Some(value) => text_or_integer(value, Reason::InvalidId, || {
            "id must be text or an integer".to_owned()
        }),
    };
    let id = match id {
        Ok(id) => id,
        Err(rejection) => return into.reject(rejection, None, raw.known_fields(fallback)),
    };
    if let Err(rejection) = push(shop, &id, &raw, fallback, into) {
        into.reject(rejection, Some(id.into_owned()), raw.known_fields(fallback));
    }
}

fn parse(text: &str) -> Result<RawOrder<'_>, Rejection> {
    let malformed = |detail: String| Rejection::new(Reason::MalformedJson, detail);
    // A derived struct can also be read from a list; an order event is an object.
    if !text.starts_with('{') {
        return Err(malformed("an order event is a JSON object".to_owned()));
    }
    if is_too_deep(text.as_bytes()) {
        return Err(malformed("nested too deeply for an order event".to_owned()));
    }
    sonic_rs::from_str(text).map_err(|error: sonic_rs::Error| {
        // The error's own text shows the surrounding input, which may be personal data.
        let at = error.offset();
        malformed(if error.is_unmatched_type() {
            format!("a field stands twice, or an item is no object, at byte {at}")
        } else {
            format!("not valid JSON at byte {at}")
        })
    })
}

fn push(
    shop: &Shop,
    id: &str,
    raw: &RawOrder<'_>,
    fallback: Fallback<'_>,
    into: &mut Decoded,
) -> Result<(), Rejection> {
    let placed_at = match (&raw.timestamp, fallback.placed_at) {
        (None, Some(placed_at)) => placed_at,
        (value, _) => timestamp(value.as_ref())?,
    };
    let currency = match &raw.currency {
        None => None,
        Some(value) => Some(value.as_str().ok_or_else(|| {
            Rejection::new(
                Reason::InvalidCurrency,
                "currency must be text, an ISO 4217 code",
            )
        })?),
    };
    let version = version(raw.version.as_ref())?;
    let status = status(raw.status.as_ref())?;
    // Checked before the lines are read, so that a million of them cost nothing.
    if raw.items.count > domain::MAX_LINES {
        let count = raw.items.count;
        let detail = format!(
            "{count} item lines; an order has at most {}",
            domain::MAX_LINES
        );
        return Err(Rejection::new(Reason::TooLarge, detail));
    }
    let skus = skus(&raw.items.list)?;
    let mut lines = Vec::with_capacity(skus.len());
    for (index, (item, sku)) in raw.items.list.iter().zip(&skus).enumerate() {
        lines.push(OrderLine {
            sku,
            name: name(item, index)?,
            price: price(item, index)?,
            quantity: quantity(item, index)?,
        });
    }
    let event = OrderEvent {
        id,
        placed_at,
        currency,
        version,
        status,
        lines: &lines,
    };
    let is_id_given = raw.id.is_none();
    into.push(shop, &event, is_id_given, || raw.known_fields(fallback));
    Ok(())
}

fn timestamp(value: Option<&LazyValue<'_>>) -> Result<Timestamp, Rejection> {
    let invalid = |what: &str| {
        let detail = format!(
            "timestamp {what}; send RFC 3339 with an offset, or a number of seconds, milli-, micro- or \
             nanoseconds since 1970"
        );
        Rejection::new(Reason::InvalidTimestamp, detail)
    };
    let Some(value) = value else {
        return Err(invalid("is missing"));
    };
    let parsed = match value.get_type() {
        JsonType::String => {
            let text = value.as_str().unwrap_or_default();
            // The original design's producer writes its seconds as text, and no time of RFC 3339
            // consists of digits and a point alone.
            let is_number = |byte| matches!(byte, b'0'..=b'9' | b'.');
            if !text.is_empty() && text.bytes().all(is_number) {
                Timestamp::parse_number(text)
            } else {
                Timestamp::parse_rfc3339(text)
            }
        }
        JsonType::Number => Timestamp::parse_number(value.as_raw_str()),
        _ => return Err(invalid("is neither text nor a number")),
    };
    parsed.map_err(|_| invalid("cannot be read"))
}

fn version(value: Option<&LazyValue<'_>>) -> Result<i64, Rejection> {
    let Some(value) = value else { return Ok(0) };
    let parsed = match value.get_type() {
        JsonType::String => {
            let text = value.as_str().unwrap_or_default();
            parse_version_time(text)
                .ok()
                .or_else(|| parse_whole(text).ok())
        }
        JsonType::Number => parse_whole(value.as_raw_str()).ok(),
        _ => None,
    };
    parsed.ok_or_else(|| {
        let detail = "version must be an integer of 64 bits or an RFC 3339 time";
        Rejection::new(Reason::InvalidVersion, detail)
    })
}

fn status(value: Option<&LazyValue<'_>>) -> Result<Status, Rejection> {
    match value.map(|value| value.as_str()) {
        None | Some(Some("placed")) => Ok(Status::Placed),
        Some(Some("cancelled")) => Ok(Status::Cancelled),
        _ => {
            let detail = "status must be `placed` or `cancelled`";
            Err(Rejection::new(Reason::InvalidStatus, detail))
        }
    }
}

fn skus<'v>(items: &'v [RawItem<'_>]) -> Result<Vec<Cow<'v, str>>, Rejection> {
    let sku = |(index, item): (usize, &'v RawItem<'_>)| match item.sku.as_ref() {
        None => Err(Rejection::new(
            Reason::InvalidSku,
            format!("items[{index}].sku is missing"),
        )),
        Some(value) => text_or_integer(value, Reason::InvalidSku, || {
            format!("items[{index}].sku must be text or an integer")
        }),
    };
    items.iter().enumerate().map(sku).collect()
}

fn name<'v>(item: &'v RawItem<'_>, index: usize) -> Result<Option<&'v str>, Rejection> {
    match &item.name {
        None => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| {
            Rejection::new(
                Reason::InvalidName,
                format!("items[{index}].name must be text"),
            )
        }),
    }
}

fn price(item: &RawItem<'_>, index: usize) -> Result<Price, Rejection> {
    let invalid =
        |what: String| Rejection::new(Reason::InvalidPrice, format!("items[{index}].price {what}"));
    let Some(value) = &item.price else {
        return Err(invalid("is missing".to_owned()));
    };
    let parsed = match value.get_type() {
        JsonType::String => Price::parse(value.as_str().unwrap_or_default()),
        JsonType::Number => Price::parse(value.as_raw_str()),
        _ => Err(InvalidPrice::NotANumber),
    };
    parsed.map_err(|error| invalid(format!("is {error}").replace("is more", "has more")))
}

fn quantity(item: &RawItem<'_>, index: usize) -> Result<i64, Rejection> {
    let invalid = |what: &str| {
        let detail = format!("items[{index}].quantity {what}");
        Rejection::new(Reason::InvalidQuantity, detail)
    };
    let Some(value) = &item.quantity else {
        return Err(invalid("is missing"));
    };
    // Floats and fields of type text hold integers in many languages: 2.0 and "2" are two.
    let parsed = match value.get_type() {
        JsonType::Number => parse_whole(value.as_raw_str()),
        JsonType::String => parse_whole(value.as_str().unwrap_or_default()),
        _ => return Err(invalid("must be an integer")),
    };
    parsed.map_err(|_| invalid("must be an integer up to a million"))
}

/// Text as it is, an integer by its digits: ids and SKUs beyond 2^53 are real. `1001.0`, as languages
/// write it whose numbers are floats, is 1001, as far as a float keeps it.
fn text_or_integer<'v>(
    value: &'v LazyValue<'_>,
    reason: Reason,
    detail: impl Fn() -> String,
) -> Result<Cow<'v, str>, Rejection> {
    let is_integer = |text: &str| {
        text.strip_prefix('-')
            .unwrap_or(text)
            .bytes()
            .all(|byte| byte.is_ascii_digit())
    };
    match value.get_type() {
        JsonType::String => value
            .as_str()
            .map(Cow::Borrowed)
            .ok_or_else(|| Rejection::new(reason, detail())),
        JsonType::Number if is_integer(value.as_raw_str()) => Ok(Cow::Borrowed(value.as_raw_str())),
        JsonType::Number => {
            let (whole, fraction) = value.as_raw_str().split_once('.').unwrap_or_default();
            let is_exact = whole
                .parse::<i64>()
                .is_ok_and(|it| it.unsigned_abs() < 1 << 53);
            let is_zero = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
            (is_exact && is_zero && whole != "-0")
                .then(|| Cow::Owned(whole.to_owned()))
                .ok_or_else(|| Rejection::new(reason, detail()))
        }
        _ => Err(Rejection::new(reason, detail())),
    }
}
