//! A day's orders. No index serves this query, so it scans the whole ledger, part by part, so that commits and boards
//! can run in between.

use std::collections::HashMap;
use std::ops::Range;

use domain::{BusinessDay, LedgerEntry, LedgerOrder, OrderFilter, SoldItem};
use ports::{Page, StoreError};

use crate::core::Core;
use crate::layout::bucket;
use crate::layout::keys::Keys;
use crate::layout::record;
use crate::layout::sizes::SHARDS;
use crate::wire::error::{corrupt, unreadable_order};
use crate::wire::value::Answer as _;

/// How many orders beyond the page's end to hold before dropping the furthest.
const SPARE: usize = 4_096;

impl Core {
    /// A page of a day's orders. `repeated` is the range of seconds that its clock shows twice.
    pub(crate) async fn orders(
        &self,
        keys: &Keys,
        (day, repeated): (BusinessDay, Option<Range<u32>>),
        filter: &OrderFilter,
        offset: usize,
        limit: usize,
    ) -> Result<Page<LedgerOrder>, StoreError> {
        let mut found = Found::new(offset.saturating_add(limit), repeated);
        // Leftovers of dropped days are waiting for the sweep and count as gone.
        if self.retained(keys).await?.days.contains(&day) {
            let unreadable = || corrupt("an entry of the ledger cannot be read");
            for shard in 0..SHARDS {
                // Each id is in one shard, so a repeated one is noticed here.
                let mut orders = HashMap::new();
                let ledger = keys.own(&format!("entries:{shard}"));
                self.scan("HSCAN", &ledger, |field, bucket| {
                    let field = field.bytes().ok_or_else(unreadable)?;
                    let entries = bucket.bytes().and_then(bucket::read);
                    for (slot, bytes) in entries.ok_or_else(unreadable)? {
                        if record::day_of(bytes) != Some(day) {
                            continue;
                        }
                        let entry = record::read(bytes).map_err(unreadable_order)?;
                        if filter.takes(&entry) {
                            let id = bucket::read_id(field, slot).ok_or_else(unreadable)?;
                            orders.insert(id, entry);
                        }
                    }
                    Ok(())
                })
                .await?;
                for (id, entry) in orders {
                    found.take(id, entry);
                }
            }
        }
        let total = found.total;
        let page = found.page(offset);
        let mut skus: Vec<&str> = Vec::new();
        for (_, entry) in &page {
            skus.extend(entry.sold.iter().map(|line| &*line.sku));
        }
        let mut names = self.names(keys, skus.into_iter()).await?.into_iter();
        let items = page.iter().map(|(id, entry)| LedgerOrder {
            id: id.clone(),
            version: entry.version,
            standing: entry.standing,
            at: entry.at,
            revenue: entry.revenue,
            returns: entry.returns,
            items: entry
                .sold
                .iter()
                .map(|line| SoldItem {
                    sku: line.sku.to_string(),
                    name: names.next().flatten(),
                    units: line.units,
                })
                .collect(),
            extra: entry.extra.clone(),
        });
        let items = items.collect();
        Ok(Page { items, total })
    }
}

/// The newest orders found so far.
struct Found {
    wanted: usize,
    repeated: Option<Range<u32>>,
    total: usize,
    orders: Vec<(String, LedgerEntry)>,
}

impl Found {
    fn new(wanted: usize, repeated: Option<Range<u32>>) -> Found {
        Found {
            wanted,
            repeated,
            total: 0,
            orders: Vec::new(),
        }
    }

    fn take(&mut self, id: String, entry: LedgerEntry) {
        self.total += 1;
        self.orders.push((id, entry));
        if self.orders.len() >= self.wanted.saturating_mul(2).saturating_add(SPARE) {
            self.cut();
        }
    }

    /// Newest first: by second in the order they pass, then by the bytes of the id.
    fn cut(&mut self) {
        let repeated = self.repeated.as_ref();
        let newest = |(id, entry): &(String, LedgerEntry)| (entry.at.elapsed(repeated), id.clone());
        self.orders.sort_by_cached_key(newest);
        self.orders.reverse();
        self.orders.truncate(self.wanted);
    }

    fn page(mut self, offset: usize) -> Vec<(String, LedgerEntry)> {
        self.cut();
        self.orders.split_off(offset.min(self.orders.len()))
    }
}
