//! How the ledger holds an order: as few bytes as they can be without a second look-up.
//!
//! Where a record stands says its id (see bucket.rs). The record:
//!
//! | bytes | what |
//! |---|---|
//! | 5 | business day and second, big-endian: (day + 2^22) · 86,400 + second. In front, and of fixed length, because the scripts look at the day |
//! | 1–10 | version, zigzag varint. The scripts compare it by its bytes |
//! | 1–2 | lines · 2 + 1 if cancelled, varint |
//! | 1–8 | revenue, varint |
//! | 1–8 | returns, varint |
//! | … | by line: the item (see [`put_sku`]) and its units, varint |

use domain::{BusinessDay, LedgerEntry, LocalTime, Minor, SoldUnits};

use crate::layout::bytes::{Reader, put_minimal, put_varint, put_zigzag};

/// Added to a day, so that days before 1970 stay above zero.
const DAY_BIAS: i64 = 1 << 22;
const SECONDS_PER_DAY: i64 = 86_400;

/// What a record is made of.
pub(crate) struct NewRecord<'r, S> {
    pub(crate) version: i64,
    pub(crate) cancelled: bool,
    pub(crate) at: LocalTime,
    pub(crate) revenue: Minor,
    pub(crate) returns: Minor,
    pub(crate) sold: S,
    pub(crate) out: &'r mut Vec<u8>,
}

impl<'s, S: ExactSizeIterator<Item = (&'s str, u64)>> NewRecord<'_, S> {
    /// Writes the record. `None` when an amount does not fit, which no checked order's does.
    pub(crate) fn put(self) -> Option<()> {
        let out = self.out;
        let day = i64::from(self.at.day.epoch_days()).clamp(-DAY_BIAS, DAY_BIAS) + DAY_BIAS;
        let at = (day * SECONDS_PER_DAY + i64::from(self.at.second)).to_be_bytes();
        out.extend_from_slice(&at[3..]);
        put_zigzag(out, self.version);
        put_varint(
            out,
            (self.sold.len() as u64) << 1 | u64::from(self.cancelled),
        );
        put_varint(out, u64::try_from(self.revenue).ok()?);
        put_varint(out, u64::try_from(self.returns).ok()?);
        for (sku, units) in self.sold {
            put_sku(out, sku);
            put_varint(out, units);
        }
        Some(())
    }
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
    Some(LocalTime {
        day: BusinessDay::from_epoch_days(i32::try_from(day).ok()?),
        second: u32::try_from(at % SECONDS_PER_DAY).ok()?,
    })
}

/// Reads a record.
pub(crate) fn read(bytes: &[u8]) -> Option<LedgerEntry> {
    let mut reader = Reader::new(bytes);
    let at = read_at(&mut reader)?;
    let version = reader.zigzag()?;
    let lines = reader.varint()?;
    let revenue = Minor::from(reader.varint()?);
    let returns = Minor::from(reader.varint()?);
    let sold = (0..lines >> 1).map(|_| {
        let sku = read_sku(&mut reader)?.into_boxed_str();
        Some(SoldUnits {
            sku,
            units: reader.varint()?,
        })
    });
    let entry = LedgerEntry {
        version,
        cancelled: lines & 1 == 1,
        at,
        revenue,
        returns,
        sold: sold.collect::<Option<Vec<_>>>()?,
        extra: None,
    };
    reader.is_at_end().then_some(entry)
}

/// The bytes by which the scripts compare a version.
pub(crate) fn version_bytes(version: i64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(10);
    put_zigzag(&mut bytes, version);
    bytes
}

/// Writes an item: a varint of its length · 2, then its bytes; of a whole number as SKUs often are,
/// length · 2 + 1 and the number's bytes.
pub(crate) fn put_sku(out: &mut Vec<u8>, sku: &str) {
    match whole_number(sku) {
        Some(number) => {
            let len = 8 - u64::from(number.leading_zeros()) / 8;
            put_varint(out, len << 1 | 1);
            put_minimal(out, number);
        }
        None => {
            put_varint(out, (sku.len() as u64) << 1);
            out.extend_from_slice(sku.as_bytes());
        }
    }
}

/// Reads an item.
pub(crate) fn read_sku(reader: &mut Reader<'_>) -> Option<String> {
    let head = reader.varint()?;
    let len = usize::try_from(head >> 1).ok()?;
    if head & 1 == 1 {
        return Some(reader.number(len)?.to_string());
    }
    std::str::from_utf8(reader.take(len)?)
        .ok()
        .map(str::to_owned)
}

/// The number, if this is just how it is written.
pub(crate) fn whole_number(text: &str) -> Option<u64> {
    let plain = text.len() <= 19
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// A UUID as it is written.
pub(crate) fn uuid_text(bits: u128) -> String {
    let digits = format!("{bits:032x}");
    let (a, rest) = digits.split_at(8);
    let (b, rest) = rest.split_at(4);
    let (c, rest) = rest.split_at(4);
    let (d, e) = rest.split_at(4);
    format!("{a}-{b}-{c}-{d}-{e}")
}

/// The UUID's bits, if this is just how they are written: five groups, lower case.
pub(crate) fn uuid(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return None;
    }
    let mut bits = 0;
    for (index, &byte) in bytes.iter().enumerate() {
        match (index, byte) {
            (8 | 13 | 18 | 23, b'-') => {}
            (8 | 13 | 18 | 23, _) => return None,
            (_, b'0'..=b'9') => bits = bits << 4 | u128::from(byte - b'0'),
            (_, b'a'..=b'f') => bits = bits << 4 | u128::from(byte - b'a' + 10),
            _ => return None,
        }
    }
    Some(bits)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Identities that could be taken for others when they are written shorter.
    pub(in crate::layout) const TEXTS: [&str; 14] = [
        "0",
        "00",
        "01",
        "-1",
        "1",
        "18446744073709551615",
        "9999999999999999999",
        "1234567890123",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "0F8FAD5B-D9CB-469F-A165-70867728950E",
        "00000000-0000-0000-0000-000000000000",
        "0f8fad5b-d9cb-469f-a165_70867728950e",
        "order-7",
        "é",
    ];

    #[test]
    fn items_come_back_as_they_were() {
        for item in TEXTS {
            let mut sku = Vec::new();
            put_sku(&mut sku, item);
            assert_eq!(read_sku(&mut Reader::new(&sku)).as_deref(), Some(item));
        }
    }

    #[test]
    fn records_come_back_as_they_were() {
        for (version, day, revenue) in [
            (0, 17_601, 398),
            (i64::MIN, -1, 0),
            (i64::MAX, 0, 1_000_000_000_000_000),
        ] {
            let day = BusinessDay::from_epoch_days(day);
            let at = LocalTime {
                day,
                second: 86_399,
            };
            let sold = [("123456789", 2), ("", 1), ("Kéks", 1_000_000)];
            let mut out = Vec::new();
            let (cancelled, returns, out_ref) = (revenue == 0, 30, &mut out);
            let sold_lines = sold.iter().copied();
            NewRecord {
                version,
                cancelled,
                at,
                revenue,
                returns,
                sold: sold_lines,
                out: out_ref,
            }
            .put()
            .unwrap();
            let entry = read(&out).unwrap();
            assert_eq!(
                (entry.version, entry.cancelled, entry.at),
                (version, cancelled, at)
            );
            assert_eq!((entry.revenue, entry.returns), (revenue, returns));
            let read_back: Vec<_> = entry
                .sold
                .iter()
                .map(|line| (&*line.sku, line.units))
                .collect();
            assert_eq!(read_back, sold);
            assert_eq!(
                out[5..5 + version_bytes(version).len()],
                version_bytes(version)
            );
            assert!(read(&out[..out.len() - 1]).is_none());
        }
    }
}
