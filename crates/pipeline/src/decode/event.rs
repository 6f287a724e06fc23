//! Turns one JSON text into one order event, or gives the reason why it is not one.

use domain::{
    OrderEvent, Rate, Reason, Rejection, Shop, Standing, Timestamp, WholeAmounts,
    parse_version_time, parse_whole,
};

use super::fields::{ORDER_FIELDS, is_of_kind, order};
use super::kept::{Fallback, cut};
use super::line::lines;
use super::raw::{Form, RawOrder};
use super::reader::Reader;
use super::seen::Seen;
use super::value::{Value, text_or_integer};
use crate::Decoded;

/// Decodes one event's text into the batch.
pub(super) fn decode_event<'a>(
    shop: &Shop,
    reader: &mut Reader<'a>,
    text: &'a str,
    fallback: Fallback<'_>,
    into: &mut Decoded,
) {
    let raw = match reader.read(text) {
        Ok(raw) => raw,
        Err(rejection) => return into.reject(rejection, None, cut(text.as_bytes())),
    };
    let given;
    let id = match raw.fields.get(order::ID) {
        None => match fallback.id {
            Some(identity) => {
                given = identity.to_string();
                Ok(&*given)
            }
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
    if let Err(rejection) = push(shop, id, raw, fallback, into) {
        into.reject(rejection, Some(id.to_owned()), raw.known_fields(fallback));
    }
}

fn push(
    shop: &Shop,
    id: &str,
    raw: &RawOrder<'_>,
    fallback: Fallback<'_>,
    into: &mut Decoded,
) -> Result<(), Rejection> {
    let placed_at = match (raw.fields.get(order::TIMESTAMP), fallback.placed_at) {
        (None, Some(placed_at)) => placed_at,
        (value, _) => timestamp(value)?,
    };
    let currency = match raw.fields.get(order::CURRENCY) {
        None => None,
        Some(value) => Some(value.as_str().ok_or_else(|| {
            Rejection::new(
                Reason::InvalidCurrency,
                "currency must be text, an ISO 4217 code",
            )
        })?),
    };
    let version = version(raw.fields.get(order::VERSION))?;
    let mut seen = Seen::default();
    let standing = standing(raw, &mut seen)?;
    // Check this before reading the lines, so that a million of them cost nothing.
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
    let lines = lines(raw.items.kept(), &mut seen)?;
    let said = match raw.has_rare() {
        false => Rarely::default(),
        true => {
            let shops = shop.currency.code();
            let is_foreign = currency.is_some_and(|it| !it.eq_ignore_ascii_case(shops));
            Rarely::of(raw, is_foreign, &mut seen)?
        }
    };
    let event = OrderEvent {
        id,
        placed_at,
        currency,
        rate: said.rate,
        version,
        standing,
        refund_of: said.refund_of,
        tax_included: said.tax_included,
        channel: said.channel,
        country: said.country,
        lines: &lines,
        whole: said.whole,
    };
    let is_id_given = raw.fields.get(order::ID).is_none();
    into.push(shop, &event, is_id_given, &seen, || {
        raw.known_fields(fallback)
    });
    Ok(())
}

/// What few events say about the order.
#[derive(Default)]
struct Rarely<'v> {
    refund_of: Option<&'v str>,
    tax_included: bool,
    channel: Option<&'v str>,
    country: Option<&'v str>,
    whole: WholeAmounts,
    rate: Option<Rate>,
}

impl<'v> Rarely<'v> {
    /// A rate matters only if the order is in another currency than the shop.
    fn of(
        raw: &'v RawOrder<'_>,
        is_foreign: bool,
        seen: &mut Seen,
    ) -> Result<Rarely<'v>, Rejection> {
        let value = |place| raw.fields.get(place);
        let mut of_kind =
            |place, name| seen.value(place, value(place), |it| is_of_kind(name, it).then_some(it));
        let refund_of = of_kind(order::REFUND_OF, "refund_of").map(|value| {
            text_or_integer(value, Reason::InvalidId, || {
                "refund_of must be text or an integer".to_owned()
            })
        });
        let rate = of_kind(order::RATE, "rate").filter(|_| is_foreign);
        let rate = rate.map(rate_of).transpose()?;
        let mut text = |place| {
            let value = seen.value(place, value(place), |it| it.is_text().then_some(it));
            value.and_then(Value::as_str)
        };
        let (channel, country) = (text(order::CHANNEL), text(order::COUNTRY));
        let place = order::TAX_INCLUDED;
        let tax_included = seen.value(place, value(place), Value::as_bool);
        let mut amount =
            |place| seen.amount(place, value(place), || ORDER_FIELDS[place].to_owned());
        Ok(Rarely {
            refund_of: refund_of.transpose()?,
            tax_included: tax_included.unwrap_or_default(),
            channel,
            country,
            rate,
            whole: WholeAmounts {
                shipping: amount(order::SHIPPING)?,
                discount: amount(order::DISCOUNT)?,
                tax: amount(order::TAX)?,
                tip: amount(order::TIP)?,
                fee: amount(order::FEE)?,
            },
        })
    }
}

fn rate_of(value: &Value<'_>) -> Result<Rate, Rejection> {
    let text = value.digits().unwrap_or_default();
    Rate::parse(text).map_err(|error| {
        let shown: String = text.chars().take(24).collect();
        Rejection::new(
            Reason::InvalidRate,
            format!("rate is `{shown}`; it {error}"),
        )
    })
}

fn timestamp(value: Option<&Value<'_>>) -> Result<Timestamp, Rejection> {
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
    let parsed = match value {
        Value::Number(digits) => Timestamp::parse_number(digits),
        value if value.is_text() => {
            let text = value.as_str().unwrap_or_default();
            // The original design's producer sends seconds as text. No RFC 3339 time consists only of digits and a
            // point.
            let is_number = |byte| matches!(byte, b'0'..=b'9' | b'.');
            if !text.is_empty() && text.bytes().all(is_number) {
                Timestamp::parse_number(text)
            } else {
                Timestamp::parse_rfc3339(text)
            }
        }
        _ => return Err(invalid("is neither text nor a number")),
    };
    parsed.map_err(|_| invalid("cannot be read"))
}

fn version(value: Option<&Value<'_>>) -> Result<i64, Rejection> {
    let Some(value) = value else { return Ok(0) };
    let parsed = match value {
        Value::Number(digits) => parse_whole(digits).ok(),
        value => value.as_str().and_then(|text| {
            parse_version_time(text)
                .ok()
                .or_else(|| parse_whole(text).ok())
        }),
    };
    parsed.ok_or_else(|| {
        let detail = "version must be an integer of 64 bits or an RFC 3339 time";
        Rejection::new(Reason::InvalidVersion, detail)
    })
}

/// A test is a test whatever its status.
fn standing(raw: &RawOrder<'_>, seen: &mut Seen) -> Result<Standing, Rejection> {
    let status = match raw.fields.get(order::STATUS).map(Value::as_str) {
        None | Some(Some("placed")) => Standing::Counts,
        Some(Some("cancelled")) => Standing::Cancelled,
        Some(Some("pending")) => Standing::Pending,
        _ => {
            let detail = "status must be `placed`, `pending` or `cancelled`";
            return Err(Rejection::new(Reason::InvalidStatus, detail));
        }
    };
    let test = seen.value(order::TEST, raw.fields.get(order::TEST), Value::as_bool);
    Ok(match test {
        Some(true) => Standing::Test,
        _ => status,
    })
}
