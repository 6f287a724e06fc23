//! An order's record in the ledger: as few bytes as possible without a second look-up.
//!
//! A record's place determines its id (see bucket.rs). The record:
//!
//! | bytes | what |
//! |---|---|
//! | 5 | business day and second, big-endian: (day + 2^22) · 86,400 + second. First, and of fixed length, because the scripts read the day |
//! | 1–10 | version, zigzag varint. The scripts compare it by its bytes |
//! | 1–2 | lines · 2 + 1 if cancelled, varint. A cancelled order has no lines: an odd number from 3 on says that the record is extended |
//! | 1–8 | revenue, varint |
//! | 1–8 | returns, varint |
//! | … | by line: the item (see [`put_sku`]) and its units, varint |
//!
//! An order is extended if it has further sums, falls into the second pass of an hour that the clock shows twice, or is
//! pending or a test. From the third row on its record is:
//!
//! | bytes | what |
//! |---|---|
//! | 1–2 | shape · 2 + 1, varint. Bit 0 of the shape is 1; bits 1–2 are its standing (0 counts, 1 cancelled, 2 pending, 3 test), bit 9 is the second pass. Bits 4 and 5 say that a channel and a country follow, bit 6 that it was converted, bit 8 that lines have amounts. Other bits are reserved and not written so far: 3 refund, 7 customer |
//! | 1–5 | mask of measures, varint: bit n is that of number n |
//! | … | the sum of each of them, zigzag varint, in order of number; for orders, the difference from what the lines say: −1 for a refund that sells something, 1 if only gift cards were sold |
//! | 1 | the channel's number, if the shape says so |
//! | 1 | the country's number, if the shape says so |
//! | … | what it was before it was converted, if the shape says so: its length, one byte, and a text (see [`Original`]) |
//! | 1–2 | lines, varint |
//! | … | by line: the item and its units, varint. With amounts: the units as a zigzag varint, below 0 for return lines, which come last; then its amount, varint |

use domain::{
    BusinessDay, Channel, Country, Extra, LedgerEntry, LocalTime, Market, Measure, Minor, Original,
    SoldUnits, Standing, Sums,
};
use packing::{put_varint, put_zigzag};

use crate::layout::bytes::Reader;
use crate::layout::text::{put_sku, read_sku};

/// Added to a day, so that days before 1970 stay positive.
const DAY_BIAS: i64 = 1 << 22;
const SECONDS_PER_DAY: i64 = 86_400;

/// The shape of an extended record with only sums and lines.
const SUMS_AND_LINES: u64 = 1;
/// The position of the standing in a shape, and its bits.
const STANDING_AT: u32 = 1;
const STANDING: u64 = 0b11 << STANDING_AT;
/// Orders with a channel, and with a country.
const CHANNEL: u64 = 1 << 4;
const COUNTRY: u64 = 1 << 5;
/// Orders that were converted.
const CONVERTED: u64 = 1 << 6;
/// Orders whose lines have amounts, including return lines.
const AMOUNTS: u64 = 1 << 8;
/// Orders placed when the clock showed their second for the second time.
const SECOND_PASS: u64 = 1 << 9;

/// The parts of a record.
pub(crate) struct NewRecord<'r, S, T> {
    pub(crate) version: i64,
    pub(crate) standing: Standing,
    pub(crate) at: LocalTime,
    pub(crate) revenue: Minor,
    pub(crate) returns: Minor,
    pub(crate) extra: Option<&'r Extra>,
    pub(crate) sold: S,
    pub(crate) returned: T,
    pub(crate) out: &'r mut Vec<u8>,
}

/// A line of a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordLine<'s> {
    pub(crate) sku: &'s str,
    pub(crate) units: u64,
    pub(crate) amount: u64,
}

impl<'s, S, T> NewRecord<'_, S, T>
where
    S: ExactSizeIterator<Item = RecordLine<'s>> + Clone,
    T: ExactSizeIterator<Item = RecordLine<'s>>,
{
    /// Writes the record. `None` if an amount does not fit, which cannot happen with a validated order.
    pub(crate) fn put(self) -> Option<()> {
        let out = self.out;
        put_head(out, self.at, self.version);
        let has_amounts = self.returned.len() > 0 || self.sold.clone().any(|line| line.amount > 0);
        let lines = (self.sold.len() + self.returned.len()) as u64;
        let cancelled = match self.standing {
            Standing::Counts => Some(0),
            Standing::Cancelled => Some(1),
            Standing::Pending | Standing::Test => None,
        };
        let is_plain = self.extra.is_none() && !self.at.is_second_pass && !has_amounts;
        let plain = cancelled.filter(|_| is_plain);
        if let Some(cancelled) = plain {
            put_varint(out, lines << 1 | cancelled);
            put_varint(out, u64::try_from(self.revenue).ok()?);
            put_varint(out, u64::try_from(self.returns).ok()?);
        } else {
            let mut shape = SUMS_AND_LINES | u64::from(self.standing.number()) << STANDING_AT;
            if self.at.is_second_pass {
                shape |= SECOND_PASS;
            }
            let market = self.extra.map(Extra::market).unwrap_or_default();
            if market.channel.is_some() {
                shape |= CHANNEL;
            }
            if market.country.is_some() {
                shape |= COUNTRY;
            }
            let original = self.extra.and_then(Extra::original);
            if original.is_some() {
                shape |= CONVERTED;
            }
            if has_amounts {
                shape |= AMOUNTS;
            }
            put_varint(out, shape << 1 | 1);
            let beside = self.extra.map(Extra::sums).unwrap_or_default();
            let plain = [
                (Measure::Revenue, self.revenue),
                (Measure::Returns, self.returns),
            ];
            let sums = beside + Sums::from(plain);
            let sums = sums.non_zero();
            put_sums(out, sums.map(|(measure, sum)| (measure.number(), sum)))?;
            out.extend(market.channel.map(Channel::number));
            out.extend(market.country.map(Country::number));
            if let Some(original) = original {
                let text = original.to_string();
                out.push(u8::try_from(text.len()).ok()?);
                out.extend_from_slice(text.as_bytes());
            }
            put_varint(out, lines);
        }
        let sold = self.sold.map(|line| (line, 1));
        for (line, sign) in sold.chain(self.returned.map(|line| (line, -1))) {
            put_sku(out, line.sku);
            if has_amounts {
                put_zigzag(out, i64::try_from(line.units).ok()? * sign);
                put_varint(out, line.amount);
            } else {
                put_varint(out, line.units);
            }
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

/// Writes the sums of an extended record, which are in order of number.
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
    /// It is not a record.
    Malformed,
    /// A newer version wrote it, with data that this version does not know.
    Newer,
}

/// The day of a record, without reading the rest.
pub(crate) fn day_of(bytes: &[u8]) -> Option<BusinessDay> {
    Some(read_at(&mut Reader::new(bytes))?.day)
}

/// A day further away than any ever written means a damaged record.
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
    let is_extended = head & 1 == 1 && head > 1;
    let has_amounts = is_extended && (head >> 1) & AMOUNTS != 0;
    let (standing, (sums, beside, lines)) = if is_extended {
        let shape = head >> 1;
        at.is_second_pass = shape & SECOND_PASS != 0;
        let number = (shape & STANDING) >> STANDING_AT;
        let standing = u8::try_from(number).ok().and_then(Standing::of_number);
        let standing = standing.ok_or(Unreadable::Newer)?;
        (standing, read_extended(&mut reader, shape)?)
    } else {
        let standing = match head {
            1 => Standing::Cancelled,
            _ => Standing::Counts,
        };
        let plain = read_plain(&mut reader, head);
        let (sums, lines) = plain.ok_or(Unreadable::Malformed)?;
        (standing, (sums, (Market::NONE, None), lines))
    };
    let (market, original) = beside;
    let (revenue, returns, extra) = Extra::split(&sums, market, original);
    let lines = read_lines(&mut reader, lines, has_amounts).ok_or(Unreadable::Malformed)?;
    let (sold, returned) = lines;
    let entry = LedgerEntry {
        version,
        standing,
        at,
        revenue,
        returns,
        sold,
        returned,
        extra: extra.map(Box::new),
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

/// Where an order was sold, and its original currency data if it was converted.
type Beside = (Market, Option<Original>);

/// Like [`read_plain`], for an extended record of a shape; also returns the data other than sums.
fn read_extended(reader: &mut Reader<'_>, shape: u64) -> Result<(Sums, Beside, u64), Unreadable> {
    if shape & 1 == 0 {
        return Err(Unreadable::Malformed);
    }
    const KNOWN: u64 =
        SUMS_AND_LINES | STANDING | SECOND_PASS | CHANNEL | COUNTRY | CONVERTED | AMOUNTS;
    if shape & !KNOWN != 0 {
        return Err(Unreadable::Newer);
    }
    let mut left = reader.varint().ok_or(Unreadable::Malformed)?;
    let mut sums = Sums::ZERO;
    while left != 0 {
        let number = left.trailing_zeros() as usize;
        left &= left - 1;
        let sum = reader.zigzag().ok_or(Unreadable::Malformed)?;
        match Measure::of_number(number) {
            // The lines have them.
            Some(Measure::Units) | None => return Err(Unreadable::Newer),
            Some(measure) => sums[measure] = sum.into(),
        }
    }
    let mut byte_if = |bit: u64| match shape & bit {
        0 => Ok(None),
        _ => reader.number(1).map(Some).ok_or(Unreadable::Malformed),
    };
    let (channel, country) = (byte_if(CHANNEL)?, byte_if(COUNTRY)?);
    // One byte, so the casts lose nothing.
    let known = |number: u64| Channel::of_number(number as u8).ok_or(Unreadable::Newer);
    let channel = channel.map(known).transpose()?;
    let known = |number: u64| Country::of_number(number as u8).ok_or(Unreadable::Newer);
    let country = country.map(known).transpose()?;
    let original = match shape & CONVERTED {
        0 => None,
        _ => Some(read_original(reader)?),
    };
    let lines = reader.varint().ok_or(Unreadable::Malformed)?;
    Ok((sums, (Market { channel, country }, original), lines))
}

fn read_original(reader: &mut Reader<'_>) -> Result<Original, Unreadable> {
    let length = reader.number(1).and_then(|it| usize::try_from(it).ok());
    let text = length.and_then(|length| reader.take(length));
    let text = text.and_then(|text| std::str::from_utf8(text).ok());
    let original = Original::parse(text.ok_or(Unreadable::Malformed)?);
    original.ok_or(Unreadable::Newer)
}

/// The lines that sell, and those that return something.
fn read_lines(
    reader: &mut Reader<'_>,
    lines: u64,
    has_amounts: bool,
) -> Option<(Vec<SoldUnits>, Vec<SoldUnits>)> {
    let (mut sold, mut returned) = (Vec::new(), Vec::new());
    for _ in 0..lines {
        let sku = read_sku(reader)?.into_boxed_str();
        let (units, is_sold, amount) = match has_amounts {
            false => (reader.varint()?, true, 0),
            true => {
                let units = reader.zigzag()?;
                (units.unsigned_abs(), units > 0, reader.varint()?)
            }
        };
        let line = SoldUnits { sku, units, amount };
        if is_sold {
            sold.push(line);
        } else {
            returned.push(line);
        }
    }
    Some((sold, returned))
}

/// The bytes of a version, by which the scripts compare it.
pub(crate) fn version_bytes(version: i64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(10);
    put_zigzag(&mut bytes, version);
    bytes
}

#[cfg(test)]
mod tests;
