//! What a dropped day leaves: its sums.
//!
//! | bytes | what |
//! |---|---|
//! | 40 | the numbers 0–4 of its record (see day.rs) |
//! | 2 | how many bytes of hours follow, big-endian. None do so far |
//! | … | the hours |
//! | … | the day's sums of the measures 4, 5, …, 8 bytes each, without the zeros at the end |
//!
//! Where nothing but zeros would come behind the first 40 bytes, they stand alone, as they did before there
//! were more measures.

use domain::{BusinessDay, DayRecord, Measure};

use crate::layout::day::{self, HEADER_END, OLD, Parts, UNIQUE_ITEMS, place};

/// Bytes of the length of the hours.
const LENGTH: usize = 2;

/// Reads a dropped day's sums, or nothing.
pub(crate) fn read(day: BusinessDay, totals: &[u8]) -> DayRecord {
    let (front, behind) = totals.split_at_checked(HEADER_END).unwrap_or((totals, &[]));
    let later = match behind {
        [high, low, rest @ ..] => {
            let hours = usize::from(u16::from_be_bytes([*high, *low]));
            rest.get(hours..).unwrap_or_default()
        }
        _ => &[],
    };
    let mut read = day::read(day, Parts { front, later });
    // Past the header of a record its hours follow; here they do not.
    read.hours = DayRecord::empty(day).hours;
    read
}

/// Writes a day's sums; `None` when a number does not fit.
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
    Some(joined(front.concat(), &later))
}

/// Puts the parts together.
fn joined(mut front: Vec<u8>, later: &[u8]) -> Vec<u8> {
    let used = later.iter().rposition(|byte| *byte != 0);
    if let Some(last) = used {
        front.extend([0; LENGTH]);
        front.extend_from_slice(&later[..=last]);
    }
    front
}

#[cfg(test)]
mod tests {
    use domain::Measure::{Orders, Returns, Revenue, Units};
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
        let whole = joined(front.clone(), &numbers(&[0, -1, 256, 0]));
        // The last byte of 256 and the number behind it are zeros.
        assert_eq!(whole[40..42], [0, 0]);
        assert_eq!(whole[42..58], numbers(&[0, -1]));
        assert_eq!(whole[58..], numbers(&[256])[..7]);
        assert_eq!(joined(front.clone(), &numbers(&[0, 0])), front);
        // A version that keeps the hours of dropped days writes them between.
        let mut with_hours = front.clone();
        with_hours.extend([0, 3, 7, 7, 7]);
        with_hours.extend(&whole[42..]);
        assert_eq!(read(DAY, &with_hours), read(DAY, &whole));
        assert_eq!(read(DAY, &whole).sums[Revenue], 500);
        assert!(read(DAY, &whole).hours.iter().all(Sums::is_zero));
    }
}
