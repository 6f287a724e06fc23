//! A forecast of a day's end, and how much of a goal should be reached by now, from earlier days of the same weekday.

use crate::{BusinessDay, DayRecord, Headline, Measure, Minor, Range, Weekday};

/// How many days of the same weekday are used, the newest ones.
const DAYS: usize = 8;
/// With fewer days there is no forecast.
const LEAST_DAYS: usize = 4;
/// While less than this share of a usual day's revenue is over, in millionths, there is no forecast: a single order
/// would decide it.
const LEAST_SHARE: i64 = 20_000;
/// A whole day, in millionths.
const WHOLE: i64 = 1_000_000;
const MINUTES: i64 = 1_440;

/// Why there is no forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoForecast {
    /// Fewer than four of the same weekdays with sales are known by the hour.
    TooFewDays,
    /// Almost nothing of a usual day is over.
    TooEarly,
}

/// The share of a day's revenue reached by some minute on earlier days of the same weekday, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsualShare {
    /// The number of days.
    pub days: usize,
    /// The median.
    pub median: i64,
    /// A quarter of the days had less.
    pub low: i64,
    /// A quarter of the days had more.
    pub high: i64,
}

/// An estimate of a day's final revenue: the median and the middle half of earlier days of the same weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// For the median share.
    pub revenue: Minor,
    /// For the share of the fastest quarter of days.
    pub low: Minor,
    /// For the share of the slowest quarter of days.
    pub high: Minor,
}

impl UsualShare {
    /// The share for a day's weekday by a minute of the wall clock (0 to 1,439), from days before it in any order.
    ///
    /// # Errors
    /// [`NoForecast::TooFewDays`].
    pub fn of(
        day: BusinessDay,
        minute: u16,
        before: &[DayRecord],
    ) -> Result<UsualShare, NoForecast> {
        let weekday = day.date().weekday();
        let is_like = |other: &&DayRecord| {
            other.day < day
                && other.day.date().weekday() == weekday
                && other.sums[Measure::Revenue] > 0
                && Headline::Gross.is_by_hour(other)
        };
        let mut like: Vec<&DayRecord> = before.iter().filter(is_like).collect();
        like.sort_by_key(|other| std::cmp::Reverse(other.day));
        like.truncate(DAYS);
        if like.len() < LEAST_DAYS {
            return Err(NoForecast::TooFewDays);
        }
        let mut shares: Vec<i64> = like.iter().map(|other| share(other, minute)).collect();
        shares.sort_unstable();
        let count = shares.len();
        Ok(UsualShare {
            days: count,
            median: i64::midpoint(shares[(count - 1) / 2], shares[count / 2]),
            low: shares[count / 4],
            high: shares[count - 1 - count / 4],
        })
    }

    /// The forecast for a day with this much revenue by now.
    ///
    /// # Errors
    /// [`NoForecast::TooEarly`].
    pub fn forecast(&self, revenue: Minor) -> Result<Forecast, NoForecast> {
        if self.median < LEAST_SHARE || self.low <= 0 {
            return Err(NoForecast::TooEarly);
        }
        let at = |share: i64| {
            let (share, whole) = (i128::from(share), i128::from(WHOLE));
            (revenue * whole + share / 2).div_euclid(share)
        };
        Ok(Forecast {
            revenue: at(self.median),
            low: at(self.high),
            high: at(self.low),
        })
    }
}

/// The share of its revenue that a day had by a minute, in millionths. Within an hour, revenue is taken to be even.
fn share(day: &DayRecord, minute: u16) -> i64 {
    let revenue = |hour: usize| day.hours.get(hour).map_or(0, |it| it[Measure::Revenue]);
    let (hour, minute) = (usize::from(minute / 60), i128::from(minute % 60));
    let over: i128 = (0..hour).map(revenue).sum();
    let part = over * 60 + revenue(hour) * minute;
    let share = part * i128::from(WHOLE) / (day.sums[Measure::Revenue] * 60);
    i64::try_from(share).unwrap_or(WHOLE).clamp(0, WHOLE)
}

/// How much of a goal for some days should be reached by a minute of one of them, in millionths. Days are weighted by
/// the sales of the same weekday before, or equally unless four weeks are known. The share of the current day comes
/// from `usual`, or else from the clock.
pub fn share_by_now(
    days: Range,
    (today, minute): (BusinessDay, u16),
    usual: Option<UsualShare>,
    before: &[DayRecord],
) -> i64 {
    let weights = Weights::of(before);
    let weight = |day: BusinessDay| i128::from(weights.of_day(day));
    let all = (0..days.count()).map(|place| days.first + place);
    let whole: i128 = all.clone().map(weight).sum();
    let over: i128 = all.filter(|day| *day < today).map(weight).sum();
    let by_clock = i64::from(minute) * WHOLE / MINUTES;
    let of_today = i128::from(usual.map_or(by_clock, |usual| usual.median));
    let part = over * i128::from(WHOLE) + weight(today) * of_today;
    i64::try_from(part.checked_div(whole).unwrap_or_default()).unwrap_or(WHOLE)
}

/// The weights of the days of a week.
struct Weights([i64; 7]);

impl Weights {
    fn of(before: &[DayRecord]) -> Weights {
        let mut sums = [(0_i128, 0_i128); 7];
        for day in before
            .iter()
            .filter(|day| !day.unknown.has(Measure::Revenue))
        {
            let (sum, days) = &mut sums[place(day.day)];
            *sum += day.sums[Measure::Revenue].max(0);
            *days += 1;
        }
        let is_known = sums.iter().all(|(_, days)| *days >= LEAST_DAYS as i128);
        let mean = |(sum, days): (i128, i128)| i64::try_from(sum / days.max(1)).unwrap_or(i64::MAX);
        let weights = sums.map(mean);
        match is_known && weights.iter().any(|it| *it > 0) {
            true => Weights(weights),
            false => Weights([1; 7]),
        }
    }

    fn of_day(&self, day: BusinessDay) -> i64 {
        self.0[place(day)]
    }
}

fn place(day: BusinessDay) -> usize {
    usize::try_from(day.date().weekday().since(Weekday::Monday)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MeasureSet, Sums};

    fn day(text: &str) -> BusinessDay {
        BusinessDay::parse(text).unwrap()
    }

    fn record(day: BusinessDay, hours: &[(usize, i128)]) -> DayRecord {
        let mut record = DayRecord {
            day,
            sums: Sums::default(),
            unique_items: 0,
            hours: [Sums::default(); 24],
            has_left: false,
            unknown: MeasureSet::NONE,
        };
        for (hour, revenue) in hours {
            let sums = Sums::from([(Measure::Orders, 1), (Measure::Revenue, *revenue)]);
            record.hours[*hour] += sums;
            record.sums += sums;
        }
        record
    }

    /// Mondays with these shares of their revenue before noon.
    fn mondays(shares: &[i128]) -> Vec<DayRecord> {
        let monday = day("2026-03-02");
        let shares = shares.iter().zip(1..);
        shares
            .map(|(share, week)| record(monday - 7 * week, &[(9, *share), (15, 100 - share)]))
            .collect()
    }

    #[test]
    fn a_day_ends_as_the_same_weekdays_did() {
        let monday = day("2026-03-02");
        let before = mondays(&[50, 40, 60, 25]);
        let usual = UsualShare::of(monday, 12 * 60, &before).unwrap();
        let expected = UsualShare {
            days: 4,
            median: 450_000,
            low: 400_000,
            high: 500_000,
        };
        assert_eq!(usual, expected);
        let forecast = usual.forecast(900).unwrap();
        assert_eq!(
            (forecast.low, forecast.revenue, forecast.high),
            (1_800, 2_000, 2_250)
        );
        // Half of the hour's sales are in by half past.
        let usual = UsualShare::of(monday, 9 * 60 + 30, &before).unwrap();
        assert_eq!(usual.median, 225_000);
    }

    #[test]
    fn of_few_days_and_of_the_early_morning_nothing_is_said() {
        let monday = day("2026-03-02");
        let three = mondays(&[50, 40, 60]);
        assert_eq!(
            UsualShare::of(monday, 720, &three),
            Err(NoForecast::TooFewDays)
        );
        let mut days = mondays(&[50, 40, 60, 0]);
        assert_eq!(
            UsualShare::of(monday + 1, 720, &days),
            Err(NoForecast::TooFewDays)
        );
        days[0].hours = [Sums::default(); 24];
        assert_eq!(
            UsualShare::of(monday, 720, &days),
            Err(NoForecast::TooFewDays)
        );
        let usual = UsualShare::of(monday, 300, &mondays(&[50, 40, 60, 10])).unwrap();
        assert_eq!(usual.forecast(5), Err(NoForecast::TooEarly));
    }

    #[test]
    fn the_newest_eight_days_decide() {
        let monday = day("2026-03-02");
        let before = mondays(&[50, 50, 50, 50, 50, 50, 50, 50, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
        let usual = UsualShare::of(monday, 720, &before).unwrap();
        assert_eq!((usual.days, usual.low, usual.high), (8, 500_000, 500_000));
    }

    #[test]
    fn days_of_a_week_weigh_what_they_sell() {
        let monday = day("2026-03-02");
        let week = Range {
            first: monday,
            last: monday + 6,
        };
        let noon = (monday + 5, 720);
        // Without known days: five days and a half.
        assert_eq!(share_by_now(week, noon, None, &[]), 785_714);
        let sells = |day: BusinessDay| if place(day) == 6 { 0 } else { 100 };
        let days = (1..=28).map(|back| monday - back);
        let before: Vec<DayRecord> = days.map(|day| record(day, &[(9, sells(day))])).collect();
        // Sundays have no sales: five days of six, and all of the sixth by noon.
        let usual = UsualShare::of(noon.0, noon.1, &before).ok();
        assert_eq!(share_by_now(week, noon, usual, &before), 1_000_000);
        assert_eq!(share_by_now(week, (monday, 0), None, &before), 0);
    }
}
