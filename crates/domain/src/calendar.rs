//! The shop's calendar: which local day and second a moment belongs to.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Sub};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use time_zones::time_zones;

use crate::{InvalidShop, Timestamp};

const SECONDS_PER_DAY: i64 = 86_400;

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

    /// Reads `2018-03-11`.
    pub fn parse(text: &str) -> Option<BusinessDay> {
        // The date alone: jiff would also take a date with a time behind it.
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

    fn from_date(date: Date) -> Option<BusinessDay> {
        let seconds = TimeZone::UTC
            .to_timestamp(date.at(0, 0, 0, 0))
            .ok()?
            .as_second();
        i32::try_from(seconds.div_euclid(SECONDS_PER_DAY))
            .ok()
            .map(BusinessDay)
    }

    /// The civil date. Days outside jiff's calendar (years −9999 to 9999) show as its nearest end.
    fn date(self) -> Date {
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

/// A moment on the shop's wall clock. On a day of 25 hours the two hours 01:00 are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// The business day.
    pub day: BusinessDay,
    /// The second of the wall clock, 0–86,399.
    pub second: u32,
}

impl LocalTime {
    /// The local hour, 0–23.
    pub const fn hour(self) -> usize {
        (self.second / 3600) as usize
    }

    /// The local minute of the day, 0–1,439.
    pub const fn minute(self) -> u16 {
        (self.second / 60) as u16
    }
}

/// A shop's time zone.
#[derive(Clone, Debug)]
pub struct ShopClock {
    zone: TimeZone,
    name: String,
}

impl ShopClock {
    /// Finds an IANA time zone.
    ///
    /// # Errors
    /// [`InvalidShop::TimeZone`] when there is none of that name.
    pub fn new(name: &str) -> Result<ShopClock, InvalidShop> {
        let zone = time_zones().get(name);
        let zone = zone.ok_or_else(|| InvalidShop::TimeZone(name.to_owned()))?;
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Ok(ShopClock { zone, name })
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its offsets from UTC.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether this is the zone of that name: its own, or a link to the same, as `Europe/Kiev` is to
    /// `Europe/Kyiv`. What was counted by the one is right by the other.
    pub fn is_named(&self, name: &str) -> bool {
        time_zones().are_one(&self.name, name)
    }

    /// The minute of the day up to which the wall clock has shown every minute, 1,440 when it has
    /// shown all. While an hour is repeated it goes on standing where the first one ended: what was
    /// placed in that counts already.
    pub(crate) fn elapsed_minute(&self, at: Timestamp) -> u16 {
        let span = self.offset_span(at);
        let now = span.local(at);
        if span.from == i64::MIN {
            return now.minute();
        }
        let change = Timestamp::from_millis(span.from);
        let before = self.offset_span(Timestamp::from_millis(span.from - 1));
        let reached = before.local(change);
        match reached.day.cmp(&now.day) {
            Ordering::Less => now.minute(),
            Ordering::Equal => now.minute().max(reached.minute()),
            Ordering::Greater => 24 * 60,
        }
    }

    /// The wall clock at a moment.
    pub fn local(&self, at: Timestamp) -> LocalTime {
        self.offset_span(at).local(at)
    }

    /// The moment in RFC 3339 with the shop's offset and milliseconds.
    pub fn rfc3339(&self, at: Timestamp) -> String {
        match jiff::Timestamp::from_millisecond(at.millis()) {
            Ok(moment) => {
                let offset = self.zone.to_offset(moment);
                format!("{:.3}", moment.display_with_offset(offset))
            }
            Err(_) => String::new(),
        }
    }

    /// A second of the wall clock in RFC 3339 with the shop's offset. Which of the two hours 01:00
    /// of a day of 25 hours was meant is not kept: it is written as in the first.
    pub fn rfc3339_local(&self, at: LocalTime) -> String {
        let seconds = jiff::SignedDuration::from_secs(i64::from(at.second));
        let local = at.day.date().at(0, 0, 0, 0).saturating_add(seconds);
        match self.zone.to_timestamp(local) {
            Ok(moment) => {
                let offset = self.zone.to_offset(moment);
                format!("{:.0}", moment.display_with_offset(offset))
            }
            Err(_) => String::new(),
        }
    }

    /// The moment of a wall-clock time without offset, as files carry them. In the hour that a
    /// change to summer time skips the clock is taken to run on, and of the two hours of a change
    /// back the first is meant (RFC 5545's and jiff's "compatible" rule).
    pub fn resolve(&self, local: jiff::civil::DateTime) -> Option<Timestamp> {
        let moment = self.zone.to_timestamp(local).ok()?;
        Some(Timestamp::from_millis(moment.as_millisecond()))
    }

    /// The stretch of constant UTC offset around a moment. Orders of a batch lie close together,
    /// so the fold looks the offset up once a stretch instead of once an order.
    pub(crate) fn offset_span(&self, at: Timestamp) -> OffsetSpan {
        let Ok(moment) = jiff::Timestamp::from_millisecond(at.millis()) else {
            return OffsetSpan {
                from: at.millis(),
                until: at.millis(),
                offset_seconds: 0,
            };
        };
        // `preceding` is exclusive: one nanosecond later a change at this very moment counts.
        let just_after = moment + jiff::SignedDuration::from_nanos(1);
        let previous = self.zone.preceding(just_after).next();
        let next = self.zone.following(moment).next();
        OffsetSpan {
            from: previous.map_or(i64::MIN, |change| change.timestamp().as_millisecond()),
            until: next.map_or(i64::MAX, |change| change.timestamp().as_millisecond()),
            offset_seconds: i64::from(self.zone.to_offset(moment).seconds()),
        }
    }
}

/// A stretch of time with one UTC offset: from `from` up to but without `until` (milliseconds).
#[derive(Clone, Copy, Debug)]
pub(crate) struct OffsetSpan {
    from: i64,
    until: i64,
    offset_seconds: i64,
}

impl OffsetSpan {
    pub(crate) fn contains(&self, at: Timestamp) -> bool {
        (self.from..self.until).contains(&at.millis())
    }

    pub(crate) fn local(&self, at: Timestamp) -> LocalTime {
        let seconds = at.millis().div_euclid(1000) + self.offset_seconds;
        let day = seconds.div_euclid(SECONDS_PER_DAY);
        LocalTime {
            day: BusinessDay(i32::try_from(day).unwrap_or(i32::MAX)),
            // The remainder of a division by 86,400 fits.
            second: seconds.rem_euclid(SECONDS_PER_DAY) as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(zone: &str, rfc3339: &str) -> (String, usize) {
        let clock = ShopClock::new(zone).unwrap();
        let local = clock.local(Timestamp::parse_rfc3339(rfc3339).unwrap());
        (local.day.to_string(), local.hour())
    }

    #[test]
    fn the_day_is_the_shops_not_utcs() {
        assert_eq!(
            local("America/New_York", "2018-03-11T03:30:00Z"),
            ("2018-03-10".into(), 22)
        );
        assert_eq!(
            local("Asia/Kolkata", "2018-03-10T18:31:00Z"),
            ("2018-03-11".into(), 0)
        );
        assert_eq!(
            local("Pacific/Kiritimati", "2018-03-10T10:00:00Z"),
            ("2018-03-11".into(), 0)
        );
    }

    #[test]
    fn a_day_of_23_hours_has_no_hour_two() {
        assert_eq!(
            local("America/New_York", "2018-03-11T06:59:59Z"),
            ("2018-03-11".into(), 1)
        );
        assert_eq!(
            local("America/New_York", "2018-03-11T07:00:00Z"),
            ("2018-03-11".into(), 3)
        );
    }

    #[test]
    fn the_two_hours_one_of_a_25_hour_day_are_one() {
        assert_eq!(
            local("America/New_York", "2018-11-04T05:30:00Z"),
            ("2018-11-04".into(), 1)
        );
        assert_eq!(
            local("America/New_York", "2018-11-04T06:30:00Z"),
            ("2018-11-04".into(), 1)
        );
        assert_eq!(
            local("America/New_York", "2018-11-04T07:30:00Z"),
            ("2018-11-04".into(), 2)
        );
    }

    #[test]
    fn a_second_of_the_wall_clock_is_written_as_its_first_occurrence() {
        let clock = ShopClock::new("America/New_York").unwrap();
        let written = |rfc3339: &str| {
            let at = Timestamp::parse_rfc3339(rfc3339).unwrap();
            clock.rfc3339_local(clock.local(at))
        };
        for (placed, expected) in [
            ("2018-03-10T23:59:59.999-05:00", "2018-03-10T23:59:59-05:00"),
            ("2018-03-11T07:00:00Z", "2018-03-11T03:00:00-04:00"),
            ("2018-11-04T05:30:07Z", "2018-11-04T01:30:07-04:00"),
            ("2018-11-04T06:30:07Z", "2018-11-04T01:30:07-04:00"),
            ("2018-11-04T07:00:00Z", "2018-11-04T02:00:00-05:00"),
        ] {
            assert_eq!(written(placed), expected);
        }
    }

    #[test]
    fn a_span_agrees_with_the_zone_at_every_minute_round_a_change() {
        let clock = ShopClock::new("Australia/Lord_Howe").unwrap();
        let start = Timestamp::parse_rfc3339("2018-03-31T00:00:00Z").unwrap();
        let mut span = clock.offset_span(start);
        for minute in 0..2 * 24 * 60 {
            let at = Timestamp::from_millis(start.millis() + minute * 60_000);
            if !span.contains(at) {
                span = clock.offset_span(at);
            }
            let moment = jiff::Timestamp::from_millisecond(at.millis()).unwrap();
            let civil = clock.zone.to_datetime(moment);
            let local = span.local(at);
            assert_eq!(local.day.to_string(), civil.date().to_string());
            assert_eq!(local.hour(), usize::try_from(civil.hour()).unwrap());
        }
    }

    #[test]
    fn an_hour_that_comes_again_has_elapsed_already() {
        for (zone, at, minute) in [
            ("America/New_York", "2018-11-04T05:59:30Z", 119),
            ("America/New_York", "2018-11-04T06:00:30Z", 120),
            ("America/New_York", "2018-11-04T06:59:30Z", 120),
            ("America/New_York", "2018-11-04T07:01:00Z", 121),
            ("America/New_York", "2018-11-05T06:30:00Z", 90),
            ("America/New_York", "2018-03-11T07:30:00Z", 210),
            ("Europe/London", "2018-10-28T01:10:00Z", 120),
            // An hour before midnight comes again: the day has been whole once.
            ("America/Asuncion", "2023-03-26T03:30:00Z", 1_440),
            ("UTC", "2018-11-04T05:59:30Z", 359),
        ] {
            let clock = ShopClock::new(zone).unwrap();
            let at = Timestamp::parse_rfc3339(at).unwrap();
            assert_eq!(clock.elapsed_minute(at), minute, "{zone} {at:?}");
        }
    }

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
