//! The usual number of orders.

use crate::Measure::Orders;
use crate::{BusinessDay, DayRecord};

/// The weight of the hours of all days relative to those of one weekday, in orders: a weekday with only one or two
/// known days borrows the shape of the others.
const BORROWED_ORDERS: f64 = 30.0;
/// The expected orders of an hour are at most this many times the median over all days. One evening with a sale is no
/// reason to expect orders on every other evening.
const OF_MEDIAN: f64 = 1.5;
/// The fewest days from which a pattern is learned.
const LEARNED_DAYS: usize = 7;

/// Expected orders for each hour of each weekday.
#[derive(Clone, Debug, PartialEq)]
pub struct Usual {
    /// Monday first.
    weekdays: [[f64; 24]; 7],
}

impl Usual {
    /// Learns from consecutive calendar days, including those without orders; `None` for less than a week.
    ///
    /// A weekday's total is the median of its known days, the lower one of two: so a holiday among them lowers the
    /// expectation, and a busy day does not raise it. The total is spread over the hours like the orders of that
    /// weekday, mixed with those of all days, and then capped by the median hour.
    pub fn learn(days: &[DayRecord]) -> Option<Usual> {
        if days.len() < LEARNED_DAYS {
            return None;
        }
        // A day with unknown hours is left out: it was not closed all day.
        let is_open = |day: &&DayRecord| day.sums[Orders] > 0 && day.unknown_by_hour().is_none();
        let open: Vec<&DayRecord> = days.iter().filter(is_open).collect();
        let all_hours = hours_of(open.iter().copied());
        let all: f64 = all_hours.iter().sum();
        let mut usual = Usual {
            weekdays: [[0.0; 24]; 7],
        };
        if all <= 0.0 {
            return Some(usual);
        }
        let caps: [f64; 24] = std::array::from_fn(|hour| {
            OF_MEDIAN * lower_median(open.iter().map(|day| orders_in(day, hour)))
        });
        for (weekday, hours) in usual.weekdays.iter_mut().enumerate() {
            let same = || days.iter().filter(|day| weekday_of(day.day) == weekday);
            let total = lower_median(same().map(|day| day.sums[Orders].max(0) as f64));
            let own_hours = hours_of(same());
            let own: f64 = own_hours.iter().sum();
            for (hour, expected) in hours.iter_mut().enumerate() {
                let borrowed = BORROWED_ORDERS * all_hours[hour] / all;
                let share = (own_hours[hour] + borrowed) / (own + BORROWED_ORDERS);
                *expected = (total * share).min(caps[hour]);
            }
        }
        Some(usual)
    }

    /// Expected orders of a whole local hour.
    pub fn hour(&self, day: BusinessDay, hour: usize) -> f64 {
        let hours = self.weekdays.get(weekday_of(day));
        hours
            .and_then(|hours| hours.get(hour))
            .copied()
            .unwrap_or(0.0)
    }
}

/// Monday is 0. 1 January 1970 was a Thursday.
fn weekday_of(day: BusinessDay) -> usize {
    (day.epoch_days() + 3).rem_euclid(7) as usize
}

fn orders_in(day: &DayRecord, hour: usize) -> f64 {
    day.hours
        .get(hour)
        .map_or(0.0, |hour| hour[Orders].max(0) as f64)
}

fn hours_of<'d>(days: impl Iterator<Item = &'d DayRecord>) -> [f64; 24] {
    let mut hours = [0.0; 24];
    for day in days {
        for (hour, sum) in hours.iter_mut().enumerate() {
            *sum += orders_in(day, hour);
        }
    }
    hours
}

fn lower_median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
        .get(values.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A day with the same number of orders in each of these hours.
    fn day(date: &str, hours: std::ops::Range<usize>, orders: i128) -> DayRecord {
        let mut record = DayRecord::empty(BusinessDay::parse(date).unwrap());
        for hour in hours {
            record.hours[hour][Orders] = orders;
            record.sums[Orders] += orders;
        }
        record
    }

    fn week() -> Vec<DayRecord> {
        (5..=11)
            .map(|date| match date {
                // Closed on Saturday, half a day on Sunday.
                10 => day("2018-03-10", 0..0, 0),
                11 => day("2018-03-11", 10..14, 6),
                date => day(&format!("2018-03-{date:02}"), 9..17, 12),
            })
            .collect()
    }

    fn expected(usual: &Usual, date: &str, hour: usize) -> f64 {
        usual.hour(BusinessDay::parse(date).unwrap(), hour)
    }

    #[test]
    fn less_than_a_week_teaches_nothing() {
        assert_eq!(Usual::learn(&week()[..6]), None);
    }

    #[test]
    fn a_weekday_is_expected_to_be_as_it_was() {
        let usual = Usual::learn(&week()).unwrap();
        let monday = expected(&usual, "2018-03-12", 10);
        assert!((monday - 12.0).abs() < 0.5, "{monday}");
        assert_eq!(expected(&usual, "2018-03-12", 3), 0.0, "nights are quiet");
        assert_eq!(
            expected(&usual, "2018-03-17", 10),
            0.0,
            "closed on Saturdays"
        );
        let sunday = expected(&usual, "2018-03-18", 10);
        assert!((3.0..6.0).contains(&sunday), "{sunday}");
    }

    #[test]
    fn one_evening_with_a_sale_is_not_expected_again() {
        let mut days = week();
        days[3].hours[20][Orders] = 80;
        days[3].sums[Orders] += 80;
        let usual = Usual::learn(&days).unwrap();
        assert_eq!(expected(&usual, "2018-03-15", 20), 0.0);
        assert!(expected(&usual, "2018-03-15", 10) > 10.0);
    }

    #[test]
    fn a_holiday_among_two_days_lowers_what_is_expected() {
        let mut days = week();
        days.push(day("2018-03-12", 0..0, 0));
        let usual = Usual::learn(&days).unwrap();
        assert_eq!(expected(&usual, "2018-03-19", 10), 0.0);
    }
}
