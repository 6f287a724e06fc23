//! Which business days are kept in detail.

use std::collections::BTreeSet;

use crate::BusinessDay;

/// The business days that a store holds in detail, with a counter of their changes.
///
/// A commit names the epoch it was folded against, and a store refuses it when the days have
/// changed since: whether an order is too late is decided on the days that are really there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetainedDays {
    /// Grows by one at each change of `days`.
    pub epoch: u64,
    /// The days with data, oldest first.
    pub days: BTreeSet<BusinessDay>,
    /// The newest day that was dropped, if any was. Neither it nor an older one is ever taken in
    /// again, also when more days are to be kept than before: the orders of dropped days are
    /// forgotten, and would count twice.
    pub dropped_until: Option<BusinessDay>,
}

/// How a fold treats the retained window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// How many business days with data are kept.
    pub max_days: usize,
    /// While a file is imported no day leaves the window and the floor stays where it was when the
    /// import began, so that the order of the file makes no difference; the import's last commit
    /// is folded without this and prunes.
    pub hold: Option<Floor>,
}

/// The oldest day that is still taken, or none when every day is.
pub type Floor = Option<BusinessDay>;

impl RetainedDays {
    /// The oldest day taken when `max_days` are kept: with fewer days than that, any.
    pub fn floor(&self, max_days: usize) -> Floor {
        self.days
            .iter()
            .rev()
            .nth(max_days.saturating_sub(1))
            .copied()
    }

    /// Whether orders of a day are taken, or too late.
    pub(crate) fn admits(&self, day: BusinessDay, retention: &Retention) -> bool {
        if self.days.contains(&day) {
            return true;
        }
        let floor = match retention.hold {
            Some(floor) => floor,
            None => self.floor(retention.max_days),
        };
        let is_dropped = self.dropped_until.is_some_and(|dropped| day <= dropped);
        !is_dropped && floor.is_none_or(|floor| day >= floor)
    }

    /// Drops the days beyond the newest `max_days`, unless they are held.
    pub(crate) fn prune(&mut self, retention: &Retention) {
        if retention.hold.is_none() {
            while self.days.len() > retention.max_days.max(1) {
                self.dropped_until = self.dropped_until.max(self.days.pop_first());
            }
        }
    }
}
