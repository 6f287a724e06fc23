//! SQS as the driver sees it: one queue, which gives each message to one reader.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::types::{DeleteMessageBatchRequestEntry, Message, MessageSystemAttributeName};
use domain::{Shop, Timestamp};
use futures_util::future::{join_all, try_join_all};
use telemetry::labels::SourceError;

use super::{SqsUrl, decode_message};
use crate::driver::{Batch, Connector, Fault, Lag, Partitions, Place, Polled, Reader, Remedy};

/// How many messages SQS returns and deletes at once.
const AT_ONCE: usize = 10;
/// How many receives run concurrently while the queue is full.
const WIDEST: usize = 16;

/// A queue of SQS.
pub struct SqsConnector {
    url: SqsUrl,
    client: Client,
}

impl SqsConnector {
    /// The queue of a URL, over a connection.
    pub fn new(url: SqsUrl, client: Client) -> SqsConnector {
        SqsConnector { url, client }
    }
}

#[async_trait]
impl Connector for SqsConnector {
    type Reader = QueueReader;

    fn name(&self) -> String {
        self.url.source()
    }

    fn lease(&self) -> Duration {
        self.url.lease
    }

    fn label(&self, _: &str) -> String {
        self.name()
    }

    async fn partitions(&self) -> Result<Partitions, Fault> {
        Ok(Partitions::Any)
    }

    async fn open(&self, _: Place<'_>) -> Result<Option<QueueReader>, Fault> {
        Ok(Some(QueueReader {
            client: self.client.clone(),
            url: self.url.clone(),
            width: 1,
        }))
    }
}

/// Reads a queue.
pub struct QueueReader {
    client: Client,
    url: SqsUrl,
    /// How many receives to run concurrently.
    width: usize,
}

impl QueueReader {
    async fn receive(&self) -> Result<Vec<Message>, Fault> {
        let request = self.client.receive_message().queue_url(&self.url.queue);
        let request = request
            .max_number_of_messages(AT_ONCE as i32)
            .wait_time_seconds(self.url.wait)
            .message_system_attribute_names(MessageSystemAttributeName::SentTimestamp);
        let answer = request.send().await.map_err(|error| fault(&error))?;
        Ok(answer.messages.unwrap_or_default())
    }

    async fn delete(&self, messages: &[Message]) -> Result<(), Fault> {
        let entries = messages.iter().enumerate().map(|(place, message)| {
            let entry = DeleteMessageBatchRequestEntry::builder().id(place.to_string());
            entry
                .receipt_handle(message.receipt_handle().unwrap_or_default())
                .build()
        });
        let entries: Result<Vec<_>, _> = entries.collect();
        let entries = entries.map_err(|error| other(error.to_string()))?;
        let request = self
            .client
            .delete_message_batch()
            .queue_url(&self.url.queue);
        let answer = request.set_entries(Some(entries)).send().await;
        let answer = answer.map_err(|error| fault(&error))?;
        match answer.failed().first() {
            None => Ok(()),
            // They come again, and count once.
            Some(failed) => Err(other(format!(
                "delete messages: {}: {}",
                failed.code(),
                failed.message().unwrap_or("no message")
            ))),
        }
    }
}

#[async_trait]
impl Reader for QueueReader {
    type Record = Message;

    /// Messages taken by a dropped receive are lost to all readers until their visibility timeout ends.
    const IS_READ_DROPPABLE: bool = false;

    async fn read(&mut self) -> Result<Polled<Message>, Fault> {
        let received = join_all((0..self.width).map(|_| self.receive())).await;
        let (records, is_full) = gathered(received)?;
        self.width = if is_full {
            (self.width * 2).min(WIDEST)
        } else {
            1
        };
        let sent = records.iter().filter_map(sent_at).min();
        Ok(Polled {
            lag: match (is_full, sent) {
                (true, Some(sent)) => Lag::Since(sent),
                (true, None) => Lag::Unknown,
                (false, _) => Lag::Seconds(0.0),
            },
            records,
            ..Polled::default()
        })
    }

    fn decode(&self, shop: &Shop, message: &Message, into: &mut Batch) {
        let id = message.message_id().unwrap_or_default();
        let body = message.body().unwrap_or_default();
        decode_message(shop, id, body, into.shared());
    }

    async fn position(&mut self, _: Option<&str>, _: &[Message]) -> Result<Option<String>, Fault> {
        Ok(None)
    }

    async fn acknowledge(&mut self, _: Option<&str>, messages: &[Message]) -> Result<(), Fault> {
        try_join_all(messages.chunks(AT_ONCE).map(|some| self.delete(some))).await?;
        Ok(())
    }
}

/// The messages of several receives, and whether each brought as many as it may. If one of them failed, the others'
/// messages are still taken: otherwise they would be hidden from all readers for a while, and if that happens often, the
/// queue takes them for dead letters.
fn gathered(received: Vec<Result<Vec<Message>, Fault>>) -> Result<(Vec<Message>, bool), Fault> {
    let (mut messages, mut is_full, mut failed) = (Vec::new(), true, None);
    for receive in received {
        match receive {
            Ok(some) => {
                is_full &= some.len() == AT_ONCE;
                messages.extend(some);
            }
            Err(fault) => (is_full, failed) = (false, Some(fault)),
        }
    }
    match failed.filter(|_| messages.is_empty()) {
        Some(fault) => Err(fault),
        None => Ok((messages, is_full)),
    }
}

fn sent_at(message: &Message) -> Option<Timestamp> {
    let sent = message
        .attributes()?
        .get(&MessageSystemAttributeName::SentTimestamp)?;
    sent.parse().ok().map(Timestamp::from_millis)
}

fn other(message: String) -> Fault {
    Fault::new(Remedy::Wait, SourceError::CallFailed, message)
}

fn fault<E, R>(error: &SdkError<E, R>) -> Fault
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    let (remedy, kind) = match error.code() {
        Some("AWS.SimpleQueueService.NonExistentQueue" | "QueueDoesNotExist") => {
            (Remedy::Wait, SourceError::NotFound)
        }
        Some("RequestThrottled" | "ThrottlingException" | "OverLimit") => {
            (Remedy::Slower, SourceError::Throttled)
        }
        _ => (Remedy::Wait, SourceError::CallFailed),
    };
    Fault::new(
        remedy,
        kind,
        format!("ask the queue: {}", crate::aws::said(error)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_receive_hides_no_message_of_the_others() {
        let some = |count: usize| Ok(vec![Message::builder().body("{}").build(); count]);
        let failed = || Err(other("slower".to_owned()));
        let took = |received| {
            gathered(received)
                .ok()
                .map(|(all, is_full)| (all.len(), is_full))
        };
        assert_eq!(took(vec![some(10), some(10)]), Some((20, true)));
        assert_eq!(took(vec![some(10), some(3)]), Some((13, false)));
        assert_eq!(took(vec![some(10), failed()]), Some((10, false)));
        assert_eq!(took(vec![some(0), failed()]), None);
        assert_eq!(took(vec![some(0)]), Some((0, false)));
    }
}
