//! One JSON text to one order event, or the reason why not.

use std::borrow::Cow;

use domain::{
    OrderEvent, Rate, Reason, Rejection, Shop, Standing, Timestamp, WholeAmounts,
    parse_version_time, parse_whole,
};
use presets::is_too_deep;
use sonic_rs::{JsonType, JsonValueTrait, LazyValue};

use super::kept::{Fallback, cut};
use super::line::{line, skus};
use super::raw::{Form, Rare, RawOrder};
use super::value::{Seen, amount_of, text_or_integer};
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
                "no id, and the source does not give one",
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
        return Err(malformed("an order event must be a JSON object".to_owned()));
    }
    if is_too_deep(text.as_bytes()) {
        return Err(malformed("nested too deeply for an order event".to_owned()));
    }
    sonic_rs::from_str(text).map_err(|error: sonic_rs::Error| {
        // The error's own text shows the surrounding input, which may be personal data.
        let at = error.offset();
        malformed(if error.is_unmatched_type() {
            format!("a field is given twice, or an item is not an object, at byte {at}")
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
    let mut seen = Seen::default();
    let standing = standing(raw, &mut seen)?;
    // Checked before the lines are read, so that a million of them cost nothing.
    if raw.items.count > domain::MAX_LINES {
        let count = raw.items.count;
        let detail = format!(
            "{count} item lines; an order may have at most {}",
            domain::MAX_LINES
        );
        return Err(Rejection::new(Reason::TooLarge, detail));
    }
    if raw.items.form == Form::Other && standing.counts() {
        return Err(Rejection::new(
            Reason::NoItems,
            "items must be a list of lines",
        ));
    }
    let skus = skus(&raw.items.list)?;
    let mut lines = Vec::with_capacity(skus.len());
    for (index, (item, sku)) in raw.items.list.iter().zip(&skus).enumerate() {
        lines.push(line(item, sku, index, &mut seen)?);
    }
    let said = match raw.rare.is_empty() {
        true => Rarely::default(),
        false => {
            let shops = shop.currency.code();
            let is_foreign = currency.is_some_and(|it| !it.eq_ignore_ascii_case(shops));
            Rarely::of(&raw.rare, is_foreign, &mut seen)?
        }
    };
    let event = OrderEvent {
        id,
        placed_at,
        currency,
        rate: said.rate,
        version,
        standing,
        refund_of: said.refund_of.as_deref(),
        tax_included: said.tax_included,
        channel: said.channel,
        country: said.country,
        lines: &lines,
        whole: said.whole,
    };
    let is_id_given = raw.id.is_none();
    into.push(shop, &event, is_id_given, &seen, || {
        raw.known_fields(fallback)
    });
    Ok(())
}

/// What few events say of the order.
#[derive(Default)]
struct Rarely<'v> {
    refund_of: Option<Cow<'v, str>>,
    tax_included: bool,
    channel: Option<&'v str>,
    country: Option<&'v str>,
    whole: WholeAmounts,
    rate: Option<Rate>,
}

impl<'v> Rarely<'v> {
    /// A rate says something only where the order is in another currency than the shop.
    fn of(rare: &'v Rare<'_>, is_foreign: bool, seen: &mut Seen) -> Result<Rarely<'v>, Rejection> {
        let mut value = |name| seen.value(rare, name);
        let refund_of = value("refund_of").map(|value| {
            text_or_integer(value, Reason::InvalidId, || {
                "refund_of must be text or an integer".to_owned()
            })
        });
        let mut text = |name: &'static str| value(name).and_then(|value| value.as_str());
        let (channel, country) = (text("channel"), text("country"));
        let tax_included = value("tax_included").and_then(JsonValueTrait::as_bool);
        let rate = value("rate").filter(|_| is_foreign);
        let rate = rate.map(|value| rate_of(value)).transpose()?;
        let mut amount = |name: &'static str| amount_of(value(name), || name.to_owned());
        Ok(Rarely {
            refund_of: refund_of.transpose()?,
            tax_included: tax_included.unwrap_or_default(),
            channel,
            country,
            rate,
            whole: WholeAmounts {
                shipping: amount("shipping")?,
                discount: amount("discount")?,
                tax: amount("tax")?,
                tip: amount("tip")?,
                fee: amount("fee")?,
            },
        })
    }
}

fn rate_of(value: &LazyValue<'_>) -> Result<Rate, Rejection> {
    let text = match value.get_type() {
        JsonType::String => value.as_str().unwrap_or_default(),
        _ => value.as_raw_str(),
    };
    Rate::parse(text).map_err(|error| {
        let shown: String = text.chars().take(24).collect();
        Rejection::new(
            Reason::InvalidRate,
            format!("rate is `{shown}`; it {error}"),
        )
    })
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

/// A test is one whatever its status.
fn standing(raw: &RawOrder<'_>, seen: &mut Seen) -> Result<Standing, Rejection> {
    let status = match raw.status.as_ref().map(|value| value.as_str()) {
        None | Some(Some("placed")) => Standing::Counts,
        Some(Some("cancelled")) => Standing::Cancelled,
        Some(Some("pending")) => Standing::Pending,
        _ => {
            let detail = "status must be `placed`, `pending` or `cancelled`";
            return Err(Rejection::new(Reason::InvalidStatus, detail));
        }
    };
    let test = seen
        .value(&raw.rare, "test")
        .and_then(JsonValueTrait::as_bool);
    Ok(match test {
        Some(true) => Standing::Test,
        _ => status,
    })
}
