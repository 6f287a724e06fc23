//! The keys of a leaderboard.

use domain::BusinessDay;

use crate::layout::keys::Keys;
use crate::layout::sizes::{DAY_TOP, TOP};

/// A leaderboard: the units it is based on, and the sorted set with its front.
pub(crate) struct Leaderboard {
    /// The suffix of its fields in the state: empty, or `:20180311`.
    pub(crate) suffix: String,
    /// Pages of units.
    pub(crate) sold: String,
    pub(crate) set: String,
    /// For a day, the set of its items.
    pub(crate) items: Option<String>,
    /// The length below which it is refilled.
    pub(crate) shortest: i64,
}

impl Leaderboard {
    pub(crate) fn of(keys: &Keys, day: Option<BusinessDay>) -> Leaderboard {
        let suffix = day.map(|day| format!(":{}", day.compact()));
        Leaderboard::with_suffix(keys, &suffix.unwrap_or_default())
    }

    pub(crate) fn with_suffix(keys: &Keys, suffix: &str) -> Leaderboard {
        let all_time = suffix.is_empty();
        Leaderboard {
            suffix: suffix.to_owned(),
            sold: keys.own(&format!("sold{suffix}")),
            set: if all_time {
                keys.article("orders:items:popular")
            } else {
                keys.own(&format!("top{suffix}"))
            },
            items: (!all_time).then(|| keys.article(&format!("orders:items{suffix}"))),
            shortest: if all_time { TOP[2] } else { DAY_TOP[2] },
        }
    }
}
