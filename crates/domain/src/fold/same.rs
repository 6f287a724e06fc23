//! Compares an order with the known one of its id.

use hashbrown::HashMap;

use super::Fold;
use super::amounts::Basis;
use crate::commit::CommitLine;
use crate::{Extra, LocalTime, OrderRef};

impl Fold<'_, '_> {
    /// Whether a joined order differs in any sum from the known entry of its id. Measures that the entry lacks count: an
    /// event of more pieces may have sums that the one of fewer has not.
    pub(super) fn has_other_sums(&self, order: &OrderRef<'_>, slot: Option<u32>) -> bool {
        let stored = self.extra_of(order.id(), slot);
        let stored = stored.map(|(_, extra)| extra.sums()).unwrap_or_default();
        let own = order.extra().map(Extra::sums).unwrap_or_default();
        order.standing().counts() && own != stored
    }

    /// Whether the known entry of an order's id equals what this order would leave there.
    pub(super) fn is_known(&self, order: &OrderRef<'_>, at: LocalTime, slot: Option<u32>) -> bool {
        let standing = order.standing();
        let mut units: HashMap<&str, i128> = HashMap::new();
        // The units of returns, and the amounts of both, compare only if they were kept for the stored order.
        let mut kept: HashMap<(&str, bool), (i128, i128)> = HashMap::new();
        let mut sums = (0, 0);
        if standing.counts() {
            sums = (order.revenue(), order.returns());
            let basis = Basis::of(order);
            for line in order.lines() {
                let returned = line.returned_units();
                if let Some(sold) = line.sold_units() {
                    *units.entry(line.sku).or_default() += i128::from(sold);
                } else if returned.is_none() {
                    continue;
                }
                if self.keeps_amounts() {
                    let kept = kept.entry((line.sku, returned.is_some())).or_default();
                    kept.0 += i128::from(returned.unwrap_or_default());
                    kept.1 += i128::from(self.amount(basis, &line));
                }
            }
        }
        let mut has_amounts = false;
        let mut take = |sku, returned: Option<u64>, amount: u64| {
            has_amounts |= returned.is_some() || amount > 0;
            let kept = kept.entry((sku, returned.is_some())).or_default();
            kept.0 -= i128::from(returned.unwrap_or_default());
            kept.1 -= i128::from(amount);
        };
        let known = match (slot, self.known.entries.get(order.id())) {
            (Some(slot), _) => {
                let commit = &self.sums.commit;
                let entry = &commit.entries[slot as usize];
                let sku = |line: &CommitLine| commit.skus[line.sku as usize].sku;
                for line in entry.sold(commit) {
                    *units.entry(sku(line)).or_default() -= i128::from(line.units);
                    take(sku(line), None, line.amount);
                }
                for line in entry.returned(commit) {
                    take(sku(line), Some(line.units), line.amount);
                }
                (entry.standing, entry.at, (entry.revenue, entry.returns))
            }
            (None, Some(entry)) => {
                for line in &entry.sold {
                    *units.entry(&line.sku).or_default() -= i128::from(line.units);
                    take(&line.sku, None, line.amount);
                }
                for line in &entry.returned {
                    take(&line.sku, Some(line.units), line.amount);
                }
                (entry.standing, entry.at, (entry.revenue, entry.returns))
            }
            (None, None) => return false,
        };
        // Orders stored before the passes of a repeated hour were distinguished have the first pass.
        let (entry_standing, entry_at, entry_sums) = known;
        let is_same_time = (entry_at.day, entry_at.second) == (at.day, at.second);
        // An order stored before a measure existed lacks its sum, but is still the same order.
        let stored = self.extra_of(order.id(), slot).map(|(_, extra)| extra);
        let has_extra = stored.is_none_or(|stored| {
            let new = |measure| order.extra().map_or(0, |extra| extra.sum(measure));
            stored.each().all(|(measure, sum)| new(measure) == sum)
                && order.is_sold_in(stored.market())
        });
        is_same_time
            && (entry_standing, entry_sums) == (standing, sums)
            && has_extra
            && units.values().all(|difference| *difference == 0)
            && (!has_amounts || !self.keeps_amounts() || kept.values().all(|it| *it == (0, 0)))
    }
}
