//! Why an event was refused, and the record kept of it.

use crate::Timestamp;

/// The stable reason of a reject; its [`name`](Reason::as_str) never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Not JSON, or JSON that is not an order object.
    MalformedJson,
    /// No `id`, and the source gives none.
    MissingId,
    /// `id` or `refund_of` is neither text nor integer, longer than 128 bytes, or has control characters; or the event
    /// refunds itself.
    InvalidId,
    /// `timestamp` is missing, neither RFC 3339 with offset nor a number of seconds or smaller units,
    /// or before 1995.
    InvalidTimestamp,
    /// `timestamp` is further in the future than the shop allows.
    InFuture,
    /// The business day is before the retained ones.
    TooLate,
    /// No item lines.
    NoItems,
    /// The `kind` of a line is unknown.
    InvalidKind,
    /// `sku` is longer than 128 bytes or neither text nor integer, or a product has neither a SKU nor a name.
    InvalidSku,
    /// `name` is not text.
    InvalidName,
    /// `price` is missing, negative, too precise, too large or not a number.
    InvalidPrice,
    /// `quantity` is missing, zero, not a number of at most three decimals, or beyond a million in either direction.
    InvalidQuantity,
    /// An amount is too precise, too large, of the wrong sign, or contradicts others: a discount above its line, more
    /// tax in a line than its value, `amount` together with `price`.
    InvalidAmount,
    /// `version` is neither an integer nor an RFC 3339 time.
    InvalidVersion,
    /// `status` is not one of `placed`, `cancelled` and `pending`.
    InvalidStatus,
    /// `currency` is not text.
    InvalidCurrency,
    /// The order's currency is not the shop's and there are no rates, or the currency is not in ISO 4217.
    CurrencyMismatch,
    /// `rate` is not a decimal number above 0, or is outside the range of rates.
    InvalidRate,
    /// The table of rates lacks the day needed to convert the order.
    NoRate,
    /// More item lines than allowed, an event larger than a source may carry, or an amount that the sums of its day
    /// have no room for.
    TooLarge,
    /// The order has new items, and the shop already has as many as allowed.
    TooManyItems,
    /// An order without an id came with the key (or the source and id, or the position) of a different one.
    IdempotencyKeyReused,
    /// Rows of a file that belong to one order contradict each other.
    ConflictingRows,
    /// A row of a file has more cells than its header has columns, or a quote that is never closed.
    MalformedRow,
}

impl Reason {
    /// Every reason, in the order of the checks.
    pub const ALL: [Reason; 24] = [
        Reason::MalformedJson,
        Reason::MissingId,
        Reason::InvalidId,
        Reason::InvalidTimestamp,
        Reason::InFuture,
        Reason::TooLate,
        Reason::NoItems,
        Reason::InvalidKind,
        Reason::InvalidSku,
        Reason::InvalidName,
        Reason::InvalidPrice,
        Reason::InvalidQuantity,
        Reason::InvalidAmount,
        Reason::InvalidVersion,
        Reason::InvalidStatus,
        Reason::InvalidCurrency,
        Reason::CurrencyMismatch,
        Reason::InvalidRate,
        Reason::NoRate,
        Reason::TooLarge,
        Reason::TooManyItems,
        Reason::IdempotencyKeyReused,
        Reason::ConflictingRows,
        Reason::MalformedRow,
    ];

    /// The stable snake_case name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::MalformedJson => "malformed_json",
            Reason::MissingId => "missing_id",
            Reason::InvalidId => "invalid_id",
            Reason::InvalidTimestamp => "invalid_timestamp",
            Reason::InFuture => "in_future",
            Reason::TooLate => "too_late",
            Reason::NoItems => "no_items",
            Reason::InvalidKind => "invalid_kind",
            Reason::InvalidSku => "invalid_sku",
            Reason::InvalidName => "invalid_name",
            Reason::InvalidPrice => "invalid_price",
            Reason::InvalidQuantity => "invalid_quantity",
            Reason::InvalidAmount => "invalid_amount",
            Reason::InvalidVersion => "invalid_version",
            Reason::InvalidStatus => "invalid_status",
            Reason::InvalidCurrency => "invalid_currency",
            Reason::CurrencyMismatch => "currency_mismatch",
            Reason::InvalidRate => "invalid_rate",
            Reason::NoRate => "no_rate",
            Reason::TooLarge => "too_large",
            Reason::TooManyItems => "too_many_items",
            Reason::IdempotencyKeyReused => "idempotency_key_reused",
            Reason::ConflictingRows => "conflicting_rows",
            Reason::MalformedRow => "malformed_row",
        }
    }

    /// Whether the kept event is what the sender meant, so that it may be tried again. Contradicting or misplaced rows
    /// of a file have to be fixed in the file.
    pub const fn may_be_tried_again(self) -> bool {
        !matches!(self, Reason::ConflictingRows | Reason::MalformedRow)
    }

    /// The reason with this stable name.
    pub fn from_name(name: &str) -> Option<Reason> {
        Reason::ALL
            .into_iter()
            .find(|reason| reason.as_str() == name)
    }
}

/// An event's refusal: the stable reason and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The stable reason.
    pub reason: Reason,
    /// What was wrong, where, and what to do; quotes nothing of the event but the wrong value.
    pub detail: String,
}

impl Rejection {
    /// A refusal with its sentence.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Rejection {
        Rejection {
            reason,
            detail: detail.into(),
        }
    }
}

/// A kept refused event, to be listed, counted, replayed after a fix, or dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Why it was refused.
    pub rejection: Rejection,
    /// The order's id, if it could be read.
    pub id: Option<String>,
    /// The origin of the event: `http`, `import`, or a source's name.
    pub source: String,
    /// When it arrived.
    pub received_at: Timestamp,
    /// The event, cut at [`Reject::MAX_BODY`] bytes. Bytes, because it may not be text.
    pub body: Vec<u8>,
}

impl Reject {
    /// How many rejects a shop keeps: the newest ones, not counting those [kept separately](Reject::is_apart).
    pub const KEPT: usize = 10_000;
    /// How many bytes of an event are kept.
    pub const MAX_BODY: usize = 16 * 1024;
    /// How many bytes of a platform's delivery are kept: an order with its refunds may be long, and has to be complete
    /// to be read again.
    pub const MAX_DELIVERY: usize = 1024 * 1024;
    /// How many bytes a shop's separately kept rejects may take together, by their [`room`](Reject::room). Beyond that,
    /// the oldest are dropped.
    pub const MAX_APART: u64 = 64 * 1024 * 1024;
    /// How long a platform's delivery is kept, in milliseconds.
    pub const DELIVERIES_FOR: i64 = 30 * 24 * 60 * 60 * 1_000;
    /// The prefix of a delivery's source, before platform and topic.
    pub const DELIVERED: &str = "webhook:";
    /// The least room that a reject counts for, in bytes, so that their number is bounded too.
    const LEAST_ROOM: u64 = 1024;

    /// Whether it is a platform's delivery.
    pub fn is_delivery(&self) -> bool {
        self.source.starts_with(Reject::DELIVERED)
    }

    /// Whether it has a separate limit, so that other rejects do not push it out: a delivery comes only once, and an
    /// order without a rate becomes valid as soon as the rate is there.
    pub fn is_apart(&self) -> bool {
        self.is_delivery() || self.rejection.reason == Reason::NoRate
    }

    /// How many bytes it takes of the room for separately kept rejects.
    pub fn room(&self) -> u64 {
        let texts = self.rejection.detail.len() + self.source.len();
        let bytes = self.body.len() + texts + self.id.as_ref().map_or(0, String::len);
        (bytes as u64).max(Reject::LEAST_ROOM)
    }
}

/// The room of a shop for rejects. To keep many at once, take room from the newest to the oldest.
#[derive(Clone, Copy, Debug)]
pub struct RejectRoom {
    plain: usize,
    apart: u64,
}

impl RejectRoom {
    /// The whole room.
    pub const WHOLE: RejectRoom = RejectRoom {
        plain: Reject::KEPT,
        apart: Reject::MAX_APART,
    };

    /// Takes the room for a reject; returns whether there was any. After the first refusal, older rejects of the same
    /// kind get none either.
    pub fn take(&mut self, reject: &Reject) -> bool {
        if !reject.is_apart() {
            let has_room = self.plain > 0;
            self.plain = self.plain.saturating_sub(1);
            return has_room;
        }
        let left = self.apart.checked_sub(reject.room());
        self.apart = left.unwrap_or(0);
        left.is_some()
    }

    /// Those of the given rejects, oldest first, that have room.
    pub fn of<'r>(rejects: impl DoubleEndedIterator<Item = &'r Reject>) -> Vec<&'r Reject> {
        let mut room = RejectRoom::WHOLE;
        let mut kept: Vec<&Reject> = rejects.rev().filter(|it| room.take(it)).collect();
        kept.reverse();
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reject(source: &str, reason: Reason, bytes: usize) -> Reject {
        Reject {
            rejection: Rejection::new(reason, "why"),
            id: None,
            source: source.to_owned(),
            received_at: Timestamp::from_millis(0),
            body: vec![b'x'; bytes],
        }
    }

    #[test]
    fn deliveries_and_orders_without_a_rate_have_a_bound_of_their_own() {
        let plain = reject("http", Reason::InvalidPrice, 9);
        let of_platform = reject("webhook:shopify:orders/create", Reason::MalformedJson, 9);
        let no_rate = reject("http", Reason::NoRate, 9);
        let apart = [&plain, &of_platform, &no_rate].map(Reject::is_apart);
        assert_eq!(apart, [false, true, true]);
        assert_eq!(
            [&of_platform, &no_rate].map(Reject::is_delivery),
            [true, false]
        );
        let mut all = vec![of_platform.clone(), no_rate.clone()];
        all.extend(vec![plain; Reject::KEPT + 3]);
        let kept = RejectRoom::of(all.iter());
        assert_eq!(kept.len(), Reject::KEPT + 2);
        assert_eq!(kept[..2], [&of_platform, &no_rate]);
    }

    #[test]
    fn the_oldest_of_them_find_no_room() {
        let large = reject(
            "webhook:stripe:charge.succeeded",
            Reason::TooLarge,
            Reject::MAX_DELIVERY,
        );
        let fits = (Reject::MAX_APART / large.room()) as usize;
        let mut all = vec![reject("webhook:stripe:x", Reason::TooLarge, 1)];
        all.extend(vec![large; fits + 2]);
        assert_eq!(RejectRoom::of(all.iter()).len(), fits);
    }
}
