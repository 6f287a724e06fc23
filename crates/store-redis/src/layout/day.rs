//! A business day's record in Redis: one string of 64-bit numbers that `BITFIELD` counts in.
//!
//! 64-bit integers are exact, unlike Lua's doubles and `HINCRBYFLOAT`. A day of minutes takes 24 KB instead of 300 KB
//! as a hash, and is read in one piece.
//!
//! | numbers | what |
//! |---|---|
//! | 0–4 | orders, units, unique items, revenue, returns of the day |
//! | 5–76 | by hour: orders, revenue, returns |
//! | 77–2,956 | by minute: orders, revenue |
//! | 2,957–2,988 | the day's sums of the measures 4, 5, … |
//! | 2,989 + 24 · (k − 4) + hour | by hour: the measures k = 4, 5, … |
//!
//! The first measures keep their places forever; a new one's place is computed from its number. totals.rs describes
//! what remains of a dropped day.

use std::ops::RangeInclusive;

use domain::{BusinessDay, DayRecord, Grain, Measure, Minor, Pulse};

const HEADER: usize = 5;
const MINUTES: usize = HEADER + 24 * 3;
/// The first number after the minutes.
const LATER: usize = MINUTES + 24 * 60 * 2;
/// How many measures have room there.
const ROOM: usize = 32;

/// The place of the number of distinct items with net units above 0.
pub(crate) const UNIQUE_ITEMS: usize = 2;
/// Bytes of the header, and of the header and the hours.
pub(crate) const HEADER_END: usize = HEADER * 8;
pub(crate) const HOURS_END: usize = MINUTES * 8;
/// Bytes of an hour of the first measures.
pub(crate) const HOUR: usize = 3 * 8;
/// The numbers kept from each hour of a dropped day, orders and revenue, as places within an hour.
pub(crate) const KEPT_OF_HOUR: [usize; 2] = [0, 1];
/// The byte after the minutes.
pub(crate) const LATER_START: usize = LATER * 8;
/// The bytes of the later measures' sums for the day.
pub(crate) const LATER_SUMS: RangeInclusive<usize> = LATER_START..=LATER_START + ROOM * 8 - 1;

// A measure without room would overwrite the hours of the first later one.
const _: () = assert!(Measure::COUNT <= OLD.len() + ROOM);

/// The place of a measure in a record, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The day's sum.
    pub(crate) day: usize,
    /// The place of the first hour's sum, and the distance between hours.
    hours: Option<(usize, usize)>,
}

impl Place {
    const fn new(day: usize, hours: Option<(usize, usize)>) -> Place {
        Place { day, hours }
    }

    /// The place of an hour's sum, if it has one.
    pub(crate) fn hour(self, hour: usize) -> Option<usize> {
        self.hours.map(|(first, apart)| first + hour * apart)
    }
}

/// The first measures: orders, units, revenue, returns. Every order has them, and every version of the store.
pub(crate) const OLD: [Place; 4] = [
    Place::new(0, Some((5, 3))),
    Place::new(1, None),
    Place::new(3, Some((6, 3))),
    Place::new(4, Some((7, 3))),
];

/// The place of the measure with this number.
pub(crate) fn place_of(number: usize) -> Place {
    match OLD.get(number) {
        Some(place) => *place,
        None => {
            let later = number - OLD.len();
            Place::new(LATER + later, Some((LATER + ROOM + 24 * later, 1)))
        }
    }
}

/// The place of a measure.
pub(crate) fn place(measure: Measure) -> Place {
    place_of(measure.number())
}

/// The places of a minute's orders and revenue.
pub(crate) fn minute_places(minute: u16) -> [usize; 2] {
    let orders = MINUTES + usize::from(minute) * 2;
    [orders, orders + 1]
}

/// The bytes after the minutes that the measures below a number occupy; `None` = none.
pub(crate) fn later_bytes(measures: usize) -> Option<RangeInclusive<usize>> {
    let later = measures.checked_sub(OLD.len()).filter(|&later| later > 0)?;
    let end = (LATER + ROOM + 24 * later) * 8;
    Some(LATER_START..=end - 1)
}

/// The bytes of a record that were read. A record ends after its last counted value.
#[derive(Clone, Copy, Default)]
pub(crate) struct Parts<'b> {
    /// From the start of the record.
    pub(crate) front: &'b [u8],
    /// From the end of the minutes.
    pub(crate) later: &'b [u8],
}

impl Parts<'_> {
    /// A number of the record; missing bytes are 0.
    pub(crate) fn number(&self, place: usize) -> i64 {
        let (bytes, place) = match place.checked_sub(LATER) {
            Some(later) => (self.later, later),
            None => (self.front, place),
        };
        let mut number = [0; 8];
        let found = bytes.get(place * 8..).unwrap_or_default();
        for (byte, found) in number.iter_mut().zip(found) {
            *byte = *found;
        }
        i64::from_be_bytes(number)
    }
}

/// Reads a day's figures from its record, from a part of it, or from nothing.
pub(crate) fn read(day: BusinessDay, record: Parts<'_>) -> DayRecord {
    let mut read = DayRecord::empty(day);
    read.unique_items = u64::try_from(record.number(UNIQUE_ITEMS)).unwrap_or_default();
    for measure in Measure::all() {
        read.sums[measure] = record.number(place(measure).day).into();
    }
    for measure in Measure::kept_by(Grain::Hour) {
        for (hour, sums) in read.hours.iter_mut().enumerate() {
            let place = place(measure).hour(hour);
            sums[measure] = place.map_or(0, |place| record.number(place).into());
        }
    }
    read
}

/// Reads the minutes in which something sold.
pub(crate) fn minutes(record: &[u8]) -> Vec<(u16, Pulse)> {
    let record = Parts {
        front: record,
        later: &[],
    };
    let pulse = |minute| {
        let [orders, revenue] = minute_places(minute).map(|place| record.number(place));
        let revenue = Minor::from(revenue);
        Pulse { orders, revenue }
    };
    let minutes = (0..24 * 60).map(|minute| (minute, pulse(minute)));
    minutes.filter(|(_, pulse)| !pulse.is_zero()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each place keeps its meaning forever, whichever measures exist today.
    #[test]
    fn every_measure_has_its_place_for_ever() {
        // For the numbers 0 to 10: the day's sum, the first hour's, the last hour's.
        let places = [
            (0, Some(5), Some(74)),
            (1, None, None),
            (3, Some(6), Some(75)),
            (4, Some(7), Some(76)),
            (2_957, Some(2_989), Some(3_012)),
            (2_958, Some(3_013), Some(3_036)),
            (2_959, Some(3_037), Some(3_060)),
            (2_960, Some(3_061), Some(3_084)),
            (2_961, Some(3_085), Some(3_108)),
            (2_962, Some(3_109), Some(3_132)),
            (2_963, Some(3_133), Some(3_156)),
        ];
        for (number, expected) in places.into_iter().enumerate() {
            let place = place_of(number);
            assert_eq!((place.day, place.hour(0), place.hour(23)), expected);
        }
        assert_eq!(place_of(35).day, 2_988);
        assert_eq!(minute_places(0), [77, 78]);
        assert_eq!(minute_places(1_439), [2_955, 2_956]);
        assert_eq!((HEADER_END, HOURS_END, LATER_START), (40, 616, 23_656));
        assert_eq!(LATER_SUMS, 23_656..=23_911);
    }

    #[test]
    fn of_a_dropped_days_hours_orders_and_revenue_are_kept() {
        for hour in [0, 23] {
            let first = (HEADER_END + hour * HOUR) / 8;
            let kept = [Measure::Orders, Measure::Revenue].map(|it| place(it).hour(hour));
            assert_eq!(kept, KEPT_OF_HOUR.map(|at| Some(first + at)));
        }
    }

    #[test]
    fn measures_that_are_kept_by_the_hour_have_room_for_it() {
        for measure in Measure::kept_by(Grain::Hour) {
            assert!(place(measure).hour(23).is_some(), "{measure:?}");
        }
    }

    #[test]
    fn later_measures_are_read_as_far_as_they_are_in_use() {
        assert_eq!(later_bytes(0), None);
        assert_eq!(later_bytes(4), None);
        assert_eq!(later_bytes(5), Some(23_656..=24_103));
        assert_eq!(later_bytes(11), Some(23_656..=25_255));
        let last = place_of(10).hour(23).unwrap();
        let later: Vec<u8> = (0..1_600_u32).map(|byte| byte as u8).collect();
        let record = Parts {
            front: &[],
            later: &later,
        };
        let number = (1_592..1_600_u64).fold(0, |all, byte| all << 8 | (byte & 0xff));
        assert_eq!(record.number(last), number as i64);
        assert_eq!(record.number(last + 1), 0);
    }

    #[test]
    fn what_is_not_there_is_zero() {
        let day = BusinessDay::from_epoch_days(1);
        assert_eq!(read(day, Parts::default()), DayRecord::empty(day));
        let mut record = vec![0; 23];
        record[7] = 3;
        let parts = Parts {
            front: &record,
            later: &[],
        };
        assert_eq!(read(day, parts).sums[Measure::Orders], 3);
        assert!(minutes(&record).is_empty());
    }
}
