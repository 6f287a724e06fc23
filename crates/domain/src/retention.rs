//! Which business days are retained in detail.

use std::collections::BTreeSet;

use crate::{BusinessDay, FirstDays, MeasureSet};

/// Earlier versions kept the totals of dropped days only for this many days before the newest one.
const TOTALS_DAYS: i32 = 400;

/// The business days that a store retains in detail, with a counter of their changes.
///
/// A commit names the epoch it was folded against, and a store refuses it if the days have changed since: whether an
/// order is too late must be decided on the actual days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetainedDays {
    /// Increases by one with each change of `days`.
    pub epoch: u64,
    /// The days with data, oldest first.
    pub days: BTreeSet<BusinessDay>,
    /// The newest dropped day, if any. Neither it nor an older day is ever accepted again, even if more days are
    /// retained than before: the orders of dropped days are forgotten, and would count twice.
    pub dropped_until: Option<BusinessDay>,
    /// The day from which on the totals of every dropped day are kept; `None` = of all days. A version that kept totals
    /// for only 400 days may have forgotten those of earlier days.
    pub totals_from: Option<BusinessDay>,
    /// The day from which on amounts by line are kept for all sales and returns; `None` = they are not kept now.
    pub products: Option<BusinessDay>,
}

/// How a fold treats the retained days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// How many business days with data are retained.
    pub max_days: usize,
    /// While a file is imported, no day is dropped, and the floor stays where it was when the import began, so that the
    /// sequence of the file does not matter. The import's last commit is folded without this and drops days.
    pub hold: Option<Floor>,
}

/// The oldest accepted day; `None` = every day is accepted.
pub type Floor = Option<BusinessDay>;

impl RetainedDays {
    /// The oldest accepted day if `max_days` are retained; with fewer days than that, every day is accepted.
    pub fn floor(&self, max_days: usize) -> Floor {
        self.days
            .iter()
            .rev()
            .nth(max_days.saturating_sub(1))
            .copied()
    }

    /// The days of a store last changed by a version that kept totals for 400 days.
    #[must_use]
    pub fn of_400_days(mut self) -> RetainedDays {
        let newest = self.days.last().filter(|_| self.dropped_until.is_some());
        self.totals_from = newest.map(|newest| *newest - TOTALS_DAYS);
        self
    }

    /// Applies the setting `products`; `None` if nothing changes. A shop that begins to keep amounts by line does so
    /// for whole days: those after all days with orders. Without the setting, it goes on as before. A shop that never
    /// had an order is not changed here: its first commit with orders decides.
    pub fn with_products(&self, setting: Option<bool>) -> Option<RetainedDays> {
        if self.is_new() {
            return None;
        }
        let newest = self.days.last().copied().max(self.dropped_until);
        let products = match (setting.unwrap_or(self.products.is_some()), self.products) {
            (false, _) => None,
            (true, Some(day)) => Some(day),
            (true, None) => Some(newest.map_or(FirstDays::START, |day| day + 1)),
        };
        (products != self.products).then(|| RetainedDays {
            epoch: self.epoch + 1,
            products,
            ..self.clone()
        })
    }

    /// The day from which on commits keep amounts by line: for a shop that never had an order from the start, unless
    /// its setting `products` says otherwise.
    pub(crate) fn products_of(&self, setting: Option<bool>) -> Option<BusinessDay> {
        match self.is_new() && setting != Some(false) {
            true => Some(FirstDays::START),
            false => self.products,
        }
    }

    /// Whether no commit has ever changed them.
    fn is_new(&self) -> bool {
        self.epoch == 0 && self.days.is_empty() && self.dropped_until.is_none()
    }

    /// Whether all amounts by line of a day are known.
    pub fn has_products(&self, day: BusinessDay) -> bool {
        self.products.is_some_and(|first| day >= first)
    }

    /// The measures that are unknown for a day because not even its totals would be kept: all or none. Such a day
    /// cannot be distinguished from one without orders.
    pub fn unknown_on(&self, day: BusinessDay) -> MeasureSet {
        let is_dropped = self.dropped_until.is_some_and(|dropped| day <= dropped);
        let is_forgotten = self.totals_from.is_some_and(|from| day < from);
        match is_dropped && is_forgotten && !self.days.contains(&day) {
            true => MeasureSet::ALL,
            false => MeasureSet::NONE,
        }
    }

    /// Whether orders of a day are accepted, or too late.
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

    /// Drops days beyond the newest `max_days`, unless they are held.
    pub(crate) fn prune(&mut self, retention: &Retention) {
        if retention.hold.is_none() {
            while self.days.len() > retention.max_days.max(1) {
                self.dropped_until = self.dropped_until.max(self.days.pop_first());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_by_line_are_kept_of_whole_days() {
        let day = BusinessDay::from_epoch_days;
        let new = RetainedDays::default();
        let products = |of: &RetainedDays, setting| of.with_products(setting).map(|it| it.products);
        for setting in [None, Some(true), Some(false)] {
            assert_eq!(products(&new, setting), None);
            let first = Some(FirstDays::START).filter(|_| setting != Some(false));
            assert_eq!(new.products_of(setting), first);
        }
        let old = RetainedDays {
            epoch: 3,
            days: [day(20_000), day(20_010)].into(),
            ..RetainedDays::default()
        };
        assert_eq!(products(&old, None), None);
        assert_eq!(
            old.products_of(Some(true)),
            None,
            "not before it is switched on"
        );
        let on = old.with_products(Some(true)).unwrap();
        assert_eq!((on.epoch, on.products), (4, Some(day(20_011))));
        assert!(on.has_products(day(20_011)) && !on.has_products(day(20_010)));
        // It stays on until it is switched off; switched on later, it begins again.
        for setting in [None, Some(true)] {
            assert_eq!(on.with_products(setting), None);
        }
        let mut off = on.with_products(Some(false)).unwrap();
        assert_eq!((off.epoch, off.products), (5, None));
        assert_eq!(off.with_products(None), None);
        (off.days, off.dropped_until) = ([].into(), Some(day(20_020)));
        assert_eq!(products(&off, Some(true)), Some(Some(day(20_021))));
    }

    #[test]
    fn days_before_the_kept_totals_are_known_only_where_none_was_dropped() {
        let day = BusinessDay::from_epoch_days;
        let retained = |dropped: Option<i32>| RetainedDays {
            days: [day(20_000), day(20_010)].into(),
            dropped_until: dropped.map(day),
            ..RetainedDays::default()
        };
        let known = |retained: &RetainedDays, days| retained.unknown_on(day(days)).is_empty();
        assert!(known(&retained(None).of_400_days(), 19_000));
        assert!(known(&retained(Some(19_990)), 19_000), "kept for ever");
        let old = retained(Some(19_990)).of_400_days();
        for (days, is_known) in [
            (19_000, false),
            (19_609, false),
            (19_610, true),
            (19_990, true),
        ] {
            assert_eq!(known(&old, days), is_known, "{days}");
        }
        // Nothing was dropped after that day, however long ago it is.
        let old = retained(Some(19_000)).of_400_days();
        assert!(!known(&old, 19_000) && known(&old, 19_001));
    }
}
