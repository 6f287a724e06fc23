//! Reads and writes the times of orders. It is fast if consecutive times are in the same hour, as most are.

use std::cell::Cell;

use domain::{ShopClock, Timestamp};
use jiff::civil;

use super::times::{Times, since_epoch};

const HOUR: i64 = 3_600_000;
/// A quarter of an hour, in milliseconds. Offsets from UTC change by at least that much.
const QUARTER: i64 = 900_000;
/// Years in which every moment is a valid time of an order.
const YEARS: std::ops::Range<i64> = 1996..2100;

/// A shop's clock, with the latest lookups cached.
pub(super) struct Moments<'c> {
    clock: &'c ShopClock,
    /// The last hour on the clock, and the moment when it begins.
    hour: Cell<Option<(i64, i64)>>,
    /// The last quarter of an hour: the moment when it begins, its first minute, and the text before and after the
    /// minutes.
    quarter: Cell<Option<(i64, Quarter)>>,
}

#[derive(Clone, Copy)]
struct Quarter {
    minute: i64,
    /// `2026-03-01T10:`, and `+01:00`.
    before: [u8; 14],
    behind: [u8; 6],
}

impl<'c> Moments<'c> {
    pub(super) fn of(clock: &'c ShopClock) -> Moments<'c> {
        Moments {
            clock,
            hour: Cell::new(None),
            quarter: Cell::new(None),
        }
    }

    /// Same result as [`Times::read`].
    pub(super) fn read(&self, times: &Times, text: &str) -> Option<Timestamp> {
        let plain = self.plain(times, text);
        plain.or_else(|| times.read(self.clock, text))
    }

    /// The same for texts of the usual forms, which mean the same in every file.
    pub(super) fn plain(&self, times: &Times, text: &str) -> Option<Timestamp> {
        match times.has_format() {
            true => None,
            false => since_epoch(text).or_else(|| self.iso(text)),
        }
    }

    /// The moment of `2026-03-01 10:00:00`, with or without seconds, fractions and an offset. `None` for any other
    /// form.
    fn iso(&self, text: &str) -> Option<Timestamp> {
        let bytes = text.as_bytes();
        let number = |from: usize, len: usize| {
            let digits = bytes.get(from..from + len)?;
            digits.iter().try_fold(0_i64, |sum, digit| {
                digit
                    .is_ascii_digit()
                    .then(|| sum * 10 + i64::from(digit - b'0'))
            })
        };
        let [b'-', b'-', b' ' | b'T', b':'] =
            [4, 7, 10, 13].map(|at| bytes.get(at).copied().unwrap_or(0))
        else {
            return None;
        };
        let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
        let (hour, minute) = (number(11, 2)?, number(14, 2)?);
        let has_second = bytes.get(16) == Some(&b':');
        let second = if has_second { number(17, 2)? } else { 0 };
        let mut rest = &bytes[if has_second { 19 } else { 16 }..];
        let mut millis = 0;
        if let [b'.', fraction @ ..] = rest
            && has_second
        {
            let len = fraction
                .iter()
                .take_while(|digit| digit.is_ascii_digit())
                .count();
            if !(1..=9).contains(&len) {
                return None;
            }
            let digits = fraction[..len].iter().copied().chain(*b"00").take(3);
            millis = digits.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
            rest = &fraction[len..];
        }
        let offset = match rest {
            [] => None,
            b"Z" => Some(0),
            [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
                let from = bytes.len() - 5;
                let (hours, minutes) = (number(from, 2)?, number(from + 3, 2)?);
                if hours > 14 || minutes > 59 {
                    return None;
                }
                let offset = hours * HOUR + minutes * 60_000;
                Some(if *sign == b'-' { -offset } else { offset })
            }
            _ => return None,
        };
        if !YEARS.contains(&year) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let hours = days_before(year, month, day)? * 24 + hour;
        let begins = match offset {
            Some(offset) => hours * HOUR - offset,
            None => self.hour(hours, year, month, day, hour)?,
        };
        let at = begins + minute * 60_000 + second * 1_000 + millis;
        Some(Timestamp::from_millis(at))
    }

    /// When an hour on the shop's clock begins. `None` if the clock changes during that hour.
    fn hour(&self, hours: i64, year: i64, month: i64, day: i64, hour: i64) -> Option<i64> {
        if let Some((known, begins)) = self.hour.get()
            && known == hours
        {
            return Some(begins);
        }
        let date = civil::Date::new(year as i16, month as i8, day as i8).ok()?;
        let at = |minute, second| {
            let local = date.at(hour as i8, minute, second, 0);
            self.clock.resolve(local).map(Timestamp::millis)
        };
        let (begins, ends) = (at(0, 0)?, at(59, 59)?);
        (ends - begins == HOUR - 1_000).then(|| {
            self.hour.set(Some((hours, begins)));
            begins
        })
    }

    /// Writes the same text as [`ShopClock::rfc3339`], as JSON.
    pub(super) fn write(&self, at: Timestamp, out: &mut Vec<u8>) {
        let begins = at.millis().div_euclid(QUARTER) * QUARTER;
        let quarter = self.quarter.get().filter(|(known, _)| *known == begins);
        let quarter = quarter
            .map(|(_, quarter)| quarter)
            .or_else(|| self.quarter(begins));
        let Some(Quarter {
            minute,
            before,
            behind,
        }) = quarter
        else {
            for text in [b"\"", self.clock.rfc3339(at).as_bytes(), b"\""] {
                out.extend_from_slice(text);
            }
            return;
        };
        let since = at.millis() - begins;
        let (minute, second, millis) = (minute + since / 60_000, since / 1_000 % 60, since % 1_000);
        let digit = |number: i64| b'0' + (number % 10) as u8;
        let mut text = *b"\"0000-00-00T00:00:00.000+00:00\"";
        text[1..15].copy_from_slice(&before);
        text[15..17].copy_from_slice(&[digit(minute / 10), digit(minute)]);
        text[18..20].copy_from_slice(&[digit(second / 10), digit(second)]);
        text[21..24].copy_from_slice(&[digit(millis / 100), digit(millis / 10), digit(millis)]);
        text[24..30].copy_from_slice(&behind);
        out.extend_from_slice(&text);
    }

    fn quarter(&self, begins: i64) -> Option<Quarter> {
        let [first, last] =
            [begins, begins + QUARTER - 1].map(|at| self.clock.rfc3339(Timestamp::from_millis(at)));
        let parts = |text: &str| {
            let (before, rest) = text.as_bytes().split_first_chunk::<14>()?;
            let minute = std::str::from_utf8(rest.get(..2)?)
                .ok()?
                .parse::<i64>()
                .ok()?;
            let behind = <[u8; 6]>::try_from(rest.get(9..)?).ok()?;
            Some((*before, minute, behind))
        };
        let ((before, minute, behind), (other, end, offset)) = (parts(&first)?, parts(&last)?);
        let is_even = before == other && behind == offset && end == minute + 14;
        is_even.then(|| {
            let quarter = Quarter {
                minute,
                before,
                behind,
            };
            self.quarter.set(Some((begins, quarter)));
            quarter
        })
    }
}

/// Days from 1970 to a date in the years handled here.
fn days_before(year: i64, month: i64, day: i64) -> Option<i64> {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    const DAYS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let place = usize::try_from(month - 1).ok()?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let leap_day = |from: usize| i64::from(is_leap && place >= from);
    let most = DAYS.get(place)? + i64::from(is_leap && place == 1);
    if !(1..=most).contains(&day) {
        return None;
    }
    // From 1996 until 2100, every year divisible by 4 is a leap year.
    let years = year - 1970;
    Some(years * 365 + (years + 1) / 4 + BEFORE.get(place)? + leap_day(2) + day - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ZONES: [&str; 5] = [
        "UTC",
        "Europe/Berlin",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "America/St_Johns",
    ];

    fn assert_read_alike(clock: &ShopClock, texts: &[String]) {
        let (moments, times) = (Moments::of(clock), Times::new(None));
        for text in texts {
            assert_eq!(
                moments.read(&times, text),
                times.read(clock, text),
                "{text} in {}",
                clock.name()
            );
        }
    }

    #[test]
    fn hours_that_a_clock_skips_or_shows_twice_are_read_as_before() {
        let texts: Vec<String> = (0..24 * 60)
            .flat_map(|minute| {
                let time = format!("{:02}:{:02}", minute / 60, minute % 60);
                [
                    "2026-03-29",
                    "2026-10-25",
                    "2026-04-05",
                    "2026-10-04",
                    "2024-02-29",
                    "2023-02-29",
                    "2000-02-29",
                ]
                .map(|day| format!("{day} {time}"))
            })
            .collect();
        for zone in ZONES {
            let clock = ShopClock::new(zone).unwrap();
            assert_read_alike(&clock, &texts);
            let moments = Moments::of(&clock);
            for hour in 0..24 * 365 {
                let at =
                    Timestamp::from_millis(1_767_225_600_000 + hour * HOUR + hour % 60 * 61_007);
                let mut written = Vec::new();
                moments.write(at, &mut written);
                assert_eq!(
                    String::from_utf8(written).unwrap(),
                    format!("\"{}\"", clock.rfc3339(at)),
                    "{zone}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn moments_are_those_of_the_longer_way(
            zone in prop::sample::select(&ZONES[..]),
            numbers in prop::collection::vec("[0-9]{9,14}|[0-9]{17}", 0..4),
            texts in prop::collection::vec(
                "(199[4-7]|20[0-2][0-9]|2099|2100)-[01][0-9]-[0-3][0-9][ T][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?(\\.[0-9]{0,11})?(Z|[+-][01][0-9]:[0-6][0-9]| ?[AP]M|\\+0100| UTC)?",
                1..8,
            ),
            at in 0_i64..4_200_000_000_000,
        ) {
            let clock = ShopClock::new(zone).unwrap();
            assert_read_alike(&clock, &[texts, numbers].concat());
            let mut written = Vec::new();
            Moments::of(&clock).write(Timestamp::from_millis(at), &mut written);
            let expected = clock.rfc3339(Timestamp::from_millis(at));
            prop_assert_eq!(String::from_utf8(written).unwrap(), format!("\"{expected}\""));
        }
    }
}
