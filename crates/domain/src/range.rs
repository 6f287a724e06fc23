//! Ranges of business days, and names for common ones.

use jiff::civil::Date;
pub use jiff::civil::Weekday;

use crate::BusinessDay;

/// Consecutive business days; the first is not after the last.
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

    /// The number of days.
    pub const fn count(self) -> i32 {
        self.last.epoch_days() - self.first.epoch_days() + 1
    }

    /// The range in stretches of `days` days, oldest first; the last one may be shorter.
    pub fn stretches(self, days: u16) -> impl DoubleEndedIterator<Item = Range> {
        let length = i32::from(days.max(1));
        let from = (0..self.count()).step_by(usize::from(days.max(1)));
        from.map(move |from| {
            let first = self.first + from;
            let last = (first + (length - 1)).min(self.last);
            Range { first, last }
        })
    }

    /// The part up to and including `last`; `None` if there is none.
    pub fn until(self, last: BusinessDay) -> Option<Range> {
        (self.first <= last).then(|| Range {
            last: self.last.min(last),
            ..self
        })
    }

    /// The whole week, month, quarter or year of a day; only the day for any other word.
    pub fn whole(unit: &str, day: BusinessDay, week_begins: Weekday) -> Range {
        let Some(first) = unit_begin(unit, day, week_begins) else {
            return Range::day(day);
        };
        let mut last = day;
        while unit_begin(unit, last + 1, week_begins) == Some(first) {
            last = last + 1;
        }
        Range { first, last }
    }

    /// The range with a common name on the day `today`, for a shop whose weeks begin on a weekday:
    ///
    /// - `today`, `yesterday`;
    /// - `week`, `month`, `quarter`, `year`: from its first day until today;
    /// - `last_week`, `last_month`, `last_quarter`, `last_year`: the whole one before the current one;
    /// - `last_N_days`: N days, the last of which is today; N is 1 to 36,600.
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

/// The comparison for a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The previous period.
    Previous,
    /// The same dates a year before; 28 February for 29 February.
    Year,
    /// The same weekdays a year before: 364 days earlier.
    YearWeekday,
}

impl Against {
    /// The comparison with this name.
    pub fn from_name(name: &str) -> Option<Against> {
        match name {
            "previous" => Some(Against::Previous),
            "year" => Some(Against::Year),
            "year_weekday" => Some(Against::YearWeekday),
            _ => None,
        }
    }
}

/// The steps in which a range is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Days.
    Day,
    /// Calendar weeks; the range may cut the first and the last.
    Week,
    /// Calendar months; the range may cut the first and the last.
    Month,
}

impl Step {
    /// The step with this name.
    pub fn from_name(name: &str) -> Option<Step> {
        match name {
            "day" => Some(Step::Day),
            "week" => Some(Step::Week),
            "month" => Some(Step::Month),
            _ => None,
        }
    }
}

impl Range {
    /// The days to compare these with. `name` is the name under which they were requested, if any. The period before a
    /// named month is the month before, and for the current month equally many of that month's days, rather than the
    /// days just before.
    pub fn against(self, how: Against, name: Option<&str>, week_begins: Weekday) -> Range {
        let moved = |back: i32| Range {
            first: self.first - back,
            last: self.last - back,
        };
        match how {
            Against::YearWeekday => moved(364),
            Against::Year => Range {
                first: year_before(self.first),
                last: year_before(self.last),
            },
            Against::Previous => {
                let last = self.first - 1;
                let name = name.unwrap_or_default();
                let (unit, is_whole) = match name.strip_prefix("last_") {
                    Some(unit) => (unit, true),
                    None => (name, false),
                };
                match unit_begin(unit, last, week_begins) {
                    None => moved(self.count()),
                    Some(first) if is_whole => Range { first, last },
                    Some(first) => Range {
                        first,
                        last: last.min(first + (self.count() - 1)),
                    },
                }
            }
        }
    }

    /// The days of the range that were over when `today` began, and as many of the comparison days for the whole range;
    /// `None` if none was over. For figures kept only by the day.
    pub fn over_against(
        self,
        how: Against,
        name: Option<&str>,
        week_begins: Weekday,
        today: BusinessDay,
    ) -> Option<(Range, Range)> {
        let over = self.until(today - 1)?;
        let with = self.against(how, name, week_begins);
        let last = with.last.min(with.first + (over.count() - 1));
        Some((over, Range { last, ..with }))
    }

    /// The range in steps, oldest first.
    pub fn steps(self, step: Step, week_begins: Weekday) -> Vec<Range> {
        let last_of = |day: BusinessDay| {
            let begin = |unit, day| unit_begin(unit, day, week_begins);
            match step {
                Step::Day => Some(day),
                Step::Week => Some(begin("week", day)? + 6),
                // A month has at most 31 days, so this lands in the next one.
                Step::Month => Some(begin("month", begin("month", day)? + 31)? - 1),
            }
        };
        let mut steps: Vec<Range> = Vec::new();
        let mut first = self.first;
        while first <= self.last {
            let last = last_of(first).unwrap_or(first).min(self.last);
            steps.push(Range { first, last });
            first = last + 1;
        }
        steps
    }
}

/// The same date a year before; 28 February for 29 February.
fn year_before(day: BusinessDay) -> BusinessDay {
    let date = day.date();
    let before = |day| Date::new(date.year() - 1, date.month(), day).ok();
    let date = before(date.day()).or_else(|| before(28));
    date.and_then(BusinessDay::from_date).unwrap_or(day - 365)
}

/// A hundred years.
const MOST_DAYS: i32 = 36_600;

/// The first day of the week, month, quarter or year of a day.
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
mod tests;
