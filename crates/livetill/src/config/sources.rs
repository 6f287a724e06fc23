//! Which streams are read for which shop.

use std::sync::Arc;

use domain::{Shop, ShopId};

use super::Config;

/// A stream that is read for a shop.
#[derive(Clone, Debug)]
pub(crate) struct SourceSetting {
    pub shop: Arc<Shop>,
    /// See docs/sources.md.
    pub url: String,
}

/// The sources of a shop as the file lists them.
pub(super) fn of_shop(shop: &Arc<Shop>, urls: &[String]) -> Vec<SourceSetting> {
    let setting = |url: &String| SourceSetting {
        shop: Arc::clone(shop),
        url: url.clone(),
    };
    urls.iter().map(setting).collect()
}

impl Config {
    /// Sources of flags or the environment are the default shop's, instead of those in the file.
    pub(crate) fn name_sources(&mut self, urls: &[String]) {
        let Some(shop) = self.shops.first() else {
            return;
        };
        // An empty variable is as good as none.
        let mut urls = urls.iter().filter(|url| !url.is_empty()).peekable();
        if urls.peek().is_none() {
            return;
        }
        let named: Vec<String> = urls.cloned().collect();
        let named = of_shop(shop, &named);
        self.sources
            .retain(|source| source.shop.id.as_str() != ShopId::DEFAULT);
        self.sources.extend(named);
    }
}
