//! Long looks through the catalogue and the ledger, for pages that no index serves. They read a
//! stretch at a time, so that commits and boards go on between.

use std::collections::HashMap;

use domain::{BusinessDay, FoundItem, ItemDays, LedgerEntry, LedgerOrder, SearchText, SoldItem};
use ports::{Page, StoreError};

use crate::encode::SHARDS;
use crate::error::corrupt;
use crate::keys::Keys;
use crate::popular::name_of;
use crate::record;
use crate::store::Core;
use crate::upkeep::Leaderboard;
use crate::value::Answer;

/// Orders beyond the page's end that are held before the far ones are let go.
const SPARE: usize = 4_096;

impl Core {
    pub(crate) async fn search(
        &self,
        keys: &Keys,
        day: Option<BusinessDay>,
        text: &SearchText,
        offset: usize,
        limit: usize,
    ) -> Result<Page<FoundItem>, StoreError> {
        let ranked = self.all_ranked(&Leaderboard::of(keys, day)).await?;
        let named = self.named(keys, ranked).await?;
        let mut scratch = String::new();
        let mut total = 0;
        let mut items = Vec::new();
        for (rank, item) in (1..).zip(named) {
            if text.finds(&item.sku, item.name.as_deref(), &mut scratch) {
                if total >= offset && items.len() < limit {
                    items.push(FoundItem { rank, item });
                }
                total += 1;
            }
        }
        Ok(Page { items, total })
    }

    pub(crate) async fn item_days(
        &self,
        keys: &Keys,
        sku: &str,
    ) -> Result<Option<ItemDays>, StoreError> {
        let retained = self.retained(keys).await?;
        let mut pipeline = redis::pipe();
        pipeline.atomic();
        pipeline.cmd("HGET").arg(keys.own("items")).arg(sku);
        let popular = keys.article("orders:items:popular");
        pipeline.cmd("ZSCORE").arg(popular).arg(sku);
        for &day in &retained.days {
            pipeline.cmd("HGET").arg(keys.own_of("units", day)).arg(sku);
        }
        let answers = self
            .reader
            .transaction("read an item from redis", &pipeline)
            .await?;
        let [item, score, units @ ..] = &answers[..] else {
            return Err(corrupt("read an item from redis"));
        };
        if item.bytes().is_none() && score.bytes().is_none() {
            return Ok(None);
        }
        let units = units.iter().map(Answer::number);
        let days = retained.days.into_iter().zip(units).collect();
        Ok(Some(ItemDays {
            name: name_of(item),
            days,
        }))
    }

    pub(crate) async fn orders(
        &self,
        keys: &Keys,
        day: BusinessDay,
        sku: Option<&str>,
        offset: usize,
        limit: usize,
    ) -> Result<Page<LedgerOrder>, StoreError> {
        let mut found = Found::new(offset.saturating_add(limit));
        // What is left of dropped days waits for the sweep and is not there any more.
        if self.retained(keys).await?.days.contains(&day) {
            let unreadable = || corrupt("an entry of the ledger cannot be read");
            for shard in 0..SHARDS {
                // Ids are in one shard each, so that a second sight of one is seen here.
                let mut orders = HashMap::new();
                let ledger = keys.own(&format!("ledger:{shard}"));
                self.scan("HSCAN", &ledger, |id, entry| {
                    let bytes = entry.bytes().ok_or_else(unreadable)?;
                    if record::day_of(bytes) == Some(day) {
                        let entry = record::read(bytes).ok_or_else(unreadable)?;
                        let sold = |sku| entry.sold.iter().any(|line| &*line.sku == sku);
                        if sku.is_none_or(sold) {
                            let id = id
                                .bytes()
                                .and_then(record::read_id)
                                .ok_or_else(unreadable)?;
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
            cancelled: entry.cancelled,
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
        });
        let items = items.collect();
        Ok(Page { items, total })
    }
}

/// The newest orders of those that were come by.
struct Found {
    wanted: usize,
    total: usize,
    orders: Vec<(String, LedgerEntry)>,
}

impl Found {
    fn new(wanted: usize) -> Found {
        Found {
            wanted,
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

    /// Newest first: by second, then by the bytes of the id.
    fn cut(&mut self) {
        let newest = |(id, entry): &(String, LedgerEntry)| (entry.at.second, id.clone());
        self.orders.sort_by_cached_key(newest);
        self.orders.reverse();
        self.orders.truncate(self.wanted);
    }

    fn page(mut self, offset: usize) -> Vec<(String, LedgerEntry)> {
        self.cut();
        self.orders.split_off(offset.min(self.orders.len()))
    }
}
