//! The daily totals of a shop, as of one reading.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use api_types::DayFigures;
use domain::{
    Baseline, BusinessDay, DayRecord, MeasureSet, Range, RetainedDays, Shop, Sums, Totals, Unknown,
};
use ports::{Store, StoreError};
use tokio::time::Instant;

use super::texts::{Texts, write_step};

/// How many days to read at once: each comes with its hours.
const STRETCH: u16 = 400;
/// Kept days with a larger gap between them than this many days are read separately.
const GAP: i32 = 30;
/// For answers with more days than this, the days' texts are kept.
const MANY: i32 = 100;

/// The state of the store when a reading began: equal versions mean equal figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) news: u64,
    pub(super) writes: u64,
}

/// A shop's days, as of one reading.
pub(crate) struct DailyTotals {
    version: Version,
    read: Instant,
    /// The oldest day with any data.
    first: Option<BusinessDay>,
    /// Each day from then on; nothing happened after the last of them.
    days: Vec<Day>,
    /// Days up to this one are final.
    dropped_until: Option<BusinessDay>,
    totals_from: Option<BusinessDay>,
    /// The measures that are unknown before the first day.
    unknown_before: MeasureSet,
    pub(super) baselines: Mutex<Vec<(BusinessDay, Arc<Baseline>)>>,
    /// Final days in the form of answers, once many were requested.
    texts: Mutex<Arc<Texts>>,
}

#[derive(Clone, Copy)]
struct Day {
    totals: Totals,
    is_kept: bool,
}

impl DailyTotals {
    /// The oldest day with any data.
    pub(crate) fn first(&self) -> Option<BusinessDay> {
        self.first
    }

    /// That day, if it cannot change any more: once a day has been dropped, no earlier day can be added.
    pub(super) fn final_first(&self) -> Option<BusinessDay> {
        self.first.filter(|_| self.dropped_until.is_some())
    }

    /// The sum of some days.
    pub(crate) fn total(&self, range: Range) -> Totals {
        if range.count() == 1 {
            return self.day(range.first).totals;
        }
        let (kept, is_before) = self.within(range);
        let total = Totals::of_several(kept.iter().map(|day| &day.totals));
        match is_before {
            true => total.without(self.unknown_before),
            false => total,
        }
    }

    /// Checks that something is known about each of some days.
    ///
    /// # Errors
    /// The reason why not.
    pub(crate) fn check(&self, range: Range) -> Result<(), Unknown> {
        let (kept, is_before) = self.within(range);
        if is_before && !self.unknown_before.is_empty() || kept.iter().any(|day| !day.is_kept) {
            return Err(Unknown::NotKept);
        }
        match is_before {
            true => Err(Unknown::BeforeFirst),
            false => Ok(()),
        }
    }

    /// The kept days of a range, and whether the range begins before them.
    fn within(&self, range: Range) -> (&[Day], bool) {
        let Some(first) = self.first else {
            return (&[], true);
        };
        let place = |day: BusinessDay| usize::try_from(day.epoch_days() - first.epoch_days());
        let end = place(range.last + 1).unwrap_or(0).min(self.days.len());
        let from = place(range.first).unwrap_or(0).min(end);
        let kept = self.days.get(from..end).unwrap_or_default();
        (kept, range.first < first)
    }

    fn day(&self, day: BusinessDay) -> Day {
        match self.within(Range::day(day)) {
            ([kept, ..], _) => *kept,
            ([], is_before) => {
                let nothing = Totals::new(Sums::ZERO, Some(0));
                let is_kept = !is_before || self.unknown_before.is_empty();
                Day {
                    totals: match is_kept {
                        true => nothing,
                        false => Totals::new(Sums::ZERO, None).without(self.unknown_before),
                    },
                    is_kept,
                }
            }
        }
    }

    /// The final days of a range in the form of answers. They are written once, and only if many are requested.
    pub(crate) fn texts(&self, shop: &Shop, range: Range) -> Arc<Texts> {
        let mut kept = self.kept_texts();
        let last = self.dropped_until.unwrap_or(range.first).min(range.last);
        if let Some(first) = self.first
            && last.epoch_days() - range.first.epoch_days() >= MANY
        {
            let (days, _) = self.within(Range { first, last });
            if let Some(new) = days.get(kept.count()..).filter(|new| !new.is_empty()) {
                let new = new.iter().map(|day| &day.totals);
                *kept = Arc::new(kept.and(shop, first, new));
            }
        }
        Arc::clone(&kept)
    }

    /// Writes some days in the form of answers, with what they are compared with.
    pub(crate) fn write(
        &self,
        shop: &Shop,
        texts: &Texts,
        (step, before): (Range, Option<Range>),
        out: &mut String,
    ) {
        match texts.step(step) {
            Some(text) => out.push_str(text),
            None => write_step(shop, step, &self.total(step), out),
        }
        if let Some(before) = before {
            out.push_str(",\"before\":");
            match texts.figures(before) {
                Some(text) => out.push_str(text),
                None => DayFigures::write(shop, &self.total(before), out),
            }
        }
        out.push('}');
    }

    fn kept_texts(&self) -> MutexGuard<'_, Arc<Texts>> {
        // The value is only ever replaced, so a poisoned lock is harmless.
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the days until `last` cannot change any more.
    pub(super) fn is_final(&self, last: BusinessDay) -> bool {
        self.dropped_until.is_some_and(|until| last <= until)
    }

    pub(super) fn is_current(&self, version: Version, lasts: Duration) -> bool {
        self.version == version && self.read.elapsed() < lasts
    }

    pub(super) fn bytes(&self) -> usize {
        let days = self.days.capacity() * size_of::<Day>();
        size_of::<DailyTotals>() + days + self.kept_texts().bytes()
    }

    pub(super) async fn read(
        store: &dyn Store,
        shop: &Shop,
        version: Version,
        before: Option<&DailyTotals>,
    ) -> Result<DailyTotals, StoreError> {
        let read = Instant::now();
        let retained = store.retained(shop).await?;
        let first = before.filter(|_| retained.dropped_until.is_some());
        let first = match first.and_then(DailyTotals::final_first) {
            Some(first) => Some(first),
            None => store.first_day(shop).await?,
        };
        let newest = retained.days.last().copied().max(retained.dropped_until);
        let unknown_before = first.map_or(MeasureSet::NONE, |first| retained.unknown_on(first - 1));
        let mut totals = DailyTotals {
            version,
            read,
            first,
            days: Vec::new(),
            dropped_until: retained.dropped_until,
            totals_from: retained.totals_from,
            unknown_before,
            baselines: Mutex::default(),
            texts: Mutex::default(),
        };
        let (Some(first), Some(newest)) = (first, newest) else {
            return Ok(totals);
        };
        let count = usize::try_from(newest.epoch_days() - first.epoch_days() + 1);
        let nothing = Day {
            totals: Totals::new(Sums::ZERO, Some(0)),
            is_kept: true,
        };
        totals.days = vec![nothing; count.unwrap_or(0)];
        let mut from = first;
        let same =
            before.filter(|it| it.first == totals.first && it.totals_from == totals.totals_from);
        if let Some((before, final_until)) = same.and_then(|it| Some((it, it.dropped_until?))) {
            totals.texts = Mutex::new(Arc::clone(&before.kept_texts()));
            let (settled, _) = before.within(Range {
                first,
                last: final_until,
            });
            if let Some(place) = totals.days.get_mut(..settled.len()) {
                place.copy_from_slice(settled);
                from = first + i32::try_from(settled.len()).unwrap_or(0);
            }
        }
        for range in changeable(from, &retained) {
            for range in range.stretches(STRETCH) {
                totals.put(&store.days(shop, range.first, range.last).await?);
            }
        }
        Ok(totals)
    }

    fn put(&mut self, records: &[DayRecord]) {
        let Some(first) = self.first else { return };
        for record in records {
            let place = usize::try_from(record.day.epoch_days() - first.epoch_days());
            if let Some(day) = place.ok().and_then(|place| self.days.get_mut(place)) {
                let totals = record.totals();
                *day = Day {
                    totals,
                    is_kept: totals.get(domain::Measure::Orders).is_some(),
                };
            }
        }
    }
}

/// The days from `from` on that may have data: all dropped ones, and the retained ones.
pub(crate) fn changeable(from: BusinessDay, retained: &RetainedDays) -> Vec<Range> {
    let mut ranges: Vec<Range> = Vec::new();
    if let Some(last) = retained.dropped_until.filter(|last| *last >= from) {
        ranges.push(Range { first: from, last });
    }
    for day in retained.days.range(from..) {
        match ranges.last_mut() {
            Some(range) if *day <= range.last => {}
            Some(range) if *day - GAP <= range.last => range.last = *day,
            _ => ranges.push(Range::day(*day)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use api_types::RangeStep;
    use domain::Measure::{Orders, Revenue, Units};
    use domain::Step;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_may_have_changed_is_what_was_dropped_since_and_what_is_retained() {
        let day = BusinessDay::from_epoch_days;
        let retained = RetainedDays {
            days: [20_010, 20_012, 20_100].map(day).into(),
            dropped_until: Some(day(20_005)),
            ..RetainedDays::default()
        };
        let of = |from| {
            let ranges = changeable(day(from), &retained).into_iter();
            let ranges = ranges.map(|it| (it.first.epoch_days(), it.last.epoch_days()));
            ranges.collect::<Vec<_>>()
        };
        assert_eq!(of(19_000), [(19_000, 20_012), (20_100, 20_100)]);
        assert_eq!(of(20_006), [(20_010, 20_012), (20_100, 20_100)]);
        assert_eq!(of(20_101), []);
    }

    /// Random days, of which those up to `final_until` are final.
    fn totals(days: Vec<(u8, i32)>, final_until: BusinessDay) -> DailyTotals {
        let day = |(unknown, amount): (u8, i32)| {
            let sums = Sums::from([(Revenue, amount.into()), (Orders, i128::from(unknown))]);
            let unique = (unknown % 3 > 0).then_some(7);
            let totals = Totals::new(sums, unique);
            Day {
                totals: match unknown % 4 {
                    0 => totals.without(MeasureSet::NONE.with(Units)),
                    _ => totals,
                },
                is_kept: true,
            }
        };
        DailyTotals {
            version: Version { news: 0, writes: 0 },
            read: Instant::now(),
            first: Some(FIRST),
            days: days.into_iter().map(day).collect(),
            dropped_until: Some(final_until),
            totals_from: None,
            unknown_before: MeasureSet::NONE.with(Revenue),
            baselines: Mutex::default(),
            texts: Mutex::default(),
        }
    }

    const FIRST: BusinessDay = BusinessDay::from_epoch_days(17_000);

    proptest! {
        #[test]
        fn what_is_written_at_once_is_what_a_report_would_say(
            days in proptest::collection::vec(any::<(u8, i32)>(), 1..400),
            (final_until, further) in (0..400_i32, 0..400_i32),
            asked in proptest::collection::vec((-20..420_i32, 1..400_i32), 1..5),
            (step, before) in (0..3_usize, -400..400_i32),
        ) {
            let shop = Shop::new("default", "America/New_York", "USD").unwrap();
            let mut totals = totals(days, FIRST + final_until);
            for (begin, count) in asked {
                let range = Range { first: FIRST + begin, last: FIRST + (begin + count - 1) };
                let texts = totals.texts(&shop, range);
                for step in range.steps([Step::Day, Step::Week, Step::Month][step], shop.week_begins) {
                    let moved = Range { first: step.first + before, last: step.last + before };
                    let before = (step.count() % 2 > 0).then_some(moved);
                    let mut text = String::new();
                    totals.write(&shop, &texts, (step, before), &mut text);
                    let figures = |of| DayFigures::new(&shop, &totals.total(of));
                    let report = RangeStep {
                        first: step.first.to_string(),
                        last: step.last.to_string(),
                        total: figures(step),
                        before: before.map(figures),
                    };
                    prop_assert_eq!(text, serde_json::to_string(&report).unwrap());
                }
                // When days are dropped, their texts are added to the existing ones.
                totals.dropped_until = Some(FIRST + (final_until + further));
            }
        }
    }

    #[test]
    fn texts_are_of_final_days_and_counted() {
        let shop = Shop::new("default", "America/New_York", "USD").unwrap();
        let totals = totals(vec![(1, 1); 300], FIRST + 149);
        let range = |count: i32| Range {
            first: FIRST,
            last: FIRST + (count - 1),
        };
        let without = totals.bytes();
        assert_eq!(totals.texts(&shop, range(100)).count(), 0);
        assert_eq!(totals.texts(&shop, range(300)).count(), 150);
        assert_eq!(totals.texts(&shop, range(100)).count(), 150);
        assert!(totals.bytes() > without + 150 * 100);
    }
}
