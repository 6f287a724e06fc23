use super::*;
use crate::layout::bucket;

/// Writes what most tests need: the sums of measures that every order has.
fn put(
    out: &mut Vec<u8>,
    (version, standing, at): (i64, Standing, LocalTime),
    (revenue, returns): (Minor, Minor),
    sold: &[(&str, u64)],
) {
    let record = NewRecord {
        version,
        standing,
        at,
        revenue,
        returns,
        extra: None,
        sold: sold.iter().map(plain),
        returned: [].into_iter(),
        out,
    };
    record.put().unwrap();
}

fn plain<'s>(&(sku, units): &(&'s str, u64)) -> RecordLine<'s> {
    RecordLine {
        sku,
        units,
        amount: 0,
    }
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
        let (standing, returns) = match revenue {
            0 => (Standing::Cancelled, 0),
            _ => (Standing::Counts, 30),
        };
        let mut out = Vec::new();
        put(
            &mut out,
            (version, standing, at(day)),
            (revenue, returns),
            sold,
        );
        let entry = read(&out).unwrap();
        assert_eq!(
            (entry.version, entry.standing, entry.at),
            (version, standing, at(day))
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

/// An extended record with the sums of these measures.
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
    // Measures that every order has, so they are known however many measures exist.
    let out = extended(SUMS_AND_LINES, &[(2, 300), (3, -4)], &[("A", 1), ("7", 3)]);
    let entry = read(&out).unwrap();
    assert_eq!(
        (entry.version, entry.standing, entry.at),
        (7, Standing::Counts, at(17_601))
    );
    assert_eq!((entry.revenue, entry.returns), (300, 0));
    let below = entry
        .extra
        .as_deref()
        .map(|extra| extra.sums()[Measure::Returns]);
    assert_eq!(below, Some(-4));
    assert_eq!(entry.sold.len(), 2);
    for end in 0..out.len() {
        assert_eq!(read(&out[..end]), Err(Unreadable::Malformed), "{end}");
    }
    let beside = Measure::all().filter(|it| !matches!(it, Measure::Units | Measure::Revenue));
    let (_, _, extra) = Extra::split(
        &beside.map(|measure| (measure, -5)).collect(),
        Market::NONE,
        Original::parse("JPY -2290 0.0061"),
    );
    if let Some(extra) = extra {
        let out = written_with(Some(&extra));
        let entry = read(&out).unwrap();
        assert_eq!((entry.revenue, entry.returns), (300, 0));
        assert_eq!(entry.extra.as_deref(), Some(&extra));
    }
}

#[test]
fn amounts_stand_behind_the_units_of_a_line() {
    let line = |sku, units, amount| RecordLine { sku, units, amount };
    let mut out = Vec::new();
    let record = NewRecord {
        version: 7,
        standing: Standing::Counts,
        at: at(17_601),
        revenue: 300,
        returns: 99,
        extra: None,
        sold: [line("A", 2, 300), line("B", 1, 0)].into_iter(),
        returned: [line("A", 1, 99)].into_iter(),
        out: &mut out,
    };
    record.put().unwrap();
    let expected = [
        0x83, 0x04, // shape 1 and 256
        0b1100, 0xd8, 4, 0xc6, 1, // measures 2 and 3: 300 and 99
        3, // lines
        2, b'A', 4, 0xac, 2, // 2 for 300
        2, b'B', 2, 0, // 1 for nothing
        2, b'A', 1, 99, // 1 comes back
    ];
    assert_eq!(out[5 + version_bytes(7).len()..], expected);
    let entry = read(&out).unwrap();
    assert_eq!(
        (entry.revenue, entry.returns, &entry.extra),
        (300, 99, &None)
    );
    let lines = |lines: &[SoldUnits]| {
        let lines = lines.iter();
        let lines = lines.map(|line| (line.sku.to_string(), line.units, line.amount));
        lines.collect::<Vec<_>>()
    };
    let sold = [("A".to_owned(), 2, 300), ("B".to_owned(), 1, 0)];
    assert_eq!(lines(&entry.sold), sold);
    assert_eq!(lines(&entry.returned), [("A".to_owned(), 1, 99)]);
    for end in 0..out.len() {
        assert_eq!(read(&out[..end]), Err(Unreadable::Malformed), "{end}");
    }
}

/// The record of an order of one line with this extra data.
fn written_with(extra: Option<&Extra>) -> Vec<u8> {
    let mut out = Vec::new();
    let record = NewRecord {
        version: 7,
        standing: Standing::Counts,
        at: at(17_601),
        revenue: 300,
        returns: 0,
        extra,
        sold: [plain(&("A", 1))].into_iter(),
        returned: [].into_iter(),
        out: &mut out,
    };
    record.put().unwrap();
    out
}

#[test]
fn where_an_order_was_sold_makes_a_record_extended_by_a_byte_each() {
    let written = |channel: Option<u8>, country: Option<&str>| {
        let market = Market {
            channel: channel.and_then(Channel::of_number),
            country: country.and_then(Country::from_code),
        };
        let (_, _, extra) = Extra::split(&Sums::ZERO, market, None);
        let out = written_with(extra.as_ref());
        assert_eq!(read(&out).unwrap().market(), market);
        out
    };
    // Shape, mask, revenue, channel, country, number of lines, and the lines.
    let both = written(Some(31), Some("ZW"));
    assert_eq!(both[6..], [0b110_0011, 4, 216, 4, 31, 248, 1, 2, 65, 1][..]);
    assert_eq!(written(Some(0), None)[6], 0b10_0011);
    assert_eq!(written(None, Some("AD"))[6], 0b100_0011);
    for (place, newer) in [(10, 32), (11, 250)] {
        let mut bytes = both.clone();
        bytes[place] = newer;
        assert_eq!(read(&bytes), Err(Unreadable::Newer));
    }
    for end in 0..both.len() {
        assert_eq!(read(&both[..end]), Err(Unreadable::Malformed), "{end}");
    }
}

#[test]
fn what_an_order_was_converted_from_stands_before_its_lines() {
    for text in ["EUR 2290", "JPY -7 0.0061"] {
        let original = Original::parse(text);
        let (_, _, extra) = Extra::split(&Sums::ZERO, Market::NONE, original);
        let mut out = written_with(extra.as_ref());
        // Shape, mask, revenue; length and text; lines, and those.
        let length = text.len() as u8;
        let front = [0b1000_0011, 1, 4, 216, 4, length];
        let expected = [&front[..], text.as_bytes(), &[1, 2, 65, 1]].concat();
        assert_eq!(out[6..], expected);
        assert_eq!(read(&out).unwrap().original(), original.as_ref());
        for end in 0..out.len() {
            assert_eq!(read(&out[..end]), Err(Unreadable::Malformed), "{end}");
        }
        out[12..15].copy_from_slice(b"ZZZ");
        assert_eq!(read(&out), Err(Unreadable::Newer));
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
    put(&mut out, (7, Standing::Counts, at), (300, 2), &line);
    let expected = extended(1 << 9 | SUMS_AND_LINES, &[(2, 300), (3, 2)], &line);
    assert_eq!(out, expected);
    assert_eq!(out[5 + version_bytes(7).len()..][..2], [0x83, 0x08]);
    let entry = read(&out).unwrap();
    assert_eq!((entry.at, entry.standing), (at, Standing::Counts));
    assert_eq!((entry.revenue, entry.returns), (300, 2));
    let mut out = Vec::new();
    put(&mut out, (7, Standing::Cancelled, at), (0, 0), &[]);
    assert_eq!(
        out,
        extended(1 << 9 | 1 << STANDING_AT | SUMS_AND_LINES, &[], &[])
    );
    let entry = read(&out).unwrap();
    assert_eq!((entry.at, entry.standing), (at, Standing::Cancelled));
    assert!(entry.sums().is_zero());
}

#[test]
fn what_does_not_count_says_why() {
    for standing in Standing::ALL {
        for is_second_pass in [false, true] {
            let at = LocalTime {
                is_second_pass,
                ..at(17_601)
            };
            let mut out = Vec::new();
            put(&mut out, (3, standing, at), (0, 0), &[]);
            let entry = read(&out).unwrap();
            assert_eq!((entry.standing, entry.at), (standing, at));
            assert_eq!((entry.extra, entry.sold.len()), (None, 0));
        }
    }
}

#[test]
fn what_a_newer_version_wrote_is_not_read_as_less() {
    let line = [("A", 1)];
    for (shape, number, expected) in [
        (SUMS_AND_LINES, Measure::COUNT, Unreadable::Newer),
        (SUMS_AND_LINES, 31, Unreadable::Newer),
        // The units are in the lines.
        (SUMS_AND_LINES, 1, Unreadable::Newer),
        // The standing.
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
    let old = strings(include_bytes!("../../../tests/format/1.resp"));
    let new = strings(include_bytes!("../../../tests/format/2.resp"));
    let buckets = new.iter().filter_map(|bytes| bucket::read(bytes));
    let new: Vec<&[u8]> = buckets.flatten().map(|(_, record)| record).collect();
    for (strings, at_least) in [(old, 400), (new, 400)] {
        let mut orders = 0;
        // No other long enough string is one.
        for bytes in strings.into_iter().filter(|bytes| bytes.len() > 8) {
            let Ok(entry) = read(bytes) else { continue };
            orders += 1;
            let mut out = Vec::new();
            let sold: Vec<_> = entry.sold.iter().map(|it| (&*it.sku, it.units)).collect();
            let (amounts, head) = (
                (entry.revenue, entry.returns),
                (entry.version, entry.standing, entry.at),
            );
            put(&mut out, head, amounts, &sold);
            assert_eq!(out, bytes);
        }
        assert!(orders > at_least, "{orders} orders");
    }
}
