//! What is left of a business day when it is dropped.

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::{DayRecord, Pulse, Sums};

use super::Version;
use super::by_time::{HOURS, number_below, read_orders};
use super::sparse::Sparse;
use crate::codec::{Malformed, Reader, Write};

/// A day's sums, and the orders and revenue of its hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    sums: Sums,
    unique_items: u64,
    /// By hour; empty for a day that was dropped before hours were kept.
    hours: Sparse<Pulse>,
}

impl Totals {
    pub(crate) fn new(sums: Sums, unique_items: u64, hours: &[Sums; 24]) -> Totals {
        Totals {
            sums,
            unique_items,
            hours: sold_hours(hours),
        }
    }

    pub(crate) fn of(day: &DayRecord) -> Totals {
        Totals::new(day.sums, day.unique_items, &day.hours)
    }

    pub(crate) fn put(&self, bytes: &mut Vec<u8>) {
        bytes.put_u64(self.unique_items);
        bytes.put_sums(&self.sums);
        let hours = || self.hours.each().filter(|(_, pulse)| !pulse.is_zero());
        bytes.put_len(hours().count());
        for (hour, pulse) in hours() {
            bytes.put_u64(hour.into());
            bytes.put_i64(pulse.orders);
            bytes.put_i128(pulse.revenue);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>, version: Version) -> Result<Totals, Malformed> {
        if version == Version::One {
            return Totals::read_first(reader);
        }
        let mut totals = Totals {
            unique_items: reader.u64()?,
            sums: reader.sums()?,
            hours: Sparse::default(),
        };
        if version >= Version::Three {
            for _ in 0..reader.len()? {
                let hour = number_below(HOURS, reader)?;
                *totals.hours.at(hour) += Pulse {
                    orders: read_orders(reader)?,
                    revenue: reader.sum()?,
                };
            }
        }
        Ok(totals)
    }

    fn read_first(reader: &mut Reader<'_>) -> Result<Totals, Malformed> {
        let orders = i128::from(read_orders(reader)?);
        let unique_items = reader.u64()?;
        let units = i128::from(reader.i64()?);
        let sums = [
            (Orders, orders),
            (Units, units),
            (Revenue, reader.sum()?),
            (Returns, reader.sum()?),
        ];
        Ok(Totals {
            sums: sums.into(),
            unique_items,
            hours: Sparse::default(),
        })
    }

    /// Adds the totals of a day's second part: it was dropped, and came back when more days were retained; or it was
    /// counted by the original design before its orders were. Unique items of the second part are taken to be new.
    pub(crate) fn add(&mut self, other: &Totals) {
        self.sums += other.sums;
        self.unique_items += other.unique_items;
        for (hour, pulse) in other.hours.each() {
            *self.hours.at(hour) += *pulse;
        }
    }

    /// Adds them to the day's other known figures.
    pub(crate) fn add_to(&self, record: &mut DayRecord) {
        record.sums += self.sums;
        record.unique_items += self.unique_items;
        for (hour, pulse) in self.hours.each() {
            record.hours[usize::from(hour)] += pulse.sums();
        }
    }
}

/// Orders and revenue of the hours with any.
fn sold_hours(hours: &[Sums; 24]) -> Sparse<Pulse> {
    let mut sold = Sparse::default();
    for (hour, sums) in (0..).zip(hours) {
        let pulse = Pulse {
            // No shop has more orders in an hour than fit into 64 bits.
            orders: i64::try_from(sums[Orders]).unwrap_or(i64::MAX),
            revenue: sums[Revenue],
        };
        if !pulse.is_zero() {
            *sold.at(hour) = pulse;
        }
    }
    sold
}
