//! When people buy.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Demand by local hour, Monday to Friday, in thousandths of an average hour: night, lunch, and a second, higher peak
/// after work.
const WEEKDAY: [u32; 24] = [
    300, 170, 110, 80, 80, 130, 280, 560, 860, 1080, 1240, 1500, 1690, 1440, 1180, 1120, 1200,
    1400, 1680, 1930, 1960, 1560, 980, 570,
];

/// Saturday and Sunday: later start, flatter, more in the afternoon.
const WEEKEND: [u32; 24] = [
    380, 240, 150, 90, 80, 90, 160, 330, 620, 970, 1320, 1530, 1600, 1620, 1640, 1610, 1560, 1540,
    1600, 1680, 1570, 1240, 840, 520,
];

/// Demand by day of the week, Monday first, in thousandths of an average day.
const DAYS: [u32; 7] = [960, 930, 950, 1000, 1090, 1120, 1030];

/// How much a shop in this time zone sells at this moment, relative to its weekly average, which is about 1. A caller
/// that paces live orders multiplies its average rate by this. 1 for a time outside the calendar.
#[must_use]
pub fn demand(timezone: &TimeZone, now_ms: i64) -> f64 {
    f64::from(demand_millionths(timezone, now_ms)) / 1_000_000.0
}

/// The same in whole millionths: the history must not depend on how a machine rounds.
pub(crate) fn demand_millionths(timezone: &TimeZone, now_ms: i64) -> u32 {
    let Ok(timestamp) = Timestamp::from_millisecond(now_ms) else {
        return 1_000_000;
    };
    let local = timezone.to_datetime(timestamp);
    let weekday = local.weekday().to_monday_zero_offset() as usize;
    let hour = local.hour() as usize;
    let minute = local.minute() as u32;
    let today = curve(weekday)[hour];
    let next = if hour == 23 {
        curve((weekday + 1) % 7)[0]
    } else {
        curve(weekday)[hour + 1]
    };
    let hourly = (today * (60 - minute) + next * minute) / 60;
    hourly * DAYS[weekday]
}

fn curve(weekday: usize) -> &'static [u32; 24] {
    if weekday >= 5 { &WEEKEND } else { &WEEKDAY }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    /// Monday 2026-07-06, midnight UTC.
    const MONDAY: i64 = 1_783_296_000_000;

    #[test]
    fn averages_about_one_over_a_week() {
        let sum: f64 = (0..168)
            .map(|hour| demand(&TimeZone::UTC, MONDAY + hour * HOUR))
            .sum();
        assert!((sum / 168.0 - 1.0).abs() < 0.1, "{}", sum / 168.0);
    }

    #[test]
    fn follows_the_shops_own_clock() {
        let noon = demand(&TimeZone::UTC, MONDAY + 12 * HOUR);
        let night = demand(&TimeZone::UTC, MONDAY + 4 * HOUR);
        assert!(noon > 10.0 * night);
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        assert!((demand(&tokyo, MONDAY + 3 * HOUR) - noon).abs() < 1e-9);
    }

    #[test]
    fn impossible_times_are_average() {
        assert!((demand(&TimeZone::UTC, i64::MAX) - 1.0).abs() < 1e-9);
    }
}
