//! Long looks through the catalogue and the ledger, for pages that no index serves. They read a
//! stretch at a time, so that commits and boards go on between.

use std::collections::HashMap;

use domain::{BusinessDay, FoundItem, ItemDays, LedgerEntry, LedgerOrder, SearchText, SoldItem};
use ports::{Page, StoreError};
use redis::Value;

use crate::encode_ledger::SHARDS;
use crate::error::corrupt;
use crate::keys::Keys;
use crate::popular::name_of;
use crate::store::Core;
use crate::upkeep::Leaderboard;
use crate::value::Answer as _;
use crate::{bucket, page, record};

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
        let ranked = self.all_ranked(keys, &Leaderboard::of(keys, day)).await?;
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
        const DOING: &str = "read an item from redis";
        // An item keeps its number, so two looks see the same one.
        let mut pipeline = redis::pipe();
        pipeline.cmd("HGET").arg(keys.own("catalogue")).arg(sku);
        let popular = keys.article("orders:items:popular");
        pipeline.atomic().cmd("ZSCORE").arg(popular).arg(sku);
        let answers = self.reader.transaction(DOING, &pipeline).await?;
        let [item, score] = &answers[..] else {
            return Err(corrupt(DOING));
        };
        let number = item.bytes().and_then(page::read_item).map(|(it, _)| it);
        let units = match number {
            None if score.bytes().is_none() => return Ok(None),
            None => vec![0; retained.days.len()],
            Some(_) if retained.days.is_empty() => Vec::new(),
            Some(number) => {
                let mut pipeline = redis::pipe();
                pipeline.atomic();
                for &day in &retained.days {
                    let page = page::field(number);
                    pipeline.cmd("HGET").arg(keys.own_of("sold", day)).arg(page);
                }
                let pages = self.reader.transaction(DOING, &pipeline).await?;
                let units =
                    |page: &Value| page::number_at(page.bytes().unwrap_or_default(), number);
                pages.iter().map(units).collect()
            }
        };
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
                let ledger = keys.own(&format!("entries:{shard}"));
                self.scan("HSCAN", &ledger, |field, bucket| {
                    let field = field.bytes().ok_or_else(unreadable)?;
                    let entries = bucket.bytes().and_then(bucket::read);
                    for (slot, bytes) in entries.ok_or_else(unreadable)? {
                        if record::day_of(bytes) != Some(day) {
                            continue;
                        }
                        let entry = record::read(bytes).ok_or_else(unreadable)?;
                        let sold = |sku| entry.sold.iter().any(|line| &*line.sku == sku);
                        if sku.is_none_or(sold) {
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
