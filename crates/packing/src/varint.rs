//! Whole numbers with seven bits per byte, the lowest bits first. The top bit is set in every byte but the last. Signed
//! numbers are folded first (zigzag), so that small ones of either sign are short.

macro_rules! signed {
    ($signed:ty, $number:ty, $put:ident, $take:ident, $put_signed:ident, $take_signed:ident) => {
        /// Appends a signed number.
        #[inline]
        pub fn $put_signed(out: &mut Vec<u8>, value: $signed) {
            $put(
                out,
                ((value << 1) ^ (value >> (<$signed>::BITS - 1))) as $number,
            );
        }

        /// Takes a signed number from the front. `None` in the same cases as for an unsigned one.
        #[inline]
        pub fn $take_signed(bytes: &mut &[u8]) -> Option<$signed> {
            let value = $take(bytes)?;
            Some((value >> 1) as $signed ^ -((value & 1) as $signed))
        }
    };
}

signed!(i64, u64, put_varint, take_varint, put_zigzag, take_zigzag);
signed!(
    i128,
    u128,
    put_wide_varint,
    take_wide_varint,
    put_wide_zigzag,
    take_wide_zigzag
);

/// Appends a number.
#[inline]
pub fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Takes a number from the front. `None` if the bytes end within it, or if it is too long.
#[inline]
pub fn take_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let byte = take_byte(bytes)?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[inline]
fn put_wide_varint(out: &mut Vec<u8>, mut value: u128) {
    // Nearly all numbers are narrow, and 128-bit arithmetic is several times slower.
    while value > u128::from(u64::MAX) {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    put_varint(out, value as u64);
}

#[inline]
fn take_wide_varint(bytes: &mut &[u8]) -> Option<u128> {
    /// This many bits fit in a narrow number, whatever follows.
    const NARROW: u32 = 63;
    let mut narrow = 0;
    for shift in (0..NARROW).step_by(7) {
        let byte = take_byte(bytes)?;
        narrow |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(narrow.into());
        }
    }
    let mut value = u128::from(narrow);
    for shift in (NARROW..u128::BITS).step_by(7) {
        let byte = take_byte(bytes)?;
        value |= u128::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[inline]
fn take_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (&byte, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_forms_are_those_of_data_at_rest() {
        let mut bytes = Vec::new();
        for value in [0, 127, 128, 300] {
            put_varint(&mut bytes, value);
        }
        for value in [0, -1, 1, -64, 64] {
            put_zigzag(&mut bytes, value);
        }
        let expected = [0, 0x7f, 0x80, 1, 0xac, 2, 0, 1, 2, 0x7f, 0x80, 1];
        assert_eq!(bytes, expected);
    }

    #[test]
    fn what_does_not_end_is_no_number() {
        for bytes in [&[][..], &[0x80], &[0xff; 9], &[0xff; 11]] {
            assert_eq!(take_varint(&mut &*bytes), None, "{bytes:?}");
        }
        assert_eq!(take_wide_varint(&mut &[0xff; 20][..]), None);
    }

    proptest! {
        #[test]
        fn every_number_comes_back(number: i64, wide: i128, shift in 0_u32..127) {
            let mut bytes = Vec::new();
            put_zigzag(&mut bytes, number >> (shift % 64));
            put_varint(&mut bytes, number as u64 >> (shift % 64));
            put_wide_zigzag(&mut bytes, wide >> shift);
            put_wide_varint(&mut bytes, wide as u128 >> shift);
            let mut rest = &*bytes;
            prop_assert_eq!(take_zigzag(&mut rest), Some(number >> (shift % 64)));
            prop_assert_eq!(take_varint(&mut rest), Some(number as u64 >> (shift % 64)));
            prop_assert_eq!(take_wide_zigzag(&mut rest), Some(wide >> shift));
            prop_assert_eq!(take_wide_varint(&mut rest), Some(wide as u128 >> shift));
            prop_assert!(rest.is_empty());
        }
    }
}
