//! Everything a shop has, in pieces: the catalogue's pages, then the ledger's shards.

use domain::LedgerEntry;
use ports::{CatalogueItem, ExportedPiece};

use super::items::PAGE_ITEMS;
use super::order_record::read_order;
use super::{SHARDS, ShopState, ledger_entry, order_key};
use crate::codec::{Malformed, Reader};

impl ShopState {
    pub(crate) fn export(&mut self, cursor: u64) -> Result<ExportedPiece, Malformed> {
        let (index, pages) = (
            usize::try_from(cursor).map_err(|_| Malformed::Damaged)?,
            self.items.pages(),
        );
        let next = (index + 1 < pages + SHARDS).then_some(cursor + 1);
        if index < pages {
            let items = self.export_items(index);
            return Ok(ExportedPiece {
                items,
                orders: Vec::new(),
                next,
            });
        }
        if index >= pages + SHARDS {
            return Ok(ExportedPiece::default());
        }
        let orders = self.export_shard(index - pages)?;
        Ok(ExportedPiece {
            items: Vec::new(),
            orders,
            next,
        })
    }

    fn export_items(&self, page: usize) -> Vec<CatalogueItem> {
        let end = ((page + 1) * PAGE_ITEMS).min(self.items.len());
        (page * PAGE_ITEMS..end)
            .map(|item| self.items.exported(item as u32))
            .collect()
    }

    fn export_shard(&mut self, shard: usize) -> Result<Vec<(Box<str>, LedgerEntry)>, Malformed> {
        let (items, mut orders) = (&self.items, Vec::new());
        let bytes = self.ledger.shard_bytes(shard)?;
        let mut reader = Reader::new(&bytes);
        while !reader.is_empty() {
            let order = read_order(&mut reader)?;
            let entry = ledger_entry(&order.record, items)?;
            orders.push((order_key::unpack(order.key)?.into(), entry));
        }
        Ok(orders)
    }

    /// Every order, by id, without those of dropped days, even if they are still in memory.
    #[cfg(test)]
    pub(crate) fn all_orders(&mut self) -> Vec<(Box<str>, LedgerEntry)> {
        let shards = (0..SHARDS).flat_map(|shard| self.export_shard(shard).expect("it is whole"));
        let mut orders: Vec<_> = shards.collect();
        orders.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        orders
    }

    pub(crate) fn positions(&self) -> Vec<(String, String)> {
        self.misc.positions()
    }
}
