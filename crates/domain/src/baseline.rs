//! The figures of a day until each of its minutes, for comparison with other days.

use std::ops::Range;

use crate::{DayRecord, Minor, Pulse, ShopClock, Unknown};

/// The figures of a day until each of its minutes. Small, because two are held for each of ten thousand shops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Why they are not known, if they are not.
    unknown: Option<Unknown>,
    /// The seconds that its clock showed twice.
    repeated: Option<Range<u32>>,
    minutes: Box<[Until]>,
}

/// The sums by the end of a minute with sales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Until {
    /// Sums of a day stay below [`MAX_DAY_SUM`](crate::MAX_DAY_SUM), which is below 2^63.
    revenue: i64,
    orders: i64,
    minute: u16,
}

impl Baseline {
    /// The baseline of a day and its minutes with sales, in order.
    pub fn new(day: &DayRecord, minutes: &[(u16, Pulse)], clock: &ShopClock) -> Baseline {
        let repeated = clock.repeated(day.day);
        Baseline::of(day.unknown_in_detail(), minutes, repeated)
    }

    /// The baseline of an unknown day.
    pub fn unknown(why: Unknown) -> Baseline {
        Baseline::of(Some(why), &[], None)
    }

    pub(crate) fn of(
        unknown: Option<Unknown>,
        minutes: &[(u16, Pulse)],
        repeated: Option<Range<u32>>,
    ) -> Baseline {
        let mut sum = Pulse::default();
        let minutes = minutes.iter().map(|(minute, pulse)| {
            sum += *pulse;
            Until {
                revenue: i64::try_from(sum.revenue).unwrap_or(i64::MAX),
                orders: sum.orders,
                minute: *minute,
            }
        });
        Baseline {
            unknown,
            repeated,
            minutes: minutes.collect(),
        }
    }

    /// The sums before a minute of the wall clock, see [`ShopClock::elapsed_minute`].
    ///
    /// # Errors
    /// Why they are not known.
    pub fn until(&self, minute: u16) -> Result<Pulse, Unknown> {
        if let Some(unknown) = self.unknown {
            return Err(unknown);
        }
        let before = self.minutes.partition_point(|it| it.minute < minute);
        let Some(last) = before.checked_sub(1).map(|place| self.minutes[place]) else {
            return Ok(Pulse::default());
        };
        // A sale in a repeated minute may have been in either of the two. Only after both have ended is it certain to
        // be in the past.
        if let Some(repeated) = &self.repeated
            && repeated.contains(&(u32::from(minute) * 60))
            && u32::from(last.minute) * 60 >= repeated.start
        {
            return Err(Unknown::RepeatedHour);
        }
        Ok(Pulse {
            orders: last.orders,
            revenue: Minor::from(last.revenue),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_sum_of_the_minutes_before() {
        let minutes: Vec<(u16, Pulse)> = (3..1_440)
            .step_by(7)
            .map(|minute| {
                let orders = i64::from(minute % 5);
                let revenue = Minor::from(minute) * 1_000_000_000_000 - 3;
                (minute, Pulse { orders, revenue })
            })
            .collect();
        // Its clock showed the minutes from 60 to 119 twice.
        let baseline = Baseline::of(None, &minutes, Some(3_600..7_200));
        for until in 0..1_440 {
            let before = || minutes.iter().filter(|(minute, _)| *minute < until);
            let mut sum = Pulse::default();
            before().for_each(|(_, pulse)| sum += *pulse);
            let is_between = (60..120).contains(&until);
            let expected = match before().any(|(minute, _)| is_between && *minute >= 60) {
                true => Err(Unknown::RepeatedHour),
                false => Ok(sum),
            };
            assert_eq!(baseline.until(until), expected, "{until}");
        }
        let unknown = Baseline::of(Some(Unknown::TotalsOnly), &minutes, None);
        assert_eq!(unknown.until(0), Err(Unknown::TotalsOnly));
        assert_eq!(Baseline::of(None, &[], None).until(9), Ok(Pulse::default()));
    }
}
