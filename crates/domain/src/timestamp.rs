//! Points in time as orders carry them.

/// Milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The text or number is no time an order could have been placed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not RFC 3339 with an offset, nor seconds or milliseconds since 1970")]
pub struct InvalidTimestamp;

/// From this number on a numeric timestamp is in milliseconds, below it in seconds.
const FIRST_MILLISECONDS: i128 = 100_000_000_000;

impl Timestamp {
    /// From milliseconds since the Unix epoch.
    pub const fn from_millis(millis: i64) -> Timestamp {
        Timestamp(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339 with an offset. Digits beyond the millisecond are cut off.
    ///
    /// # Errors
    /// [`InvalidTimestamp`] for anything else, also for a time without offset and one before 1970.
    pub fn parse_rfc3339(text: &str) -> Result<Timestamp, InvalidTimestamp> {
        let parsed: jiff::Timestamp = text.parse().map_err(|_| InvalidTimestamp)?;
        Timestamp::since_epoch(parsed.as_millisecond())
    }

    /// Reads a JSON number: seconds below 10^11, milliseconds from there on.
    ///
    /// # Errors
    /// [`InvalidTimestamp`] for a negative number and for one that is out of every calendar.
    pub fn parse_number(text: &str) -> Result<Timestamp, InvalidTimestamp> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let number: i128 = whole.parse().map_err(|_| InvalidTimestamp)?;
        if !fraction.bytes().all(|digit| digit.is_ascii_digit()) || whole.starts_with(['+', '-']) {
            return Err(InvalidTimestamp);
        }
        let millis = if number < FIRST_MILLISECONDS {
            let thousandths = fraction.bytes().chain(*b"000").take(3);
            number * 1000 + thousandths.fold(0, |sum, digit| sum * 10 + i128::from(digit - b'0'))
        } else {
            number
        };
        Timestamp::since_epoch(i64::try_from(millis).map_err(|_| InvalidTimestamp)?)
    }

    /// RFC 3339 in UTC with milliseconds.
    pub fn rfc3339_utc(self) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .map_or_else(|_| String::new(), |at| format!("{at:.3}"))
    }

    fn since_epoch(millis: i64) -> Result<Timestamp, InvalidTimestamp> {
        if millis < 0 {
            Err(InvalidTimestamp)
        } else {
            Ok(Timestamp(millis))
        }
    }
}

/// Reads a version given as RFC 3339 time: its nanoseconds since the Unix epoch.
///
/// # Errors
/// [`InvalidTimestamp`] for anything else and for times beyond the year 2262.
pub fn parse_version_time(text: &str) -> Result<i64, InvalidTimestamp> {
    let parsed: jiff::Timestamp = text.parse().map_err(|_| InvalidTimestamp)?;
    i64::try_from(parsed.as_nanosecond()).map_err(|_| InvalidTimestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_seconds_or_milliseconds_by_size() {
        let millis = |text| Timestamp::parse_number(text).map(Timestamp::millis);
        assert_eq!(millis("1520776000"), Ok(1_520_776_000_000));
        assert_eq!(millis("1520776000123"), Ok(1_520_776_000_123));
        assert_eq!(millis("1520776000.5"), Ok(1_520_776_000_500));
        assert_eq!(millis("1520776000123.9"), Ok(1_520_776_000_123));
        assert_eq!(millis("99999999999"), Ok(99_999_999_999_000));
        assert_eq!(millis("100000000000"), Ok(100_000_000_000));
        for bad in [
            "-1",
            "+1",
            "",
            "x",
            "1.x",
            "1e9",
            "99999999999999999999999999",
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
