//! Queues of SQS.
//!
//! # The delivery guarantee
//!
//! SQS delivers a message to one reader, and again to any reader if it is not deleted within its visibility timeout.
//! The [driver](crate::driver) deletes a message after its commit is durable, so none is lost. A message may come
//! twice, because a worker died in between or SQS delivered it twice; it counts once by the order's id. An event
//! without an id is identified by the message's id, which is the same in every delivery, or by the notification's id if
//! SNS put it into the queue.
//!
//! There are no positions, and deleted messages cannot be read again: if a store loses its last commits, they are lost
//! for good. So a store with replicas waits for one of them (`wait=1`). Messages older than the queue's retention
//! disappear unseen; the lag shows this coming.

mod message;

#[cfg(feature = "aws")]
mod client;
#[cfg(feature = "aws")]
mod connector;
#[cfg(feature = "aws")]
mod probe;
#[cfg(feature = "aws")]
mod url;

pub use message::{decode_message, opened};

#[cfg(feature = "aws")]
pub use client::connect;
#[cfg(feature = "aws")]
pub use connector::{QueueReader, SqsConnector};
#[cfg(feature = "aws")]
pub use probe::{ProbeError, Probed, probe};
#[cfg(feature = "aws")]
pub use url::SqsUrl;
