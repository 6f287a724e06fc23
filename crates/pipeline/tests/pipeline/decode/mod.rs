//! Decoding from the outside: bytes go in, and a committed batch shows the result.

mod bodies;
mod envelopes;
mod hostile;
mod numbers;
mod reasons;
mod rejects;
mod rich;

use std::sync::Arc;

use domain::{Shop, Timestamp};
use pipeline::{BodyFormat, Committer, Decoded, Durability, Summary, decode_body};
use ports::Ledger;

use crate::memory_store::MemoryStore;

/// 2018-03-11T13:46:40Z.
const NOW: Timestamp = Timestamp::from_millis(1_520_776_000_000);
const ID_TIME: &str = r#""id":"1","timestamp":1520776000"#;

fn shop() -> Shop {
    Shop::new("shop", "UTC", "USD").unwrap()
}

fn decode(format: BodyFormat, body: &[u8]) -> Decoded {
    decode_body(&shop(), NOW, "test", format, None, body)
}

/// Commits a decoded body into an empty store.
fn commit(decoded: Decoded) -> (Summary, MemoryStore) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let store = Arc::new(MemoryStore::default());
        let dynamic: Arc<dyn Ledger> = store.clone();
        let mut committer = Committer::new(Arc::new(shop()), dynamic).await.unwrap();
        let mut summaries = committer
            .commit(vec![decoded], Durability::Now)
            .await
            .unwrap();
        drop(committer);
        (
            summaries.remove(0),
            Arc::into_inner(store).expect("nobody else holds it"),
        )
    })
}

/// The result for a JSON body.
fn json(body: &str) -> (Summary, MemoryStore) {
    commit(decode(BodyFormat::Json, body.as_bytes()))
}

/// Refused events as (index, reason).
fn refused(summary: &Summary) -> Vec<(usize, &'static str)> {
    summary
        .rejected
        .iter()
        .map(|event| (event.index, event.rejection.reason.as_str()))
        .collect()
}

/// The reason for which a body of one event is refused, or `accepted`.
fn verdict(event: &str) -> &'static str {
    let (summary, _) = json(event);
    match summary.rejected.as_slice() {
        [] => {
            assert_eq!(summary.accepted, 1, "{event}");
            "accepted"
        }
        [event] => event.rejection.reason.as_str(),
        more => panic!("one event, but {more:?}"),
    }
}

/// An order of one line with these JSON values.
fn one_line(sku: &str, price: &str, quantity: &str) -> String {
    format!(r#"{{{ID_TIME},"items":[{{"sku":{sku},"price":{price},"quantity":{quantity}}}]}}"#)
}
