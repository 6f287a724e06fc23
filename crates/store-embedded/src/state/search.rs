//! Searches the items of a leaderboard for a text, in short looks at the figures.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use compact_str::CompactString;
use domain::{BusinessDay, FoundItem};

use super::ShopState;
use super::leaders::Ranked as _;
use super::texts::{Marks, PART, TextsPart};
use super::ties::{FEW, Ties};

/// Items of a leaderboard with their units.
pub(crate) type SoldItems = Vec<(u32, i64)>;

/// Fewer items are kept, even if a page needs few.
const MANY: usize = 64;

/// Marks for the items of the catalogue.
#[derive(Debug, Default)]
pub(crate) struct Marked {
    /// By part of the catalogue.
    parts: Vec<Marks>,
}

impl Marked {
    /// These items.
    pub(crate) fn of(items: &[(u32, i64)]) -> Marked {
        let mut marked = Marked::default();
        for &(item, _) in items {
            let part = item as usize / PART;
            if marked.parts.len() <= part {
                marked.parts.resize(part + 1, Marks::NONE);
            }
            marked.parts[part].mark(item as usize % PART);
        }
        marked
    }

    /// Those of a part.
    pub(crate) fn part(&self, part: usize) -> Marks {
        self.parts.get(part).copied().unwrap_or(Marks::NONE)
    }

    /// Adds those of the next part.
    pub(crate) fn push(&mut self, part: Marks) {
        self.parts.push(part);
    }

    pub(crate) fn count(&self) -> usize {
        self.parts.iter().map(Marks::count).sum()
    }

    /// The marked ones of some items.
    pub(crate) fn among(&self, items: &[(u32, i64)]) -> SoldItems {
        let is_marked = |item: u32| self.part(item as usize / PART).has(item as usize % PART);
        let marked = items.iter().filter(|(item, _)| is_marked(*item));
        marked.copied().collect()
    }
}

/// An item in the order of a leaderboard: a greater one ranks before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placed {
    units: i64,
    sku: CompactString,
    item: u32,
}

/// A page of found items whose ranks are being counted.
#[derive(Debug)]
pub(crate) struct RankedPage {
    /// In the leaderboard's order.
    items: Vec<Placed>,
    /// How many items of the leaderboard rank before the page's item at the same index, but not before the page's
    /// previous item.
    counts: Vec<usize>,
}

impl ShopState {
    /// The number of items.
    pub(crate) fn item_count(&self) -> usize {
        self.items.len()
    }

    /// The texts of a part of the catalogue, and which of its items have units.
    pub(crate) fn texts(&mut self, part: usize) -> (Arc<TextsPart>, Marks) {
        self.items.texts(part)
    }

    /// The units of all items sold on a day.
    pub(crate) fn sold_on(&self, day: BusinessDay) -> SoldItems {
        let sold = self.days.get(&day).into_iter();
        sold.flat_map(super::Day::sold_items).collect()
    }

    /// The all-time units of the best-selling items: no other item ranks before one of them.
    pub(crate) fn best_sold(&self) -> SoldItems {
        self.items.best().collect()
    }

    /// Appends items with the SKUs by which they rank among equals.
    pub(crate) fn place(&self, items: impl Iterator<Item = (u32, i64)>, into: &mut Vec<Placed>) {
        into.extend(items.map(|(item, units)| Placed {
            units,
            sku: self.items.sku(item).into(),
            item,
        }));
    }

    /// Appends the marked items of a part that rank before another item by their units of all time.
    pub(crate) fn place_sold(
        &self,
        part: usize,
        marked: &Marked,
        last: Option<&Placed>,
        into: &mut Vec<Placed>,
    ) {
        let items = marked.part(part).each();
        let items = items.map(|place| (part * PART + place) as u32);
        let sold = items.map(|item| (item, self.items.units(item)));
        let is_before = |&(item, units): &(u32, i64)| match last {
            Some(last) if units == last.units => self.items.sku(item) > last.sku.as_str(),
            Some(last) => units > last.units,
            None => units > 0,
        };
        self.place(sold.filter(is_before), into);
    }

    /// Counts these items where they rank before one of the page.
    pub(crate) fn count_before(
        &self,
        items: impl Iterator<Item = (u32, i64)>,
        page: &mut RankedPage,
    ) {
        items.for_each(|(item, units)| page.count(units, || self.items.sku(item)));
    }

    /// Whether groups of items have to be made (anew) before ties are ranked.
    pub(crate) fn lacks_ties(&self) -> bool {
        let ties = self.items.ties();
        ties.is_none_or(|ties| ties.are_outgrown(self.items.len()))
    }

    /// Appends the SKUs of every `step`-th item of a range.
    pub(crate) fn sample(&self, range: Range<usize>, step: usize, into: &mut Vec<CompactString>) {
        into.extend(
            range
                .step_by(step)
                .map(|item| self.items.sku(item as u32).into()),
        );
    }

    pub(crate) fn set_ties(&mut self, ties: Ties) {
        self.items.set_ties(ties);
    }

    /// Puts at most so many further items into their groups; whether any are left.
    pub(crate) fn count_ties(&mut self, most: usize) -> bool {
        self.items.count_ties(most)
    }

    /// The items with more than a few units.
    pub(crate) fn busy(&self) -> SoldItems {
        let is_busy = |&(_, units): &(u32, i64)| units > FEW;
        let with_units = |item| (item, self.items.units(item));
        match self.items.ties() {
            Some(ties) => ties.busy().map(with_units).collect(),
            // They were dropped with all figures, between two looks; below, too.
            None => self.items.all().map(with_units).filter(is_busy).collect(),
        }
    }

    /// Counts the items before one of the page that has few units.
    pub(crate) fn count_tied(&self, place: usize, page: &mut RankedPage) {
        let Placed { units, sku, .. } = &page.items[place];
        let before = match self.items.ties() {
            Some(ties) => ties.before(&self.items, *units, sku),
            None => {
                let is_before =
                    |&it: &u32| (self.items.units(it), self.items.sku(it)) > (*units, sku.as_str());
                self.items.all().filter(is_before).count()
            }
        };
        // Others may have been sold since the item before it was counted.
        let others: usize = page.counts[..place].iter().sum();
        page.counts[place] = before.saturating_sub(others);
    }

    /// The page with the names of its items.
    pub(crate) fn named(&self, page: &RankedPage) -> Vec<FoundItem> {
        let mut before = 0;
        let items = page.items.iter().zip(&page.counts);
        let named = items.map(|(placed, count)| {
            before += count;
            FoundItem {
                rank: before + 1,
                item: self.items.ranked(placed.item, placed.units),
            }
        });
        named.collect()
    }
}

/// Changes of the catalogue without orders.
#[cfg(test)]
impl ShopState {
    pub(crate) fn shelve(&mut self, item: u32, sku: &str) {
        self.items.add(item, sku).expect("it is the next one");
    }

    pub(crate) fn name_of(&mut self, item: u32, at: i64, name: &str) {
        let at = domain::Timestamp::from_millis(at);
        self.items.rename(item, at, name).expect("it is there");
    }

    pub(crate) fn sell_of(&mut self, item: u32, change: i64) {
        self.items.sell(item, change).expect("it is there");
    }

    pub(crate) fn choose_leaders(&mut self) {
        self.items.build_leaders();
    }
}

/// Removes items that are not among the first `count`, whatever their SKUs.
pub(crate) fn keep_first(items: &mut SoldItems, count: usize) {
    if count == 0 {
        items.clear();
    } else if count < items.len() {
        let (_, last, _) = items.select_nth_unstable_by_key(count - 1, |it| Reverse(it.1));
        let least = last.1;
        items.retain(|(_, units)| *units >= least);
    }
}

/// Keeps only the first `count` of many items, so that memory does not grow with the catalogue; returns the last one,
/// before which an item has to rank to be among them.
pub(crate) fn keep_best(items: &mut Vec<Placed>, count: usize) -> Option<Placed> {
    if count == 0 || items.len() < count.max(MANY).saturating_mul(2) {
        return None;
    }
    let (_, last, _) = items.select_nth_unstable_by(count - 1, |a, b| b.cmp(a));
    let last = last.clone();
    items.truncate(count);
    Some(last)
}

impl RankedPage {
    /// A page of the found items.
    pub(crate) fn of(mut found: Vec<Placed>, offset: usize, limit: usize) -> RankedPage {
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.truncate(offset.saturating_add(limit));
        let items = found.split_off(offset.min(found.len()));
        RankedPage {
            counts: vec![0; items.len()],
            items,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Which of its items have few units: the last ones.
    pub(crate) fn tied(&self) -> Range<usize> {
        self.items.partition_point(|it| it.units > FEW)..self.items.len()
    }

    /// Counts an item of the leaderboard where it ranks before one of the page.
    fn count<'a>(&mut self, units: i64, sku: impl FnOnce() -> &'a str) {
        let mut behind = self.items.partition_point(|other| other.units > units);
        if self.items.get(behind).is_some_and(|it| it.units == units) {
            let (tied, sku) = (&self.items[behind..], sku());
            behind += tied.partition_point(|it| it.units == units && *it.sku >= *sku);
        }
        if let Some(count) = self.counts.get_mut(behind) {
            *count += 1;
        }
    }
}
