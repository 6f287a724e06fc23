//! Shops that come and go while servers run: a hash next to the shops' own keys, with the line of each under its name,
//! and the number of changes to the list under `*`, which is not a name.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{BusinessDay, Shop, ShopId};
use ports::{ListedShop, Roster, StoreError};
use redis::{Cmd, Pipeline, Value};

use crate::layout::keys::Keys;
use crate::layout::sizes::SHARDS;
use crate::reads::days::read_retained;
use crate::store::RedisStore;
use crate::wire::error::corrupt;
use crate::wire::value::{Answer as _, pairs};

const DOING: &str = "change the list of shops in redis";
const READING: &str = "read the list of shops from redis";
const FORGETTING: &str = "forget a shop in redis";
/// The field with the number of changes.
const CHANGES: &str = "*";
/// Keys per command.
const KEYS: usize = 500;

#[async_trait]
impl Roster for RedisStore {
    async fn roster_version(&self) -> Result<u64, StoreError> {
        let mut command = redis::cmd("HGET");
        command.arg(self.roster_key()).arg(CHANGES);
        let answer = self.core.reader.command(READING, &command).await?;
        Ok(answer.number().unsigned_abs())
    }

    async fn roster(&self) -> Result<Vec<ListedShop>, StoreError> {
        let mut command = redis::cmd("HGETALL");
        command.arg(self.roster_key());
        let answer = self.core.reader.command(READING, &command).await?;
        let listed = |name: &Value, line: &Value| {
            let (name, line) = (name.text()?, line.text()?);
            ListedShop::from_line(name, line)
        };
        let mut shops: Vec<ListedShop> = match &answer {
            Value::Map(all) => all
                .iter()
                .filter_map(|(name, line)| listed(name, line))
                .collect(),
            list => pairs(list.list()?)
                .filter_map(|(name, line)| listed(name, line))
                .collect(),
        };
        shops.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(shops)
    }

    async fn list_shop(&self, shop: &ListedShop) -> Result<Option<u64>, StoreError> {
        let mut add = redis::cmd("HSETNX");
        add.arg(self.roster_key())
            .arg(shop.id.as_str())
            .arg(shop.to_line());
        let (added, version) = self.change(add).await?;
        Ok((added.number() > 0).then_some(version))
    }

    async fn leave_shop(&self, shop: &ShopId) -> Result<bool, StoreError> {
        let mut read = redis::cmd("HGET");
        read.arg(self.roster_key()).arg(shop.as_str());
        let stored = self.core.writer.command(READING, &read).await?;
        let stored = stored
            .text()
            .and_then(|line| ListedShop::from_line(shop.as_str(), line));
        let Some(mut listed) = stored else {
            return Ok(false);
        };
        listed.is_leaving = true;
        let mut write = redis::cmd("HSET");
        write
            .arg(self.roster_key())
            .arg(shop.as_str())
            .arg(listed.to_line());
        self.change(write).await.map(|_| true)
    }

    fn close_shop(&self, shop: &Shop) {
        self.notices.forget(&shop.id);
        self.core.forget(shop);
    }

    async fn forget_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        let keys = self.core.keys(shop);
        for names in self.names_of(&keys).await?.chunks(KEYS) {
            let mut unlink = redis::cmd("UNLINK");
            unlink.arg(names);
            self.core.writer.command(FORGETTING, &unlink).await?;
        }
        let mut remove = redis::cmd("HDEL");
        remove.arg(self.roster_key()).arg(shop.id.as_str());
        self.change(remove).await.map(drop)
    }
}

impl RedisStore {
    fn roster_key(&self) -> String {
        Keys::new(self.core.url.default_prefix()).own("shops")
    }

    /// Runs a command on the list and counts the change, in one step. Returns the command's answer and the version after
    /// it.
    async fn change(&self, command: Cmd) -> Result<(Value, u64), StoreError> {
        let mut change = Pipeline::new();
        change.atomic().add_command(command);
        change
            .cmd("HINCRBY")
            .arg(self.roster_key())
            .arg(CHANGES)
            .arg(1);
        let answers = self.core.writer.transaction(DOING, &change).await?;
        let [answer, version] = <[Value; 2]>::try_from(answers).map_err(|_| corrupt(DOING))?;
        Ok((answer, version.number().unsigned_abs()))
    }

    /// The names of all keys that a shop may have.
    async fn names_of(&self, keys: &Keys) -> Result<Vec<String>, StoreError> {
        const OWN: [&str; 18] = [
            "state",
            "catalogue",
            "sold",
            "named",
            "top",
            "latest",
            "positions",
            "memos",
            "memos:until",
            "rejects",
            "rejects:apart",
            "rejects:counts",
            "rejects:delivered",
            "rejects:order",
            "totals",
            "totals:by",
            "upgrade",
            "leaving",
        ];
        const ARTICLE: [&str; 4] = [
            "orders:items:latest",
            "orders:items:popular",
            "sales:revenue:days",
            "orders:items",
        ];
        let mut command = redis::cmd("HGET");
        command.arg(keys.state()).arg("days");
        let days = self.core.writer.command(FORGETTING, &command).await?;
        let mut days: BTreeSet<BusinessDay> = read_retained(None, days.text())?.days;
        // Some data of dropped days are kept forever.
        for name in ["totals", "leaving"] {
            let mut command = redis::cmd("HKEYS");
            command.arg(keys.own(name));
            let left = self.core.writer.command(FORGETTING, &command).await?;
            let left = left.list()?.iter();
            days.extend(left.filter_map(|day| BusinessDay::parse_compact(day.text()?)));
        }
        let shards = (0..SHARDS).map(|shard| keys.own(&format!("entries:{shard}")));
        let own = OWN.iter().map(|name| keys.own(name));
        let article = ARTICLE.iter().map(|name| keys.article(name));
        let of_days = days.iter().flat_map(|&day| {
            let names = [
                "day", "sold", "by", "top", "earned", "returned", "refunded", "items",
            ];
            let own = names.map(|name| keys.own_of(name, day));
            let article = ["orders", "orders:items", "sales:revenue"];
            own.into_iter()
                .chain(article.map(|name| keys.article_of(name, day)))
        });
        // The state comes last, so that anything left after an interruption can still be found.
        let mut names: Vec<String> = shards.chain(article).chain(of_days).chain(own).collect();
        let state = keys.state();
        names.retain(|name| *name != state);
        names.push(state);
        Ok(names)
    }
}
