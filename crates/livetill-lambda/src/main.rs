//! The AWS Lambda function: records of Kinesis, messages of SQS and events of EventBridge into the
//! store, through the pipeline that the server's own intake uses.
//!
//! # What is guaranteed
//!
//! Lambda delivers at least once. Where it stands in a shard is its own knowledge, kept by the event
//! source mapping and moved after an answer; it cannot be committed together with the figures, and a
//! batch comes again when the answer was lost, when the mapping is changed or when a shard is split.
//! So no position is committed here, unlike in the server's own reader of Kinesis. Exactness comes
//! from the ledger instead: every order counts once by its id and version, and an order without an
//! id takes the name of its record, `shardId-…:sequence number` or the id of its message, which is
//! the same in every delivery. A whole batch may come twice, out of order or in pieces, from this
//! function and from a server that reads the same stream at the same time: the figures stay right.
//! What repeats with a delivery are only the rejects of the batch, which are kept as evidence and
//! are no figures.
//!
//! A bad record is never a failed one. It is kept among the store's rejects with its reason, in the
//! same commit as the good ones beside it, and the shard moves on. A record fails only while the
//! store cannot take it; then the answer names it (`batchItemFailures`), and Lambda delivers from
//! there on again. What holds no order that could be recognised is another matter: a reject would
//! keep nothing of it. An invocation of that kind is an error that says what has come, and Lambda
//! tries again or hands it to the function's failure destination; a message of a queue is named, and
//! comes again until the queue moves it to its dead letters. The event source mapping must be told to read that answer
//! (`FunctionResponseTypes: [ReportBatchItemFailures]`): without it Lambda would take a batch that
//! was not stored for done.
//!
//! # What it costs
//!
//! The connection to the store is opened by the first invocation and kept, so that a warm invocation
//! is one round trip for each commit. Between invocations nothing runs: there is no polling, no
//! subscription, no timer, and the process may be frozen at any moment. A connection that died in
//! the meantime is opened again within the call.

mod answer;
mod figures;
mod invocation;
mod processor;
mod settings;

use std::ffi::OsString;
use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use tracing_subscriber::EnvFilter;

use answer::Answer;
use processor::Processor;
use settings::Settings;

fn main() -> Result<(), Error> {
    // Lossily: a name or a value that is no text is no setting, or is refused as such.
    let environment = std::env::vars_os().map(|(name, value)| {
        let text = |part: OsString| part.to_string_lossy().into_owned();
        (text(name), text(value))
    });
    let settings = Settings::read(environment)?;
    start_logging(&settings)?;
    // One thread: an invocation is one piece of work, and a small function has a part of one core.
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

/// An error makes Lambda invoke again with the same event, which is right for events that no answer
/// can name one by one.
async fn process(
    processor: &Processor,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<Answer, Error> {
    let (payload, context) = event.into_parts();
    let done = processor.process(payload.get(), &context).await;
    done.map_err(|error| {
        let message = format!("{error:#}");
        tracing::error!(request = context.request_id, error = message, "failed");
        Error::from(message)
    })
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
