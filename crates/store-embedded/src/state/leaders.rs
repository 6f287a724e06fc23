//! The top of a leaderboard, kept exact under sales, returns and corrections without sorting the catalogue.
//!
//! A few thousand candidates are kept: every item at or above a floor. An item enters when its units reach the floor
//! and leaves when they fall below it, so the candidates always include the whole top. Only when too few are left is
//! the catalogue searched for a lower floor. The very first ranks, which every board shows, are also kept in order: so
//! a board costs the same whatever the size of the catalogue.

use std::cmp::Ordering;

use hashbrown::HashSet;

/// The number of candidates that a rebuild aims for.
const TARGET: usize = 2_048;
/// With this many candidates, the floor is raised.
const MAX: usize = 4 * TARGET;

/// How many of the first ranks are kept in order. Their number shrinks as items fall back, until a page needs more than
/// are left.
const HEAD: usize = 128;
/// Pages that end after this rank are sorted from all candidates.
const HEAD_PAGE: usize = HEAD / 2;

/// An item's rank: more units first, then the greater SKU (ZREVRANGE's order).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rank {
    pub units: i64,
    pub item: u32,
}

/// The items that a leaderboard ranks.
pub(crate) trait Ranked {
    /// An item's units.
    fn units(&self, item: u32) -> i64;
    /// An item's SKU.
    fn sku(&self, item: u32) -> &str;
    /// Every item that may have units above 0, by number: SKUs are in memory in this order, and sequential access to a
    /// large catalogue is ten times as fast as random access.
    fn all(&self) -> impl Iterator<Item = u32>;
    /// The number of items with units above 0.
    fn positive(&self) -> usize;
}

#[derive(Debug)]
pub(crate) struct Leaders {
    /// The lowest rank among the candidates; `None` = every item with units is a candidate.
    floor: Option<Rank>,
    candidates: HashSet<u32>,
    /// The first ranks in order, as many as are known.
    head: Vec<Rank>,
}

impl Default for Leaders {
    /// No candidates, and a floor above everything: the first page searches for them, or [`build`](Leaders::build)
    /// does. Until then changes cost nothing. During recovery, items may still lack the SKU they rank by.
    fn default() -> Leaders {
        let floor = Some(Rank {
            units: i64::MAX,
            item: 0,
        });
        Leaders {
            floor,
            candidates: HashSet::new(),
            head: Vec::new(),
        }
    }
}

impl Leaders {
    /// Computes the top now, so that the first page need not wait for it.
    pub(crate) fn build(&mut self, ranked: &impl Ranked) {
        self.page(ranked, 0, HEAD_PAGE);
    }

    /// The kept candidates: no other item ranks before one of them.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = u32> {
        self.candidates.iter().copied()
    }

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
        let was_candidate = if reaches {
            !self.candidates.insert(item)
        } else {
            self.candidates.remove(&item)
        };
        self.change_head(ranked, rank, was_candidate);
        if self.candidates.len() >= MAX {
            let candidates = std::mem::take(&mut self.candidates);
            self.rebuild(ranked, candidates.into_iter(), TARGET);
        }
    }

    /// Updates the head. Everything above its last rank is in the head; an item that falls below it may no longer be
    /// the next one. The last rank counts as it was, even if this item had it: all others are below.
    fn change_head(&mut self, ranked: &impl Ranked, rank: Rank, was_candidate: bool) {
        let Some(&last) = self.head.last() else {
            return;
        };
        if was_candidate && let Some(place) = self.head.iter().position(|it| it.item == rank.item) {
            self.head.remove(place);
        }
        if rank.units > 0 && order(ranked, rank, last) == Ordering::Less {
            let place = self
                .head
                .partition_point(|it| order(ranked, *it, rank) == Ordering::Less);
            self.head.insert(place, rank);
            self.head.truncate(HEAD);
        }
    }

    /// A page of the leaderboard.
    pub(crate) fn page(&mut self, ranked: &impl Ranked, offset: usize, limit: usize) -> Vec<Rank> {
        let needed = offset.saturating_add(limit).min(ranked.positive());
        if needed > MAX / 2 {
            // Deep pages are rare: they are sorted from the whole catalogue each time.
            return page_of(ranked, ranks(ranked, ranked.all()), offset, limit);
        }
        if self.candidates.len() < needed {
            self.floor = None;
            self.rebuild(ranked, ranked.all(), TARGET.max(needed));
        }
        let candidates = || ranks(ranked, self.candidates.iter().copied());
        if needed > HEAD_PAGE {
            return page_of(ranked, candidates(), offset, limit);
        }
        if self.head.len() < needed {
            self.head = page_of(ranked, candidates(), 0, HEAD);
        }
        let end = needed.min(self.head.len());
        self.head[offset.min(end)..end].to_vec()
    }

    /// Chooses the candidates again.
    fn rebuild(&mut self, ranked: &impl Ranked, from: impl Iterator<Item = u32>, target: usize) {
        let mut top = Vec::new();
        let mut floor = None;
        for item in from {
            let rank = Rank {
                units: ranked.units(item),
                item,
            };
            let is_below = floor.is_some_and(|floor| order(ranked, rank, floor).is_gt());
            if rank.units <= 0 || is_below {
                continue;
            }
            top.push(rank);
            // In a large catalogue, most items are skipped after one comparison with the floor.
            if top.len() == 2 * target {
                floor = Some(cut(ranked, &mut top, target));
            }
        }
        if top.len() > target {
            floor = Some(cut(ranked, &mut top, target));
        }
        if floor.is_some() {
            self.floor = floor;
        }
        self.candidates = top.into_iter().map(|rank| rank.item).collect();
    }
}

/// Keeps the best `count`, and returns the last of them.
fn cut(ranked: &impl Ranked, ranks: &mut Vec<Rank>, count: usize) -> Rank {
    let (_, last, _) = ranks.select_nth_unstable_by(count - 1, |a, b| order(ranked, *a, *b));
    let last = *last;
    ranks.truncate(count);
    last
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

/// `Less` = has a better rank.
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
                // A few different amounts cause many ties; later rounds take back most of it.
                let change = next(5) as i64 - if round < 30 { 0 } else { 4 };
                shelf.0[item as usize] += change;
                leaders.changed(&shelf, item as u32);
            }
            let offset = next(2_000) as usize;
            assert_eq!(
                leaders.page(&shelf, offset, 1_000),
                sorted(&shelf, offset, 1_000),
                "round {round}"
            );
            assert!(leaders.candidates.len() <= MAX);
        }
    }

    #[test]
    fn the_first_places_stay_in_order_from_change_to_change() {
        const ITEMS: u64 = 400;
        let mut shelf = Shelf(
            vec![0; ITEMS as usize],
            (0..ITEMS).map(|item| item.to_string()).collect(),
        );
        let mut leaders = Leaders::default();
        let mut random = 11_u64;
        let mut next = |below: u64| {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (random >> 33) % below
        };
        leaders.build(&shelf);
        for round in 0..20_000 {
            // Leaders change most, as in reality; sometimes all units of an item are taken back.
            let item = next(ITEMS).min(next(ITEMS)) as usize;
            let change = if next(7) == 0 {
                -shelf.0[item]
            } else {
                next(9) as i64 - if round % 1_000 < 500 { 3 } else { 5 }
            };
            shelf.0[item] += change;
            leaders.changed(&shelf, item as u32);
            if next(3) == 0 {
                let (offset, limit) = (next(20) as usize, 1 + next(60) as usize);
                assert_eq!(
                    leaders.page(&shelf, offset, limit),
                    sorted(&shelf, offset, limit),
                    "round {round}"
                );
            }
        }
    }

    fn sorted(shelf: &Shelf, offset: usize, limit: usize) -> Vec<Rank> {
        let mut all = ranks(shelf, shelf.all());
        all.sort_by(|a, b| order(shelf, *a, *b));
        all.into_iter().skip(offset).take(limit).collect()
    }
}
