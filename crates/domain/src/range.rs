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

    /// These in stretches of so many, oldest first; the last one may be shorter.
    pub fn stretches(self, days: u16) -> impl DoubleEndedIterator<Item = Range> {
        let length = i32::from(days.max(1));
        let from = (0..self.count()).step_by(usize::from(days.max(1)));
        from.map(move |from| {
            let first = self.first + from;
            let last = (first + (length - 1)).min(self.last);
            Range { first, last }
        })
    }

    /// Those that are not behind `last`; `None` where all are.
    pub fn until(self, last: BusinessDay) -> Option<Range> {
        (self.first <= last).then(|| Range {
            last: self.last.min(last),
            ..self
        })
    }

    /// The whole week, month, quarter or year that a day is in; the day alone for any other word.
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

/// What a range is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The period before it.
    Previous,
    /// The same dates a year before; 28 February for the 29th.
    Year,
    /// The same weekdays a year before: 364 days.
    YearWeekday,
}

impl Against {
    /// The one of a name.
    pub fn from_name(name: &str) -> Option<Against> {
        match name {
            "previous" => Some(Against::Previous),
            "year" => Some(Against::Year),
            "year_weekday" => Some(Against::YearWeekday),
            _ => None,
        }
    }
}

/// The parts that a range is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Days.
    Day,
    /// Weeks of the calendar; the first and the last may be cut by the range.
    Week,
    /// Months, likewise.
    Month,
}

impl Step {
    /// The one of a name.
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
    /// The days that these are compared with. `name` is what they were asked for by, if they were: the period before
    /// a month is the month before it, of one that runs as many of its days, and not as many days just before.
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

    /// Those of these days that were over when `today` began, and as many of the days that all of them are compared with;
    /// `None` where none was over. For figures that are kept by the day alone.
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

    /// Its parts, oldest first.
    pub fn steps(self, step: Step, week_begins: Weekday) -> Vec<Range> {
        let last_of = |day: BusinessDay| {
            let begin = |unit, day| unit_begin(unit, day, week_begins);
            match step {
                Step::Day => Some(day),
                Step::Week => Some(begin("week", day)? + 6),
                // A month has at most 31 days, and the one behind it more than none.
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

/// The same date a year before; the 28th for 29 February.
fn year_before(day: BusinessDay) -> BusinessDay {
    let date = day.date();
    let before = |day| Date::new(date.year() - 1, date.month(), day).ok();
    let date = before(date.day()).or_else(|| before(28));
    date.and_then(BusinessDay::from_date).unwrap_or(day - 365)
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
mod tests;
