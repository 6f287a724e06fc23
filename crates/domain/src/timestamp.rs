//! Points in time in orders.

/// Milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The text or number is not a time at which an order could have been placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not RFC 3339 with an offset, nor a number of seconds or smaller units since 1970")]
pub struct InvalidTimestamp;

/// The smallest numbers that are taken to be milliseconds, microseconds and nanoseconds; smaller numbers are seconds.
const FIRST_MILLISECONDS: u128 = 100_000_000_000;
const FIRST_MICROSECONDS: u128 = 100_000_000_000_000;
const FIRST_NANOSECONDS: u128 = 100_000_000_000_000_000;

impl Timestamp {
    /// A timestamp from milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Timestamp {
        Timestamp(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with an offset. Digits beyond the millisecond are truncated.
    ///
    /// # Errors
    /// [`InvalidTimestamp`] for anything else, including times without offset and before 1970.
    pub fn parse_rfc3339(text: &str) -> Result<Timestamp, InvalidTimestamp> {
        let parsed: jiff::Timestamp = text.parse().map_err(|_| InvalidTimestamp)?;
        Timestamp::since_epoch(parsed.as_millisecond())
    }

    /// The earliest time of an order: a number for an earlier one is in another unit, or not a time.
    pub const EARLIEST: Timestamp = Timestamp(788_918_400_000);

    /// Reads a number, whose size determines its unit: seconds below 10^11, milliseconds below 10^14, microseconds
    /// below 10^17, nanoseconds above. Digits beyond the millisecond are truncated.
    ///
    /// # Errors
    /// [`InvalidTimestamp`] for a negative number, one outside the calendar, one with an exponent, which may have been
    /// rounded, and a date written in digits (`20180311103000`).
    pub fn parse_number(text: &str) -> Result<Timestamp, InvalidTimestamp> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let are_digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
        // A number given as text may have a sign.
        if !are_digits(whole) || !are_digits(fraction) || is_date_in_digits(whole) {
            return Err(InvalidTimestamp);
        }
        // Nearly all numbers fit into 64 bits, which are faster to read.
        let number = match whole.parse::<u64>() {
            Ok(number) => u128::from(number),
            Err(_) => whole.parse().map_err(|_| InvalidTimestamp)?,
        };
        let millis = if number < FIRST_MILLISECONDS {
            let thousandths = fraction.bytes().chain(*b"000").take(3);
            number * 1000 + thousandths.fold(0, |sum, digit| sum * 10 + u128::from(digit - b'0'))
        } else if number < FIRST_MICROSECONDS {
            number
        } else if number < FIRST_NANOSECONDS {
            number / 1_000
        } else {
            number / 1_000_000
        };
        Timestamp::since_epoch(i64::try_from(millis).map_err(|_| InvalidTimestamp)?)
    }

    /// RFC 3339 in UTC with milliseconds.
    pub fn rfc3339_utc(self) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .map_or_else(|_| String::new(), |at| format!("{at:.3}"))
    }

    fn since_epoch(millis: i64) -> Result<Timestamp, InvalidTimestamp> {
        // A time outside the calendar could not be shown, not even in the message that refuses it.
        if millis < 0 || jiff::Timestamp::from_millisecond(millis).is_err() {
            Err(InvalidTimestamp)
        } else {
            Ok(Timestamp(millis))
        }
    }
}

/// Whether these are the digits of year, month, day, hour, minute and second, with or without thousandths. As
/// milliseconds or microseconds they would be a time around the year 2600.
fn is_date_in_digits(digits: &str) -> bool {
    let part = |from: usize| digits.get(from..from + 2).and_then(|two| two.parse().ok());
    let within = |from, most: u8| part(from).is_some_and(|number: u8| number <= most);
    matches!(digits.len(), 14 | 17)
        && (digits.starts_with("19") || digits.starts_with("20"))
        && within(4, 12)
        && within(6, 31)
        && within(8, 24)
        && within(10, 59)
        && within(12, 60)
}

/// Reads a version given as an RFC 3339 time, as nanoseconds since the Unix epoch.
///
/// # Errors
/// [`InvalidTimestamp`] for anything else, and for times after the year 2262.
pub fn parse_version_time(text: &str) -> Result<i64, InvalidTimestamp> {
    let parsed: jiff::Timestamp = text.parse().map_err(|_| InvalidTimestamp)?;
    i64::try_from(parsed.as_nanosecond()).map_err(|_| InvalidTimestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_of_a_number_is_known_by_its_size() {
        let millis = |text| Timestamp::parse_number(text).map(Timestamp::millis);
        assert_eq!(millis("1520776000"), Ok(1_520_776_000_000));
        assert_eq!(millis("1520776000123"), Ok(1_520_776_000_123));
        assert_eq!(millis("1520776000.5"), Ok(1_520_776_000_500));
        assert_eq!(millis("1520776000123.9"), Ok(1_520_776_000_123));
        assert_eq!(millis("99999999999"), Ok(99_999_999_999_000));
        assert_eq!(millis("100000000000"), Ok(100_000_000_000));
        assert_eq!(millis("99999999999999"), Ok(99_999_999_999_999));
        assert_eq!(millis("1520776000123456"), Ok(1_520_776_000_123));
        assert_eq!(millis("1520776000123456.5"), Ok(1_520_776_000_123));
        assert_eq!(millis("100000000000000"), Ok(100_000_000_000));
        assert_eq!(millis("1520776000123456789"), Ok(1_520_776_000_123));
        assert_eq!(millis("100000000000000000"), Ok(100_000_000_000));
        assert_eq!(millis("99999999999999999999"), Ok(99_999_999_999_999));
        for bad in [
            "-1",
            "+1",
            "",
            "x",
            "1.x",
            "1e9",
            "99999999999999999999999999",
            "9999999999999999999999999999999999999999",
            "20180311103000",
            "20180311103000123",
        ] {
            assert_eq!(millis(bad), Err(InvalidTimestamp), "{bad}");
        }
    }

    #[test]
    fn text_needs_an_offset() {
        let millis = |text| Timestamp::parse_rfc3339(text).map(Timestamp::millis);
        assert_eq!(
            millis("2018-03-11T10:23:45.123-04:00"),
            Ok(1_520_778_225_123)
        );
        assert_eq!(millis("2018-03-11T14:23:45.123Z"), Ok(1_520_778_225_123));
        for bad in [
            "2018-03-11T10:23:45",
            "2018-03-11",
            "",
            "yesterday",
            "1969-12-31T23:59:59Z",
        ] {
            assert_eq!(millis(bad), Err(InvalidTimestamp), "{bad}");
        }
    }
}
