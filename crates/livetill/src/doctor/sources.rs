//! Whether every source can be reached and read.

use std::time::Duration;

use super::finding::Finding;
use crate::config::{Config, SourceSetting};
use crate::sources::kind::{CHECK, Probed, Probing, misnamed};
use crate::sources::{registry, shown};

/// Longer than every source's own time limit but one, and as long as people are willing to wait.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut names = Vec::new();
    for setting in &config.sources {
        let of = format!("{} of shop {}", shown(&setting.url), setting.shop.id);
        let looked = tokio::time::timeout(PATIENCE, look(setting, &config.store, &of));
        let (name, found) = looked.await.unwrap_or_else(|_| {
            let found = format!("{of} did not answer within {} s", PATIENCE.as_secs());
            let mend = "check that its address can be reached from here: network, proxy, firewall";
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

async fn look(setting: &SourceSetting, store_url: &str, of: &str) -> Probed {
    let kind = match registry::kind_of(&setting.url) {
        Ok(kind) => kind,
        Err(error) => return misnamed(of, error),
    };
    let url = &setting.url;
    (kind.probe)(Probing { url, store_url, of }).await
}
