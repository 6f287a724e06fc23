//! The answer to a fetch, for the fuzzer.

use bytes::{BufMut, Bytes};
use domain::Shop;
use pipeline::Decoded;

use super::batch::{Batches, Content, Fetched};
use super::fetch::Answer;
use super::header::{CHECKSUM, Header, SUMMED};
use super::record::{StreamRecord, decode_record};

/// Reads an answer to a fetch from this offset on, and decodes its records.
///
/// # Panics
/// If a position is not behind the one before it, or not where the fetch ends.
pub fn fetch(version: i16, from: i64, data: &[u8], shop: &Shop, into: &mut Decoded) {
    let Some(answer) = Answer::read(version, Bytes::copy_from_slice(data)) else {
        return;
    };
    assert!(answer.batches.len() <= data.len());
    let batches = summed(&answer.batches);
    for is_cut in [false, true] {
        let fetched = Fetched::read(Batches {
            data: &batches,
            from,
            end: answer.end,
            aborted: &answer.aborted,
            is_cut,
        });
        let mut next = from;
        for record in &fetched.records {
            assert!(record.next >= next, "a position goes back");
            next = record.next;
            let Content::Event { value, headers } = &record.content else {
                continue;
            };
            assert!((from..next).contains(&record.offset));
            let record = StreamRecord {
                topic: "orders",
                partition: 3,
                offset: record.offset,
                value: Some(value),
            };
            let headers = headers.iter().map(|(name, text)| (&name[..], &text[..]));
            decode_record(shop, &record, headers, into);
        }
        assert_eq!(next, fetched.next, "what was read ends elsewhere");
    }
}

/// The batches with checksums that fit, which the fuzzer need not guess.
fn summed(batches: &[u8]) -> Bytes {
    let mut bytes = batches.to_vec();
    let mut first = 0;
    while let Some(header) = bytes.get(first..).and_then(|it| Header::read(it, i64::MAX)) {
        let end = first + header.length;
        if let Some(content) = bytes.get(first + SUMMED..end) {
            let sum = crc32c::crc32c(content);
            (&mut bytes[first + CHECKSUM..]).put_u32(sum);
        }
        first = end;
    }
    bytes.into()
}
