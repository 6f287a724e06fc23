//! A business day's record in Redis: one string of 64-bit numbers that `BITFIELD` counts in.
//!
//! 64-bit integers are exact where Lua's doubles and `HINCRBYFLOAT` are not; a day of minutes takes
//! 24 KB instead of the 300 KB of a hash, and is read in one piece.
//!
//! | numbers | what |
//! |---|---|
//! | 0–4 | orders, units, unique items, revenue, returns of the day. These 40 bytes alone are kept of a dropped day |
//! | 5–76 | by hour: orders, revenue, returns |
//! | 77–2,956 | by minute: orders, revenue |

use domain::Measure::{Orders, Returns, Revenue, Units};
use domain::{BusinessDay, DayRecord, Minor, Pulse};

const HEADER: usize = 5;
const MINUTES: usize = HEADER + 24 * 3;

/// Bytes of the header and the hours.
pub(crate) const HOURS_END: usize = MINUTES * 8;

/// A number's place in the record.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Slot {
    Orders,
    Units,
    UniqueItems,
    Revenue,
    Returns,
    HourOrders(usize),
    HourRevenue(usize),
    HourReturns(usize),
    MinuteOrders(u16),
    MinuteRevenue(u16),
}

impl Slot {
    /// Its index, counted in numbers.
    pub(crate) fn index(self) -> usize {
        match self {
            Slot::Orders => 0,
            Slot::Units => 1,
            Slot::UniqueItems => 2,
            Slot::Revenue => 3,
            Slot::Returns => 4,
            Slot::HourOrders(hour) => HEADER + hour * 3,
            Slot::HourRevenue(hour) => HEADER + hour * 3 + 1,
            Slot::HourReturns(hour) => HEADER + hour * 3 + 2,
            Slot::MinuteOrders(minute) => MINUTES + usize::from(minute) * 2,
            Slot::MinuteRevenue(minute) => MINUTES + usize::from(minute) * 2 + 1,
        }
    }

    /// Its number in a record, which ends where nothing was counted yet.
    fn of(self, record: &[u8]) -> i64 {
        let start = self.index() * 8;
        let bytes = record
            .get(start..start + 8)
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, i64::from_be_bytes)
    }
}

/// Reads a day's figures from its record, its header alone, or nothing.
pub(crate) fn read(day: BusinessDay, record: &[u8]) -> DayRecord {
    let mut read = DayRecord::empty(day);
    let at = |slot: Slot| i128::from(slot.of(record));
    read.unique_items = u64::try_from(Slot::UniqueItems.of(record)).unwrap_or_default();
    read.sums[Orders] = at(Slot::Orders);
    read.sums[Units] = at(Slot::Units);
    read.sums[Revenue] = at(Slot::Revenue);
    read.sums[Returns] = at(Slot::Returns);
    for (number, hour) in read.hours.iter_mut().enumerate() {
        hour[Orders] = at(Slot::HourOrders(number));
        hour[Revenue] = at(Slot::HourRevenue(number));
        hour[Returns] = at(Slot::HourReturns(number));
    }
    read
}

/// The header of a day's record; `None` when a number does not fit.
pub(crate) fn header(day: &DayRecord) -> Option<Vec<u8>> {
    let numbers = [
        day.sums[Orders],
        day.sums[Units],
        day.unique_items.into(),
        day.sums[Revenue],
        day.sums[Returns],
    ];
    let bytes = numbers.map(|number| Some(i64::try_from(number).ok()?.to_be_bytes()));
    bytes
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .map(|bytes| bytes.concat())
}

/// Reads the minutes in which something sold.
pub(crate) fn minutes(record: &[u8]) -> Vec<(u16, Pulse)> {
    let pulse = |minute| Pulse {
        orders: Slot::MinuteOrders(minute).of(record),
        revenue: Minor::from(Slot::MinuteRevenue(minute).of(record)),
    };
    let minutes = (0..24 * 60).map(|minute| (minute, pulse(minute)));
    minutes.filter(|(_, pulse)| !pulse.is_zero()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_minute_ends_the_record() {
        assert_eq!(Slot::MinuteRevenue(1_439).index(), 2_956);
        assert_eq!(HOURS_END, 616);
    }

    #[test]
    fn what_is_not_there_is_zero() {
        let day = BusinessDay::from_epoch_days(1);
        assert_eq!(read(day, &[]), DayRecord::empty(day));
        let mut record = vec![0; 23];
        record[7] = 3;
        assert_eq!(read(day, &record).sums[Orders], 3);
        assert!(minutes(&record).is_empty());
    }
}
