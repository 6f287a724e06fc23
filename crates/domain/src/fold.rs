//! The decision: what a batch of orders changes, given what is known.

mod amounts;
mod feed;
mod memory;
mod same;
mod stored;

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashSet, HashTable};

use self::amounts::KeptLine;
pub use self::memory::FoldMemory;
use crate::clock::OffsetSpan;
use crate::commit::{Commit, CommitLine, EntryChange};
use crate::sums::{CommitSums, Effect};
use crate::{
    BusinessDay, Extra, Known, LocalTime, Minor, OrderRef, Orders, RetainedDays, Retention, Shop,
};

/// The result for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// New and counted.
    Accepted,
    /// Known with this version or a higher one: changes nothing.
    Duplicate,
    /// Known with a lower version: the difference was applied.
    Updated,
    /// Its business day is before the retained ones.
    TooLate,
    /// It would make a sum of its day exceed [`MAX_DAY_SUM`](crate::MAX_DAY_SUM).
    DayFull,
    /// It has new items, and the shop has no room for all of them.
    TooManyItems,
    /// Its source gave it the id of a different order, which is known with this version.
    IdReused,
    /// Known with this version but different content, and its sender asked to compare it.
    Conflicting,
}

/// A commit with the outcome of each order, in arrival order.
#[derive(Clone, Debug)]
pub struct Folded<'a> {
    /// The commit for the store.
    pub commit: Commit<'a>,
    /// One result per order.
    pub outcomes: Vec<Outcome>,
}

/// Folds a batch of orders into one commit.
///
/// The result depends only on the arguments. Folding orders in two batches, the second on the state after the first,
/// has the same effect as folding them in one.
pub fn fold<'a>(
    shop: &Shop,
    retention: &Retention,
    known: &'a Known,
    orders: &'a Orders,
) -> Folded<'a> {
    fold_in(&mut FoldMemory::default(), shop, retention, known, orders)
}

/// The same in the memory of earlier commits.
pub fn fold_in<'a>(
    memory: &mut FoldMemory,
    shop: &Shop,
    retention: &Retention,
    known: &'a Known,
    orders: &'a Orders,
) -> Folded<'a> {
    let mut fold = Fold::new(memory, shop, retention, known, orders);
    let numbered = orders.iter().enumerate();
    let outcomes: Vec<Outcome> = numbered.map(|(at, order)| fold.order(order, at)).collect();
    fold.take_latest(orders, &outcomes);
    Folded {
        commit: fold.finish(memory),
        outcomes,
    }
}

struct Fold<'a, 'c> {
    shop: &'c Shop,
    retention: &'c Retention,
    known: &'a Known,
    sums: CommitSums<'a>,
    retained: RetainedDays,
    span: Option<OffsetSpan>,
    /// The day from which on amounts by line are kept.
    products: Option<BusinessDay>,
    /// The slots in the commit of this batch's ids.
    entry_slots: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// The kept lines of the current order.
    lines: Vec<KeptLine<'a>>,
    /// The unknown items that orders of this batch have brought.
    brought: HashSet<&'a str>,
    /// Indexes in the batch of orders that now count, and whose known version did not.
    revived: HashSet<usize>,
}

impl<'a, 'c> Fold<'a, 'c> {
    fn new(
        memory: &mut FoldMemory,
        shop: &'c Shop,
        retention: &'c Retention,
        known: &'a Known,
        orders: &'a Orders,
    ) -> Fold<'a, 'c> {
        let mut commit = Commit {
            expected_epoch: known.retained.epoch,
            max_items: shop.max_items,
            ..memory.commit()
        };
        commit.entries.reserve(orders.len());
        commit.sold.reserve(orders.line_count());
        let mut entry_slots = std::mem::take(&mut memory.entry_slots);
        // It is empty, so nothing is hashed again.
        entry_slots.reserve(orders.len(), |_| 0);
        Fold {
            shop,
            retention,
            known,
            sums: memory.sums(commit),
            retained: known.retained.clone(),
            span: None,
            products: known.retained.products_of(shop.products),
            entry_slots,
            hasher: DefaultHashBuilder::default(),
            lines: Vec::new(),
            brought: HashSet::new(),
            revived: HashSet::new(),
        }
    }

    /// Folds the order at an index in the batch.
    fn order(&mut self, order: OrderRef<'a>, place: usize) -> Outcome {
        let at = self.local(&order);
        let hash = self.hasher.hash_one(order.id());
        let slot = self.entry_slot(hash, order.id());
        let stored = self.stored(order.id(), slot);
        // An order joined from more pieces than before replaces the one joined from fewer.
        let says_more = order.is_joined()
            && stored == Some(order.version())
            && (self.has_other_sums(&order, slot) || !self.is_known(&order, at, slot));
        let known = stored.filter(|version| *version >= order.version() && !says_more);
        if let Some(version) = known {
            let is_asked = order.is_id_given() || order.is_compared();
            let differs =
                is_asked && version == order.version() && !self.is_known(&order, at, slot);
            return match (differs, order.is_id_given()) {
                (false, _) => Outcome::Duplicate,
                (true, true) => Outcome::IdReused,
                (true, false) => Outcome::Conflicting,
            };
        }
        self.read_lines(&order);
        let taken = stored.and_then(|_| self.extra_of(order.id(), slot));
        if self.is_too_much(&order, at.day, taken) {
            return Outcome::DayFull;
        }
        if !self.retained.admits(at.day, self.retention)
            || (stored.is_none() && self.may_be_counted(&order))
        {
            return Outcome::TooLate;
        }
        if !self.has_room() {
            return Outcome::TooManyItems;
        }
        self.retained.days.insert(at.day);
        self.retained.prune(self.retention);
        // Removed even from a day that this same order pushes out of the window.
        if stored.is_some() {
            if order.standing().counts() && !self.counted(order.id(), slot) {
                self.revived.insert(place);
            }
            self.take_back(order.id(), slot);
        }
        self.write(order, at, slot, hash);
        if stored.is_some() {
            Outcome::Updated
        } else {
            Outcome::Accepted
        }
    }

    /// The slot in the commit of an id of this batch.
    fn entry_slot(&self, hash: u64, id: &str) -> Option<u32> {
        let entries = &self.sums.commit.entries;
        let is = |slot: &u32| entries[*slot as usize].id == id;
        self.entry_slots.find(hash, is).copied()
    }

    /// Whether an unknown order may have been counted on a dropped day.
    fn may_be_counted(&self, order: &OrderRef<'_>) -> bool {
        let earlier = order.earlier().map(|at| self.shop.clock.local(at).day);
        earlier.is_some_and(|day| !self.retained.admits(day, self.retention))
    }

    /// Whether the order would make the sums of its day too large, or those of the day from which it is removed.
    /// Removing revenue and returns is always possible, because they are not negative.
    fn is_too_much(
        &self,
        order: &OrderRef<'a>,
        day: BusinessDay,
        taken: Option<(BusinessDay, &Extra)>,
    ) -> bool {
        let is_full = |day: BusinessDay, amount: Minor| {
            let stored = self.known.full_days.get(&day).copied().unwrap_or_default();
            amount > 0 && !self.sums.has_room(day, stored, amount)
        };
        let adds = match order.standing().counts() {
            true => order.weight().max(self.amounts()),
            false => 0,
        };
        match taken {
            Some((from, extra)) if from == day => is_full(day, adds + extra.weight()),
            Some((from, extra)) => is_full(day, adds) || is_full(from, extra.weight()),
            None => is_full(day, adds),
        }
    }

    /// Whether there is room for all items of the order. If so, it is reserved.
    fn has_room(&mut self) -> bool {
        let Some(items) = &self.known.items else {
            return true;
        };
        let is_new = |sku: &&str| items.unknown.contains(*sku) && !self.brought.contains(sku);
        let skus = self.lines.iter().map(|line| line.sku);
        let new: HashSet<&str> = skus.filter(is_new).collect();
        let has_room = new.is_empty() || (self.brought.len() + new.len()) as u64 <= items.left;
        if has_room {
            self.brought.extend(new);
        }
        has_room
    }

    fn local(&mut self, order: &OrderRef<'a>) -> LocalTime {
        let at = order.placed_at();
        match self.span {
            Some(span) if span.contains(at) => span.local(at),
            _ => self.span.insert(self.shop.clock.offset_span(at)).local(at),
        }
    }

    /// Writes the order's entry, and adds its effect.
    fn write(&mut self, order: OrderRef<'a>, at: LocalTime, slot: Option<u32>, hash: u64) {
        let standing = order.standing();
        let first = self.sums.commit.sold.len();
        let first_back = self.sums.commit.returned.len();
        let (mut revenue, mut returns, mut extra) = (0, 0, None);
        if standing.counts() {
            (revenue, returns) = (order.revenue(), order.returns());
            extra = order.extra();
            for line in &self.lines {
                let sku = self.sums.sku_slot(line.sku);
                let commit = &mut self.sums.commit;
                let (units, amount) = (line.units, line.amount);
                if line.is_returned {
                    commit.returned.push(CommitLine { sku, units, amount });
                    continue;
                }
                // `None` sorts first: any name beats none, and the newest beats older ones.
                if let Some(name) = line.name {
                    let item = &mut commit.skus[sku as usize];
                    item.name = item.name.max(Some((order.placed_at(), name)));
                }
                commit.sold.push(CommitLine { sku, units, amount });
            }
            let sold = std::mem::take(&mut self.sums.commit.sold);
            let returned = std::mem::take(&mut self.sums.commit.returned);
            self.sums.apply(
                &Effect {
                    at,
                    revenue,
                    returns,
                    sold: &sold[first..],
                    returned: &returned[first_back..],
                    extra,
                },
                1,
            );
            (self.sums.commit.sold, self.sums.commit.returned) = (sold, returned);
        }
        let sold = first as u32..self.sums.commit.sold.len() as u32;
        let returned = first_back as u32..self.sums.commit.returned.len() as u32;
        let version = order.version();
        let (id, expected) = match slot {
            Some(slot) => {
                let before = &self.sums.commit.entries[slot as usize];
                (before.id, before.expected)
            }
            None => {
                let known = self.known.entries.get(order.id());
                (order.id(), known.map(|entry| entry.version))
            }
        };
        let change = EntryChange {
            id,
            expected,
            version,
            standing,
            at,
            revenue,
            returns,
            sold,
            returned,
            extra,
        };
        let entries = &mut self.sums.commit.entries;
        match slot {
            Some(slot) => entries[slot as usize] = change,
            None => {
                let (slot, hasher) = (entries.len() as u32, &self.hasher);
                entries.push(change);
                let rehash = |slot: &u32| hasher.hash_one(entries[*slot as usize].id);
                self.entry_slots.insert_unique(hash, slot, rehash);
            }
        }
    }

    fn finish(mut self, memory: &mut FoldMemory) -> Commit<'a> {
        // Days can also be dropped without an order: when fewer are retained than before, or when an import that held
        // them ends.
        self.retained.prune(self.retention);
        if self.retained != self.known.retained {
            self.retained.epoch += 1;
            self.retained.products = self.products;
            self.sums.commit.retained = Some(self.retained);
        }
        let (commit, items) = self.sums.finish();
        memory.keep(self.entry_slots, items);
        commit
    }
}
