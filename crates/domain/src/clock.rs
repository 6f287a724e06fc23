//! The shop's clock: maps a moment to the local day and second.

use std::ops::Range;

use jiff::tz::TimeZone;
use time_zones::time_zones;

use crate::calendar::SECONDS_PER_DAY;
use crate::{BusinessDay, InvalidShop, LocalTime, Timestamp};

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
    /// [`InvalidShop::TimeZone`] if there is no zone of that name.
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

    /// Whether this is the zone of that name: its own, or a link to the same zone, as `Europe/Kiev` is to
    /// `Europe/Kyiv`. Figures counted under one name are right under the other.
    pub fn is_named(&self, name: &str) -> bool {
        time_zones().are_one(&self.name, name)
    }

    /// The minute of the day up to which the wall clock has shown every minute; 1,440 when it has shown all. During a
    /// repeated hour it stays where the first pass ended: orders of that pass already count.
    pub fn elapsed_minute(&self, at: Timestamp) -> u16 {
        let now = self.local(at);
        match self.repeated(now.day).filter(|_| now.is_second_pass) {
            // Within a day.
            Some(repeated) => (repeated.end / 60) as u16,
            None => now.minute(),
        }
    }

    /// The seconds of a day that the wall clock shows twice because it is set back; `None` on most days.
    pub fn repeated(&self, day: BusinessDay) -> Option<Range<u32>> {
        let midnight = i64::from(day.epoch_days()) * SECONDS_PER_DAY;
        // No zone is further from UTC than a day.
        let search = jiff::Timestamp::from_second(midnight - SECONDS_PER_DAY).ok()?;
        for change in self.zone.following(search) {
            let at = Timestamp::from_millis(change.timestamp().as_millisecond());
            if at.millis() / 1_000 > midnight + 2 * SECONDS_PER_DAY {
                break;
            }
            let offset = self.offset_span(at);
            let from = at.millis().div_euclid(1_000) + offset.offset_seconds - midnight;
            let until = from + offset.repeated_seconds;
            let (from, until) = (from.max(0), until.min(SECONDS_PER_DAY));
            if from < until {
                // Both are within a day.
                return Some(from as u32..until as u32);
            }
        }
        None
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

    /// A second of the wall clock in RFC 3339 with the shop's offset.
    pub fn rfc3339_local(&self, at: LocalTime) -> String {
        match self.moment_of(at) {
            Some(moment) => {
                let offset = self.zone.to_offset(moment);
                format!("{:.0}", moment.display_with_offset(offset))
            }
            None => String::new(),
        }
    }

    /// The moment at which the wall clock shows a second; `None` outside the supported years.
    pub fn moment(&self, at: LocalTime) -> Option<Timestamp> {
        let moment = self.moment_of(at)?;
        Some(Timestamp::from_millis(moment.as_millisecond()))
    }

    fn moment_of(&self, at: LocalTime) -> Option<jiff::Timestamp> {
        let seconds = jiff::SignedDuration::from_secs(i64::from(at.second));
        let local = at.day.date().at(0, 0, 0, 0).saturating_add(seconds);
        let moment = self.zone.to_ambiguous_timestamp(local);
        let moment = match at.is_second_pass {
            true => moment.later(),
            false => moment.compatible(),
        };
        moment.ok()
    }

    /// The moment of a wall-clock time without offset, as in files. In the hour that a change to summer time skips, the
    /// clock is taken to run on; of two equal hours at a change back, the first is meant (RFC 5545's and jiff's
    /// "compatible" rule).
    pub fn resolve(&self, local: jiff::civil::DateTime) -> Option<Timestamp> {
        let moment = self.zone.to_timestamp(local).ok()?;
        Some(Timestamp::from_millis(moment.as_millisecond()))
    }

    /// The stretch of constant UTC offset around a moment. Orders of a batch are close together, so the fold looks up
    /// the offset once per stretch instead of once per order.
    pub(crate) fn offset_span(&self, at: Timestamp) -> OffsetSpan {
        let Ok(moment) = jiff::Timestamp::from_millisecond(at.millis()) else {
            return OffsetSpan {
                from: at.millis(),
                until: at.millis(),
                offset_seconds: 0,
                repeated_seconds: 0,
            };
        };
        // `preceding` is exclusive: one nanosecond later, a change at this very moment counts.
        let just_after = moment + jiff::SignedDuration::from_nanos(1);
        let previous = self.zone.preceding(just_after).next();
        let next = self.zone.following(moment).next();
        let offset_seconds = i64::from(self.zone.to_offset(moment).seconds());
        let before = previous.as_ref().and_then(|change| {
            let nanosecond = jiff::SignedDuration::from_nanos(1);
            let just_before = change.timestamp().checked_sub(nanosecond).ok()?;
            Some(i64::from(self.zone.to_offset(just_before).seconds()))
        });
        OffsetSpan {
            from: previous.map_or(i64::MIN, |change| change.timestamp().as_millisecond()),
            until: next.map_or(i64::MAX, |change| change.timestamp().as_millisecond()),
            offset_seconds,
            repeated_seconds: before.map_or(0, |before| (before - offset_seconds).max(0)),
        }
    }
}

/// A stretch of time with one UTC offset, from `from` up to but not including `until` (in milliseconds).
#[derive(Clone, Copy, Debug)]
pub(crate) struct OffsetSpan {
    from: i64,
    until: i64,
    offset_seconds: i64,
    /// How far the clock was set back at `from`: for this long it shows seconds that it has shown before.
    repeated_seconds: i64,
}

impl OffsetSpan {
    pub(crate) fn contains(&self, at: Timestamp) -> bool {
        (self.from..self.until).contains(&at.millis())
    }

    pub(crate) fn local(&self, at: Timestamp) -> LocalTime {
        let seconds = at.millis().div_euclid(1000) + self.offset_seconds;
        let day = seconds.div_euclid(SECONDS_PER_DAY);
        LocalTime {
            day: BusinessDay::from_epoch_days(i32::try_from(day).unwrap_or(i32::MAX)),
            // The remainder of a division by 86,400 fits.
            second: seconds.rem_euclid(SECONDS_PER_DAY) as u32,
            is_second_pass: at.millis() < self.from.saturating_add(self.repeated_seconds * 1_000),
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
    fn a_second_of_the_wall_clock_is_written_with_the_offset_of_its_pass() {
        let clock = ShopClock::new("America/New_York").unwrap();
        let written = |rfc3339: &str| {
            let at = Timestamp::parse_rfc3339(rfc3339).unwrap();
            clock.rfc3339_local(clock.local(at))
        };
        for (placed, expected) in [
            ("2018-03-10T23:59:59.999-05:00", "2018-03-10T23:59:59-05:00"),
            ("2018-03-11T07:00:00Z", "2018-03-11T03:00:00-04:00"),
            ("2018-11-04T05:30:07Z", "2018-11-04T01:30:07-04:00"),
            ("2018-11-04T05:59:59Z", "2018-11-04T01:59:59-04:00"),
            ("2018-11-04T06:00:00Z", "2018-11-04T01:00:00-05:00"),
            ("2018-11-04T06:30:07Z", "2018-11-04T01:30:07-05:00"),
            ("2018-11-04T06:59:59.999Z", "2018-11-04T01:59:59-05:00"),
            ("2018-11-04T07:00:00Z", "2018-11-04T02:00:00-05:00"),
        ] {
            assert_eq!(written(placed), expected);
        }
        // As stored before the passes were distinguished.
        let day = BusinessDay::parse("2018-11-04").unwrap();
        let first = clock.rfc3339_local(LocalTime::new(day, 5_407));
        assert_eq!(first, "2018-11-04T01:30:07-04:00");
        // The zone's rules may have been different when this was stored.
        let utc = ShopClock::new("UTC").unwrap();
        let second = LocalTime {
            is_second_pass: true,
            ..LocalTime::new(day, 5_407)
        };
        assert_eq!(utc.rfc3339_local(second), "2018-11-04T01:30:07+00:00");
    }

    #[test]
    fn days_have_the_seconds_that_come_twice() {
        let hour = |from: u32, minutes: u32| Some(from..from + minutes * 60);
        for (zone, day, expected) in [
            ("America/New_York", "2018-11-04", hour(3_600, 60)),
            ("America/New_York", "2018-11-03", None),
            ("America/New_York", "2018-11-05", None),
            ("America/New_York", "2018-03-11", None),
            ("Australia/Lord_Howe", "2018-04-01", hour(5_400, 30)),
            // At midnight, back into the previous day.
            ("America/Asuncion", "2023-03-25", hour(23 * 3_600, 60)),
            ("America/Asuncion", "2023-03-26", None),
            // At one minute past midnight: the repeated hour belongs to both days.
            ("America/St_Johns", "2006-10-28", hour(23 * 3_600 + 60, 59)),
            ("America/St_Johns", "2006-10-29", hour(0, 1)),
            ("UTC", "2018-11-04", None),
        ] {
            let clock = ShopClock::new(zone).unwrap();
            let day = BusinessDay::parse(day).unwrap();
            assert_eq!(clock.repeated(day), expected, "{zone} {day}");
        }
    }

    #[test]
    fn seconds_pass_one_after_the_other_whatever_the_clock_shows() {
        for (zone, start, hours) in [
            ("America/New_York", "2018-11-04T04:00:00Z", 25),
            ("America/Asuncion", "2023-03-25T03:00:00Z", 25),
            ("America/New_York", "2018-11-05T05:00:00Z", 24),
        ] {
            let clock = ShopClock::new(zone).unwrap();
            let start = Timestamp::parse_rfc3339(start).unwrap();
            let day = clock.local(start).day;
            let repeated = clock.repeated(day);
            for minute in 0..hours * 60 {
                let at = Timestamp::from_millis(start.millis() + i64::from(minute) * 60_000);
                let local = clock.local(at);
                assert_eq!(local.day, day, "{zone} {minute}");
                assert_eq!(local.elapsed(repeated.as_ref()), minute * 60, "{zone}");
            }
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
            // The hour before midnight is repeated: the day was complete once before.
            ("America/Asuncion", "2023-03-26T03:30:00Z", 1_440),
            ("UTC", "2018-11-04T05:59:30Z", 359),
        ] {
            let clock = ShopClock::new(zone).unwrap();
            let at = Timestamp::parse_rfc3339(at).unwrap();
            assert_eq!(clock.elapsed_minute(at), minute, "{zone} {at:?}");
        }
    }
}
