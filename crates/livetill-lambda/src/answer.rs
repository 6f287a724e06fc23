//! The answer to the event source mapping.

use serde::Serialize;

/// The records to deliver again; empty if everything is stored.
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
    /// Asks to deliver these again: for a queue each message alone, for a stream all records from the first one named.
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
