//! Upgrades a shop from format 1, which had one field per order, per item, and per item and day, to format 2 (see
//! bucket.rs, page.rs).
//!
//! It runs when the shop is opened, in calls of a few milliseconds, each of which moves some data from the old keys to
//! the new ones. It may be interrupted anywhere: the next process that opens the shop continues. Until the end the
//! shop's format is `1>2`, so that commits are refused, and a text in place of the old ledger makes servers of the old
//! version fail instead of counting orders again.

use domain::{BusinessDay, Shop};
use packing::uuid_text;
use ports::StoreError;
use redis::Value;

use crate::commit::ledger::Buckets;
use crate::core::Core;
use crate::layout::bytes::Reader;
use crate::layout::dictionary::new_token;
use crate::layout::keys::Keys;
use crate::layout::sizes::SHARDS;
use crate::reads::days::read_retained;
use crate::scripts::{Call, UPGRADE, UPGRADE_TEXT};
use crate::wire::error::corrupt;
use crate::wire::value::{Answer as _, pairs};

const OLD: &str = "1";
const UNDER_WAY: &str = "1>2";
const DOING: &str = "upgrade the shop in redis";

/// How many fields a call moves.
const STRETCH: &str = "500";

impl Core {
    pub(crate) async fn upgrade(&self, shop: &Shop, keys: &Keys) -> Result<(), StoreError> {
        let mut command = redis::cmd("HMGET");
        command.arg(keys.state()).arg(&["format", "days"]);
        let answer = self.writer.command(DOING, &command).await?;
        let [format, days] = answer.list()? else {
            return Err(corrupt(DOING));
        };
        if !matches!(format.text(), Some(OLD | UNDER_WAY)) {
            return Ok(());
        }
        tracing::info!(shop = %shop.id, "upgrading the shop in redis to a new format");
        let days = read_retained(None, days.text())?.days;
        self.step(keys, &["begin", &SHARDS.to_string()]).await?;
        self.move_stretches(keys, "items", &new_token()).await?;
        for day in days.iter().map(|day: &BusinessDay| day.compact()) {
            self.move_stretches(keys, "day", &day).await?;
        }
        for shard in 0..SHARDS {
            self.move_orders(keys, &format!("ledger:{shard}")).await?;
        }
        self.step(keys, &["end"]).await?;
        tracing::info!(shop = %shop.id, "the shop in redis is upgraded");
        Ok(())
    }

    /// Moves a hash part by part until nothing is left of it.
    async fn move_stretches(&self, keys: &Keys, step: &str, of: &str) -> Result<(), StoreError> {
        let mut cursor = "0".to_owned();
        loop {
            let answer = self.step(keys, &[step, of, &cursor, STRETCH]).await?;
            let [next, left] = answer.list()? else {
                return Err(corrupt(DOING));
            };
            if left.number() == 0 {
                return Ok(());
            }
            next.text().unwrap_or("0").clone_into(&mut cursor);
        }
    }

    /// Moves the orders of an old hash into buckets.
    async fn move_orders(&self, keys: &Keys, hash: &str) -> Result<(), StoreError> {
        let old = keys.own(&format!("upgrade:{hash}"));
        let mut cursor = "0".to_owned();
        loop {
            let mut scan = redis::cmd("HSCAN");
            scan.arg(&old).arg(&cursor).arg("COUNT").arg(STRETCH);
            let answer = self.writer.command(DOING, &scan).await?;
            let [next, entries] = answer.list()? else {
                return Err(corrupt(DOING));
            };
            self.move_entries(keys, hash, entries.list()?).await?;
            match next.text() {
                Some("0") | None => return Ok(()),
                Some(next) => next.clone_into(&mut cursor),
            }
        }
    }

    async fn move_entries(
        &self,
        keys: &Keys,
        hash: &str,
        entries: &[Value],
    ) -> Result<(), StoreError> {
        let unreadable = || corrupt("an entry of the old ledger cannot be read");
        let mut buckets = Buckets::default();
        let mut arguments: Vec<Vec<u8>> = vec![b"orders".to_vec(), hash.into()];
        let mut left = Vec::new();
        for (field, record) in pairs(entries) {
            let (field, record) = (field.bytes(), record.bytes());
            let (field, record) = field.zip(record).ok_or_else(unreadable)?;
            let id = old_id(field).ok_or_else(unreadable)?;
            let write = |out: &mut Vec<u8>| {
                out.extend_from_slice(record);
                Some(())
            };
            buckets.push(&id, None, write).ok_or_else(unreadable)?;
            left.push(field.to_vec());
        }
        if left.is_empty() {
            return Ok(());
        }
        arguments.push(left.len().to_string().into());
        arguments.append(&mut left);
        buckets.each(|shard, field, bucket, _| {
            arguments.push(format!("entries:{shard}").into());
            arguments.extend([field.to_vec(), bucket.to_vec()]);
        });
        self.step(keys, &arguments).await.map(drop)
    }

    async fn step(&self, keys: &Keys, arguments: &[impl AsRef<[u8]>]) -> Result<Value, StoreError> {
        let state = keys.state();
        let mut args = vec![keys.own.as_bytes()];
        args.extend(arguments.iter().map(AsRef::as_ref));
        let call = Call {
            script: &UPGRADE,
            source: UPGRADE_TEXT,
            keys: &[&state],
            args: &args,
        };
        self.writer.script(DOING, &call).await
    }
}

/// The id in a field of format 1: a number, a UUID, or the id itself.
fn old_id(field: &[u8]) -> Option<String> {
    match field {
        [1, number @ ..] => Some(Reader::new(number).number(number.len())?.to_string()),
        [2, uuid @ ..] => {
            let uuid = u128::from_be_bytes(uuid.try_into().ok()?);
            Some(uuid_text(uuid))
        }
        text => std::str::from_utf8(text).ok().map(str::to_owned),
    }
}
