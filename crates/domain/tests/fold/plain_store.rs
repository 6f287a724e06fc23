//! A store that follows its contract literally: it compares, applies, and answers with its content.

use std::collections::BTreeMap;

use domain::{
    BusinessDay, Commit, ItemDay, Known, LATEST_LINES, LedgerEntry, OrderEvent, OrderLine, Orders,
    Outcome, Price, Pulse, Quantity, RetainedDays, Retention, Shop, Sums, Timestamp, fold,
};

use super::event::Event;

/// The figures of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Day {
    pub(crate) day_only: Sums,
    pub(crate) hours: [Sums; 24],
    pub(crate) minutes: BTreeMap<u16, Pulse>,
    pub(crate) items: BTreeMap<String, ItemDay>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct PlainStore {
    pub(crate) retained: RetainedDays,
    pub(crate) entries: BTreeMap<String, LedgerEntry>,
    pub(crate) days: BTreeMap<BusinessDay, Day>,
    pub(crate) totals: BTreeMap<BusinessDay, Vec<Day>>,
    pub(crate) units: BTreeMap<String, i64>,
    pub(crate) names: BTreeMap<String, (Timestamp, String)>,
    /// Newest first.
    pub(crate) latest: Vec<(String, u64)>,
}

/// Days, all-time units and the version of every order: none of these may depend on the arrival order.
pub(crate) type Figures = (
    BTreeMap<BusinessDay, Day>,
    BTreeMap<String, i64>,
    BTreeMap<String, i64>,
);

impl PlainStore {
    /// Commits events as one batch, and folds again until there is no conflict.
    pub(crate) fn take(&mut self, shop: &Shop, keep: &Retention, events: &[Event]) -> Vec<Outcome> {
        let orders = orders_of(shop, events);
        let mut known = Known::default();
        loop {
            let folded = fold(shop, keep, &known, &orders);
            let conflict = self.conflict(&folded.commit);
            if conflict.is_empty() && folded.commit.expected_epoch == self.retained.epoch {
                self.apply(&folded.commit);
                return folded.outcomes;
            }
            known.retained = self.retained.clone();
            known.entries.extend(conflict);
        }
    }

    /// The figures that may not depend on the arrival order.
    pub(crate) fn figures(&self) -> Figures {
        let mut days = self.days.clone();
        for day in days.values_mut() {
            day.items.retain(|_, item| !item.is_nothing());
            day.minutes.retain(|_, pulse| !pulse.is_zero());
        }
        days.retain(|_, day| *day != Day::default());
        let units = self.units.iter().filter(|(_, units)| **units != 0);
        let versions = self
            .entries
            .iter()
            .map(|(id, entry)| (id.clone(), entry.version));
        (
            days,
            units.map(|(sku, units)| (sku.clone(), *units)).collect(),
            versions.collect(),
        )
    }

    /// Everything, as text.
    pub(crate) fn all(&self) -> String {
        let totals: BTreeMap<_, _> = self
            .totals
            .iter()
            .map(|(day, parts)| (day, sum(parts)))
            .collect();
        let Self {
            retained,
            entries,
            names,
            latest,
            ..
        } = self;
        let days = &retained.days;
        format!(
            "{days:?} {entries:#?} {:#?} {totals:#?} {names:#?} {latest:?}",
            self.figures()
        )
    }

    fn conflict(&self, commit: &Commit<'_>) -> Vec<(Box<str>, LedgerEntry)> {
        let mut conflict = Vec::new();
        for change in &commit.entries {
            let stored = self.entries.get(change.id);
            if stored.map(|entry| entry.version) != change.expected {
                let stored = stored.expect("what is known of an id comes from here");
                conflict.push((change.id.into(), stored.clone()));
            }
        }
        conflict
    }

    fn apply(&mut self, commit: &Commit<'_>) {
        let sku = |slot: u32| commit.skus[slot as usize].sku.to_owned();
        for delta in &commit.skus {
            *self.units.entry(delta.sku.to_owned()).or_default() += delta.units;
            if let Some((at, name)) = delta.name {
                let name = (at, name.to_owned());
                let kept = self
                    .names
                    .entry(delta.sku.to_owned())
                    .or_insert_with(|| name.clone());
                *kept = name.max(kept.clone());
            }
        }
        for change in &commit.days {
            let day = self.days.entry(change.day).or_default();
            day.day_only += change.day_only;
            for (sums, by) in day.hours.iter_mut().zip(change.hours.iter()) {
                *sums += *by;
            }
            for (minute, by) in &change.minutes {
                *day.minutes.entry(*minute).or_default() += *by;
            }
            for (slot, item) in change.items.iter() {
                *day.items.entry(sku(slot)).or_default() += *item;
            }
        }
        for change in &commit.entries {
            let entry = change.entry(commit);
            assert!(
                !entry.has_amounts()
                    || self.retained.products.is_some()
                    || commit.retained.is_some()
            );
            assert_eq!(entry.sums(), change.sums(commit));
            self.entries.insert(change.id.to_owned(), entry);
        }
        for line in &commit.latest {
            self.latest
                .insert(0, (sku(line.sku), line.quantity.pieces()));
        }
        self.latest.truncate(LATEST_LINES);
        if let Some(retained) = &commit.retained {
            self.retain(retained);
        }
    }

    fn retain(&mut self, retained: &RetainedDays) {
        assert_eq!(retained.epoch, self.retained.epoch + 1);
        self.retained = retained.clone();
        for (day, figures) in std::mem::take(&mut self.days) {
            if retained.days.contains(&day) {
                self.days.insert(day, figures);
            } else {
                self.totals.entry(day).or_default().push(figures);
            }
        }
        self.entries
            .retain(|_, entry| retained.days.contains(&entry.at.day));
    }
}

/// A day's sums over its parts: a dropped day is not accepted again, so there is only one part.
fn sum(parts: &[Day]) -> Sums {
    let of_day = |day: &Day| day.hours.iter().copied().sum::<Sums>() + day.day_only;
    parts.iter().map(of_day).sum()
}

pub(crate) fn orders_of(shop: &Shop, events: &[Event]) -> Orders {
    let now = Timestamp::parse_rfc3339("2099-01-01T00:00:00Z").unwrap();
    let mut orders = Orders::default();
    for event in events {
        let lines: Vec<OrderLine<'_>> = event
            .lines
            .iter()
            .map(|(sku, name, price, quantity)| {
                let (price, quantity) = (Price::from_micros(*price), Quantity::whole(*quantity));
                OrderLine::product(sku, name.as_deref(), price, quantity.unwrap())
            })
            .collect();
        let event = OrderEvent {
            id: &event.id,
            placed_at: event.placed_at,
            currency: None,
            rate: None,
            version: event.version,
            standing: event.standing,
            refund_of: event.is_refund.then_some("another"),
            tax_included: false,
            channel: None,
            country: None,
            lines: &lines,
            whole: event.whole,
        };
        // One at a time and then joined, as the intake does with its callers' batches.
        let mut single = Orders::default();
        single.push(shop, now, &event).unwrap();
        orders.append(&single);
    }
    orders
}
