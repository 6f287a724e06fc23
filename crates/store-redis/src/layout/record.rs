//! How the ledger holds an order: as few bytes as they can be without a second look-up.
//!
//! Where a record stands says its id (see bucket.rs). The record:
//!
//! | bytes | what |
//! |---|---|
//! | 5 | business day and second, big-endian: (day + 2^22) · 86,400 + second. In front, and of fixed length, because the scripts look at the day |
//! | 1–10 | version, zigzag varint. The scripts compare it by its bytes |
//! | 1–2 | lines · 2 + 1 if cancelled, varint. A cancelled order has no lines: an odd number from 3 on says that the record is extended |
//! | 1–8 | revenue, varint |
//! | 1–8 | returns, varint |
//! | … | by line: the item (see [`put_sku`]) and its units, varint |
//!
//! An order with further sums, or in the second pass of an hour that the clock shows twice, is extended. From the
//! third row on its record is:
//!
//! | bytes | what |
//! |---|---|
//! | 1–2 | shape · 2 + 1, varint. Bit 0 of the shape is 1; 1–2 are its standing (0 counts, 1 cancelled), 9 is the second pass. Others, of which none is written so far, say what else is there: 3 refund, 4 channel, 5 country, 6 currency, 7 customer, 8 amounts by line |
//! | 1–5 | mask of measures, varint: bit n is that of number n |
//! | … | the sum of each of them, zigzag varint, in order of number |
//! | 1–2 | lines, varint |
//! | … | by line: the item and its units, varint |

use domain::{BusinessDay, Extra, LedgerEntry, LocalTime, Measure, Minor, SoldUnits, Sums};

use crate::layout::bytes::{Reader, put_varint, put_zigzag};
use crate::layout::text::{put_sku, read_sku};

/// Added to a day, so that days before 1970 stay above zero.
const DAY_BIAS: i64 = 1 << 22;
const SECONDS_PER_DAY: i64 = 86_400;

/// The shape of an extended record with nothing but sums and lines.
const SUMS_AND_LINES: u64 = 1;
/// Of an extended record of a cancelled order.
const CANCELLED: u64 = 1 << 1;
/// Of an order that was placed when the clock showed its second for the second time.
const SECOND_PASS: u64 = 1 << 9;

/// What a record is made of.
pub(crate) struct NewRecord<'r, S> {
    pub(crate) version: i64,
    pub(crate) cancelled: bool,
    pub(crate) at: LocalTime,
    pub(crate) revenue: Minor,
    pub(crate) returns: Minor,
    pub(crate) extra: Option<&'r Extra>,
    pub(crate) sold: S,
    pub(crate) out: &'r mut Vec<u8>,
}

impl<'s, S: ExactSizeIterator<Item = (&'s str, u64)>> NewRecord<'_, S> {
    /// Writes the record. `None` when an amount does not fit, which no checked order's does.
    pub(crate) fn put(self) -> Option<()> {
        let out = self.out;
        put_head(out, self.at, self.version);
        let lines = self.sold.len() as u64;
        if self.extra.is_none() && !self.at.is_second_pass {
            put_varint(out, lines << 1 | u64::from(self.cancelled));
            put_varint(out, u64::try_from(self.revenue).ok()?);
            put_varint(out, u64::try_from(self.returns).ok()?);
        } else {
            let mut shape = SUMS_AND_LINES;
            if self.cancelled {
                shape |= CANCELLED;
            }
            if self.at.is_second_pass {
                shape |= SECOND_PASS;
            }
            put_varint(out, shape << 1 | 1);
            let plain = [
                (Measure::Revenue, self.revenue),
                (Measure::Returns, self.returns),
            ];
            let plain = plain.into_iter().filter(|(_, sum)| *sum != 0);
            let extra = self.extra.into_iter().flat_map(Extra::each);
            let sums = plain.chain(extra);
            put_sums(out, sums.map(|(measure, sum)| (measure.number(), sum)))?;
            put_varint(out, lines);
        }
        for (sku, units) in self.sold {
            put_sku(out, sku);
            put_varint(out, units);
        }
        Some(())
    }
}

fn put_head(out: &mut Vec<u8>, at: LocalTime, version: i64) {
    let day = i64::from(at.day.epoch_days()).clamp(-DAY_BIAS, DAY_BIAS) + DAY_BIAS;
    let at = (day * SECONDS_PER_DAY + i64::from(at.second)).to_be_bytes();
    out.extend_from_slice(&at[3..]);
    put_zigzag(out, version);
}

/// Writes the sums of an extended record, which come in order of number.
fn put_sums(out: &mut Vec<u8>, sums: impl Iterator<Item = (usize, i128)>) -> Option<()> {
    let (mut mask, mut bytes) = (0_u64, Vec::new());
    for (number, sum) in sums {
        mask |= 1 << number;
        put_zigzag(&mut bytes, i64::try_from(sum).ok()?);
    }
    put_varint(out, mask);
    out.extend_from_slice(&bytes);
    Some(())
}

/// Why a record cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is none.
    Malformed,
    /// A newer version wrote it, and it says something that this one does not know.
    Newer,
}

/// The day of a record, without reading the rest.
pub(crate) fn day_of(bytes: &[u8]) -> Option<BusinessDay> {
    Some(read_at(&mut Reader::new(bytes))?.day)
}

/// Days further away than any that is written are a damaged record.
fn read_at(reader: &mut Reader<'_>) -> Option<LocalTime> {
    let at = i64::try_from(reader.number(5)?).ok()?;
    let day = at / SECONDS_PER_DAY - DAY_BIAS;
    if !(-DAY_BIAS..=DAY_BIAS).contains(&day) {
        return None;
    }
    Some(LocalTime::new(
        BusinessDay::from_epoch_days(i32::try_from(day).ok()?),
        u32::try_from(at % SECONDS_PER_DAY).ok()?,
    ))
}

/// Reads a record.
pub(crate) fn read(bytes: &[u8]) -> Result<LedgerEntry, Unreadable> {
    let mut reader = Reader::new(bytes);
    let head = read_at(&mut reader).zip(reader.zigzag());
    let ((mut at, version), head) = head.zip(reader.varint()).ok_or(Unreadable::Malformed)?;
    let (mut cancelled, is_extended) = (head == 1, head & 1 == 1 && head > 1);
    let (sums, lines) = if is_extended {
        let shape = head >> 1;
        cancelled = shape & CANCELLED != 0;
        at.is_second_pass = shape & SECOND_PASS != 0;
        read_extended(&mut reader, shape)?
    } else {
        read_plain(&mut reader, head).ok_or(Unreadable::Malformed)?
    };
    let entry = LedgerEntry {
        version,
        cancelled,
        at,
        revenue: sums[Measure::Revenue],
        returns: sums[Measure::Returns],
        sold: read_lines(&mut reader, lines).ok_or(Unreadable::Malformed)?,
        extra: Extra::of(&sums).map(Box::new),
    };
    match reader.is_at_end() {
        true => Ok(entry),
        false => Err(Unreadable::Malformed),
    }
}

/// The sums of a plain record, and the number of its lines.
fn read_plain(reader: &mut Reader<'_>, head: u64) -> Option<(Sums, u64)> {
    let revenue = Minor::from(reader.varint()?);
    let returns = Minor::from(reader.varint()?);
    let sums = Sums::from([(Measure::Revenue, revenue), (Measure::Returns, returns)]);
    Some((sums, head >> 1))
}

/// The same of an extended one of a shape.
fn read_extended(reader: &mut Reader<'_>, shape: u64) -> Result<(Sums, u64), Unreadable> {
    if shape & 1 == 0 {
        return Err(Unreadable::Malformed);
    }
    if shape & !(SUMS_AND_LINES | CANCELLED | SECOND_PASS) != 0 {
        return Err(Unreadable::Newer);
    }
    let mut left = reader.varint().ok_or(Unreadable::Malformed)?;
    let mut sums = Sums::ZERO;
    while left != 0 {
        let number = left.trailing_zeros() as usize;
        left &= left - 1;
        let sum = reader.zigzag().ok_or(Unreadable::Malformed)?;
        match Measure::of_number(number) {
            // They are those of the lines.
            Some(Measure::Orders | Measure::Units) | None => return Err(Unreadable::Newer),
            Some(measure) => sums[measure] = sum.into(),
        }
    }
    let lines = reader.varint().ok_or(Unreadable::Malformed)?;
    Ok((sums, lines))
}

fn read_lines(reader: &mut Reader<'_>, lines: u64) -> Option<Vec<SoldUnits>> {
    let sold = (0..lines).map(|_| {
        let sku = read_sku(reader)?.into_boxed_str();
        let units = reader.varint()?;
        Some(SoldUnits { sku, units })
    });
    sold.collect()
}

/// The bytes by which the scripts compare a version.
pub(crate) fn version_bytes(version: i64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(10);
    put_zigzag(&mut bytes, version);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::bucket;

    /// What most tests write: sums of measures that every order has.
    fn put(
        out: &mut Vec<u8>,
        (version, cancelled, at): (i64, bool, LocalTime),
        (revenue, returns): (Minor, Minor),
        sold: &[(&str, u64)],
    ) {
        let record = NewRecord {
            version,
            cancelled,
            at,
            revenue,
            returns,
            extra: None,
            sold: sold.iter().copied(),
            out,
        };
        record.put().unwrap();
    }

    fn at(day: i32) -> LocalTime {
        LocalTime::new(BusinessDay::from_epoch_days(day), 86_399)
    }

    #[test]
    fn records_come_back_as_they_were() {
        let lines = [("123456789", 2), ("", 1), ("Kéks", 1_000_000)];
        for (version, day, revenue, sold) in [
            (0, 17_601, 398, &lines[..]),
            (i64::MIN, -1, 0, &[]),
            (i64::MAX, 0, 1_000_000_000_000_000, &lines),
        ] {
            let (cancelled, returns) = (revenue == 0, if revenue == 0 { 0 } else { 30 });
            let mut out = Vec::new();
            put(
                &mut out,
                (version, cancelled, at(day)),
                (revenue, returns),
                sold,
            );
            let entry = read(&out).unwrap();
            assert_eq!(
                (entry.version, entry.cancelled, entry.at),
                (version, cancelled, at(day))
            );
            assert_eq!((entry.revenue, entry.returns), (revenue, returns));
            assert_eq!(entry.extra, None);
            let read_back = entry.sold.iter().map(|line| (&*line.sku, line.units));
            assert_eq!(read_back.collect::<Vec<_>>(), sold);
            assert_eq!(
                out[5..5 + version_bytes(version).len()],
                version_bytes(version)
            );
            assert_eq!(read(&out[..out.len() - 1]), Err(Unreadable::Malformed));
        }
    }

    /// An extended record with the sums of these numbers.
    fn extended(shape: u64, sums: &[(usize, i128)], sold: &[(&str, u64)]) -> Vec<u8> {
        let mut out = Vec::new();
        put_head(&mut out, at(17_601), 7);
        put_varint(&mut out, shape << 1 | 1);
        put_sums(&mut out, sums.iter().copied()).unwrap();
        put_varint(&mut out, sold.len() as u64);
        for (sku, units) in sold {
            put_sku(&mut out, sku);
            put_varint(&mut out, *units);
        }
        out
    }

    #[test]
    fn the_bytes_of_an_extended_record_are_these_for_ever() {
        let out = extended(SUMS_AND_LINES, &[(2, 300), (4, 2), (7, -1)], &[("A", 1)]);
        let expected = [
            3, // shape 1
            0b1001_0100,
            1, // measures 2, 4 and 7
            0xd8,
            4, // 300
            4, // 2
            1, // -1
            1, // one line
            2,
            b'A',
            1,
        ];
        assert_eq!(out[5 + version_bytes(7).len()..], expected);
    }

    #[test]
    fn extended_records_come_back_as_they_were() {
        // Measures that every order has, so that they are known whatever the list holds.
        let out = extended(SUMS_AND_LINES, &[(2, 300), (3, -4)], &[("A", 1), ("7", 3)]);
        let entry = read(&out).unwrap();
        assert_eq!(
            (entry.version, entry.cancelled, entry.at),
            (7, false, at(17_601))
        );
        assert_eq!((entry.revenue, entry.returns), (300, -4));
        assert_eq!(entry.sold.len(), 2);
        for end in 0..out.len() {
            assert_eq!(read(&out[..end]), Err(Unreadable::Malformed), "{end}");
        }
        let later = Measure::all().skip(4).map(|measure| (measure, -5));
        if let Some(extra) = Extra::of(&later.collect()) {
            let mut out = Vec::new();
            let record = NewRecord {
                version: 7,
                cancelled: false,
                at: at(17_601),
                revenue: 300,
                returns: 0,
                extra: Some(&extra),
                sold: [("A", 1)].into_iter(),
                out: &mut out,
            };
            record.put().unwrap();
            let entry = read(&out).unwrap();
            assert_eq!((entry.revenue, entry.returns), (300, 0));
            assert_eq!(entry.extra.as_deref(), Some(&extra));
        }
    }

    #[test]
    fn the_second_pass_makes_a_record_extended_and_is_a_bit_of_its_shape() {
        let at = LocalTime {
            is_second_pass: true,
            ..at(17_601)
        };
        let line = [("A", 1)];
        let mut out = Vec::new();
        put(&mut out, (7, false, at), (300, 2), &line);
        let expected = extended(1 << 9 | SUMS_AND_LINES, &[(2, 300), (3, 2)], &line);
        assert_eq!(out, expected);
        assert_eq!(out[5 + version_bytes(7).len()..][..2], [0x83, 0x08]);
        let entry = read(&out).unwrap();
        assert_eq!((entry.at, entry.cancelled), (at, false));
        assert_eq!((entry.revenue, entry.returns), (300, 2));
        let mut out = Vec::new();
        put(&mut out, (7, true, at), (0, 0), &[]);
        assert_eq!(out, extended(1 << 9 | CANCELLED | SUMS_AND_LINES, &[], &[]));
        let entry = read(&out).unwrap();
        assert_eq!((entry.at, entry.cancelled), (at, true));
        assert!(entry.sums().is_zero());
    }

    #[test]
    fn what_a_newer_version_wrote_is_not_read_as_less() {
        let line = [("A", 1)];
        for (shape, number, expected) in [
            (SUMS_AND_LINES, Measure::COUNT, Unreadable::Newer),
            (SUMS_AND_LINES, 31, Unreadable::Newer),
            // Orders without sold lines, such as of gift cards alone.
            (SUMS_AND_LINES, 0, Unreadable::Newer),
            // Standing.
            (0b101, 2, Unreadable::Newer),
            (0b1001, 2, Unreadable::Newer),
            (0b10, 2, Unreadable::Malformed),
        ] {
            let out = extended(shape, &[(number, 1)], &line);
            assert_eq!(read(&out), Err(expected), "{shape} {number}");
        }
    }

    /// Every string of recorded commands.
    fn strings(commands: &[u8]) -> Vec<&[u8]> {
        let (mut rest, mut strings) = (commands, Vec::new());
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (head, behind) = rest.split_at(end + 1);
            rest = behind;
            if let Some(len) = head.strip_prefix(b"$") {
                let len = std::str::from_utf8(len).unwrap().trim().parse::<usize>();
                let (string, behind) = rest.split_at(len.unwrap());
                strings.push(string);
                rest = behind;
            }
        }
        strings
    }

    #[test]
    fn plain_orders_are_written_as_ever() {
        let old = strings(include_bytes!("../../tests/format/1.resp"));
        let new = strings(include_bytes!("../../tests/format/2.resp"));
        let buckets = new.iter().filter_map(|bytes| bucket::read(bytes));
        let new: Vec<&[u8]> = buckets.flatten().map(|(_, record)| record).collect();
        for (strings, at_least) in [(old, 400), (new, 400)] {
            let mut orders = 0;
            // Other strings that are long enough to be one are none.
            for bytes in strings.into_iter().filter(|bytes| bytes.len() > 8) {
                let Ok(entry) = read(bytes) else { continue };
                orders += 1;
                let mut out = Vec::new();
                let sold: Vec<_> = entry.sold.iter().map(|it| (&*it.sku, it.units)).collect();
                let (amounts, head) = (
                    (entry.revenue, entry.returns),
                    (entry.version, entry.cancelled, entry.at),
                );
                put(&mut out, head, amounts, &sold);
                assert_eq!(out, bytes);
            }
            assert!(orders > at_least, "{orders} orders");
        }
    }
}
