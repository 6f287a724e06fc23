//! Which shops a task on a timer looks at.

use std::sync::Arc;

use crate::AppState;
use crate::shops::ShopState;

/// So many shops are looked at each time.
const FEW: usize = 100;
/// Of more, a part: each comes again after so many looks.
const PARTS: usize = 12;

/// Goes round all shops, part by part: there may be ten thousand, and a look is short whatever their number.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    names: Vec<String>,
    /// Of which state of the list these are.
    changes: Option<u64>,
    next: usize,
}

impl Rounds {
    /// The shops to look at now, and whether the list is another one than before.
    pub(crate) fn turn(&mut self, state: &AppState) -> (Vec<Arc<ShopState>>, bool) {
        let changes = Some(state.shop_changes());
        let is_new = changes != self.changes;
        if is_new {
            self.names = state.shop_names();
            self.changes = changes;
        }
        let part = self.part();
        let shops = part.iter().filter_map(|name| state.shop_named(name));
        (shops.collect(), is_new)
    }

    fn part(&mut self) -> Vec<String> {
        let count = self.names.len();
        let part = FEW.max(count.div_ceil(PARTS)).min(count);
        let names = self.names.iter().cycle().skip(self.next).take(part);
        let names = names.cloned().collect();
        self.next = (self.next + part) % count.max(1);
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shop_has_its_turn_within_a_round() {
        for count in [0, 1, 99, 100, 101, 1_500] {
            let names: Vec<String> = (0..count).map(|number| format!("{number:04}")).collect();
            let mut rounds = Rounds {
                names: names.clone(),
                ..Rounds::default()
            };
            let mut seen: Vec<String> = (0..PARTS).flat_map(|_| rounds.part()).collect();
            seen.sort();
            seen.dedup();
            assert_eq!(seen, names);
        }
    }
}
