//! The connections in use.

use std::collections::BTreeMap;
use std::ops::Bound;

use tokio::time::Instant;

use super::open::Open;

/// What runs at this server.
#[derive(Default)]
pub(super) struct Running {
    pub(super) links: BTreeMap<String, Open>,
    /// The change up to which the shops are known.
    pub(super) shops: Option<u64>,
    /// When connections were looked at last.
    pub(super) tried: Option<Instant>,
    /// The shop with which the last turn ended; `None` = the next turn begins with the first.
    pub(super) last: Option<String>,
    pub(super) is_over: bool,
}

impl Running {
    /// The connections whose turn it is, at most so many.
    pub(super) fn turn(&mut self, most: usize) -> impl Iterator<Item = (&String, &mut Open)> {
        let after = self.last.take().map_or(Bound::Unbounded, Bound::Excluded);
        let mut left = self
            .links
            .range::<String, _>((after.as_ref(), Bound::Unbounded));
        self.last = left.nth(most - 1).map(|(shop, _)| shop.clone());
        let last = self.last.clone().map_or(Bound::Unbounded, Bound::Included);
        self.links.range_mut::<String, _>((after, last))
    }
}

#[cfg(test)]
mod tests {
    use pipeline::{LinkText, PlatformLink};

    use super::*;

    #[test]
    fn all_have_their_turn() {
        let text = LinkText {
            platform: Some("stripe".to_owned()),
            webhook_secrets: vec!["file:/s".to_owned()],
            ..LinkText::default()
        };
        let open = || Open::new(PlatformLink::of(&text).unwrap());
        let shops = ["a", "b", "c", "d"].map(|shop| (shop.to_owned(), open()));
        let mut running = Running {
            links: shops.into(),
            ..Running::default()
        };
        let mut turn = |most| -> String { running.turn(most).map(|(shop, _)| &**shop).collect() };
        assert_eq!([turn(3), turn(3), turn(3)], ["abc", "d", "abc"]);
        assert_eq!([turn(9), turn(9)], ["d", "abcd"]);
        // Those after which there is no other have a turn of nobody after them.
        assert_eq!([turn(2), turn(2), turn(2), turn(2)], ["ab", "cd", "", "ab"]);
    }
}
