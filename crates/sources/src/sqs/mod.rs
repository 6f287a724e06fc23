//! Queues of SQS.
//!
//! # The delivery guarantee
//!
//! SQS delivers a message to one reader, and again to any when it is not deleted within its visibility
//! timeout. The [driver](crate::driver) deletes a message after its commit is durable, so none is lost; one that comes twice,
//! because a worker died in between or SQS delivered it twice, counts once by the order's id. An event without an id is known
//! by the message's, which it keeps in every delivery; where SNS put it into the queue, by the notification's.
//!
//! There is no position, and what was deleted cannot be read again: a store that lost its last commits lost them for good, and so
//! a store with replicas waits for one of them (`wait=1`). What is older than the queue keeps messages is gone unseen; the lag
//! shows it coming.

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
