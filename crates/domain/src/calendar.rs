//! The shop's calendar: days, and the seconds of the wall clock.

use std::fmt;
use std::ops::{Add, Range, Sub};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Timestamp;

pub(crate) const SECONDS_PER_DAY: i64 = 86_400;

/// A local calendar day of a shop, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BusinessDay(i32);

impl BusinessDay {
    /// The day this many days after 1970-01-01.
    pub const fn from_epoch_days(days: i32) -> BusinessDay {
        BusinessDay(days)
    }

    /// Days since 1970-01-01.
    pub const fn epoch_days(self) -> i32 {
        self.0
    }

    /// The day of a moment in UTC.
    pub fn of_utc(moment: Timestamp) -> BusinessDay {
        let days = moment.millis().div_euclid(SECONDS_PER_DAY * 1_000);
        BusinessDay(i32::try_from(days).unwrap_or(i32::MAX))
    }

    /// Reads `2018-03-11`.
    pub fn parse(text: &str) -> Option<BusinessDay> {
        // Only a date: jiff would also accept a date followed by a time.
        if text.len() != 10 {
            return None;
        }
        BusinessDay::from_date(text.parse().ok()?)
    }

    /// Reads the article's key form, `20180311`.
    pub fn parse_compact(text: &str) -> Option<BusinessDay> {
        if text.len() != 8 {
            return None;
        }
        BusinessDay::from_date(Date::strptime("%Y%m%d", text).ok()?)
    }

    /// The article's key form, `20180311`.
    pub fn compact(self) -> String {
        self.date().strftime("%Y%m%d").to_string()
    }

    pub(crate) fn from_date(date: Date) -> Option<BusinessDay> {
        let seconds = TimeZone::UTC
            .to_timestamp(date.at(0, 0, 0, 0))
            .ok()?
            .as_second();
        i32::try_from(seconds.div_euclid(SECONDS_PER_DAY))
            .ok()
            .map(BusinessDay)
    }

    /// The civil date. A day outside jiff's calendar (years −9999 to 9999) gives its nearest end.
    pub(crate) fn date(self) -> Date {
        let seconds = i64::from(self.0) * SECONDS_PER_DAY;
        match jiff::Timestamp::from_second(seconds) {
            Ok(midnight) => TimeZone::UTC.to_datetime(midnight).date(),
            Err(_) if self.0 < 0 => Date::MIN,
            Err(_) => Date::MAX,
        }
    }
}

impl Add<i32> for BusinessDay {
    type Output = BusinessDay;
    fn add(self, days: i32) -> BusinessDay {
        BusinessDay(self.0.saturating_add(days))
    }
}

impl Sub<i32> for BusinessDay {
    type Output = BusinessDay;
    fn sub(self, days: i32) -> BusinessDay {
        BusinessDay(self.0.saturating_sub(days))
    }
}

impl fmt::Display for BusinessDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl fmt::Debug for BusinessDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A moment on the shop's wall clock. On a day of 25 hours, both hours from 01:00 are one hour of its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LocalTime {
    /// The business day.
    pub day: BusinessDay,
    /// The second of the wall clock, 0–86,399.
    pub second: u32,
    /// Whether the clock showed this second for the second time, after it was set back. Orders stored before this was
    /// recorded have `false`.
    pub is_second_pass: bool,
}

impl LocalTime {
    /// A second that the wall clock shows for the first time.
    pub const fn new(day: BusinessDay, second: u32) -> LocalTime {
        LocalTime {
            day,
            second,
            is_second_pass: false,
        }
    }

    /// The index of the second in the order in which the seconds of its day pass: if the clock is set back, the seconds
    /// of the second pass follow those of the first. `repeated` is the day's, see
    /// [`ShopClock::repeated`](crate::ShopClock::repeated).
    pub fn elapsed(&self, repeated: Option<&Range<u32>>) -> u32 {
        let behind = |repeated: &&Range<u32>| self.is_second_pass || self.second >= repeated.end;
        let again = repeated.filter(behind).map_or(0, |it| it.end - it.start);
        self.second + again
    }

    /// The local hour, 0–23.
    pub const fn hour(self) -> usize {
        (self.second / 3600) as usize
    }

    /// The local minute of the day, 0–1,439.
    pub const fn minute(self) -> u16 {
        (self.second / 60) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_and_read() {
        let day = BusinessDay::parse("2018-03-11").unwrap();
        assert_eq!(
            (day.to_string(), day.compact()),
            ("2018-03-11".into(), "20180311".into())
        );
        assert_eq!(BusinessDay::parse_compact("20180311"), Some(day));
        assert_eq!((day - 11).to_string(), "2018-02-28");
        for bad in [
            "",
            "2018-3-11",
            "2018-02-30",
            "2018-03-11T10:00",
            "20180311",
        ] {
            assert_eq!(BusinessDay::parse(bad), None, "{bad}");
        }
    }
}
