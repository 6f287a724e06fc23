//! What the event source mapping is told.

use serde::Serialize;

/// The records to deliver again; none when everything is stored.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Answer {
    #[serde(rename = "batchItemFailures")]
    failures: Vec<Failure>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Failure {
    #[serde(rename = "itemIdentifier")]
    item: String,
}

impl Answer {
    /// These are to be delivered again: messages of a queue each by itself, records of a stream
    /// from the first one named.
    pub(crate) fn failed(receipts: impl IntoIterator<Item = String>) -> Answer {
        let failures = receipts.into_iter().map(|item| Failure { item });
        Answer {
            failures: failures.collect(),
        }
    }

    /// How many records are named.
    pub(crate) fn failures(&self) -> usize {
        self.failures.len()
    }
}
