//! The ranks of items with few units. Most items of a large catalogue have few, so millions tie, and ties rank by SKU.
//!
//! Items are in groups of successive SKUs, some hundreds in each. A group knows how many of its items have which of the
//! few numbers of units. So before an item come items of whole groups, which are only added up, and some of its own
//! group, which are looked at. The groups are made when a search first needs them, and take some 12 bytes an item. From
//! then on, a sale changes two counts.

use compact_str::CompactString;
use hashbrown::HashSet;

use super::leaders::Ranked;

/// Up to so many units are few.
pub(crate) const FEW: i64 = 64;
/// The average group. A larger one takes longer to look at, more groups longer to add up.
const GROUP: usize = 512;
/// The group of an item is kept in two bytes.
const MAX_GROUPS: usize = 1 << 15;
/// SKUs that are looked at for each group to choose its first one: so groups become about as large as each other.
const SAMPLES: usize = 4;
/// The groups are made anew when the catalogue has so many times as many items.
const GROWN: usize = 4;

/// See the module.
#[derive(Debug)]
pub(crate) struct Ties {
    bounds: Bounds,
    /// The group of each item, for those counted so far.
    groups: Vec<u16>,
    /// The items of each group.
    members: Vec<Vec<u32>>,
    /// How many items of each group have one unit, then how many have two, and so on.
    counts: Vec<u32>,
    /// The same for all groups together.
    totals: [usize; FEW as usize],
    /// The items with more than a few units.
    busy: HashSet<u32>,
    /// With more items, other groups would do better.
    room: usize,
}

impl Ties {
    /// Every how many items of a catalogue one is a sample.
    pub(crate) fn step(items: usize) -> usize {
        (items / (groups_for(items) * SAMPLES)).max(1)
    }

    /// Groups for a catalogue with so many items, of which some are samples.
    pub(crate) fn new(items: usize, mut samples: Vec<CompactString>) -> Ties {
        samples.sort_unstable();
        samples.dedup();
        let each = samples.len().div_ceil(groups_for(items)).max(1);
        let bounds: Vec<_> = samples.into_iter().step_by(each).skip(1).collect();
        let count = bounds.len() + 1;
        Ties {
            bounds: Bounds::of(bounds),
            groups: Vec::with_capacity(items),
            members: vec![Vec::new(); count],
            counts: vec![0; count * FEW as usize],
            totals: [0; FEW as usize],
            busy: HashSet::new(),
            room: items.max(GROUP) * GROWN,
        }
    }

    /// Whether a catalogue with so many items has outgrown the groups.
    pub(crate) fn are_outgrown(&self, items: usize) -> bool {
        items > self.room
    }

    /// Counts at most so many further items; whether any are left.
    pub(crate) fn count(&mut self, ranked: &impl Ranked, items: usize, most: usize) -> bool {
        let from = self.groups.len();
        let until = items.min(from.saturating_add(most));
        for item in from as u32..until as u32 {
            let sku = ranked.sku(item);
            let group = self.bounds.group(sku);
            // There are at most MAX_GROUPS.
            self.groups.push(group as u16);
            self.members[group].push(item);
            self.put(item, group, ranked.units(item));
        }
        until < items
    }

    /// Notes that an item's units changed.
    pub(crate) fn changed(&mut self, item: u32, before: i64, after: i64) {
        if let Some(&group) = self.groups.get(item as usize) {
            let group = usize::from(group);
            if let Some(row) = row(before) {
                self.totals[row] -= 1;
                self.counts[row * self.members.len() + group] -= 1;
            } else {
                self.busy.remove(&item);
            }
            self.put(item, group, after);
        }
    }

    /// The items with more than a few units.
    pub(crate) fn busy(&self) -> impl Iterator<Item = u32> {
        self.busy.iter().copied()
    }

    /// How many items rank before one with these few units and this SKU.
    pub(crate) fn before(&self, ranked: &impl Ranked, units: i64, sku: &str) -> usize {
        let group = self.bounds.group(sku);
        let Some(row) = row(units) else {
            return self.busy.len();
        };
        let more: usize = self.totals[row + 1..].iter().sum();
        let tied = &self.counts[row * self.members.len()..][..self.members.len()];
        let tied: usize = tied[group + 1..].iter().map(|count| *count as usize).sum();
        let is_before = |&&item: &&u32| ranked.units(item) == units && ranked.sku(item) > sku;
        let members = self.members[group].iter().filter(is_before).count();
        self.busy.len() + more + tied + members
    }

    fn put(&mut self, item: u32, group: usize, units: i64) {
        if let Some(row) = row(units) {
            self.totals[row] += 1;
            self.counts[row * self.members.len() + group] += 1;
        } else if units > FEW {
            self.busy.insert(item);
        }
    }
}

/// Where groups begin. Most of the comparisons to find an item's group are of numbers side by side.
#[derive(Debug)]
struct Bounds {
    /// The least SKU of each group but the first, ascending.
    skus: Vec<CompactString>,
    /// What all these begin with.
    shared: CompactString,
    /// What follows in each.
    keys: Vec<u64>,
}

impl Bounds {
    fn of(skus: Vec<CompactString>) -> Bounds {
        let shared = match &skus[..] {
            [first, .., last] => {
                let same = first.chars().zip(last.chars()).take_while(|(a, b)| a == b);
                same.map(|(letter, _)| letter).collect()
            }
            _ => CompactString::default(),
        };
        let keys = skus.iter().map(|sku| key(&sku.as_bytes()[shared.len()..]));
        Bounds {
            keys: keys.collect(),
            shared,
            skus,
        }
    }

    /// The group of a SKU.
    fn group(&self, sku: &str) -> usize {
        let Some(rest) = sku.strip_prefix(&*self.shared) else {
            return if *sku < *self.shared {
                0
            } else {
                self.skus.len()
            };
        };
        let key = key(rest.as_bytes());
        let from = self.keys.partition_point(|other| *other < key);
        if self.keys.get(from) != Some(&key) {
            return from;
        }
        let same = self.keys[from..].partition_point(|other| *other == key);
        let is_before = |bound: &CompactString| **bound <= *sku;
        from + self.skus[from..from + same].partition_point(is_before)
    }
}

/// The first bytes of a text as a number: of two texts, the one with the greater number is greater.
fn key(text: &[u8]) -> u64 {
    let bytes = std::array::from_fn(|at| text.get(at).copied().unwrap_or(0));
    u64::from_be_bytes(bytes)
}

/// The row of items with so many units, if they are few.
fn row(units: i64) -> Option<usize> {
    (1..=FEW).contains(&units).then(|| units as usize - 1)
}

fn groups_for(items: usize) -> usize {
    (items / GROUP).clamp(1, MAX_GROUPS)
}

#[cfg(test)]
mod tests {
    use ports::suite::Dice;

    use super::*;

    /// Items with their units and SKUs.
    struct Shelf(Vec<(i64, String)>);

    impl Ranked for Shelf {
        fn units(&self, item: u32) -> i64 {
            self.0[item as usize].0
        }
        fn sku(&self, item: u32) -> &str {
            &self.0[item as usize].1
        }
        fn all(&self) -> impl Iterator<Item = u32> {
            0..self.0.len() as u32
        }
        fn positive(&self) -> usize {
            self.0.iter().filter(|(units, _)| *units > 0).count()
        }
    }

    /// Looks at all items.
    fn expected(shelf: &Shelf, units: i64, sku: &str) -> usize {
        let all = shelf.0.iter().map(|(units, sku)| (*units, sku.as_str()));
        all.filter(|other| *other > (units, sku)).count()
    }

    #[test]
    fn as_many_items_come_before_one_as_a_look_at_all_finds() {
        let mut dice = Dice::new(64);
        let mut shelf = Shelf(Vec::new());
        let mut ties = Ties::new(0, Vec::new());
        let (mut most, mut made, mut shared) = (0, 0, 0);
        for round in 0..200 {
            for _ in 0..dice.below(200) {
                // Most begin with the same, and many with more than is compared as a number.
                let start = match dice.below(400) {
                    0 => ["", "SKU", "SKU-1", "TEA-", "A"][dice.below(5)],
                    1..100 => "SKU-0000000000",
                    _ => "SKU-0",
                };
                let sku = format!("{start}{}-{}", dice.below(30), shelf.0.len());
                shelf.0.push((dice.below(3) as i64, sku));
            }
            // Those that are not counted yet may change, too.
            for _ in 0..dice.below(400).min(shelf.0.len()) {
                let item = dice.below(shelf.0.len());
                let before = shelf.0[item].0;
                let after = match dice.below(30) {
                    0 => -1,
                    1 => dice.below(1_000) as i64,
                    _ => before + dice.below(4) as i64 - 1,
                };
                shelf.0[item].0 = after;
                ties.changed(item as u32, before, after);
            }
            let items = shelf.0.len();
            if ties.are_outgrown(items) {
                let every = (0..items).step_by(Ties::step(items));
                let samples = every.map(|item| shelf.0[item].1.as_str().into());
                ties = Ties::new(items, samples.collect());
                made += 1;
                shared = shared.max(ties.bounds.shared.len());
            }
            while ties.count(&shelf, items, 1 + dice.below(900)) {}
            most = most.max(ties.members.len());
            let busy = shelf.0.iter().filter(|(units, _)| *units > FEW).count();
            assert_eq!(ties.busy().count(), busy, "round {round}");
            for _ in 0..20.min(items) {
                let (units, sku) = &shelf.0[dice.below(items)];
                // Its units may be others than when the page was found.
                let units = (units + dice.below(2) as i64).clamp(1, FEW);
                let found = ties.before(&shelf, units, sku);
                assert_eq!(
                    found,
                    expected(&shelf, units, sku),
                    "round {round}: {units} {sku}"
                );
            }
        }
        assert!(most > 10 && made > 1, "{most} groups, made {made} times");
        assert!(shared > 3, "{shared} bytes");
    }
}
