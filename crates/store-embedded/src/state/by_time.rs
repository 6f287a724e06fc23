//! A day's sums by the time of day, in memory, in log records and in pages.
//!
//! | version | bytes |
//! |---|---|
//! | 1 | units, then each minute's orders, revenue and returns |
//! | 2–5 | sums kept only by day; each hour's sums, less those of its minutes; each minute's orders and revenue |

use domain::Measure::{Returns, Units};
use domain::{DayDelta, Pulse, Sums};

use super::Version;
use super::sparse::Sparse;
use crate::codec::{Malformed, Reader, Write};

const MINUTES: u16 = 24 * 60;
pub(super) const HOURS: u16 = 24;

/// The figures of a day besides its items, or their changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ByTime {
    /// The measures kept only by day.
    day_only: Sums,
    /// Whole hours: they include their minutes, so that nobody has to sum those up.
    hours: Sparse<Sums>,
    minutes: Sparse<Pulse>,
}

impl ByTime {
    pub(crate) fn of(delta: &DayDelta) -> ByTime {
        let mut by_time = ByTime {
            day_only: delta.day_only,
            ..ByTime::default()
        };
        let mut minutes: Vec<(u16, Pulse)> =
            delta.minutes.iter().map(|(&at, &it)| (at, it)).collect();
        minutes.sort_unstable_by_key(|(minute, _)| *minute);
        for (minute, pulse) in minutes {
            *by_time.minutes.at(minute) = pulse;
        }
        for (hour, sums) in (0..)
            .zip(delta.hours.iter())
            .filter(|(_, sums)| !sums.is_zero())
        {
            *by_time.hours.at(hour) = *sums;
        }
        by_time
    }

    pub(crate) fn add(&mut self, by: &ByTime) {
        self.day_only += by.day_only;
        by.hours
            .each()
            .for_each(|(hour, sums)| *self.hours.at(hour) += *sums);
        by.minutes
            .each()
            .for_each(|(minute, pulse)| *self.minutes.at(minute) += *pulse);
    }

    pub(crate) fn sums(&self) -> Sums {
        self.day_only + self.hours.each().map(|(_, sums)| *sums).sum::<Sums>()
    }

    pub(crate) fn hours(&self) -> [Sums; 24] {
        let mut hours = [Sums::ZERO; 24];
        for (hour, sums) in self.hours.each() {
            hours[usize::from(hour)] = *sums;
        }
        hours
    }

    /// The minutes with sales.
    pub(crate) fn sold_minutes(&self) -> Vec<(u16, Pulse)> {
        let minutes = self.minutes.each().map(|(minute, pulse)| (minute, *pulse));
        minutes.filter(|(_, pulse)| !pulse.is_zero()).collect()
    }

    pub(crate) fn put(&self, bytes: &mut Vec<u8>) {
        bytes.put_sums(&self.day_only);
        let minutes = self.sold_minutes();
        let mut rest = self.hours.clone();
        for (minute, pulse) in &minutes {
            *rest.at(minute / 60) -= pulse.sums();
        }
        let rest: Vec<(u16, &Sums)> = rest.each().filter(|(_, sums)| !sums.is_zero()).collect();
        bytes.put_len(rest.len());
        for (hour, sums) in rest {
            bytes.put_u64(hour.into());
            bytes.put_sums(sums);
        }
        bytes.put_len(minutes.len());
        for (minute, pulse) in minutes {
            bytes.put_u64(minute.into());
            bytes.put_i64(pulse.orders);
            bytes.put_i128(pulse.revenue);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>, version: Version) -> Result<ByTime, Malformed> {
        let mut by_time = ByTime::default();
        match version {
            Version::One => by_time.day_only[Units] = reader.i64()?.into(),
            Version::Two | Version::Three | Version::Four | Version::Five | Version::Six => {
                by_time.day_only = reader.sums()?;
                for _ in 0..reader.len()? {
                    let hour = number_below(HOURS, reader)?;
                    *by_time.hours.at(hour) += reader.sums()?;
                }
            }
        }
        for _ in 0..reader.len()? {
            let minute = number_below(MINUTES, reader)?;
            let pulse = Pulse {
                orders: read_orders(reader)?,
                revenue: reader.sum()?,
            };
            let mut sums = pulse.sums();
            if version == Version::One {
                sums[Returns] = reader.sum()?;
            }
            if !pulse.is_zero() {
                *by_time.minutes.at(minute) += pulse;
            }
            *by_time.hours.at(minute / 60) += sums;
        }
        Ok(by_time)
    }
}

/// A local hour or minute.
pub(super) fn number_below(end: u16, reader: &mut Reader<'_>) -> Result<u16, Malformed> {
    let number = u16::try_from(reader.u64()?).map_err(|_| Malformed::Damaged)?;
    (number < end).then_some(number).ok_or(Malformed::Damaged)
}

/// More orders than a shop can have are damage, and would overflow sums.
pub(crate) fn read_orders(reader: &mut Reader<'_>) -> Result<i64, Malformed> {
    const MOST: u64 = 1 << 40;
    let orders = reader.i64()?;
    (orders.unsigned_abs() <= MOST)
        .then_some(orders)
        .ok_or(Malformed::Damaged)
}

#[cfg(test)]
mod tests {
    use domain::Measure::{self, Orders, Revenue};
    use domain::{BusinessDay, Grain, Minor};

    use super::*;

    fn pulse(orders: i64, revenue: Minor) -> Pulse {
        Pulse { orders, revenue }
    }

    /// A day with every measure, some of them in hours without a minute.
    fn delta() -> DayDelta {
        let mut delta = DayDelta::new(BusinessDay::from_epoch_days(20_000));
        for (minute, pulse) in [
            (1_439, pulse(1, 500)),
            (0, pulse(2, -3)),
            (61, pulse(-1, 0)),
        ] {
            delta.minutes.insert(minute, pulse);
            delta.hours[usize::from(minute / 60)] += pulse.sums();
        }
        for measure in Measure::all() {
            match measure.def().grain {
                Grain::Day => delta.day_only[measure] = 70,
                Grain::Hour => {
                    delta.hours[1][measure] = -5;
                    delta.hours[9][measure] = 1 << 70;
                }
                Grain::Minute => {}
            }
        }
        delta
    }

    #[test]
    fn a_day_comes_back_from_its_bytes() {
        let day = ByTime::of(&delta());
        let mut bytes = Vec::new();
        day.put(&mut bytes);
        let mut reader = Reader::new(&bytes);
        let read = ByTime::read(&mut reader, Version::Two).unwrap();
        assert!(reader.is_empty());
        assert_eq!((read.sums(), read.hours()), (day.sums(), day.hours()));
        assert_eq!(read.sold_minutes(), day.sold_minutes());
        assert_eq!(read.hours(), *delta().hours);
        assert_eq!(read.sums(), delta().sums());
        let minutes: Vec<u16> = day
            .sold_minutes()
            .iter()
            .map(|(minute, _)| *minute)
            .collect();
        assert_eq!(minutes, [0, 61, 1_439]);
    }

    #[test]
    fn adding_twice_and_taking_away_leaves_one() {
        let (one, mut sum) = (ByTime::of(&delta()), ByTime::default());
        let mut less = delta();
        less.minutes
            .values_mut()
            .for_each(|it| *it = pulse(-it.orders, -it.revenue));
        less.hours
            .iter_mut()
            .for_each(|hour| *hour = Sums::ZERO - *hour);
        less.day_only = Sums::ZERO - less.day_only;
        for by in [&one, &one, &ByTime::of(&less)] {
            sum.add(by);
        }
        assert_eq!((sum.sums(), sum.hours()), (one.sums(), one.hours()));
        assert_eq!(sum.sold_minutes(), one.sold_minutes());
        sum.add(&ByTime::of(&less));
        assert!(sum.sums().is_zero() && sum.sold_minutes().is_empty());
        let mut bytes = Vec::new();
        sum.put(&mut bytes);
        assert_eq!(bytes, [0, 0, 0], "nothing is written of what is gone");
    }

    #[test]
    fn the_first_version_has_returns_by_the_minute() {
        let mut bytes = Vec::new();
        bytes.put_i64(9);
        bytes.put_len(2);
        for minute in [125, 120] {
            bytes.put_u64(minute);
            bytes.put_i64(1);
            bytes.put_i128(200);
            bytes.put_i128(30);
        }
        let day = ByTime::read(&mut Reader::new(&bytes), Version::One).unwrap();
        let sums = [(Orders, 2), (Units, 9), (Revenue, 400), (Returns, 60)];
        assert_eq!(day.sums(), Sums::from(sums));
        assert_eq!(day.hours()[2][Returns], 60);
        assert_eq!(
            day.sold_minutes(),
            [(120, pulse(1, 200)), (125, pulse(1, 200))]
        );
    }

    #[test]
    fn an_hour_that_no_day_has_is_damage() {
        let mut bytes = Vec::new();
        bytes.put_sums(&Sums::ZERO);
        bytes.put_len(1);
        bytes.put_u64(24);
        bytes.put_sums(&Sums::ZERO);
        bytes.put_len(0);
        let read = ByTime::read(&mut Reader::new(&bytes), Version::Two);
        assert_eq!(read, Err(Malformed::Damaged));
    }
}
