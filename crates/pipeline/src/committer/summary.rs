//! The results of a batch's events.

use std::ops::Range;

use domain::{OrderRef, Orders, Outcome, Reason, Rejection, Shop, Standing};

use crate::{Decoded, FieldCounts};

/// The results of a batch's events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// New orders, counted.
    pub accepted: u64,
    /// Orders known with this version or a higher one.
    pub duplicates: u64,
    /// Orders known with a lower version.
    pub updated: u64,
    /// The test orders among the new and updated ones, which do not count.
    pub tests: u64,
    /// Orders of a platform whose day is no longer retained. Platforms send old orders again whenever they change, so
    /// these are not rejects.
    pub too_late: u64,
    /// Refused events, in the sequence of the body.
    pub rejected: Vec<RejectedEvent>,
    /// Ignored values of valid orders, whose type has no meaning here.
    pub ignored: FieldCounts,
}

/// A refused event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedEvent {
    /// Its index in the body.
    pub index: usize,
    /// Its id, if it could be read.
    pub id: Option<String>,
    /// Why it was refused.
    pub rejection: Rejection,
}

/// Why the fold refused an order, if it did.
pub(super) fn rejection(shop: &Shop, outcome: Outcome) -> Option<Rejection> {
    match outcome {
        Outcome::Accepted | Outcome::Duplicate | Outcome::Updated => None,
        Outcome::TooLate => {
            let days = shop.retention_days;
            let detail = format!(
                "older than the {days} newest business days with data, which are kept in detail"
            );
            Some(Rejection::new(Reason::TooLate, detail))
        }
        Outcome::TooManyItems => {
            let most = shop.max_items.unwrap_or(u64::MAX);
            let detail = format!(
                "the order has items that the shop has never sold, and the {most} that max_items allows are used up; if \
                 they are real, raise max_items and replay the order"
            );
            Some(Rejection::new(Reason::TooManyItems, detail))
        }
        Outcome::DayFull => {
            let detail = "its amount is more than the sums of its day, or of one of its items on that day, can hold; \
                sending it again does not help";
            Some(Rejection::new(Reason::TooLarge, detail))
        }
        Outcome::IdReused => {
            let detail = "the order has no id of its own, and what stands in for one (an Idempotency-Key and the place \
                          in the body, the source and id of an envelope, a position) came with another order before; \
                          send it with an id, or with a key of its own";
            Some(Rejection::new(Reason::IdempotencyKeyReused, detail))
        }
        Outcome::Conflicting => {
            let detail = "the order is known with other contents; neither file says which of the two is newer, so \
                          the one that came first stays";
            Some(Rejection::new(Reason::ConflictingRows, detail))
        }
    }
}

/// Whether an order is only counted as too late, but not refused: platforms keep sending old orders.
pub(super) fn is_passed_over(order: &OrderRef<'_>, outcome: Outcome) -> bool {
    order.is_joined() && outcome == Outcome::TooLate
}

pub(super) fn summarise(
    shop: &Shop,
    mut batch: Decoded,
    outcomes: &[Outcome],
    own: Range<usize>,
    orders: &Orders,
) -> Summary {
    let mut summary = Summary {
        ignored: batch.seen.ignored,
        rejected: batch.take_rejected(),
        ..Summary::default()
    };
    for (index, place) in batch.order_index.iter().zip(own) {
        let (Some(outcome), Some(order)) = (outcomes.get(place), orders.get(place)) else {
            continue;
        };
        match outcome {
            Outcome::Accepted => summary.accepted += 1,
            Outcome::Duplicate => summary.duplicates += 1,
            Outcome::Updated => summary.updated += 1,
            outcome if is_passed_over(&order, *outcome) => summary.too_late += 1,
            Outcome::TooLate
            | Outcome::TooManyItems
            | Outcome::DayFull
            | Outcome::IdReused
            | Outcome::Conflicting => {
                let id = Some(order.id().to_owned());
                let rejected = rejection(shop, *outcome).map(|rejection| RejectedEvent {
                    index: *index as usize,
                    id,
                    rejection,
                });
                summary.rejected.extend(rejected);
            }
        }
        if order.standing() == Standing::Test
            && matches!(outcome, Outcome::Accepted | Outcome::Updated)
        {
            summary.tests += 1;
        }
    }
    summary.rejected.sort_by_key(|event| event.index);
    summary
}
