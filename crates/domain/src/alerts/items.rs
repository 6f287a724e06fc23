//! Whether a shop has room for new items.

use super::Verdict;
use crate::MAX_LINES;

/// The share of the allowed items from which on there is a warning, in percent.
const NEARLY: u64 = 90;

/// Whether orders may be refused for their items: only if there is less room than the largest order can need.
pub fn may_refuse_items(known: u64, most: u64) -> bool {
    known.saturating_add(MAX_LINES as u64) > most
}

/// Judges a shop that has `known` items and may have `most` (`None` = any number). `kept` is the number of kept rejects
/// that were refused for their new items.
pub fn judge_items(known: u64, most: Option<u64>, kept: u64) -> Verdict {
    let Some(most) = most else {
        return Verdict::Good;
    };
    let has = format!("{known} of at most {most} items (max_items)");
    if kept > 0 && may_refuse_items(known, most) {
        let orders = if kept == 1 { "order" } else { "orders" };
        return Verdict::Bad(format!(
            "{has}: {kept} {orders} with new ones rejected and kept"
        ));
    }
    if u128::from(known) * 100 < u128::from(most) * u128::from(NEARLY) {
        return Verdict::Good;
    }
    Verdict::Bad(format!(
        "{has}: beyond that, orders with new ones are rejected"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_bad(known: u64, most: Option<u64>, kept: u64) -> bool {
        matches!(judge_items(known, most, kept), Verdict::Bad(_))
    }

    #[test]
    fn it_is_told_before_the_last_place_is_taken() {
        assert!(!is_bad(899_999, Some(1_000_000), 0));
        assert!(is_bad(900_000, Some(1_000_000), 0));
        assert!(is_bad(1_200_000, Some(1_000_000), 0), "it had more before");
        assert!(!is_bad(u64::MAX, None, 7));
    }

    #[test]
    fn refused_orders_count_while_there_may_be_no_room() {
        assert!(is_bad(40, Some(50), 1), "an order of eleven new items");
        assert!(!is_bad(40, Some(50), 0));
        assert!(!is_bad(40, Some(2_000), 1), "the bound was raised");
        let Verdict::Bad(detail) = judge_items(50, Some(50), 1) else {
            panic!("no room is left");
        };
        assert!(detail.starts_with("50 of at most 50 items"), "{detail}");
        assert!(detail.contains("1 order with"), "{detail}");
    }
}
