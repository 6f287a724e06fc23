//! Leaderboards: the front from a sorted set, everything behind it from the units themselves.

use std::collections::HashMap;

use domain::{BusinessDay, RankedItem};
use ports::{Page, StoreError};
use redis::Value;

use crate::bytes::Reader;
use crate::keys::Keys;
use crate::store::Core;
use crate::upkeep::Leaderboard;
use crate::value::{Answer as _, lossy, pairs};

/// How many items a look over all units reads at a time.
const STRETCH: usize = 1_000;
/// The last place in a sorted set that Redis takes as a number.
const MAX_PLACE: usize = i64::MAX as usize;
/// Bytes in front of an item's name: its units, and the time of the name.
pub(crate) const UNITS: usize = 7;
pub(crate) const NAME: usize = UNITS + 6;

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
        pipeline.atomic();
        let threshold = format!("top{}", board.suffix);
        pipeline
            .cmd("HMGET")
            .arg(keys.state())
            .arg(&["adopted", "items", &threshold]);
        // The article's sorted set may hold items without units, which are no leaders.
        pipeline.cmd("ZCOUNT").arg(&board.set).arg(1).arg("+inf");
        pipeline.cmd("HLEN").arg(&board.units);
        // Places beyond the last that Redis can count to hold nothing anyway.
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
            .transaction("read a leaderboard from redis", &pipeline)
            .await?;
        let [state, ranked, units, page] = &answers[..] else {
            return Ok(none());
        };
        let [adopted, items, threshold] = state.list()? else {
            return Ok(none());
        };
        let total = match (adopted.text(), day) {
            (None, None) => ranked.number(),
            (None, Some(_)) => 0,
            (Some(_), None) => items.number(),
            (Some(_), Some(_)) => units.number(),
        };
        let total = usize::try_from(total).unwrap_or_default();
        let wanted = limit.min(total.saturating_sub(offset));
        let threshold = threshold.number().max(1);
        let mut page = leaders(page.list()?, threshold);
        page.truncate(limit);
        let items = if page.len() >= wanted {
            page
        } else {
            self.all_ranked(&board)
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

    /// Every item with its units, most first: the long way, for pages behind the sorted set. Items
    /// that change meanwhile are taken as they were when they were come by.
    pub(crate) async fn all_ranked(
        &self,
        board: &Leaderboard,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let mut all = HashMap::new();
        self.scan("HSCAN", &board.units, |sku, value| {
            let units = if board.packed {
                packed_units(value)
            } else {
                value.number()
            };
            all.insert(lossy(sku), units);
            Ok(())
        })
        .await?;
        // As long as Livetill has not written, the article's sorted set is all there is.
        if all.is_empty() {
            self.scan("ZSCAN", &board.set, |sku, score| {
                all.insert(lossy(sku), score.number());
                Ok(())
            })
            .await?;
        }
        let mut ranked: Vec<(String, i64)> = all.into_iter().filter(|item| item.1 > 0).collect();
        ranked.sort_unstable_by(|a, b| (b.1, &b.0).cmp(&(a.1, &a.0)));
        Ok(ranked)
    }

    /// Comes by every pair of a hash or sorted set, a stretch at a time so that the server stays
    /// free for others; by some twice.
    pub(crate) async fn scan(
        &self,
        command: &str,
        key: &str,
        mut pair: impl FnMut(&Value, &Value) -> Result<(), StoreError> + Send,
    ) -> Result<(), StoreError> {
        let mut cursor = "0".to_owned();
        loop {
            let mut scan = redis::cmd(command);
            scan.arg(key).arg(&cursor).arg("COUNT").arg(STRETCH);
            let answer = self
                .reader
                .command("read all of a key of redis", &scan)
                .await?;
            let [next, list] = answer.list()? else {
                return Ok(());
            };
            for (field, value) in pairs(list.list()?) {
                pair(field, value)?;
            }
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

    /// The newest names of items, one for each.
    pub(crate) async fn names<'s>(
        &self,
        keys: &Keys,
        skus: impl Iterator<Item = &'s str>,
    ) -> Result<Vec<Option<String>>, StoreError> {
        let skus: Vec<&str> = skus.collect();
        let items = keys.own("items");
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
    let name = value.bytes()?.get(NAME..).filter(|name| !name.is_empty())?;
    Some(String::from_utf8_lossy(name).into_owned())
}

/// The items of a sorted set's page that are sure to be all there are down to their place.
pub(crate) fn leaders(page: &[Value], threshold: i64) -> Vec<(String, i64)> {
    let items = pairs(page).map(|(sku, score)| (lossy(sku), score.number()));
    items.take_while(|item| item.1 >= threshold).collect()
}

pub(crate) fn packed_units(value: &Value) -> i64 {
    let units = value
        .bytes()
        .and_then(|bytes| Reader::new(bytes).number(UNITS));
    // Seven bytes, two's complement.
    units.map_or(0, |units| (units << 8) as i64 >> 8)
}

fn none() -> Page<RankedItem> {
    Page {
        items: Vec::new(),
        total: 0,
    }
}
