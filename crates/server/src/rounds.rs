//! Tasks that look at all shops now and then, each shop in its turn.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;

use crate::AppState;
use crate::looks::Looks;
use crate::shops::ShopState;

/// How often a server looks.
const LOOK: Duration = Duration::from_secs(5);

/// So many shops are looked at each time.
const FEW: usize = 100;
/// Of more, a part: each comes again after so many looks.
const PARTS: usize = 12;

/// Goes round all shops, part by part: there may be ten thousand, and a look is short whatever their number.
pub(crate) struct Rounds<F> {
    looks: Looks<F>,
    names: Names,
}

/// What one look is at.
pub(crate) struct Round {
    pub(crate) state: AppState,
    /// The shops whose turn it is.
    pub(crate) shops: Vec<Arc<ShopState>>,
    /// Whether the list of shops is another one than before.
    pub(crate) is_new: bool,
}

impl<F: Fn() -> Option<AppState>> Rounds<F> {
    /// Looks until the server closes.
    pub(crate) fn of(open: F) -> Rounds<F> {
        Rounds {
            looks: Looks::every(LOOK, open),
            names: Names::default(),
        }
    }

    /// Waits for the next look; `None` = the server closes.
    pub(crate) async fn next(&mut self) -> Option<Round> {
        let state = self.looks.next().await?;
        let changes = Some(state.shop_changes());
        let is_new = changes != self.names.changes;
        if is_new {
            self.names.all = state.shop_names();
            self.names.changes = changes;
        }
        let part = self.names.part();
        let shops = part.iter().filter_map(|name| state.shop_named(name));
        let shops = shops.collect();
        Some(Round {
            state,
            shops,
            is_new,
        })
    }
}

#[derive(Debug, Default)]
struct Names {
    all: Vec<String>,
    /// Of which state of the list these are.
    changes: Option<u64>,
    next: usize,
}

impl Names {
    fn part(&mut self) -> Vec<String> {
        let count = self.all.len();
        let part = FEW.max(count.div_ceil(PARTS)).min(count);
        let names = self.all.iter().cycle().skip(self.next).take(part);
        let names = names.cloned().collect();
        self.next = (self.next + part) % count.max(1);
        names
    }
}

/// What is known without asking the store, by what comes again: which one is over, or until when nothing is to be done about it.
#[derive(Debug)]
pub(crate) struct Waits<K, R>(HashMap<K, (R, Option<Timestamp>)>);

impl<K: Eq + Hash, R: PartialEq> Waits<K, R> {
    pub(crate) fn none() -> Waits<K, R> {
        Waits(HashMap::new())
    }

    /// Whether nothing is to be done about this one now.
    pub(crate) fn holds(&self, of: &K, run: &R, now: Timestamp) -> bool {
        let wait = self.0.get(of).filter(|(known, _)| known == run);
        wait.is_some_and(|(_, until)| until.is_none_or(|until| now < until))
    }

    /// Nothing is to be done about this one until then; `None` = it is over.
    pub(crate) fn note(&mut self, of: K, run: R, until: Option<Timestamp>) {
        self.0.insert(of, (run, until));
    }

    /// Forgets the others.
    pub(crate) fn retain(&mut self, is_there: impl Fn(&K) -> bool) {
        self.0.retain(|of, _| is_there(of));
    }
}

/// A shop's own minute of so many, so that shops do not come all at once.
pub(crate) fn own_minute(shop: &str, of: u32) -> u32 {
    let sum = shop.bytes().fold(0u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    sum % of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shop_has_its_turn_within_a_round() {
        for count in [0, 1, 99, 100, 101, 1_500] {
            let names: Vec<String> = (0..count).map(|number| format!("{number:04}")).collect();
            let mut rounds = Names {
                all: names.clone(),
                ..Names::default()
            };
            let mut seen: Vec<String> = (0..PARTS).flat_map(|_| rounds.part()).collect();
            seen.sort();
            seen.dedup();
            assert_eq!(seen, names);
        }
    }
}
