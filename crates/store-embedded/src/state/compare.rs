//! Compares what a commit expects with what is stored.

use domain::{Commit, Slices, Sums};
use ports::Conflict;

use super::day::Day;
use super::ledger::{AT_ONCE, KeyHash};
use super::{ShopState, ledger_entry, order_key};
use crate::codec::Malformed;

impl ShopState {
    /// Compares a commit's expectations with the content; `None` = all are met.
    pub(crate) fn compare(&mut self, commit: &Commit<'_>) -> Result<Option<Conflict>, Malformed> {
        let mut conflict = Conflict::default();
        let retained = self.misc.retained();
        if retained.epoch != commit.expected_epoch {
            conflict.retained = Some(retained.clone());
        }
        for change in &commit.positions {
            let stored = self.misc.position(&change.source);
            if stored != change.expected.as_deref() {
                conflict
                    .positions
                    .push((change.source.clone(), stored.map(str::to_owned)));
            }
        }
        self.compare_entries(commit, &mut conflict)?;
        conflict.items = self.items.room_for(commit);
        for delta in &commit.days {
            let day = self.days.get(&delta.day);
            let hours = day.map_or([Sums::ZERO; 24], Day::hours);
            // Units are not sums over hours, and never get that large.
            let sums = hours.iter().copied().sum();
            let none = Slices::default();
            let slices = day.map_or(&none, Day::slices);
            let of_item = |slot: u32| {
                let item = self.items.find(commit.skus[slot as usize].sku);
                let known = day.zip(item).map(|(day, item)| day.item(item));
                known.unwrap_or_default()
            };
            let greatest = delta.too_large_for(&sums, &hours, slices);
            let most = day.map_or(0, Day::most);
            let greatest = greatest.max(delta.items_too_large_for(most, of_item));
            if let Some(greatest) = greatest {
                conflict.full_days.push((delta.day, greatest));
            }
        }
        Ok((conflict != Conflict::default()).then_some(conflict))
    }

    fn compare_entries(
        &mut self,
        commit: &Commit<'_>,
        conflict: &mut Conflict,
    ) -> Result<(), Malformed> {
        let mut keys = std::mem::take(&mut self.scratch);
        for entries in commit.entries.chunks(AT_ONCE) {
            keys.clear();
            let mut hashed = [(KeyHash::default(), 0, 0); AT_ONCE];
            for (entry, hashed) in entries.iter().zip(&mut hashed) {
                let start = keys.len();
                order_key::pack(entry.id, &mut keys);
                *hashed = (self.ledger.hash(&keys[start..]), start, keys.len());
            }
            for (entry, (hash, start, end)) in entries.iter().zip(hashed) {
                let stored = self.ledger.get(hash, &keys[start..end]);
                if stored.as_ref().map(|record| record.version) != entry.expected {
                    let stored = stored.map(|record| ledger_entry(&record, &self.items));
                    conflict
                        .entries
                        .push((entry.id.into(), stored.transpose()?));
                }
            }
        }
        self.scratch = keys;
        Ok(())
    }
}
