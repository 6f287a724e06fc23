//! Tasks that visit all shops periodically, each in its turn.

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

/// Up to this many shops are all visited in each round.
const FEW: usize = 100;
/// With more shops, a round visits a part, and each shop's turn comes after this many rounds.
const PARTS: usize = 12;

/// Visits all shops, part by part: even with ten thousand of them, a round is short.
pub(crate) struct Rounds<F> {
    looks: Looks<F>,
    names: Names,
}

/// One round.
pub(crate) struct Round {
    pub(crate) state: AppState,
    /// The shops whose turn it is.
    pub(crate) shops: Vec<Arc<ShopState>>,
    /// Whether the list of shops has changed.
    pub(crate) is_new: bool,
}

impl<F: Fn() -> Option<AppState>> Rounds<F> {
    /// Runs until the server closes.
    pub(crate) fn of(open: F) -> Rounds<F> {
        Rounds {
            looks: Looks::every(LOOK, open),
            names: Names::default(),
        }
    }

    /// Waits for the next round; `None` = the server closes.
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
    /// The state of the list that these are from.
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

/// What is known about recurring work without asking the store: the run that is finished, or until when there is
/// nothing to do about it.
#[derive(Debug)]
pub(crate) struct Waits<K, R>(HashMap<K, (R, Option<Timestamp>)>);

impl<K: Eq + Hash, R: PartialEq> Waits<K, R> {
    pub(crate) fn none() -> Waits<K, R> {
        Waits(HashMap::new())
    }

    /// Whether there is nothing to do about this run now.
    pub(crate) fn holds(&self, of: &K, run: &R, now: Timestamp) -> bool {
        let wait = self.0.get(of).filter(|(known, _)| known == run);
        wait.is_some_and(|(_, until)| until.is_none_or(|until| now < until))
    }

    /// Notes that there is nothing to do about this run until then; `None` = it is finished.
    pub(crate) fn note(&mut self, of: K, run: R, until: Option<Timestamp>) {
        self.0.insert(of, (run, until));
    }

    /// Keeps only these.
    pub(crate) fn retain(&mut self, is_there: impl Fn(&K) -> bool) {
        self.0.retain(|of, _| is_there(of));
    }
}

/// A shop's own minute out of `of`, so that the work of all shops is spread out.
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
