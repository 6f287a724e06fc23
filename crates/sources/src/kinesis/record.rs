//! A record's events and their identities.
//!
//! An event without an id of its own is identified by its place: shard and sequence number, the place in an aggregated
//! record, and the place in the record's body. All of these stay the same however often the record is read, and by any
//! reader, so every reader arrives at the same ids: `serve` and the Lambda function may even read one stream together.
//! But if a producer sends an event twice, it makes two records; only an id shows that they are one.

use std::fmt::Display;

use domain::{Reason, Rejection, Shop};
use pipeline::{BodyFormat, Decoded, decode_into};

use super::Aggregate;

/// A record as Kinesis delivers it.
#[derive(Clone, Copy, Debug)]
pub struct StreamRecord<'r> {
    /// The shard's id, such as `shardId-000000000000`.
    pub shard: &'r str,
    /// Its place in the shard.
    pub sequence_number: &'r str,
    /// What the producer sent, decoded from base64.
    pub data: &'r [u8],
}

/// The name of a shard as a source of orders: in positions, rejects and metrics.
pub fn source_name(stream: &str, shard: &str) -> String {
    format!("kinesis:{stream}:{shard}")
}

/// Decodes and validates a record's events into a batch: one JSON object, an array, or NDJSON, alone or aggregated by
/// the Kinesis Producer Library. This never fails: any other record is a reject.
pub fn decode_record(shop: &Shop, record: &StreamRecord<'_>, into: &mut Decoded) {
    let identity = format_args!("{}:{}", record.shard, record.sequence_number);
    match Aggregate::unpack(record.data) {
        Ok(None) => decode_data(shop, &identity, record.data, into),
        Ok(Some(aggregate)) => {
            for (place, user) in aggregate.records.iter().enumerate() {
                decode_data(shop, &format_args!("{identity}:{place}"), &user.data, into);
            }
        }
        Err(error) => {
            let rejection = Rejection::new(Reason::MalformedJson, error.to_string());
            into.reject(rejection, None, record.data.to_vec());
        }
    }
}

fn decode_data(shop: &Shop, identity: &dyn Display, data: &[u8], into: &mut Decoded) {
    decode_into(shop, BodyFormat::of(data), Some(identity), data, into);
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;
    use pipeline::Origin;

    use super::super::UserRecord;
    use super::*;

    const ANONYMOUS: &str =
        r#"{"timestamp":1520776000,"items":[{"sku":"A","price":1,"quantity":1}]}"#;

    /// The ids of a record's orders, and how many of its events are rejects.
    fn decode(data: &[u8]) -> (Vec<String>, usize) {
        let shop = Shop::new("default", "UTC", "USD").unwrap();
        let source = source_name("orders", "shardId-000000000001");
        let mut decoded = Decoded::new(Origin {
            source: &source,
            now: Timestamp::from_millis(1_520_776_000_000),
        });
        let record = StreamRecord {
            shard: "shardId-000000000001",
            sequence_number: "495",
            data,
        };
        // Something precedes it, but places still count from the record's beginning.
        decode_record(
            &shop,
            &StreamRecord {
                data: b"7",
                ..record
            },
            &mut decoded,
        );
        decode_record(&shop, &record, &mut decoded);
        let orders = decoded.orders();
        let orders = (0..orders.len()).filter_map(|index| orders.get(index));
        let ids: Vec<String> = orders.map(|order| order.id().to_owned()).collect();
        let rejects = decoded.events() - ids.len() - 1;
        (ids, rejects)
    }

    #[test]
    fn an_event_without_id_is_known_by_its_place() {
        let own =
            ANONYMOUS
                .replace('{', r#"{"id":"7","#)
                .replacen(r#""id":"7","sku""#, r#""sku""#, 1);
        for (data, ids) in [
            (ANONYMOUS.to_owned(), vec!["shardId-000000000001:495/0"]),
            (own.clone(), vec!["7"]),
            (
                format!("[{ANONYMOUS},{own},{ANONYMOUS}]"),
                vec![
                    "shardId-000000000001:495/0",
                    "7",
                    "shardId-000000000001:495/2",
                ],
            ),
            (
                format!("{ANONYMOUS}\n{ANONYMOUS}\n"),
                vec!["shardId-000000000001:495/0", "shardId-000000000001:495/1"],
            ),
        ] {
            assert_eq!(
                decode(data.as_bytes()),
                (ids.iter().map(|id| (*id).to_owned()).collect(), 0),
                "{data}"
            );
        }
    }

    #[test]
    fn aggregated_records_are_unpacked() {
        let user = |data: &str| UserRecord {
            data: data.into(),
            ..UserRecord::default()
        };
        let aggregate = Aggregate {
            partition_keys: vec!["k".into()],
            records: vec![
                user(ANONYMOUS),
                user("no JSON"),
                user(&format!("[{ANONYMOUS},{ANONYMOUS}]")),
            ],
            ..Aggregate::default()
        };
        let ids = ["495:0/0", "495:2/0", "495:2/1"].map(|id| format!("shardId-000000000001:{id}"));
        assert_eq!(decode(&aggregate.pack()), (ids.to_vec(), 1));
    }

    #[test]
    fn a_poison_record_is_one_reject() {
        let mut damaged = Aggregate::default().pack();
        damaged.push(0);
        for data in [&b""[..], b"\xff\xfe", b"null", &damaged] {
            assert_eq!(decode(data), (vec![], 1), "{data:?}");
        }
    }
}
