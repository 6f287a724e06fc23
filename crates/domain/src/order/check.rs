//! What an order may say.

use super::event::{OrderEvent, Status};
use crate::measure::{MEASURES, Unit};
use crate::{Currency, Minor, Reason, Rejection, Shop, Sums, Timestamp};

/// The most item lines an order may have.
pub const MAX_LINES: usize = 1_000;
/// The longest id and SKU, in bytes.
pub const MAX_KEY_BYTES: usize = 128;
/// The longest item name that is kept, in bytes; longer ones are cut.
pub const MAX_NAME_BYTES: usize = 256;
/// The most items a line may sell or take back.
const MAX_QUANTITY: u64 = 1_000_000;
/// The highest amount of money of an order's measure, in minor units: a day has room for thousands
/// of orders of it, see [`MAX_DAY_SUM`](crate::MAX_DAY_SUM).
const MAX_ORDER_AMOUNT: Minor = 1_000_000_000_000_000;

/// Checks an order's id.
///
/// # Errors
/// A [`Rejection`] for an empty one, one of more than 128 bytes, or one with control characters.
pub fn check_id(id: &str) -> Result<(), Rejection> {
    let wrong = if id.is_empty() {
        "is empty"
    } else if id.len() > MAX_KEY_BYTES {
        "is longer than 128 bytes"
    } else if id.chars().any(char::is_control) {
        "has control characters"
    } else {
        return Ok(());
    };
    Err(Rejection::new(Reason::InvalidId, format!("id {wrong}")))
}

/// Checks a line's SKU; `line` is its position, for the message.
///
/// # Errors
/// A [`Rejection`] for an empty one or one of more than 128 bytes.
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

/// Cuts a name to [`MAX_NAME_BYTES`] at a character's end; an empty one is none.
pub fn clip_name(name: &str) -> Option<&str> {
    let clipped = &name[..name.floor_char_boundary(MAX_NAME_BYTES)];
    (!clipped.is_empty()).then_some(clipped)
}

/// Checks what an event says against its shop at the moment `now`.
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
    check_currency(&shop.currency, event.currency)?;
    if event.lines.len() > MAX_LINES {
        let count = event.lines.len();
        let detail = format!("{count} item lines; an order has at most {MAX_LINES}");
        return Err(Rejection::new(Reason::TooLarge, detail));
    }
    // A cancellation may come without its lines: it takes away what was stored, whatever it lists.
    if event.lines.is_empty() && event.status == Status::Placed {
        return Err(Rejection::new(
            Reason::NoItems,
            "an order has at least one item line",
        ));
    }
    for (index, line) in event.lines.iter().enumerate() {
        check_sku(line.sku, index)?;
        if line.quantity == 0 || line.quantity.unsigned_abs() > MAX_QUANTITY {
            let detail = format!(
                "items[{index}].quantity is {}; it must be 1 to 1,000,000, or negative for a return",
                line.quantity
            );
            return Err(Rejection::new(Reason::InvalidQuantity, detail));
        }
    }
    Ok(())
}

/// Checks that no amount of an order is too high.
pub(super) fn check_sums(currency: &Currency, sums: &Sums) -> Result<(), Rejection> {
    let mut money = MEASURES.iter().filter(|def| def.unit == Unit::Money);
    if money.any(|def| sums[def.measure].abs() > MAX_ORDER_AMOUNT) {
        let limit = currency.format(MAX_ORDER_AMOUNT);
        let detail = format!("the order's lines sum to more than {limit}");
        return Err(Rejection::new(Reason::InvalidPrice, detail));
    }
    Ok(())
}

fn check_currency(shops: &Currency, orders: Option<&str>) -> Result<(), Rejection> {
    match orders {
        Some(code) if !code.eq_ignore_ascii_case(shops.code()) => {
            let shown: String = code.chars().take(8).collect();
            let detail = format!("currency is `{shown}`, this shop counts {}", shops.code());
            Err(Rejection::new(Reason::CurrencyMismatch, detail))
        }
        _ => Ok(()),
    }
}
