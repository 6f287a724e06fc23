//! A simple ledger in memory that keeps the contract of [`Ledger::submit`](crate::Ledger::submit), for tests of code
//! that commits.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Commit, ItemRoom, LatestItem, LedgerEntry, Memo, MemoChange, Reject, RetainedDays};

use crate::{Committed, Conflict};

/// The stored data.
#[derive(Clone, Debug, Default)]
pub struct MemoryLedger {
    /// The retained days.
    pub retained: RetainedDays,
    /// The orders by id.
    pub entries: BTreeMap<String, LedgerEntry>,
    /// The positions of sources.
    pub positions: BTreeMap<String, String>,
    /// The memos by key.
    pub memos: BTreeMap<String, Memo>,
    /// All SKUs ever sold.
    pub items: BTreeSet<String>,
    /// The lines that arrived, newest first.
    pub latest: Vec<LatestItem>,
    /// The rejects, oldest first.
    pub rejects: Vec<Reject>,
    /// How many orders each applied commit had.
    pub commits: Vec<usize>,
}

impl MemoryLedger {
    /// The stored values that differ from the commit's expectations.
    pub fn compare(&self, commit: &Commit<'_>) -> Conflict {
        let mut conflict = Conflict::default();
        if commit.expected_epoch != self.retained.epoch {
            conflict.retained = Some(self.retained.clone());
        }
        for change in &commit.positions {
            let stored = self.positions.get(&change.source).cloned();
            if stored != change.expected {
                conflict.positions.push((change.source.clone(), stored));
            }
        }
        for change in &commit.memos {
            let stored = self.memos.get(&change.memo.key).map(|memo| &memo.text);
            if stored != change.expected.as_ref() {
                let key = change.memo.key.clone();
                conflict.memos.push((key, stored.cloned()));
            }
        }
        for change in &commit.entries {
            let stored = self.entries.get(change.id);
            if stored.map(|entry| entry.version) != change.expected {
                conflict.entries.push((change.id.into(), stored.cloned()));
            }
        }
        let skus = commit.skus.iter().map(|item| item.sku);
        let unknown: Vec<&str> = skus.filter(|sku| !self.items.contains(*sku)).collect();
        if let Some(most) = commit.max_items {
            let left = most.saturating_sub(self.items.len() as u64);
            conflict.items = (unknown.len() as u64 > left).then(|| ItemRoom {
                left,
                unknown: unknown.into_iter().map(Box::from).collect(),
            });
        }
        conflict
    }

    /// Applies a commit without conflicts.
    pub fn commit(&mut self, commit: &Commit<'_>) -> Committed {
        let conflict = self.compare(commit);
        if conflict != Conflict::default() {
            return Committed::Conflict(conflict);
        }
        self.apply(commit);
        Committed::Applied
    }

    fn apply(&mut self, commit: &Commit<'_>) {
        let sku = |slot: u32| commit.skus[slot as usize].sku;
        let skus = commit.skus.iter().map(|item| item.sku.to_owned());
        self.items.extend(skus);
        for change in &commit.entries {
            let entry = change.entry(commit);
            self.entries.insert(change.id.to_owned(), entry);
        }
        for line in &commit.latest {
            let item = LatestItem {
                sku: sku(line.sku).to_owned(),
                name: None,
                quantity: Some(line.quantity),
                price: Some(line.price),
                sold_at: Some(line.sold_at),
            };
            self.latest.insert(0, item);
        }
        for change in &commit.positions {
            self.positions
                .insert(change.source.clone(), change.position.clone());
        }
        for MemoChange { memo, .. } in &commit.memos {
            self.memos.insert(memo.key.clone(), memo.clone());
        }
        self.rejects.extend(commit.rejects.iter().cloned());
        if let Some(retained) = &commit.retained {
            self.retained = retained.clone();
            self.entries
                .retain(|_, entry| retained.days.contains(&entry.at.day));
            if let Some(dropped) = retained.dropped_until {
                self.memos.retain(|_, memo| memo.until > dropped);
            }
        }
        self.commits.push(commit.entries.len());
    }
}
