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

use domain::{BusinessDay, DayRecord, Minor, MinuteRecord};

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
    read.orders = Slot::Orders.of(record);
    read.units = Slot::Units.of(record);
    read.unique_items = u64::try_from(Slot::UniqueItems.of(record)).unwrap_or_default();
    read.revenue = Minor::from(Slot::Revenue.of(record));
    read.returns = Minor::from(Slot::Returns.of(record));
    for (number, hour) in read.hours.iter_mut().enumerate() {
        hour.orders = Slot::HourOrders(number).of(record);
        hour.revenue = Minor::from(Slot::HourRevenue(number).of(record));
        hour.returns = Minor::from(Slot::HourReturns(number).of(record));
    }
    read
}

/// The header of a day's record; `None` when a number does not fit.
pub(crate) fn header(day: &DayRecord) -> Option<Vec<u8>> {
    let numbers = [
        day.orders,
        day.units,
        i64::try_from(day.unique_items).ok()?,
        i64::try_from(day.revenue).ok()?,
        i64::try_from(day.returns).ok()?,
    ];
    Some(numbers.into_iter().flat_map(i64::to_be_bytes).collect())
}

/// Reads the minutes in which something sold.
pub(crate) fn minutes(record: &[u8]) -> Vec<MinuteRecord> {
    let minutes = (0..24 * 60).map(|minute| MinuteRecord {
        minute,
        orders: Slot::MinuteOrders(minute).of(record),
        revenue: Minor::from(Slot::MinuteRevenue(minute).of(record)),
    });
    minutes
        .filter(|minute| minute.orders != 0 || minute.revenue != 0)
        .collect()
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
        assert_eq!(read(day, &record).orders, 3);
        assert!(minutes(&record).is_empty());
    }
}
