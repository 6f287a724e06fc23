use test_servers::kafka::{Batch, PlayedRecord};

use super::*;

fn record(value: &str) -> PlayedRecord {
    PlayedRecord::of(value)
}

/// The values and positions of a fetch's records.
fn values(fetched: &Fetched) -> Vec<(String, i64)> {
    let each = fetched.records.iter().map(|record| {
        let what = match &record.content {
            Content::Event { value, .. } => String::from_utf8(value.to_vec()).unwrap(),
            Content::Nothing => "-".to_owned(),
            Content::Unreadable { reason, .. } => reason.as_str().to_owned(),
        };
        (what, record.next)
    });
    each.collect()
}

/// Reads batches from an offset on.
fn read(data: &Bytes, from: i64, aborted: &[Aborted]) -> Fetched {
    Fetched::read(Batches {
        data,
        from,
        end: 100,
        aborted,
        is_cut: false,
    })
}

fn joined(batches: &[Batch]) -> Bytes {
    let bytes: Vec<u8> = batches.iter().flat_map(|it| it.bytes().to_vec()).collect();
    bytes.into()
}

/// The length of a record with this value and nothing else, with its own length before it.
fn record_bytes(value: &str) -> usize {
    7 + value.len()
}

fn texts(wanted: &[(&str, i64)]) -> Vec<(String, i64)> {
    let each = wanted.iter();
    each.map(|(text, next)| ((*text).to_owned(), *next))
        .collect()
}

#[test]
fn records_of_aborted_transactions_do_not_count() {
    let log = joined(&[
        Batch::of(10, vec![record("a1"), record("a2")]).in_transaction(7),
        Batch::of(12, vec![record("b1")]).in_transaction(8),
        Batch::of(13, vec![record("plain")]),
        Batch::marker(14, 7, false),
        Batch::of(15, vec![record("a3")]).in_transaction(7),
        Batch::marker(16, 8, true),
        Batch::marker(17, 7, true),
    ]);
    let (producer, first) = (7, 10);
    let fetched = read(&log, 10, &[Aborted { producer, first }]);
    let wanted = [("-", 12), ("b1", 13), ("plain", 15), ("a3", 18)];
    assert_eq!(values(&fetched), texts(&wanted));
    assert_eq!(fetched.next, 18);
    // The same from the middle of the aborted transaction.
    let fetched = read(&log, 11, &[Aborted { producer, first }]);
    assert_eq!(values(&fetched), texts(&wanted));
    // Without the broker's word that it was aborted, it counts.
    let fetched = read(&log, 11, &[]);
    assert_eq!(values(&fetched)[0], ("a2".to_owned(), 12));
}

/// A producer may begin a new transaction after an aborted one, and abort that too.
#[test]
fn a_producer_may_abort_twice() {
    let log = joined(&[
        Batch::of(0, vec![record("a")]).in_transaction(7),
        Batch::marker(1, 7, false),
        Batch::of(2, vec![record("b")]).in_transaction(7),
        Batch::marker(3, 7, true),
        Batch::of(4, vec![record("c")]).in_transaction(7),
        Batch::marker(5, 7, false),
    ]);
    let aborted = [0, 4].map(|first| Aborted { producer: 7, first });
    let fetched = read(&log, 0, &aborted);
    assert_eq!(values(&fetched), texts(&[("-", 2), ("b", 6)]));
}

#[test]
fn what_does_not_count_is_moved_past() {
    let log = joined(&[Batch::marker(5, 7, true)]);
    let fetched = read(&log, 5, &[]);
    assert_eq!((values(&fetched), fetched.next), (texts(&[("-", 6)]), 6));
    let tombstones = vec![
        PlayedRecord::default(),
        record("x"),
        PlayedRecord::default(),
    ];
    let fetched = read(&joined(&[Batch::of(5, tombstones)]), 5, &[]);
    assert_eq!(values(&fetched), texts(&[("-", 6), ("x", 8)]));
    assert_eq!(read(&Bytes::new(), 5, &[]).next, 5);
}

#[test]
fn a_batch_that_is_cut_is_asked_for_again() {
    let first = Batch::of(0, vec![record("a")]).bytes();
    let log = joined(&[
        Batch::of(0, vec![record("a")]),
        Batch::of(1, vec![record("b")]),
    ]);
    for cut in first.len()..log.len() {
        let fetched = read(&log.slice(..cut), 0, &[]);
        assert_eq!(
            (values(&fetched), fetched.next),
            (texts(&[("a", 1)]), 1),
            "cut at {cut}"
        );
    }
}

/// The broker sends the whole first batch, so having only its beginning means that we did not read more.
#[test]
fn a_first_batch_that_is_too_large_is_one_reject() {
    let log = joined(&[Batch::of(3, vec![record("a"), record("b")])]);
    for cut in HEADER..log.len() {
        let data = log.slice(..cut);
        let (from, end, aborted, is_cut) = (3, 100, &[][..], true);
        let fetched = Fetched::read(Batches {
            data: &data,
            from,
            end,
            aborted,
            is_cut,
        });
        assert_eq!(read(&data, 3, &[]).next, 3, "it is asked for again");
        assert_eq!(values(&fetched), texts(&[("too_large", 5)]), "cut at {cut}");
    }
}

#[test]
fn damage_is_told_and_moved_past() {
    let whole = joined(&[
        Batch::of(0, vec![record("a"), record("b")]),
        Batch::of(2, vec![record("c")]),
    ]);
    for at in 21..Batch::of(0, vec![record("a"), record("b")]).bytes().len() {
        let mut bytes = whole.to_vec();
        bytes[at] ^= 1;
        let fetched = read(&Bytes::from(bytes), 0, &[]);
        // The flipped bit may say that the batch does not count, or where it ends, but never that later ones are not there.
        let wanted = texts(&[("c", 3)]);
        assert_eq!(values(&fetched)[1..], wanted, "{at}: {fetched:?}");
        assert!(
            (1..=2).contains(&fetched.records[0].next),
            "{at}: {fetched:?}"
        );
    }
}

#[test]
fn nothing_that_a_batch_says_of_itself_is_believed() {
    let batch = Batch::of(0, vec![record("a")]).bytes();
    // The number of records, and the lengths of the first record.
    for at in [57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67] {
        for value in [0x00, 0x01, 0x7f, 0x80, 0xff] {
            let mut bytes = batch.to_vec();
            bytes[at] = value;
            let checksum = crc32c::crc32c(&bytes[21..]);
            bytes[17..21].copy_from_slice(&checksum.to_be_bytes());
            let fetched = read(&Bytes::from(bytes), 0, &[]);
            assert_eq!(fetched.next, 1, "{at}: {value}");
        }
    }
}

/// What a record says of its place is believed only within its batch, and behind the record before it.
#[test]
fn a_record_out_of_its_place_makes_the_batch_one_reject() {
    let whole = joined(&[
        Batch::of(0, vec![record("a")]),
        Batch::of(1, vec![PlayedRecord::default(), record("b"), record("c")]),
    ]);
    let second = Batch::of(0, vec![record("a")]).bytes().len();
    // The last of the three, which has one byte each for length, attributes, time and place before its value.
    let place = whole.len() - record_bytes("c") + 3;
    for (zigzag, taken) in [(4, true), (2, false), (0, false), (1, false), (6, false)] {
        let mut bytes = whole.to_vec();
        assert_eq!(bytes[place], 4, "the third is two places after the first");
        bytes[place] = zigzag;
        let checksum = crc32c::crc32c(&bytes[second + 21..]);
        bytes[second + 17..second + 21].copy_from_slice(&checksum.to_be_bytes());
        let fetched = read(&bytes.into(), 0, &[]);
        let wanted = match taken {
            true => texts(&[("a", 2), ("b", 3), ("c", 4)]),
            false => texts(&[("a", 1), ("malformed_json", 4)]),
        };
        assert_eq!(values(&fetched), wanted, "{zigzag}");
        assert_eq!(fetched.next, 4);
    }
}

#[test]
fn a_message_of_before_0_11_is_one_reject() {
    // Offset 7, 22 bytes of a message with magic 1, followed by a current batch.
    let mut old = [
        &7_i64.to_be_bytes()[..],
        &22_i32.to_be_bytes(),
        &[0; 4],
        &[1],
        &[0; 17],
    ]
    .concat();
    old.extend_from_slice(&Batch::of(8, vec![record("a")]).bytes());
    let fetched = read(&old.into(), 7, &[]);
    assert_eq!(values(&fetched), texts(&[("malformed_json", 8), ("a", 9)]));
}
