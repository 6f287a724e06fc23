//! The answer to a fetch, for the fuzzer.

use bytes::{BufMut, Bytes};
use domain::Shop;
use pipeline::Decoded;

use super::batch::{Batches, Content, Fetched};
use super::fetch::Answer;
use super::record::{StreamRecord, decode_record};

/// Where a batch has its length, and its checksum; what follows the checksum is summed.
const LENGTH: usize = 8;
const CHECKSUM: usize = 17;
/// Bytes before those that the length counts.
const BEFORE: usize = 12;

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
    while let Some(head) = bytes.get(first..first + CHECKSUM + 4) {
        let length = i32::from_be_bytes([
            head[LENGTH],
            head[LENGTH + 1],
            head[LENGTH + 2],
            head[LENGTH + 3],
        ]);
        let end = first + BEFORE + usize::try_from(length).unwrap_or_default();
        if let Some(content) = bytes.get(first + CHECKSUM + 4..end) {
            let sum = crc32c::crc32c(content);
            (&mut bytes[first + CHECKSUM..]).put_u32(sum);
        }
        first = end;
    }
    bytes.into()
}
