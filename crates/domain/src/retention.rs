//! Which business days are kept in detail.

use std::collections::BTreeSet;

use crate::{BusinessDay, FirstDays, MeasureSet};

/// For so many days before the newest one the totals of dropped days were kept, before they were kept for ever.
const TOTALS_DAYS: i32 = 400;

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
    /// From which day on the totals of every dropped day are kept; `None` = of all there ever were. A version that
    /// kept them for 400 days alone may have forgotten those of earlier days.
    pub totals_from: Option<BusinessDay>,
    /// From which day on amounts by line are kept, of everything sold and everything that came back; `None` = they are not
    /// kept now.
    pub products: Option<BusinessDay>,
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

    /// The same of a store whose days were last changed by a version that kept totals for 400 days.
    #[must_use]
    pub fn of_400_days(mut self) -> RetainedDays {
        let newest = self.days.last().filter(|_| self.dropped_until.is_some());
        self.totals_from = newest.map(|newest| *newest - TOTALS_DAYS);
        self
    }

    /// What the setting `products` makes of them, `None` where nothing has to change. A shop that begins to keep amounts by
    /// line does so for whole days: those behind all on which it has orders. Without the setting it goes on as it is. One that
    /// never had an order has nothing to change: the first commit with orders decides.
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

    /// From which day on commits keep amounts by line: a shop that never had an order does from the start, unless its
    /// setting `products` says otherwise.
    pub(crate) fn products_of(&self, setting: Option<bool>) -> Option<BusinessDay> {
        match self.is_new() && setting != Some(false) {
            true => Some(FirstDays::START),
            false => self.products,
        }
    }

    /// Whether no commit ever changed them.
    fn is_new(&self) -> bool {
        self.epoch == 0 && self.days.is_empty() && self.dropped_until.is_none()
    }

    /// Whether all amounts by line of a day are known.
    pub fn has_products(&self, day: BusinessDay) -> bool {
        self.products.is_some_and(|first| day >= first)
    }

    /// The measures that are not known of a day because, had it had orders, not even its totals would be kept: all
    /// or none. A day that never had any cannot be told from such a one.
    pub fn unknown_on(&self, day: BusinessDay) -> MeasureSet {
        let is_dropped = self.dropped_until.is_some_and(|dropped| day <= dropped);
        let is_forgotten = self.totals_from.is_some_and(|from| day < from);
        match is_dropped && is_forgotten && !self.days.contains(&day) {
            true => MeasureSet::ALL,
            false => MeasureSet::NONE,
        }
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
        // It goes on as it is, until it is switched off; later it begins anew.
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
        // Nothing was dropped behind it, however long that is ago.
        let old = retained(Some(19_000)).of_400_days();
        assert!(!known(&old, 19_000) && known(&old, 19_001));
    }
}
