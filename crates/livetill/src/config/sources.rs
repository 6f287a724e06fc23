//! Which streams are read for which shop.

use std::sync::Arc;

use clap::Args;
use domain::Shop;

/// The default shop's sources.
#[derive(Debug, Default, Args)]
pub(crate) struct SourceArgs {
    #[arg(long, value_delimiter = ' ')]
    pub(crate) source: Vec<String>,
}

/// A stream to read for a shop.
#[derive(Clone, Debug)]
pub(crate) struct SourceSetting {
    pub shop: Arc<Shop>,
    /// See docs/sources.md.
    pub url: String,
}

impl SourceArgs {
    /// The default shop's sources if any are named; they replace those in the file.
    pub(super) fn named(&self) -> Option<Vec<String>> {
        // An empty value counts as unset.
        let named = self.source.iter().filter(|url| !url.is_empty());
        let named: Vec<String> = named.cloned().collect();
        (!named.is_empty()).then_some(named)
    }
}

/// The sources of a shop.
pub(super) fn of_shop(shop: &Arc<Shop>, urls: &[String]) -> Vec<SourceSetting> {
    let setting = |url: &String| SourceSetting {
        shop: Arc::clone(shop),
        url: url.clone(),
    };
    urls.iter().map(setting).collect()
}
