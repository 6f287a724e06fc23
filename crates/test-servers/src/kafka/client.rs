//! A plain client with which tests put records into topics one by one.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use bytes::{Bytes, BytesMut};
use kafka_protocol::messages::create_topics_request::{CreatableTopic, CreatableTopicConfig};
use kafka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
use kafka_protocol::messages::{
    CreateTopicsRequest, ProduceRequest, RequestHeader, ResponseHeader, TopicName,
};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, Request, StrBytes};

use super::{Batch, PlayedRecord};

/// A connection to a broker.
pub struct Client {
    line: TcpStream,
}

impl Client {
    /// Connects to the broker at a port.
    pub fn to(port: u16) -> Client {
        let line = TcpStream::connect(("127.0.0.1", port)).unwrap();
        line.set_nodelay(true).unwrap();
        Client { line }
    }

    /// Creates a topic.
    pub fn create(&mut self, topic: &str, partitions: i32, settings: &[(&str, &str)]) {
        let settings = settings.iter().map(|(name, value)| {
            CreatableTopicConfig::default()
                .with_name(StrBytes::from_string((*name).to_owned()))
                .with_value(Some(StrBytes::from_string((*value).to_owned())))
        });
        let topic = CreatableTopic::default()
            .with_name(name_of(topic))
            .with_num_partitions(partitions)
            .with_replication_factor(1)
            .with_configs(settings.collect());
        let request = CreateTopicsRequest::default()
            .with_timeout_ms(10_000)
            .with_topics(vec![topic]);
        let answer = self.call(&request, 4);
        for topic in answer.topics {
            assert_eq!(topic.error_code, 0, "{topic:?}");
        }
    }

    /// Puts a record into a partition.
    pub fn put(&mut self, topic: &str, partition: i32, record: PlayedRecord) {
        self.put_batch(topic, partition, &Batch::of(0, vec![record]).bytes());
    }

    /// Puts a batch with its bytes unchanged.
    pub fn put_batch(&mut self, topic: &str, partition: i32, batch: &Bytes) {
        let data = PartitionProduceData::default()
            .with_index(partition)
            .with_records(Some(batch.clone()));
        let topic = TopicProduceData::default()
            .with_name(name_of(topic))
            .with_partition_data(vec![data]);
        let request = ProduceRequest::default()
            .with_acks(-1)
            .with_timeout_ms(10_000)
            .with_topic_data(vec![topic]);
        let answer = self.call(&request, 7);
        let partitions = answer.responses.iter();
        for partition in partitions.flat_map(|it| &it.partition_responses) {
            assert_eq!(partition.error_code, 0, "{partition:?}");
        }
    }

    fn call<R: Request>(&mut self, request: &R, version: i16) -> R::Response {
        let header = RequestHeader::default()
            .with_request_api_key(R::KEY)
            .with_request_api_version(version)
            .with_client_id(Some(StrBytes::from_static_str("tests")));
        let mut message = BytesMut::new();
        header
            .encode(&mut message, R::header_version(version))
            .unwrap();
        request.encode(&mut message, version).unwrap();
        let length = (message.len() as u32).to_be_bytes();
        self.line.write_all(&length).unwrap();
        self.line.write_all(&message).unwrap();
        let mut length = [0; 4];
        self.line.read_exact(&mut length).unwrap();
        let mut answer = vec![0; u32::from_be_bytes(length) as usize];
        self.line.read_exact(&mut answer).unwrap();
        let mut answer = Bytes::from(answer);
        ResponseHeader::decode(&mut answer, R::Response::header_version(version)).unwrap();
        R::Response::decode(&mut answer, version).unwrap()
    }
}

fn name_of(topic: &str) -> TopicName {
    TopicName(StrBytes::from_string(topic.to_owned()))
}
