//! The memory of commits, to be used again.

use hashbrown::HashTable;

use crate::commit::{Commit, CommitLine, EntryChange, ItemDeltas, SkuDelta};
use crate::sums::{CommitSums, ItemSlots};

/// The memory of a writer's last commit, for its next one. New memory costs the system the time to clear its pages, and
/// lists that grow are copied: together that is a tenth of an import. It is as large as the largest commit so far.
#[derive(Debug, Default)]
pub struct FoldMemory {
    skus: Vec<SkuDelta<'static>>,
    entries: Vec<EntryChange<'static>>,
    sold: Vec<CommitLine>,
    days: Vec<ItemDeltas>,
    items: ItemSlots,
    pub(super) entry_slots: HashTable<u32>,
}

/// The items of so many days of a commit. Most commits of an import have orders of one day or two.
const DAYS: usize = 2;

impl FoldMemory {
    /// Takes the memory of a commit that is done.
    pub fn take_back(&mut self, commit: Commit<'_>) {
        self.skus = emptied(commit.skus);
        self.entries = emptied(commit.entries);
        self.sold = emptied(commit.sold);
        let days = commit.days.into_iter().map(|day| day.items);
        self.days = days.take(DAYS).collect();
        self.days.iter_mut().for_each(ItemDeltas::clear);
        // The next day takes the last one.
        self.days.reverse();
    }

    /// An empty commit.
    pub(super) fn commit<'a>(&mut self) -> Commit<'a> {
        Commit {
            skus: std::mem::take(&mut self.skus),
            entries: std::mem::take(&mut self.entries),
            sold: std::mem::take(&mut self.sold),
            ..Commit::default()
        }
    }

    /// The sums of an empty commit.
    pub(super) fn sums<'a>(&mut self, commit: Commit<'a>) -> CommitSums<'a> {
        let (items, days) = (&mut self.items, &mut self.days);
        CommitSums::with_memory(commit, std::mem::take(items), std::mem::take(days))
    }

    /// Takes the tables of a fold.
    pub(super) fn keep(&mut self, mut entry_slots: HashTable<u32>, mut items: ItemSlots) {
        entry_slots.clear();
        items.clear();
        (self.entry_slots, self.items) = (entry_slots, items);
    }
}

/// An empty list in the memory of this one: items of one size are collected in place.
fn emptied<A, B>(mut list: Vec<A>) -> Vec<B> {
    list.clear();
    list.into_iter().filter_map(|_| None).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BusinessDay, DayDelta, LocalTime, Standing};

    #[test]
    fn a_commit_leaves_its_memory_and_nothing_else() {
        let id = String::from("1");
        let mut commit = Commit::default();
        commit.entries.reserve_exact(7);
        commit.entries.push(EntryChange {
            id: &id,
            expected: None,
            version: 1,
            standing: Standing::Counts,
            at: LocalTime::new(BusinessDay::from_epoch_days(17_601), 0),
            revenue: 0,
            returns: 0,
            sold: 0..1,
            returned: 0..0,
            extra: None,
        });
        commit.skus.reserve_exact(9);
        commit.skus.push(SkuDelta {
            sku: &id,
            units: 1,
            name: None,
        });
        let line = CommitLine {
            sku: 0,
            units: 1,
            amount: 0,
        };
        commit.sold.push(line);
        for day in 0..3 {
            let mut day = DayDelta::new(BusinessDay::from_epoch_days(day));
            day.items.place(0);
            commit.days.push(day);
        }
        let mut memory = FoldMemory::default();
        memory.take_back(commit);
        assert!(memory.days.iter().all(ItemDeltas::is_empty));
        assert_eq!(memory.days.len(), DAYS);
        let commit = memory.commit();
        assert!(commit.is_empty() && commit.sold.is_empty());
        assert_eq!((commit.entries.capacity(), commit.skus.capacity()), (7, 9));
        assert!(memory.commit().entries.capacity() == 0);
    }
}
