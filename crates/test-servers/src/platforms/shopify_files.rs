//! Files made by bulk operations of Shopify.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::http::{Reply, Request};
use super::shopify_graph as graph;

/// The operations by number.
#[derive(Default)]
pub(super) struct Files(BTreeMap<u64, Made>);

struct Made {
    begun: String,
    /// How many checks it takes until it is done.
    looks: usize,
    ends: &'static str,
    file: String,
}

impl Files {
    /// Starts to make a file at this millisecond.
    pub(super) fn begin(&mut self, file: String, begun: i64, ends: &'static str) -> Value {
        let number = self.0.len() as u64 + 1;
        let begun = jiff::Timestamp::from_millisecond(begun)
            .unwrap()
            .to_string();
        let looks = 2;
        let made = Made {
            begun,
            looks,
            ends,
            file,
        };
        self.0.insert(number, made);
        let id = graph::gid("BulkOperation", &number.into());
        json!({"bulkOperationRunQuery": {"bulkOperation": {"id": id}, "userErrors": []}})
    }

    /// The state of an operation.
    pub(super) fn look(&mut self, id: &Value, address: &str) -> Value {
        let number = graph::number(id);
        let Some(made) = self.0.get_mut(&number) else {
            return json!({"node": null});
        };
        if made.looks > 0 {
            made.looks -= 1;
            return json!({"node": {"status": "RUNNING", "url": null, "createdAt": made.begun}});
        }
        let url = format!("{address}/bulk/{number}?signature=hush");
        let url = Some(url).filter(|_| !made.file.is_empty() && made.ends == "COMPLETED");
        json!({"node": {"status": made.ends, "url": url, "createdAt": made.begun}})
    }

    /// A part of a file. The request needs no credentials.
    pub(super) fn part(&self, number: &str, request: &Request) -> Reply {
        assert_eq!(request.header("x-shopify-access-token"), None);
        assert_eq!(request.param("signature"), Some("hush"));
        let file = &self.0[&number.parse::<u64>().unwrap()].file;
        let range = request.header("range").unwrap();
        let (first, last) = range
            .strip_prefix("bytes=")
            .unwrap()
            .split_once('-')
            .unwrap();
        let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
        let last = last.min(file.len() - 1);
        let said = format!("bytes {first}-{last}/{}", file.len());
        Reply {
            status: 206,
            headers: vec![("content-range", said)],
            body: file[first..=last].to_owned(),
        }
    }
}
