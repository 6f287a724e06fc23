//! From which business day on a shop's figures hold all of a measure.

use std::collections::BTreeMap;

use crate::BusinessDay;
use crate::measure::{Measure, MeasureDef, MeasureSet};

/// The first whole day of those of a shop's measures that are not whole from its first order on.
///
/// Orders said some things before there was a measure that sums them. How much there was on the days
/// before the first server that sums it is not known, which is not 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstDays {
    known: usize,
    days: BTreeMap<Measure, BusinessDay>,
}

impl Default for FirstDays {
    /// Of a shop from before stores kept this.
    fn default() -> FirstDays {
        const BEFORE: usize = 4;
        FirstDays::kept(BEFORE, [])
    }
}

impl FirstDays {
    /// Of a shop without orders: everything is whole.
    pub fn of_new_shop() -> FirstDays {
        FirstDays::kept(Measure::COUNT, [])
    }

    /// What a store has kept of [`known`](FirstDays::known) and [`each`](FirstDays::each).
    pub fn kept(known: usize, days: impl IntoIterator<Item = (Measure, BusinessDay)>) -> FirstDays {
        let days = days.into_iter().collect();
        FirstDays { known, days }
    }

    /// How many measures the newest server knew that had the shop open: those of the numbers below.
    pub fn known(&self) -> usize {
        self.known
    }

    /// The measures that are not whole from the start, in order of number, and their first whole days.
    pub fn each(&self) -> impl Iterator<Item = (Measure, BusinessDay)> {
        self.days.iter().map(|(measure, day)| (*measure, *day))
    }

    /// To be called when a server opens the shop, on the shop's day `today`: measures that no server knew
    /// before are whole from the next day on, if orders could say them before. Whether anything changed,
    /// and has to be kept.
    pub fn learn(&mut self, today: BusinessDay) -> bool {
        self.learn_those(today, |def| def.is_partial_at_first)
    }

    fn learn_those(
        &mut self,
        today: BusinessDay,
        is_partial: impl Fn(&MeasureDef) -> bool,
    ) -> bool {
        let new = Measure::all().skip(self.known);
        let new = new.filter(|measure| is_partial(measure.def()));
        self.days.extend(new.map(|measure| (measure, today + 1)));
        let is_newer = self.known < Measure::COUNT;
        self.known = self.known.max(Measure::COUNT);
        is_newer
    }

    /// The measures that are not known of a day.
    pub fn unknown_on(&self, day: BusinessDay) -> MeasureSet {
        let unknown = self.each().filter(|(_, first)| day < *first);
        unknown.map(|(measure, _)| measure).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Measure::{Orders, Returns, Revenue};

    const TODAY: BusinessDay = BusinessDay::from_epoch_days(20_000);

    #[test]
    fn what_orders_said_before_is_whole_from_the_next_day_on() {
        let mut days = FirstDays::kept(2, []);
        assert!(days.learn_those(TODAY, |def| def.measure == Returns));
        assert_eq!(days.known(), Measure::COUNT);
        for (day, is_known) in [(-1, false), (0, false), (1, true), (2, true)] {
            let unknown = days.unknown_on(TODAY + day);
            assert_eq!(unknown.has(Returns), !is_known, "{day}");
            assert!(!unknown.has(Orders) && !unknown.has(Revenue));
        }
        // It is settled once.
        let settled = days.clone();
        assert!(!days.learn_those(TODAY + 9, |_| true));
        assert_eq!(days, settled);
        assert_eq!(FirstDays::kept(days.known(), days.each()), settled);
    }

    #[test]
    fn a_new_shop_is_whole() {
        let mut days = FirstDays::of_new_shop();
        assert!(!days.learn(TODAY));
        assert_eq!(days.unknown_on(TODAY - 400), MeasureSet::NONE);
    }

    #[test]
    fn a_shop_from_before_lacks_what_came_since() {
        let mut days = FirstDays::default();
        days.learn(TODAY);
        let lacking: Vec<Measure> = days.each().map(|(measure, _)| measure).collect();
        let since: Vec<Measure> = Measure::all()
            .skip(4)
            .filter(|it| it.def().is_partial_at_first)
            .collect();
        assert_eq!(lacking, since);
    }
}
