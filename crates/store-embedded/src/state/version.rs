//! The version of a log record or a page: those that are read may be older.

use domain::{ItemDay, Slices};

use super::Sequence;
use super::day::read_amounts;
use crate::codec::{Malformed, Reader};

/// A version of log records and pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    /// Has four sums at fixed places.
    One,
    /// Has sums of any set of measures.
    Two,
    /// Has the hours of dropped days, and the day from which on totals are kept.
    Three,
    /// Has days by channel and country, and those of orders.
    Four,
    /// Has amounts by line where they are kept, and possibly items of dropped days.
    Five,
    /// Has orders with their original currency data.
    Six,
}

/// The bit at which the version begins in the number before a page; its sequence is below, which never grows that
/// large. The first version had only the sequence.
const VERSION_BIT: u32 = 56;

impl Version {
    /// The version that is written.
    pub(crate) const NOW: Version = Version::Six;

    /// A record's first byte.
    pub(crate) const fn of_record(self) -> u8 {
        self as u8 + 1
    }

    /// The version in a record's first byte.
    pub(crate) fn in_record(byte: u8) -> Result<Version, Malformed> {
        match byte {
            0 => Err(Malformed::Damaged),
            byte => Version::of(byte - 1),
        }
    }

    /// The number before a page that is written now.
    pub(crate) fn mark(sequence: Sequence) -> u64 {
        (Version::NOW as u64) << VERSION_BIT | sequence
    }

    /// The version and sequence in the number before a page.
    pub(crate) fn in_mark(mark: u64) -> Result<(Version, Sequence), Malformed> {
        let version = Version::of((mark >> VERSION_BIT) as u8)?;
        Ok((version, mark & ((1 << VERSION_BIT) - 1)))
    }

    /// Reads a day's slices, if the version has them.
    pub(crate) fn slices(self, reader: &mut Reader<'_>) -> Result<Slices, Malformed> {
        match self >= Version::Four {
            true => reader.slices(),
            false => Ok(Slices::default()),
        }
    }

    /// Reads the figures of items besides their units, if the version has them.
    pub(crate) fn amounts(
        self,
        reader: &mut Reader<'_>,
        mut earn: impl FnMut(u32, &ItemDay),
    ) -> Result<(), Malformed> {
        if self < Version::Five {
            return Ok(());
        }
        for _ in 0..reader.len()? {
            earn(reader.u32()?, &read_amounts(reader)?);
        }
        Ok(())
    }

    fn of(number: u8) -> Result<Version, Malformed> {
        match number {
            0 => Ok(Version::One),
            1 => Ok(Version::Two),
            2 => Ok(Version::Three),
            3 => Ok(Version::Four),
            4 => Ok(Version::Five),
            5 => Ok(Version::Six),
            _ => Err(Malformed::Newer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_and_pages_say_their_version() {
        assert_eq!(Version::in_record(1), Ok(Version::One));
        assert_eq!(Version::in_record(2), Ok(Version::Two));
        assert_eq!(Version::in_record(3), Ok(Version::Three));
        assert_eq!(Version::in_record(4), Ok(Version::Four));
        assert_eq!(Version::in_record(5), Ok(Version::Five));
        assert_eq!(Version::in_record(6), Ok(Version::Six));
        assert_eq!(Version::in_record(7), Err(Malformed::Newer));
        assert_eq!(Version::in_record(0), Err(Malformed::Damaged));
        assert_eq!(
            Version::in_record(Version::NOW.of_record()),
            Ok(Version::NOW)
        );
        let sequence = (1 << 56) - 1;
        assert_eq!(Version::in_mark(sequence), Ok((Version::One, sequence)));
        let mark = Version::mark(sequence);
        assert_eq!(Version::in_mark(mark), Ok((Version::NOW, sequence)));
        assert_eq!(Version::in_mark(6 << 56 | 7), Err(Malformed::Newer));
    }
}
