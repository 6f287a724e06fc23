//! Which keys a leaderboard is made of.

use domain::BusinessDay;

use crate::layout::keys::Keys;
use crate::layout::sizes::{DAY_TOP, TOP};

/// One leaderboard: the units it is made of, and the sorted set that holds its front.
pub(crate) struct Leaderboard {
    /// What its fields in the state end in: nothing, or `:20180311`.
    pub(crate) suffix: String,
    /// Pages of units.
    pub(crate) sold: String,
    pub(crate) set: String,
    /// Of a day, the set of its items.
    pub(crate) items: Option<String>,
    /// It is refilled when it is shorter.
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
