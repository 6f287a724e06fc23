//! Classifies times by the form of their text.

use domain::{ShopClock, Timestamp};
use jiff::civil;

use super::super::months::{MONTHS, SHORT};

/// The day from which spreadsheets count, and the day numbers of 1995-01-01 and 2100-01-01.
const SPREADSHEET_EPOCH: civil::Date = civil::date(1899, 12, 30);
const SPREADSHEET_DAYS: std::ops::Range<i64> = 34_700..73_051;
const SECONDS_A_DAY: u128 = 86_400;

/// Seconds or milliseconds since 1970, recognised by having as many digits as today's.
pub(in super::super) fn since_epoch(text: &str) -> Option<Timestamp> {
    let unit = match text.len() {
        10 => 1_000,
        13 => 1,
        _ => return None,
    };
    let number = text.bytes().try_fold(0_i64, |sum, digit| {
        let is_digit = digit.is_ascii_digit();
        is_digit.then(|| sum * 10 + i64::from(digit - b'0'))
    })?;
    let at = Timestamp::from_millis(number * unit);
    (at >= Timestamp::EARLIEST).then_some(at)
}

/// A time that can be read without looking at the rest of its column.
pub(super) enum Plain<'t> {
    Moment(Timestamp),
    Local(civil::Date, &'t str),
}

/// A time, by the form of its text.
pub(super) enum Written<'t> {
    /// Seconds since 1970, or smaller units.
    Number(Timestamp),
    /// A spreadsheet's day number.
    DayNumber(civil::DateTime),
    /// `20180311`, `20180311103000`.
    Digits(civil::DateTime),
    /// Day and month in either order, then a year of four digits; and the text of the time after them.
    Slashes([i16; 3], &'t str),
    /// `11/03/18`: which number is the year is ambiguous. Includes the sign between them.
    ShortYear([i16; 3], char),
    Other,
}

impl Written<'_> {
    pub(super) fn of(text: &str) -> Written<'_> {
        let is_number = |byte| matches!(byte, b'0'..=b'9' | b'.' | b',');
        if text.bytes().all(is_number)
            && let Some(written) = number(text)
        {
            return written;
        }
        let (day, rest) = split_date(text);
        match numbers(day) {
            Some((parts, '/' | '-', [1..=2, 1..=2, 4])) => Written::Slashes(parts, rest),
            Some((parts, sign, [1..=2, 1..=2, 1..=2])) => Written::ShortYear(parts, sign),
            _ => Written::Other,
        }
    }
}

/// Lists what a date with a year of two digits may mean, and how to specify which.
pub(super) fn short_year(text: &str, [first, second, third]: [i16; 3], sign: char) -> String {
    let year = |short: i16| {
        if short < 69 {
            2000 + short
        } else {
            1900 + short
        }
    };
    let readings = [
        (["d", "m", "y"], date(year(third), second, first)),
        (["m", "d", "y"], date(year(third), first, second)),
        (["y", "m", "d"], date(year(first), second, third)),
    ];
    let possible = readings.into_iter().filter_map(|(order, date)| {
        let date = date.filter(|date| (1995..2100).contains(&date.year()))?;
        let [a, b, c] = order;
        Some(format!("{date} (--time-format '%{a}{sign}%{b}{sign}%{c}')"))
    });
    let possible: Vec<String> = possible.collect();
    let reading = match &possible[..] {
        [] => "not an order's date".to_owned(),
        possible => format!("{}; add %H:%M if a time follows", possible.join(" or ")),
    };
    format!("the time `{text}` has a two-digit year: it can be {reading}")
}

fn number(text: &str) -> Option<Written<'static>> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if fraction.is_empty()
        && let Some(at) = date_in_digits(whole)
    {
        return Some(Written::Digits(at));
    }
    let days = whole
        .parse()
        .ok()
        .filter(|days| SPREADSHEET_DAYS.contains(days));
    if let Some(days) = days {
        // Rounded to the second: spreadsheets show no finer unit, and their fractions are binary.
        let digits = &fraction[..fraction.len().min(18)];
        let scale = 10_u128.pow(digits.len() as u32);
        let part = digits.parse().unwrap_or(0_u128) * SECONDS_A_DAY;
        let seconds = i64::try_from((part + scale / 2) / scale).ok()?;
        let midnight = SPREADSHEET_EPOCH.at(0, 0, 0, 0);
        let day = midnight.checked_add(jiff::Span::new().days(days)).ok()?;
        let at = day.checked_add(jiff::Span::new().seconds(seconds)).ok()?;
        return Some(Written::DayNumber(at));
    }
    let at = Timestamp::parse_number(&format!("{whole}.{fraction}")).ok()?;
    Some(Written::Number(at))
}

/// `YYYYMMDD`, optionally followed by `HHMM`, `HHMMSS` or `HHMMSS` with thousandths. As a number since 1970, each would
/// be a time that no order has: in 1970, 1976 or about 2600.
fn date_in_digits(digits: &str) -> Option<civil::DateTime> {
    let part = |from: usize, len: usize| digits.get(from..from + len)?.parse::<i16>().ok();
    let (hour, minute, second) = match digits.len() {
        8 => (0, 0, 0),
        12 => (part(8, 2)?, part(10, 2)?, 0),
        14 | 17 => (part(8, 2)?, part(10, 2)?, part(12, 2)?),
        _ => return None,
    };
    let day = date(part(0, 4)?, part(4, 2)?, part(6, 2)?)?;
    let time = clock_time(hour, minute, second)?;
    Some(day.to_datetime(time)).filter(|_| (1995..2100).contains(&day.year()))
}

/// Splits a text into the date and what follows it.
fn split_date(text: &str) -> (&str, &str) {
    let end = text.find([' ', 'T']).unwrap_or(text.len());
    // Browsers write `11.3.2018, 10:00`.
    (
        text[..end].trim_end_matches(','),
        text[end..].trim_start_matches([' ', 'T']),
    )
}

/// Three numbers with the same sign between them, and each one's number of digits.
fn numbers(day: &str) -> Option<([i16; 3], char, [usize; 3])> {
    let sign = day.chars().find(|sign| matches!(sign, '/' | '-' | '.'))?;
    let mut parts = day.split(sign);
    let (mut values, mut lens) = ([0; 3], [0; 3]);
    for (value, len) in values.iter_mut().zip(&mut lens) {
        let part = parts.next()?;
        if !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        (*value, *len) = (part.parse().ok()?, part.len());
    }
    parts.next().is_none().then_some((values, sign, lens))
}

pub(super) fn date(year: i16, month: i16, day: i16) -> Option<civil::Date> {
    civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn clock_time(hour: i16, minute: i16, second: i16) -> Option<civil::Time> {
    let part = |part: i16| i8::try_from(part).ok();
    civil::Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()
}

/// A date, followed by nothing, `10:00`, `10:00:30.5` or `2:05 PM`, with or without an offset.
pub(super) fn resolve(clock: &ShopClock, date: civil::Date, rest: &str) -> Option<Timestamp> {
    let rest = rest.trim();
    if rest.is_empty() {
        return clock.resolve(date.at(0, 0, 0, 0));
    }
    let end = rest.find(|sign: char| !matches!(sign, '0'..='9' | ':' | '.'));
    let (time, behind) = rest.split_at(end.unwrap_or(rest.len()));
    let mut parts = time.split(':');
    let mut next = || parts.next().map(str::parse::<i16>);
    let (hour, minute) = (next()?.ok()?, next()?.ok()?);
    let (second, fraction) = match time.splitn(3, ':').nth(2) {
        None => (0, ""),
        Some(seconds) => {
            let (second, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
            (second.parse().ok()?, fraction)
        }
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = fraction.bytes().chain(*b"000").take(3);
    let millis = thousandths.fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let behind = behind.trim();
    let (hour, behind) = match behind.get(..2) {
        Some(half) if half.eq_ignore_ascii_case("am") && (1..=12).contains(&hour) => {
            (hour % 12, &behind[2..])
        }
        Some(half) if half.eq_ignore_ascii_case("pm") && (1..=12).contains(&hour) => {
            (hour % 12 + 12, &behind[2..])
        }
        _ => (hour, behind),
    };
    let local = date.to_datetime(clock_time(hour, minute, second)?);
    let at = match behind.trim() {
        "" => clock.resolve(local)?,
        offset => {
            let offset = offset_seconds(offset)?;
            let offset = jiff::tz::Offset::from_seconds(offset).ok()?;
            Timestamp::from_millis(offset.to_timestamp(local).ok()?.as_millisecond())
        }
    };
    Some(Timestamp::from_millis(at.millis() + millis))
}

/// `+0200`, `-05:30`, `Z`, `UTC`, `GMT`.
fn offset_seconds(text: &str) -> Option<i32> {
    if ["Z", "UTC", "GMT"]
        .iter()
        .any(|utc| text.eq_ignore_ascii_case(utc))
    {
        return Some(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits.replace(':', "")),
        ("-", digits) => (-1, digits.replace(':', "")),
        _ => return None,
    };
    let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = match digits.len() {
        2 if are_digits => (digits.as_str(), "0"),
        4 if are_digits => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(sign * (hours * 3_600 + minutes * 60))
}

/// The moment of a text whose form is unambiguous.
pub(super) fn plain(text: &str) -> Option<Plain<'_>> {
    if let Ok(at) = Timestamp::parse_rfc3339(text) {
        return Some(Plain::Moment(at));
    }
    let (day, rest) = split_date(text);
    let Some(([first, second, third], sign, lens)) = numbers(day) else {
        return named(text);
    };
    // If the year comes first, the month and the day always follow in that order. Dots are used only where the day
    // comes first.
    let date = match (lens, sign) {
        ([4, _, 1..=2], _) => date(first, second, third)?,
        ([1..=2, _, 4], '.') => date(third, second, first)?,
        _ => return None,
    };
    Some(Plain::Local(date, rest))
}

/// A date with the English name of its month: `Mar 11, 2018 10:30`, `11 March 2018`, `11-Mar-2018`.
fn named(text: &str) -> Option<Plain<'_>> {
    let (mut day, mut month, mut year) = (None, None, None);
    let mut rest = text;
    // After the date, a minus belongs to an offset.
    for signs in [
        &[' ', ',', '-', '/', '.'][..],
        &[' ', ',', '-', '/', '.'],
        &[' ', ','],
    ] {
        let end = rest.find(|sign: char| !sign.is_ascii_alphanumeric());
        let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
        match (word.parse(), word.len()) {
            (Ok(number), 1..=2) => day = Some(number),
            (Ok(number), 4) => year = Some(number),
            _ => month = Some(month_named(word)?),
        }
        rest = behind.trim_start_matches(signs);
    }
    Some(Plain::Local(date(year?, month?, day?)?, rest))
}

/// The number of a month, by its name or the first three letters.
fn month_named(word: &str) -> Option<i16> {
    let is_it = |month: &str| {
        [month, &month[..SHORT]]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(word))
    };
    (1..)
        .zip(MONTHS)
        .find_map(|(number, month)| is_it(month).then_some(number))
}
