//! The days of a digest, their comparison days, and the stretches without orders that it names.

use crate::{Against, BusinessDay, Range, Weekday};

/// How often a digest is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rhythm {
    /// Each day, about the day before.
    Daily,
    /// On the first day of the week, about the week before.
    Weekly,
    /// On the first of the month, about the month before.
    Monthly,
}

impl Rhythm {
    /// Every rhythm, the most frequent first.
    pub const ALL: [Rhythm; 3] = [Rhythm::Daily, Rhythm::Weekly, Rhythm::Monthly];

    /// Its name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Rhythm::Daily => "daily",
            Rhythm::Weekly => "weekly",
            Rhythm::Monthly => "monthly",
        }
    }

    /// The rhythm with this name; `None` = no rhythm has it.
    pub fn from_name(name: &str) -> Option<Rhythm> {
        Rhythm::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The last day, week or month that ended before a day.
    pub fn ended(self, today: BusinessDay, week_begins: Weekday) -> Range {
        let name = match self {
            Rhythm::Daily => "yesterday",
            Rhythm::Weekly => "last_week",
            Rhythm::Monthly => "last_month",
        };
        Range::named(name, today, week_begins).unwrap_or(Range::day(today - 1))
    }

    /// The days of the digest that is sent on this day; `None` if none is sent.
    pub fn due(self, today: BusinessDay, week_begins: Weekday) -> Option<Range> {
        let days = self.ended(today, week_begins);
        (days.last == today - 1).then_some(days)
    }

    /// The first comparison of ended days: a day with the same weekday a week before, a week or month with the previous
    /// one.
    pub fn before(self, days: Range, week_begins: Weekday) -> Range {
        match self {
            Rhythm::Daily => Range {
                first: days.first - 7,
                last: days.last - 7,
            },
            Rhythm::Weekly => days.against(Against::Previous, Some("last_week"), week_begins),
            Rhythm::Monthly => days.against(Against::Previous, Some("last_month"), week_begins),
        }
    }

    /// The second comparison: a day or week with the one on the same weekdays a year before, a month with the same
    /// month.
    pub fn year_before(self, days: Range, week_begins: Weekday) -> Range {
        match self {
            Rhythm::Daily | Rhythm::Weekly => days.against(Against::YearWeekday, None, week_begins),
            Rhythm::Monthly => {
                let days = days.against(Against::Year, None, week_begins);
                // A whole February, whether it has 28 or 29 days.
                Range::whole("month", days.first, week_begins)
            }
        }
    }
}

/// Consecutive hours or days without any order, although orders are usual then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Silence {
    /// The index of the first.
    pub from: usize,
    /// The index after the last.
    pub until: usize,
    /// The usual number of orders in all of them.
    pub expected: f64,
}

/// A stretch without orders is reported only if at least this many are usual: where 7 are usual, chance alone
/// leaves none only once in a thousand times.
pub const SILENT_ORDERS: f64 = 7.0;

/// The silent stretches among hours or days, each given as its actual orders (`None` = unknown) and its usual ones.
pub fn silences(stretch: &[(Option<i128>, f64)]) -> Vec<Silence> {
    let mut found: Vec<Silence> = Vec::new();
    for (place, (came, usual)) in stretch.iter().enumerate() {
        if *came != Some(0) {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.until == place => {
                last.until = place + 1;
                last.expected += usual;
            }
            _ => found.push(Silence {
                from: place,
                until: place + 1,
                expected: *usual,
            }),
        }
    }
    for silence in &mut found {
        let is_quiet = |place: usize| stretch[place].1 < QUIET;
        // Closed hours at either end do not count.
        while silence.from < silence.until && is_quiet(silence.from) {
            silence.from += 1;
        }
        while silence.from < silence.until && is_quiet(silence.until - 1) {
            silence.until -= 1;
        }
    }
    found.retain(|it| it.from < it.until && it.expected >= SILENT_ORDERS);
    found
}

/// An hour or day with fewer usual orders is quiet anyway.
const QUIET: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> BusinessDay {
        BusinessDay::parse(text).unwrap()
    }

    fn shown(range: Range) -> String {
        format!("{}…{}", range.first, range.last)
    }

    #[test]
    fn a_digest_goes_out_when_its_days_have_just_ended() {
        let due = |rhythm: Rhythm, today: &str| rhythm.due(day(today), Weekday::Monday).map(shown);
        assert_eq!(
            due(Rhythm::Daily, "2018-03-14").as_deref(),
            Some("2018-03-13…2018-03-13")
        );
        assert_eq!(due(Rhythm::Weekly, "2018-03-14"), None);
        assert_eq!(
            due(Rhythm::Weekly, "2018-03-12").as_deref(),
            Some("2018-03-05…2018-03-11")
        );
        assert_eq!(due(Rhythm::Monthly, "2018-03-02"), None);
        assert_eq!(
            due(Rhythm::Monthly, "2018-03-01").as_deref(),
            Some("2018-02-01…2018-02-28")
        );
        let sunday = Rhythm::Weekly.due(day("2018-03-11"), Weekday::Sunday);
        assert_eq!(shown(sunday.unwrap()), "2018-03-04…2018-03-10");
        let ended = Rhythm::Weekly.ended(day("2018-03-14"), Weekday::Monday);
        assert_eq!(shown(ended), "2018-03-05…2018-03-11");
    }

    #[test]
    fn days_are_compared_with_their_like() {
        let compared = |rhythm: Rhythm, today: &str| {
            let days = rhythm.ended(day(today), Weekday::Monday);
            let before = rhythm.before(days, Weekday::Monday);
            let year = rhythm.year_before(days, Weekday::Monday);
            [shown(before), shown(year)]
        };
        assert_eq!(
            compared(Rhythm::Daily, "2018-03-14"),
            ["2018-03-06…2018-03-06", "2017-03-14…2017-03-14"]
        );
        assert_eq!(
            compared(Rhythm::Weekly, "2018-03-12"),
            ["2018-02-26…2018-03-04", "2017-03-06…2017-03-12"]
        );
        assert_eq!(
            compared(Rhythm::Monthly, "2024-03-01"),
            ["2024-01-01…2024-01-31", "2023-02-01…2023-02-28"]
        );
        assert_eq!(
            compared(Rhythm::Monthly, "2025-03-01"),
            ["2025-01-01…2025-01-31", "2024-02-01…2024-02-29"]
        );
    }

    #[test]
    fn names_are_read_back() {
        for rhythm in Rhythm::ALL {
            assert_eq!(Rhythm::from_name(rhythm.name()), Some(rhythm));
        }
        assert_eq!(Rhythm::from_name("hourly"), None);
    }

    #[test]
    fn a_silence_is_long_enough_to_be_no_chance() {
        let came = |orders: i128, usual: f64| (Some(orders), usual);
        let hours = [
            came(0, 0.1),
            came(0, 3.0),
            came(0, 5.0),
            came(0, 0.2),
            came(9, 8.0),
            came(0, 6.0),
            came(4, 5.0),
            (None, 9.0),
            came(0, 9.0),
        ];
        let found = silences(&hours);
        let places: Vec<_> = found.iter().map(|it| (it.from, it.until)).collect();
        assert_eq!(places, [(1, 3), (8, 9)]);
        assert!((found[0].expected - 8.3).abs() < 1e-9);
        assert_eq!(silences(&[came(0, 0.0); 24]), []);
    }
}
