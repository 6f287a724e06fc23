//! Everything a shop has, in pieces: the catalogue, then the ledger's shards.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{Shop, Timestamp};
use ports::{CatalogueItem, ExportedPiece, StoreError, StoreExport};
use redis::Value;

use crate::bytes::Reader;
use crate::encode::SHARDS;
use crate::error::corrupt;
use crate::keys::Keys;
use crate::popular::{NAME, UNITS, packed_units};
use crate::record;
use crate::store::{Core, RedisStore};
use crate::value::{Answer as _, lossy, pairs};

/// How many fields are read at a time.
const STRETCH: usize = 5_000;

#[async_trait]
impl StoreExport for RedisStore {
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
        let items = self.whole_hash(&keys.own("items")).await?;
        Ok(items
            .iter()
            .map(|(sku, value)| catalogue_item(sku, value))
            .collect())
    }

    async fn export_shard(
        &self,
        keys: &Keys,
        shard: u64,
    ) -> Result<Vec<(Box<str>, domain::LedgerEntry)>, StoreError> {
        let retained = self.retained(keys).await?.days;
        let unreadable = || corrupt("an entry of the ledger cannot be read");
        let mut orders = Vec::new();
        for (id, value) in self
            .whole_hash(&keys.own(&format!("ledger:{shard}")))
            .await?
        {
            let entry = value
                .bytes()
                .and_then(record::read)
                .ok_or_else(unreadable)?;
            // What is left of dropped days waits for the sweep.
            if retained.contains(&entry.at.day) {
                let id = record::read_id(&id).ok_or_else(unreadable)?;
                orders.push((id.into_boxed_str(), entry));
            }
        }
        Ok(orders)
    }

    /// A hash, read in stretches that do not block the server. A scan may come by a field twice.
    async fn whole_hash(&self, key: &str) -> Result<HashMap<Vec<u8>, Value>, StoreError> {
        let mut fields = HashMap::new();
        let mut cursor = "0".to_owned();
        loop {
            let mut scan = redis::cmd("HSCAN");
            scan.arg(key).arg(&cursor).arg("COUNT").arg(STRETCH);
            let mut answer = self
                .reader
                .command("read the store out of redis", &scan)
                .await?;
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

fn catalogue_item(sku: &[u8], value: &Value) -> CatalogueItem {
    let bytes = value.bytes().unwrap_or_default();
    let name = bytes.get(NAME..).filter(|name| !name.is_empty());
    let named_at = bytes
        .get(UNITS..NAME)
        .and_then(|time| Reader::new(time).number(NAME - UNITS));
    let name = name.zip(named_at).map(|(name, at)| {
        let name = String::from_utf8_lossy(name).into_owned().into_boxed_str();
        (Timestamp::from_millis(at as i64), name)
    });
    let sku = String::from_utf8_lossy(sku).into_owned().into_boxed_str();
    CatalogueItem {
        sku,
        name,
        units: packed_units(value),
    }
}
