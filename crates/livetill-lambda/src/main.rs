//! The AWS Lambda function: stores Kinesis records, SQS messages and EventBridge events, through the same pipeline as
//! the server's own intake.
//!
//! # Guarantees
//!
//! Lambda delivers at least once. Only Lambda knows its place in a shard: the event source mapping keeps it, and moves
//! it after an answer. It cannot be committed together with the figures, and a batch comes again if the answer was
//! lost, if the mapping is changed, or if a shard is split. So no position is committed here, unlike in the server's
//! own Kinesis reader. The ledger makes the figures exact instead: every order counts once by its id and version. An
//! order without an id takes the name of its record, `shardId-…:sequence number` or the id of its message, which is the
//! same in every delivery. A whole batch may come twice, out of order or in pieces, from this function and from a
//! server that reads the same stream at the same time: the figures stay right. Only the batch's rejects repeat with a
//! delivery; they are kept as evidence, and are not figures.
//!
//! A bad record never fails. It is kept among the store's rejects with its reason, in the same commit as the good ones,
//! and the shard moves on. A record fails only while the store cannot take it; then the answer names it
//! (`batchItemFailures`), and Lambda redelivers from there. If an invocation contains no recognisable order, a reject
//! would keep nothing of it. It then fails with an error that describes the payload, and Lambda retries it or passes it
//! to the function's failure destination. A queue's message of this kind is named in the answer, and comes again until
//! the queue moves it to its dead letters. The event source mapping must be configured to read that answer
//! (`FunctionResponseTypes: [ReportBatchItemFailures]`): otherwise Lambda would treat a batch as done although it was
//! not stored.
//!
//! # Cost
//!
//! The first invocation opens the connection to the store and keeps it, so a warm invocation is one round trip for each
//! commit. Between invocations nothing runs: there is no polling, no subscription, no timer, and the process may be
//! frozen at any moment. A connection that died in the meantime is reopened within the call.

mod answer;
mod figures;
mod invocation;
mod processor;
mod settings;

use std::ffi::OsString;
use std::sync::Arc;

use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use tracing_subscriber::EnvFilter;

use answer::Answer;
use processor::Processor;
use settings::Settings;

fn main() -> Result<(), Error> {
    // Lossy: a name or value that is not text is not a setting, or is rejected as one.
    let environment = std::env::vars_os().map(|(name, value)| {
        let text = |part: OsString| part.to_string_lossy().into_owned();
        (text(name), text(value))
    });
    let settings = Settings::read(environment)?;
    start_logging(&settings)?;
    // One thread: an invocation is a single piece of work, and a small function has only part of a core.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let processor = Arc::new(Processor::new(settings)?);
        lambda_runtime::run(service_fn(|event: LambdaEvent<Box<RawValue>>| {
            let processor = Arc::clone(&processor);
            async move { process(&processor, event).await }
        }))
        .await
    })
}

/// An error makes Lambda invoke again with the same event, which is right for events that no answer can name
/// individually.
async fn process(
    processor: &Processor,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<Answer, Diagnostic> {
    let (payload, context) = event.into_parts();
    let done = processor.process(payload.get(), &context).await;
    done.map_err(|error| {
        let error_message = told(&error);
        tracing::error!(
            request = context.request_id,
            error = error_message,
            "failed"
        );
        // AWS shows it with the failed event, and alarms can go by it.
        let error_type = match processor::is_of_store(&error) {
            true => "NotStored",
            false => "NotUnderstood",
        };
        Diagnostic {
            error_type: error_type.to_owned(),
            error_message,
        }
    })
}

/// An error with its causes, except for those that the text before ends with: libraries repeat them.
fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.ends_with(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

fn start_logging(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log)
        .map_err(|_| anyhow::anyhow!("LIVETILL_LOG: `{}` is not a log filter", settings.log))?;
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = subscriber.try_init();
    started.map_err(|error| anyhow::anyhow!("logging could not be started: {error}"))
}
