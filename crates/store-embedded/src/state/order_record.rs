//! An order's record: in the ledger's arena, in its pages, and in log records.

use domain::{
    BusinessDay, Channel, Country, Extra, LocalTime, Market, Minor, Original, Standing, Sums,
};

use super::order_key;
use crate::codec::{Malformed, Reader, Write};

/// An order's record, borrowed from the arena or from a log record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OrderRecord<'a> {
    pub version: i64,
    pub standing: Standing,
    pub at: LocalTime,
    pub revenue: Minor,
    pub returns: Minor,
    /// Its other sums, still packed, if any.
    extra: Option<Reader<'a>>,
    /// Where it was sold and where it goes.
    pub market: Market,
    /// The original currency data, if it was converted.
    pub original: Option<Original>,
    /// The sold lines, still packed: their number, then for each the item, the units and, with `has_amounts`, the
    /// amount; then the return lines in the same form, if any.
    lines: Reader<'a>,
    has_amounts: bool,
}

/// An order to be packed.
pub(crate) struct NewOrder<'a> {
    pub id: &'a str,
    pub version: i64,
    pub standing: Standing,
    pub at: LocalTime,
    pub revenue: Minor,
    pub returns: Minor,
    pub extra: Option<&'a Extra>,
}

/// A flag in the number of a record's second and cancellation, which is below 2^18 without flags: other sums are
/// between its returns and its lines.
const EXTENDED: u32 = 1 << 18;

/// A flag in the same number: the clock showed that second for the second time.
const SECOND_PASS: u32 = 1 << 19;

/// A flag in the same number: the number of the standing follows. Only for orders that neither count nor are cancelled.
const STANDING: u32 = 1 << 20;

/// A flag in the same number: the channel's number is before the lines.
const CHANNEL: u32 = 1 << 21;

/// A flag in the same number: the country's number is before the lines, after the channel's.
const COUNTRY: u32 = 1 << 22;

/// A flag in the same number: lines have amounts, and return lines follow the sold ones.
const AMOUNTS: u32 = 1 << 23;

/// A flag in the same number: the text of the original currency data is before the lines, after the country.
const CONVERTED: u32 = 1 << 24;

/// A line of an order, with its item's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordLine {
    pub item: u32,
    pub units: u64,
    pub amount: u64,
}

/// Appends an order's record with its sold lines and its return lines.
pub(crate) fn pack_order(
    into: &mut Vec<u8>,
    order: &NewOrder<'_>,
    sold: impl ExactSizeIterator<Item = RecordLine> + Clone,
    returned: impl ExactSizeIterator<Item = RecordLine>,
) {
    let has_amounts = returned.len() > 0 || sold.clone().any(|line| line.amount > 0);
    order_key::pack(order.id, into);
    into.put_i64(order.version);
    into.put_i64(i64::from(order.at.day.epoch_days()));
    let (cancelled, other) = match order.standing {
        Standing::Counts => (0, None),
        Standing::Cancelled => (1, None),
        other => (0, Some(other.number())),
    };
    let mut second = order.at.second << 1 | cancelled;
    let sums = order.extra.filter(|extra| !extra.used().is_empty());
    if sums.is_some() {
        second |= EXTENDED;
    }
    if order.at.is_second_pass {
        second |= SECOND_PASS;
    }
    if other.is_some() {
        second |= STANDING;
    }
    let Market { channel, country } = order.extra.map(Extra::market).unwrap_or_default();
    if channel.is_some() {
        second |= CHANNEL;
    }
    if country.is_some() {
        second |= COUNTRY;
    }
    if has_amounts {
        second |= AMOUNTS;
    }
    let original = order.extra.and_then(Extra::original);
    if original.is_some() {
        second |= CONVERTED;
    }
    into.put_u64(second.into());
    if let Some(number) = other {
        into.put_u64(number.into());
    }
    into.put_i128(order.revenue);
    into.put_i128(order.returns);
    if let Some(sums) = sums {
        into.put_extra(sums);
    }
    into.extend(channel.map(Channel::number));
    into.extend(country.map(Country::number));
    if let Some(original) = original {
        into.put_bytes(original.to_string().as_bytes());
    }
    put_lines(into, sold, has_amounts);
    if has_amounts {
        put_lines(into, returned, true);
    }
}

fn put_lines(
    into: &mut Vec<u8>,
    lines: impl ExactSizeIterator<Item = RecordLine>,
    has_amounts: bool,
) {
    into.put_len(lines.len());
    for line in lines {
        into.put_u64(u64::from(line.item));
        into.put_u64(line.units);
        if has_amounts {
            into.put_u64(line.amount);
        }
    }
}

/// A record with the packed form of its id and its whole run of bytes.
pub(crate) struct PackedOrder<'a> {
    pub key: &'a [u8],
    pub bytes: &'a [u8],
    pub record: OrderRecord<'a>,
}

/// Reads the record at the front.
pub(crate) fn read_order<'a>(reader: &mut Reader<'a>) -> Result<PackedOrder<'a>, Malformed> {
    let whole = reader.rest();
    let key = order_key::read(reader)?;
    let version = reader.i64()?;
    let day = BusinessDay::from_epoch_days(reader.i32()?);
    let second = reader.u32()?;
    if second >= CONVERTED << 1 {
        return Err(Malformed::Damaged);
    }
    let standing = match (second & STANDING != 0, second & 1 == 1) {
        (false, false) => Standing::Counts,
        (false, true) => Standing::Cancelled,
        (true, _) => {
            let number = u8::try_from(reader.u64()?).ok();
            let standing = number.and_then(Standing::of_number);
            standing.ok_or(Malformed::Newer)?
        }
    };
    let revenue = reader.i128()?;
    let returns = reader.i128()?;
    let mut extra = None;
    if second & EXTENDED != 0 {
        extra = Some(*reader);
        reader.skip_sums()?;
    }
    let mut market = Market::NONE;
    if second & CHANNEL != 0 {
        let channel = Channel::of_number(reader.u8()?);
        market.channel = Some(channel.ok_or(Malformed::Newer)?);
    }
    if second & COUNTRY != 0 {
        let country = Country::of_number(reader.u8()?);
        market.country = Some(country.ok_or(Malformed::Newer)?);
    }
    let original = match second & CONVERTED {
        0 => None,
        _ => Some(Original::parse(reader.str()?).ok_or(Malformed::Newer)?),
    };
    let (lines, has_amounts) = (*reader, second & AMOUNTS != 0);
    skip_lines(reader, has_amounts)?;
    if has_amounts {
        skip_lines(reader, has_amounts)?;
    }
    let at = LocalTime {
        day,
        second: (second & ((1 << 18) - 1)) >> 1,
        is_second_pass: second & SECOND_PASS != 0,
    };
    let record = OrderRecord {
        version,
        standing,
        at,
        revenue,
        returns,
        extra,
        market,
        original,
        lines,
        has_amounts,
    };
    Ok(PackedOrder {
        key,
        bytes: &whole[..whole.len() - reader.rest().len()],
        record,
    })
}

fn skip_lines(reader: &mut Reader<'_>, has_amounts: bool) -> Result<(), Malformed> {
    for _ in 0..reader.len()? {
        for _ in 0..2 + usize::from(has_amounts) {
            reader.u64()?;
        }
    }
    Ok(())
}

fn read_lines(reader: &mut Reader<'_>, has_amounts: bool) -> Result<Vec<RecordLine>, Malformed> {
    let lines = (0..reader.len()?).map(|_| {
        Ok(RecordLine {
            item: reader.u32()?,
            units: reader.u64()?,
            amount: if has_amounts { reader.u64()? } else { 0 },
        })
    });
    lines.collect()
}

impl OrderRecord<'_> {
    /// Its sums besides revenue, returns and those from its lines.
    pub(crate) fn extra(&self) -> Result<Option<Sums>, Malformed> {
        self.extra.map(|mut reader| reader.sums()).transpose()
    }

    /// The items of its sold lines.
    pub(crate) fn items(&self) -> Result<impl Iterator<Item = Result<u32, Malformed>>, Malformed> {
        let (mut reader, has_amounts) = (self.lines, self.has_amounts);
        let lines = 0..reader.len()?;
        Ok(lines.map(move |_| {
            let item = reader.u32()?;
            for _ in 0..1 + usize::from(has_amounts) {
                reader.u64()?;
            }
            Ok(item)
        }))
    }

    /// Whether it sold this item.
    pub(crate) fn sells(&self, item: u32) -> Result<bool, Malformed> {
        for sold in self.items()? {
            if sold? == item {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The sold lines.
    pub(crate) fn sold(&self) -> Result<Vec<RecordLine>, Malformed> {
        read_lines(&mut { self.lines }, self.has_amounts)
    }

    /// The return lines, if they were kept.
    pub(crate) fn returned(&self) -> Result<Vec<RecordLine>, Malformed> {
        let mut reader = self.lines;
        if !self.has_amounts {
            return Ok(Vec::new());
        }
        skip_lines(&mut reader, true)?;
        read_lines(&mut reader, true)
    }
}

#[cfg(test)]
mod tests;
