//! The store's binary encoding: variable-length integers, length-prefixed text, and sums by measure.

use domain::{Extra, Measure, MeasureSet, SLICED, Slice, SliceSums, Slices, Sums};

/// The input is not a record of a known format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("a record ends early or has a value out of range")]
    Damaged,
    #[error("a record was written by a newer version")]
    Newer,
}

/// Appends values to a byte vector.
pub(crate) trait Write {
    fn put_u64(&mut self, value: u64);

    fn put_i64(&mut self, value: i64);
    fn put_i128(&mut self, value: i128);

    fn put_len(&mut self, value: usize) {
        self.put_u64(value as u64);
    }

    fn put_bytes(&mut self, value: &[u8]);

    /// A bit mask of the measures with non-zero sums, by their numbers, followed by these sums in order of number.
    fn put_sums(&mut self, sums: &Sums) {
        self.put_used(sums.used(), sums.non_zero());
    }

    /// The same for an order's extra part.
    fn put_extra(&mut self, extra: &Extra) {
        self.put_used(extra.used(), extra.each());
    }

    fn put_used(&mut self, used: MeasureSet, sums: impl Iterator<Item = (Measure, i128)>) {
        self.put_u64(u64::from(used.bits()));
        sums.for_each(|(_, sum)| self.put_i128(sum));
    }

    /// The number of slices with a sum, then for each its number, a bit mask of its non-zero sums by their index, and
    /// these sums.
    fn put_slices(&mut self, slices: &Slices) {
        let each = || slices.each().filter(|(_, sums)| !sums.is_zero());
        self.put_len(each().count());
        for (slice, SliceSums(sums)) in each() {
            self.put_len(slice.number());
            let used = (0..).zip(&sums).filter(|(_, sum)| **sum != 0);
            self.put_u64(used.fold(0, |bits, (place, _)| bits | 1 << place));
            let sums = sums.into_iter().filter(|sum| *sum != 0);
            sums.for_each(|sum| self.put_i128(sum));
        }
    }
}

impl Write for Vec<u8> {
    fn put_u64(&mut self, value: u64) {
        packing::put_varint(self, value);
    }

    fn put_i64(&mut self, value: i64) {
        packing::put_zigzag(self, value);
    }

    fn put_i128(&mut self, value: i128) {
        packing::put_wide_zigzag(self, value);
    }

    fn put_bytes(&mut self, value: &[u8]) {
        self.put_len(value.len());
        self.extend_from_slice(value);
    }
}

/// Reads values from the front of a slice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The unread rest.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Malformed> {
        let (&byte, rest) = self.rest.split_first().ok_or(Malformed::Damaged)?;
        self.rest = rest;
        Ok(byte)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Malformed> {
        packing::take_varint(&mut self.rest).ok_or(Malformed::Damaged)
    }

    pub(crate) fn i64(&mut self) -> Result<i64, Malformed> {
        packing::take_zigzag(&mut self.rest).ok_or(Malformed::Damaged)
    }

    pub(crate) fn i128(&mut self) -> Result<i128, Malformed> {
        packing::take_wide_zigzag(&mut self.rest).ok_or(Malformed::Damaged)
    }

    /// A sum. A value beyond what the largest orders of any shop could reach is damage, and would overflow sums.
    pub(crate) fn sum(&mut self) -> Result<i128, Malformed> {
        const MOST: u128 = 1 << 102;
        let sum = self.i128()?;
        (sum.unsigned_abs() <= MOST)
            .then_some(sum)
            .ok_or(Malformed::Damaged)
    }

    pub(crate) fn sums(&mut self) -> Result<Sums, Malformed> {
        let mut sums = Sums::ZERO;
        for measure in self.used()?.each() {
            sums[measure] = self.sum()?;
        }
        Ok(sums)
    }

    /// Reads past sums. A commit does that for each of its orders.
    pub(crate) fn skip_sums(&mut self) -> Result<(), Malformed> {
        for _ in 0..self.used()?.bits().count_ones() {
            match self.rest {
                // Nearly all sums are short, and those are not too large.
                [..0x80, rest @ ..]
                | [_, ..0x80, rest @ ..]
                | [_, _, ..0x80, rest @ ..]
                | [_, _, _, ..0x80, rest @ ..] => self.rest = rest,
                _ => {
                    self.sum()?;
                }
            }
        }
        Ok(())
    }

    fn used(&mut self) -> Result<MeasureSet, Malformed> {
        let bits = u32::try_from(self.u64()?).map_err(|_| Malformed::Newer)?;
        MeasureSet::of_bits(bits).ok_or(Malformed::Newer)
    }

    pub(crate) fn slices(&mut self) -> Result<Slices, Malformed> {
        let slice = |reader: &mut Self| {
            let number = reader.u32()? as usize;
            let slice = Slice::of_number(number).ok_or(Malformed::Newer)?;
            let bits = reader.u64()?;
            if bits >= 1 << SLICED.len() {
                return Err(Malformed::Newer);
            }
            let mut sums = SliceSums::ZERO;
            for (place, sum) in sums.0.iter_mut().enumerate() {
                if bits >> place & 1 == 1 {
                    *sum = reader.sum()?;
                }
            }
            Ok((slice, sums))
        };
        (0..self.len()?).map(|_| slice(self)).collect()
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        u32::try_from(self.u64()?).map_err(|_| Malformed::Damaged)
    }

    pub(crate) fn i32(&mut self) -> Result<i32, Malformed> {
        i32::try_from(self.i64()?).map_err(|_| Malformed::Damaged)
    }

    /// A number of elements that follow, each at least one byte long: a corrupt number cannot request more memory than
    /// the record has bytes.
    pub(crate) fn len(&mut self) -> Result<usize, Malformed> {
        let len = usize::try_from(self.u64()?).map_err(|_| Malformed::Damaged)?;
        if len > self.rest.len() {
            Err(Malformed::Damaged)
        } else {
            Ok(len)
        }
    }

    pub(crate) fn take(&mut self, len: usize) -> Result<&'a [u8], Malformed> {
        let (bytes, rest) = self.rest.split_at_checked(len).ok_or(Malformed::Damaged)?;
        self.rest = rest;
        Ok(bytes)
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let len = self.len()?;
        self.take(len)
    }

    pub(crate) fn str(&mut self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Malformed::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_size_comes_back() {
        let mut bytes = Vec::new();
        let numbers = [0, 1, -1, 63, 64, -65, 1 << 40, i64::MAX, i64::MIN];
        for number in numbers {
            bytes.put_i64(number);
            bytes.put_i128(i128::from(number) * i128::from(i64::MAX));
        }
        bytes.put_bytes("Kéks".as_bytes());
        let mut reader = Reader::new(&bytes);
        for number in numbers {
            assert_eq!(reader.i64(), Ok(number));
            assert_eq!(reader.i128(), Ok(i128::from(number) * i128::from(i64::MAX)));
        }
        assert_eq!(reader.str(), Ok("Kéks"));
        assert!(reader.is_empty());
        assert_eq!(reader.u8(), Err(Malformed::Damaged));
    }

    #[test]
    fn sums_take_the_bytes_of_those_there_are() {
        use domain::Measure::{self, Orders, Revenue};

        for (sums, len) in [
            (Sums::ZERO, 1),
            (Sums::from([(Orders, 1)]), 2),
            (Sums::from([(Orders, -1), (Revenue, 1 << 100)]), 17),
            (
                Measure::all().map(|it| (it, 63)).collect(),
                Measure::COUNT.div_ceil(7) + Measure::COUNT,
            ),
        ] {
            let mut bytes = Vec::new();
            bytes.put_sums(&sums);
            assert_eq!(bytes.len(), len, "{sums:?}");
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.sums(), Ok(sums));
            assert!(reader.is_empty());
            bytes.pop();
            assert_eq!(Reader::new(&bytes).sums(), Err(Malformed::Damaged));
        }
    }

    proptest! {
        #[test]
        fn sums_are_skipped_as_they_are_read(
            measures in 0..1_u64 << Measure::COUNT,
            values in vec((any::<i128>(), 0..127_u32), Measure::COUNT),
            cut in 0..200_usize,
        ) {
            let mut bytes = Vec::new();
            bytes.put_u64(measures);
            values.iter().for_each(|(value, shift)| bytes.put_i128(value >> shift));
            bytes.truncate(bytes.len().saturating_sub(cut));
            let (mut read, mut skipped) = (Reader::new(&bytes), Reader::new(&bytes));
            prop_assert_eq!(skipped.skip_sums(), read.sums().map(drop));
            if skipped.rest() != read.rest() {
                // Where a wrong sum is noticed does not matter.
                prop_assert!(Reader::new(&bytes).sums().is_err());
            }
        }
    }

    #[test]
    fn sums_of_measures_that_are_not_known_are_of_a_newer_version() {
        for bits in [1 << Measure::COUNT, 1 << 31, 1 << 32, u64::MAX] {
            let mut bytes = Vec::new();
            bytes.put_u64(bits);
            bytes.extend([0; 64]);
            assert_eq!(Reader::new(&bytes).sums(), Err(Malformed::Newer), "{bits}");
        }
        let mut bytes = Vec::new();
        bytes.put_u64(1);
        bytes.put_i128(1 << 103);
        assert_eq!(Reader::new(&bytes).sums(), Err(Malformed::Damaged));
    }

    #[test]
    fn a_count_beyond_the_record_is_refused() {
        let mut bytes = Vec::new();
        bytes.put_u64(u64::MAX);
        assert_eq!(Reader::new(&bytes).len(), Err(Malformed::Damaged));
    }
}
