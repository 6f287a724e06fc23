//! An order's record: in the ledger's arena, in its pages, and in log records.

use domain::{BusinessDay, Channel, Country, LocalTime, Market, Minor, Standing, Sums};

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
    /// Its other sums, still packed, if it has any.
    extra: Option<Reader<'a>>,
    /// Where it was sold and where it goes.
    pub market: Market,
    /// The sold lines, still packed: count, then item and units each.
    sold: Reader<'a>,
}

/// An order to be packed.
pub(crate) struct NewOrder<'a> {
    pub id: &'a str,
    pub version: i64,
    pub standing: Standing,
    pub at: LocalTime,
    pub revenue: Minor,
    pub returns: Minor,
    /// Its other sums, if it has any.
    pub extra: Option<&'a Sums>,
    pub market: Market,
}

/// In the number of a record's second and of whether it is cancelled, which without it is below 2^18:
/// other sums stand between its returns and its lines.
const EXTENDED: u32 = 1 << 18;

/// In the same number: the clock showed that second for the second time.
const SECOND_PASS: u32 = 1 << 19;

/// In the same number: the standing's number stands behind it. Only of what is neither counted nor cancelled.
const STANDING: u32 = 1 << 20;

/// In the same number: the channel's number stands before the lines.
const CHANNEL: u32 = 1 << 21;

/// In the same number: the country's number stands before the lines, behind the channel's.
const COUNTRY: u32 = 1 << 22;

/// Appends an order's record; `sold` gives item indexes and units.
pub(crate) fn pack_order(
    into: &mut Vec<u8>,
    order: &NewOrder<'_>,
    sold: impl ExactSizeIterator<Item = (u32, u64)>,
) {
    order_key::pack(order.id, into);
    into.put_i64(order.version);
    into.put_i64(i64::from(order.at.day.epoch_days()));
    let (cancelled, other) = match order.standing {
        Standing::Counts => (0, None),
        Standing::Cancelled => (1, None),
        other => (0, Some(other.number())),
    };
    let mut second = order.at.second << 1 | cancelled;
    if order.extra.is_some() {
        second |= EXTENDED;
    }
    if order.at.is_second_pass {
        second |= SECOND_PASS;
    }
    if other.is_some() {
        second |= STANDING;
    }
    let Market { channel, country } = order.market;
    if channel.is_some() {
        second |= CHANNEL;
    }
    if country.is_some() {
        second |= COUNTRY;
    }
    into.put_u64(second.into());
    if let Some(number) = other {
        into.put_u64(number.into());
    }
    into.put_i128(order.revenue);
    into.put_i128(order.returns);
    if let Some(sums) = order.extra {
        into.put_sums(sums);
    }
    into.extend(channel.map(Channel::number));
    into.extend(country.map(Country::number));
    into.put_len(sold.len());
    for (item, units) in sold {
        into.put_u64(u64::from(item));
        into.put_u64(units);
    }
}

/// A record with the id's packed form and the whole run of bytes.
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
    if second >= COUNTRY << 1 {
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
        reader.sums()?;
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
    let sold = *reader;
    for _ in 0..reader.len()? {
        reader.u64()?;
        reader.u64()?;
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
        sold,
    };
    Ok(PackedOrder {
        key,
        bytes: &whole[..whole.len() - reader.rest().len()],
        record,
    })
}

impl OrderRecord<'_> {
    /// Its sums beside revenue, returns and what its lines have.
    pub(crate) fn extra(&self) -> Result<Option<Sums>, Malformed> {
        self.extra.map(|mut reader| reader.sums()).transpose()
    }

    /// Whether it sold this item.
    pub(crate) fn sells(&self, item: u32) -> Result<bool, Malformed> {
        let mut reader = self.sold;
        for _ in 0..reader.len()? {
            let sold = reader.u32()?;
            reader.u64()?;
            if sold == item {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The sold lines: item index and units.
    pub(crate) fn sold(&self) -> Result<Vec<(u32, u64)>, Malformed> {
        let mut reader = self.sold;
        (0..reader.len()?)
            .map(|_| Ok((reader.u32()?, reader.u64()?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::Measure::{Orders, Revenue};

    use super::*;

    fn order<'a>(second: u32, extra: Option<&'a Sums>) -> NewOrder<'a> {
        NewOrder {
            id: "1",
            version: 3,
            standing: Standing::Counts,
            at: LocalTime::new(BusinessDay::from_epoch_days(17_601), second),
            revenue: 1_000,
            returns: 2,
            extra,
            market: Market::NONE,
        }
    }

    fn packed(order: &NewOrder<'_>) -> Vec<u8> {
        let mut bytes = Vec::new();
        pack_order(&mut bytes, order, [(5, 2), (700, 1)].into_iter());
        bytes
    }

    /// Written by the first version. What says nothing new takes the bytes it took then.
    #[test]
    fn plain_orders_keep_their_bytes() {
        let mut key = Vec::new();
        order_key::pack("1", &mut key);
        let rest = [6, 130, 147, 2, 254, 197, 10, 208, 15, 4, 2, 5, 2, 188, 5, 1];
        assert_eq!(packed(&order(86_399, None)), [&key[..], &rest].concat());
    }

    #[test]
    fn other_sums_stand_in_the_record() {
        let sums = Sums::from([(Orders, -1), (Revenue, 1 << 80)]);
        for second in [0, 1, 86_399] {
            let plain = packed(&order(second, None));
            let bytes = packed(&order(second, Some(&sums)));
            let mut reader = Reader::new(&bytes);
            let read = read_order(&mut reader).unwrap();
            assert!(reader.is_empty());
            assert_eq!(read.bytes, bytes);
            let record = read.record;
            assert_eq!(
                (record.at.second, record.standing),
                (second, Standing::Counts)
            );
            assert_eq!((record.revenue, record.returns), (1_000, 2));
            assert_eq!(record.extra(), Ok(Some(sums)));
            assert_eq!(record.sold(), Ok(vec![(5, 2), (700, 1)]));
            let plain = read_order(&mut Reader::new(&plain)).unwrap().record;
            assert_eq!((plain.at.second, plain.extra()), (second, Ok(None)));
        }
    }

    #[test]
    fn the_second_pass_is_a_bit_of_the_record() {
        let sums = Sums::from([(Orders, -1)]);
        for (second, extra, standing) in [
            (0, None, Standing::Counts),
            (5_407, Some(&sums), Standing::Counts),
            (86_399, None, Standing::Cancelled),
            (86_399, None, Standing::Test),
        ] {
            let mut order = order(second, extra);
            order.standing = standing;
            order.at.is_second_pass = true;
            let bytes = packed(&order);
            let record = read_order(&mut Reader::new(&bytes)).unwrap().record;
            assert_eq!((record.at, record.standing), (order.at, standing));
            assert_eq!(record.extra(), Ok(extra.copied()));
        }
    }

    #[test]
    fn what_does_not_count_says_why() {
        let sums = Sums::from([(Orders, -1)]);
        for standing in Standing::ALL {
            for extra in [None, Some(&sums)] {
                let bytes = packed(&NewOrder {
                    standing,
                    ..order(86_399, extra)
                });
                let record = read_order(&mut Reader::new(&bytes)).unwrap().record;
                assert_eq!((record.standing, record.at.second), (standing, 86_399));
                assert_eq!(record.extra(), Ok(extra.copied()));
            }
        }
    }

    #[test]
    fn where_it_was_sold_is_a_byte_each() {
        let sums = Sums::from([(Orders, -1)]);
        let channel = Channel::of_number(31);
        let country = Country::from_code("ZW");
        for (channel, country, more) in [
            (channel, None, 2),
            (None, country, 2),
            (channel, country, 3),
        ] {
            for extra in [None, Some(&sums)] {
                let market = Market { channel, country };
                let order = NewOrder {
                    market,
                    ..order(86_399, extra)
                };
                let bytes = packed(&order);
                let mut reader = Reader::new(&bytes);
                let record = read_order(&mut reader).unwrap().record;
                assert!(reader.is_empty());
                assert_eq!((record.market, record.at.second), (market, 86_399));
                assert_eq!(record.extra(), Ok(extra.copied()));
                assert_eq!(record.sold(), Ok(vec![(5, 2), (700, 1)]));
                // The number with the second takes one byte more, too.
                if extra.is_none() {
                    let plain = packed(&self::order(86_399, None));
                    assert_eq!(bytes.len(), plain.len() + more);
                }
            }
        }
    }

    #[test]
    fn a_channel_or_country_of_a_newer_version_is_refused() {
        let market = Market {
            channel: Channel::of_number(0),
            country: Country::of_number(0),
        };
        let bytes = packed(&NewOrder {
            market,
            ..order(86_399, None)
        });
        let lines = [2, 5, 2, 188, 5, 1];
        let channel = bytes.len() - lines.len() - 2;
        assert_eq!(bytes[channel..channel + 2], [0, 0]);
        for (place, number) in [(channel, 32), (channel + 1, 255)] {
            let mut newer = bytes.clone();
            newer[place] = number;
            let read = read_order(&mut Reader::new(&newer));
            assert_eq!(read.err(), Some(Malformed::Newer));
        }
    }

    #[test]
    fn sums_of_a_newer_version_are_refused() {
        let sums = Sums::from([(Orders, 1)]);
        let mut bytes = packed(&order(86_399, Some(&sums)));
        let mask = bytes.len() - 8;
        assert_eq!(bytes[mask..], [1, 2, 2, 5, 2, 188, 5, 1]);
        bytes.splice(mask..=mask, [0x80, 0x80, 0x80, 0x80, 0x08]);
        let read = read_order(&mut Reader::new(&bytes));
        assert_eq!(read.err(), Some(Malformed::Newer));
    }
}
