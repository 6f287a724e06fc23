//! The catalogue: every item ever sold, by a permanent number.

use compact_str::CompactString;
use domain::{Commit, ItemRoom, RankedItem, Timestamp};
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::sync::Arc;

use ports::CatalogueItem;

use super::leaders::{Leaders, Ranked};
use super::texts::{Marks, PART, Texts, TextsPart};
use super::ties::Ties;
use crate::codec::{Malformed, Reader, Write};

/// Items per page; part of the on-disk format.
pub(crate) const PAGE_ITEMS: usize = 65_536;

#[derive(Debug)]
struct Item {
    /// Up to 24 bytes are here, so that finding an item touches no other memory.
    sku: CompactString,
    name: Option<Box<str>>,
    named_at: Timestamp,
}

#[derive(Debug, Default)]
pub(crate) struct Items {
    items: Vec<Item>,
    /// All-time units, by item number.
    units: Vec<i64>,
    positive: usize,
    /// Which of them are above 0, by the item's number.
    sold: Vec<Marks>,
    index: HashTable<u32>,
    hasher: RandomState,
    leaders: Leaders,
    texts: Texts,
    ties: Option<Box<Ties>>,
}

impl Items {
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether every item has its SKU: a gap means that a page is missing.
    pub(crate) fn is_complete(&self) -> bool {
        self.items.iter().all(|item| !item.sku.is_empty())
    }

    /// The number of an item.
    pub(crate) fn find(&self, sku: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(sku);
        self.index
            .find(hash, |&item| self.items[item as usize].sku == sku)
            .copied()
    }

    /// The remaining room for new items, if a commit brings more than that.
    pub(crate) fn room_for(&self, commit: &Commit<'_>) -> Option<ItemRoom> {
        let most = commit.max_items?;
        // Items are only looked up if it could matter: each lookup costs as much as the rest of a comparison.
        if (self.len() + commit.skus.len()) as u64 <= most {
            return None;
        }
        let skus = commit.skus.iter().map(|item| item.sku);
        let unknown = skus.filter(|sku| self.find(sku).is_none());
        let unknown: hashbrown::HashSet<Box<str>> = unknown.map(Box::from).collect();
        let left = most.saturating_sub(self.len() as u64);
        (!unknown.is_empty() && unknown.len() as u64 > left).then_some(ItemRoom { left, unknown })
    }

    /// Adds an item with its number. During recovery, a later page may already have added higher numbers: those in
    /// between stay nameless until the log names them.
    pub(crate) fn add(&mut self, item: u32, sku: &str) -> Result<(), Malformed> {
        let at = item as usize;
        while self.items.len() <= at {
            self.items.push(Item {
                sku: CompactString::default(),
                name: None,
                named_at: Timestamp::from_millis(0),
            });
            self.units.push(0);
        }
        if self.sold.len() * PART < self.items.len() {
            self.sold
                .resize(self.items.len().div_ceil(PART), Marks::NONE);
        }
        if self.items[at].sku == sku {
            return Ok(());
        }
        if !self.items[at].sku.is_empty() {
            return Err(Malformed::Damaged);
        }
        self.items[at].sku = sku.into();
        self.texts.forget(item);
        let hash = self.hasher.hash_one(sku);
        let (items, hasher) = (&self.items, &self.hasher);
        let rehash = |&item: &u32| hasher.hash_one(items[item as usize].sku.as_str());
        self.index.insert_unique(hash, item, rehash);
        Ok(())
    }

    /// Whether this name is newer than the kept one.
    pub(crate) fn is_newer_name(&self, item: u32, at: Timestamp, name: &str) -> bool {
        let kept = &self.items[item as usize];
        (Some(at), name)
            > (
                kept.name.as_ref().map(|_| kept.named_at),
                kept.name.as_deref().unwrap_or_default(),
            )
    }

    pub(crate) fn rename(&mut self, item: u32, at: Timestamp, name: &str) -> Result<(), Malformed> {
        let kept = self
            .items
            .get_mut(item as usize)
            .ok_or(Malformed::Damaged)?;
        kept.named_at = at;
        if kept.name.as_deref() != Some(name) {
            kept.name = Some(name.into());
            self.texts.forget(item);
        }
        Ok(())
    }

    /// Changes an item's all-time units.
    pub(crate) fn sell(&mut self, item: u32, change: i64) -> Result<(), Malformed> {
        let units = self
            .units
            .get_mut(item as usize)
            .ok_or(Malformed::Damaged)?;
        let before = *units;
        // Only damaged figures ever reach the limits of the type.
        *units = units.saturating_add(change);
        let was_sold = before > 0;
        if was_sold != (*units > 0) {
            self.sold[item as usize / PART].flip(item as usize % PART);
            match was_sold {
                true => self.positive -= 1,
                false => self.positive += 1,
            }
        }
        if let Some(ties) = &mut self.ties {
            ties.changed(item, before, *units);
        }
        let mut leaders = std::mem::take(&mut self.leaders);
        leaders.changed(self, item);
        self.leaders = leaders;
        Ok(())
    }

    pub(crate) fn sku(&self, item: u32) -> &str {
        self.items.get(item as usize).map_or("", |item| &item.sku)
    }

    pub(crate) fn name(&self, item: u32) -> Option<&str> {
        self.items.get(item as usize)?.name.as_deref()
    }

    /// The best-selling items, each with its units, as many as are known: there is no better one besides.
    pub(crate) fn best(&self) -> impl Iterator<Item = (u32, i64)> {
        let best = self.leaders.candidates();
        best.map(|item| (item, self.units(item)))
    }

    /// The groups by which ties are ranked, once they are made.
    pub(crate) fn ties(&self) -> Option<&Ties> {
        self.ties.as_deref()
    }

    pub(crate) fn set_ties(&mut self, ties: Ties) {
        self.ties = Some(Box::new(ties));
    }

    /// Counts at most so many items that are not in their groups yet; whether any are left.
    pub(crate) fn count_ties(&mut self, most: usize) -> bool {
        let mut ties = self.ties.take();
        let are_left = ties
            .as_mut()
            .is_some_and(|ties| ties.count(self, self.len(), most));
        self.ties = ties;
        are_left
    }

    /// The texts of a part of the catalogue, and which of its items have units.
    pub(crate) fn texts(&mut self, part: usize) -> (Arc<TextsPart>, Marks) {
        let start = (part * PART).min(self.items.len());
        let end = (start + PART).min(self.items.len());
        let items = self.items[start..end].iter();
        let texts = items.map(|item| (item.sku.as_str(), item.name.as_deref()));
        let sold = self.sold.get(part).copied().unwrap_or(Marks::NONE);
        (self.texts.part(part, texts), sold)
    }

    /// The number of items with units above 0.
    pub(crate) fn positive(&self) -> usize {
        self.positive
    }

    /// An item in the form for other stores.
    pub(crate) fn exported(&self, item: u32) -> CatalogueItem {
        let Item {
            sku,
            name,
            named_at,
        } = &self.items[item as usize];
        let name = name.as_ref().map(|name| (*named_at, name.clone()));
        let units = self.units[item as usize];
        CatalogueItem {
            sku: sku.as_str().into(),
            name,
            units,
        }
    }

    /// Computes the top of the all-time leaderboard, so that the first page need not wait for it.
    pub(crate) fn build_leaders(&mut self) {
        let mut leaders = std::mem::take(&mut self.leaders);
        leaders.build(self);
        self.leaders = leaders;
    }

    /// A page of the all-time leaderboard.
    pub(crate) fn popular(&mut self, offset: usize, limit: usize) -> Vec<RankedItem> {
        let mut leaders = std::mem::take(&mut self.leaders);
        let page = leaders.page(self, offset, limit);
        self.leaders = leaders;
        page.into_iter()
            .map(|rank| self.ranked(rank.item, rank.units))
            .collect()
    }

    pub(crate) fn ranked(&self, item: u32, units: i64) -> RankedItem {
        let name = self.name(item).map(str::to_owned);
        RankedItem {
            sku: self.sku(item).to_owned(),
            name,
            units,
        }
    }

    pub(crate) fn pages(&self) -> usize {
        self.items.len().div_ceil(PAGE_ITEMS)
    }

    pub(crate) fn page_bytes(&self, page: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        let start = page * PAGE_ITEMS;
        let end = (start + PAGE_ITEMS).min(self.items.len());
        bytes.put_len(end - start);
        for (item, units) in self.items[start..end].iter().zip(&self.units[start..end]) {
            bytes.put_bytes(item.sku.as_bytes());
            bytes.put_i64(*units);
            bytes.put_bytes(item.name.as_deref().unwrap_or_default().as_bytes());
            bytes.put_i64(item.named_at.millis());
        }
        bytes
    }

    /// Loads a page.
    pub(crate) fn load_page(&mut self, page: usize, bytes: &[u8]) -> Result<(), Malformed> {
        let mut reader = Reader::new(bytes);
        let start = page.checked_mul(PAGE_ITEMS).ok_or(Malformed::Damaged)?;
        for offset in 0..reader.len()? {
            let item = u32::try_from(start + offset).map_err(|_| Malformed::Damaged)?;
            self.add(item, reader.str()?)?;
            self.sell(item, reader.i64()?)?;
            let name = reader.str()?;
            let at = Timestamp::from_millis(reader.i64()?);
            if !name.is_empty() {
                self.rename(item, at, name)?;
            }
        }
        Ok(())
    }
}

impl Ranked for Items {
    fn units(&self, item: u32) -> i64 {
        self.units[item as usize]
    }

    fn sku(&self, item: u32) -> &str {
        &self.items[item as usize].sku
    }

    fn all(&self) -> impl Iterator<Item = u32> {
        0..self.items.len() as u32
    }

    fn positive(&self) -> usize {
        self.positive
    }
}
