//! Searches the items of a leaderboard for a text, in short looks at the figures.

use std::cmp::Ordering;
use std::ops::Range;

use domain::{BusinessDay, FoundItem, SearchText};

use super::ShopState;

/// A search: the leaderboard at its start, and the items found in it.
#[derive(Debug, Default)]
pub(crate) struct ItemSearch {
    /// The items with units, and those units.
    sold: Vec<(u32, i64)>,
    found: Vec<Found>,
    /// The concatenated SKUs of the found items.
    skus: String,
    scratch: String,
}

#[derive(Clone, Copy, Debug)]
struct Found {
    item: u32,
    units: i64,
    sku: (usize, usize),
}

impl ShopState {
    /// The number of items.
    pub(crate) fn item_count(&self) -> usize {
        self.items.len()
    }

    /// Notes the all-time units of a range of items.
    pub(crate) fn note_sold(&self, range: Range<usize>, search: &mut ItemSearch) {
        search.sold.extend(self.items.sold_items(range));
    }

    /// Notes the units of all items on a day.
    pub(crate) fn note_sold_on(&self, day: BusinessDay, search: &mut ItemSearch) {
        let sold = self.days.get(&day).into_iter();
        search.sold.extend(sold.flat_map(super::Day::sold_items));
    }

    /// Searches a range of the noted items for the text.
    pub(crate) fn search(&self, text: &SearchText, range: Range<usize>, search: &mut ItemSearch) {
        let end = range.end.min(search.sold.len());
        for &(item, units) in &search.sold[range.start.min(end)..end] {
            let sku = self.items.sku(item);
            if text.finds(sku, self.items.name(item), &mut search.scratch) {
                let start = search.skus.len();
                search.skus.push_str(sku);
                search.found.push(Found {
                    item,
                    units,
                    sku: (start, search.skus.len()),
                });
            }
        }
    }

    /// For each item of a page, counts how many of a range of tied items rank before it but not before the page's
    /// previous item.
    pub(crate) fn count_ties(&self, page: &mut RankedPage, range: Range<usize>) {
        let end = range.end.min(page.tied.len());
        for index in range.start.min(end)..end {
            let (item, units) = page.tied[index];
            page.count(units, self.items.sku(item));
        }
    }

    /// The page with the names of its items.
    pub(crate) fn named(&self, page: &RankedPage) -> Vec<FoundItem> {
        let mut before = 0;
        let items = page.items.iter().zip(&page.counts);
        let named = items.map(|((item, units, _), count)| {
            before += count;
            FoundItem {
                rank: before + 1,
                item: self.items.ranked(*item, *units),
            }
        });
        named.collect()
    }
}

/// A page of search results whose ranks are being counted.
#[derive(Debug)]
pub(crate) struct RankedPage {
    /// The item, units and SKU, in the leaderboard's order.
    items: Vec<(u32, i64, String)>,
    /// How many items of the leaderboard rank before the page's item at the same index, but not before the page's
    /// previous item.
    counts: Vec<usize>,
    /// Items with the same units as one of the page: their SKUs decide which ranks first.
    tied: Vec<(u32, i64)>,
}

impl ItemSearch {
    /// The number of noted items.
    pub(crate) fn noted(&self) -> usize {
        self.sold.len()
    }

    /// Sorts the noted items in the order of the catalogue, in which they are read far faster.
    pub(crate) fn put_in_order(&mut self) {
        self.sold.sort_unstable_by_key(|(item, _)| *item);
    }

    /// The number of found items.
    pub(crate) fn total(&self) -> usize {
        self.found.len()
    }

    /// A page of the found items.
    pub(crate) fn page(mut self, offset: usize, limit: usize) -> RankedPage {
        let skus = std::mem::take(&mut self.skus);
        let sku = |found: &Found| &skus[found.sku.0..found.sku.1];
        let order = |a: &Found, b: &Found| -> Ordering {
            b.units.cmp(&a.units).then_with(|| sku(b).cmp(sku(a)))
        };
        let end = offset.saturating_add(limit).min(self.found.len());
        if end < self.found.len() {
            self.found.select_nth_unstable_by(end, order);
            self.found.truncate(end);
        }
        self.found.sort_unstable_by(order);
        let page = self.found.iter().skip(offset);
        let items: Vec<(u32, i64, String)> = page
            .map(|found| (found.item, found.units, sku(found).to_owned()))
            .collect();
        let mut page = RankedPage {
            counts: vec![0; items.len()],
            items,
            tied: Vec::new(),
        };
        if !page.items.is_empty() {
            page.split(&self.sold);
        }
        page
    }
}

impl RankedPage {
    /// The number of tied items that are yet to be counted.
    pub(crate) fn ties(&self) -> usize {
        self.tied.len()
    }

    /// Counts the items with more units than one of the page and fewer than the one before, and notes tied ones.
    fn split(&mut self, sold: &[(u32, i64)]) {
        for &(item, units) in sold {
            let behind = self.items.partition_point(|other| other.1 > units);
            match self.items.get(behind) {
                None => {}
                Some(other) if other.1 == units => self.tied.push((item, units)),
                Some(_) => self.counts[behind] += 1,
            }
        }
    }

    fn count(&mut self, units: i64, sku: &str) {
        let behind = self
            .items
            .partition_point(|other| (other.1, &*other.2) >= (units, sku));
        if let Some(count) = self.counts.get_mut(behind) {
            *count += 1;
        }
    }
}
