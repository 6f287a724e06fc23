//! The suite of sources: on connectors made for these tests, which show what the driver does, and on each source with
//! its real server.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

#[cfg(feature = "kafka")]
mod kafka;
#[cfg(feature = "aws")]
mod kinesis;
#[cfg(feature = "nats")]
mod nats;
mod platform;
mod queue;
mod redis_stream;
mod scripted;
#[cfg(feature = "aws")]
mod sqs;

use std::sync::Arc;

use pipeline::Troubles;
use ports::OrderSource;
use ports::suite::source::Attached;
use sources::driver::{Connector, Context, Driver, Fault, Remedy};
use telemetry::labels::SourceError;

/// The content of a source, unless it is away.
fn reached<T>(content: T, is_away: bool) -> Result<T, Fault> {
    match is_away {
        true => Err(Fault::new(
            Remedy::Wait,
            SourceError::CallFailed,
            "nobody answers",
        )),
        false => Ok(content),
    }
}

/// A worker of a source with this connector.
fn driven(connector: impl Connector, attached: Attached) -> Box<dyn OrderSource> {
    let troubles = Troubles::of_source(&attached.shop.id, &connector.name());
    let context = Context {
        shop: attached.shop,
        ledger: attached.ledger,
        leases: attached.leases,
        troubles: Arc::new(troubles),
        clock: attached.clock,
    };
    Box::new(Driver::new(connector, context))
}
