//! The days on which the European Central Bank sets rates.

use jiff::civil::{Date, Weekday};

use crate::BusinessDay;

/// The last working day of TARGET, the euro's payment system, before a day. Rates are set on its working days: all but
/// Saturdays, Sundays, 1 January, Good Friday, Easter Monday, 1 May, 25 and 26 December
/// (<https://www.ecb.europa.eu/ecb/contacts/working-hours/html/index.en.html>).
pub(super) fn working_day_before(day: BusinessDay) -> BusinessDay {
    let mut before = day - 1;
    // There are never five closed days in a row.
    while is_closed(before.date()) {
        before = before - 1;
    }
    before
}

fn is_closed(date: Date) -> bool {
    let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let is_fixed = matches!((date.month(), date.day()), (1, 1) | (5, 1) | (12, 25 | 26));
    is_weekend || is_fixed || is_at_easter(date)
}

/// Whether it is Good Friday or Easter Monday.
fn is_at_easter(date: Date) -> bool {
    let sunday = easter(date.year());
    let offset = date.day_of_year() - sunday.day_of_year();
    matches!(offset, -2 | 1)
}

/// Easter Sunday: the anonymous Gregorian algorithm (Meeus, *Astronomical Algorithms*, chapter 8).
fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month = (h + l - 7 * m + 114) / 31;
    let day = (h + l - 7 * m + 114) % 31 + 1;
    Date::new(year as i16, month as i8, day as i8).unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_where_calendars_have_it() {
        for (year, day) in [
            (1999, "1999-04-04"),
            (2000, "2000-04-23"),
            (2008, "2008-03-23"),
            (2011, "2011-04-24"),
            (2019, "2019-04-21"),
            (2026, "2026-04-05"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year).to_string(), day);
        }
    }

    #[test]
    fn the_day_before_has_rates() {
        for (day, before) in [
            ("2026-03-11", "2026-03-10"),
            // A Sunday and a Monday.
            ("2026-03-15", "2026-03-13"),
            ("2026-03-16", "2026-03-13"),
            // The Tuesday after Easter: the Thursday before.
            ("2026-04-07", "2026-04-02"),
            ("2026-04-03", "2026-04-02"),
            // Christmas on a Thursday, and New Year a week later.
            ("2025-12-29", "2025-12-24"),
            ("2026-01-02", "2025-12-31"),
            ("2026-05-04", "2026-04-30"),
        ] {
            let day = BusinessDay::parse(day).unwrap();
            assert_eq!(working_day_before(day).to_string(), before, "{day}");
        }
    }
}
