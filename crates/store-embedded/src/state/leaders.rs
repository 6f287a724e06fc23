//! The top of a leaderboard, exact under sales, returns and corrections, without sorting the
//! catalogue.
//!
//! A few thousand candidates are kept: every item that ranks at or above a floor. An item enters
//! when its units reach the floor and leaves when they fall below it, so the candidates always hold
//! the whole top. Only when too few are left is the catalogue looked through for a lower floor.

use std::cmp::Ordering;

use hashbrown::HashSet;

/// How many candidates a rebuild aims at.
const TARGET: usize = 2_048;
/// From this many candidates on the floor is raised.
const MAX: usize = 4 * TARGET;

/// An item's rank: more units first, then the greater SKU (ZREVRANGE's order).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rank {
    pub units: i64,
    pub item: u32,
}

/// What a leaderboard ranks.
pub(crate) trait Ranked {
    /// An item's units.
    fn units(&self, item: u32) -> i64;
    /// An item's SKU.
    fn sku(&self, item: u32) -> &str;
    /// Every item that may have units above 0.
    fn all(&self) -> impl Iterator<Item = u32>;
    /// How many items have units above 0.
    fn positive(&self) -> usize;
}

#[derive(Debug)]
pub(crate) struct Leaders {
    /// The lowest rank among the candidates; `None` = every item with units is one.
    floor: Option<Rank>,
    candidates: HashSet<u32>,
}

impl Default for Leaders {
    /// Without candidates, and a floor above everything: the first page looks for them. Until then
    /// changes cost nothing, and during recovery items may still be without the SKU they rank by.
    fn default() -> Leaders {
        let floor = Some(Rank {
            units: i64::MAX,
            item: 0,
        });
        Leaders {
            floor,
            candidates: HashSet::new(),
        }
    }
}

impl Leaders {
    /// Notes that an item's units changed.
    pub(crate) fn changed(&mut self, ranked: &impl Ranked, item: u32) {
        let rank = Rank {
            units: ranked.units(item),
            item,
        };
        let reaches = match self.floor {
            None => rank.units > 0,
            Some(floor) => order(ranked, rank, floor) != Ordering::Greater,
        };
        if !reaches {
            self.candidates.remove(&item);
        } else if self.candidates.insert(item) && self.candidates.len() >= MAX {
            let candidates = std::mem::take(&mut self.candidates);
            self.rebuild(ranked, candidates.into_iter(), TARGET);
        }
    }

    /// A page of the leaderboard.
    pub(crate) fn page(&mut self, ranked: &impl Ranked, offset: usize, limit: usize) -> Vec<Rank> {
        let needed = offset.saturating_add(limit).min(ranked.positive());
        if needed > MAX / 2 {
            // Deep pages are rare: they are sorted out of the whole catalogue each time.
            return page_of(ranked, ranks(ranked, ranked.all()), offset, limit);
        }
        if self.candidates.len() < needed {
            self.floor = None;
            self.rebuild(ranked, ranked.all(), TARGET.max(needed));
        }
        page_of(
            ranked,
            ranks(ranked, self.candidates.iter().copied()),
            offset,
            limit,
        )
    }

    fn rebuild(&mut self, ranked: &impl Ranked, from: impl Iterator<Item = u32>, target: usize) {
        let mut ranks = ranks(ranked, from);
        if ranks.len() > target {
            let (_, floor, _) =
                ranks.select_nth_unstable_by(target - 1, |a, b| order(ranked, *a, *b));
            self.floor = Some(*floor);
            ranks.truncate(target);
        }
        self.candidates = ranks.into_iter().map(|rank| rank.item).collect();
    }
}

fn ranks(ranked: &impl Ranked, items: impl Iterator<Item = u32>) -> Vec<Rank> {
    let rank = |item| Rank {
        units: ranked.units(item),
        item,
    };
    items.map(rank).filter(|rank| rank.units > 0).collect()
}

fn page_of(ranked: &impl Ranked, mut ranks: Vec<Rank>, offset: usize, limit: usize) -> Vec<Rank> {
    let end = offset.saturating_add(limit).min(ranks.len());
    if offset >= end {
        return Vec::new();
    }
    if end < ranks.len() {
        ranks.select_nth_unstable_by(end, |a, b| order(ranked, *a, *b));
        ranks.truncate(end);
    }
    ranks.sort_unstable_by(|a, b| order(ranked, *a, *b));
    ranks.split_off(offset)
}

/// `Less` = ranks before.
fn order(ranked: &impl Ranked, a: Rank, b: Rank) -> Ordering {
    b.units
        .cmp(&a.units)
        .then_with(|| ranked.sku(b.item).cmp(ranked.sku(a.item)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Items named by their number, with units.
    struct Shelf(Vec<i64>, Vec<String>);

    impl Ranked for Shelf {
        fn units(&self, item: u32) -> i64 {
            self.0[item as usize]
        }
        fn sku(&self, item: u32) -> &str {
            &self.1[item as usize]
        }
        fn all(&self) -> impl Iterator<Item = u32> {
            0..self.0.len() as u32
        }
        fn positive(&self) -> usize {
            self.0.iter().filter(|units| **units > 0).count()
        }
    }

    #[test]
    fn the_top_equals_a_full_sort_after_any_changes() {
        const ITEMS: u64 = 30_000;
        let mut shelf = Shelf(
            vec![0; ITEMS as usize],
            (0..ITEMS).map(|item| item.to_string()).collect(),
        );
        let mut leaders = Leaders::default();
        let mut random = 7_u64;
        let mut next = |below: u64| {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (random >> 33) % below
        };
        for round in 0..60 {
            for _ in 0..5_000 {
                let item = next(ITEMS);
                // Few different amounts make many ties; later rounds take most of it away again.
                let change = next(5) as i64 - if round < 30 { 0 } else { 4 };
                shelf.0[item as usize] += change;
                leaders.changed(&shelf, item as u32);
            }
            let offset = next(2_000) as usize;
            let mut expected = ranks(&shelf, shelf.all());
            expected.sort_by(|a, b| order(&shelf, *a, *b));
            let expected: Vec<Rank> = expected.into_iter().skip(offset).take(1_000).collect();
            assert_eq!(
                leaders.page(&shelf, offset, 1_000),
                expected,
                "round {round}"
            );
            assert!(leaders.candidates.len() <= MAX);
        }
    }
}
