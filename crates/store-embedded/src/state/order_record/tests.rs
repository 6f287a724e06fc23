use domain::Measure::{self, Orders, Tips};

use super::*;

const LINES: [RecordLine; 2] = [line(5, 2, 0), line(700, 1, 0)];

const fn line(item: u32, units: u64, amount: u64) -> RecordLine {
    RecordLine {
        item,
        units,
        amount,
    }
}

fn sums<const N: usize>(sums: [(Measure, i128); N]) -> Extra {
    Extra::split(&sums.into(), Market::NONE, None).2.unwrap()
}

fn order<'a>(second: u32, extra: Option<&'a Extra>) -> NewOrder<'a> {
    NewOrder {
        id: "1",
        version: 3,
        standing: Standing::Counts,
        at: LocalTime::new(BusinessDay::from_epoch_days(17_601), second),
        revenue: 1_000,
        returns: 2,
        extra,
    }
}

fn packed(order: &NewOrder<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    pack_order(&mut bytes, order, LINES.into_iter(), [].into_iter());
    bytes
}

/// Written by the first version. Plain orders still take the same bytes.
#[test]
fn plain_orders_keep_their_bytes() {
    let mut key = Vec::new();
    order_key::pack("1", &mut key);
    let rest = [6, 130, 147, 2, 254, 197, 10, 208, 15, 4, 2, 5, 2, 188, 5, 1];
    assert_eq!(packed(&order(86_399, None)), [&key[..], &rest].concat());
}

#[test]
fn other_sums_stand_in_the_record() {
    let sums = sums([(Orders, -1), (Tips, i64::MAX.into())]);
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
        assert_eq!(record.extra(), Ok(Some(sums.sums())));
        assert_eq!(record.sold(), Ok(LINES.to_vec()));
        let plain = read_order(&mut Reader::new(&plain)).unwrap().record;
        assert_eq!((plain.at.second, plain.extra()), (second, Ok(None)));
    }
}

#[test]
fn the_second_pass_is_a_bit_of_the_record() {
    let sums = sums([(Orders, -1)]);
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
        assert_eq!(record.extra(), Ok(extra.map(Extra::sums)));
    }
}

#[test]
fn what_does_not_count_says_why() {
    let sums = sums([(Orders, -1)]);
    for standing in Standing::ALL {
        for extra in [None, Some(&sums)] {
            let bytes = packed(&NewOrder {
                standing,
                ..order(86_399, extra)
            });
            let record = read_order(&mut Reader::new(&bytes)).unwrap().record;
            assert_eq!((record.standing, record.at.second), (standing, 86_399));
            assert_eq!(record.extra(), Ok(extra.map(Extra::sums)));
        }
    }
}

#[test]
fn where_it_was_sold_is_a_byte_each() {
    let channel = Channel::of_number(31);
    let country = Country::from_code("ZW");
    for (channel, country, more) in [
        (channel, None, 2),
        (None, country, 2),
        (channel, country, 3),
    ] {
        for sums in [Sums::ZERO, Sums::from([(Orders, -1)])] {
            let market = Market { channel, country };
            let (_, _, extra) = Extra::split(&sums, market, None);
            let bytes = packed(&order(86_399, extra.as_ref()));
            let mut reader = Reader::new(&bytes);
            let record = read_order(&mut reader).unwrap().record;
            assert!(reader.is_empty());
            assert_eq!((record.market, record.at.second), (market, 86_399));
            assert_eq!(record.extra(), Ok((!sums.is_zero()).then_some(sums)));
            assert_eq!(record.sold(), Ok(LINES.to_vec()));
            // The number with the second also takes one byte more.
            if sums.is_zero() {
                let plain = packed(&order(86_399, None));
                assert_eq!(bytes.len(), plain.len() + more);
            }
        }
    }
}

#[test]
fn amounts_stand_behind_the_units_of_a_line() {
    let sums = sums([(Orders, -1)]);
    let sold = [line(5, 2, 1_990), line(700, 1, 0)];
    for (sold, returned) in [
        (&sold[..], &[line(5, 1, 995)][..]),
        (&sold, &[]),
        (&LINES, &[line(9, 3, 0)]),
        (&[], &[line(9, 3, 7)]),
    ] {
        for extra in [None, Some(&sums)] {
            let (mut bytes, order) = (Vec::new(), order(86_399, extra));
            let (lines, back) = (sold.iter().copied(), returned.iter().copied());
            pack_order(&mut bytes, &order, lines, back);
            let mut reader = Reader::new(&bytes);
            let record = read_order(&mut reader).unwrap().record;
            assert!(reader.is_empty());
            assert_eq!(record.sold().as_deref(), Ok(sold));
            assert_eq!(record.returned().as_deref(), Ok(returned));
            assert_eq!(
                (record.at, record.extra()),
                (order.at, Ok(extra.map(Extra::sums)))
            );
            for line in sold {
                assert_eq!(record.sells(line.item), Ok(true));
            }
            assert_eq!(record.sells(8), Ok(false));
        }
    }
}

#[test]
fn what_it_was_converted_from_is_a_text_before_the_lines() {
    let market = Market {
        channel: Channel::of_number(31),
        country: Country::from_code("ZW"),
    };
    for text in ["EUR 2290", "JPY -7 0.0061"] {
        let original = Original::parse(text);
        let (_, _, extra) = Extra::split(&Sums::ZERO, market, original);
        let bytes = packed(&order(86_399, extra.as_ref()));
        let mut reader = Reader::new(&bytes);
        let record = read_order(&mut reader).unwrap().record;
        assert!(reader.is_empty());
        assert_eq!((record.market, record.original), (market, original));
        assert_eq!(record.sold(), Ok(LINES.to_vec()));
        // Its length, its text, and its flag.
        let plain = packed(&order(86_399, None));
        assert_eq!(bytes.len(), plain.len() + 3 + 1 + text.len());
        let mut newer = bytes.clone();
        let place = bytes.len() - 6 - text.len();
        newer[place..place + 3].copy_from_slice(b"ZZZ");
        let read = read_order(&mut Reader::new(&newer));
        assert_eq!(read.err(), Some(Malformed::Newer));
    }
}

#[test]
fn a_channel_or_country_of_a_newer_version_is_refused() {
    let market = Market {
        channel: Channel::of_number(0),
        country: Country::of_number(0),
    };
    let (_, _, extra) = Extra::split(&Sums::ZERO, market, None);
    let bytes = packed(&order(86_399, extra.as_ref()));
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
    let sums = sums([(Orders, 1)]);
    let mut bytes = packed(&order(86_399, Some(&sums)));
    let mask = bytes.len() - 8;
    assert_eq!(bytes[mask..], [1, 2, 2, 5, 2, 188, 5, 1]);
    bytes.splice(mask..=mask, [0x80, 0x80, 0x80, 0x80, 0x08]);
    let read = read_order(&mut Reader::new(&bytes));
    assert_eq!(read.err(), Some(Malformed::Newer));
}
