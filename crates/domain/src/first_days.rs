//! The business days from which on a shop's figures are complete for each measure, and for channels and countries.

use std::collections::BTreeMap;

use crate::measure::{Measure, MeasureDef, MeasureSet};
use crate::{BusinessDay, RetainedDays, Unsliced};

/// The first complete day of each measure that is not complete from the shop's first order on.
///
/// Some contents of orders existed before a measure summed them. Their amount on days before the first server with that
/// measure is unknown, which is not 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstDays {
    known: usize,
    days: BTreeMap<Measure, BusinessDay>,
    sliced: Option<BusinessDay>,
}

impl Default for FirstDays {
    /// The value for a shop from before stores kept this.
    fn default() -> FirstDays {
        const BEFORE: usize = 4;
        FirstDays::kept(BEFORE, [])
    }
}

impl FirstDays {
    /// The value for a shop without orders: everything is complete.
    pub fn of_new_shop() -> FirstDays {
        FirstDays::kept(Measure::COUNT, []).with_sliced(Some(FirstDays::START))
    }

    /// A day before every day of a shop.
    pub const START: BusinessDay = BusinessDay::from_epoch_days(-719_162);

    /// Restores what a store kept of [`known`](FirstDays::known) and [`each`](FirstDays::each).
    pub fn kept(known: usize, days: impl IntoIterator<Item = (Measure, BusinessDay)>) -> FirstDays {
        let days = days.into_iter().collect();
        FirstDays {
            known,
            days,
            sliced: None,
        }
    }

    /// Restores what a store kept of [`sliced`](FirstDays::sliced).
    #[must_use]
    pub fn with_sliced(mut self, first: Option<BusinessDay>) -> FirstDays {
        self.sliced = first;
        self
    }

    /// The day from which on the channels and countries of all orders are known: [`START`](FirstDays::START) if from
    /// the first order on, `None` if the shop was never opened by a server that keeps them.
    pub fn sliced(&self) -> Option<BusinessDay> {
        self.sliced
    }

    /// Whether the channels and countries of a day's orders are known.
    pub fn is_sliced(&self, day: BusinessDay) -> bool {
        self.sliced.is_some_and(|first| day >= first)
    }

    /// Why they are unknown, in a shop with these retained days; `None` if they are known.
    pub fn unsliced(&self, day: BusinessDay, retained: &RetainedDays) -> Option<Unsliced> {
        match retained.unknown_on(day).has(Measure::Orders) {
            true => Some(Unsliced::NotKept),
            false => (!self.is_sliced(day)).then_some(Unsliced::NotRecorded),
        }
    }

    /// The number of measures known to the newest server that opened the shop: those with lower numbers.
    pub fn known(&self) -> usize {
        self.known
    }

    /// The measures that are not complete from the start, in order of number, with their first complete days.
    pub fn each(&self) -> impl Iterator<Item = (Measure, BusinessDay)> {
        self.days.iter().map(|(measure, day)| (*measure, *day))
    }

    /// Called when a server opens the shop on the shop's day `today`. Measures that no earlier server knew are complete
    /// from the next day on, if earlier orders could contain them; so are channels and countries. Returns whether
    /// anything changed and has to be kept.
    pub fn learn(&mut self, today: BusinessDay) -> bool {
        self.learn_those(today, |def| def.is_partial_at_first)
    }

    fn learn_those(
        &mut self,
        today: BusinessDay,
        is_partial: impl Fn(&MeasureDef) -> bool,
    ) -> bool {
        let new = Measure::all().skip(self.known);
        for measure in new.filter(|measure| is_partial(measure.def())) {
            self.begin(measure, today + 1);
        }
        let is_newer = self.known < Measure::COUNT || self.sliced.is_none();
        self.known = self.known.max(Measure::COUNT);
        self.sliced.get_or_insert(today + 1);
        is_newer
    }

    /// Applies the first days of a shop whose orders are copied here: the later day of each measure wins. Returns
    /// whether anything changed and has to be kept. The number of known measures stays, because the other shop has
    /// [learned](FirstDays::learn) of the measures that it did not know.
    pub fn raise(&mut self, others: &FirstDays) -> bool {
        let before = self.clone();
        for (measure, day) in others.each() {
            self.begin(measure, day);
        }
        self.sliced = self.sliced.max(others.sliced);
        *self != before
    }

    fn begin(&mut self, measure: Measure, day: BusinessDay) {
        let first = self.days.entry(measure).or_insert(day);
        *first = day.max(*first);
    }

    /// The measures that are not known for a day.
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
        // It is decided only once.
        let settled = days.clone();
        assert!(!days.learn_those(TODAY + 9, |_| true));
        assert_eq!(days, settled);
        let kept = FirstDays::kept(days.known(), days.each());
        assert_eq!(kept.with_sliced(days.sliced()), settled);
    }

    #[test]
    fn a_new_shop_is_whole() {
        let mut days = FirstDays::of_new_shop();
        assert!(!days.learn(TODAY));
        assert_eq!(days.unknown_on(TODAY - 400), MeasureSet::NONE);
    }

    #[test]
    fn the_later_day_of_two_shops_holds() {
        let of = |days: &[(Measure, i32)]| {
            let days = days.iter().map(|(measure, day)| (*measure, TODAY + *day));
            FirstDays::kept(Measure::COUNT, days)
        };
        let mut days = of(&[(Returns, 5), (Orders, 1)]);
        assert!(days.raise(&of(&[(Returns, 2), (Orders, 3), (Revenue, 4)])));
        let raised = of(&[(Returns, 5), (Orders, 3), (Revenue, 4)]);
        assert_eq!(days, raised);
        for nothing_later in [&raised, &of(&[(Orders, 3)]), &FirstDays::default()] {
            assert!(!days.raise(nothing_later));
            assert_eq!(days, raised);
        }
        // A later server does not move the day forward either.
        let mut days = FirstDays::kept(2, []);
        days.raise(&of(&[(Returns, 5)]));
        days.learn_those(TODAY, |def| def.measure == Returns);
        assert_eq!(days, of(&[(Returns, 5)]).with_sliced(Some(TODAY + 1)));
    }

    #[test]
    fn channels_are_known_from_the_day_after_the_first_server_that_keeps_them() {
        let mut days = FirstDays::kept(Measure::COUNT, []);
        assert!(!days.is_sliced(TODAY + 9));
        assert!(days.learn(TODAY) && !days.learn(TODAY + 5));
        assert_eq!(
            (days.is_sliced(TODAY), days.is_sliced(TODAY + 1)),
            (false, true)
        );
        assert!(days.raise(&FirstDays::default().with_sliced(Some(TODAY + 3))));
        assert!(!days.raise(&FirstDays::of_new_shop()));
        assert_eq!(days.sliced(), Some(TODAY + 3));
        assert!(FirstDays::of_new_shop().is_sliced(FirstDays::START));
        assert_eq!(FirstDays::START.compact(), "00010101");
        assert_eq!(
            BusinessDay::parse_compact("00010101"),
            Some(FirstDays::START)
        );
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
