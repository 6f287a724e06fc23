//! Exports everything a shop has, in pieces: the catalogue, then the ledger's shards.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{BusinessDay, FirstDays, Memo, Shop, Timestamp};
use ports::{CatalogueItem, Export, ExportedPiece, PublishedDay, StoreError};
use redis::Value;

use crate::core::Core;
use crate::layout::bucket;
use crate::layout::keys::Keys;
use crate::layout::page;
use crate::layout::page::PAGE;
use crate::layout::record;
use crate::layout::sizes::SHARDS;
use crate::store::RedisStore;
use crate::wire::error::{corrupt, unreadable_order};
use crate::wire::value::{Answer as _, lossy, pairs};

/// How many fields to read at a time.
const STRETCH: usize = 1_000;
/// How many pages of units to read in one step: a megabyte.
const PAGES_AT_ONCE: usize = 2_000;
const DOING: &str = "read the store out of redis";

/// An item's SKU and its name.
type Item = (Box<str>, Option<Box<str>>);

#[async_trait]
impl Export for RedisStore {
    async fn export(&self, shop: &Shop, cursor: u64) -> Result<ExportedPiece, StoreError> {
        let keys = self.core.keys(shop);
        let shards = SHARDS as u64;
        let (mut items, mut orders) = (Vec::new(), Vec::new());
        if cursor == 0 {
            items = self.core.export_items(&keys).await?;
        } else if cursor <= shards {
            orders = self.core.export_shard(&keys, cursor - 1).await?;
        }
        let next = (cursor < shards).then_some(cursor + 1);
        Ok(ExportedPiece {
            items,
            orders,
            next,
        })
    }

    async fn memos(&self, shop: &Shop) -> Result<Vec<Memo>, StoreError> {
        let keys = self.core.keys(shop);
        let texts = self.core.whole_hash(&keys.own("memos")).await?;
        let texts: Vec<_> = texts.into_iter().collect();
        let mut memos = Vec::with_capacity(texts.len());
        for texts in texts.chunks(STRETCH) {
            let mut pipeline = redis::pipe();
            for (key, _) in texts {
                let until = keys.own("memos:until");
                pipeline.cmd("ZSCORE").arg(until).arg(key.as_slice());
            }
            let answers = self.core.reader.moment(DOING, &pipeline).await?;
            for ((key, text), until) in texts.iter().zip(&answers) {
                // It left meanwhile, so it does not exist any more.
                let Some(until) = until.text().and_then(|until| until.parse().ok()) else {
                    continue;
                };
                memos.push(Memo {
                    key: String::from_utf8_lossy(key).into_owned(),
                    text: lossy(text),
                    until: BusinessDay::from_epoch_days(until),
                });
            }
        }
        Ok(memos)
    }

    async fn first_days(&self, shop: &Shop) -> Result<FirstDays, StoreError> {
        self.core.first_days(shop, &self.core.keys(shop)).await
    }

    async fn published(
        &self,
        shop: &Shop,
        day: BusinessDay,
    ) -> Result<Option<PublishedDay>, StoreError> {
        self.core.published(shop, day).await.map(Some)
    }

    async fn earlier(&self, shop: &Shop) -> Result<Vec<CatalogueItem>, StoreError> {
        self.core.earlier(&self.core.keys(shop)).await
    }

    async fn positions(&self, shop: &Shop) -> Result<Vec<(String, String)>, StoreError> {
        let positions = self
            .core
            .whole_hash(&self.core.keys(shop).own("positions"))
            .await?;
        let text = |(source, at): (Vec<u8>, Value)| {
            (String::from_utf8_lossy(&source).into_owned(), lossy(&at))
        };
        Ok(positions.into_iter().map(text).collect())
    }
}

impl Core {
    async fn export_items(&self, keys: &Keys) -> Result<Vec<CatalogueItem>, StoreError> {
        if let Some(items) = self.foreign_items(keys).await? {
            return Ok(items);
        }
        let items = self.numbered_items(keys).await?;
        let units = self.on_pages(&keys.own("sold"), &items).await?;
        self.catalogue(keys, items, units).await
    }

    /// Like [`Core::catalogue`], with the units that belong to no retained day.
    async fn earlier(&self, keys: &Keys) -> Result<Vec<CatalogueItem>, StoreError> {
        if let Some(items) = self.foreign_items(keys).await? {
            return Ok(items);
        }
        let days = self.retained(keys).await?.days;
        let items = self.numbered_items(keys).await?;
        let mut sold = vec![keys.own("sold")];
        sold.extend(days.iter().map(|day| keys.own_of("sold", *day)));
        let mut units = Vec::with_capacity(items.len());
        let pages: Vec<_> = items.chunk_by(|a, b| a.0 / PAGE == b.0 / PAGE).collect();
        // A page counts once for each day, and is read for all days in one step.
        for pages in pages.chunks((PAGES_AT_ONCE / sold.len()).max(1)) {
            let fields: Vec<String> = pages.iter().map(|page| page::field(page[0].0)).collect();
            let mut pipeline = redis::pipe();
            for key in &sold {
                pipeline.cmd("HMGET").arg(key).arg(&fields);
            }
            let answers = self.reader.moment(DOING, &pipeline).await?;
            for (index, page) in pages.iter().enumerate() {
                let of = |answer: &Value, number| -> Result<i64, StoreError> {
                    let page = answer.list()?.get(index).and_then(Value::bytes);
                    Ok(page::number_at(page.unwrap_or_default(), number))
                };
                for (number, _) in *page {
                    let mut left = 0;
                    for (day, answer) in answers.iter().enumerate() {
                        let units = of(answer, *number)?;
                        left += if day == 0 { units } else { -units };
                    }
                    units.push(left);
                }
            }
        }
        self.catalogue(keys, items, units).await
    }

    /// Items with their numbers, in the order of the numbers.
    pub(crate) async fn numbered_items(&self, keys: &Keys) -> Result<Vec<(u64, Item)>, StoreError> {
        let unreadable = || corrupt("an item cannot be read");
        let mut items = Vec::new();
        for (sku, value) in self.whole_hash(&keys.own("catalogue")).await? {
            let value = value.bytes().unwrap_or_default();
            let (number, name) = page::read_item(value).ok_or_else(unreadable)?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned().into_boxed_str();
            items.push((number, (text(&sku), name.map(text))));
        }
        items.sort_unstable();
        Ok(items)
    }

    /// Adds the units, and the times of the names.
    async fn catalogue(
        &self,
        keys: &Keys,
        items: Vec<(u64, Item)>,
        units: Vec<i64>,
    ) -> Result<Vec<CatalogueItem>, StoreError> {
        let times = self.on_pages(&keys.own("named"), &items).await?;
        let items = items.into_iter().zip(units.into_iter().zip(times));
        let item = items.map(|((_, (sku, name)), (units, time))| CatalogueItem {
            sku,
            name: name.map(|name| (Timestamp::from_millis(time), name)),
            units,
        });
        Ok(item.collect())
    }

    async fn export_shard(
        &self,
        keys: &Keys,
        shard: u64,
    ) -> Result<Vec<(Box<str>, domain::LedgerEntry)>, StoreError> {
        let retained = self.retained(keys).await?.days;
        let unreadable = || corrupt("an entry of the ledger cannot be read");
        let mut orders = Vec::new();
        let hash = self
            .whole_hash(&keys.own(&format!("entries:{shard}")))
            .await?;
        for (field, bucket) in &hash {
            let entries = bucket.bytes().and_then(bucket::read);
            for (slot, bytes) in entries.ok_or_else(unreadable)? {
                let entry = record::read(bytes).map_err(unreadable_order)?;
                // Leftovers of dropped days are waiting for the sweep.
                if retained.contains(&entry.at.day) {
                    let id = bucket::read_id(field, slot).ok_or_else(unreadable)?;
                    orders.push((id.into_boxed_str(), entry));
                }
            }
        }
        Ok(orders)
    }

    /// A whole hash, read in parts that do not block the server. The scan may return a field twice.
    pub(crate) async fn whole_hash(
        &self,
        key: &str,
    ) -> Result<HashMap<Vec<u8>, Value>, StoreError> {
        let mut fields = HashMap::new();
        let mut cursor = "0".to_owned();
        loop {
            let mut scan = redis::cmd("HSCAN");
            scan.arg(key).arg(&cursor).arg("COUNT").arg(STRETCH);
            let mut answer = self.reader.command(DOING, &scan).await?;
            let next = answer
                .list()?
                .first()
                .and_then(|next| next.text().map(str::to_owned));
            if let Value::Array(parts) = &mut answer
                && let Some(Value::Array(list)) = parts.get(1)
            {
                for (field, value) in pairs(list) {
                    fields.insert(field.bytes().unwrap_or_default().to_vec(), value.clone());
                }
            }
            match next.as_deref() {
                Some("0") | None => return Ok(fields),
                Some(next) => next.clone_into(&mut cursor),
            }
        }
    }
}
