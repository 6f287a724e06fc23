//! The version of an order that is known already.

use super::Fold;
use crate::commit::CommitLine;
use crate::sums::Effect;
use crate::{BusinessDay, Extra, Known, SoldUnits, Standing};

impl<'a> Fold<'a, '_> {
    /// The known version of an id, from this batch or before it. An order of a dropped day is forgotten, even if the
    /// day was dropped in this batch: otherwise figures would depend on the borders between batches.
    pub(super) fn stored(&self, id: &str, slot: Option<u32>) -> Option<i64> {
        let (day, version) = match slot {
            Some(slot) => {
                let entry = &self.sums.commit.entries[slot as usize];
                (entry.at.day, entry.version)
            }
            None => {
                let entry = self.known.entries.get(id)?;
                (entry.at.day, entry.version)
            }
        };
        self.retained.days.contains(&day).then_some(version)
    }

    /// Whether the known version of an id counts.
    pub(super) fn counted(&self, id: &str, slot: Option<u32>) -> bool {
        let standing = match slot {
            Some(slot) => Some(self.sums.commit.entries[slot as usize].standing),
            None => self.known.entries.get(id).map(|entry| entry.standing),
        };
        standing.is_some_and(Standing::counts)
    }

    /// The data of a known order besides its lines and two amounts, with its day.
    pub(super) fn extra_of(&self, id: &str, slot: Option<u32>) -> Option<(BusinessDay, &'a Extra)> {
        match slot {
            Some(slot) => {
                let entry = &self.sums.commit.entries[slot as usize];
                Some((entry.at.day, entry.extra?))
            }
            None => {
                let known: &'a Known = self.known;
                let entry = known.entries.get(id)?;
                Some((entry.at.day, entry.extra.as_deref()?))
            }
        }
    }

    /// Removes the effect of the known version: an earlier one of this batch, or the stored one.
    pub(super) fn take_back(&mut self, id: &str, slot: Option<u32>) {
        let known = self.known;
        let extra = self.extra_of(id, slot).map(|(_, extra)| extra);
        let (at, [revenue, returns], sold, returned) = match (slot, known.entries.get(id)) {
            (Some(slot), _) => {
                let commit = &self.sums.commit;
                let entry = &commit.entries[slot as usize];
                let (sold, returned) = (entry.sold(commit), entry.returned(commit));
                let amounts = [entry.revenue, entry.returns];
                (entry.at, amounts, sold.to_vec(), returned.to_vec())
            }
            (None, Some(entry)) => {
                let mut placed = |line: &'a SoldUnits| CommitLine {
                    sku: self.sums.sku_slot(&line.sku),
                    units: line.units,
                    amount: line.amount,
                };
                let sold: Vec<CommitLine> = entry.sold.iter().map(&mut placed).collect();
                let returned = entry.returned.iter().map(placed).collect();
                (entry.at, [entry.revenue, entry.returns], sold, returned)
            }
            (None, None) => return,
        };
        let effect = Effect {
            at,
            revenue,
            returns,
            sold: &sold,
            returned: &returned,
            extra,
        };
        self.sums.apply(&effect, -1);
    }
}
