//! Whether every source can be reached and read.

#[cfg(feature = "aws")]
mod kinesis;
mod redis_stream;

use std::time::Duration;

use super::Finding;
use crate::config::{Config, SourceSetting};
use crate::sources::{NO_SUCH_SOURCE, shown};

const CHECK: &str = "source";
const SEE: &str = "see docs/sources.md for how a source is named";
/// Longer than any of a source's own limits but one; nobody wants to wait for more.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut names = Vec::new();
    for setting in &config.sources {
        let of = format!("{} of shop {}", shown(&setting.url), setting.shop.id);
        let looked = tokio::time::timeout(PATIENCE, look(setting, &config.store, &of));
        let (name, found) = looked.await.unwrap_or_else(|_| {
            let found = format!("{of} did not answer within {} s", PATIENCE.as_secs());
            let mend = "see that its address can be reached from here: network, proxy, firewall";
            (None, vec![Finding::error(CHECK, found, mend)])
        });
        findings.extend(found);
        let name = name.map(|name| (setting.shop.id.clone(), name));
        if name.is_some() && names.contains(&name) {
            let found = format!("{of} is named twice");
            findings.push(Finding::error(CHECK, found, "remove one of the two"));
        }
        names.push(name);
    }
    findings
}

/// The source's own name, if its URL makes sense, and what was found.
async fn look(setting: &SourceSetting, store: &str, of: &str) -> (Option<String>, Vec<Finding>) {
    match setting.url.split_once(':') {
        Some(("kinesis", _)) => kinesis(&setting.url, of).await,
        Some(("redis-stream", _)) => redis_stream::look(&setting.url, store, of).await,
        _ => misnamed(of, NO_SUCH_SOURCE),
    }
}

fn misnamed(of: &str, error: impl std::fmt::Display) -> (Option<String>, Vec<Finding>) {
    let found = format!("{of}: {error}");
    (None, vec![Finding::error(CHECK, found, SEE)])
}

#[cfg(feature = "aws")]
use kinesis::look as kinesis;

#[cfg(not(feature = "aws"))]
async fn kinesis(_url: &str, of: &str) -> (Option<String>, Vec<Finding>) {
    misnamed(of, crate::sources::WITHOUT_KINESIS)
}
