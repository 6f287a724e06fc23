//! Leaderboards: the front from a sorted set, everything after it from the units themselves.

use std::collections::HashMap;

use domain::{BusinessDay, RankedItem};
use ports::{Page, StoreError};
use redis::Value;

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::leaderboard::Leaderboard;
use crate::layout::page::{self, PAGE};
use crate::wire::error::corrupt;
use crate::wire::value::{Answer as _, lossy, pairs};

/// How many items a scan over all units reads at a time.
const STRETCH: usize = 1_000;
/// How many pages of units to read at a time.
const PAGES_AT_ONCE: usize = 200;
const DOING: &str = "read all of a key of redis";
/// The last place in a sorted set that Redis accepts as a number.
const MAX_PLACE: usize = i64::MAX as usize;

impl Core {
    pub(crate) async fn popular(
        &self,
        keys: &Keys,
        day: Option<BusinessDay>,
        offset: usize,
        limit: usize,
    ) -> Result<Page<RankedItem>, StoreError> {
        let board = Leaderboard::of(keys, day);
        let mut pipeline = redis::pipe();
        let [items, threshold] = ["items", "top"].map(|field| format!("{field}{}", board.suffix));
        pipeline
            .cmd("HMGET")
            .arg(keys.state())
            .arg(&["adopted", &items, &threshold]);
        // The article's sorted set may hold items without units, which are not leaders.
        pipeline.cmd("ZCOUNT").arg(&board.set).arg(1).arg("+inf");
        // Places beyond Redis's limit are empty anyway.
        let first = offset.min(MAX_PLACE);
        let last = first.saturating_add(limit.max(1) - 1).min(MAX_PLACE);
        pipeline
            .cmd("ZREVRANGE")
            .arg(&board.set)
            .arg(first)
            .arg(last)
            .arg("WITHSCORES");
        let answers = self
            .reader
            .moment("read a leaderboard from redis", &pipeline)
            .await?;
        let [state, ranked, page] = &answers[..] else {
            return Ok(none());
        };
        let [adopted, items, threshold] = state.list()? else {
            return Ok(none());
        };
        let total = match (adopted.text(), day) {
            (None, None) => ranked.number(),
            (None, Some(_)) => 0,
            (Some(_), _) => items.number(),
        };
        let total = usize::try_from(total).unwrap_or_default();
        let wanted = limit.min(total.saturating_sub(offset));
        let threshold = threshold.number().max(1);
        let mut page = leaders(page.list()?, threshold);
        page.truncate(limit);
        let items = if page.len() >= wanted {
            page
        } else {
            self.all_ranked(keys, &board)
                .await?
                .into_iter()
                .skip(offset)
                .take(limit)
                .collect()
        };
        Ok(Page {
            items: self.named(keys, items).await?,
            total,
        })
    }

    /// All items with their units, most first: the slow way, for pages after the sorted set. Items that change
    /// meanwhile are taken as they were when the scan reached them.
    pub(crate) async fn all_ranked(
        &self,
        keys: &Keys,
        board: &Leaderboard,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let mut ranked: Vec<(String, i64)> = Vec::new();
        let numbers = self.numbers(keys, board).await?;
        // Until Livetill writes, the article's sorted set is all there is.
        if numbers.is_empty() && board.items.is_none() {
            let mut all = HashMap::new();
            self.scan("ZSCAN", &board.set, |sku, score| {
                all.insert(lossy(sku), score.number());
                Ok(())
            })
            .await?;
            ranked.extend(all);
        } else {
            let units = self.on_pages(&board.sold, &numbers).await?;
            ranked.extend(numbers.into_iter().map(|(_, sku)| sku).zip(units));
        }
        ranked.retain(|item| item.1 > 0);
        ranked.sort_unstable_by(|a, b| (b.1, &b.0).cmp(&(a.1, &a.0)));
        Ok(ranked)
    }

    /// The items that a leaderboard may have, with their numbers, in the order of the numbers.
    async fn numbers(
        &self,
        keys: &Keys,
        board: &Leaderboard,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        let unreadable = || corrupt("an item cannot be read");
        let catalogue = keys.own("catalogue");
        let mut numbers = Vec::new();
        if let Some(items) = &board.items {
            let mut skus = Vec::new();
            self.scan_values("SSCAN", items, |members| {
                skus.extend(
                    members
                        .iter()
                        .filter_map(|sku| sku.bytes().map(<[u8]>::to_vec)),
                );
                Ok(())
            })
            .await?;
            for skus in skus.chunks(STRETCH) {
                let mut command = redis::cmd("HMGET");
                command.arg(&catalogue).arg(skus);
                let answer = self.reader.command(DOING, &command).await?;
                // Items that only the original design counted have no number.
                for (sku, value) in skus.iter().zip(answer.list()?) {
                    if let Some(value) = value.bytes() {
                        let (number, _) = page::read_item(value).ok_or_else(unreadable)?;
                        numbers.push((number, String::from_utf8_lossy(sku).into_owned()));
                    }
                }
            }
        } else {
            self.scan("HSCAN", &catalogue, |sku, value| {
                let value = value.bytes().unwrap_or_default();
                let (number, _) = page::read_item(value).ok_or_else(unreadable)?;
                numbers.push((number, lossy(sku)));
                Ok(())
            })
            .await?;
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    /// The values for these numbers, in ascending order, from a hash of pages.
    pub(crate) async fn on_pages<T>(
        &self,
        key: &str,
        numbers: &[(u64, T)],
    ) -> Result<Vec<i64>, StoreError> {
        let page_of = |(number, _): &(u64, T)| number / PAGE;
        let mut found = Vec::with_capacity(numbers.len());
        let runs: Vec<&[(u64, T)]> = numbers.chunk_by(|a, b| page_of(a) == page_of(b)).collect();
        for runs in runs.chunks(PAGES_AT_ONCE) {
            let fields: Vec<String> = runs.iter().map(|run| page::field(run[0].0)).collect();
            let mut command = redis::cmd("HMGET");
            command.arg(key).arg(fields);
            let answer = self.reader.command(DOING, &command).await?;
            for (run, page) in runs.iter().zip(answer.list()?) {
                let page = page.bytes().unwrap_or_default();
                found.extend(run.iter().map(|it| page::number_at(page, it.0)));
            }
        }
        Ok(found)
    }

    /// Visits every pair of a hash or sorted set, part by part so that the server stays free for others. Some pairs may
    /// come twice.
    pub(crate) async fn scan(
        &self,
        command: &str,
        key: &str,
        mut pair: impl FnMut(&Value, &Value) -> Result<(), StoreError> + Send,
    ) -> Result<(), StoreError> {
        self.scan_values(command, key, |values| {
            pairs(values).try_for_each(|(field, value)| pair(field, value))
        })
        .await
    }

    /// Like [`Core::scan`], with the values of each answer.
    async fn scan_values(
        &self,
        command: &str,
        key: &str,
        mut visit: impl FnMut(&[Value]) -> Result<(), StoreError> + Send,
    ) -> Result<(), StoreError> {
        let mut cursor = "0".to_owned();
        loop {
            let mut scan = redis::cmd(command);
            scan.arg(key).arg(&cursor).arg("COUNT").arg(STRETCH);
            let answer = self.reader.command(DOING, &scan).await?;
            let [next, list] = answer.list()? else {
                return Ok(());
            };
            visit(list.list()?)?;
            match next.text() {
                Some("0") | None => return Ok(()),
                Some(next) => next.clone_into(&mut cursor),
            }
        }
    }

    /// Adds the names.
    pub(crate) async fn named(
        &self,
        keys: &Keys,
        ranked: Vec<(String, i64)>,
    ) -> Result<Vec<RankedItem>, StoreError> {
        let names = self.names(keys, ranked.iter().map(|item| &*item.0)).await?;
        let named = ranked.into_iter().zip(names);
        Ok(named
            .map(|((sku, units), name)| RankedItem { sku, name, units })
            .collect())
    }

    /// The newest name of each item.
    pub(crate) async fn names<'s>(
        &self,
        keys: &Keys,
        skus: impl Iterator<Item = &'s str>,
    ) -> Result<Vec<Option<String>>, StoreError> {
        let skus: Vec<&str> = skus.collect();
        let items = keys.own("catalogue");
        let mut names = Vec::with_capacity(skus.len());
        for skus in skus.chunks(STRETCH) {
            let mut command = redis::cmd("HMGET");
            command.arg(&items).arg(skus);
            let answer = self
                .reader
                .command("read names from redis", &command)
                .await?;
            names.extend(answer.list()?.iter().map(name_of));
        }
        Ok(names)
    }
}

/// The name in an item's value.
pub(crate) fn name_of(value: &Value) -> Option<String> {
    let (_, name) = page::read_item(value.bytes()?)?;
    Some(String::from_utf8_lossy(name?).into_owned())
}

/// The items of a sorted set's page that are certain to be complete down to their place.
pub(crate) fn leaders(page: &[Value], threshold: i64) -> Vec<(String, i64)> {
    let items = pairs(page).map(|(sku, score)| (lossy(sku), score.number()));
    items.take_while(|item| item.1 >= threshold).collect()
}

fn none() -> Page<RankedItem> {
    Page {
        items: Vec::new(),
        total: 0,
    }
}
