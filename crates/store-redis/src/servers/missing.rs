//! When a shop is opened, looks for keys that its store must have according to its own records. They may have been
//! evicted for lack of memory, or deleted, while no server was running.
//!
//! A store that was emptied, or went back as a whole, is consistent, so nothing is found there.

use std::fmt;

use domain::{BusinessDay, Shop, ShopId};
use ports::{StoreConcern, StoreError};
use redis::Value;

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::sizes::SHARDS;
use crate::reads::days::read_retained;
use crate::wire::error::corrupt;
use crate::wire::value::Answer as _;

const DOING: &str = "look for keys that are missing in redis";

/// Keys that a shop's store must have according to its own records, but lacks. Its `Display` text is for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingKeys {
    shop: ShopId,
    keys: Vec<String>,
}

impl MissingKeys {
    /// What to do about it, for people.
    pub const MEND: &str = "restore a backup, or send the orders again (known ones count once); restart the server \
                            afterwards";

    /// Turns it into a loss for the store to report.
    pub(crate) fn concern(&self) -> StoreConcern {
        StoreConcern::loss(format!("{self}: {}", Self::MEND))
    }
}

impl fmt::Display for MissingKeys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "shop {} lacks keys that it must have: {}; they were evicted or deleted, and figures are too low",
            self.shop,
            self.keys.join(", ")
        )
    }
}

impl Core {
    /// The missing keys of a shop, as far as its store can tell.
    ///
    /// # Errors
    /// Any kind.
    pub(crate) async fn missing(
        &self,
        shop: &Shop,
        keys: &Keys,
    ) -> Result<Option<MissingKeys>, StoreError> {
        let missing = self.missing_keys(keys).await?;
        Ok((!missing.is_empty()).then(|| MissingKeys {
            shop: shop.id.clone(),
            keys: missing,
        }))
    }

    /// The keys that must exist according to the shop's own records, but do not.
    ///
    /// # Errors
    /// Any kind.
    async fn missing_keys(&self, keys: &Keys) -> Result<Vec<String>, StoreError> {
        let mut command = redis::cmd("HMGET");
        let fields = ["commits", "adopted", "days", "numbers", "items"];
        command.arg(keys.state()).arg(&fields);
        let answer = self.reader.command(DOING, &command).await?;
        let [commits, adopted, days, numbers, items] = answer.list()? else {
            return Err(corrupt(DOING));
        };
        let mut missing = Vec::new();
        if commits.number() == 0 && adopted.text().is_none() {
            // Only commits create these.
            for shard in 0..SHARDS {
                let entries = keys.own(&format!("entries:{shard}"));
                if self.exists(&entries).await? {
                    missing.push(keys.state());
                    break;
                }
            }
        } else {
            let mut count = redis::cmd("HLEN");
            count.arg(keys.own("catalogue"));
            let known = self.reader.command(DOING, &count).await?.number();
            if known < numbers.number() {
                missing.push(keys.own("catalogue"));
            }
            if items.number() > 0 {
                for key in [keys.own("sold"), keys.article("orders:items:popular")] {
                    self.note_missing(key, &mut missing).await?;
                }
            }
            for day in read_retained(None, days.text())?.days {
                self.missing_of_day(keys, day, &mut missing).await?;
            }
        }
        Ok(missing)
    }

    /// A day with sales has a record, and its items.
    async fn missing_of_day(
        &self,
        keys: &Keys,
        day: BusinessDay,
        missing: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let mut command = redis::cmd("HGET");
        let items = format!("items:{}", day.compact());
        command.arg(keys.state()).arg(items);
        if self.reader.command(DOING, &command).await?.number() == 0 {
            return Ok(());
        }
        for name in ["day", "sold"] {
            self.note_missing(keys.own_of(name, day), missing).await?;
        }
        Ok(())
    }

    async fn note_missing(&self, key: String, missing: &mut Vec<String>) -> Result<(), StoreError> {
        if !self.exists(&key).await? {
            missing.push(key);
        }
        Ok(())
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        let mut command = redis::cmd("EXISTS");
        command.arg(key);
        let answer: Value = self.reader.command(DOING, &command).await?;
        Ok(answer.number() > 0)
    }
}
