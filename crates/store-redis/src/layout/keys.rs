//! The names of all keys, in one place.

use domain::BusinessDay;

/// The keys of one shop.
///
/// The article's keys begin with the shop's prefix, which is empty for the default shop of a single server. Livetill's
/// own begin with `livetill:`, then the same prefix. The prefix is a cluster hash tag, so that all keys of a shop are
/// on one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    /// The prefix of the article's keys and channels: empty or `{shop}:`.
    pub(crate) article: String,
    /// The prefix of Livetill's own keys: `livetill:` or `livetill:{shop}:`.
    pub(crate) own: String,
}

impl Keys {
    /// The keys of the shop with this name, or of the default shop without a name.
    pub(crate) fn new(name: Option<&str>) -> Keys {
        let article = name.map(|name| format!("{{{name}}}:")).unwrap_or_default();
        Keys {
            own: format!("livetill:{article}"),
            article,
        }
    }

    pub(crate) fn state(&self) -> String {
        self.own("state")
    }

    pub(crate) fn own(&self, name: &str) -> String {
        format!("{}{name}", self.own)
    }

    pub(crate) fn own_of(&self, name: &str, day: BusinessDay) -> String {
        format!("{}{name}:{}", self.own, day.compact())
    }

    pub(crate) fn article(&self, name: &str) -> String {
        format!("{}{name}", self.article)
    }

    pub(crate) fn article_of(&self, name: &str, day: BusinessDay) -> String {
        format!("{}{name}:{}", self.article, day.compact())
    }

    /// The article's two channels.
    pub(crate) fn channels(&self) -> [String; 2] {
        [self.article("orders:"), self.article("sales:")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_shop_has_the_articles_names() {
        let day = BusinessDay::parse("2018-03-11").unwrap();
        let keys = Keys::new(None);
        assert_eq!(
            keys.article_of("orders:items", day),
            "orders:items:20180311"
        );
        assert_eq!(keys.own_of("day", day), "livetill:day:20180311");
        let keys = Keys::new(Some("acme"));
        assert_eq!(
            keys.article("sales:revenue:days"),
            "{acme}:sales:revenue:days"
        );
        assert_eq!(keys.state(), "livetill:{acme}:state");
        assert_eq!(keys.channels(), ["{acme}:orders:", "{acme}:sales:"]);
    }
}
