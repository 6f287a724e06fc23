//! A record's events and their identities.
//!
//! An event without an id of its own is identified by topic, partition and offset. A record keeps these however often
//! it is read, and by any reader: `serve` and the Lambda function may even read one topic together.

use domain::Shop;
use pipeline::Decoded;

use crate::headed::decode_with;

/// A record as Kafka delivers it.
#[derive(Clone, Copy, Debug)]
pub struct StreamRecord<'r> {
    /// Its topic.
    pub topic: &'r str,
    /// Its partition.
    pub partition: i32,
    /// Its place in the partition.
    pub offset: i64,
    /// What the producer sent; `None` is a tombstone, which cancels the key's record.
    pub value: Option<&'r [u8]>,
}

/// The name of a partition as a source of orders: in positions, rejects and metrics.
pub fn source_name(topic: &str, partition: &str) -> String {
    format!("kafka:{topic}:{partition}")
}

/// Decodes and validates a record's events into a batch: one JSON object, an array, or NDJSON, plain or in CloudEvents
/// of either mode. Tombstones are skipped. This never fails: any other record is a reject.
pub fn decode_record<'h>(
    shop: &Shop,
    record: &StreamRecord<'_>,
    headers: impl Iterator<Item = (&'h [u8], &'h [u8])>,
    into: &mut Decoded,
) {
    let Some(value) = record.value else { return };
    let StreamRecord {
        topic,
        partition,
        offset,
        ..
    } = record;
    let identity = format_args!("{topic}:{partition}:{offset}");
    decode_with(shop, headers, b"ce_", &identity, value, into);
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;
    use pipeline::Origin;

    use super::*;

    const ANONYMOUS: &[u8] =
        br#"{"timestamp":1520776000,"items":[{"sku":"A","price":1,"quantity":1}]}"#;

    /// The ids of a record's orders, and how many of its events are rejects.
    fn decode(value: Option<&[u8]>, headers: &[(&str, &str)]) -> (Vec<String>, usize) {
        let shop = Shop::new("default", "UTC", "USD").unwrap();
        let mut decoded = Decoded::new(Origin {
            source: "kafka:orders:3",
            now: Timestamp::from_millis(1_520_776_000_000),
        });
        let record = StreamRecord {
            topic: "orders",
            partition: 3,
            offset: 7,
            value,
        };
        let headers = headers.iter();
        let headers = headers.map(|(name, text)| (name.as_bytes(), text.as_bytes()));
        decode_record(&shop, &record, headers, &mut decoded);
        let orders = decoded.orders();
        let orders = (0..orders.len()).filter_map(|index| orders.get(index));
        let ids: Vec<String> = orders.map(|order| order.id().to_owned()).collect();
        let rejects = decoded.reject_count();
        (ids, rejects)
    }

    #[test]
    fn an_event_without_id_is_known_by_its_place() {
        let ids = |ids: &[&str]| (ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(), 0);
        assert_eq!(decode(Some(ANONYMOUS), &[]), ids(&["orders:3:7/0"]));
        let two = [b"[", ANONYMOUS, b",", ANONYMOUS, b"]"].concat();
        let both = ids(&["orders:3:7/0", "orders:3:7/1"]);
        assert_eq!(decode(Some(&two), &[]), both);
        assert_eq!(decode(None, &[]), ids(&[]), "a tombstone says nothing");
        assert_eq!(decode(Some(b""), &[]).1, 1, "and is not an empty record");
    }

    #[test]
    fn cloud_events_are_read_in_both_modes() {
        let structured = [
            br#"{"specversion":"1.0","source":"/shop","id":"e1","type":"order","data":"#,
            ANONYMOUS,
            b"}",
        ];
        let one = (vec!["/shop e1".to_owned()], 0);
        let structured = structured.concat();
        assert_eq!(decode(Some(&structured), &[]), one);
        let version = ("ce_specversion", "1.0");
        let (source, id) = (("ce_source", "/shop"), ("ce_id", "e1"));
        let binary = [("content-type", "application/json"), version, source, id];
        assert_eq!(decode(Some(ANONYMOUS), &binary), one);
        for headers in [
            &[version, source][..],
            &[version, id],
            &[("ce_specversion", "0.3"), source, id],
            &[version, source, id, ("ce_time", "today")],
        ] {
            assert_eq!(decode(Some(ANONYMOUS), headers), (vec![], 1), "{headers:?}");
        }
    }
}
