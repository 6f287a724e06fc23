//! Parses decimal numbers in the notations of people, shops and programs.

/// More digits than this carry no information: such a number was computed, it is not from a price list.
const MOST_DIGITS: usize = 34;
/// A number with at least this many significant digits was computed in binary: a double shows 15 to 17 digits, and
/// nobody writes that many. Any digits beyond the kept decimals are then noise.
const COMPUTED: usize = 15;
/// Nearly all numbers have at most this many characters.
const SHORT: usize = 12;
const POWERS: [u64; 7] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/// Why a text is not a number of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvalidDecimal {
    NotANumber,
    /// More decimals than allowed, and few enough digits that they were intended.
    TooPrecise,
    TooLarge,
}

/// Reads an unsigned decimal, with an optional exponent, as a multiple of 10^-`decimals`. Further decimals are rounded,
/// half up, if they come from a binary fraction (`19.989999999999998`).
pub(crate) fn parse_decimal(text: &str, decimals: u32) -> Result<u64, InvalidDecimal> {
    match parse_short(text.as_bytes(), decimals) {
        Some(value) => Ok(value),
        None => parse_any(text, decimals),
    }
}

/// The same for nearly every number: a few digits, and no more decimals than allowed.
fn parse_short(text: &[u8], decimals: u32) -> Option<u64> {
    let (value, point) = match text.len() {
        0..=EIGHT => eight(text)?,
        len if len <= SHORT => one_by_one(text)?,
        _ => return None,
    };
    let (whole, fraction) = match point {
        None => (text.len(), 0),
        Some(at) => (at, text.len() - at - 1),
    };
    if whole == 0 || (fraction == 0 && point.is_some()) {
        return None;
    }
    let scale = (decimals as usize).checked_sub(fraction)?;
    value.checked_mul(*POWERS.get(scale)?)
}

/// The digits of a text as a number, and the place of the point among them.
fn one_by_one(text: &[u8]) -> Option<(u64, Option<usize>)> {
    let (mut value, mut point) = (0_u64, None);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => value = value * 10 + u64::from(byte - b'0'),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    Some((value, point))
}

const EIGHT: usize = 8;
/// A number with this in each of its bytes.
const EACH: u64 = u64::MAX / 0xff;

/// The same for at most eight characters, without a loop: prices differ in length, so its end would be a surprise to
/// the processor each time.
fn eight(text: &[u8]) -> Option<(u64, Option<usize>)> {
    let bits = |bytes: usize| 8 * bytes as u32;
    let mut word = match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) => {
            let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
            half(first) | half(last) << bits(text.len() - size_of::<u32>())
        }
        _ => text
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    // The top bit of the first byte that is a point, and perhaps of later ones.
    let unlike = word ^ (EACH * u64::from(b'.'));
    let points = unlike.wrapping_sub(EACH) & !unlike & (EACH << 7);
    let (mut digits, mut point) = (text.len(), None);
    if points != 0 {
        let at = points.trailing_zeros() as usize / 8;
        let before = word & !(u64::MAX << bits(at));
        word = before | word >> 8 & u64::MAX << bits(at);
        (digits, point) = (digits - 1, Some(at));
    }
    if digits == 0 {
        return None;
    }
    // Zeros before them do not change a number.
    let missing = bits(EIGHT - digits);
    let each = (word << missing) ^ ((EACH * u64::from(b'0')) << missing);
    // 10 and 0x76 are 0x80.
    if (each | each.wrapping_add(EACH * 0x76)) & (EACH << 7) != 0 {
        return None;
    }
    // Joins neighbours: digits, then pairs, then fours.
    let pairs = each.wrapping_mul(10 << 8 | 1) >> 8 & (u64::MAX / 0xffff * 0xff);
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & (u64::MAX / 0xffff_ffff * 0xffff);
    Some((fours.wrapping_mul(10_000 << 32 | 1) >> 32, point))
}

fn parse_any(text: &str, decimals: u32) -> Result<u64, InvalidDecimal> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        None => (text, 0),
        Some((mantissa, exponent)) => {
            let exponent: i32 = exponent.parse().map_err(|_| InvalidDecimal::NotANumber)?;
            (mantissa, exponent)
        }
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        None => (mantissa, ""),
        // JSON requires digits on both sides of the point.
        Some((_, "")) => return Err(InvalidDecimal::NotANumber),
        Some(parts) => parts,
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !are_digits(whole) || !are_digits(fraction) {
        return Err(InvalidDecimal::NotANumber);
    }
    let whole = whole.trim_start_matches('0');
    // Trailing zeros have no meaning, however many a serializer writes.
    let fraction = fraction.trim_end_matches('0');
    if whole.len() > MOST_DIGITS {
        return Err(InvalidDecimal::TooLarge);
    }
    let kept = &fraction[..fraction.len().min(decimals_that_matter(whole, fraction))];
    let mut value: u128 = 0;
    for digit in whole.bytes().chain(kept.bytes()) {
        value = value * 10 + u128::from(digit - b'0');
    }
    if value == 0 {
        // Either zero, or too small to count.
        return if kept.len() == fraction.len() {
            Ok(0)
        } else {
            Err(InvalidDecimal::TooPrecise)
        };
    }
    let scale = i64::from(decimals) - kept.len() as i64 + i64::from(exponent);
    let power = |by: i64| {
        u32::try_from(by)
            .ok()
            .and_then(|by| 10_u128.checked_pow(by))
    };
    let scaled = if scale >= 0 {
        let factor = power(scale).ok_or(InvalidDecimal::TooLarge)?;
        let scaled = value.checked_mul(factor);
        scaled.ok_or(InvalidDecimal::TooLarge)?
    } else {
        let exact = power(-scale).filter(|divisor| value.is_multiple_of(*divisor));
        match exact {
            Some(divisor) => value / divisor,
            None if value.ilog10() as usize + 1 < COMPUTED => {
                return Err(InvalidDecimal::TooPrecise);
            }
            None => power(-scale).map_or(0, |divisor| {
                value / divisor + u128::from(value % divisor >= divisor / 2)
            }),
        }
    };
    u64::try_from(scaled).map_err(|_| InvalidDecimal::TooLarge)
}

/// The same with an optional minus sign.
pub(crate) fn parse_signed(text: &str, decimals: u32) -> Result<i64, InvalidDecimal> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let magnitude = parse_decimal(digits, decimals)?;
    let magnitude = i64::try_from(magnitude).map_err(|_| InvalidDecimal::TooLarge)?;
    Ok(if is_negative { -magnitude } else { magnitude })
}

/// How many of the decimals are read: all, unless there are too many digits to hold. Leading zeros are not digits of
/// the number.
fn decimals_that_matter(whole: &str, fraction: &str) -> usize {
    let zeros = match whole {
        "" => fraction.len() - fraction.trim_start_matches('0').len(),
        _ => 0,
    };
    zeros + (MOST_DIGITS - whole.len())
}

/// Reads an integer in any notation: `2`, `2.0`, `1e0`, or a float's approximation.
///
/// # Errors
/// [`NotWhole`] for anything else, and beyond 18 digits unless it is written plainly.
pub fn parse_whole(text: &str) -> Result<i64, NotWhole> {
    if let Ok(whole) = text.parse() {
        return Ok(whole);
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    // Six decimals, to distinguish noise from a fraction.
    let millionths = parse_decimal(digits, 6).map_err(|_| NotWhole)?;
    if !millionths.is_multiple_of(1_000_000) {
        return Err(NotWhole);
    }
    let whole = i64::try_from(millionths / 1_000_000).map_err(|_| NotWhole)?;
    Ok(if negative { -whole } else { whole })
}

/// The text is not an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an integer")]
pub struct NotWhole;

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_short_number_is_what_any_number_is(text in "[0-9.]{0,14}|[0-9]{1,7}[.][0-9]{1,6}|[-+0-9.eE ]{0,8}") {
            for decimals in [0, 3, 6, 7, 9] {
                if let Some(value) = parse_short(text.as_bytes(), decimals) {
                    prop_assert_eq!(parse_any(&text, decimals), Ok(value));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn eight_at_once_are_one_by_one(text in "[0-9]{0,8}|[0-9]{0,4}[.][0-9]{0,3}|[0-9./:]{0,8}", odd in vec(any::<u8>(), 0..9)) {
            for text in [text.as_bytes(), &odd] {
                if text != b"" && text != b"." {
                    prop_assert_eq!(eight(text), one_by_one(text), "{:?}", text);
                }
            }
        }
    }

    #[test]
    fn prices_are_short_numbers() {
        for (text, micros) in [("1.99", 1_990_000), ("5", 5_000_000), ("0.10", 100_000)] {
            assert_eq!(parse_short(text.as_bytes(), 6), Some(micros), "{text}");
        }
    }

    #[test]
    fn an_integer_is_one_however_it_is_written() {
        for (text, whole) in [
            ("2", 2),
            ("2.0", 2),
            ("1.0000", 1),
            ("1e0", 1),
            ("1E2", 100),
            ("-3.0", -3),
            ("20e-1", 2),
            ("2.9999999999999996", 3),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(parse_whole(text), Ok(whole), "{text}");
        }
        for text in [
            "",
            "-",
            "1.5",
            "2.0000001",
            "1,0",
            "0x1",
            "NaN",
            "--1",
            "-+1",
            " 1",
            "1e30",
            "1e-1",
        ] {
            assert_eq!(parse_whole(text), Err(NotWhole), "{text}");
        }
    }

    #[test]
    fn a_floats_noise_is_rounded_and_meant_decimals_are_not() {
        let micros = |text: &str| parse_decimal(text, 6);
        for (text, value) in [
            ("19.989999999999998", 19_990_000),
            ("0.30000000000000004", 300_000),
            ("39.995999999999995", 39_996_000),
            ("434.99999999999994", 435_000_000),
            ("0.7999999999999999", 800_000),
            // A 32-bit float, a third, and all digits of the double 0.1.
            ("19.989999771118164", 19_990_000),
            ("3.3333333333333335", 3_333_333),
            (
                "0.1000000000000000055511151231257827021181583404541015625",
                100_000,
            ),
            ("1.9989999999999998e1", 19_990_000),
            ("5.551115123125783e-17", 0),
            ("0.00000000000000005551115123125783", 0),
        ] {
            assert_eq!(micros(text), Ok(value), "{text}");
        }
        for text in ["0.0000001", "1.23456789", "1e-400", "0.12345678901234"] {
            assert_eq!(micros(text), Err(InvalidDecimal::TooPrecise), "{text}");
        }
    }
}
