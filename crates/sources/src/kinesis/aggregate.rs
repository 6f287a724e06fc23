//! Records that the Kinesis Producer Library packed into one.
//!
//! Producers that pay per record pack many small ones into a large one: four magic bytes, a protobuf message, and the
//! message's MD5 sum. The format is described in `aggregation-format.md` of `awslabs/amazon-kinesis-producer`.

use md5::{Digest, Md5};
use prost::Message;

/// The prefix of an aggregated record.
pub const MAGIC: [u8; 4] = [0xf3, 0x89, 0x9a, 0xc2];

const DIGEST_BYTES: usize = 16;

/// The content of an aggregated record, in the producer's order.
#[derive(Clone, PartialEq, Message)]
pub struct Aggregate {
    /// Distinct partition keys; records refer to them by index.
    #[prost(string, repeated, tag = "1")]
    pub partition_keys: Vec<String>,
    /// Distinct explicit hash keys.
    #[prost(string, repeated, tag = "2")]
    pub explicit_hash_keys: Vec<String>,
    /// The producer's records.
    #[prost(message, repeated, tag = "3")]
    pub records: Vec<UserRecord>,
}

/// A record as the producer made it.
#[derive(Clone, PartialEq, Message)]
pub struct UserRecord {
    /// Index of its partition key.
    #[prost(uint64, required, tag = "1")]
    pub partition_key: u64,
    /// Index of its explicit hash key.
    #[prost(uint64, optional, tag = "2")]
    pub explicit_hash_key: Option<u64>,
    /// What the producer sent.
    #[prost(bytes = "vec", required, tag = "3")]
    pub data: Vec<u8>,
}

/// An aggregated record that cannot be unpacked: it has the magic bytes, but no message with a matching sum after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it begins as a KPL-aggregated record does, but {0}")]
pub struct BrokenAggregate(&'static str);

impl Aggregate {
    /// Unpacks a record's data; `None` if it is not aggregated.
    ///
    /// # Errors
    /// [`BrokenAggregate`] when an aggregated record is damaged or cut off.
    pub fn unpack(data: &[u8]) -> Result<Option<Aggregate>, BrokenAggregate> {
        let Some(rest) = data.strip_prefix(&MAGIC) else {
            return Ok(None);
        };
        let Some((message, sum)) = rest.split_last_chunk::<DIGEST_BYTES>() else {
            return Err(BrokenAggregate("it is cut off"));
        };
        if Md5::digest(message).as_slice() != sum {
            return Err(BrokenAggregate("its checksum does not match"));
        }
        let unpacked = Aggregate::decode(message);
        unpacked
            .map(Some)
            .map_err(|_| BrokenAggregate("its message cannot be read"))
    }

    /// Packs everything into the data of one record.
    pub fn pack(&self) -> Vec<u8> {
        let message = self.encode_to_vec();
        [&MAGIC[..], &message, Md5::digest(&message).as_slice()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Aggregate {
        let record = |data: &str| UserRecord {
            partition_key: 0,
            explicit_hash_key: None,
            data: data.into(),
        };
        Aggregate {
            partition_keys: vec!["k".into()],
            explicit_hash_keys: vec![],
            records: vec![record("one"), record("two")],
        }
    }

    /// Written byte by byte from the format's description, so that packing and unpacking cannot be wrong in the same
    /// way.
    #[test]
    fn the_format_is_the_producer_librarys() {
        let message = b"\x0a\x01k\x1a\x07\x08\x00\x1a\x03one\x1a\x07\x08\x00\x1a\x03two";
        let sum = [
            0x4b, 0x3c, 0xbd, 0x0c, 0x23, 0x6e, 0xea, 0xb5, 0x38, 0xce, 0xb0, 0x04, 0xbc, 0x80,
            0x1d, 0xe0,
        ];
        let data = [&b"\xf3\x89\x9a\xc2"[..], message, &sum].concat();
        assert_eq!(two().pack(), data);
        assert_eq!(Aggregate::unpack(&data), Ok(Some(two())));
    }

    #[test]
    fn other_records_are_left_as_they_are() {
        for data in [&b""[..], b"{}", b"\xf3\x89\x9a", b"\x00\xf3\x89\x9a\xc2"] {
            assert_eq!(Aggregate::unpack(data), Ok(None));
        }
    }

    #[test]
    fn a_damaged_one_is_said_to_be_so() {
        let data = two().pack();
        for cut in 4..data.len() {
            assert!(Aggregate::unpack(&data[..cut]).is_err(), "cut at {cut}");
        }
        for at in 4..data.len() {
            let mut flipped = data.clone();
            flipped[at] ^= 1;
            assert!(Aggregate::unpack(&flipped).is_err(), "flipped at {at}");
        }
        let nonsense = b"\xff\xff";
        let signed = [&MAGIC[..], nonsense, Md5::digest(nonsense).as_slice()].concat();
        let error = Aggregate::unpack(&signed).unwrap_err().to_string();
        assert!(error.contains("message"), "{error}");
    }
}
