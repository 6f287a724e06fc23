//! A business day by channel and country in Redis: one string of 64-bit numbers that `BITFIELD` counts in. Each slice
//! has four: orders, revenue, discounts, returns. Number 4 · slice + place, see [`SLICED`].
//!
//! For a dropped day, the slices that are not 0 are kept (`scripts/commit/days.lua` packs them as well). For each
//! slice:
//!
//! | bytes | what |
//! |---|---|
//! | 2 | its number, big-endian |
//! | 2 | four bits for each sum: how many bytes it takes, none for a 0 |
//! | … | the sums, big-endian two's complement, without leading bytes that only repeat the sign |

use domain::{SLICED, Slice, SliceSums, Slices};

use crate::layout::record::Unreadable;

/// Bytes of a slice.
pub(crate) const SLICE_BYTES: usize = SLICED.len() * 8;

// The packed form has four bits for each length.
const _: () = assert!(SLICED.len() == 4);

/// The place of a slice's sum, in numbers. It must never change.
pub(crate) fn place(slice: Slice, sum: usize) -> usize {
    slice.number() * SLICED.len() + sum
}

/// Reads a day's string; it may be empty.
pub(crate) fn read(bytes: &[u8]) -> Result<Slices, Unreadable> {
    let mut slices = Slices::default();
    for (number, slice) in bytes.chunks(SLICE_BYTES).enumerate() {
        let mut sums = SliceSums::ZERO;
        for (sum, bytes) in sums.0.iter_mut().zip(slice.as_chunks().0) {
            *sum = i64::from_be_bytes(*bytes).into();
        }
        if !sums.is_zero() {
            slices.add(Slice::of_number(number).ok_or(Unreadable::Newer)?, sums);
        }
    }
    Ok(slices)
}

/// Reads the slices of a dropped day; there may be none.
pub(crate) fn read_packed(mut bytes: &[u8]) -> Result<Slices, Unreadable> {
    let mut slices = Slices::default();
    while let Some((head, rest)) = bytes.split_first_chunk() {
        bytes = rest;
        let [high, low, front, back]: [u8; 4] = *head;
        let number = usize::from(u16::from_be_bytes([high, low]));
        let lengths = u16::from_be_bytes([front, back]);
        let mut sums = SliceSums::ZERO;
        for (place, sum) in sums.0.iter_mut().enumerate() {
            let length = usize::from(lengths >> (12 - 4 * place) & 0b1111);
            let number = bytes.split_at_checked(length).filter(|_| length <= 8);
            let (number, rest) = number.ok_or(Unreadable::Malformed)?;
            bytes = rest;
            *sum = extended(number).into();
        }
        slices.add(Slice::of_number(number).ok_or(Unreadable::Newer)?, sums);
    }
    match bytes.is_empty() {
        true => Ok(slices),
        false => Err(Unreadable::Malformed),
    }
}

fn extended(number: &[u8]) -> i64 {
    let is_below = number.first().is_some_and(|first| *first >= 128);
    let sign = if is_below { -1 } else { 0 };
    number
        .iter()
        .fold(sign, |all, byte| all << 8 | i64::from(*byte))
}

/// Writes the slices of a dropped day; `None` if a number does not fit.
pub(crate) fn pack(slices: &Slices) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for (slice, sums) in slices.each().filter(|(_, sums)| !sums.is_zero()) {
        let (mut lengths, mut numbers) = (0_u16, Vec::new());
        for sum in sums.0 {
            let bytes = i64::try_from(sum).ok()?.to_be_bytes();
            let number = trimmed(&bytes);
            lengths = lengths << 4 | number.len() as u16;
            numbers.extend_from_slice(number);
        }
        out.extend(u16::try_from(slice.number()).ok()?.to_be_bytes());
        out.extend(lengths.to_be_bytes());
        out.append(&mut numbers);
    }
    Some(out)
}

/// A number without leading bytes that only repeat its sign.
fn trimmed(mut number: &[u8]) -> &[u8] {
    while let [0, 0..128, ..] | [255, 128..=255, ..] = number {
        number = &number[1..];
    }
    match number {
        [0] => &[],
        number => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(number: usize) -> Slice {
        Slice::of_number(number).unwrap()
    }

    #[test]
    fn every_slice_has_its_place_for_ever() {
        for (number, sum, expected) in [(0, 0, 0), (8, 3, 35), (32, 1, 129), (280, 3, 1_123)] {
            assert_eq!(place(slice(number), sum), expected);
        }
        let mut bytes = vec![0; 281 * SLICE_BYTES - 5];
        bytes[35 * 8..36 * 8].copy_from_slice(&(-7_i64).to_be_bytes());
        bytes[129 * 8 + 7] = 3;
        let expected = [
            (slice(8), SliceSums([0, 0, 0, -7])),
            (slice(32), SliceSums([0, 3, 0, 0])),
        ];
        assert_eq!(read(&bytes), Ok(expected.into_iter().collect()));
        assert_eq!(read(&[]), Ok(Slices::default()));
        bytes.resize(282 * SLICE_BYTES, 1);
        assert_eq!(read(&bytes), Err(Unreadable::Newer));
    }

    #[test]
    fn what_is_kept_of_a_dropped_day_comes_back() {
        let sums = [
            [1, 127, 128, -128],
            [-129, 255, 256, -1],
            [0, 0, 0, 1],
            [i64::MAX.into(), i64::MIN.into(), 0, -256],
        ];
        let slices: Slices = (30..).map(slice).zip(sums.map(SliceSums)).collect();
        let packed = pack(&slices).unwrap();
        assert_eq!(packed[..9], [0, 30, 0x11, 0x21, 1, 127, 0, 128, 128]);
        assert_eq!(read_packed(&packed), Ok(slices));
        assert_eq!(read_packed(&packed[..10]), Err(Unreadable::Malformed));
        assert_eq!(read_packed(&[0, 0, 0x90, 0, 1]), Err(Unreadable::Malformed));
        assert_eq!(read_packed(&[1, 25, 0x10, 0, 1]), Err(Unreadable::Newer));
        let zero = [(slice(1), SliceSums::ZERO)].into_iter().collect();
        assert_eq!(pack(&zero), Some(Vec::new()));
    }
}
