//! A commit under construction.

mod item_slots;

use hashbrown::HashMap;

pub(crate) use self::item_slots::ItemSlots;
use crate::Measure::{Orders, Returns, Revenue, Units};
use crate::commit::{Commit, CommitLine, DayDelta, ItemDeltas, MAX_DAY_SUM, SkuSlot};
use crate::{BusinessDay, Extra, Grain, LocalTime, Minor, Pulse, SLICED, Slice, SliceSums};

/// A commit with the slots of its items and days.
pub(crate) struct CommitSums<'a> {
    /// The sums by slice of its days are apart until it is taken out by [`into_commit`](CommitSums::into_commit).
    pub(crate) commit: Commit<'a>,
    items: ItemSlots,
    /// Empty ones with memory, for further days.
    spare: Vec<ItemDeltas>,
    day_slots: HashMap<BusinessDay, usize>,
    last_day: Option<(BusinessDay, usize)>,
    /// By day slot, the most that its sums may have grown in either direction,
    added: Vec<Minor>,
    /// and its sums by slice.
    sliced: Vec<SliceTable>,
}

/// An order's effect on the figures, to be added or removed.
pub(crate) struct Effect<'e> {
    pub(crate) at: LocalTime,
    pub(crate) revenue: Minor,
    pub(crate) returns: Minor,
    pub(crate) sold: &'e [CommitLine],
    pub(crate) returned: &'e [CommitLine],
    pub(crate) extra: Option<&'e Extra>,
}

impl Effect<'_> {
    /// How much of a day's room its two amounts take, or those of its lines if they are larger.
    fn weight(&self) -> Minor {
        let lines = self.sold.iter().chain(self.returned);
        let lines: Minor = lines.map(|line| Minor::from(line.amount)).sum();
        lines.max(self.revenue + self.returns)
    }
}

impl<'a> CommitSums<'a> {
    pub(crate) fn new(commit: Commit<'a>) -> CommitSums<'a> {
        CommitSums::with_memory(commit, ItemSlots::default(), Vec::new())
    }

    /// The same with memory of an earlier commit, all of it empty.
    pub(crate) fn with_memory(
        commit: Commit<'a>,
        items: ItemSlots,
        spare: Vec<ItemDeltas>,
    ) -> CommitSums<'a> {
        CommitSums {
            commit,
            items,
            spare,
            day_slots: HashMap::new(),
            last_day: None,
            added: Vec::new(),
            sliced: Vec::new(),
        }
    }

    /// Whether there is room on a day for `amount`, given the `stored` sum.
    pub(crate) fn has_room(&self, day: BusinessDay, stored: Minor, amount: Minor) -> bool {
        let slot = match self.last_day {
            Some((last, slot)) if last == day => Some(slot),
            _ => self.day_slots.get(&day).copied(),
        };
        let added = slot.map_or(0, |slot| self.added[slot]);
        stored + added + amount <= MAX_DAY_SUM
    }

    /// Adds an effect (`sign` 1) or removes it (−1).
    pub(crate) fn apply(&mut self, effect: &Effect<'_>, sign: i64) {
        let slot = self.day_slot(effect.at.day);
        if sign > 0 {
            self.added[slot] += effect.weight();
        }
        let day = &mut self.commit.days[slot];
        let hour = &mut day.hours[effect.at.hour()];
        let sums = |measure| effect.extra.map_or(0, |extra| extra.sum(measure));
        let orders = i64::from(!effect.sold.is_empty()) + sums(Orders) as i64;
        let pulse = Pulse {
            orders: orders * sign,
            revenue: (effect.revenue + sums(Revenue)) * i128::from(sign),
        };
        hour[Orders] += i128::from(pulse.orders);
        hour[Revenue] += pulse.revenue;
        hour[Returns] += effect.returns * i128::from(sign);
        let mut sold = 0;
        for line in effect.sold {
            // A line has at most a million units, so neither the cast nor the sums can overflow.
            let units = line.units as i64 * sign;
            sold += units;
            let item = self.items.on_day(line.sku, slot, &mut day.items);
            item.units += units;
            item.amount += Minor::from(line.amount) * Minor::from(sign);
        }
        for line in effect.returned {
            let item = self.items.on_day(line.sku, slot, &mut day.items);
            item.returned_units += line.units as i64 * sign;
            item.returned += Minor::from(line.amount) * Minor::from(sign);
        }
        day.day_only[Units] += i128::from(sold);
        if let Some(extra) = effect.extra {
            let sliced = SliceSums(SLICED.map(|measure| match measure {
                Orders => pulse.orders.into(),
                Revenue => pulse.revenue,
                Returns => (effect.returns + sums(Returns)) * i128::from(sign),
                other => sums(other) * i128::from(sign),
            }));
            for slice in extra.market().slices() {
                *self.sliced[slot].at(slice) += sliced;
            }
            // Other sums may be negative: then removing them makes a day's sum grow.
            self.added[slot] += extra.weight();
            for (measure, sum) in extra.each() {
                let sum = sum * i128::from(sign);
                match measure.def().grain {
                    Grain::Day => day.day_only[measure] += sum,
                    Grain::Hour => hour[measure] += sum,
                    // These are in the pulse.
                    Grain::Minute => {}
                }
            }
        }
        if !pulse.is_zero() {
            *day.minutes.entry(effect.at.minute()).or_default() += pulse;
        }
    }

    /// An item's slot in the commit.
    pub(crate) fn sku_slot(&mut self, sku: &'a str) -> SkuSlot {
        self.items.of_sku(sku, &mut self.commit.skus)
    }

    /// The commit, without the units of its items over all days.
    pub(crate) fn into_commit(mut self) -> Commit<'a> {
        for (day, sliced) in self.commit.days.iter_mut().zip(self.sliced) {
            day.slices = sliced.sums.into_iter().collect();
        }
        self.commit
    }

    /// The finished commit, with the units of each item summed over its days; and its table of items, whose memory can
    /// be used again.
    pub(crate) fn finish(mut self) -> (Commit<'a>, ItemSlots) {
        let items = std::mem::take(&mut self.items);
        let mut commit = self.into_commit();
        for (slot, item) in commit.days.iter().flat_map(|day| day.items.iter()) {
            commit.skus[slot as usize].units += item.units;
        }
        (commit, items)
    }

    fn day_slot(&mut self, day: BusinessDay) -> usize {
        if let Some((last, slot)) = self.last_day
            && last == day
        {
            return slot;
        }
        let (days, added, sliced) = (&mut self.commit.days, &mut self.added, &mut self.sliced);
        let slot = *self.day_slots.entry(day).or_insert_with(|| {
            added.push(0);
            sliced.push(SliceTable::default());
            days.push(DayDelta {
                items: self.spare.pop().unwrap_or_default(),
                ..DayDelta::new(day)
            });
            days.len() - 1
        });
        self.last_day = Some((day, slot));
        slot
    }
}

/// The sums of a day by slice while orders are added to them, found without a search.
#[derive(Default)]
struct SliceTable {
    /// By number of a slice, its place in `sums`, if it has one. Empty until there is any.
    places: Vec<u16>,
    sums: Vec<(Slice, SliceSums)>,
}

impl SliceTable {
    const NOWHERE: u16 = u16::MAX;

    fn at(&mut self, slice: Slice) -> &mut SliceSums {
        if self.places.is_empty() {
            self.places.resize(Slice::END, SliceTable::NOWHERE);
        }
        let place = &mut self.places[slice.number()];
        if *place == SliceTable::NOWHERE {
            *place = self.sums.len() as u16;
            self.sums.push((slice, SliceSums::ZERO));
        }
        &mut self.sums[usize::from(*place)].1
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::{ItemDay, Slices, Sums};

    const DAY: BusinessDay = BusinessDay::from_epoch_days(17_601);

    #[test]
    fn skus_of_any_length_are_told_apart() {
        let mut sums = CommitSums::new(Commit::default());
        let skus = [
            "",
            "A",
            "A\0",
            "fourteen bytes",
            "fifteen bytes !",
            "fifteen bytes !!",
            "fifteen bytes !?",
            "Ä",
        ];
        for _ in 0..2 {
            let slots: Vec<SkuSlot> = skus.iter().map(|sku| sums.sku_slot(sku)).collect();
            assert_eq!(slots, (0..skus.len() as SkuSlot).collect::<Vec<_>>());
        }
        let kept: Vec<&str> = sums.commit.skus.iter().map(|item| item.sku).collect();
        assert_eq!(kept, skus);
    }

    #[test]
    fn what_is_taken_away_was_never_there() {
        let mut sums = CommitSums::new(Commit::default());
        let sku = sums.sku_slot("A");
        let line = |units, amount| CommitLine { sku, units, amount };
        let extra = Extra::with(Sums::from([(Returns, -70), (Units, 5), (Orders, -1)]));
        let effect = Effect {
            at: LocalTime::new(DAY, 7 * 3_600 + 59),
            revenue: 300,
            returns: 10,
            sold: &[line(2, 290)],
            returned: &[line(1, 9)],
            extra: Some(&extra),
        };
        sums.apply(&effect, 1);
        let day = &sums.commit.days[0];
        let hour = [(Revenue, 300), (Returns, -60)];
        assert_eq!(day.hours[7], hour.into());
        assert_eq!(day.day_only, [(Units, 7)].into());
        assert_eq!(day.sums(), day.hours[7] + day.day_only);
        assert_eq!(day.minutes[&420].sums(), [(Revenue, 300)].into());
        let item = ItemDay {
            units: 2,
            amount: 290,
            returned_units: 1,
            returned: 9,
        };
        assert_eq!(day.items.get(sku), Some(&item));
        sums.apply(&effect, -1);
        let day = &sums.commit.days[0];
        assert!(day.sums().is_zero() && day.hours.iter().all(Sums::is_zero));
        assert!(day.minutes.values().all(Pulse::is_zero));
        assert!(day.items.get(sku).is_some_and(ItemDay::is_nothing));
        assert_eq!(sums.finish().0.skus[0].units, 0);
    }

    proptest! {
        #[test]
        fn a_table_has_the_sums_of_its_slices(added in vec((0..281_usize, 0..3_i128), 0..60)) {
            let (mut table, mut slices) = (SliceTable::default(), Slices::default());
            for (number, sum) in added {
                let Some(slice) = Slice::of_number(number) else { continue };
                let sums = SliceSums([sum; SLICED.len()]);
                *table.at(slice) += sums;
                slices.add(slice, sums);
            }
            prop_assert_eq!(table.sums.into_iter().collect::<Slices>(), slices);
        }
    }

    /// Removing a negative sum makes the day's sum grow: it takes room both times.
    #[test]
    fn sums_of_either_sign_take_room_in_both_directions() {
        let mut sums = CommitSums::new(Commit::default());
        let extra = Extra::with(Sums::from([(Returns, -70)]));
        let effect = Effect {
            at: LocalTime::new(DAY, 0),
            revenue: 300,
            returns: 0,
            sold: &[],
            returned: &[],
            extra: Some(&extra),
        };
        let room = |sums: &CommitSums<'_>, left: Minor| {
            assert!(sums.has_room(DAY, 1_000, left));
            assert!(!sums.has_room(DAY, 1_000, left + 1));
        };
        room(&sums, MAX_DAY_SUM - 1_000);
        sums.apply(&effect, 1);
        room(&sums, MAX_DAY_SUM - 1_370);
        sums.apply(&effect, -1);
        room(&sums, MAX_DAY_SUM - 1_440);
    }
}
