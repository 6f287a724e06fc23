//! Batches in the form of a broker's log.

use bytes::{Bytes, BytesMut};
use kafka_protocol::indexmap::IndexMap;
use kafka_protocol::protocol::StrBytes;
use kafka_protocol::records::{
    Compression, Record, RecordBatchEncoder, RecordEncodeOptions, TimestampType,
};

/// A record as sent by a producer.
#[derive(Clone, Debug, Default)]
pub struct PlayedRecord {
    /// Its key.
    pub key: Option<Vec<u8>>,
    /// Its content; `None` is a tombstone.
    pub value: Option<Vec<u8>>,
    /// Its headers.
    pub headers: Vec<(&'static str, &'static str)>,
}

impl PlayedRecord {
    /// A record with only a value.
    pub fn of(value: impl AsRef<[u8]>) -> PlayedRecord {
        PlayedRecord {
            value: Some(value.as_ref().to_vec()),
            ..PlayedRecord::default()
        }
    }
}

/// A batch of a partition, in the form of a broker's log.
#[derive(Clone, Debug)]
pub struct Batch {
    first: i64,
    producer: i64,
    is_transactional: bool,
    /// For a marker: whether the transaction is committed.
    marks: Option<bool>,
    records: Vec<PlayedRecord>,
}

impl Batch {
    /// A batch of records from this offset on.
    pub fn of(first: i64, records: Vec<PlayedRecord>) -> Batch {
        Batch {
            first,
            producer: -1,
            is_transactional: false,
            marks: None,
            records,
        }
    }

    /// Makes it part of a producer's transaction.
    #[must_use]
    pub fn in_transaction(mut self, producer: i64) -> Batch {
        (self.producer, self.is_transactional) = (producer, true);
        self
    }

    /// The marker that a coordinator writes at the end of a producer's transaction.
    pub fn marker(first: i64, producer: i64, is_committed: bool) -> Batch {
        let mut batch = Batch::of(first, vec![PlayedRecord::default()]).in_transaction(producer);
        batch.marks = Some(is_committed);
        batch
    }

    /// The offset after it.
    pub fn next(&self) -> i64 {
        self.first + self.records.len() as i64
    }

    /// In the wire format.
    pub fn bytes(&self) -> Bytes {
        let records = self.records.iter().enumerate().map(|(place, record)| {
            let marker = self.marks.map(|it| vec![0, 0, 0, u8::from(it)]);
            let value = self.marks.map(|_| vec![0; 6]);
            let headers = record.headers.iter().map(|(name, text)| {
                let name = StrBytes::from_static_str(name);
                (name, Some(Bytes::from_static(text.as_bytes())))
            });
            Record {
                transactional: self.is_transactional,
                control: self.marks.is_some(),
                delete_horizon: false,
                partition_leader_epoch: 0,
                producer_id: self.producer,
                producer_epoch: 0,
                timestamp_type: TimestampType::Creation,
                offset: self.first + place as i64,
                sequence: place as i32,
                timestamp: 1_520_776_000_000,
                key: marker.or_else(|| record.key.clone()).map(Bytes::from),
                value: value.or_else(|| record.value.clone()).map(Bytes::from),
                headers: headers.collect::<IndexMap<_, _>>(),
            }
        });
        let records: Vec<Record> = records.collect();
        let options = RecordEncodeOptions {
            version: 2,
            compression: Compression::None,
        };
        let mut bytes = BytesMut::new();
        RecordBatchEncoder::encode(&mut bytes, &records, &options).unwrap();
        bytes.freeze()
    }
}
