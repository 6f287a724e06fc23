//! What remains of a dropped day: its sums, and the orders and revenue of its hours.
//!
//! | bytes | what |
//! |---|---|
//! | 40 | the numbers 0–4 of its record (see day.rs) |
//! | 2 | how many bytes of hours follow, big-endian |
//! | … | the hours up to the last one with data: for each, 16 · bytes of its orders + bytes of its revenue (a byte), then these numbers, big-endian, without leading zeros. None for a day dropped before hours were kept |
//! | … | the day's sums of the measures 4, 5, …, 8 bytes each, without trailing zeros |
//!
//! If only zeros would follow the first 40 bytes, these are stored alone, as before there were more measures.

use domain::Measure::{Orders, Revenue};
use domain::{BusinessDay, DayRecord, Measure};

use crate::layout::bytes::Reader;
use crate::layout::day::{self, HEADER_END, OLD, Parts, UNIQUE_ITEMS, place};

/// The measures kept for an hour, in this order.
const OF_HOUR: [Measure; 2] = [Orders, Revenue];

/// Reads a dropped day's sums; there may be none.
pub(crate) fn read(day: BusinessDay, totals: &[u8]) -> DayRecord {
    let (front, behind) = totals.split_at_checked(HEADER_END).unwrap_or((totals, &[]));
    let (hours, later) = match behind {
        [high, low, rest @ ..] => {
            let hours = usize::from(u16::from_be_bytes([*high, *low]));
            rest.split_at_checked(hours).unwrap_or_default()
        }
        _ => Default::default(),
    };
    let mut read = day::read(day, Parts { front, later });
    // In a record, hours follow the header; here they are separate.
    read.hours = DayRecord::empty(day).hours;
    read_hours(&mut read, hours);
    read
}

/// Reads the hours, as far as they are valid.
fn read_hours(day: &mut DayRecord, hours: &[u8]) -> Option<()> {
    let mut reader = Reader::new(hours);
    for hour in &mut day.hours {
        let head = usize::try_from(reader.number(1)?).ok()?;
        for (measure, length) in OF_HOUR.into_iter().zip([head >> 4, head & 15]) {
            let length = Some(length).filter(|length| *length <= 8)?;
            hour[measure] = i128::from(reader.number(length)? as i64);
        }
    }
    Some(())
}

/// Writes a day's sums; `None` if a number does not fit.
pub(crate) fn write(day: &DayRecord) -> Option<Vec<u8>> {
    let mut front = [[0; 8]; HEADER_END / 8];
    let mut later = Vec::new();
    for measure in Measure::all() {
        let sum = i64::try_from(day.sums[measure]).ok()?.to_be_bytes();
        match measure.number() {
            number if number < OLD.len() => front[place(measure).day] = sum,
            _ => later.extend(sum),
        }
    }
    front[UNIQUE_ITEMS] = i64::try_from(day.unique_items).ok()?.to_be_bytes();
    Some(joined(front.concat(), &write_hours(day)?, &later))
}

fn write_hours(day: &DayRecord) -> Option<Vec<u8>> {
    let (mut bytes, mut used) = (Vec::new(), 0);
    for hour in &day.hours {
        let head = bytes.len();
        bytes.push(0);
        for measure in OF_HOUR {
            let number = i64::try_from(hour[measure]).ok()?;
            let length = 8 - number.leading_zeros() as usize / 8;
            bytes[head] = bytes[head] << 4 | length as u8;
            bytes.extend_from_slice(&number.to_be_bytes()[8 - length..]);
        }
        if bytes[head] != 0 {
            used = bytes.len();
        }
    }
    bytes.truncate(used);
    Some(bytes)
}

/// Joins the parts.
fn joined(mut front: Vec<u8>, hours: &[u8], later: &[u8]) -> Vec<u8> {
    let used = later.iter().rposition(|byte| *byte != 0);
    let later = &later[..used.map_or(0, |last| last + 1)];
    if !hours.is_empty() || !later.is_empty() {
        // At most 24 · 17 bytes.
        front.extend((hours.len() as u16).to_be_bytes());
        front.extend_from_slice(hours);
        front.extend_from_slice(later);
    }
    front
}

#[cfg(test)]
mod tests {
    use domain::Measure::{Returns, Units};
    use domain::Sums;

    use super::*;

    const DAY: BusinessDay = BusinessDay::from_epoch_days(17_601);

    fn numbers(numbers: &[i64]) -> Vec<u8> {
        numbers.iter().flat_map(|it| it.to_be_bytes()).collect()
    }

    #[test]
    fn totals_without_later_measures_are_the_bytes_of_old() {
        let sums = [(Orders, 3), (Units, 9), (Revenue, 1_234), (Returns, 256)];
        let day = DayRecord {
            sums: Sums::from(sums),
            unique_items: 2,
            ..DayRecord::empty(DAY)
        };
        let written = write(&day).unwrap();
        assert_eq!(written, numbers(&[3, 9, 2, 1_234, 256]));
        assert_eq!(read(DAY, &written), day);
    }

    #[test]
    fn every_sum_comes_back() {
        for number in 1..=3 {
            let sums = Measure::all().map(|it| (it, (-1_i128).pow(number) << (8 * number)));
            let day = DayRecord {
                sums: sums.collect(),
                ..DayRecord::empty(DAY)
            };
            assert_eq!(read(DAY, &write(&day).unwrap()), day);
        }
    }

    #[test]
    fn sums_of_later_measures_stand_behind_the_hours() {
        let front = numbers(&[1, 2, 1, 500, 0]);
        let whole = joined(front.clone(), &[], &numbers(&[0, -1, 256, 0]));
        // The last byte of 256 and the next number are zeros.
        assert_eq!(whole[40..42], [0, 0]);
        assert_eq!(whole[42..58], numbers(&[0, -1]));
        assert_eq!(whole[58..], numbers(&[256])[..7]);
        assert_eq!(joined(front.clone(), &[], &numbers(&[0, 0])), front);
        assert_eq!(read(DAY, &whole).sums[Revenue], 500);
        assert!(read(DAY, &whole).hours.iter().all(Sums::is_zero));
        let with_hours = joined(front, &[0, 0x11, 7, 8], &numbers(&[0, -1, 256, 0]));
        assert_eq!(with_hours[40..46], [0, 4, 0, 0x11, 7, 8]);
        assert_eq!(with_hours[46..], whole[42..]);
        let read = read(DAY, &with_hours);
        assert_eq!(read.hours[1], Sums::from([(Orders, 7), (Revenue, 8)]));
    }

    #[test]
    fn hours_take_the_bytes_of_their_orders_and_revenue() {
        let mut day = DayRecord::empty(DAY);
        let mut expected = numbers(&[0; 5]);
        assert_eq!(write(&day).unwrap(), expected);
        day.hours[2] = Sums::from([(Orders, 300), (Revenue, 1_000_000)]);
        day.hours[5] = Sums::from([(Orders, 256)]);
        day.hours[6] = Sums::from([(Revenue, -1)]);
        // Other measures of an hour are not kept.
        day.hours[9] = Sums::from([(Returns, 4)]);
        expected.extend([0, 22]);
        expected.extend([0, 0, 0x23, 1, 44, 15, 66, 64, 0, 0, 0x20, 1, 0, 0x08]);
        expected.extend([255; 8]);
        assert_eq!(write(&day).unwrap(), expected);
        day.hours[9] = Sums::ZERO;
        assert_eq!(read(DAY, &expected), day);
        // Damaged hours are read as far as possible.
        expected[40 + 2 + 10] = 0x90;
        assert!(read(DAY, &expected).hours[5..].iter().all(Sums::is_zero));
    }
}
