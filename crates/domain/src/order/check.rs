//! The limits of an order.

use super::effect::{net_nanos, returned_of};
use super::event::OrderEvent;
use super::line::{LineKind, LineValue, OrderLine, nanos};
use crate::measure::{MEASURES, Measure, Unit};
use crate::{Amount, Currency, Exchange, Minor, Reason, Rejection, Shop, Sums, Timestamp};

/// The most item lines an order may have.
pub const MAX_LINES: usize = 1_000;
/// The longest id and SKU, in bytes.
pub const MAX_KEY_BYTES: usize = 128;
/// The longest kept item name, in bytes; longer names are cut.
pub const MAX_NAME_BYTES: usize = 256;
/// The largest amount of money in an order's measure, in minor units: a day has room for thousands of such orders, see
/// [`MAX_DAY_SUM`](crate::MAX_DAY_SUM).
const MAX_ORDER_AMOUNT: Minor = 1_000_000_000_000_000;

/// Checks an order's id.
///
/// # Errors
/// A [`Rejection`] if it is empty, longer than 128 bytes, or has control characters.
pub fn check_id(id: &str) -> Result<(), Rejection> {
    let wrong = if id.is_empty() {
        "is empty"
    } else if id.len() > MAX_KEY_BYTES {
        "is longer than 128 bytes"
    } else if id.bytes().any(|byte| !matches!(byte, b' '..=b'~'))
        && id.chars().any(char::is_control)
    {
        "has control characters"
    } else {
        return Ok(());
    };
    Err(Rejection::new(Reason::InvalidId, format!("id {wrong}")))
}

/// Checks a line's SKU; `line` is the index for the message.
///
/// # Errors
/// A [`Rejection`] if it is empty or longer than 128 bytes.
pub fn check_sku(sku: &str, line: usize) -> Result<(), Rejection> {
    let wrong = if sku.is_empty() {
        "is empty"
    } else if sku.len() > MAX_KEY_BYTES {
        "is longer than 128 bytes"
    } else {
        return Ok(());
    };
    Err(Rejection::new(
        Reason::InvalidSku,
        format!("items[{line}].sku {wrong}"),
    ))
}

/// Cuts a name to [`MAX_NAME_BYTES`] at a character border; an empty name is `None`.
pub fn clip_name(name: &str) -> Option<&str> {
    let clipped = &name[..name.floor_char_boundary(MAX_NAME_BYTES)];
    (!clipped.is_empty()).then_some(clipped)
}

/// Checks an event against its shop at the moment `now`.
pub(super) fn check_event(
    shop: &Shop,
    now: Timestamp,
    event: &OrderEvent<'_>,
) -> Result<(), Rejection> {
    check_id(event.id)?;
    if event.placed_at < Timestamp::EARLIEST {
        let placed = shop.clock.rfc3339(event.placed_at);
        return Err(Rejection::new(
            Reason::InvalidTimestamp,
            format!(
                "timestamp {placed} is before 1995; if it is a number, send seconds, milli-, micro- or \
                 nanoseconds since 1970"
            ),
        ));
    }
    if event.placed_at.millis() > now.millis().saturating_add(shop.max_future_millis) {
        let minutes = shop.max_future_millis / 60_000;
        let placed = shop.clock.rfc3339(event.placed_at);
        return Err(Rejection::new(
            Reason::InFuture,
            format!("timestamp {placed} is more than {minutes} minutes in the future"),
        ));
    }
    if event.lines.len() > MAX_LINES {
        let count = event.lines.len();
        let detail = format!("{count} item lines; an order may have at most {MAX_LINES}");
        return Err(Rejection::new(Reason::TooLarge, detail));
    }
    // An order that does not count may have no lines: a cancellation removes what was stored, whatever it lists.
    let has_something = !event.lines.is_empty() || !event.whole.is_none();
    if !has_something && event.standing.counts() {
        return Err(Rejection::new(
            Reason::NoItems,
            "an order needs at least one item line, or an amount such as shipping",
        ));
    }
    if let Some(id) = event.refund_of {
        check_refund(event.id, id)?;
    }
    for (index, line) in event.lines.iter().enumerate() {
        check_line(line, index, event.tax_included)?;
    }
    check_whole(event)
}

fn check_refund(id: &str, of: &str) -> Result<(), Rejection> {
    check_id(of).map_err(|rejection| {
        let detail = rejection.detail.replacen("id", "refund_of", 1);
        Rejection::new(Reason::InvalidId, detail)
    })?;
    if of == id {
        let detail = "refund_of is the event's own id: a refund needs an id of its own";
        return Err(Rejection::new(Reason::InvalidId, detail));
    }
    Ok(())
}

fn check_line(line: &OrderLine<'_>, index: usize, tax_included: bool) -> Result<(), Rejection> {
    let goes_by_name = line.kind == LineKind::Product
        && line.sku.is_empty()
        && line.name.and_then(clip_name).is_some();
    let needs_none = line.kind != LineKind::Product && line.sku.is_empty();
    if !goes_by_name && !needs_none {
        check_sku(line.sku, index)?;
    }
    let invalid = |what: &str| {
        let detail = format!("items[{index}].{what}");
        Err(Rejection::new(Reason::InvalidAmount, detail))
    };
    match line.value {
        LineValue::Lump(_) if line.kind == LineKind::Product => {
            return invalid(
                "amount needs a quantity: only kinds other than product may be a lump sum",
            );
        }
        LineValue::Total { amount, quantity }
            if !amount.is_zero() && amount.is_negative() == quantity.is_sold() =>
        {
            return invalid("amount must have the sign of its quantity");
        }
        _ => {}
    }
    if line.discount.is_zero() && line.tax.is_zero() {
        return Ok(());
    }
    if line.discount.is_negative() || line.tax.is_negative() {
        let name = if line.discount.is_negative() {
            "discount"
        } else {
            "tax"
        };
        return invalid(&format!(
            "{name} is below 0; for a return, send what the sale had"
        ));
    }
    if nanos(line.discount) > line.worth_nanos() {
        return invalid("discount is more than the line is worth");
    }
    if tax_included && !line.tax.is_zero() {
        if net_nanos(line, true) < 0 {
            return invalid(
                "tax is included in the price, but is more than the line is worth after its discount",
            );
        }
        if line.worth_nanos() > nanos(Amount::MAX) {
            return invalid("tax cannot be taken out of a line of more than 1,000,000,000,000");
        }
    }
    Ok(())
}

/// On an order that sells something, amounts of the whole order must not be negative; a refund may return them.
fn check_whole(event: &OrderEvent<'_>) -> Result<(), Rejection> {
    let sells = |line: &OrderLine<'_>| {
        matches!(line.kind, LineKind::Product | LineKind::GiftCard) && line.is_positive()
    };
    if event.whole.is_none() || event.refund_of.is_some() || !event.lines.iter().any(sells) {
        return Ok(());
    }
    match event
        .whole
        .each()
        .iter()
        .find(|(_, amount)| amount.is_negative())
    {
        None => Ok(()),
        Some((name, _)) => {
            let detail = format!(
                "{name} is below 0 on an order; to give it back, send an event with refund_of"
            );
            Err(Rejection::new(Reason::InvalidAmount, detail))
        }
    }
}

/// Checks that no amount of an order is too large.
pub(super) fn check_sums(currency: &Currency, sums: &Sums) -> Result<(), Rejection> {
    if sums.greatest() <= MAX_ORDER_AMOUNT {
        return Ok(());
    }
    let mut money = MEASURES.iter().filter(|def| def.unit == Unit::Money);
    match money.find(|def| sums[def.measure].abs() > MAX_ORDER_AMOUNT) {
        None => Ok(()),
        Some(def) => {
            let limit = currency.format(MAX_ORDER_AMOUNT);
            let (reason, what) = match def.measure {
                Measure::Revenue | Measure::Returns => (Reason::InvalidPrice, "lines"),
                _ => (Reason::InvalidAmount, def.name),
            };
            let detail = format!("the order's {what} sum to more than {limit}");
            Err(Rejection::new(reason, detail))
        }
    }
}

/// Checks the same for returns with adjustments, where the sum does not bound the lines.
pub(super) fn check_adjusted(
    currency: &Currency,
    exchange: Option<Exchange>,
    event: &OrderEvent<'_>,
) -> Result<(), Rejection> {
    let mut lines = event.lines.iter();
    if lines.any(|line| line.kind == LineKind::Adjustment)
        && returned_of(currency, exchange, event) > MAX_ORDER_AMOUNT
    {
        let limit = currency.format(MAX_ORDER_AMOUNT);
        let detail = format!("the order's return lines sum to more than {limit}");
        return Err(Rejection::new(Reason::InvalidPrice, detail));
    }
    Ok(())
}

/// The currency that an event names, if it is not the shop's.
pub(super) fn foreign_of<'e>(shop: &Shop, event: &OrderEvent<'e>) -> Option<&'e str> {
    event
        .currency
        .filter(|said| !said.eq_ignore_ascii_case(shop.currency.code()))
}

/// The factor for an event's amounts; `None` = they are in the shop's currency, or are not converted because the event
/// adds nothing and names no rate. The event's own rate takes precedence over the table.
pub(super) fn exchange_of(
    shop: &Shop,
    event: &OrderEvent<'_>,
) -> Result<Option<(Currency, Exchange)>, Rejection> {
    let shops = &shop.currency;
    let Some(said) = foreign_of(shop, event) else {
        return Ok(None);
    };
    let shown: String = said.chars().take(8).collect();
    let mismatch = |why: &str| {
        let detail = format!(
            "currency is `{shown}`, but this shop counts in {}{why}",
            shops.code()
        );
        Err(Rejection::new(Reason::CurrencyMismatch, detail))
    };
    let Ok(currency) = Currency::from_code(&said.to_ascii_uppercase()) else {
        return mismatch("; it is not an ISO 4217 code");
    };
    if let Some(rate) = event.rate {
        return Ok(Some((currency, Exchange::by(rate))));
    }
    // Without a rate, a cancellation would be refused and the cancelled order would still count.
    if !event.standing.counts() {
        return Ok(None);
    }
    let table = shop.rates.table();
    if table.is_empty() {
        return mismatch(", and there are no rates: load some with `livetill rates import`");
    }
    match table.exchange(&currency, shops, event.placed_at) {
        Ok(exchange) => Ok(Some((currency, exchange))),
        Err(day) => {
            let detail = format!(
                "there is no rate of {day} for {} in {}; load it with `livetill rates import`, then replay this",
                currency.code(),
                shops.code()
            );
            Err(Rejection::new(Reason::NoRate, detail))
        }
    }
}
