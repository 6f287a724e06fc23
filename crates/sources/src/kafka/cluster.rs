//! What a cluster knows about a topic: partitions, their leaders, offsets.

use std::ops::RangeInclusive;

use domain::Timestamp;
use kafka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kafka_protocol::messages::list_offsets_request::{ListOffsetsPartition, ListOffsetsTopic};
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::{
    BrokerId, DescribeConfigsRequest, ListOffsetsRequest, MetadataRequest, MetadataResponse,
    TopicName,
};
use kafka_protocol::protocol::StrBytes;
use tokio::sync::Mutex;

use super::connection::Connection;
use super::login::enter;
use super::security::Security;
use super::{CallError, KafkaUrl, Trouble};

const METADATA: RangeInclusive<i16> = 4..=8;
const LIST_OFFSETS: RangeInclusive<i16> = 2..=5;
const DESCRIBE_CONFIGS: RangeInclusive<i16> = 1..=2;
/// The resource type of a topic.
const TOPIC: i8 = 2;
/// Isolation level: records before the last stable offset, with the list of aborted transactions among them.
pub(super) const READ_COMMITTED: i8 = 1;
/// A consumer, not a broker that replicates.
pub(super) const CONSUMER: BrokerId = BrokerId(-1);

/// A place in a partition that brokers can resolve.
#[derive(Clone, Copy, Debug)]
pub(super) enum At {
    /// The oldest record that exists.
    Earliest,
    /// After the last readable record.
    Latest,
    /// The first record that arrived at this time or later.
    Time(Timestamp),
}

/// A cluster of brokers, with the topic to read.
pub struct Cluster {
    pub(super) url: KafkaUrl,
    security: Security,
    /// A connection to any of the brokers.
    known: Mutex<Option<Connection>>,
}

impl Cluster {
    /// The cluster in a URL.
    pub fn new(url: KafkaUrl, security: Security) -> Cluster {
        Cluster {
            url,
            security,
            known: Mutex::new(None),
        }
    }

    pub(super) fn topic_name(&self) -> TopicName {
        TopicName(StrBytes::from_string(self.url.topic.clone()))
    }

    /// The topic's partitions.
    pub(super) async fn partitions(&self) -> Result<Vec<i32>, CallError> {
        let mut known = self.known.lock().await;
        let mut connection = self.any(known.take()).await?;
        let described = self.describe(&mut connection).await?;
        // Reading does not need this request, so it may be forbidden or unsupported. A failed connection is not kept.
        let policy = match self.policy(&mut connection).await {
            Ok(policy) => {
                *known = Some(connection);
                policy
            }
            Err(_) => None,
        };
        if policy.is_some_and(|it| it.contains("compact")) && !self.url.compacted {
            let message = format!(
                "the topic `{}` is compacted: Kafka removes orders from it that share a key with a later one, before they are \
                 read. Name a topic with cleanup.policy=delete, or say compacted=allow if the key is the order's id",
                self.url.topic
            );
            return Err(CallError::new(Trouble::Compacted, message));
        }
        let topics = described.topics.into_iter();
        let mut partitions: Vec<i32> = topics
            .flat_map(|topic| topic.partitions)
            .map(|partition| partition.partition_index)
            .collect();
        partitions.sort_unstable();
        Ok(partitions)
    }

    /// A connection to a partition's leader; `None` if the partition does not exist.
    pub(super) async fn leader(&self, partition: i32) -> Result<Option<Connection>, CallError> {
        let described = {
            let mut known = self.known.lock().await;
            let mut connection = self.any(known.take()).await?;
            let described = self.describe(&mut connection).await?;
            *known = Some(connection);
            described
        };
        let mut partitions = described.topics.iter().flat_map(|topic| &topic.partitions);
        let Some(found) = partitions.find(|it| it.partition_index == partition) else {
            return Ok(None);
        };
        let leader = described
            .brokers
            .iter()
            .find(|it| it.node_id == found.leader_id);
        let leader = leader.ok_or_else(|| {
            let message = format!("partition {partition} has no leader just now");
            CallError::new(Trouble::Refused, message)
        })?;
        let port = u16::try_from(leader.port).unwrap_or_default();
        let connection = enter(&leader.host, port, &self.security).await;
        let place = format!("the leader of partition {partition}, as the cluster names it");
        connection.map(Some).map_err(|error| error.at(&place))
    }

    /// The known connection, or one to the first listed broker that answers.
    async fn any(&self, known: Option<Connection>) -> Result<Connection, CallError> {
        if let Some(known) = known.filter(|it| !it.is_ending()) {
            return Ok(known);
        }
        let mut failed: Option<CallError> = None;
        for (host, port) in &self.url.brokers {
            match enter(host, *port, &self.security).await {
                Ok(connection) => return Ok(connection),
                Err(error) => {
                    // An answer of a broker says more than a broker that is away.
                    let is_more = failed
                        .as_ref()
                        .is_none_or(|it| it.trouble == Trouble::Unreached);
                    failed = if is_more { Some(error) } else { failed };
                }
            }
        }
        let none = || CallError::new(Trouble::Unreached, "no brokers are named");
        Err(failed.unwrap_or_else(none))
    }

    async fn describe(&self, connection: &mut Connection) -> Result<MetadataResponse, CallError> {
        let topic = MetadataRequestTopic::default().with_name(Some(self.topic_name()));
        let request = MetadataRequest::default()
            .with_topics(Some(vec![topic]))
            .with_allow_auto_topic_creation(false);
        let answer = connection.call(&request, METADATA).await?;
        for topic in &answer.topics {
            let name = &self.url.topic;
            let checked =
                CallError::check(&format!("look at the topic `{name}`"), topic.error_code);
            checked.map_err(|error| match error.trouble {
                Trouble::NoTopic => {
                    let message =
                        format!("there is no topic `{name}` on this cluster, or we may not see it");
                    CallError::new(Trouble::NoTopic, message)
                }
                _ => error,
            })?;
        }
        Ok(answer)
    }

    /// What the topic does with old records; `None` if unknown.
    async fn policy(&self, connection: &mut Connection) -> Result<Option<String>, CallError> {
        let resource = DescribeConfigsResource::default()
            .with_resource_type(TOPIC)
            .with_resource_name(StrBytes::from_string(self.url.topic.clone()))
            .with_configuration_keys(None);
        let request = DescribeConfigsRequest::default().with_resources(vec![resource]);
        let answer = connection.call(&request, DESCRIBE_CONFIGS).await?;
        let mut configs = answer.results.into_iter().flat_map(|result| result.configs);
        let policy = configs.find(|config| config.name.as_str() == "cleanup.policy");
        Ok(policy
            .and_then(|it| it.value)
            .map(|value| value.to_string()))
    }

    /// The offset of a place; `None` if no record is that late.
    pub(super) async fn offset(
        &self,
        connection: &mut Connection,
        partition: i32,
        at: At,
    ) -> Result<Option<i64>, CallError> {
        let timestamp = match at {
            At::Earliest => -2,
            At::Latest => -1,
            At::Time(time) => time.millis(),
        };
        let asked = ListOffsetsPartition::default()
            .with_partition_index(partition)
            .with_timestamp(timestamp);
        let topic = ListOffsetsTopic::default()
            .with_name(self.topic_name())
            .with_partitions(vec![asked]);
        let request = ListOffsetsRequest::default()
            .with_replica_id(CONSUMER)
            .with_isolation_level(READ_COMMITTED)
            .with_topics(vec![topic]);
        let answer = connection.call(&request, LIST_OFFSETS).await?;
        let mut answered = answer.topics.into_iter().flat_map(|topic| topic.partitions);
        let answered = answered
            .next()
            .ok_or_else(|| CallError::new(Trouble::NotKafka, "the broker answers no offset"))?;
        CallError::check("find the place in the partition", answered.error_code)?;
        Ok((answered.offset >= 0).then_some(answered.offset))
    }
}
