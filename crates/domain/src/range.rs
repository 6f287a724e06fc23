//! Runs of business days, and the names of the usual ones.

use jiff::civil::Date;
pub use jiff::civil::Weekday;

use crate::BusinessDay;

/// Some business days, the first not behind the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    /// The first day.
    pub first: BusinessDay,
    /// The last day.
    pub last: BusinessDay,
}

impl Range {
    /// One day.
    pub const fn day(day: BusinessDay) -> Range {
        Range {
            first: day,
            last: day,
        }
    }

    /// How many days.
    pub const fn count(self) -> i32 {
        self.last.epoch_days() - self.first.epoch_days() + 1
    }

    /// What is meant by a usual name on the day `today`, for a shop whose weeks begin on a weekday:
    ///
    /// - `today`, `yesterday`;
    /// - `week`, `month`, `quarter`, `year`: from their first day until today;
    /// - `last_week`, `last_month`, `last_quarter`, `last_year`: the whole one before the one that runs;
    /// - `last_N_days`: N days, of which today is the last; N is 1 to 36,600.
    ///
    /// `None` for any other name.
    pub fn named(name: &str, today: BusinessDay, week_begins: Weekday) -> Option<Range> {
        let (is_last, unit) = match name.strip_prefix("last_") {
            Some(unit) => (true, unit),
            None => (false, name),
        };
        if let Some(days) = unit.strip_suffix("_days").filter(|_| is_last) {
            let is_number = days.bytes().all(|it| it.is_ascii_digit()) && !days.starts_with('0');
            let days: i32 = days.parse().ok().filter(|_| is_number)?;
            return (1..=MOST_DAYS).contains(&days).then(|| Range {
                first: today - (days - 1),
                last: today,
            });
        }
        let begin = |day: BusinessDay| unit_begin(unit, day, week_begins);
        match (name, is_last) {
            ("today", _) => Some(Range::day(today)),
            ("yesterday", _) => Some(Range::day(today - 1)),
            (_, false) => Some(Range {
                first: begin(today)?,
                last: today,
            }),
            (_, true) => {
                let last = begin(today)? - 1;
                let first = begin(last)?;
                Some(Range { first, last })
            }
        }
    }
}

/// A hundred years.
const MOST_DAYS: i32 = 36_600;

/// The first day of the week, month, quarter or year that a day is in.
fn unit_begin(unit: &str, day: BusinessDay, week_begins: Weekday) -> Option<BusinessDay> {
    let date = day.date();
    let begin_of_month = |month: i8| BusinessDay::from_date(Date::new(date.year(), month, 1).ok()?);
    match unit {
        "week" => Some(day - i32::from(date.weekday().since(week_begins))),
        "month" => begin_of_month(date.month()),
        "quarter" => begin_of_month(date.month() - (date.month() - 1) % 3),
        "year" => begin_of_month(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, today: &str) -> Option<String> {
        let today = BusinessDay::parse(today).unwrap();
        let range = Range::named(name, today, Weekday::Monday)?;
        assert!(range.first <= range.last);
        Some(format!("{} {}", range.first, range.last))
    }

    #[test]
    fn names_mean_the_days_that_people_expect() {
        // A Wednesday.
        let today = "2026-05-20";
        for (name, days) in [
            ("today", "2026-05-20 2026-05-20"),
            ("yesterday", "2026-05-19 2026-05-19"),
            ("week", "2026-05-18 2026-05-20"),
            ("month", "2026-05-01 2026-05-20"),
            ("quarter", "2026-04-01 2026-05-20"),
            ("year", "2026-01-01 2026-05-20"),
            ("last_week", "2026-05-11 2026-05-17"),
            ("last_month", "2026-04-01 2026-04-30"),
            ("last_quarter", "2026-01-01 2026-03-31"),
            ("last_year", "2025-01-01 2025-12-31"),
            ("last_1_days", "2026-05-20 2026-05-20"),
            ("last_7_days", "2026-05-14 2026-05-20"),
            ("last_365_days", "2025-05-21 2026-05-20"),
        ] {
            assert_eq!(named(name, today).as_deref(), Some(days), "{name}");
        }
    }

    #[test]
    fn the_first_day_of_a_unit_is_in_it() {
        assert_eq!(
            named("week", "2026-05-18").unwrap(),
            "2026-05-18 2026-05-18"
        );
        assert_eq!(
            named("last_month", "2026-03-01").unwrap(),
            "2026-02-01 2026-02-28"
        );
        assert_eq!(
            named("last_quarter", "2026-01-01").unwrap(),
            "2025-10-01 2025-12-31"
        );
        assert_eq!(
            named("last_year", "2025-01-01").unwrap(),
            "2024-01-01 2024-12-31"
        );
    }

    #[test]
    fn a_week_begins_where_the_shop_says() {
        let sunday = BusinessDay::parse("2026-05-17").unwrap();
        let week = |begins| Range::named("week", sunday, begins).unwrap().first;
        assert_eq!(week(Weekday::Sunday), sunday);
        assert_eq!(week(Weekday::Monday), sunday - 6);
        assert_eq!(week(Weekday::Saturday), sunday - 1);
    }

    #[test]
    fn other_names_mean_nothing() {
        for name in [
            "",
            "last",
            "last_",
            "last_today",
            "weeks",
            "last_0_days",
            "last_07_days",
            "last_-1_days",
            "last_+7_days",
            "last_36601_days",
            "last_99999999999_days",
            "7_days",
            "Today",
        ] {
            assert_eq!(named(name, "2026-05-20"), None, "{name}");
        }
    }
}
