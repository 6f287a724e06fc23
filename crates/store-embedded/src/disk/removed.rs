//! Removed shops. Each keeps a row, so that no other shop gets its number: there may still be marks with that number of
//! how far its log was durable, and earlier versions count the rows.

use fjall::{Keyspace, PersistMode};
use ports::StoreError;

use super::shops::shop_key;
use super::{Disk, ShopNumber, corrupt, next_reject_key, read_error, write_error};

/// The prefix of a removed shop's number. No shop name contains a space.
const GONE: &[u8] = b"shop/ ";
/// Removals per batch.
const BATCH: usize = 10_000;

impl Disk {
    /// Removes a shop and its records. If this is interrupted, the next start continues.
    pub(crate) fn remove_shop(&self, id: &str, number: ShopNumber) -> Result<(), StoreError> {
        let mut batch = self.batch();
        batch.remove(&self.meta, shop_key(id));
        batch.remove(&self.meta, next_reject_key(number));
        batch.insert(&self.meta, gone_key(number), [1]);
        let written = batch.durability(Some(PersistMode::SyncAll)).commit();
        written.map_err(unwritten)?;
        self.remove_records(number)
    }

    /// Removes leftover records of removed shops.
    pub(super) fn finish_removals(&self) -> Result<(), StoreError> {
        let mut left = Vec::new();
        for entry in self.meta.prefix(GONE) {
            let entry = entry.into_inner();
            let (key, value) = entry.map_err(|error| read_error("a shop that is gone", error))?;
            if !value.is_empty() {
                let number = <[u8; 4]>::try_from(&key[GONE.len()..]);
                let number =
                    number.map_err(|error| corrupt("a shop that is gone").because(error))?;
                left.push(ShopNumber::from_be_bytes(number));
            }
        }
        left.into_iter()
            .try_for_each(|number| self.remove_records(number))
    }

    fn remove_records(&self, number: ShopNumber) -> Result<(), StoreError> {
        for records in [
            &self.log,
            &self.pages,
            &self.items,
            &self.rejects,
            &self.memos,
        ] {
            self.empty(records, number)?;
        }
        let mut batch = self.batch();
        batch.insert(&self.meta, gone_key(number), []);
        let written = batch.durability(Some(PersistMode::SyncAll)).commit();
        written.map_err(unwritten)
    }

    fn empty(&self, records: &Keyspace, number: ShopNumber) -> Result<(), StoreError> {
        let mut batch = self.batch();
        for entry in records.prefix(number.to_be_bytes()) {
            let key = entry.key();
            batch.remove(records, key.map_err(|error| read_error("a shop", error))?);
            if batch.len() >= BATCH {
                let full = std::mem::replace(&mut batch, self.batch());
                full.commit().map_err(unwritten)?;
            }
        }
        batch.commit().map_err(unwritten)
    }
}

fn gone_key(number: ShopNumber) -> Vec<u8> {
    [GONE, &number.to_be_bytes()].concat()
}

fn unwritten(error: fjall::Error) -> StoreError {
    write_error("the removal of a shop", error)
}
